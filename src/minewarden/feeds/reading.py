"""The exact reader of text files: structure first, then every record by itself.

The lake's fast reader must give the same answer for files without any fault; all others come here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from minewarden.errors import BadFeed
from minewarden.feeds import BY_NAME, TYPES
from minewarden.feeds.clocks import check_row
from minewarden.feeds.filetype import PLAIN_HEADER, Column, FileType
from minewarden.feeds.profile import CARET, DEFAULT, PROFILES, SKIPPED, Profile
from minewarden.feeds.values import Codes, Parser, TimeForm, Value, parse_text, time_parser

BAD_SHARE = 0.20  # a file with more bad records than this is refused whole (practice of 42号文 receivers)
MOST_BAD = 20_000  # whatever the share: a file of nothing but marks must not fill the memory with complaints
TEXT_SUFFIX = ".txt"

_NAME = re.compile(r"([0-9A-Za-z]{11,20})_([A-Z][A-Z0-9]{2,11})_(\d{14})\.txt", re.ASCII)
_TEXT_NAMES = frozenset(file_type.name for file_type in TYPES)
_BOM = b"\xef\xbb\xbf"
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"7z\xbc\xaf": "7z", b"Rar!": "rar", b"BZh": "bzip2",
           b"\xfd7zX": "xz", b"\x28\xb5\x2f\xfd": "zstd"}  # fmt: skip
_BREAKS = b"\r\n"


class Refused(BadFeed):
    """A file that cannot be taken. `line`: 1 for the header, 2 for the first record, 0 for the file."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True)
class FileName:
    """What the name of a text file says. `file_type` is None for types that this house does not know."""

    mine_code: str
    type_name: str
    stamp: str
    file_type: FileType | None


@dataclass(frozen=True)
class TextFile:
    """A structurally sound text file, its records still bytes.

    `body` holds the records, each ended by the profile's record mark; `parsers` one per field that is sent
    (None where the field is not kept).
    """

    file_type: FileType
    profile: Profile
    codes: Codes
    time_form: TimeForm
    header: dict[str, str]
    header_at: datetime
    body: bytes

    @property
    def layout(self) -> tuple[Column | None, ...]:
        """Out: the columns in the order of the file; None for a field that is sent and not kept."""
        return layout(self.file_type, self.profile)


@dataclass(frozen=True)
class BadRecord:
    """A record that was not taken: its line, why, and its text."""

    line: int
    reason: str
    text: str


@dataclass
class Reading:
    """The records of one file by column, in file order, and those that were not taken."""

    columns: dict[str, list[Value]]
    rows: int = 0
    bad: list[BadRecord] = field(default_factory=list)


