from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minewarden.rules.money import format_amount, is_canonical, parse_capitals, parse_digits, to_capitals

cents = st.integers(min_value=0, max_value=10**14 - 1)


@given(cents)
def test_words_read_back_as_the_amount_they_were_written_for(amount_cents: int) -> None:
    yuan = Decimal(amount_cents) / 100

    assert parse_capitals(to_capitals(yuan)) == yuan


@given(cents)
def test_what_is_written_is_canonical(amount_cents: int) -> None:
    assert is_canonical("人民币" + to_capitals(Decimal(amount_cents) / 100))


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("人民币贰万元整", 20000),
        ("拾贰万元整", 120000),
        ("壹拾贰万元正", 120000),
        ("八十万元整", 800000),
        ("壹拾亿贰仟零叁拾万肆仟零伍拾元整", 1000304050 + 20000000),
        ("陆佰零伍元叁角", "605.30"),
    ],
)
def test_lenient_forms_are_read(words: str, yuan: object) -> None:
    assert parse_capitals(words) == Decimal(str(yuan))


@pytest.mark.parametrize("words", ["拾贰万元整", "壹拾贰万元正", "八十万元整", "人民币叁万"])
def test_other_forms_are_not_canonical(words: str) -> None:
    assert not is_canonical(words)


@pytest.mark.parametrize("text", ["", "元整", "贰叁元", "安全生产"])
def test_what_is_no_amount_is_not_read(text: str) -> None:
    assert parse_capitals(text) is None


def test_amounts_no_voucher_could_carry_are_refused() -> None:
    with pytest.raises(ValueError, match="no amount in words"):
        to_capitals(Decimal("0.001"))


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("¥20,000.00", "20000"), ("￥120，000．00", "120000"), ("3.5万元", "35000"), ("两万", None)],
)
def test_figures_are_read_in_any_width(text: str, yuan: str | None) -> None:
    assert parse_digits(text) == (None if yuan is None else Decimal(yuan))


def test_the_prescribed_form_joins_words_and_figures() -> None:
    assert format_amount(20000) == "人民币贰万元整（¥20,000.00）"
