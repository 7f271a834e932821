"""One field: what its parser takes, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from minewarden.feeds.values import (
    TimeForm,
    area_of,
    code_parser,
    integer_parser,
    number_parser,
    parse_day,
    parse_instant,
    parse_reading,
    parse_text,
    point_parser,
    time_parser,
    word_parser,
)

MIDNIGHT = datetime(2024, 2, 29, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (TimeForm.BLANK, "2024-03-01 00:00:00"),
        (TimeForm.SLASHES, "2024/03/01 00:00:00"),
        (TimeForm.JOINED, "2024-03-01/00:00:00"),
    ],
)
def test_a_time_in_the_form_of_the_profile_is_china_time(form: TimeForm, text: str) -> None:
    assert time_parser(form, frozenset())(text) == MIDNIGHT


@pytest.mark.parametrize("text", ["", "xxxx-xx-xx xx:xx:xx"])
def test_an_empty_or_placeholder_time_is_null(text: str) -> None:
    assert time_parser(TimeForm.BLANK, frozenset({"xxxx-xx-xx xx:xx:xx"}))(text) is None


@pytest.mark.parametrize(
    "text",
    ["2024-02-30 00:00:00", "2024-03-01 24:00:00", "2024-03-01T00:00:00", "2024-03-01 00:00", "2024/03/01 00:00:00",
     "1970-01-01 00:00:00", "2024-03-01 00:00:0٣", "2024-W10-1 00:00:00"],
)  # fmt: skip
def test_a_time_of_another_form_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"time|day|year"):
        time_parser(TimeForm.BLANK, frozenset())(text)


def test_instants_need_an_offset() -> None:
    assert parse_instant("2024-03-01T00:00:00+08:00") == MIDNIGHT
    assert parse_instant("2024-02-29T16:00:00Z") == MIDNIGHT
    for text in ("2024-03-01T00:00:00", "yesterday", "", "2024-03-01"):
        with pytest.raises(ValueError, match=r"ISO|offset"):
            parse_instant(text)


def test_days_are_dates_of_the_calendar() -> None:
    assert parse_day("2024-02-29").isoformat() == "2024-02-29"
    for text in ("2023-02-29", "20240229", "2024-2-9", "0001-01-01", "9999-12-31"):
        with pytest.raises(ValueError, match=r"date|day|year"):
            parse_day(text)


def test_codes_have_a_length_and_the_prefix_of_their_mine() -> None:
    card = code_parser("520221000101", 17, "card")
    assert card("52022100010100012") == "52022100010100012"
    assert card("") is None
    for text, reason in (
        ("5202210001010001", "16 characters"),
        ("52022100010100０12", "other characters|characters, not"),
        ("52022100010200012", "another mine"),
    ):
        with pytest.raises(ValueError, match=reason):
            card(text)


def test_point_codes_begin_with_the_mine_code() -> None:
    point = point_parser("410403004688")
    assert point("41040300468802MN0023011A08") == "41040300468802MN0023011A08"
    for text in ("41040300469902MN0023011A08", "410403004688", "410403004688" + "0" * 25):
        with pytest.raises(ValueError, match="point code"):
            point(text)


def test_numbers_keep_to_their_range_and_abnormal_ones_are_null() -> None:
    number = number_parser(-10, 10)
    assert [number(text) for text in ("1.5", "-3", "", "-9999", "1e1")] == [1.5, -3.0, None, None, 10.0]
    for text in ("11", "nan", "inf", "1_0", "１", "0x1", " 1", "1."):
        with pytest.raises(ValueError, match=r"number|outside"):
            number(text)


def test_whole_numbers_keep_to_their_choices() -> None:
    flag = integer_parser(-1e9, 1e9, frozenset({0, 1, 2}))
    assert [flag(text) for text in ("0", "2.0", "")] == [0, 2, None]
    for text in ("3", "1.5", "true", "-1"):
        with pytest.raises(ValueError, match=r"whole|one of"):
            flag(text)


def test_a_reading_is_never_an_error() -> None:
    assert [parse_reading(text) for text in ("0.35", "-9999", "-9999.0", "开", "", "nan")] == [
        0.35, None, None, None, None, None
    ]  # fmt: skip


def test_text_may_hold_ideographic_blanks_but_no_controls_nor_separators() -> None:
    assert parse_text("张　三") == "张　三"
    for text in ("a；b", "a\x00", "a\nb", "\x7f"):
        with pytest.raises(ValueError, match=r"separator|control"):
            parse_text(text)


def test_one_of_a_few_words_may_be_written_in_any_case_with_blanks_around() -> None:
    word = word_parser(("in", "out"))
    assert [word(text) for text in ("in", " OUT ", "In", "", "  ")] == ["in", "out", "in", None, None]
    for text in ("inn", "入井", "i n"):
        with pytest.raises(ValueError, match="not one of in, out"):
            word(text)


@pytest.mark.parametrize("mine_code", ["34010000101", "520221000101", "150622B0012000200092"])
def test_the_area_of_a_station_is_its_code_without_the_last_six_digits(mine_code: str) -> None:
    assert area_of(f"{mine_code}0003000012") == f"{mine_code}0003"
    assert area_of("A") == "A"
