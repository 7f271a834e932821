"""What only the whole case shows: its kind and body, its facts, and whether a missing red mark means no seal."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from minewarden.casefile.model import CaseFile, Document, Seal, Value

_PENALTY_FORMS = {
    "立案决定书",
    "行政处罚告知书",
    "行政处罚决定书",
    "案件处理呈报书",
    "案件结案报告",
    "听证笔录",
    "加处罚款决定书",
}
# who speaks for the party, most formal first
_PARTY_FORMS = (
    "行政处罚决定书",
    "行政处罚告知书",
    "现场处理决定书",
    "现场检查记录",
    "检查方案",
    "立案决定书",
)
_UNIT = re.compile(r"公司|矿|集团|厂|企业|局|中心")
_CAUSE_FORMS = ("案件结案报告", "案件处理呈报书", "立案决定书", "执法案卷首页")


def complete(case: CaseFile) -> None:
    """Fill what follows from all documents together: kind, body, facts, seals."""
    forms = {document.form for document in case.documents}
    case.kind = "penalty" if forms & _PENALTY_FORMS else "inspection"
    bodies = Counter(document.body for document in case.documents if document.body is not None)
    case.body = bodies.most_common(1)[0][0] if bodies else None
    _compare_seals(case.documents)
    _collect_facts(case)


def _compare_seals(documents: list[Document]) -> None:
    """A form with a place for a seal but no red mark has none, if other papers of the case show theirs.

    Where no paper of the case shows a mark, the files may be unsealed originals: nothing is concluded.
    """
    by_way: dict[bool, list[Document]] = {}
    for document in documents:
        by_way.setdefault(document.scanned, []).append(document)
    for same_way in by_way.values():
        if not any(seal.present for document in same_way for seal in document.seals):
            continue
        for document in same_way:
            if (
                not document.seals
                and document.kind
                and document.number is not None
                and document.organ is not None
            ):
                document.seals.append(Seal(None, document.organ.value, document.organ.place, None, 0.5))
            for seal in document.seals:
                if seal.present is None:
                    seal.present = False
                    seal.confidence = 0.8 if not document.scanned else 0.7


def _collect_facts(case: CaseFile) -> None:
    for name, forms in (("party", _PARTY_FORMS), ("mine", _PARTY_FORMS), ("cause", _CAUSE_FORMS)):
        values = [getattr(document, name) for form in forms for document in case.of_kind(form)]
        printed = [value for value in values if value is not None and value.value]
        # where a unit and a person are both punished, the case is the unit's
        units = [value for value in printed if _UNIT.search(value.value)]
        if printed:
            case.facts[name] = (units or printed)[0]
    fine = _fine(case)
    if fine is not None:
        case.facts["fine_yuan"] = fine


def _fine(case: CaseFile) -> Value[str] | None:
    """The fines of all decisions together, as printed; each decision's total, or the sum of its fines."""
    total = Decimal(0)
    first = None
    for document in case.of_kind("行政处罚决定书"):
        fines = [a for a in document.amounts if a.label in ("fine", "total") and a.yuan is not None]
        totals = [amount for amount in fines if amount.label == "total"] or fines
        total += sum((amount.yuan for amount in totals if amount.yuan is not None), Decimal(0))
        first = first or (totals[0] if totals else None)
    if first is None:
        return None
    return Value(f"{total.normalize():f}", first.text, first.place, first.confidence)
