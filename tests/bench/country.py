"""Builds the records of a whole country for `pages`; prints counts and the times of a national figure."""

from __future__ import annotations

import random
import time
from datetime import date

from minewarden.web.boot import migrate, start_django

MINES, MONTHS = 30_000, 36


def main() -> None:
    """Units everywhere, mines, 36 months of county reports, roll-ups."""
    start_django()
    migrate()
    from django.db import transaction

    from minewarden.web import demo
    from minewarden.web.demo import organisation
    from minewarden.web.org.models import Unit

    organisation.WITH_CITIES = {f"{code}0000" for code in range(11, 66)} | {"660000"}
    demo.load()
    with transaction.atomic():
        _mines()
    plan, reports = _reports()
    times = _times(plan)
    units = Unit.objects.exclude(kind=Unit.Kind.MINE).count()
    print(
        f"units={units} mines={MINES} reports={reports} months={MONTHS}",
        *(f"{k}={v}" for k, v in times.items()),
    )


def _mines() -> None:
    from django.utils import timezone

    from minewarden.web.mines import actions
    from minewarden.web.mines.actions import Entry
    from minewarden.web.mines.models import Mine, MineState
    from minewarden.web.org.models import Unit

    chance = random.Random(1)
    counties = list(
        Unit.objects.filter(kind=Unit.Kind.REGULATOR, level="county", sector="coal").order_by("code")
    )
    since = date(2021, 1, 1)
    entries = []
    for index in range(MINES):
        county = counties[index % len(counties)]
        fields = {
            "sector": "coal",
            "owner": f"演示企业{index % 4000}（虚构）",
            "capacity_t_per_year": chance.choice((90_000, 300_000, 450_000, 600_000, 1_200_000, 3_000_000)),
            "gas": chance.choice(Mine.Gas.values),
            "mine_class": chance.choice("ABCD"),
        }
        state = chance.choices(MineState.values, (1, 1, 12, 1, 3, 2))[0]
        code = f"{county.region_code}8{index:05d}"
        entries.append(
            Entry(
                code,
                f"演示{index}号煤矿（虚构）",
                county.region_code,
                county,
                state,
                since,
                since,
                fields,
                True,
            )
        )
    actions.register(entries, by=None, at=timezone.now())


def _reports() -> tuple[object, int]:
    from django.utils import timezone

    from minewarden.web.campaigns import actions
    from minewarden.web.campaigns.models import Measure, Plan, Report
    from minewarden.web.org.models import Unit

    plan = Plan.objects.get(unit__code="NMSA")
    Plan.objects.filter(pk=plan.pk).update(report_level="county")
    plan.refresh_from_db()
    measures = list(Measure.objects.filter(task__plan=plan).order_by("number"))
    counties = list(Unit.objects.filter(kind=Unit.Kind.REGULATOR, level="county", sector="coal"))
    Report.objects.all().delete()
    total = 0
    for index in range(MONTHS):
        month = date(2024 + index // 12, index % 12 + 1, 1)
        rows = [
            Report(
                unit=county,
                measure=measure,
                state="done" if (n + m) % 3 else "under_way",
                on_time=(n * m) % 7 > 0,
            )
            for n, county in enumerate(counties)
            for m, measure in enumerate(measures)
            if (n + m * index) % 11
        ]
        total += actions.take_reports(plan=plan, month=month, rows=rows, by=None, at=timezone.now())
    return plan, total


def _times(plan: object) -> dict[str, int]:
    from django.db.models import Count
    from django.db.models.functions import Substr

    from minewarden.web.campaigns import picture
    from minewarden.web.campaigns.models import Report, Rollup
    from minewarden.web.org.models import Account
    from minewarden.web.org.queries import eyes_of

    month = date(2026, 11, 1)

    def rollup() -> None:
        rows = Rollup.objects.filter(plan=plan, month=month, unit__level="province").order_by("-received")
        list(rows.values_list("unit__short_name", "received", "on_time", "done"))

    def scan() -> None:
        rows = Report.objects.filter(measure__task__plan=plan, month=month)
        grouped = rows.annotate(cell=Substr("unit__administrative_path", 1, 12)).values("cell")
        list(grouped.annotate(n=Count("pk")).order_by("-n"))

    account = Account.objects.get(username="national")
    account.eyes = eyes_of(account)
    pictured = lambda: picture.picture(account, month)  # noqa: E731 - three questions in one shape
    return {
        f"{name}_ms": _median_ms(ask)
        for name, ask in (("rollup", rollup), ("scan", scan), ("picture", pictured))
    }


def _median_ms(ask: object) -> int:
    spent = []
    for _index in range(5):
        began = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - began)
    return round(sorted(spent)[2] * 1000)


if __name__ == "__main__":
    main()
