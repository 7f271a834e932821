"""The enforcement documents of both bodies: titles, list positions, number codes, copies and seals.

Source: 矿安〔2021〕172号 annexes 1 (supervision, 40 forms) and 2 (inspection, 40 forms); annex 3 art. 7-9 for the
numbers, art. 13 for the seals. Aliases: 煤安监监察〔2018〕35号, 煤安监监察〔2020〕41号, general emergency set.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class SealKind(StrEnum):
    """Which stamp closes a document: none, a seal or the enforcement seal, the official seal alone."""

    NONE = "无"
    SEAL = "印"
    OFFICIAL = "公"


class Numbering(StrEnum):
    """How a document is numbered: by the pattern with code C, by case as year-number, or not at all."""

    PATTERN = "pattern"
    CASE = "case"
    NONE = "none"


class Phase(StrEnum):
    """To which part of the work a document belongs; also its place in the printed tables."""

    FILE = "归档"
    INSPECTION = "检查"
    EVIDENCE = "取证"
    COERCION = "强制措施"
    PENALTY = "处罚"
    ENFORCEMENT = "执行"
    ADVICE = "建议"
    TRANSFER = "移送"
    INTERNAL = "内部"


@dataclass(frozen=True)
class DocumentKind:
    """One form; list positions are 0 where a body's list lacks it. `codes` are the C of its number."""

    key: str
    title: str
    supervision_no: int
    inspection_no: int
    phase: Phase
    codes: tuple[str, ...] = ()
    copies: int = 0  # 0: the form prints no note
    inspection_copies: int = 0  # where it differs
    seal: SealKind = SealKind.NONE
    numbering: Numbering = Numbering.NONE
    inspection_title: str = ""  # where it differs
    aliases: tuple[str, ...] = ()

    def title_for(self, inspection: bool) -> str:
        """The title that the body prints."""
        return (self.inspection_title or self.title) if inspection else self.title

    def copies_for(self, inspection: bool) -> int:
        """How many copies the body makes."""
        return (self.inspection_copies or self.copies) if inspection else self.copies

    def in_list_of(self, inspection: bool) -> bool:
        """True when the body's list has the form."""
        return bool(self.inspection_no if inspection else self.supervision_no)

    @property
    def names(self) -> tuple[str, ...]:
        """Every title it goes by, the official ones first."""
        own = (self.inspection_title,) if self.inspection_title else ()
        return (self.title, *own, *self.aliases)


def _numbered(
    key: str, title: str, positions: tuple[int, int], phase: Phase, codes: str, copies: int, *aliases: str,
    seal: SealKind = SealKind.SEAL, inspection_title: str = "", inspection_copies: int = 0,
) -> DocumentKind:  # fmt: skip
    """A form with a number of the pattern."""
    return DocumentKind(
        key, title, *positions, phase, tuple(codes.split()), copies, inspection_copies, seal,
        Numbering.PATTERN, inspection_title, aliases,
    )  # fmt: skip


def _plain(
    key: str, title: str, positions: tuple[int, int], phase: Phase, *aliases: str,
    numbering: Numbering = Numbering.NONE, inspection_title: str = "",
) -> DocumentKind:  # fmt: skip
    """A form without code, copies and seal."""
    return DocumentKind(
        key, title, *positions, phase, numbering=numbering, inspection_title=inspection_title, aliases=aliases
    )


_OFFICIAL = SealKind.OFFICIAL
_CASE = Numbering.CASE

