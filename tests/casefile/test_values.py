"""Dates, amounts, citations, labels and names in running text, in the spellings that occur."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minewarden.casefile.amounts import find_amounts
from minewarden.casefile.citations import find_citations
from minewarden.casefile.dates import find_dates, find_term
from minewarden.casefile.fields import find_fields
from minewarden.casefile.model import Role
from minewarden.casefile.people import find_officers, find_signatures, names_in
from minewarden.rules.money import format_amount
from tests.casefile.papers import flow


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月5日",
        "2024 年 3 月 5 日",
        "２０２４年３月５日",
        "二〇二四年三月五日",
        "二○二四年三月五日",
        "2024-03-05",
        "2024.3.5",
        "20240305",
    ],
)
def test_a_date_is_read_in_every_spelling(text: str) -> None:
    assert [found.value for found in find_dates(f"于{text}送达")] == [date(2024, 3, 5)]


@pytest.mark.parametrize(
    "text", ["2024年2月30日", "20241305", "晋煤安监罚〔2024〕12号", "1.2%", "140501199001011234"]
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert find_dates(text) == []


def test_the_end_of_a_span_takes_year_and_month_from_its_start() -> None:
    spans = find_dates("2024年1月15日9时30分至11时05分，2024年1月15日至17日")
    assert [found.value for found in spans] == [
        date(2024, 1, 15),
        date(2024, 1, 15),
        date(2024, 1, 15),
        date(2024, 1, 17),
    ]
    assert [f"{found.at:%H:%M}" for found in spans[:2]] == ["09:30", "11:05"]


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_written_as_officials_write_it_is_read_back(day: date) -> None:
    assert [found.value for found in find_dates(f"（{day.year}年{day.month}月{day.day}日）")] == [day]


def test_a_term_ends_its_days_or_months_later() -> None:
    assert find_term("责令限15日内改正", date(2024, 1, 20)) == (3, 7, date(2024, 2, 4))
    assert find_term("限3个月内改正", date(2023, 11, 30)) == (1, 5, date(2024, 2, 29))
    assert find_term("五个工作日内", date(2024, 1, 20)) is None


@pytest.mark.parametrize(
    ("text", "digits", "words", "label"),
    [
        ("罚款人民币捌拾万元整（¥800,000.00）", 800_000, 800_000, "fine"),
        ("合并罚款人民币拾贰万元整（￥120，000.00）", 120_000, 120_000, "total"),
        ("处三万元罚款", None, 30_000, "fine"),
        ("罚款人民币50万元", 500_000, None, "fine"),
        ("罚款53元", 53, None, "fine"),
        ("加处罚款人民币叁仟元整（¥3,000.00）", 3_000, 3_000, "surcharge"),
        ("没收违法所得12.5万元", 125_000, None, "gain"),
        ("每吨煤30元的标准", 30, None, "other"),
    ],
)
def test_an_amount_is_read_in_figures_and_words(
    text: str, digits: int | None, words: int | None, label: str
) -> None:
    (amount,) = find_amounts(flow(text))
    assert (amount.digits_yuan, amount.words_yuan, amount.label) == (digits, words, label)


@given(st.integers(min_value=1, max_value=10**9))
def test_the_prescribed_form_of_any_amount_is_read_whole(yuan: int) -> None:
    (amount,) = find_amounts(flow(f"罚款{format_amount(yuan)}。"))
    assert (amount.digits_yuan, amount.words_yuan) == (Decimal(yuan), Decimal(yuan))


def test_provisions_in_a_row_share_law_and_article() -> None:
    text = "违反了《煤矿安全生产条例》第二十六条第一款第（二）项、第（三）项和第三十六条的规定"
    found = [(c.law, c.article, c.paragraph, c.item, c.role) for c in find_citations(flow(text))]
    law = "煤矿安全生产条例"
    assert found == [
        (law, 26, 1, 2, Role.BREACH),
        (law, 26, 1, 3, Role.BREACH),
        (law, 36, None, None, Role.BREACH),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "依据国务院关于预防煤矿生产安全事故的特别规定》第十条",
        "依据《国务院关于预防煤矿生产安全事故的特别规定第十条",
        "依据国务院关于预防煤矿生产安全事故的特别规定第十条",
    ],
)
def test_a_title_that_lost_its_marks_is_still_cited(text: str) -> None:
    (citation,) = find_citations(flow(text))
    assert (citation.law, citation.article, citation.quoted) == (
        "国务院关于预防煤矿生产安全事故的特别规定",
        10,
        False,
    )


def test_titles_of_papers_are_no_law() -> None:
    assert find_citations(flow("作出《行政处罚决定书》（晋煤安监罚〔2024〕1号），详见《物品清单》")) == []


def test_the_law_that_punishes_is_told_from_the_law_of_procedure() -> None:
    text = (
        "违反了《安全生产法》第三十六条，依据《安全生产法》第九十九条的规定，拟对你单位作出罚款。"
        "根据《行政处罚法》第四十四条规定，你单位有陈述的权利。"
    )
    roles = [(c.article, c.role) for c in find_citations(flow(text), "行政处罚告知书")]
    assert roles == [(36, Role.BREACH), (99, Role.PENALTY), (44, Role.BASIS)]


@pytest.mark.parametrize(
    "text",
    [
        "检查时间：2024年1月5日",
        "检 查 时 间：2024年1月5日",
        "检查时间\t2024年1月5日",
        "检查时间：\n2024年1月5日上午",
        "二、检查时间:2024年1月5日",
    ],
)
def test_a_value_stands_behind_beside_or_below_its_label(text: str) -> None:
    (field,) = find_fields(flow(text))
    assert field.label == "检查时间" and field.value.startswith("2024年1月5日")


def test_labels_in_one_line_part_their_values() -> None:
    fields = find_fields(
        flow("被处罚单位：甲县东山煤矿  地址：甲县东山镇\n账户名称：甲县财政局账号：0511000109")
    )
    assert [(f.label, f.value) for f in fields] == [
        ("被处罚单位", "甲县东山煤矿"),
        ("地址", "甲县东山镇"),
        ("账户名称", "甲县财政局"),
        ("账号", "0511000109"),
    ]


def test_an_empty_blank_is_a_field_without_value() -> None:
    assert [(f.label, f.value) for f in find_fields(flow("采矿许可证证号：____  有效期：\n备注："))] == [
        ("采矿许可证号", ""),
        ("有效期", ""),
        ("备注", ""),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三、李四", ["张三", "李四"]),
        ("张 三  欧阳明", ["张三", "欧阳明"]),
        ("无", []),
        ("王五（签名）", ["王五"]),
        ("同意", []),
    ],
)
def test_names_are_told_from_other_words(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "现场执法人员（签名）：张三  执法证号：14050101\n李四  执法证号：14050102",
        "现场执法人员（签名）：张三、李四  执法证号：14050101、14050102",
        "现场执法人员（签名）：张三（执法证号：14050101）、李四（14050102）",
        "执法人员张三（执法证号14050101）、李四（执法证号14050102）对该矿检查。",
    ],
)
def test_officers_are_joined_with_their_certificates(text: str) -> None:
    read = flow(text)
    officers = find_officers(read, find_fields(read))
    assert [(o.name, o.certificate_no) for o in officers] == [("张三", "14050101"), ("李四", "14050102")]


def test_an_empty_place_for_a_signature_is_unsigned_in_text_and_unknown_in_a_scan() -> None:
    read = flow("受送达人（签名）：        日期：\n送达人（签名）：张三  日期：2024年3月6日")
    typed = find_signatures(read, find_fields(read), scanned=False)
    scan = find_signatures(read, find_fields(read), scanned=True)
    assert [(s.label, s.present, s.signed_on) for s in typed] == [
        ("受送达人", False, None),
        ("送达人", True, date(2024, 3, 6)),
    ]
    assert scan[0].present is None
