"""The model of a case file as it was read: documents, their values, and the place of every value.

Nothing here judges. A value carries what was printed (`text`), what it means (`value`), where it stands
(`place`) and how sure the reading is (`confidence`, 0..1); below `SURE` a person is asked. Where the paper
says nothing that could be read, lists are empty and single values None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from minewarden.casefile.kinds import form_of
from minewarden.rules.document_numbers import DocumentNumber

T = TypeVar("T")

SURE = 0.80
"""A reading below this confidence is put before a person instead of being believed."""


class Body(StrEnum):
    """Whose forms: local supervision (监管) or state inspection (监察)."""

    SUPERVISION = "supervision"
    INSPECTION = "inspection"


class Role(StrEnum):
    """What a citation is cited for."""

    BREACH = "breach"
    PENALTY = "penalty"
    BASIS = "basis"


class ProblemKind(StrEnum):
    """Why a file, or a part of it, could not be read or not be believed."""

    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    OVERSIZED = "oversized"
    LOW_CONFIDENCE = "low_confidence"
    MACRO = "macro"
    EXTERNAL = "external"
    UNSUPPORTED = "unsupported"
    TIMEOUT = "timeout"
    UNKNOWN_KIND = "unknown_kind"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file within the case, page from 1, box in points from the upper left."""

    file: str
    page: int
    box: tuple[float, float, float, float] | None = None  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A reading: its meaning, the printed text, the place and the confidence."""

    value: T
    text: str
    place: Place
    confidence: float = 1.0


@dataclass(slots=True)
class Line:
    """A line of text (PDF, scan) or a paragraph (DOCX) in reading order."""

    text: str
    place: Place
    confidence: float = 1.0
    underlined: tuple[str, ...] = ()  # runs printed on an underline: what was filled in
    cell: tuple[int, int, int] | None = None  # table, row, column; all from 0 within the page
    size: float = 0.0  # of the type, in points
    centred: bool = False
    wraps: bool = False  # the sentence goes on in the next line


@dataclass(slots=True)
class Table:
    """A table as rows of cell texts; merged cells repeat nothing, they stand once."""

    rows: list[list[str]]
    place: Place


@dataclass(slots=True)
class LabelledDate:
    """A date with what is printed around it; `label` is normalised (立案日期, 送达时间, 检查时间 …)."""

    label: str
    value: date
    place: Place
    text: str = ""
    at: datetime | None = None  # with the time of day where one is printed
    confidence: float = 1.0


@dataclass(slots=True)
class Citation:
    """One provision cited: law as printed, without its 《》; article, paragraph 款, item 项, sub 目."""

    law: str
    article: int | None
    paragraph: int | None
    item: int | None
    sub: int | None
    text: str
    place: Place
    confidence: float = 1.0
    role: Role | None = None
    quoted: bool = True  # False where 《 or 》 is missing around the title
    inserted: int = 0  # 第六十条之一 → 1


@dataclass(slots=True)
class Amount:
    """An amount of money in digits, in words, or both side by side; None where not printed or unreadable."""

    digits_yuan: Decimal | None
    words: str | None
    words_yuan: Decimal | None
    text: str
    place: Place
    confidence: float = 1.0
    label: str = ""  # fine, total, surcharge, instalment, gain, other

    @property
    def yuan(self) -> Decimal | None:
        """The amount meant, words first (they prevail in law), None if neither could be read."""
        return self.words_yuan if self.words_yuan is not None else self.digits_yuan


@dataclass(slots=True)
class Officer:
    """An enforcement officer named in a document; `signed` None when that cannot be told."""

    name: str
    certificate_no: str | None
    place: Place
    role: str = "officer"  # officer, handler, inquirer, recorder, server, approver, leader, chair
    signed: bool | None = None
    confidence: float = 1.0


@dataclass(slots=True)
class Finding:
    """One finding (违法违规行为) of a record, an order, a notice or a decision."""

    no: int | None
    text: Value[str]
    citations: list[Citation] = field(default_factory=list)
    order: Value[str] | None = None
    deadline: Value[date] | None = None


@dataclass(slots=True)
class Order:
    """A measure ordered, with its deadline where it has one; `finding_no` links it to a finding."""

    text: Value[str]
    finding_no: int | None = None
    deadline: Value[date] | None = None


@dataclass(slots=True)
class Remedy:
    """Where one may apply for review (复议) or sue (诉讼): `kind` is review or suit."""

    kind: str
    organ: str | None
    place: Place
    text: str = ""
    term: str | None = None  # 六十日, 六个月 …
    confidence: float = 1.0


@dataclass(slots=True)
class Signature:
    """A place for a signature; `present` None when it cannot be told (a scan without a readable name)."""

    label: str
    name: str | None
    present: bool | None
    place: Place
    signed_on: date | None = None
    confidence: float = 1.0


@dataclass(slots=True)
class Seal:
    """A seal, or the place for one; `present` None when unknowable, `organ` as printed under it."""

    present: bool | None
    organ: str | None
    place: Place
    official: bool | None = None  # True for 公章, False for another, None unknown
    confidence: float = 1.0


@dataclass(slots=True)
class Service:
    """One line of a service slip (送达收执), or the service recorded inside another document."""

    document: str  # title of the document served
    number: str | None
    method: str | None
    receiver: str | None
    place: Place
    served_on: date | None = None
    served_at: datetime | None = None
    address: str | None = None
    servers: list[str] = field(default_factory=list)
    witness: str | None = None
    refused: bool = False
    signed: bool | None = None
    confidence: float = 1.0


@dataclass(slots=True)
class TimeSpan:
    """From when to when something was done; either end None where not printed."""

    label: str
    start_at: datetime | None
    end_at: datetime | None
    place: Place
    text: str = ""
    confidence: float = 1.0


@dataclass(slots=True)
class Option:
    """A box to tick or an alternative to keep; `chosen` None when neither tick nor deletion can be seen."""

    label: str
    chosen: bool | None
    place: Place
    group: str = ""  # hearing, check_type …: the alternatives of one choice share it


@dataclass(slots=True)
class Alteration:
    """A change made in the text: tracked insertion or deletion, struck-out text."""

    kind: str  # insertion, deletion, strike
    text: str
    place: Place
    author: str = ""


@dataclass(slots=True)
class ListEntry:
    """A row of 卷内目录, or of an evidence, sample or seal list."""

    no: str
    cells: dict[str, str]  # header of the column -> text
    place: Place


@dataclass(slots=True)
class Document:
    """One document of a case file, from `pages[0]` to `pages[1]` of `file` (1-based, both inclusive).

    `kind` is the official title in the 2021 set (172), "" when not recognised: an inspection body's record is
    现场检查笔录, a supervision body's 现场检查记录. `form` is the same form under its supervision title,
    whoever issued it: compare that, or use `CaseFile.of_kind`. `title` is what is printed.
    """

    kind: str
    title: str
    file: str
    pages: tuple[int, int]
    body: Body | None = None
    confidence: float = 1.0  # of the kind
    number: Value[DocumentNumber | str] | None = None
    date: Value[date] | None = None  # when it was made
    dates: list[LabelledDate] = field(default_factory=list)
    spans: list[TimeSpan] = field(default_factory=list)
    organ: Value[str] | None = None  # who issued it
    party: Value[str] | None = None
    parties: list[Value[str]] = field(default_factory=list)
    mine: Value[str] | None = None
    cause: Value[str] | None = None  # 案由
    officers: list[Officer] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    service: list[Service] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    alterations: list[Alteration] = field(default_factory=list)
    referred_numbers: list[Value[DocumentNumber | str]] = field(default_factory=list)  # of other documents
    entries: list[ListEntry] = field(default_factory=list)
    fields: dict[str, Value[str]] = field(default_factory=dict)  # normalised label -> value
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    scanned: bool = False  # read by OCR: absence of a mark proves little

    @property
    def form(self) -> str:
        """The title of the form in the supervision list: 现场检查记录 for a 现场检查笔录 too."""
        return form_of(self.kind)

    @property
    def text(self) -> str:
        """All lines, joined by newlines, as printed."""
        return "\n".join(line.text for line in self.lines)

    def has_seal(self) -> bool | None:
        """True if a seal was seen, False if its place is empty, None when that cannot be told."""
        seen = {seal.present for seal in self.seals}
        return True if True in seen else False if seen == {False} else None


@dataclass(slots=True)
class ReadingProblem:
    """Why something of a case could not be read; `message` in Chinese says what a person should do."""

    file: str
    page: int | None
    kind: ProblemKind
    message: str


@dataclass(slots=True)
class CaseFile:
    """One case as read: documents in the order of file name and page."""

    name: str
    documents: list[Document] = field(default_factory=list)
    reading_problems: list[ReadingProblem] = field(default_factory=list)
    kind: str = "inspection"  # penalty, inspection
    body: Body | None = None
    facts: dict[str, Value[str]] = field(default_factory=dict)  # party, mine, cause, fine_yuan …

    def of_kind(self, *kinds: str) -> list[Document]:
        """The documents of these kinds in order; either body's title of a form finds both."""
        forms = {form_of(kind) for kind in kinds}
        return [document for document in self.documents if document.form in forms]
