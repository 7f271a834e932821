"""A case file as the rules read it: its papers by form, its body, its parties, the day of the act."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from minewarden.casefile.model import Body, CaseFile
from minewarden.checks import forms
from minewarden.checks.paper import Paper
from minewarden.checks.rule import Unjudged
from minewarden.checks.settings import Settings, default_settings
from minewarden.checks.texts import coverage, plain

SET_2021_FROM = dt.date(2022, 1, 1)
_UNIT = re.compile(r"[一-龥A-Za-z0-9（）·]{2,50}?(?:公司|煤矿|矿业|集团|矿|厂|局|中心)")
_ADDRESSEE = re.compile(r"(?P<name>[一-龥A-Za-z0-9（）·]{2,50}?)：")


class Case:
    """One case file with what all rules ask of it."""

    def __init__(self, file: CaseFile, settings: Settings | None = None) -> None:
        """`settings` are those of the reviewing province; the defaults are marked 待核 where not certain."""
        self.file = file
        self.settings = settings or default_settings()
        self.papers = [Paper(document) for document in file.documents]

    def all(self, *wanted: str) -> list[Paper]:
        """The readable papers of these forms, in order."""
        return [paper for paper in self.papers if paper.form in wanted and paper.readable]

    def need(self, *wanted: str) -> list[Paper]:
        """As `all`. Errors: Unjudged when there is none."""
        found = self.all(*wanted)
        if not found:
            raise Unjudged
        return found

    def first(self, *wanted: str) -> Paper:
        """The first readable paper of these forms. Errors: Unjudged when there is none."""
        return self.need(*wanted)[0]

    @cached_property
    def body(self) -> Body | None:
        """Whose forms the file uses: as read, else what most papers say."""
        if self.file.body is not None:
            return self.file.body
        seen = Counter(paper.document.body for paper in self.papers if paper.document.body)
        return seen.most_common(1)[0][0] if seen else None

    @cached_property
    def kind(self) -> str:
        """penalty when any paper of the penalty procedure is there, else inspection."""
        penal = any(paper.form in forms.PENALTY_FORMS for paper in self.papers)
        return "penalty" if penal else "inspection"

    @cached_property
    def dates(self) -> list[dt.date]:
        """The dates of all papers that have one, in order of time."""
        return sorted(paper.date for paper in self.papers if paper.date)

    @cached_property
    def acted_on(self) -> dt.date | None:
        """The day of the violation: that of the inspection, else of the earliest paper."""
        for paper in self.all(forms.RECORD, forms.ORDER):
            if paper.period:
                return paper.period[1]
            if paper.date:
                return paper.date
        return self.dates[0] if self.dates else None

    @cached_property
    def older_set(self) -> bool:
        """True when the file follows the forms of 2018 or 2020: by its dates, else by its headings."""
        if self.acted_on is not None:
            return self.acted_on < SET_2021_FROM
        return any("国家煤矿安全监察" in paper.text[:40] for paper in self.papers)

    def law_day(self, paper: Paper) -> dt.date | None:
        """The day whose law the paper must follow; in an undated file of the 2018 set, a day of that set."""
        if paper.date is not None:
            return paper.date
        if self.dates:
            return self.dates[-1]
        return dt.date(2019, 1, 1) if self.older_set else None

    @cached_property
    def party(self) -> str:
        """The unit that most papers name; "" when none does."""
        named = Counter(name for paper in self.papers if (name := party_of(paper)) and is_unit(name))
        if not named:
            return ""
        most = max(named.values())
        # of equally frequent names the longer one is the full one
        return max((name for name, count in named.items() if count == most), key=len)

    def pairs(self, earlier: str, later: str) -> Iterator[tuple[Paper, Paper]]:
        """Each paper of `later` with the paper of `earlier` for the same party, else the nearest before it."""
        for paper in self.all(later):
            candidates = self.all(earlier)
            same = [candidate for candidate in candidates if same_party(candidate, paper)]
            if candidates:
                yield best_match(same or candidates, paper), paper


def party_of(paper: Paper) -> str:
    """Whom the paper is addressed to or about: a labelled field, else the line that ends with a colon."""
    labelled = paper.value(
        "被处罚单位", "被处罚个人", "被处罚人", "被处罚单位（个人）", "被检查单位", "被处罚人姓名"
    )
    if labelled:
        return re.split(r"地址|法定代表人|[，。；]", labelled)[0]
    head = paper.text[paper.title_end : paper.title_end + 110]
    number = paper.own_number
    if number is not None:
        head = head[head.find(number.sequence) + len(number.sequence) :].removeprefix("号")
    head = re.sub(r"^(?:编号：?)?", "", head)
    match = _ADDRESSEE.match(head)
    if (
        match
        and match["name"] not in _NO_ADDRESSEE
        and not match["name"].endswith(("签名）", "时间", "地点"))
    ):
        return match["name"]
    return paper.document.party.value if paper.document.party else ""


_NO_ADDRESSEE = frozenset(
    [
        "案由",
        "案",
        "由",
        "时间",
        "地点",
        "送达文书",
        "编号",
        "签发人",
        "申请人",
        "备注",
        "主要内容",
        "调查事由",
        "被检查单位",
        "检查时间",
        "文书编号",
    ]
)


def is_unit(name: str) -> bool:
    """True for an enterprise, False for a person."""
    return len(name) > 4 or name.endswith(("公司", "矿", "厂", "局"))


def same_party(one: Paper, other: Paper) -> bool:
    """True when both papers are about one party (a unit's short and full name count as one)."""
    first, second = party_of(one), party_of(other)
    if not first or not second:
        return False
    return first == second or (is_unit(first) and is_unit(second))


def best_match(candidates: list[Paper], paper: Paper) -> Paper:
    """Of several earlier papers the one whose numbers or facts `paper` shares most."""
    if len(candidates) == 1:
        return candidates[0]
    text = plain(paper.text)
    return max(candidates, key=lambda candidate: coverage(plain(candidate.text)[:1500], text))
