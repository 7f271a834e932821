"""The squad's sheet of one lead, made by the comparison's own typesetter."""

from __future__ import annotations

import tempfile
from pathlib import Path

from minewarden.factors.clock import CHINA
from minewarden.factors.plan import EMPTY
from minewarden.factors.sheet import write_sheet
from minewarden.web.leads.models import Lead, Sighting
from minewarden.web.leads.reading import lead_of


def pdf(lead: Lead, sighting: Sighting) -> bytes:
    """Out: the PDF. Cost: about a second of typesetting."""
    code = lead.mine.unit.code
    plan = sighting.plan or EMPTY
    head = {
        "made_at": sighting.made_at.astimezone(CHINA).isoformat(),
        "from": lead.from_at.astimezone(CHINA).isoformat(),
        "to": lead.to_at.astimezone(CHINA).isoformat(),
        "version": sighting.program,
        "plans": {code: {**plan, "name": plan["name"] or lead.mine.unit.name}},
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.pdf"
        write_sheet(head, code, [lead_of(sighting.told)], path)
        return path.read_bytes()
