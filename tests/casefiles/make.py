"""Makes case files with known truth: clean ones, one slip each, look-alikes."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

from tests.casefiles import slips
from tests.casefiles.files import FORMATS, Truth, print_case
from tests.casefiles.filing import file_away
from tests.casefiles.papers import Case
from tests.casefiles.penalty import penalise
from tests.casefiles.scenes import Plot, draw_plot, inspect, start
from tests.casefiles.slips import LOOKALIKES, SLIPS, Slip
from tests.casefiles.voice import STYLES

TEXT_FORMATS = tuple(form for form in FORMATS if form != "scan")


@dataclass(frozen=True)
class Order:
    """One case to make: `slips` and look-alikes to apply, style and format."""

    seed: int
    changes: tuple[Slip, ...] = ()
    style: int = 0
    form: str = "docx"
    small: bool = False  # few papers, for slow readers


def make(order: Order, folder: Path) -> Truth:
    """Write the case of `order` into `folder` and its truth beside it; the truth again as value."""
    case, problems = draft(order)
    truth = print_case(case, folder, style=order.style, form=order.form, seed=order.seed)
    truth.problems = problems
    truth.allowed = sorted({rule for change in order.changes for rule in change.allowed})
    truth.write(folder.with_suffix(".json"))
    return truth


def draft(order: Order) -> tuple[Case, list[dict[str, str]]]:
    """The case as records, and its problems."""
    rng = random.Random(order.seed)
    plot = _plot(order, rng)
    case = make_case(rng, plot)
    problems: list[dict[str, str]] = []
    for change in (c for c in order.changes if not c.filed):
        problems += _apply(change, case, rng)
    if plot.cover:
        file_away(case)
    for change in (c for c in order.changes if c.filed):
        problems += _apply(change, case, rng)
    return case, problems


def make_case(rng: random.Random, plot: Plot) -> Case:
    """The clean file of `plot`, without cover and list."""
    case, on = start(rng, plot)
    inspect(case, plot, on)
    if plot.kind == "penalty":
        penalise(case, plot, on)
    return case


def _plot(order: Order, rng: random.Random) -> Plot:
    plot = draw_plot(rng)
    if order.small:
        plot = replace(plot, branches=(), hearing=False, ending="paid", findings=min(plot.findings, 2))
    for change in order.changes:
        wanted = dict(change.plot)
        wanted["branches"] = tuple(dict.fromkeys((*plot.branches, *wanted.get("branches", ()))))
        if "findings" in wanted:
            wanted["findings"] = max(plot.findings, wanted["findings"]) if wanted["findings"] > 1 else 1
        plot = replace(plot, **wanted)
    if not plot.major:
        plot = replace(
            plot,
            branches=tuple(b for b in plot.branches if b not in ("evacuation", "power")),
            person_party=False,
        )
    return plot


def _apply(change: Slip, case: Case, rng: random.Random) -> list[dict[str, str]]:
    hit = change.change(case, rng)
    if not change.rule or hit is None:
        return []
    papers = hit if isinstance(hit, list) else [hit]
    documents = [paper.kind.title_for(case.inspection) for paper in papers]
    return [{"rule": change.rule, "slip": change.name, "document": "|".join(dict.fromkeys(documents))}]


def clean_orders(
    first_seed: int, count: int, forms: tuple[str, ...] = TEXT_FORMATS, *, small: bool = False
) -> list[Order]:
    """`count` clean cases through all styles and formats."""
    return [
        Order(first_seed + at, (), at % len(STYLES), forms[(at // len(STYLES)) % len(forms)], small)
        for at in range(count)
    ]


def slip_orders(
    first_seed: int, rounds: int, forms: tuple[str, ...] = TEXT_FORMATS, *, small: bool = False
) -> list[Order]:
    """Every slip `rounds` times, each in another style and format."""
    slips.load()
    rng = random.Random(first_seed)
    orders = []
    for turn in range(rounds):
        for at, change in enumerate(SLIPS):
            allowed = [form for form in forms if not change.formats or form in change.formats]
            if allowed:
                seed = first_seed + turn * 1000 + at
                orders.append(Order(seed, (change,), (at + turn) % len(STYLES), rng.choice(allowed), small))
    return orders


def lookalike_orders(
    first_seed: int, rounds: int, forms: tuple[str, ...] = TEXT_FORMATS, *, small: bool = False
) -> list[Order]:
    """Every look-alike `rounds` times."""
    slips.load()
    rng = random.Random(first_seed + 7)
    return [
        Order(
            first_seed + 500 + turn * 1000 + at,
            (change,),
            (at + turn) % len(STYLES),
            rng.choice(forms),
            small,
        )
        for turn in range(rounds)
        for at, change in enumerate(LOOKALIKES)
    ]
