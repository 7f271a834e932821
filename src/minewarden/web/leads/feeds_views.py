"""Which mines send, which are off line: the live picture of the lake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minewarden.engine.catalogue import MineStatus
from minewarden.factors.clock import CHINA
from minewarden.web.leads import lake, queries
from minewarden.web.mines.models import Mine
from minewarden.web.org import permissions
from minewarden.web.record import State

MOST = 400  # mines on one page; the ones in trouble come first


@dataclass(frozen=True)
class Line:
    """One mine's transmission."""

    mine: Mine
    status: MineStatus
    state: State
    region: str
    silent: str
    late_s: int | None
    url: str


def feeds(request: HttpRequest) -> HttpResponse:
    """The mines of one's scope that are in the lake, those off line first; the table renews itself."""
    permissions.check(request.user, "leads.view")
    at = _moment(request)
    found = lake.statuses(at)
    lines = _lines(request, found or [], at)
    context: dict[str, Any] = {
        "title": _("数据接入"),
        "at": at,
        "there": found is not None,
        "no_lake": lake.missing(),
        "lines": lines[:MOST],
        "count": len(lines),
        "offline": sum(line.status.offline for line in lines),
        "gaps": sum(bool(line.status.gaps_24h) for line in lines),
        "live": request.as_of == timezone.localdate(),
    }
    part = request.htmx and request.htmx.target == "feeds"
    return render(request, "leads/parts/feeds_table.html" if part else "leads/feeds.html", context)


def _moment(request: HttpRequest) -> datetime:
    """Now; on another as-of day its last second."""
    if request.as_of == timezone.localdate():
        return datetime.now(UTC)
    return datetime.combine(request.as_of, time(23, 59, 59), CHINA)


def _lines(request: HttpRequest, found: list[MineStatus], at: datetime) -> list[Line]:
    lines = []
    for status, mine in queries.in_scope(request.user, found):
        last = status.last_snapshot_at
        silent = told_time(at - last) if last is not None and last <= at else ""
        late_s = None if status.late_median_s is None else round(status.late_median_s)
        url = f"{reverse('leads:list')}?q={status.mine_code}"
        region = queries.region_name(mine.region_code)
        lines.append(Line(mine, status, _state(status), region, silent, late_s, url))
    return sorted(
        lines, key=lambda line: (not line.status.offline, -line.status.gaps_24h, line.status.mine_code)
    )


def told_time(span: timedelta) -> str:
    """How long, in the two largest units that say something."""
    minutes = span // timedelta(minutes=1)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return _("%(days)d天%(hours)d小时") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d小时%(minutes)d分") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d分") % {"minutes": minutes}


def _state(status: MineStatus) -> State:
    if status.offline:
        return State("late", _("离线"))
    if status.gaps_24h:
        return State("open", _("有中断"))
    return State("done", _("在线"))
