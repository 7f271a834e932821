"""Numbers, remedies, service, boxes, list rows, spans of time and seals of a document."""

from __future__ import annotations

import re
from itertools import pairwise

from minewarden.casefile.dates import Found, find_dates
from minewarden.casefile.fields import Field
from minewarden.casefile.flow import Flow
from minewarden.casefile.model import (
    LabelledDate,
    ListEntry,
    Option,
    Place,
    Remedy,
    Seal,
    Service,
    Signature,
    TimeSpan,
    Value,
)
from minewarden.casefile.page import Page, Picture
from minewarden.casefile.people import names_in
from minewarden.rules.document_numbers import DocumentNumber, find_case_number, find_number

Number = Value[DocumentNumber | str]

_OPEN, _CLOSE = r"[〔\[【（(［﹝〈]", r"[〕\]】）)］﹞〉]"
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕秦甘陇青宁新兵"
_REGION = (
    rf"(?:[{_PROVINCES}]{{1,2}}|[A-Z]{{1,2}}|(?<=[\n\t （(])[\u4e00-\u9fff]{{1,4}}|[（(][{_PROVINCES}][)）])"
)
_NUMBER = re.compile(
    rf"{_REGION}[ ]?(?:[（(][^()（）\n\t]{{1,10}}[)）])?[ ]?(?:煤|矿)安(?!全)[^〔\[【［\n\t，。；：:]{{0,14}}?[ ]?"
    rf"(?:{_OPEN}[ ]?[\dX]{{2,4}}[ ]?年?[ ]?{_CLOSE}?[ ]?第?[ ]?[\dXD]{{1,8}}[ ]?号?"
    r"|[\dX]{2,4}年?[ ]?第?[\dXD]{1,8}[ ]?号)"
    rf"|[\u4e00-\u9fff（）()]{{2,18}}[ ]?{_OPEN}[ ]?(?:19|20)\d\d[ ]?{_CLOSE}[ ]?第?[ ]?\d{{1,6}}[ ]?号"
)
_OWN_NUMBER_LINES = 9


def find_numbers(flow: Flow, fields: list[Field], own_from: int) -> tuple[Number | None, list[Number]]:
    """The document's own number, which stands alone under the title, and those of others it refers to."""
    own: Number | None = None
    referred: list[Number] = []
    starts = [start for start in flow.starts if start >= own_from][:_OWN_NUMBER_LINES]
    last_start = starts[-1] if starts else 0
    taken = [(field.start, field.end) for field in fields if field.label != "编号"]
    for match in _NUMBER.finditer(flow.text):
        start, end = match.span()
        text = match[0]
        parsed = find_number(text)
        value: DocumentNumber | str = parsed if parsed is not None else re.sub(r"\s", "", text)
        number = flow.value(value, start, end)
        inside = any(a <= start < b for a, b in taken)
        if own is None and not inside and start <= last_start and _stands_alone(flow.text, start, end):
            own = number
        else:
            referred.append(number)
    if own is None:
        own = _case_number(flow, fields)
    return own, referred


def _stands_alone(text: str, start: int, end: int) -> bool:
    begin = max(text.rfind("\n", 0, start), text.rfind("\t", 0, start)) + 1
    stops = [p for p in (text.find("\n", end), text.find("\t", end)) if p >= 0]
    rest = text[begin:start] + text[end : min(stops, default=len(text))]
    rest = re.sub(r"\s|签发人\s*[:：].*|(?:文书)?(?:编号|文号|字号)\s*[:：]", "", rest)
    return len(rest) <= 2


def _case_number(flow: Flow, fields: list[Field]) -> Number | None:
    for field in fields:
        if field.label == "编号" and field.value:
            return flow.value(field.value.split()[0] if field.value.split() else "", field.start, field.end)
    for line, start in list(zip(flow.lines, flow.starts, strict=True))[:_OWN_NUMBER_LINES]:
        if find_case_number(line.text) and len(line.text.strip()) <= 16 and not find_dates(line.text):
            return flow.value(line.text.strip(), start, start + len(line.text))
    return None


_REVIEW = re.compile(
    r"(?P<term>[\d六十三]{1,3}\s*(?:日|个月|天))[^。；]{0,8}?内?[^。；]{0,6}?[向](?P<organ>[^。；，,]{2,60}?)(?:申请|提出|提起)(?:行政)?复议"
)
_SUIT = re.compile(
    r"(?:(?P<term>[\d六三十五]{1,3}\s*(?:日|个月|天))[^。；]{0,10}?)?(?:直接|依法)?向(?P<organ>[^。；，,向]{0,40}?(?:法院)?)\s*(?:提起)(?:行政)?诉讼"
)

_NO_ORGAN = {"", "法院", "人民法院", "或者", "人民政府或者", "人民政府"}