KINDS: tuple[DocumentKind, ...] = (
    _plain("file_cover", "执法案卷首页", (1, 1), Phase.FILE, "案卷首页", "卷宗封面", "案卷封面"),
    _plain("file_index", "档案卷内目录", (2, 2), Phase.FILE, "卷内目录", "案卷目录", "卷内文件目录"),
    _plain("inspection_plan", "检查方案", (3, 3), Phase.INSPECTION, "现场检查方案", "监督检查方案", "监察方案"),
    _plain(
        "on_site_record", "现场检查记录", (4, 4), Phase.INSPECTION, "现场检查勘验笔录", "现场勘验笔录",
        inspection_title="现场检查笔录",
    ),
    _numbered(
        "on_site_decision", "现场处理决定书", (5, 5), Phase.INSPECTION, "处", 2,
        "现场处理措施决定书", "责令限期整改指令书", "责令改正指令书",
    ),
    _numbered(
        "evacuation_order", "撤出作业人员指令书", (6, 6), Phase.INSPECTION, "撤", 2,
        inspection_title="撤出作业人员命令书",
    ),
    _numbered("sampling_notice", "抽样取证通知书", (7, 7), Phase.EVIDENCE, "抽", 2, "抽样取证凭证"),
    _numbered(
        "evidence_registration_notice", "先行登记保存证据通知书", (8, 8), Phase.EVIDENCE, "保", 3,
        "登记保存证据通知书", "先行登记保存证据决定书", inspection_copies=2,
    ),
    _numbered(
        "evidence_registration_decision", "先行登记保存证据处理决定书", (9, 9), Phase.EVIDENCE, "保处", 2,
        "登记保存证据处理决定书",
    ),
    _numbered("appraisal_commission", "鉴定委托书", (10, 0), Phase.EVIDENCE, "鉴", 0, "委托鉴定书"),
    _numbered(
        "seizure_decision", "查封（扣押）决定书", (11, 10), Phase.COERCION, "查 扣 查扣", 2, "查封决定书", "扣押决定书",
    ),
    _numbered(
        "seizure_extension", "延长查封（扣押）期限决定书", (12, 11), Phase.COERCION, "延查 延扣 延查扣", 2,
        "延长查封期限决定书", "延长扣押期限决定书",
    ),
    _numbered(
        "seizure_disposal", "查封（扣押）处理决定书", (13, 12), Phase.COERCION, "查处 扣处 查扣处", 2,
        "查封处理决定书", "扣押处理决定书", "解除查封决定书", "解除扣押决定书",
    ),
    _numbered(
        "supply_stop_decision", "停供电（停供民用爆炸物品）决定书", (14, 13), Phase.COERCION, "停决", 2,
        "停供电决定书", "停供民用爆炸物品决定书", "停止供电决定书",
    ),
    _numbered(
        "supply_stop_letter", "停供电（停供民用爆炸物品）函告书", (15, 14), Phase.COERCION, "停", 3,
        "停供电函告书", "停供民用爆炸物品函告书", "停供电通知书", "停供民用爆炸物品通知书",
        seal=_OFFICIAL, inspection_title="停供电（停供民用爆炸物品）通知书",
    ),
    _numbered(
        "supply_release_letter", "解除停供电（停供民用爆炸物品）函告书", (16, 15), Phase.COERCION, "解停", 3,
        "解除停供电函告书", "解除停供民用爆炸物品函告书", "解除停供电通知书", "解除停供民用爆炸物品通知书",
        seal=_OFFICIAL, inspection_title="解除停供电（停供民用爆炸物品）通知书",
    ),
    _numbered("recheck_opinion", "复查意见书", (17, 16), Phase.INSPECTION, "复", 2, "整改复查意见书"),
    _numbered("filing_decision", "立案决定书", (18, 17), Phase.PENALTY, "立", 0, "立案审批表", "立案呈批表"),
    _numbered("inquiry_notice", "询问通知书", (19, 0), Phase.PENALTY, "询", 2, "调查询问通知书"),
    _plain(
        "inquiry_record", "调查询问笔录", (20, 18), Phase.PENALTY, "询问笔录", "调查笔录",
        inspection_title="调查取证笔录",
    ),
    _numbered(
        "penalty_notice", "行政处罚告知书", (21, 19), Phase.PENALTY, "告", 2,
        "行政处罚事先告知书", "行政处罚听证告知书", "听证告知书",
    ),
    _plain("defence_record", "陈述、申辩笔录", (22, 20), Phase.PENALTY, "当事人陈述申辩笔录"),
    _numbered("hearing_notice", "听证通知书", (23, 21), Phase.PENALTY, "听", 2, "听证会通知书"),
    _numbered("hearing_refusal", "不予受理听证申请通知书", (24, 22), Phase.PENALTY, "不听", 2),
    _plain("hearing_record", "听证笔录", (25, 23), Phase.PENALTY, "听证会笔录"),
    _plain("hearing_report", "听证会报告书", (26, 0), Phase.PENALTY, "听证报告书", numbering=_CASE),
    _plain(
        "legal_review", "行政执法决定法制审核意见书", (27, 24), Phase.PENALTY,
        "法制审核意见书", "重大行政执法决定法制审核意见书", numbering=_CASE,
    ),
    _plain(
        "case_presentation", "案件处理呈报书", (28, 25), Phase.PENALTY, "案件处理呈批表", "案件处理审批表",
        numbering=_CASE,
    ),
    _plain(
        "discussion_record", "集体讨论记录", (29, 26), Phase.PENALTY,
        "案件集体讨论记录", "重大行政处罚案件集体研究记录",
    ),
    _numbered("penalty_decision", "行政处罚决定书", (30, 27), Phase.PENALTY, "罚", 3, "处罚决定书"),
    _numbered("service_receipt", "送达收执", (31, 28), Phase.PENALTY, "送", 0, "送达回执", "送达回证", "文书送达回执"),
    _numbered(
        "payment_reminder", "罚款缴纳催告书", (32, 29), Phase.ENFORCEMENT, "催缴", 2,
        "罚款催缴通知书", "行政决定履行催告书",
    ),
    _numbered("surcharge_decision", "加处罚款决定书", (33, 30), Phase.ENFORCEMENT, "加罚", 3),
    _numbered(
        "payment_deferral", "延期（分期）缴纳罚款决定书", (34, 31), Phase.ENFORCEMENT, "缴决", 3,
        "延期缴纳罚款决定书", "分期缴纳罚款决定书", "延期（分期）缴纳罚款批准书",
    ),
    _numbered(
        "enforcement_reminder", "行政强制执行事先催告书", (35, 32), Phase.ENFORCEMENT, "催告", 2, "强制执行事先催告书",
    ),
    _numbered(
        "court_request", "强制执行申请书", (36, 33), Phase.ENFORCEMENT, "执", 2, "行政强制执行申请书", seal=_OFFICIAL,
    ),
    _numbered(
        "supervision_advice", "加强和改善安全监管建议书", (0, 34), Phase.ADVICE, "监建", 3,
        "加强和改善煤矿安全监管建议书", seal=_OFFICIAL,
    ),
    _numbered(
        "management_advice", "加强和改善安全管理意见书", (0, 35), Phase.ADVICE, "管意", 3,
        "加强和改善煤矿安全管理意见书", seal=_OFFICIAL,
    ),
    _numbered("transfer_letter", "移送书", (37, 36), Phase.TRANSFER, "移", 2, "案件移送书", seal=_OFFICIAL),
    _numbered("crime_transfer_letter", "涉嫌犯罪案件移送书", (38, 37), Phase.TRANSFER, "涉", 2, seal=_OFFICIAL),
    _plain(
        "approval_report", "行政执法有关事项审批报告", (39, 38), Phase.INTERNAL,
        "有关事项审批报告", "行政执法事项审批报告", "移送案件呈报书", numbering=_CASE,
    ),
    _plain("public_ruling_record", "执法案件公开裁定记录", (0, 39), Phase.INTERNAL, "公开裁定记录"),
    _plain("closing_report", "案件结案报告", (40, 40), Phase.FILE, "结案报告", "结案审批表"),
)  # fmt: skip
"""All 43 forms of the two lists, in the order of the lists."""

HEADINGS = {False: "煤矿安全监管行政执法文书", True: "国家矿山安全监察"}
"""What stands above the title, by `inspection` (annex 3, art. 7)."""


def kind_by_key(key: str) -> DocumentKind:
    """The form of that key. Errors: KeyError."""
    return _by_key()[key]


def kind_by_title(title: str) -> DocumentKind | None:
    """The form of that title or alias, blanks ignored; None when there is none."""
    return _by_title().get("".join(title.split()))


def forms_of(*, inspection: bool) -> tuple[DocumentKind, ...]:
    """The 40 forms of one body in the order of its list."""
    own = [kind for kind in KINDS if kind.in_list_of(inspection)]
    return tuple(sorted(own, key=lambda kind: kind.inspection_no if inspection else kind.supervision_no))


@lru_cache(maxsize=1)
def _by_key() -> dict[str, DocumentKind]:
    return {kind.key: kind for kind in KINDS}


@lru_cache(maxsize=1)
def _by_title() -> dict[str, DocumentKind]:
    return {name: kind for kind in KINDS for name in kind.names}
