"""How an office writes: four styles of layout, labels, dates and sentences."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from minewarden.documents.blocks import Block, Heading, Note, Number, Para, Row, Stamp, Title, fill
from minewarden.rules.document_kinds import HEADINGS
from minewarden.rules.numerals import to_numeral
from tests.casefiles.papers import Case, Paper


@dataclass(frozen=True)
class Style:
    """One office's habits."""

    name: str
    boxed: bool = False  # rows in a ruled table
    underline: bool = False  # filled-in values on a line
    together: bool = True  # several labels in one line
    padded: bool = False  # 2024年03月05日
    spaced_number: bool = False
    numbered_pages: bool = False
    red_seal: bool = True  # else the printed mark alone
    mark: str = "（印章）"
    labels: dict[str, str] = field(default_factory=dict)  # official label -> what this office prints
    tables: bool = False  # findings as a table


STYLES = (
    Style("official", boxed=True, underline=True),
    Style("plain", numbered_pages=True, red_seal=False, mark="（印章）"),
    Style("lines", together=False, padded=True, underline=True, mark=""),
    Style(
        "synonyms", spaced_number=True, tables=True, mark="",
        labels={
            "检查时间": "检查日期", "检查地点（路线）": "检查路线", "陪同检查人员": "陪同人员", "检查人（签名）": "检查人员（签名）",
            "被检查单位意见": "被检查单位负责人意见", "受送达人（签名）": "受送达人（签名）", "统一社会信用代码": "社会信用代码",
            "送达人（签名）": "送达人（签字）", "案 由": "案由", "现场执法人员（签名）": "执法人员（签名）", "时间": "时 间", "地点": "地 点",
        },
    ),
)  # fmt: skip


