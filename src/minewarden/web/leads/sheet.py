"""The squad's sheet of one lead, made by the comparison's own typesetter."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

from minewarden.factors import model
from minewarden.factors.clock import CHINA
from minewarden.factors.plan import EMPTY
from minewarden.factors.sheet import write_sheet
from minewarden.web.leads.language import of_reader
from minewarden.web.leads.models import Lead, Sighting
from minewarden.web.leads.reading import lead_of


def pdf(lead: Lead, sighting: Sighting) -> bytes:
    """Out: the PDF, in the reader's language. Cost: about a second of typesetting."""
    code = lead.mine.unit.code
    plan = sighting.plan or EMPTY
    told = lead_of(sighting.told)
    low, high = _compared(told) or (lead.from_at, lead.to_at)
    head = {
        "made_at": sighting.made_at.astimezone(CHINA).isoformat(),
        "from": low.astimezone(CHINA).isoformat(),
        "to": high.astimezone(CHINA).isoformat(),
        "version": sighting.program,
        "plans": {code: {**plan, "name": plan["name"] or lead.mine.unit.name}},
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.pdf"
        write_sheet(head, code, [told], path, of_reader())
        return path.read_bytes()


def _compared(told: model.Lead) -> tuple[datetime, datetime] | None:
    """From when to when the data go that were compared, by the days of the factors; None where none tells its days."""
    days = [date.fromisoformat(day) for row in told.factors if row.series for day in row.series.days]
    if not days:
        return None
    first, end = min(days), max(days) + timedelta(days=1)
    return datetime.combine(first, time(), CHINA), datetime.combine(end, time(), CHINA)
