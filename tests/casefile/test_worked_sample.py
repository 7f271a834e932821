"""The official worked sample of 2018, read as one merged file of 97 pages."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from minewarden.casefile.model import Body, CaseFile
from minewarden.casefile.read import read_case
from tests.shared_data import shared_path

SAMPLE = "data/forms/worked-sample-2018-35-annex3.pdf"

# form (172) and pages, listed by hand from the printed file; "" where 172 has no such form
TRUTH = [
    ("执法案卷首页", 4, 4),
    ("档案卷内目录", 5, 7),
    ("检查方案", 8, 12),
    ("现场检查笔录", 13, 14),
    ("现场处理决定书", 15, 16),
    ("撤出作业人员命令书", 17, 17),
    ("行政处罚决定书", 18, 18),
    ("送达收执", 19, 19),
    ("抽样取证通知书", 20, 21),
    ("先行登记保存证据通知书", 22, 23),
    ("先行登记保存证据处理决定书", 24, 24),
    ("查封（扣押）决定书", 25, 26),
    ("查封（扣押）处理决定书", 27, 28),
    ("停供电（停供民用爆炸物品）通知书", 29, 29),
    ("停供电（停供民用爆炸物品）通知书", 30, 30),
    ("解除停供电（停供民用爆炸物品）通知书", 31, 31),
    ("解除停供电（停供民用爆炸物品）通知书", 32, 32),
    ("复查意见书", 33, 33),
    ("立案决定书", 34, 34),
    ("立案决定书", 35, 35),
    *(("调查取证笔录", first, first + 1) for first in range(36, 51, 2)),
    ("案件处理呈报书", 52, 52),
    ("案件处理呈报书", 53, 54),
    ("行政处罚告知书", 55, 55),
    ("行政处罚告知书", 56, 56),
    ("行政处罚告知书", 57, 58),
    ("陈述、申辩笔录", 59, 59),
    ("听证通知书", 60, 60),
    ("不予受理听证申请通知书", 61, 61),
    ("听证笔录", 62, 66),
    ("行政处罚决定书", 67, 67),
    ("行政处罚决定书", 68, 68),
    ("行政处罚决定书", 69, 70),
    ("送达收执", 71, 71),
    ("送达收执", 72, 72),
    ("罚款缴纳催告书", 73, 73),
    ("罚款缴纳催告书", 74, 74),
    ("", 75, 76),
    ("", 77, 77),
    ("", 78, 79),
    ("", 80, 82),
    ("强制执行申请书", 83, 83),
    ("强制执行申请书", 84, 84),
    ("加强和改善安全监管建议书", 85, 85),
    ("加强和改善安全管理意见书", 86, 86),
    ("行政执法有关事项审批报告", 87, 87),
    ("移送书", 88, 88),
    ("涉嫌犯罪案件移送书", 89, 89),
    ("执法案件公开裁定记录", 90, 91),
    ("案件结案报告", 92, 94),
    ("案件结案报告", 95, 97),
]
UNNUMBERED = {
    "检查方案",
    "现场检查笔录",
    "调查取证笔录",
    "陈述、申辩笔录",
    "听证笔录",
    "执法案卷首页",
    "档案卷内目录",
}
UNNUMBERED |= {"执法案件公开裁定记录", "案件结案报告"}

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> CaseFile:
    folder: Path = tmp_path_factory.mktemp("sample")
    shutil.copy(shared_path(SAMPLE), folder / "scan0001.pdf")
    return read_case(folder)


def test_is_split_into_its_documents_with_their_kinds(sample: CaseFile) -> None:
    read = [(d.kind, *d.pages) for d in sample.documents if d.pages[0] > 3]
    assert read == TRUTH


def test_is_an_inspection_bodys_penalty_case(sample: CaseFile) -> None:
    assert (sample.kind, sample.body) == ("penalty", Body.INSPECTION)
    assert not sample.reading_problems


def test_numbers_stand_where_the_form_has_one_and_nowhere_else(sample: CaseFile) -> None:
    for document in sample.documents:
        if document.kind:
            assert (document.number is None) == (document.kind in UNNUMBERED), document.pages


def test_the_eleven_findings_of_the_record_are_those_of_the_order(sample: CaseFile) -> None:
    record = next(d for d in sample.documents if d.kind == "现场检查笔录")
    order = next(d for d in sample.documents if d.kind == "现场处理决定书")
    assert [f.no for f in record.findings] == list(range(1, 12))
    assert [f.no for f in order.findings] == list(range(1, 12))
    assert all(finding.order is not None for finding in order.findings)
    assert [f.text.place.page for f in record.findings] == [13] * 5 + [14] * 6
    same = [a.text.value == b.text.value for a, b in zip(record.findings, order.findings, strict=True)]
    assert same.count(True) == 10  # the sample writes 做 in one and 作 in the other for the ninth


def test_the_slip_in_the_words_of_an_amount_is_read_as_printed(sample: CaseFile) -> None:
    totals = {a.place.page: a for d in sample.documents for a in d.amounts if a.label == "total" and a.words}
    notice, decision = totals[57], totals[69]
    assert notice.words_yuan == decision.words_yuan == notice.digits_yuan == Decimal(120_000)
    assert notice.words is not None and "壹拾贰" in notice.words
    assert decision.words is not None and "壹拾贰" not in decision.words


def test_a_citation_that_lost_its_opening_mark_is_read_and_marked(sample: CaseFile) -> None:
    lost = [(c.place.page, c.article) for d in sample.documents for c in d.citations if not c.quoted]
    assert lost[:2] == [(67, 10), (67, 11)]
    assert (68, 10) in lost


def test_a_service_slip_for_two_decisions_is_two_services(sample: CaseFile) -> None:
    slip = next(d for d in sample.documents if d.pages == (71, 71))
    assert [len(service.servers) for service in slip.service] == [2, 2]
    assert {service.method for service in slip.service} == {"直接送达"}


def test_every_value_stands_inside_its_page(sample: CaseFile) -> None:
    for document in sample.documents:
        first, last = document.pages
        for value in (*document.fields.values(), *document.amounts, *document.citations):
            assert first <= value.place.page <= last
            assert value.place.box is not None
            left, top, right, bottom = value.place.box
            assert 0 <= left < right <= 596 and 0 <= top < bottom <= 842
