"""The only writer of issues: begin, edit, check, issue, correct."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minewarden.errors import BadInput, WrongState
from minewarden.web.audit import actions as audit
from minewarden.web.audit import chain
from minewarden.web.bulletins import content
from minewarden.web.bulletins.figures import Answer, Asked, answer_all
from minewarden.web.bulletins.models import Correction, FrozenFigure, FrozenText, Issue, Item, Receiver
from minewarden.web.bulletins.sections import SECTIONS
from minewarden.web.bulletins.states import check_follows
from minewarden.web.campaigns import queries as campaigns
from minewarden.web.org.models import Account, Unit

TITLE_CHARACTERS = 20  # of size 2号 on a line of 156 mm
TITLE = "矿山安全生产治本攻坚三年行动通报"


@dataclass(frozen=True)
class Addressees:
    """Who an issue goes to."""

    report_to: tuple[str, ...]
    send_to: tuple[str, ...]


@transaction.atomic
def begin(
    *, code: str, unit: Unit, from_on: date, as_of: date, to: Addressees, by: Account | None, at: datetime
) -> Issue:
    """A draft with every section that has records, and the accepted texts of the period."""
    if Issue.objects.filter(code=code).exists():
        raise BadInput(_("已有%(code)s期。") % {"code": code})
    year = as_of.year
    issue = Issue(code=code, title=TITLE, unit=unit, from_on=from_on, as_of=as_of)
    issue.number = Issue.objects.filter(unit=unit, as_of__year=year).count() + 1
    issue.full_clean()
    issue.save(force_insert=True)
    rows = [(Receiver.Kind.REPORT, to.report_to), (Receiver.Kind.SEND, to.send_to)]
    Receiver.objects.bulk_create(
        [
            Receiver(issue=issue, kind=k, name=n, order=i)
            for k, listed in rows
            for i, n in enumerate(listed, 1)
        ]
    )
    _propose_items(issue)
    audit.record("bulletins.begin", issue, by=by, at=at, after=audit.snapshot(issue))
    return issue


def _propose_items(issue: Issue) -> None:
    answers = answer_all(Asked.of(issue))
    items = []
    for section in SECTIONS:
        if any(answers[name].records for name in section.needs):
            title, body = "\n".join(section.titles), "\n".join(section.paragraphs)
            items.append(Item(issue=issue, part=section.part, section=section.key, title=title, body=body))
    for text in campaigns.accepted_contributions(issue.from_on, issue.as_of):
        gap = "\n" if len(text.place) + len(text.title) >= TITLE_CHARACTERS else ""
        title = f"{text.place}：{gap}{text.title}"
        row = Item(issue=issue, part=Item.Part.LOCAL, section="local_practice", title=title, body=text.body)
        row.contribution = text
        items.append(row)
    for order, item in enumerate(items, 1):
        item.order = order * 10
    Item.objects.bulk_create(items)


@transaction.atomic
def edit_item(
    *, item: Item, title: str, body: str, seen_version: int, by: Account | None, at: datetime
) -> Item:
    """Change a text of a draft; a checked issue returns to draft, an issued one is never changed."""
    held = Item.objects.select_for_update().select_related("issue").get(pk=item.pk)
    if held.issue.state == Issue.State.ISSUED:
        raise WrongState(_("本期已印发，不再修改。如有差错，请作更正。"))
    if held.version != seen_version:
        raise WrongState(_("您打开之后，别人已保存过这篇文稿。请核对最新内容后再保存；您填的内容仍在本页。"))
    before = audit.snapshot(held)
    held.title, held.body = title.strip(), body.strip()
    held.version += 1
    held.full_clean()
    held.save()
    if held.issue.state == Issue.State.CHECKED:
        _move(held.issue, Issue.State.DRAFT, by, at)
    audit.record("bulletins.item.change", held, by=by, at=at, before=before, after=audit.snapshot(held))
    return held


@transaction.atomic
def mark_checked(*, issue: Issue, by: Account | None, at: datetime) -> Issue:
    """The texts hold no digit that is no figure, and every figure printed has a value."""
    held = Issue.objects.select_for_update().get(pk=issue.pk)
    check_follows(held.state, Issue.State.CHECKED)
    faults = content.check(held, answer_all(Asked.of(held), with_records=False))
    if faults:
        raise WrongState(_("还有%(count)d处文字需要更正，不能定为已核。") % {"count": len(faults)})
    held.checked_by = by
    return _move(held, Issue.State.CHECKED, by, at)


@transaction.atomic
def issue_bulletin(*, issue: Issue, on: date, by: Account | None, at: datetime) -> Issue:
    """Issue it: figures with their records, and the whole text, are frozen with digests."""
    held = Issue.objects.select_for_update().get(pk=issue.pk)
    check_follows(held.state, Issue.State.ISSUED)
    if on < held.as_of:
        raise BadInput(_("印发日期不能早于数据截至日期。"))
    held.issued_on, held.issued_by = on, by
    answers = answer_all(Asked.of(held))
    if content.check(held, answers):
        raise WrongState(_("记录在核对之后有变动，文稿须重新核对。"))
    FrozenFigure.objects.bulk_create([_frozen(held, answer) for answer in answers.values()])
    text = content.compose(held, answers).as_json()
    FrozenText.objects.create(issue=held, content=text, digest=digest(text))
    return _move(held, Issue.State.ISSUED, by, at)


@transaction.atomic
def correct(*, issue: Issue, figure: str, reason: str, by: Account | None, at: datetime) -> Correction:
    """Show that a figure of an issued bulletin has changed since; the issue itself stays as printed."""
    held = Issue.objects.select_for_update().get(pk=issue.pk)
    if held.state != Issue.State.ISSUED:
        raise WrongState(_("本期尚未印发，直接修改记录即可。"))
    if not reason.strip():
        raise BadInput(_("请写明更正的原因。"))
    frozen = FrozenFigure.objects.get(issue=held, figure=figure)
    now = answer_all(Asked.of(held))[figure].value
    if now == frozen.value:
        raise WrongState(_("按现有记录计算，这个数没有变化，无须更正。"))
    row = Correction.objects.create(
        issue=held, figure=figure, printed=frozen.value, corrected=now, reason=reason, at=at
    )
    audit.record("bulletins.correct", row, by=by, at=at, after=audit.snapshot(row), reason=reason)
    return row


def digest(value: Any) -> str:
    """Digest of a JSON value, by the algorithm of the audit chain."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.new(chain.ALGORITHM, text.encode()).hexdigest()


def _frozen(issue: Issue, answer: Answer) -> FrozenFigure:
    records = [{"type": group.type, "ids": [row.pk for row in group.rows]} for group in answer.records]
    body = {"figure": answer.figure.id, "value": answer.value, "records": records}
    return FrozenFigure(
        issue=issue,
        figure=answer.figure.id,
        value=answer.value,
        text=answer.text,
        records=records,
        digest=digest(body),
    )


def _move(issue: Issue, state: str, by: Account | None, at: datetime) -> Issue:
    before = {"state": issue.state}
    issue.state = state
    issue.version += 1
    issue.save()
    audit.record(f"bulletins.{state}", issue, by=by, at=at, before=before, after=audit.snapshot(issue))
    return issue
