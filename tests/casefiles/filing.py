"""The cover and the list of a finished file (art. 15, 16)."""

from __future__ import annotations

from tests.casefiles.papers import EVIDENCE, Case, Paper, later
from tests.casefiles.penalty import Money
from tests.casefiles.scenes import cause_of

_NAMED = frozenset(
    {
        "inquiry_record",
        "hearing_record",
        "penalty_notice",
        "penalty_decision",
        "payment_reminder",
        "service_receipt",
    }
)


def file_away(case: Case) -> None:
    """Sort the papers, then put cover and list in front. Page counts are set when the file is printed."""
    papers = sorted(case.papers, key=lambda paper: (paper.key == EVIDENCE, paper.on))
    archived_on = later(max(paper.on for paper in papers), 3)
    dated = [paper.on for paper in papers]
    cover = Paper(
        "file_cover", archived_on, case.mine.party,
        {
            "class": "行政处罚案件档案" if case.kind == "penalty" else "执法检查档案", "file_title": file_title(case),
            "first_on": min(dated), "last_on": max(dated), "count": len(papers), "pages": len(papers),
            "handlers": [o.name for o in case.officers[:2]], "file_number": f"{archived_on.year}-XZCF-{case.rng.randrange(10, 99):03d}",
            "kept": "30年" if case.kind == "penalty" else "10年",
        },
    )  # fmt: skip
    index = Paper(
        "file_index", archived_on, case.mine.party, {"entries": [entry(case, paper) for paper in papers]}
    )
    case.papers = [cover, index, *papers]


def file_title(case: Case) -> str:
    """Art. 15 (3): the closing report's 案由, or date + 对 + mine + type of the check."""
    if case.kind == "penalty":
        return cause_of(case, case.findings, suspected=False)
    record = case.one("on_site_record")
    return f"{record.on.year}年{record.on.month}月{record.on.day}日对{case.mine.party}{record.values['check_type']}"


def entry(case: Case, paper: Paper) -> dict[str, str]:
    """One line of the list; the page comes later."""
    title = case.title_of(paper)
    who = paper.values["asked"].name if paper.key == "inquiry_record" else paper.party if paper.person else ""
    if who and (paper.key in _NAMED or paper.key == EVIDENCE):
        title += f"（{who}）"
    return {"number": paper.number, "title": title, "date": f"{paper.on:%Y%m%d}", "page": "", "note": ""}


def set_pages(case: Case, sizes: dict[int, int]) -> None:
    """Write start pages into the list and the sum into the cover; `sizes` by id() of the paper."""
    if not case.has("file_cover"):
        return
    listed = [paper for paper in case.papers if paper.key not in ("file_cover", "file_index")]
    page = 1
    entries = case.one("file_index").values["entries"]
    for line, paper in zip(entries, listed, strict=False):
        size = sizes.get(id(paper), 1)
        last = paper is listed[-1] and size > 1
        line["page"] = line["page"] or (f"{page}-{page + size - 1}" if last else str(page))
        page += size
    cover = case.one("file_cover").values
    cover["pages"] = cover.get("pages_printed") or page - 1


__all__ = ["Money", "entry", "file_away", "file_title", "set_pages"]
