"""事实: the same facts through all papers (art. 14, 17–20, 32, 35, 40–44)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minewarden.checks import forms
from minewarden.checks.case import Case, is_unit, party_of, same_party
from minewarden.checks.money import operative, total_fine
from minewarden.checks.paper import Paper, Span
from minewarden.checks.rule import Family, Found, Severity, Unjudged
from minewarden.checks.texts import coverage, differ, figures, numbered_items, plain, similarity

FAMILY = Family("事实")

_FINDINGS_BEGIN = re.compile(
    r"(?:(?:发现|存在|有)(?:以下|下列|如下)?[^。；：]{0,24}(?:行为|问题|隐患|情况)(?:如下)?[^：。1（]{0,24}|检查发现(?:如下)?|作出(?:以下|如下)现场处理决定)："
)
_ORDER_WORDS = re.compile(
    r"[。；，（]?(?:责令|当场予以纠正|当场纠正|立即(?:停止|整改|改正|撤出)|限(?:于)?\d|限期|处理决定：|现场处理[^：]{0,6}：|处理意见：|决定：|依据《|根据《|违反了?《|不符合《|整改期限|停止使用|予以警告)"
)


def findings_of(paper: Paper) -> list[tuple[int, str, Span]]:
    """(number, statement, place) of the findings of a record or an order, orders and clauses cut off."""
    begin = _FINDINGS_BEGIN.search(paper.text)
    start = begin.end() if begin else 0
    stop = _end_of_findings(paper, start)
    listed = numbered_items(paper.text[start:stop])
    if not listed and begin:
        listed = [(1, paper.text[start:stop], 0)]
    return [
        (number, statement, Span(start + offset, start + offset + len(statement)))
        for number, text, offset in listed
        if (statement := _statement(text))
    ]


def _end_of_findings(paper: Paper, start: int) -> int:
    ends = [field.mark.start for field in paper.fields if field.mark.start > start]
    remedy = re.compile(r"(?:如果|如)(?:对|不服)|以上(?:问题|隐患|违法)|本次检查|（?以下空白").search(
        paper.text, start
    )
    return min([*ends, remedy.start() if remedy else len(paper.text), len(paper.text)])


def _statement(text: str) -> str:
    cut = _ORDER_WORDS.search(text)
    return (text[: cut.start()] if cut else text).strip("。；;，、")


@FAMILY.rule(
    "R15", "检查方案的类型、时间、地点与检查记录一致", "执法文书制作规范第十七条、第十八条", Severity.MAJOR
)
def plan_agrees_with_record(case: Case) -> Iterator[Found]:
    plan, record = case.first(forms.PLAN), case.first(forms.RECORD)
    if (
        plan.period
        and record.period
        and not (plan.period[0] <= record.period[0] and record.period[1] <= plan.period[1])
    ):
        message = f"检查时间{_written(record.period)}不在方案的{_written(plan.period)}之内"
        yield Found(record, message, _mark(record, "检查时间"))
    yield from _modes_differ(plan, record)
    if not plan.has(
        r"已调整|经(?:批准)?调整|(?:检查时|检查中|现场|实际)(?:增加|变更|取消|减少)|调整为|调整到|调整至|临时(?:增加|变更)|变更为|(?:同意|作出|现)调整"
    ):
        yield from _places_differ(plan, record)


def _written(period: tuple[object, object]) -> str:
    return str(period[0]) if period[0] == period[1] else f"{period[0]}至{period[1]}"


def _mark(paper: Paper, *labels: str) -> Span | None:
    field = paper.field(*labels)
    return field.span if field else None


_MODES = re.compile(
    r"(?:重点|专项|定期|常规|例行|日常|双随机|全系统各环节|突击|随机|综合|联合|计划内|一般|暗查暗访|异地|帮扶)(?=检查|监察|监管|抽查|执法)"
)


def _modes_differ(plan: Paper, record: Paper) -> Iterator[Found]:
    planned = set(
        _MODES.findall(
            plan.value("监管类型或方式", "监察类型或方式", "检查类型或方式", "检查类型", "检查方式") + "检查"
        )
    )
    field = record.field("检查情况", "检查类型", "检查方式", "监管类型或方式")
    begin = field.span.start if field else 0
    held = set(_MODES.findall(record.text[begin : begin + 400]))
    if planned and held and not planned & held:
        message = f"检查记录写明的方式是{'、'.join(sorted(held))}，方案是{'、'.join(sorted(planned))}"
        yield Found(record, message, field.span if field else None)


_PLACE_WORDS = re.compile(r"地面|井下|：|（[^）]*）|等(?:地点)?$")


def _places_differ(plan: Paper, record: Paper) -> Iterator[Found]:
    planned, held = (
        plan.field("检查地点", "检查地点（路线）"),
        record.field("检查地点（路线）", "检查地点", "检查路线"),
    )
    if not planned or not held:
        return
    of_plan, of_record = _places(planned.value), _places(held.value)
    extra = [place for place in of_record if not _place_known(place, planned.value)]
    missing = [place for place in of_plan if not _place_known(place, held.value)]
    if extra and of_plan:
        yield Found(record, f"检查地点{'、'.join(extra)}不在检查方案之中，方案也没有注明调整", held.span)
    elif missing and len(of_record) >= 1:
        yield Found(record, f"方案中的检查地点{'、'.join(missing)}没有检查，方案也没有注明调整", held.span)


def _places(value: str) -> list[str]:
    # the next section of the plan has no label of its own: 六、检查的主要内容和分工见明细表
    value = re.split(r"[一二三四五六七八九十]、(?!.{0,2}采区)", value)[0]
    parts = re.split(r"[、，；。→\-—～~及和]", re.sub(r"地面：?|井下：?", "、", value))
    return [place for part in parts if len(place := _PLACE_WORDS.sub("", part)) >= 3]


def _place_known(place: str, whole: str) -> bool:
    return plain(place) in plain(whole) or (
        coverage(plain(place), plain(whole)) >= 0.8
        and figures(place) == [figure for figure in figures(place) if figure in figures(whole)]
    )


_VAGUE = re.compile(
    r"^(?:.{0,8})(?:不到位|较差|不好|混乱|有问题|存在(?:安全)?隐患|存在问题|不规范|意识差|意识淡薄|不够|不符合要求|不完善|不合格|脏乱差|有缺陷|情况不佳)$"
)


@FAMILY.rule("R18", "违法违规行为按规范描述，不只罗列表象", "执法文书制作规范第十八条第六项")
def findings_are_described_by_the_standard(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.RECORD):
        for number, statement, span in findings_of(paper):
            bare = plain(statement)
            specific = figures(bare) or re.search(r"未|工作面|巷|编号|型|米|人|台|处|规程|规定|标准", bare)
            if len(bare) <= 18 and not specific and _VAGUE.match(bare):
                message = f"第{number}项“{statement}”只罗列表象，应当写明地点、事实和不符合的要求"
                yield Found(paper, message, span)


@FAMILY.rule("R20", "处理决定的违法违规行为与检查记录一致", "执法文书制作规范第十九条第三项", Severity.MAJOR)
def order_repeats_the_findings(case: Case) -> Iterator[Found]:
    records = case.need(forms.RECORD)
    for paper in case.need(forms.ORDER):
        recorded = [finding for record in records for finding in findings_of(record)]
        ordered = findings_of(paper)
        if not recorded or not ordered:
            continue
        whole = plain(paper.text)
        for number, statement, _ in recorded:
            if plain(statement) in whole:
                continue
            _, nearest, span = max(ordered, key=lambda o: similarity(plain(o[1]), plain(statement)))
            if similarity(plain(nearest), plain(statement)) < 0.6:
                yield Found(paper, f"检查记录第{number}项“{_short(statement)}”没有作出处理决定", None)
            elif differ(nearest, statement):
                message = f"“{_short(nearest)}”与检查记录第{number}项“{_short(statement)}”不一致"
                yield Found(paper, message, span)
        yield from _unrecorded(paper, ordered, records, len(recorded))


def _unrecorded(
    paper: Paper, ordered: list[tuple[int, str, Span]], records: list[Paper], recorded: int
) -> Iterator[Found]:
    if len(ordered) <= recorded:
        return
    whole = "".join(plain(record.text) for record in records)
    for number, statement, span in ordered:
        if coverage(plain(statement), whole) < 0.7:
            yield Found(paper, f"处理决定第{number}项“{_short(statement)}”检查记录中没有", span)


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


@FAMILY.rule(
    "R26", "撤人指令的事实与检查记录一致，法律依据齐全", "执法文书制作规范第二十条第三、四项", Severity.MAJOR
)
def evacuation_rests_on_the_record(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.EVACUATION):
        cited = [citation for citation in paper.citations if citation.article is not None]
        if not cited and not (case.older_set and paper.has("XX")):
            yield Found(paper, "没有写明撤出作业人员的法律依据条款", None)
        danger = paper.search(r"发现(?:在)?(?P<fact>[^。]{4,120}?)等?威胁")
        records = case.all(forms.RECORD)
        if danger is None or not records:
            continue
        span = Span(danger.start("fact"), danger.end("fact"))
        if problem := _not_in(danger["fact"], records):
            yield Found(paper, problem.format(other="检查记录"), span)


def _not_in(fact: str, sources: list[Paper]) -> str | None:
    """What is wrong when `fact` is not what the sources say; None when it is."""
    bare = plain(fact)
    if any(bare in plain(source.text) for source in sources):
        return None
    known = [finding for source in sources for finding in findings_of(source)] or [
        (1, source.text, Span(0, 0)) for source in sources
    ]
    _, nearest, _ = max(known, key=lambda finding: _likeness(bare, plain(finding[1])))
    near = plain(nearest)
    strange = _strange_figures(fact, nearest, sources)
    if _likeness(bare, near) < 0.55:
        whole = "".join(plain(source.text) for source in sources)
        if coverage(bare, whole) >= 0.75:
            return None
        return f"“{_short(fact)}”在{{other}}中没有记载"
    if strange:
        return f"“{_short(fact)}”与{{other}}“{_short(nearest)}”不一致（{'、'.join(strange)}）"
    if _likeness(bare, near) < 0.9 and _denies(bare) != _denies(near):
        return f"“{_short(fact)}”与{{other}}“{_short(nearest)}”不一致"
    if coverage(bare, near) < 0.72 and similarity(bare, near) < 0.8:
        return f"“{_short(fact)}”与{{other}}“{_short(nearest)}”不一致"
    return None


def _strange_figures(fact: str, nearest: str, sources: list[Paper]) -> list[str]:
    """Figures put in the place of others, or that no source knows; an added place of the file is neither."""
    strange = [figure for figure in figures(fact) if figure not in figures(nearest)]
    if any(figure not in figures(fact) for figure in figures(nearest)):
        return strange
    known = {figure for source in sources for figure in figures(source.text)}
    return [figure for figure in strange if figure not in known]


def _likeness(one: str, other: str) -> float:
    return max(similarity(one, other), coverage(one, other), coverage(other, one) if len(other) > 8 else 0)


def _denies(text: str) -> int:
    return len(re.findall(r"未|无|没有|不", text))


_FACT_CUES = (
    re.compile(r"(?:以下|下列|如下)(?:的)?(?:违法(?:违规)?)?(?:行为|事实)(?:如下)?：?"),
    re.compile(r"违法(?:违规)?(?:事实|行为)(?:及证据)?(?:如下)?：(?:经查，?)?(?:你单位|你矿|该矿)?"),
    re.compile(r"(?:经查|经调查|查明)，?(?:你单位|你个人|你矿|你|该矿)?(?:（个人）)?(?:存在)?：?"),
)


def facts_of(paper: Paper) -> list[tuple[str, Span]]:
    """The facts that a notice or a decision holds against the party, one a violation."""
    begin = next((match for cue in _FACT_CUES if (match := cue.search(paper.text))), None)
    start = begin.end() if begin else 0
    stop = re.compile(
        r"，?(?:以上|上述)(?:第\d+项)?(?:事实|行为|违法)|，?(?:第[\d、至]+项)?(?:该|其|以上)?行?为?(?:分别)?(?:涉嫌)?违反了?《|(?:，|。)(?:分别)?违反|依据《|以上事实"
    ).search(paper.text, start)
    end = stop.start() if stop else min(start + 600, len(paper.text))
    text = paper.text[start:end]
    listed = _with_own_clauses(paper, start, end) or numbered_items(text) or [(1, text, 0)]
    return [
        (fact, Span(start + at, start + at + len(fact)))
        for _, item, at in listed
        if len(fact := _statement(re.sub(r"^(?:你单位|你矿|该矿|你)", "", item))) >= 4
    ]


_PENALTY_ITEM = re.compile(r"责令|罚款|处罚款|警告|暂扣|没收|吊销|停产|给予")


def _with_own_clauses(paper: Paper, start: int, end: int) -> list[tuple[int, str, int]]:
    """Facts of which each carries its clauses and its penalty, so that the list goes on behind the first clause."""
    listed = numbered_items(paper.text[start : operative(paper)[1]])
    beyond = len(listed) >= 2 and listed[1][2] > end - start and listed[0][2] < end - start
    if not beyond or any(_PENALTY_ITEM.match(text) for _, text, _ in listed):
        return []
    return listed


@FAMILY.rule("R34", "案由格式：立案有“涉嫌”，结案没有", "执法文书制作规范第三十二条、第十五条")
def cause_has_its_form(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.FILING, forms.CLOSING):
        field = paper.field("案由")
        if not field:
            continue
        cause = field.value.strip("。；")
        wrong = _wrong_cause(case, paper, cause)
        if wrong:
            yield Found(paper, f"案由“{_short(cause)}”{'，'.join(wrong)}", field.span)


def _wrong_cause(case: Case, paper: Paper, cause: str) -> list[str]:
    wrong: list[str] = []
    if paper.form == forms.FILING and "涉嫌" not in cause:
        wrong.append("缺少“涉嫌”，应为“行政相对人名称+涉嫌+违法违规行为定性+案”")
    if paper.form == forms.CLOSING and "涉嫌" in cause:
        wrong.append("结案时不应再有“涉嫌”")
    if not cause.endswith("案"):
        wrong.append("应当以“案”结尾")
    if cause.startswith("涉嫌"):
        wrong.append("缺少行政相对人名称")
    return wrong


@FAMILY.rule("R35", "案情摘要写明来源、时间、地点、主体和行为", "执法文书制作规范第三十二条第二项")
def filing_summary_is_complete(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.FILING):
        field = paper.field("案情摘要")
        if field is None:
            continue
        summary = field.value.split("根据以上案")[0]
        if not summary:
            yield Found(paper, "案情摘要没有填写", field.mark)
            continue
        missing = [name for name, pattern in _SUMMARY.items() if not re.search(pattern, summary)]
        if missing:
            yield Found(paper, f"案情摘要没有写明{'、'.join(missing)}", field.span)


_SUMMARY = {
    "案件来源": r"检查|监察|巡查|抽查|举报|移送|移交|交办|事故|督办|复查|排查|核查",
    "案发时间": r"\d{4}年|20XX年|\d{1,2}月\d{1,2}日|\d{4}-\d",
    "案发地点": r"工作面|巷|井|硐|采区|地面|车间|房|站|室|矿|现场|煤仓|皮带|斜坡|泵|库|场",
    "违法主体": r"公司|煤矿|该矿|你矿|矿业|该单位|集团|其",
    "违法行为": r"未|无|不|违|超|擅自|使用|存在|达|发现|隐瞒|篡改|关闭|破坏|伪造|拒",
}


@FAMILY.rule(
    "R39", "分别告知每个当事人，告知的事实与记录、笔录一致", "执法文书制作规范第三十五条", Severity.MAJOR
)
def notice_per_party_with_the_same_facts(case: Case) -> Iterator[Found]:
    notices = case.need(forms.NOTICE)
    for decision in case.all(forms.DECISION):
        party = party_of(decision)
        if party and not any(_told(notice, decision) for notice in notices):
            yield Found(decision, f"没有向“{party}”单独送达行政处罚告知书", _party_span(decision, party))
    sources = case.all(forms.RECORD, forms.INQUIRY)
    if not sources:
        return
    for notice in notices:
        for fact, span in facts_of(notice):
            if problem := _not_in(fact, sources):
                yield Found(notice, "告知的事实" + problem.format(other="检查记录"), span)


def _told(notice: Paper, decision: Paper) -> bool:
    told, punished = party_of(notice), party_of(decision)
    if not told or same_party(notice, decision):
        return True
    return is_unit(told) != is_unit(punished) and punished in told


def _party_span(paper: Paper, party: str) -> Span | None:
    at = paper.text.find(party)
    return Span(at, at + len(party)) if at >= 0 else None


@FAMILY.rule(
    "R43",
    "听证报告、法制审核、呈报、讨论的案由与立案一致",
    "执法文书制作规范第四十条至第四十三条",
    Severity.MAJOR,
)
def cause_is_the_same_everywhere(case: Case) -> Iterator[Found]:
    filed = [field for paper in case.all(forms.FILING) if (field := paper.field("案由"))]
    papers = case.need(forms.HEARING_REPORT, forms.LEGAL_REVIEW, forms.PRESENTATION, forms.DISCUSSION)
    if not filed:
        raise Unjudged
    for paper in papers:
        field = paper.field("案由")
        if field and not any(_cause(field.value) == _cause(known.value) for known in filed):
            nearest = max(filed, key=lambda known: similarity(plain(known.value), plain(field.value)))
            message = f"案由“{_short(field.value)}”与立案决定书“{_short(nearest.value)}”不一致"
            yield Found(paper, message, field.span)


def _cause(text: str) -> str:
    """A cause as it is compared; whether 涉嫌 stands in it is the matter of R34."""
    return plain(text).replace("涉嫌", "")


@FAMILY.rule(
    "R47",
    "处罚决定的事实与记录、告知一致，处罚不重于告知",
    "执法文书制作规范第四十四条；行政处罚法第四十四条、第六十二条",
    Severity.VETO,
)
def decision_follows_the_notice(case: Case) -> Iterator[Found]:
    decisions = case.need(forms.DECISION)
    sources = case.all(forms.NOTICE, forms.RECORD, forms.INQUIRY)
    if not sources:
        raise Unjudged
    for paper in decisions:
        for fact, span in facts_of(paper):
            if problem := _facts_differ(fact, paper, sources):
                yield Found(paper, "处罚决定的事实" + problem.format(other="告知书、检查记录"), span)
    for notice, paper in case.pairs(forms.NOTICE, forms.DECISION):
        told, decided = total_fine(notice), total_fine(paper)
        if told is not None and decided is not None and decided > told and same_party(notice, paper):
            message = f"决定罚款{decided:,.0f}元，重于告知的{told:,.0f}元，没有重新告知"
            yield Found(paper, message, None)


def _facts_differ(fact: str, paper: Paper, sources: list[Paper]) -> str | None:
    bare = plain(fact)
    told = [
        known for source in sources for known, _ in (facts_of(source) if source.form == forms.NOTICE else [])
    ]
    if any(bare == plain(known) or bare in plain(known) or plain(known) in bare for known in told):
        return None
    return _not_in(fact, sources)