class Voice:
    """One office at work on one case; choices are drawn once so that a file is written by one hand."""

    def __init__(self, style: Style, case: Case, rng: random.Random) -> None:
        self.style, self.case, self.rng = style, case, rng
        self._picked: dict[tuple[str, ...], str] = {}
        self.me = "我局" if case.inspection else "本机关"

    def pick(self, *options: str) -> str:
        """One of several ways to say it, the same throughout the file."""
        return self._picked.setdefault(options, self.rng.choice(options))

    def label(self, official: str) -> str:
        """The label as this office prints it."""
        return self.style.labels.get(official, official)

    def date(self, on: dt.date) -> str:
        """2024年3月5日"""
        return (
            f"{on.year}年{on.month:02d}月{on.day:02d}日"
            if self.style.padded
            else f"{on.year}年{on.month}月{on.day}日"
        )

    def moment(self, at: dt.datetime) -> str:
        """2024年3月5日9时10分"""
        return f"{self.date(at.date())}{at.hour}时{at.minute}分"

    def span(self, start: dt.datetime, end: dt.datetime) -> str:
        """2024年3月5日9时10分至10时20分"""
        return f"{self.moment(start)}至{end.hour}时{end.minute}分"

    def period(self, period: tuple[dt.date, dt.date]) -> str:
        """A day, or from day to day."""
        first, last = period
        return self.date(first) if first == last else f"{self.date(first)}至{self.date(last)}"

    def row(self, *cells: tuple[str, str]) -> list[Block]:
        """Labels with values, side by side or one a line."""
        written = [(self.label(label), fill(value)) for label, value in cells]
        if self.style.together or len(cells) == 1:
            return [Row(tuple(written), self.style.boxed)]
        return [Row((cell,), self.style.boxed) for cell in written]

    def block(self, label: str, lines: Sequence[str]) -> list[Block]:
        """A label with a text of several paragraphs."""
        if self.style.boxed:
            return [Row(((self.label(label), "\n".join(lines)),), boxed=True)]
        return [Para(f"{self.label(label)}：", indent=False), *(Para(line) for line in lines)]

    def head(self, paper: Paper, beside: str = "") -> list[Block]:
        """Heading, title, number."""
        title = self.case.title_of(paper)
        if self.case.inspection and self.style.name in ("official", "synonyms") and len(title) < 9:
            title = " ".join(title)
        heading = HEADINGS[self.case.inspection] if paper.heading is None else paper.heading
        blocks: list[Block] = (
            [Heading(" ".join(heading) if self.case.inspection and self.style.boxed else heading)]
            if heading
            else []
        )
        blocks.append(Title(title))
        if paper.number:
            number = paper.number
            if "-" in number and not number.endswith("号"):
                number = f"编号：{number}"
            elif self.style.spaced_number:
                number = number.replace("〔", " 〔").replace("〕", "〕 ")
            blocks.append(Number(number, beside))
        elif beside:
            blocks.append(Number(beside))
        return blocks

    def to(self, paper: Paper) -> list[Block]:
        """The addressee's line."""
        return [Para(f"{fill(paper.party)}：", indent=False)]

    def close(self, paper: Paper, note: str = "") -> list[Block]:
        """Organ, date, seal; the note on copies."""
        official = paper.key in OFFICIAL_SEAL
        mark = self.style.mark.replace("印章", "公章") if official and paper.legend == "" else self.style.mark
        if not paper.sealed:
            mark = ""
        elif not self.style.red_seal:
            mark = "（执法专用章）" if official and paper.legend else mark or "（印章）"
        on = self.date(paper.on) if paper.date_text is None else paper.date_text
        stamp = Stamp(paper.organ, on, mark, paper.sealed and self.style.red_seal, paper.legend)
        copies = paper.kind.copies_for(self.case.inspection)
        notes = (
            [Note(f"备注：本文书一式{to_numeral(copies).replace('二', '两')}份{note}。")] if copies else []
        )
        return [stamp, *notes]

    def remedies(self, paper: Paper, what: str = "决定") -> list[Block]:
        """Where to complain."""
        if not paper.values.get("remedies", True):
            return []
        organ = self.case.organ
        review = paper.values.get("review_body", organ.review_body)
        court = paper.values.get("court", organ.court)
        text = self.pick(
            "如果不服本{what}，可在接到本{what}书之日起60日内向{review}申请行政复议，或者在6个月内依法向{court}提起行政诉讼；"
            "复议、诉讼期间，不停止执行本{what}。",
            "如对本{what}不服，可在接到本{what}书之日起60日内向{review}申请行政复议，或者在6个月内向{court}提起行政诉讼，但不停止执行本{what}。",
        )
        return [Para(text.format(what=what, review=fill(review), court=fill(court)))]

    def contact(self, paper: Paper) -> list[Block]:
        """Address and clerk."""
        values, of = paper.values, "我局" if self.case.inspection else "执法机关"
        return [
            *self.row((f"{of}地址", values["address"]), ("邮政编码", values["postcode"])),
            *self.row((f"{of}联系人", values["clerk"]), ("联系电话", values["phone"])),
        ]

    def signed(self, label: str, name: str, on: dt.date | None, *, date_label: str = "日期") -> list[Block]:
        """A signature with its date."""
        return self.row((label, name), (date_label, self.date(on) if on else ""))

    def officers(self, paper: Paper) -> list[Block]:
        """Officers with certificate numbers (supervision) or date (inspection)."""
        found: list[Block] = []
        label = "现场执法人员（签名）"
        for officer in paper.values["officers"]:
            proof = ("执法证号", officer.certificate)
            if self.case.inspection and not paper.values.get("certificates"):
                proof = ("日期", self.date(paper.on) if officer.certificate else "")
            found += self.row((label, officer.name), proof)
        return found


OFFICIAL_SEAL = frozenset(
    {"supply_stop_letter", "supply_release_letter", "court_request", "supervision_advice", "management_advice",
     "transfer_letter", "crime_transfer_letter"}
)  # fmt: skip
