"""What every action shares: the stored row locked, a stale copy refused, its audit row in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.errors import BadInput, WrongState
from minewarden.web.audit import actions as audit
from minewarden.web.audit import queries as history
from minewarden.web.org.models import Unit

M = TypeVar("M", bound=models.Model)


def clean(record: models.Model, *, exclude: Iterable[str] = ()) -> None:
    """Check `record` against its fields and constraints; BadInput says which field and why."""
    try:
        record.full_clean(exclude=set(exclude))
    except ValidationError as error:
        lines = []
        for name, reasons in error.message_dict.items():
            label = "" if name == NON_FIELD_ERRORS else str(record._meta.get_field(name).verbose_name)
            lines += [f"{label}：{reason}" if label else reason for reason in reasons]
        raise BadInput("；".join(lines)) from error


@contextmanager
def _no_double() -> Iterator[None]:
    """What the check let through and the database did not: somebody stored the same record this moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise WrongState(_("同样的记录刚刚已有人保存，本次没有保存。请核对后再试。")) from error


@transaction.atomic
def create(record: M, verb: str, *, by: Any, at: datetime) -> M:
    """Store a new record that stands its checks."""
    clean(record)
    with _no_double():
        record.save(force_insert=True)
    audit.record(verb, record, by=by, at=at, after=audit.snapshot(record))
    return record


@transaction.atomic
def create_many(records: Sequence[M], verb: str, *, by: Any, at: datetime, whole: bool = True) -> Sequence[M]:
    """Store many new records in a handful of statements; each is checked field by field first.

    `whole=False` leaves their constraints to the database (for rows made by a program, by the thousand).
    """
    relations = [f.name for f in records[0]._meta.fields if f.is_relation] if records else []
    for record in records:
        if whole:
            clean(record)
        else:
            record.clean_fields(exclude=relations)
    if records:
        with _no_double():
            type(records[0])._default_manager.bulk_create(records, batch_size=500)
    audit.record_many([audit.Change(verb, row, after=audit.snapshot(row)) for row in records], by=by, at=at)
    return records


@contextmanager
def changing(
    record: M, verb: str, *, by: Any, at: datetime, version: int | None = None, reason: str = ""
) -> Iterator[M]:
    """Hand out the stored row of `record`, locked; what was changed on it is checked, saved and recorded after.

    `version` is the one the person had before them; when another was saved meanwhile the change is refused, with the
    name of who saved it. None is for programs that decide on the stored row itself.
    """
    with transaction.atomic():
        current = type(record)._default_manager.select_for_update().get(pk=record.pk)
        if version is not None and version != current.version:
            raise WrongState(_stale(current))
        before = audit.snapshot(current)
        yield current
        current.version += 1
        clean(current)
        current.save()
        audit.record(verb, current, by=by, at=at, before=before, after=audit.snapshot(current), reason=reason)


def check_day(
    on: date | None, at: datetime, *, what: Any, unit: Unit | None = None, after: date | None = None
) -> None:
    """Refuse a day in the future, before `unit` existed or after it ended, or earlier than the step before."""
    if on is None:
        return
    names = {"what": what, "on": on}
    if on > timezone.localdate(at):
        raise BadInput(_("%(what)s%(on)s晚于今天，不能登记尚未发生的事。") % names)
    if after is not None and on < after:
        raise BadInput(_("%(what)s%(on)s早于上一步%(after)s。") % {**names, "after": after})
    if unit is not None and not unit.existed_on(on):
        raise BadInput(
            _("%(what)s%(on)s时“%(unit)s”不存在（%(from)s设立%(to)s）。")
            % {
                **names,
                "unit": unit.name,
                "from": unit.valid_from,
                "to": _("，%(day)s撤销") % {"day": unit.valid_to} if unit.valid_to else "",
            }
        )


def each_row(
    rows: Sequence[tuple[int, dict[str, Any]]],
    make: Callable[[dict[str, Any]], M],
    key: Callable[[M], Any] = id,
) -> tuple[list[M], list[tuple[int, str]]]:
    """`make` a record of each row read from Excel; the refused rows with their reason come beside them.

    Two rows of the same `key` are the same record twice; the second is refused.
    """
    made: dict[Any, tuple[int, M]] = {}
    refused: list[tuple[int, str]] = []
    for number, values in rows:
        try:
            record = make(values)
            clean(record)
        except (BadInput, WrongState) as error:
            refused.append((number, str(error)))
            continue
        name = key(record)
        if name in made:
            refused.append((number, _("与第%(row)d行重复") % {"row": made[name][0]}))
        else:
            made[name] = (number, record)
    return [record for _number, record in made.values()], refused


def _stale(current: models.Model) -> str:
    last = history.history(current).first()
    return _(
        "您打开之后，%(actor)s已于%(when)s保存过“%(record)s”（%(changes)s）。您填的内容仍在本页；请另开页面核对最新内容后再保存。"
    ) % {
        "actor": f"{last.actor} · {last.unit}" if last and last.unit else (last.actor if last else "—"),
        "when": timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M") if last else "—",
        "record": current,
        "changes": "、".join(_changed_fields(current, last)) or "—",
    }


def _changed_fields(record: models.Model, entry: Any) -> list[str]:
    """What `entry` changed, as people call the fields; the version is no field to them."""
    names = [name for name, _before, _after in entry.changes()] if entry else []
    return [str(record._meta.get_field(name).verbose_name) for name in names if name != "version"]
