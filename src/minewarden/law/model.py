"""What the catalogue knows of a statute: its days in force, its articles in numbers, gists, penalty bands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from minewarden.rules.numerals import to_numeral
from minewarden.rules.penalties import Band


class StatuteKind(Enum):
    """Rank of a text."""

    LAW = "法律"
    REGULATION = "行政法规"
    RULE = "部门规章"
    CRITERIA = "判定标准"
    INTERPRETATION = "司法解释"
    STANDARD = "规程标准"
    DOCUMENT_SET = "文书样式"


@dataclass(frozen=True)
class ArticleKey:
    """An article: its number and, for 第六十条之一, the inserted one."""

    number: int
    inserted: int = 0

    def written(self) -> str:
        """第六十四条, 第一百三十四条之一."""
        tail = f"之{to_numeral(self.inserted)}" if self.inserted else ""
        return f"第{to_numeral(self.number)}条{tail}"


@dataclass(frozen=True)
class PenaltyBand:
    """One fine of an article: who pays, when, between which bounds."""

    article: ArticleKey
    paragraph: int | None
    item: int | None
    payer: str  # unit, head (主要负责人), person (直接责任人员, other persons)
    band: Band
    overdue: bool = False  # only after failing to correct in time
    note: str = ""


@dataclass(frozen=True)
class Statute:
    """One version of a text. `structure` maps an article to its items per paragraph, empty where unknown."""

    key: str
    title: str
    kind: StatuteKind
    valid_from: dt.date
    valid_to: dt.date | None
    number: str = ""
    short: tuple[str, ...] = ()
    replaced_by: str = ""
    certainty: str = "V"
    source: str = ""
    gists: dict[ArticleKey, str] = field(default_factory=dict)
    bands: tuple[PenaltyBand, ...] = ()
    structure: dict[ArticleKey, tuple[int, ...]] = field(default_factory=dict)

    def in_force(self, on: dt.date) -> bool:
        """True when it applied on that day, both ends included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def names(self) -> tuple[str, ...]:
        """Full title first, then the standard short titles."""
        return (self.title, *self.short)

    @property
    def certain(self) -> bool:
        """False where the facts are second hand or inferred and want confirmation (待核)."""
        return self.certainty == "V"


class Cited(Protocol):
    """What a citation must say to be checked; the citations of a case file fit as they are."""

    @property
    def law(self) -> str:
        """Title as printed."""
        ...

    @property
    def article(self) -> int | None:
        """条."""
        ...

    @property
    def inserted(self) -> int:
        """之一 of 第六十条之一, 0 without."""
        ...

    @property
    def paragraph(self) -> int | None:
        """款."""
        ...

    @property
    def item(self) -> int | None:
        """项."""
        ...


class Standing(Enum):
    """The outcome of checking a citation."""

    RIGHT = "有据"
    UNKNOWN_LAW = "目录中没有该法"
    UNKNOWN_ARTICLE = "未掌握该法条文结构"
    NOT_YET_IN_FORCE = "尚未施行"
    REPEALED = "已废止"
    NO_SUCH_ARTICLE = "没有该条"
    NO_SUCH_PARAGRAPH = "没有该款"
    NO_SUCH_ITEM = "没有该项"
    NO_ARTICLE = "没有写明条"
    TOO_COARSE = "没有具体到款项"


@dataclass(frozen=True)
class CitationVerdict:
    """How a citation stands on a day; `message` says in Chinese what is wrong and what would be right."""

    standing: Standing
    message: str = ""
    statute: Statute | None = None

    @property
    def wrong(self) -> bool:
        """True when the provision cannot be the law of that day."""
        return self.standing in {
            Standing.NOT_YET_IN_FORCE,
            Standing.REPEALED,
            Standing.NO_SUCH_ARTICLE,
            Standing.NO_SUCH_PARAGRAPH,
            Standing.NO_SUCH_ITEM,
        }
