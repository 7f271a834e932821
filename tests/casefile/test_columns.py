"""Labels side by side without a rule: what wraps on the left is not mixed with the right."""

from __future__ import annotations

from minewarden.casefile.columns import Pair, unbraided

Row = list[tuple[str, float, float, float, float]]


def row(top: float, *pieces: tuple[float, str]) -> Row:
    """A row of characters 12 points wide and high, from the given left edges."""
    return [
        (character, left + 12 * at, top, left + 12 * at + 12, top + 12)
        for left, text in pieces
        for at, character in enumerate(text)
    ]


def text(rows: list[Row]) -> str:
    return "".join(character for part in rows for character, *_ in part)


def test_a_value_that_wraps_on_the_left_is_read_before_the_right() -> None:
    rows = [
        row(0, (70, "被处罚单位：某市某某能源有限公司"), (290, "地址：某市某镇")),
        row(20, (70, "红沟煤矿")),
    ]

    (pair,) = unbraided(rows)

    assert isinstance(pair, Pair)
    assert text(pair.left) == "被处罚单位：某市某某能源有限公司红沟煤矿"
    assert text(pair.right) == "地址：某市某镇"


def test_both_values_may_wrap() -> None:
    rows = [
        row(0, (70, "被处罚单位：某市某某能源有限公司"), (290, "地址：某市某镇某某村")),
        row(20, (70, "红沟煤矿"), (290, "三组")),
    ]

    (pair,) = unbraided(rows)

    assert isinstance(pair, Pair)
    assert (text(pair.left), text(pair.right)) == (
        "被处罚单位：某市某某能源有限公司红沟煤矿",
        "地址：某市某镇某某村三组",
    )


def test_a_number_that_had_no_room_belongs_to_the_label_above() -> None:
    rows = [row(0, (70, "采矿许可证证号："), (290, "有效期：2028年")), row(20, (70, "C14000020101212"))]

    (pair,) = unbraided(rows)

    assert isinstance(pair, Pair)
    assert text(pair.left).endswith("证号：C14000020101212")


def test_a_next_row_with_labels_of_its_own_stays_a_row() -> None:
    rows = [
        row(0, (70, "检查人：张某某"), (290, "日期：3月5日")),
        row(20, (70, "记录人：李某某"), (290, "日期：3月5日")),
    ]

    assert unbraided(rows) == rows


def test_a_paragraph_below_two_short_columns_stays_a_row() -> None:
    rows = [row(0, (70, "签名：张某某"), (290, "日期：3月5日")), row(20, (70, "本机关决定如下"))]

    assert unbraided(rows) == rows
