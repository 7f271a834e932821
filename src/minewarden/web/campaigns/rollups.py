"""Counts of reports for a unit and all above it, shifted with each report; a full recount must agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F, Q, Sum

from minewarden.web.campaigns.models import Plan, Report, Rollup
from minewarden.web.org.models import Unit
from minewarden.web.org.scope import below, lineage


@dataclass(frozen=True)
class Part:
    """What one report adds to the counts."""

    received: int = 0
    on_time: int = 0
    done: int = 0
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)

    @classmethod
    def of(cls, report: Report | None) -> Part:
        """The part of `report`; nothing for None."""
        if report is None:
            return cls()
        done = report.state == Report.State.DONE
        return cls(
            1,
            int(report.on_time),
            int(done),
            report.numerator or Decimal(0),
            report.denominator or Decimal(0),
        )

    def __sub__(self, other: Part) -> Part:
        return Part(*(getattr(self, n) - getattr(other, n) for n in FIELDS))


FIELDS = ("received", "on_time", "done", "numerator", "denominator")


def shift(unit: Unit, plan: Plan, month: date, part: Part) -> None:
    """Add `part` to the counts of `unit` and of every unit above it in the administrative tree."""
    paths = [*lineage(unit.administrative_path), unit.administrative_path]
    above = Unit.objects.filter(administrative_path__in=paths)
    have = set(
        Rollup.objects.filter(plan=plan, month=month, unit__in=above).values_list("unit_id", flat=True)
    )
    Rollup.objects.bulk_create(
        [Rollup(unit=u, plan=plan, month=month) for u in above if u.pk not in have], ignore_conflicts=True
    )
    Rollup.objects.filter(plan=plan, month=month, unit__in=above).update(
        **{name: F(name) + getattr(part, name) for name in FIELDS}
    )


def recount(unit: Unit, plan: Plan, month: date) -> Part:
    """The counts of `unit` from the reports themselves: what `shift` must have arrived at."""
    rows = Report.objects.filter(below(unit.administrative_path, "unit__administrative_path"))
    found = rows.filter(measure__task__plan=plan, month=month).aggregate(
        received=Count("pk"),
        on_time=Count("pk", filter=Q(on_time=True)),
        done=Count("pk", filter=Q(state=Report.State.DONE)),
        numerator=Sum("numerator"),
        denominator=Sum("denominator"),
    )
    return Part(**{name: found[name] or 0 for name in FIELDS})


def rebuild(plan: Plan, month: date) -> int:
    """Count the reports of `plan` in `month` anew for every unit; how many units have counts. For bulk writes."""
    totals: dict[str, list[Decimal]] = {}
    rows = (
        Report.objects.filter(measure__task__plan=plan, month=month)
        .order_by()
        .values("unit__administrative_path")
    )
    for row in rows.annotate(
        received=Count("pk"),
        timely=Count("pk", filter=Q(on_time=True)),
        finished=Count("pk", filter=Q(state=Report.State.DONE)),
        top=Sum("numerator"),
        bottom=Sum("denominator"),
    ):
        path = row["unit__administrative_path"]
        part = [row["received"], row["timely"], row["finished"], row["top"] or 0, row["bottom"] or 0]
        for above in [*lineage(path), path]:
            held = totals.setdefault(above, [Decimal(0)] * len(FIELDS))
            totals[above] = [a + b for a, b in zip(held, part, strict=True)]
    units = dict(Unit.objects.exclude(kind=Unit.Kind.MINE).values_list("administrative_path", "pk"))
    with transaction.atomic():
        Rollup.objects.filter(plan=plan, month=month).delete()
        fresh = [
            Rollup(unit_id=units[path], plan=plan, month=month, **dict(zip(FIELDS, part, strict=True)))
            for path, part in totals.items()
        ]
        Rollup.objects.bulk_create(fresh, batch_size=1000)
    return len(fresh)
