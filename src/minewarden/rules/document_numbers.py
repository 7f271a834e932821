"""Numbers of enforcement documents: read, judged and written.

Source: drafting standard 2021-172, art. 7–9: supervision A（B）煤安C〔year〕D号, inspection
A煤安监B C〔year〕D号,
by case year-number. The codes of the 2018-35 set are known too, for older files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# 2021-172, art. 8; the combined codes are written with either alternative, or both, as the form prints them
_WRITTEN_2021 = """
处 撤 抽 保 保处 鉴 查 扣 查扣 延查 延扣 延查扣 查处 扣处 查扣处 停决 停 解停 复 立 询 告 听 不听 罚 送
催缴 加罚 缴决 催告 执 监建 管意 移 涉
"""
CODES_2021 = tuple(_WRITTEN_2021.split())
CODES_2018 = ("先保", "先保处", "解查", "解扣", "催", "听不受", "复不受", "复决")
KNOWN_CODES = frozenset(CODES_2021) | frozenset(CODES_2018)
LONGEST_CODE = max(map(len, KNOWN_CODES))

# A, the short names of the provinces and of the corps; a letter where a form is a blank
REGIONS = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新兵"
_REGION = re.compile(rf"(?:[{REGIONS}]|[A-Z])团?(?=$|[(（])")

_OPEN, _CLOSE = r"[〔\[［【(（〈﹝{]", r"[〕\]］】)）〉﹞}]"
NUMBER = re.compile(
    r"(?P<prefix>[一-龥A-Z]{1,4}(?:[(（][^()（）]{1,8}[)）])?(?:煤|矿)安(?P<inspection>监)?)"
    r"(?P<rest>[一-龥A-Z（）()、/]{0,14}?)"
    rf"(?:{_OPEN}(?P<year>[0-9X]{{1,5}})(?:年)?{_CLOSE}第?(?P<sequence>[0-9XD]{{1,8}})(?P<suffix>号)?"
    rf"|{_OPEN}?(?P<bare_year>[0-9X]{{2,4}})年?{_CLOSE}?第?(?P<bare_sequence>[0-9XD]{{1,8}})号)"
)
CASE_NUMBER = re.compile(r"(?<![0-9-])(?P<year>\d{4})\s*[-—–－]\s*(?P<sequence>\d{1,5})(?![0-9-])")


@dataclass(frozen=True)
class DocumentNumber:
    """What a number says: A `region`, B `office`, C `code`, the year and D `sequence` as they are written."""

    text: str
    region: str
    office: str
    code: str
    year: str
    sequence: str
    inspection: bool
    brackets: str  # the two characters around the year, or what stands there
    closed: bool  # ends with 号

    @property
    def known_code(self) -> bool:
        """True when C is one of the codes of the standard."""
        return self.code in KNOWN_CODES

    @property
    def identity(self) -> tuple[str, str, str, str, str]:
        """What must be unique: two documents of one identity share a number."""
        return (self.region, self.office, self.code, self.year, self.sequence.lstrip("0"))


def find_number(text: str) -> DocumentNumber | None:
    """The first document number in `text`, blanks ignored; None when there is none.

    Lenient on purpose: a year of two digits or other brackets are read, so that they can be reported.
    """
    return next(iter(find_numbers(text)), None)


def find_numbers(text: str) -> list[DocumentNumber]:
    """All document numbers in `text`, in order of appearance."""
    compact = _narrow(text)
    return [_read(match) for match in NUMBER.finditer(compact)]


def _narrow(text: str) -> str:
    return re.sub(r"\s", "", text).translate(str.maketrans("０１２３４５６７８９", "0123456789"))


def _read(match: re.Match[str]) -> DocumentNumber:
    prefix, rest = match["prefix"], match["rest"]
    inspection = match["inspection"] is not None
    region, office = _region_and_office(prefix, inspection)
    code = _plain_code(rest)
    if inspection:
        office, code = _split_office(code)
    whole = match[0][max(match[0].find(region), 0) :] if region else match[0]
    kind = "year" if match["year"] else "bare_year"
    around = match.string[match.start(kind) - 1] + match.string[match.end(kind) :][:1]
    return DocumentNumber(
        text=whole,
        region=region,
        office=office,
        code=code,
        year=match[kind],
        sequence=match["sequence"] or match["bare_sequence"],
        inspection=inspection,
        brackets=around if match["year"] else "",
        closed=whole.endswith("号"),
    )


def _region_and_office(prefix: str, inspection: bool) -> tuple[str, str]:
    stem = re.sub(r"(?:煤|矿)安监?$", "", prefix)
    known = _REGION.search(stem)
    if known:  # what stands before it is the sentence, not the number
        stem = stem[known.start() :]
    bracket = re.fullmatch(r"(.*?)[(（](.+)[)）]", stem)
    if bracket and not inspection:
        return bracket[1], bracket[2]
    return stem, ""


def _plain_code(rest: str) -> str:
    return re.sub(r"[()（）、/]", "", rest)


def _split_office(rest: str) -> tuple[str, str]:
    for size in range(min(LONGEST_CODE, len(rest)), 0, -1):
        if rest[-size:] in KNOWN_CODES:
            return rest[:-size], rest[-size:]
    return rest[:-1], rest[-1:]


def find_case_number(text: str) -> tuple[int, int] | None:
    """(year, number) of a document numbered by case, `2024-15`; None when there is none."""
    match = CASE_NUMBER.search(_narrow(text))
    return (int(match["year"]), int(match["sequence"])) if match else None


def write_number(*, region: str, office: str, code: str, year: int, sequence: int, inspection: bool) -> str:
    """The number as the standard prescribes it: 晋（阳泉）煤安处〔2024〕12号, 晋煤安监太处〔2024〕12号."""
    if inspection:
        return f"{region}煤安监{office}{code}〔{year:04d}〕{sequence}号"
    return f"{region}（{office}）煤安{code}〔{year:04d}〕{sequence}号"
