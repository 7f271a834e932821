"""leads.json as it arrives: checked whole before anything is written, each lead told apart by its digest."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.factors.clock import CHINA
from minewarden.factors.leads_file import read_leads
from minewarden.factors.model import Lead

MOST_BYTES = 100 * 1024 * 1024
LONGEST = timedelta(days=3660)


@dataclass(frozen=True)
class Told:
    """One lead of the file: its values, its own words, and their SHA-256."""

    lead: Lead
    words: Mapping[str, Any]
    from_at: datetime
    to_at: datetime
    digest: str


@dataclass(frozen=True)
class Run:
    """One run of the comparison: when, by which program, its leads, the drawing of each mine."""

    made_at: datetime
    program: str
    head: Mapping[str, Any]
    leads: tuple[Told, ...]

    def plan(self, mine_code: str) -> dict[str, Any] | None:
        """What of the mine's register can be drawn; None where the file brings none."""
        plans = self.head.get("plans")
        plan = plans.get(mine_code) if isinstance(plans, dict) else None
        return plan if isinstance(plan, dict) else None


def read_run(data: bytes) -> Run:
    """Out: the run. In: the bytes of a leads.json (monitoring contract, section 5).

    Errors: BadInput names the lead and what is wrong with it; nothing of such a file is taken.
    """
    if len(data) > MOST_BYTES:
        raise BadInput(_("文件超过%(most)d MB。") % {"most": MOST_BYTES // 1024**2})
    head, leads = _parsed(data)
    words = json.loads(data)["leads"]
    told = tuple(
        _told(number, lead, word) for number, (lead, word) in enumerate(zip(leads, words, strict=True), 1)
    )
    made_at = _moment(head.get("made_at"), "made_at")
    program = f"{head.get('version') or ''} {head.get('engine') or ''}".strip()[:40]
    return Run(made_at, program, head, told)


def lead_of(words: Mapping[str, Any]) -> Lead:
    """Out: the values of a lead that was stored in its own words."""
    _head, leads = _parsed(json.dumps({"leads": [words]}, ensure_ascii=False).encode())
    return leads[0]


def _parsed(data: bytes) -> tuple[dict[str, Any], list[Lead]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leads.json"
        path.write_bytes(data)
        try:
            head, leads = read_leads(path)
        except (BadInput, AttributeError, RecursionError) as error:
            reason = str(error).replace(str(path), "").replace("is no leads.json:", "").strip()
            if reason.startswith("KeyError "):
                reason = _("缺少 %(key)s") % {"key": reason.removeprefix("KeyError ").strip("'")}
            raise BadInput(_("这不是可用的 leads.json：%(reason)s") % {"reason": reason}) from None
    return head, leads


def _told(number: int, lead: Lead, words: Mapping[str, Any]) -> Told:
    def refuse(reason: str) -> BadInput:
        return BadInput(
            _("第%(number)d条线索（%(mine)s）：%(reason)s")
            % {"number": number, "mine": lead.mine_code, "reason": reason}
        )

    try:
        from_at, to_at = _moment(lead.from_at, "from"), _moment(lead.to_at, "to")
    except BadInput as error:
        raise refuse(str(error)) from None
    if not from_at < to_at or to_at - from_at > LONGEST:
        raise refuse(_("时段的起止不成立"))
    if not 0.0 <= lead.score <= 1.0:
        raise refuse(_("概率%(score)s不在0到1之间") % {"score": lead.score})
    texts = [lead.mine_code, *lead.stations, *lead.cards, *(row.factor for row in lead.factors)]
    if not all(isinstance(text, str) and len(text) <= 60 for text in texts):
        raise refuse(_("矿山、基站、卡和因素应为不超过60个字的文字"))
    numbers = [value for row in lead.factors for value in (row.observed, row.expected)]
    numbers.append(lead.persons_per_shift)
    if not all(value is None or isinstance(value, int | float) for value in numbers):
        raise refuse(_("人数和因素的数值应为数字"))
    series = [row.series for row in lead.factors if row.series is not None]
    if any(
        len(one.days) > LONGEST.days or len(one.label.zh) > 120 or len(one.label.en) > 240 for one in series
    ):
        raise refuse(_("因素的逐日数据过长"))
    if lead.persons_per_shift is not None and not 0 <= lead.persons_per_shift < 10_000:
        raise refuse(_("每班人数不成立"))
    plain = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return Told(lead, words, from_at, to_at, hashlib.sha256(plain.encode()).hexdigest())


def _moment(text: Any, name: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadInput(_("%(name)s 不是时间：%(text)s") % {"name": name, "text": str(text)[:40]}) from None
    return at if at.tzinfo else at.replace(tzinfo=CHINA)
