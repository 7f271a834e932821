"""All leads of one mine: the function that a pool or Spark runs per mine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from minewarden.engine.lake import Lake
from minewarden.factors import hidden
from minewarden.factors.leads_file import lead_dict
from minewarden.factors.model import DEFAULT_CUT, Lead
from minewarden.factors.month import Month


def find_leads(lake_path: str, mine_code: str, from_at: datetime | None, to_at: datetime | None) -> dict[str, Any]:
    """Out: `{"mine_code", "leads"}`, JSON-able, best lead first.

    In: aware times; None means as far as the lake's data of this mine go. Errors: BadInput when it is no lake.
    """
    lake = Lake(lake_path)
    period = lake.period(mine_code)
    if period is None:
        return {"mine_code": mine_code, "leads": []}
    with Month(lake, mine_code, from_at or period[0], to_at or period[1]) as month:
        return {"mine_code": mine_code, "leads": [lead_dict(lead) for lead in compare(month)]}


def compare(month: Month, cut: float = DEFAULT_CUT) -> list[Lead]:
    """Out: the leads of one mine whose probability reaches `cut`, best first."""
    found = [*hidden.leads(month, cut=cut)]
    return sorted(found, key=lambda lead: (-lead.score, lead.kind, lead.from_at))
