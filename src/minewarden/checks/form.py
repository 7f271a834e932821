"""文书样式: the right form, filled in, unaltered, sealed and dated (art. 3, 7, 10, 12, 13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minewarden.casefile.model import Body
from minewarden.checks import forms
from minewarden.checks.case import SET_2021_FROM, Case
from minewarden.checks.paper import Field, Paper, Span
from minewarden.checks.rule import Family, Found, Severity
from minewarden.checks.times import CHINESE_DATE

FAMILY = Family("文书样式")

SUPERVISION_HEADING = "煤矿安全监管行政执法文书"
INSPECTION_HEADING = "国家矿山安全监察"
OLD_HEADING = "国家煤矿安全监察"


@FAMILY.rule("R01", "使用本机关的规定样式", "执法文书制作规范第三条、第七条")
def form_is_official(case: Case) -> Iterator[Found]:
    for paper in case.papers:
        if not paper.readable:
            continue
        title = re.sub(r"\s", "", paper.document.title)
        for foreign, official in forms.FOREIGN_TITLES.items():
            if title.endswith(foreign) and not title.endswith(official):
                if not _of_older_set(case, paper):
                    message = f"“{foreign}”不是规定样式，应当使用“{official}”"
                    yield Found(paper, message, Span(0, paper.title_end))
                break
        else:
            yield from _heading_of_other_body(case, paper, title)


def _of_older_set(case: Case, paper: Paper) -> bool:
    return case.older_set or (paper.date is not None and paper.date < SET_2021_FROM)


def _heading_of_other_body(case: Case, paper: Paper, title: str) -> Iterator[Found]:
    if case.body is None or not paper.form:
        return
    at = paper.text.find(title) if title else -1
    heading = paper.text[: max(at, 0)][-30:]
    inspection_case = case.body is Body.INSPECTION
    if OLD_HEADING in heading and not _of_older_set(case, paper):
        yield Found(paper, "使用了已经停用的“国家煤矿安全监察”文书样式", Span(0, paper.title_end))
    elif inspection_case and SUPERVISION_HEADING in heading:
        yield Found(paper, f"监察文书抬头应为“{INSPECTION_HEADING}”", Span(0, paper.title_end))
    elif not inspection_case and re.search(r"国家矿山安全监察(?!局)", heading):
        yield Found(paper, f"监管文书抬头应为“{SUPERVISION_HEADING}”", Span(0, paper.title_end))
    else:
        yield from _title_of_other_body(paper, title, inspection_case)


def _title_of_other_body(paper: Paper, title: str, inspection_case: bool) -> Iterator[Found]:
    other = forms.INSPECTION_TITLES.get(paper.form)
    if other is None:
        return
    bare = re.sub(r"[（）()]", "", title)
    wrong, right = (paper.form, other) if inspection_case else (other, paper.form)
    if bare.endswith(re.sub(r"[（）()]", "", wrong)) and not bare.endswith(re.sub(r"[（）()]", "", right)):
        yield Found(paper, f"本机关的样式名称应为“{right}”，不是“{wrong}”", Span(0, paper.title_end))


# what each form asks for and no other rule looks after
_PRESET: dict[str, tuple[str, ...]] = {
    forms.COVER: ("执法单位", "案卷类别", "归档日期", "档号", "保管期限"),
    forms.PLAN: ("被检查单位", "监管类型或方式", "监察类型或方式", "检查时间", "检查地点"),
    forms.RECORD: (
        "被检查单位",
        "检查时间",
        "检查地点（路线）",
        "检查地点",
        "采矿许可证证号",
        "安全生产许可证证号",
        "采矿许可证",
        "安全生产许可证",
        "统一社会信用代码",
        "主要负责人",
        "记录人",
        "陪同检查人员",
    ),
    forms.SUMMONS: ("执法机关地址", "联系人", "联系电话"),
    forms.INQUIRY: ("地点", "调查事由", "身份证号码", "工作单位", "职务（职业）", "职务", "住址", "记录人"),
    forms.NOTICE: ("受送达人", "执法机关地址", "邮政编码", "执法机关联系人", "联系电话"),
    forms.DECISION: ("地址",),
    forms.DEFENCE: ("地点", "记录人", "工作单位"),
    forms.HEARING_NOTICE: ("听证主持人姓名", "听证员姓名", "记录人姓名"),
    forms.HEARING_RECORD: ("听证时间", "听证地点", "听证主持人", "记录人"),
    forms.LEGAL_REVIEW: ("行政相对人基本情况", "案情摘要", "作出决定依据", "建议行政决定"),
    forms.PRESENTATION: ("立案时间", "承办人", "违法事实及依据", "建议案件处理意见"),
    forms.APPROVAL: ("审批事项", "行政相对人基本情况", "提请审批的理由及依据", "承办人意见"),
    forms.SERVICE: ("送达文书", "文书编号", "送达地点"),
    forms.COURT_REQUEST: ("申请单位联系人", "联系电话"),
}


@FAMILY.rule("R04", "预设栏目逐项填写，未选项删除", "执法文书制作规范第十条")
def every_preset_field_is_filled(case: Case) -> Iterator[Found]:
    for paper in case.all(*forms.CODES, *forms.NUMBERED_BY_CASE, *forms.UNNUMBERED, forms.COVER):
        empty = [field for field in _preset_fields(paper) if not _filled(field)]
        for field in empty:
            yield Found(paper, f"“{field.label}”没有填写", field.mark)
        yield from _blanks_left(paper)


def _preset_fields(paper: Paper) -> list[Field]:
    """Labels of which at least one is printed, each once, the filled one preferred."""
    found = [paper.field(label) for label in _PRESET.get(paper.form, ()) if label != "地址"]
    if paper.form == forms.DECISION:  # the party's address comes first, the bank's later
        found += paper.all_fields("地址")[:1]
    return [field for field in found if field is not None]


_IN_DIGITS = ("联系电话", "邮政编码")


def _filled(field: Field) -> bool:
    if field.label in _IN_DIGITS and not re.match(r"[（(+]?[\dX][\dX）)-]{2}", field.value):
        return False  # what follows is the next line of the form
    value = re.sub(r"[（(](?:签名|签字|印章|公章)[）)]|[：；。，、/\\\-—.…□]", "", field.value)
    return bool(value) and not re.fullmatch(r"(?:年月日|年月|时分|年月日时分至?)*", value)


_BLANK_DATE = re.compile(r"(?<!\d)年月日|(?<=\d{4})年月日|\d{4}年月(?:\d{1,2})?日|\d{4}年\d{1,2}月日")
_BLANK_ARTICLE = re.compile(r"》第条|、第条|第[一二三四五六七八九十百\d]+条第款")


def _blanks_left(paper: Paper) -> Iterator[Found]:
    match = _BLANK_DATE.search(paper.text)
    if match and not _half_dated(paper):
        yield Found(paper, "日期栏没有填写完整", Span(match.start(), match.end()))
    if match := _BLANK_ARTICLE.search(paper.text):
        yield Found(paper, "法律依据的条款没有填写", Span(match.start(), match.end()))
    if match := re.search(r"（公开、不公开）", paper.text):
        yield Found(paper, "“公开、不公开”未选中的项没有删除", Span(match.start(), match.end()))


@FAMILY.rule("R07", "只有五种笔录可以修改，修改处按押指印", "执法文书制作规范第十二条", Severity.MAJOR)
def alterations_are_allowed_and_confirmed(case: Case) -> Iterator[Found]:
    for paper in case.papers:
        if not paper.readable or not paper.form:
            continue
        for text, span, line in _alterations(paper):
            if paper.form not in forms.ALTERABLE:
                yield Found(paper, f"{paper.title}的内容不得改动，有改动“{text}”", span)
            elif not re.search(r"指印|押印|捺印|手印|指纹|按印", line):
                yield Found(paper, f"改动“{text}”没有行政相对人按押指印确认", span)


_ALTERED = re.compile(
    r"(?:涂改|划改|手写改|更正|改正|修改|改)为[“\"]?[^，。；）]{1,16}|（?(?:涂改|划改|此处有?改动|有涂改)[^。；）]{0,20}）?"
)
_OPTIONS = re.compile(r"应你单位申请|届满|期满|公开|单位|个人|扣押|查封|提出|停供|分期|延期|通知|函告")


def _alterations(paper: Paper) -> Iterator[tuple[str, Span | None, str]]:
    for alteration in paper.document.alterations:
        text = re.sub(r"\s", "", alteration.text)
        if not text or _OPTIONS.search(text):
            continue  # an unchosen option that was struck out
        at = paper.text.find(text)
        span = Span(at, at + len(text)) if at >= 0 else None
        line = paper.line_at(at) if at >= 0 else None
        yield text[:20], span, _neighbourhood(paper, at) if line else ""
    for match in re.finditer(
        r"(?:涂改|划改|此处改动|手写改|有改动)[^。；]{0,20}|(?:原文|原为)[^。；]{1,16}(?:改为|更正为)[^。；]{1,16}",
        paper.text,
    ):
        yield match[0][:20], Span(match.start(), match.end()), _neighbourhood(paper, match.start())


def _neighbourhood(paper: Paper, at: int) -> str:
    return paper.text[max(at - 30, 0) : at + 60]


@FAMILY.rule("R08", "盖章齐全，日期用阿拉伯数字写明年月日", "执法文书制作规范第十三条", Severity.MAJOR)
def sealed_and_dated(case: Case) -> Iterator[Found]:
    papers = case.need(*forms.SEALED)
    sealed = [paper for paper in papers if paper.document.has_seal()]
    for paper in papers:
        if (paper.document.has_seal() is False and sealed) or _unmarked(paper, papers):
            kind = "公章" if paper.form in forms.OFFICIAL_SEAL else "印章"
            yield Found(paper, f"{paper.title}没有加盖{kind}", _end_of(paper))
        elif paper.form in forms.OFFICIAL_SEAL and _enforcement_seal(paper):
            yield Found(paper, f"{paper.title}应当加盖公章，加盖的是执法专用章", _end_of(paper))
    for paper in case.papers:
        if paper.readable and paper.form and (match := _wrong_date(paper)):
            message = f"日期“{match[0]}”应当用阿拉伯数字写明年月日"
            yield Found(paper, message, Span(match.start(), match.end()))


def _unmarked(paper: Paper, papers: list[Paper]) -> bool:
    """True where the others print the place of the seal, （印章）, and this one prints none and bears none."""
    if paper.document.seals or paper.document.has_seal() is not None:
        return False
    return sum(bool(other.document.seals) for other in papers) >= max(3, len(papers) - 2)


_SHORT_YEAR = re.compile(r"(?<![\dX年月])\d{2}年\d{1,2}月\d{1,2}日")


_HALF_DATE = re.compile(r"\d{4}年\d{0,2}月(?:\d{0,2}日)?(?<!\d日)(?!\d)")


def _half_dated(paper: Paper) -> re.Match[str] | None:
    """The date under the seal, begun and not finished."""
    if paper.form not in forms.SEALED:
        return None
    return _HALF_DATE.search(paper.text, max(len(paper.text) - 70, 0))


def _wrong_date(paper: Paper) -> re.Match[str] | None:
    return CHINESE_DATE.search(paper.text) or _SHORT_YEAR.search(paper.text) or _half_dated(paper)


def _enforcement_seal(paper: Paper) -> bool:
    tail = paper.text[-160:]
    return "专用章" in tail or any(seal.official is False and seal.present for seal in paper.document.seals)


def _end_of(paper: Paper) -> Span:
    at = max(len(paper.text) - 40, 0)
    return Span(at, len(paper.text))