def parse_name(name: str) -> FileName:
    """Out: mine code, type and stamp of `<mine code>_<type>_<yyyyMMddHHmmss>.txt`.

    Errors: Refused when the name has another shape.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise Refused("name is not <mine code>_<type>_<yyyyMMddHHmmss>.txt")
    mine_code, type_name, stamp = match.groups()
    known = type_name if type_name in _TEXT_NAMES else type_name.removeprefix(CARET.type_prefix)
    return FileName(mine_code, type_name, stamp, BY_NAME[known] if known in _TEXT_NAMES else None)


def layout(file_type: FileType, profile: Profile) -> tuple[Column | None, ...]:
    """Out: the columns in the order in which this profile sends them; None for a field that is not kept.

    Errors: Refused when the profile names a column that the type has not.
    """
    names = profile.columns.get(file_type.name)
    if names is None:
        return file_type.sent
    known = {column.name: column for column in file_type.sent}
    unknown = [name for name in names if name != SKIPPED and name not in known]
    if unknown:
        raise Refused(f"the profile names columns that {file_type.name} has not: {', '.join(unknown)}")
    return tuple(known.get(name) for name in names)


def open_text(data: bytes, name: FileName, told: Profile | None = None) -> TextFile:
    """Out: the file with its structure checked and its header read.

    In: the whole content; what the name says; the mine's profile where one is laid down, else the profile is
    the one whose end mark the content has.
    Errors: Refused, for whatever makes the file as a whole unusable.
    Source: 煤安监办〔2019〕42号 附件2; MT/T 1201.3-2023 第6章.
    """
    if name.file_type is None:
        raise Refused(f"unknown type {name.type_name}")
    data = _unwrapped(data)
    profile = told or _profile_of(data, name)
    if not name.type_name.startswith(profile.type_prefix) or (
        not profile.type_prefix and name.type_name != name.file_type.name
    ):
        raise Refused(f"type {name.type_name} does not go with the marks of profile {profile.name}")
    content = _ended(data, profile)
    head, _, body = content.partition(profile.record_mark.encode())
    body = body.rstrip(_BREAKS)
    if body and not body.endswith(profile.record_mark.encode()):
        body += profile.record_mark.encode()
    header = _header(head, name.file_type, profile)
    code = header["mine_code"]
    if code != name.mine_code:
        raise Refused(f"the header says mine {code[:24]!r}, the name {name.mine_code}", 1)
    form, at = _uploaded_at(header["uploaded_at"], profile)
    layout(name.file_type, profile)  # no record can be read by a profile that names columns in error
    return TextFile(name.file_type, profile, profile.codes(code), form, header, at, body)


def _unwrapped(data: bytes) -> bytes:
    """Out: the content without the JSON quotes that one kind of sender puts around it."""
    if not data:
        raise Refused("empty file")
    if data.startswith(_BOM):
        raise Refused("byte order mark: the format wants UTF-8 without BOM")
    for magic, kind in _PACKED.items():
        if data.startswith(magic):
            raise Refused(f"packed with {kind}, not text")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("UTF-16, not UTF-8")
    if not data.startswith(b'"'):
        return data
    try:
        text = json.loads(data)
        return str(text).encode()
    except (ValueError, UnicodeEncodeError):
        raise Refused("opens with a quotation mark and is no JSON text") from None


def _profile_of(data: bytes, name: FileName) -> Profile:
    tail = data[-8:].rstrip()
    for profile in PROFILES:
        if tail.endswith(profile.end_mark.encode()):
            return profile
    assert name.file_type is not None
    return CARET if name.type_name != name.file_type.name else DEFAULT


def _ended(data: bytes, profile: Profile) -> bytes:
    """Out: what stands before the end mark. Errors: Refused when it is missing or not the end."""
    mark = profile.end_mark.encode()
    content = data.rstrip(_BREAKS + b" ")
    if content.endswith(mark):
        return content[: -len(mark)]
    if mark in data:
        raise Refused(f"text after the end mark {profile.end_mark}")
    if not data.strip(b"\0"):
        raise Refused("nothing but zero bytes")
    raise Refused(f"incomplete: the end mark {profile.end_mark} is missing")


def _header(head: bytes, file_type: FileType, profile: Profile) -> dict[str, str]:
    try:
        texts = head.strip(_BREAKS).decode("utf-8").split(profile.field_mark)
    except UnicodeDecodeError:
        raise Refused("header is not UTF-8", 1) from None
    try:
        for text in texts:
            parse_text(text)
    except ValueError as error:
        raise Refused(f"header: {error}", 1) from None
    told = profile.header.get(file_type.name)
    allowed = [told] if told else [file_type.header, PLAIN_HEADER]
    for names in allowed:
        if len(names) == len(texts):
            break
    else:
        wanted = " or ".join(str(len(names)) for names in allowed)
        raise Refused(f"header of {len(texts)} fields, not {wanted}", 1)
    header = dict(zip(names, texts, strict=True))
    if not {"mine_code", "uploaded_at"} <= set(header):
        raise Refused("the profile's header must name mine_code and uploaded_at", 1)
    return header


def _uploaded_at(text: str, profile: Profile) -> tuple[TimeForm, datetime]:
    """Out: the form that this file keeps to, and the upload time (which decides what is newest)."""
    forms = [profile.time_form] if profile.time_form else list(TimeForm)
    for form in forms:
        try:
            at = time_parser(form, frozenset())(text)
        except ValueError:
            continue
        if isinstance(at, datetime):
            return form, at
    raise Refused("header: the upload time is not a time", 1)


def parsers(file: TextFile) -> list[Parser | None]:
    """Out: one parser per field that is sent, None where the field is not kept."""
    placeholders = file.profile.placeholders
    return [
        column.parser(file.codes, file.time_form, placeholders) if column else None for column in file.layout
    ]


def read_records(file: TextFile, now: datetime | None = None) -> Reading:
    """Out: the records of the file, each judged by itself. In: `now` to judge their times as well.

    Errors: Refused when more than a fifth of the records are bad.
    Cost: about 3 microseconds a field; the fast reader of the lake is for the many files without a fault.
    """
    fields = file.layout
    parse = parsers(file)
    reading = Reading({column.name: [] for column in file.file_type.columns})
    total = file.body.count(file.profile.record_mark.encode())
    for line, segment in _segments(file):
        try:
            values = _record(segment, file.profile.field_mark, fields, parse)
            if now is not None:
                _check_time(values, file, now)
        except ValueError as error:
            if segment.startswith(file.profile.end_mark.encode()):
                raise Refused(f"text after the end mark {file.profile.end_mark}", line) from None
            reading.bad.append(BadRecord(line, str(error), segment[:2000].decode("utf-8", "replace")))
            refuse_if_mostly_bad(reading.bad, total)
            continue
        reading.rows += 1
        for name, kept in reading.columns.items():
            kept.append(values.get(name))
    _add_readings(file.file_type, reading)
    return reading


def refuse_if_mostly_bad(bad: list[BadRecord], total: int) -> None:
    """Errors: Refused when more than a fifth of `total` records are bad already, or more than 20,000."""
    if len(bad) > min(BAD_SHARE * total, MOST_BAD):
        raise Refused(f"too many bad records among {total}, the first: {bad[0].reason}", bad[0].line)


def _segments(file: TextFile) -> Iterator[tuple[int, bytes]]:
    mark = file.profile.record_mark.encode()
    start, line = 0, 2
    while (end := file.body.find(mark, start)) >= 0:
        segment = file.body[start:end]
        yield line, segment.lstrip(_BREAKS)
        start, line = end + len(mark), line + 1


def _record(
    segment: bytes, mark: str, fields: tuple[Column | None, ...], parse: list[Parser | None]
) -> dict[str, Value]:
    try:
        texts = segment.decode("utf-8").split(mark)
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    if len(texts) != len(fields):
        raise ValueError(f"{len(texts)} fields, not {len(fields)}")
    values: dict[str, Value] = {}
    for text, column, parser in zip(texts, fields, parse, strict=True):
        if column is None or parser is None:
            continue
        try:
            values[column.name] = parser(text)
        except ValueError as error:
            raise ValueError(f"{column.name}: {error}") from None
    return values


def _check_time(values: dict[str, Value], file: TextFile, now: datetime) -> None:
    name = file.file_type.at_column or ""
    at = values.get(name)
    if isinstance(at, datetime):
        try:
            check_row(at, file.header_at, now)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None


def _add_readings(file_type: FileType, reading: Reading) -> None:
    """Fills the columns that read another column's text again, as a number."""
    for column in file_type.columns:
        if column.of:
            parse = column.parser(Codes(""), TimeForm.BLANK, frozenset())
            reading.columns[column.name] = [parse(str(text or "")) for text in reading.columns[column.of]]
