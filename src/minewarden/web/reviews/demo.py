"""The on-line review of case files that the March 2024 bulletin reports.

Bodies and totals are the bulletin's; which file holds which document and problem is made up (虚构).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from minewarden.web.org import actions as org
from minewarden.web.org.models import Assignment, Role, Sector, Unit
from minewarden.web.reviews import actions, drawing
from minewarden.web.reviews.models import CaseDocument, CaseFile, ListedFile, Problem, ReviewBody, ReviewRound

DRAWN = (
    *("B230000", "B410000", "B520000"),
    *("R530000C", "R210000C", "R220000C", "R610000C", "R140000C", "R620000C"),
)
FILES_A_BODY, LISTED_A_BODY = 9, 24
SEED = "20240304-演示"
# reviewers beside the demonstration's own; they have no password and stand for colleagues of other regions
REVIEWERS = (
    ("reviewer-yunnan", "评查员甲（虚构）", "R530000C"),
    ("reviewer-guizhou", "评查员乙（虚构）", "R520000C"),
)
LONGER, PROBLEM_RICH = (
    59,
    57,
)  # of 81 files: 59 hold 12 documents, the rest 11; 57 show 6 problems, the rest 5
DOCUMENTS = (
    "检查方案",
    "现场检查记录",
    "现场处理决定书",
    "复查意见书",
    "立案审批表",
    "调查询问笔录",
    "行政处罚告知书",
    "案件处理呈批表",
    "集体讨论记录",
    "行政处罚决定书",
    "送达回证",
    "结案报告",
)
# (rule, place of the document it concerns, what is wrong)
FOUND = (
    ("R02", 2, "文书编号未按规定格式填写"),
    ("R04", 1, "预设项目未填写，未选项未删除"),
    ("R06", 9, "引用条款未写明条、款、项"),
    ("R08", 2, "日期书写不规范"),
    ("R11", 0, "案卷起止日期与文书最早、最晚日期不一致"),
    ("R14", 0, "检查方案矿井概况填写不全"),
    ("R17", 1, "未记载表明执法身份和告知权利"),
    ("R18", 1, "未按标准描述填写查出问题"),
    ("R20", 2, "现场处理决定与现场检查记录所列问题不一致"),
    ("R21", 2, "限期整改未写明具体期限"),
    ("R23", 9, "救济途径未写明复议机关和法院名称"),
    ("R32", 3, "复查意见书未逐项复查"),
    ("R35", 4, "立案审批表案情摘要要素不全"),
    ("R37", 5, "询问笔录未逐页确认"),
    ("R40", 6, "违法事实未与违反条款、处罚条款一一对应"),
    ("R41", 9, "罚款金额大小写不规范"),
    ("R46", 8, "集体讨论记录缺少不同意见或结论"),
    ("R49", 10, "送达回证送达人少于规定人数或缺签名"),
    ("R56", 10, "结案报告缺少执行情况"),
)


def load(at: datetime) -> None:
    """The round with its bodies, files, documents and confirmed problems."""
    review = actions.open_round(
        unit=Unit.objects.get(code="NMSA"),
        title="两会期间煤矿安全监管监察执法案卷评查",
        method="线上点穴式",
        sector=Sector.COAL,
        starts_on=date(2024, 3, 1),
        by=None,
        at=at,
    )
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=DRAWN)}
    bodies = actions.draw_bodies(
        review=review, units=[units[code] for code in DRAWN], on=date(2024, 3, 4), by=None, at=at
    )
    review = _draw(review, bodies, at)
    files = list(CaseFile.objects.filter(body__round=review).select_related("body__round").order_by("pk"))
    rows = [_document(row, order, place) for order, row in enumerate(files) for place in range(12)]
    documents = actions.take_in_documents([row for row in rows if row], by=None, at=at, whole=False)
    held = {(row.case_file_id, row.position): row for row in documents}
    problems = [
        _problem(row, order, number, held)
        for order, row in enumerate(files)
        for number in range(6 if _spread(order, PROBLEM_RICH) else 5)
    ]
    problems = actions.record_problems(problems, by=None, at=at, whole=False)
    actions.confirm_many(problems, on=date(2024, 3, 20), by=None, at=at)
    actions.close(review=review, on=date(2024, 3, 22), by=None, at=at)


def _draw(review: ReviewRound, bodies: Sequence[ReviewBody], at: datetime) -> ReviewRound:
    """The lists handed in, the sample drawn from them by the seed, and the reviewers; the review begun."""
    listed = [_listed(body, number) for body in bodies for number in range(1, LISTED_A_BODY + 1)]
    drawing.hand_in_list(listed, by=None, at=at)
    drawing.draw_sample(review=review, seed=SEED, size=FILES_A_BODY, on=date(2024, 3, 4), by=None, at=at)
    for username, name, code in REVIEWERS:
        org.create_account(
            username=username,
            display_name=name,
            password=None,
            role=Role.REVIEWER,
            unit=Unit.objects.get(code=code),
            by=None,
            at=at,
        )
    panel = list(Assignment.objects.filter(role=Role.REVIEWER).order_by("pk"))
    drawing.name_panel(review=review, assignments=panel, by=None, at=at)
    review.refresh_from_db()
    drawing.assign_files(review=review, by=None, at=at)
    return actions.start(review=review, by=None, at=at)


def _spread(order: int, share: int) -> bool:
    """True for `share` of the 81 files, spread over all bodies; 7 and 81 have no common divisor."""
    return order * 7 % (FILES_A_BODY * len(DRAWN)) < share


def _listed(body: ReviewBody, number: int) -> ListedFile:
    return ListedFile(
        body=body,
        number=f"2023-{number:03d}",
        title=f"演示煤矿涉嫌违法案（虚构{body.position}-{number}）",
        kind=CaseFile.Kind.PENALTY,
    )


def _document(row: CaseFile, order: int, place: int) -> CaseDocument | None:
    """The document at `place`; the shorter files lack the closing report."""
    if place == 11 and not _spread(order, LONGER):
        return None
    return CaseDocument(
        case_file=row,
        position=place + 1,
        kind=DOCUMENTS[place],
        dated_on=date(2023, 3, 1) + timedelta(days=2 * order + 5 * place),
    )


def _problem(row: CaseFile, order: int, number: int, held: dict[tuple[int, int], CaseDocument]) -> Problem:
    rule, place, text = FOUND[(order * 5 + number * 3) % len(FOUND)]
    return Problem(
        case_file=row,
        document=held[row.pk, place + 1],
        rule=rule,
        text=f"{text}（虚构）",
        severity=Problem.Severity.MINOR,
        found_on=date(2024, 3, 11) + timedelta(days=order % 7),
    )