def find_remedies(flow: Flow) -> list[Remedy]:
    """Review and suit as printed, with organ and term; an organ left blank is None."""
    found = []
    for kind, pattern in (("review", _REVIEW), ("suit", _SUIT)):
        for match in pattern.finditer(flow.text):
            organ = re.sub(r"[\s_＿]", "", match["organ"])
            place = flow.place(match.start(), match.end())
            sure = flow.confidence(match.start(), match.end())
            found.append(
                Remedy(kind, None if organ in _NO_ORGAN else organ, place, match[0], _term_of(match), sure)
            )
    return found


def _term_of(match: re.Match[str]) -> str | None:
    return re.sub(r"\s", "", match["term"]) if match["term"] else None


def find_service(flow: Flow, fields: list[Field], signatures: list[Signature]) -> list[Service]:
    """The service a slip records: one entry a number served, or one a title when no number is printed."""
    by_label: dict[str, Field] = {}
    for field in fields:
        if field.label not in by_label or not by_label[field.label].value:
            by_label[field.label] = field

    def text(label: str) -> str:
        return by_label[label].value.strip() if label in by_label else ""

    numbers: list[str | None] = [
        match[0] for match in _NUMBER.finditer(text("文书编号") or text("送达文书"))
    ] or [None]
    receiver = next((s for s in signatures if s.label == "受送达人"), None)
    when = _dates_behind(fields, "送达时间", "受送达人")
    place = flow.place(by_label["送达文书"].at if "送达文书" in by_label else 0)
    served = text("送达文书")
    title = re.sub(r"[《》\s]", "", _NUMBER.sub("", served)).rstrip("（）()、，和")
    return [
        Service(
            title,
            number,
            text("送达方式") or None,
            text("受送达人") or None,
            place,
            when[0].value if when else None,
            when[0].at if when else None,
            text("送达地点") or None,
            names_in(text("送达人")),
            text("见证人") or None,
            bool(re.search(r"拒收|拒签|拒绝签", flow.text))
            and bool(re.search(r"留置|拒", text("送达方式") + text("拒收事由"))),
            receiver.present if receiver is not None else None,
        )
        for number in numbers
    ]


def _dates_behind(fields: list[Field], *labels: str) -> list[Found]:
    for label in labels:
        for field, following in pairwise([*fields, Field("", "", 0, 0, 0, False, "")]):
            if field.label != label:
                continue
            dates = find_dates(field.value) or (
                find_dates(following.value) if following.label == "日期" else []
            )
            if dates:
                return dates
    return []


_BOX = re.compile(
    r"(?P<box>[□☐☑☒√✓✔■▣●○◯Ｏ]|[\[【(（]\s*[√✓✔×xX]?\s*[\]】)）](?=[\u4e00-\u9fff]))\s*(?P<label>[^□☐☑☒√✓✔■▣\n\t]{1,40})"
)
_CHOSEN = set("☑√✓✔■▣☒●")


def find_options(flow: Flow) -> list[Option]:
    """Boxes to tick with what they stand for; 听证 in the words makes it the hearing box."""
    found = []
    for match in _BOX.finditer(flow.text):
        box = match["box"]
        chosen = box[0] in _CHOSEN or bool(re.search(r"[√✓✔xX×]", box))
        label = match["label"].strip(" ：:、，")
        sentence = flow.text[match.start() : match.start() + 160]
        group = "hearing" if "听证" in sentence and "陈述、申辩的权利" not in sentence[:60] else ""
        found.append(Option(label, chosen, flow.place(match.start(), match.end()), group))
    return found


def find_entries(flow: Flow) -> list[ListEntry]:
    """Rows of a list whose head names 序号: 卷内目录, evidence, samples, sealed goods. Empty rows are left out."""
    entries: list[ListEntry] = []
    head: list[str] | None = None
    position = 0
    for row in flow.text.split("\n"):
        cells = [re.sub(r"\s", "", cell) if head is None else cell.strip() for cell in row.split("\t")]
        if len(cells) >= 3 and re.fullmatch(r"序号?|编号|No\.?", re.sub(r"\s", "", cells[0])):
            head = [re.sub(r"\s", "", cell) for cell in cells]
        elif head is not None and len(cells) >= 2 and re.fullmatch(r"\d{1,3}", cells[0].strip()):
            columns = _columns(flow, position, row, len(head))
            named = {
                head[c]: cell.strip()
                for c, cell in zip(columns, row.split("\t"), strict=False)
                if c < len(head)
            }
            if any(value for name, value in named.items() if name != head[0]):
                entries.append(ListEntry(cells[0].strip(), named, flow.place(position, position + len(row))))
        position += len(row) + 1
    return entries


