"""The only writer of units, their links and accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from minewarden.errors import BadInput, WrongState
from minewarden.web.audit import actions as audit
from minewarden.web.org.models import Account, Assignment, Tree, Unit, UnitEvent, UnitLink
from minewarden.web.org.scope import STEP

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _step(number: int) -> str:
    """`number` in base 36, six characters: one step of a path."""
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text.rjust(STEP, "0")


@transaction.atomic
def create_unit(
    *, by: Account | None, at: datetime, parents: dict[str, Unit] | None = None, **fields: object
) -> Unit:
    """A new unit under `parents` (tree -> unit); without parents it is a root of both trees."""
    unit = Unit(**fields)
    unit.full_clean(exclude=["administrative_path", "supervising_path"])
    unit.save(force_insert=True)
    for tree in Tree.values:
        parent = (parents or {}).get(tree)
        if parent is not None:
            UnitLink.objects.create(tree=tree, child=unit, parent=parent, valid_from=unit.valid_from)
        _write_path(unit, tree, parent)
    audit.record("units.create", unit, by=by, at=at, after=audit.snapshot(unit))
    return unit


@transaction.atomic
def create_units(
    rows: Sequence[tuple[Unit, dict[str, Unit]]], *, by: Account | None, at: datetime
) -> list[Unit]:
    """Many new units, each with its parents (tree -> stored unit), in a handful of statements."""
    units = Unit.objects.bulk_create([unit for unit, _ in rows], batch_size=500)
    links = []
    for unit, (_, parents) in zip(units, rows, strict=True):
        for tree in Tree.values:
            parent = parents.get(tree)
            field = "supervising_path" if tree == Tree.SUPERVISING else "administrative_path"
            setattr(unit, field, (getattr(parent, field) if parent else "") + _step(unit.pk))
            if parent is not None:
                links.append(UnitLink(tree=tree, child=unit, parent=parent, valid_from=unit.valid_from))
    Unit.objects.bulk_update(units, ["administrative_path", "supervising_path"], batch_size=500)
    UnitLink.objects.bulk_create(links, batch_size=500)
    audit.record_many(
        [audit.Change("units.create", unit, after=audit.snapshot(unit)) for unit in units], by=by, at=at
    )
    return units


@transaction.atomic
def move_unit(*, unit: Unit, tree: str, parent: Unit, on: date, by: Account | None, at: datetime) -> UnitLink:
    """Put `unit` under another parent from `on`; the old link ends that day and stays readable."""
    if parent.path(tree).startswith(unit.path(tree)):
        raise BadInput(f"{parent} stands below {unit}; a unit cannot be put under itself.")
    old = (
        UnitLink.objects.filter(tree=tree, child=unit, valid_to__isnull=True).select_related("parent").first()
    )
    before = audit.snapshot(old) if old else None
    if old is not None:
        if on <= old.valid_from:
            raise WrongState(
                f"{unit} came under {old.parent} on {old.valid_from}; a move must be later than that day."
            )
        old.valid_to = on
        old.save(update_fields=["valid_to"])
    link = UnitLink.objects.create(tree=tree, child=unit, parent=parent, valid_from=on)
    _write_path(unit, tree, parent)
    event = UnitEvent.objects.create(kind=UnitEvent.Kind.MOVED, on=on)
    event.before.add(unit)
    event.after.add(unit)
    audit.record("units.move", unit, by=by, at=at, before=before, after=audit.snapshot(link))
    return link


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, short_name: str, on: date, document: str, by: Account | None, at: datetime
) -> Unit:
    """The same unit under a new name; the former one stays in the event."""
    before = audit.snapshot(unit)
    event = UnitEvent.objects.create(
        kind=UnitEvent.Kind.RENAMED, on=on, former_name=unit.name, document=document
    )
    event.before.add(unit)
    event.after.add(unit)
    unit.name, unit.short_name = name, short_name
    unit.save(update_fields=["name", "short_name"])
    audit.record("units.rename", unit, by=by, at=at, before=before, after=audit.snapshot(unit))
    return unit


@transaction.atomic
def succeed_units(
    *,
    kind: str,
    before: Sequence[Unit],
    after: Sequence[Unit],
    on: date,
    document: str,
    by: Account | None,
    at: datetime,
) -> UnitEvent:
    """A split or merger: the units `before` end on `on`, those `after` carry on; children move by `move_unit`."""
    event = UnitEvent.objects.create(kind=kind, on=on, document=document)
    event.before.set(before)
    event.after.set(after)
    for unit in before:
        if unit in after:
            continue
        old = audit.snapshot(unit)
        unit.valid_to = on
        unit.save(update_fields=["valid_to"])
        UnitLink.objects.filter(child=unit, valid_to__isnull=True).update(valid_to=on)
        audit.record(f"units.{kind}", unit, by=by, at=at, before=old, after=audit.snapshot(unit))
    return event


@transaction.atomic
def create_account(
    *,
    username: str,
    display_name: str,
    password: str | None,
    role: str,
    unit: Unit,
    sector: str = "",
    by: Account | None,
    at: datetime,
) -> Account:
    """An account with its first assignment; without a password it cannot sign in."""
    account = Account(username=username, display_name=display_name)
    if password is None:
        account.set_unusable_password()
    else:
        account.set_password(password)
    account.save(force_insert=True)
    Assignment.objects.create(account=account, role=role, unit=unit, sector=sector)
    audit.record(
        "accounts.create",
        account,
        by=by,
        at=at,
        after={"username": username, "role": role, "unit": unit.name},
    )
    return account


def _write_path(unit: Unit, tree: str, parent: Unit | None) -> None:
    """Write the path of `unit` in `tree`, and of all below it."""
    field = "supervising_path" if tree == Tree.SUPERVISING else "administrative_path"
    old = getattr(unit, field)
    new = (getattr(parent, field) if parent else "") + _step(unit.pk)
    setattr(unit, field, new)
    unit.save(update_fields=[field])
    if not old:
        return
    moved = list(Unit.objects.filter(**{f"{field}__startswith": old}).exclude(pk=unit.pk))
    for child in moved:
        setattr(child, field, new + getattr(child, field)[len(old) :])
    Unit.objects.bulk_update(moved, [field], batch_size=500)
