"""Writes the lists that bodies hand in, the sample drawn from them, the panel and who reviews what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.web import writing
from minewarden.web.audit import actions as audit
from minewarden.web.org.models import Assignment, Role, Unit
from minewarden.web.reviews import sampling
from minewarden.web.reviews.models import CaseFile, ListedFile, PanelMember, ReviewRound
from minewarden.web.reviews.states import RoundAct, check_round


def checked_listed(row: ListedFile) -> ListedFile:
    """`row`, which its round may still take; after the draw a list is fixed."""
    check_round(row.body.round.state, RoundAct.DRAW)
    if row.body.round.seed:
        raise BadInput(_("已按公布的种子抽取，清单不能再改；否则抽取无法复核。"))
    return row


@transaction.atomic
def hand_in_list(rows: Sequence[ListedFile], *, by: Any, at: datetime) -> Sequence[ListedFile]:
    """Case files that bodies name; the sample is drawn from all of them."""
    for row in rows:
        checked_listed(row)
    return writing.create_many(rows, "reviews.listed", by=by, at=at, whole=False)


@transaction.atomic
def draw_sample(
    *, review: ReviewRound, seed: str, size: int, on: date, by: Any, at: datetime
) -> Sequence[CaseFile]:
    """Draw `size` files of every body's list by the published `seed`; the same seed draws the same files."""
    check_round(review.state, RoundAct.DRAW)
    with writing.changing(review, "reviews.sample", by=by, at=at) as current:
        if current.seed:
            raise BadInput(_("这次评查已抽取过，种子为%(seed)s。") % {"seed": current.seed})
        current.seed, current.sample_size = seed.strip(), size
    listed: dict[Any, dict[str, ListedFile]] = {}
    for row in ListedFile.objects.filter(body__round=review).select_related("body__unit", "body__round"):
        listed.setdefault(row.body, {})[row.number] = row
    if not listed:
        raise BadInput(_("还没有案卷清单。请先导入各单位的案卷清单，再抽取。"))
    files = []
    for body, rows in sorted(listed.items(), key=lambda pair: pair[0].position):
        writing.check_day(on, at, what=_("抽取日期"), after=body.drawn_on)
        for number in sampling.draw(current.seed, body.unit.code, rows, size):
            row = rows[number]
            files.append(CaseFile(body=body, number=number, title=row.title, kind=row.kind, drawn_on=on))
    return writing.create_many(files, "reviews.case_file", by=by, at=at, whole=False)


@transaction.atomic
def name_panel(
    *, review: ReviewRound, assignments: Sequence[Assignment], by: Any, at: datetime
) -> Sequence[PanelMember]:
    """Reviewers of a round; those named before stay."""
    check_round(review.state, RoundAct.DRAW)
    wrong = [row for row in assignments if row.role != Role.REVIEWER]
    if wrong:
        raise BadInput(_("%(name)s不是评查员岗位。") % {"name": wrong[0]})
    there = set(review.panel.values_list("assignment_id", flat=True))
    rows = [PanelMember(round=review, assignment=row) for row in assignments if row.pk not in there]
    return writing.create_many(rows, "reviews.panel", by=by, at=at)


@transaction.atomic
def assign_files(*, review: ReviewRound, by: Any, at: datetime) -> Sequence[CaseFile]:
    """Give every file of the round a reviewer from another region, and its blind number, by the round's seed.

    Errors: BadInput without a seed or a panel, or when every reviewer is of a file's own region.
    """
    check_round(review.state, RoundAct.DRAW)
    if not review.seed:
        raise BadInput(_("还没有公布抽取种子，无法分派。"))
    panel = {str(row.pk): row for row in review.panel.select_related("assignment__unit")}
    if not panel:
        raise BadInput(_("还没有评查员。请先选定评查员。"))
    files = list(CaseFile.objects.filter(body__round=review).select_related("body__unit").order_by("pk"))
    bodies = {row.body.unit.code: row.body.unit for row in files}
    barred = {
        name: frozenset(code for code, unit in bodies.items() if regions(unit) & regions(row.assignment.unit))
        for name, row in panel.items()
    }
    given = sampling.assign(review.seed, {row.pk: (row.body.unit.code, row.number) for row in files}, barred)
    order = {key: number for number, key in enumerate(given, 1)}
    changes = []
    for row in files:
        name = given[row.pk]
        if name is None:
            raise BadInput(
                _("%(body)s的案卷没有外省评查员可分派，请补充其他地区的评查员。") % {"body": row.body}
            )
        before = audit.snapshot(row)
        row.reviewer, row.blind_no = panel[name], order[row.pk]
        row.version += 1
        changes.append(audit.Change("reviews.assign", row, before, audit.snapshot(row)))
    CaseFile.objects.bulk_update(files, ["reviewer", "blind_no", "version"], batch_size=500)
    audit.record_many(changes, by=by, at=at)
    return files


def regions(unit: Unit) -> set[str]:
    """The provinces that are the unit's own, as two digits; a national unit has none."""
    return {code[:2] for code in [*unit.covers, unit.region_code] if code}