def _columns(flow: Flow, position: int, row: str, width: int) -> list[int]:
    """Which column each cell of a row is in; cells that are empty print nothing, so counting is not enough."""
    columns = []
    at = position
    for index, cell in enumerate(row.split("\t")):
        line = flow.line_at(at)
        columns.append(line.cell[2] if line.cell is not None else index)
        at += len(cell) + 1
    return columns if len(set(columns)) == len(columns) else list(range(min(width, len(columns))))


_SPAN_LABELS = {"时间", "检查时间", "听证时间", "讨论时间", "裁定时间", "送达时间", "抽样时间", "起止日期"}


def find_spans(flow: Flow, fields: list[Field]) -> list[TimeSpan]:
    """From when to when, for the labels that ask for it and that name times of the day."""
    spans = []
    for field in fields:
        if field.label not in _SPAN_LABELS:
            continue
        dates = find_dates(field.value)
        if not dates:
            continue
        first, last = dates[0], dates[-1]
        end_at = last.at if last is not first else None
        place = flow.place(field.start, field.end)
        sure = flow.confidence(field.start, field.end)
        spans.append(TimeSpan(field.label, first.at, end_at, place, field.value, sure))
    return spans


_CONTEXT = (
    ("立案日期", re.compile(r"自$"), re.compile(r"^\s*起?立案")),
    ("立案日期", re.compile(r"$"), re.compile(r"^[^。；]{0,30}(?:批准|决定)[^。；]{0,16}立案")),
    ("送达日期", re.compile(r"(?:于|并于)$"), re.compile(r"^[^。；]{0,12}(?:送达|下达)")),
    ("期限", re.compile(r"(?:限|于|至|在)?$"), re.compile(r"^\s*(?:前|之前|以前|止)")),
    ("检查日期", re.compile(r"$"), re.compile(r"^[^。；]{0,16}(?:现场检查|检查时|进行检查|对你单位检查)")),
    ("决定日期", re.compile(r"(?:于|自)$"), re.compile(r"^[^。；]{0,16}(?:作出|起)")),
)


def find_labelled_dates(flow: Flow, fields: list[Field]) -> list[LabelledDate]:
    """Every date of a document, named by its label, or by the words around it, else 正文."""
    found = []
    for date in find_dates(flow.text):
        owner = next((f for f in fields if f.start <= date.start < f.end), None)
        label = _label_of(flow.text, date.start, date.end, fields, owner)
        place, sure = flow.place(date.start, date.end), flow.confidence(date.start, date.end)
        found.append(LabelledDate(label, date.value, place, flow.text[date.start : date.end], date.at, sure))
    return found


def _label_of(text: str, start: int, end: int, fields: list[Field], owner: Field | None) -> str:
    if owner is not None and owner.label == "日期":
        index = fields.index(owner)
        return f"{fields[index - 1].label}日期" if index else "日期"
    if owner is not None and len(owner.value) < 60:
        return owner.label
    line = text[
        text.rfind("\n", 0, start) + 1 : (text.find("\n", end) if text.find("\n", end) >= 0 else len(text))
    ]
    alone = re.sub(r"[（(][^（）()]{0,24}[章印][）)]", "", line.replace(text[start:end], "")).strip()
    if "\t" not in line and (
        not alone or re.fullmatch(r"[^，。；：:\s]{2,30}(?:局|厅|府|队|委员会|办公室|中心)", alone)
    ):
        return "落款日期"
    before, after = text[max(0, start - 16) : start].replace("\n", ""), text[end : end + 60].replace("\n", "")
    for label, pre, post in _CONTEXT:
        if pre.search(before) and post.search(after):
            return label
    return owner.label if owner is not None else "正文"


_SEAL_PLACE = re.compile(
    r"(?P<organ>[^\n\t，。：:；（(]{0,40}?)[ ]*[（(]\s*"
    r"(?P<kind>印章|公章|盖章|执法专用章|章|印|[^（）()\n]{2,20}[、，](?:印章|公章))\s*[)）]"
)


def find_seals(flow: Flow, pictures: list[tuple[Page, Picture]]) -> list[Seal]:
    """Seals seen as red marks; else the places for one, with `present` None: text alone does not tell.

    `official` says which kind of seal the place asks for, where it does.
    """
    asked = [m for m in _SEAL_PLACE.finditer(flow.text) if not re.search(r"签名|负责人|备注", m["organ"])]
    official = None if not asked else "公章" in asked[-1]["kind"]
    organ = asked[-1]["organ"].strip() or None if asked else None
    seals = []
    for page, picture in pictures:
        if picture.red is not None and picture.red > (0.03 if picture.box else 0.25):
            seals.append(Seal(True, organ, Place(page.file, page.number, picture.box), official, 0.9))
    if not seals and asked:
        last = asked[-1]
        seals.append(Seal(None, organ, flow.place(last.start(), last.end()), official, 0.5))
    return seals
