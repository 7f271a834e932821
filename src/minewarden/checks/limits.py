"""时限: days between the steps (处罚法 56, 60, 64; 强制法 25; 安全生产法 78)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from minewarden.checks import forms
from minewarden.checks.case import Case
from minewarden.checks.discretion import qualifies_for_hearing
from minewarden.checks.paper import Paper, Span
from minewarden.checks.rule import Family, Found, Severity, Unjudged
from minewarden.checks.times import read_dates, read_moment, read_period
from minewarden.rules.deadlines import LIMITS, days_between, due_on, hearing_request_days
from minewarden.rules.working_days import Day, working_days_between

FAMILY = Family("时限")


def _hedge(day: Day) -> str:
    return "（该年放假安排未知，按周末推算，待核）" if day.provisional else ""


@FAMILY.rule("R21", "限期的处理决定写明具体期限", "执法文书制作规范第十九条第九项", Severity.MAJOR)
def limits_have_a_deadline(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.ORDER):
        overall = paper.has(r"(?:以上|上述)[^。]{0,30}(?:\d{4}年\d{1,2}月\d{1,2}日前|\d+(?:日|天|个月)内)")
        for match in re.finditer(_LIMITED, paper.text):
            clause = _clause(paper.text, match.start())
            if not overall and not _DEADLINE.search(clause):
                message = f"“{match[0]}”没有写明具体期限"
                yield Found(paper, message, Span(match.start(), match.end()))


_LIMITED = (
    r"(?:责令)?(?:限期|在规定期限内|限时)(?:内)?(?:予以)?"
    r"(?:改正|整改|达到要求|消除|完成|治理|排除|更换|处理)[^。；，]{0,10}"
)
_COUNT = r"(?:\d+|[一二三四五六七八九十两]+)"
_DEADLINE = re.compile(
    r"\d{1,2}月\d{1,2}日|20\d{2}[-./]\d{1,2}[-./]\d{1,2}|X月"
    rf"|{_COUNT}(?:个)?(?:工作)?(?:日|天|月|小时)(?:之)?内|{_COUNT}(?:日|天|个月)"
)


def _clause(text: str, at: int) -> str:
    """The order around `at`: from the end of the finding before to the start of the next one."""
    following = re.compile(r"(?<!\d)\d{1,2}[.．、](?!\d)|如果不服|如对|如不服|现场执法人员").search(
        text, at + 1
    )
    end = following.start() if following else min(at + 80, len(text))
    start = max(text.rfind("。", 0, at), text.rfind("；", 0, at), at - 30) + 1
    return text[start:end]


@FAMILY.rule("R22", "发现、处理、送达与文书日期一致", "执法文书制作规范第十九条第八项", Severity.MAJOR)
def order_is_made_on_the_day(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.ORDER):
        if paper.date is None:
            continue
        found = paper.search(
            r"(?:本机关|我局|我分局|我单位|本局)?于(?P<when>[^，。]{6,40}?)(?:，|对|在|现场检查|检查)"
        )
        period = read_period(found["when"]) if found else None
        if period and found and not period[0] <= paper.date <= period[1]:
            message = f"检查发现的时间{period[1]}与文书日期{paper.date}不一致"
            yield Found(paper, message, Span(found.start("when"), found.end("when")))
            continue
        for field in paper.all_fields("日期", "被检查单位负责人", "现场执法人员"):
            signed = read_dates(field.value)
            if (
                signed
                and signed[0].on != paper.date
                and not _is_last(paper, field.span.start + signed[0].start)
            ):
                message = f"签名日期{signed[0].on}与文书日期{paper.date}不一致"
                yield Found(paper, message, field.span)
                break
        else:
            yield from _record_of_another_day(case, paper, period)


def _is_last(paper: Paper, offset: int) -> bool:
    return bool(paper.dates) and paper.dates[-1].start == offset


def _record_of_another_day(
    case: Case, paper: Paper, period: tuple[dt.date, dt.date] | None
) -> Iterator[Found]:
    records = [record for record in case.all(forms.RECORD) if record.period]
    if len(records) != 1 or len(case.all(forms.ORDER)) != 1 or paper.date is None or not records[0].period:
        return
    first, last = records[0].period
    held = period or (paper.date, paper.date)
    if held[1] < first or held[0] > last:
        message = f"处理决定的检查时间{held[1]}与检查记录{last}不一致"
        yield Found(paper, message, None)


@FAMILY.rule("R25", "撤人指令时间为口头指令时间", "执法文书制作规范第二十条第五、九项", Severity.MAJOR)
def evacuation_time_is_that_of_the_oral_order(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.EVACUATION):
        given = paper.search(
            r"(?:此|该|上述|本)?(?:指令|命令)(?:已)?于?(?P<when>[^，。]{8,30}?)现场(?:已)?(?:口头)?(?:作出|下达)"
        )
        noticed = paper.search(r"于(?P<when>[^，。]{8,30}?)，?在?对你")
        given_at = read_moment(given["when"]) if given else None
        if given is None or given_at is None:
            continue
        span = Span(given.start("when"), given.end("when"))
        noticed_at = read_moment(noticed["when"]) if noticed else None
        if noticed_at and given_at < noticed_at:
            yield Found(paper, f"指令时间{given_at:%m-%d %H:%M}早于发现时间{noticed_at:%m-%d %H:%M}", span)
            continue
        for record in case.all(forms.RECORD):
            oral = _oral_order(record)
            if oral and oral != given_at:
                message = f"指令时间{given_at:%m-%d %H:%M}与现场口头指令时间{oral:%m-%d %H:%M}不一致"
                yield Found(paper, message, span)


def _oral_order(record: Paper) -> dt.datetime | None:
    match = record.search(
        r"(?P<when>\d{4}年[^。；]{0,40}?\d{1,2}(?:时|：)\d{0,2}分?)[^。；]{0,40}?口头[^。]{0,10}(?:指令|命令|责令|要求|下达)"
    )
    if (
        match is None
        and (
            match := record.search(
                r"口头[^。；]{0,24}?(?P<when>\d{4}年\d{1,2}月\d{1,2}日\d{1,2}(?:时|：)\d{0,2}分?)"
            )
        )
        is None
    ):
        return None
    dated = read_dates(match["when"])
    return read_moment(match["when"][dated[-1].start :]) if dated else None


@FAMILY.rule(
    "R28",
    "先行登记保存的证据七个工作日内处理",
    "行政处罚法第五十六条；执法文书制作规范第二十二条、第二十三条",
    Severity.MAJOR,
)
def kept_evidence_is_decided_in_time(case: Case) -> Iterator[Found]:
    case.need(forms.KEEPING), case.need(forms.KEEPING_DECISION)
    for notice, paper in case.pairs(forms.KEEPING, forms.KEEPING_DECISION):
        kept_on = _kept_on(notice)
        if kept_on is None or paper.date is None:
            continue
        due = due_on(LIMITS["evidence_decision"], kept_on)
        if paper.date > due.on:
            days = working_days_between(kept_on, paper.date).days
            message = (
                f"登记保存后第{days}个工作日才作出处理决定，应当在{due.on}以前（7个工作日）{_hedge(due)}"
            )
            yield Found(paper, message, _last_date(paper))
        elif paper.date < kept_on:
            yield Found(paper, f"处理决定日期{paper.date}早于登记保存日期{kept_on}", _last_date(paper))


def _kept_on(notice: Paper) -> dt.date | None:
    return notice.date


def _last_date(paper: Paper) -> Span | None:
    return Span(paper.dates[-1].start, paper.dates[-1].end) if paper.dates else None


@FAMILY.rule(
    "R29",
    "查封、扣押不超过三十日，延长在期满前并说明理由",
    "行政强制法第二十五条；执法文书制作规范第二十六条",
    Severity.MAJOR,
)
def seizure_stays_within_its_term(case: Case) -> Iterator[Found]:
    seizures = [paper for paper in case.need(forms.SEIZURE) if paper.date]
    if not seizures or not case.all(forms.SEIZURE_EXTENSION, forms.SEIZURE_DECISION):
        raise Unjudged
    extensions = case.all(forms.SEIZURE_EXTENSION)
    for _, paper in case.pairs(forms.SEIZURE, forms.SEIZURE_EXTENSION):
        yield from _extension(seizures[0], paper)
    for _, paper in case.pairs(forms.SEIZURE, forms.SEIZURE_DECISION):
        seized_on = seizures[0].date
        if paper.date is None or seized_on is None or _testing(case):
            continue
        until = _new_end(extensions[0]) if extensions else None
        last = until or due_on(LIMITS["seizure"], seized_on, extra_days=30 if extensions else 0).on
        if paper.date > last:
            days = days_between(seized_on, paper.date)
            message = f"查封（扣押）{days}日后才作出处理决定，期限到{last}为止"
            yield Found(paper, message, _last_date(paper))


def _testing(case: Case) -> bool:
    return bool(case.all(forms.APPRAISAL))  # testing time does not count (art. 25 ¶3)


def _extension(seizure: Paper, paper: Paper) -> Iterator[Found]:
    if seizure.date is None:
        return
    due = due_on(LIMITS["seizure"], seizure.date).on
    until = _new_end(paper)
    if paper.date and paper.date > due:
        message = f"延长决定作出于{paper.date}，原期限{due}已经届满"
        yield Found(paper, message, _last_date(paper))
    elif until and days_between(seizure.date, until) > 60:
        message = (
            f"延长至{until}，超过三十日，最迟到{due_on(LIMITS['seizure'], seizure.date, extra_days=30).on}"
        )
        yield Found(paper, message, None)
    reason = paper.search(r"因(?P<why>[^，。]{0,80}?)，?(?:依据|根据)")
    if reason is not None and len(reason["why"]) < 3:
        yield Found(paper, "没有写明延长查封（扣押）期限的理由", Span(reason.start(), reason.end()))
    elif reason is None and not paper.has(r"鉴于|由于|复杂|需要|尚未|理由"):
        yield Found(paper, "没有写明延长查封（扣押）期限的理由", None)


def _new_end(paper: Paper) -> dt.date | None:
    match = paper.search(
        r"(?:延长|期限)(?:查封|扣押|（扣押）|的期限)*[^。]{0,12}至(?P<until>\d{4}年\d{1,2}月\d{1,2}日)"
    )
    dated = read_dates(match["until"]) if match else []
    return dated[0].on if dated else None


@FAMILY.rule(
    "R55", "立案之日起九十日内作出处罚决定", "行政处罚法第六十条；执法文书制作规范第五十五条", Severity.MAJOR
)
def decision_comes_within_ninety_days(case: Case) -> Iterator[Found]:
    case.need(forms.FILING), case.need(forms.DECISION)
    extended = any(
        paper.has(r"案件延期|延长(?:案件)?(?:办理|办案)|办案期限|延期办理")
        for paper in case.all(forms.APPROVAL)
    )
    for filing, paper in case.pairs(forms.FILING, forms.DECISION):
        filed_on = _filed_on(filing)
        if filed_on is None or paper.date is None:
            continue
        due = due_on(LIMITS["decision"], filed_on)
        if paper.date > due.on and not extended:
            days = days_between(filed_on, paper.date)
            message = f"立案（{filed_on}）后{days}日作出处罚决定，超过90日，没有批准延期"
            yield Found(paper, message, _last_date(paper))
        elif paper.date < filed_on:
            yield Found(paper, f"处罚决定日期{paper.date}早于立案日期{filed_on}", _last_date(paper))


def _filed_on(filing: Paper) -> dt.date | None:
    match = filing.search(r"决定自(?P<on>\d{4}年\d{1,2}月\d{1,2}日)起?立案")
    dated = read_dates(match["on"]) if match else []
    return dated[0].on if dated else filing.date


@FAMILY.rule("R60", "处罚决定七个工作日内公示", "安全生产法第七十八条；行政处罚法第四十八条")
def penalty_is_published_in_time(case: Case) -> Iterator[Found]:
    for decision in case.need(forms.DECISION):
        for paper in case.papers:
            match = paper.search(
                r"(?P<on>\d{4}年\d{1,2}月\d{1,2}日)[^。；]{0,30}(?:公示|公开)[^。；]{0,12}(?:行政)?处罚"
            )
            dated = read_dates(match["on"]) if match and paper.readable else []
            if not match or not dated or decision.date is None or dated[0].on < decision.date:
                continue
            due = due_on(LIMITS["publicity"], decision.date)
            if dated[0].on > due.on:
                message = f"处罚决定{decision.date}作出，{dated[0].on}才公示，应当在{due.on}以前{_hedge(due)}"
                yield Found(paper, message, Span(match.start(), match.end()))


@FAMILY.rule(
    "R61",
    "权利告知的期限是现行法律的期限",
    "行政处罚法第六十四条；行政复议法第二十条；行政诉讼法第四十六条",
    Severity.MAJOR,
)
def rights_are_told_with_the_terms_of_the_day(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.NOTICE, *forms.WITH_REMEDIES):
        if paper.date is None:
            continue
        hearing = paper.search(
            r"听证[^。]{0,20}(?:的，)?应当[^。]{0,24}?(?P<days>[三五3５5十]|[一二四六七八九])(?:个工作)?日内"
        )
        if hearing and hearing_request_days(paper.date) == 5 and hearing["days"] not in {"五", "5"}:
            message = f"听证申请期限写作{hearing['days']}日，应为五个工作日"
            yield Found(paper, message, Span(hearing.start(), hearing.end()))
        review = paper.search(r"(?P<days>\d+|[一二三四五六七八九十]+)(?:日|天)内[^。]{0,60}?申请行政复议")
        if review and review["days"] not in {"60", "六十"}:
            message = f"行政复议申请期限写作{review['days']}日，应为60日"
            yield Found(paper, message, Span(review.start(), review.end()))
        suit = paper.search(
            r"(?P<n>\d+|[一二三四五六七八九十]+)(?P<unit>个月|日)内[^。复]{0,50}?提起行政诉讼"
        )
        if suit and (suit["n"], suit["unit"]) not in {
            ("6", "个月"),
            ("六", "个月"),
            ("15", "日"),
            ("十五", "日"),
        }:
            message = f"行政诉讼期限写作{suit['n']}{suit['unit']}，应为6个月"
            yield Found(paper, message, Span(suit.start(), suit.end()))


@FAMILY.rule("R63", "听证七个工作日前通知", "行政处罚法第六十四条", Severity.MAJOR)
def hearing_is_announced_in_time(case: Case) -> Iterator[Found]:
    for paper in case.need(forms.HEARING_NOTICE):
        match = paper.search(r"定于(?P<on>\d{4}年\d{1,2}月\d{1,2}日)")
        dated = read_dates(match["on"]) if match else []
        if not match or not dated or paper.date is None:
            continue
        days = working_days_between(paper.date, dated[0].on)
        if days.days < LIMITS["hearing_notice"].count:
            message = f"听证通知{paper.date}作出，{dated[0].on}举行，只提前{max(days.days, 0)}个工作日"
            yield Found(paper, message, Span(match.start(), match.end()))


@FAMILY.rule("R64", "听证申请期满后才作出处罚决定", "行政处罚法第六十四条", Severity.MAJOR)
def decision_waits_for_the_hearing_term(case: Case) -> Iterator[Found]:
    waived = any(
        paper.has(r"(?:放弃|不要求|不申请|未要求|未申请|没有要求|不需要)[^。，；]{0,12}听证")
        for paper in case.papers
    )
    case.need(forms.NOTICE), case.need(forms.DECISION)
    if waived or case.all(forms.HEARING_RECORD):
        return
    for notice, paper in case.pairs(forms.NOTICE, forms.DECISION):
        if notice.date is None or paper.date is None or not qualifies_for_hearing(case, notice):
            continue
        days = working_days_between(notice.date, paper.date)
        if 0 <= days.days < hearing_request_days(notice.date):
            message = f"告知后第{days.days}个工作日即作出处罚决定，听证申请期限（五个工作日）未满"
            yield Found(paper, message, _last_date(paper))
