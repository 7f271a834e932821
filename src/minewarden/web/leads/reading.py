"""leads.json as it arrives: checked whole before anything is written, each lead told apart by its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from minewarden.errors import BadInput
from minewarden.factors.clock import CHINA
from minewarden.factors.leads_file import read_lead
from minewarden.factors.model import Lead
from minewarden.web.leads import contract

MOST_BYTES = 100 * 1024 * 1024
LONGEST = timedelta(days=contract.MOST_DAYS)
YEARS = range(
    1990, 2101
)  # in which a comparison can lie; any time zone leaves such a time within the calendar


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
    """One run of the comparison: when, by which program, its leads, and the drawing of each mine that it brings."""

    made_at: datetime
    program: str
    leads: tuple[Told, ...]
    plans: Mapping[str, dict[str, Any]]


def read_run(data: bytes) -> Run:
    """Out: the run. In: the bytes of a leads.json (monitoring contract, section 5).

    Errors: BadInput names the lead and what is wrong with it; nothing of such a file is taken.
    """
    if len(data) > MOST_BYTES:
        raise BadInput(_("文件超过%(most)d MB。") % {"most": MOST_BYTES // 1024**2})
    try:
        head, words, plans = _parts(data)
        made_at = _moment(head.get("made_at"), "made_at")
    except BadInput as error:
        raise BadInput(_("这不是可用的 leads.json：%(reason)s") % {"reason": error}) from None
    told = tuple(_told(number, word) for number, word in enumerate(words, 1))
    program = " ".join(text for key in ("version", "engine") if isinstance(text := head.get(key), str))
    return Run(made_at, program.strip()[:40], told, plans)


def lead_of(words: Mapping[str, Any]) -> Lead:
    """Out: the values of a lead that was stored in its own words."""
    return read_lead(dict(words))


def period_of(lead: Lead) -> tuple[datetime, datetime]:
    """Out: from when to when, aware. Errors: BadInput when that is no period."""
    from_at, to_at = _moment(lead.from_at, "from"), _moment(lead.to_at, "to")
    if not from_at < to_at or to_at - from_at > LONGEST:
        raise BadInput(_("时段的起止不成立"))
    return from_at, to_at


def _parts(data: bytes) -> tuple[dict[str, Any], list[Any], dict[str, dict[str, Any]]]:
    """Out: the head of the file, its leads, its drawings by mine."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInput(_("不是 JSON（%(reason)s）") % {"reason": str(error)[:120]}) from None
    if not isinstance(whole, dict) or not isinstance(whole.get("leads"), list):
        raise BadInput(_("最外层应为对象，其中 leads 为列表"))
    if len(whole["leads"]) > contract.MOST_LEADS:
        raise BadInput(_("线索超过%(most)d条，请分成几个文件") % {"most": contract.MOST_LEADS})
    plans = whole.pop("plans", None) or {}
    if not isinstance(plans, dict):
        raise BadInput(_("%(where)s 应为对象 {…}") % {"where": "plans"})
    words = whole.pop("leads")
    contract.check_plain(whole)
    return (
        whole,
        words,
        {code: contract.clean_plan(plan, f"plans.{contract.shown(code)}") for code, plan in plans.items()},
    )


def _told(number: int, words: Any) -> Told:
    try:
        contract.check_lead(words)
        lead = lead_of(words)
        from_at, to_at = period_of(lead)
    except BadInput as error:
        mine = contract.shown(words.get("mine_code")) if isinstance(words, dict) else "—"
        raise BadInput(
            _("第%(number)d条线索（%(mine)s）：%(reason)s")
            % {"number": number, "mine": mine, "reason": error}
        ) from None
    plain = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return Told(lead, words, from_at, to_at, hashlib.sha256(plain.encode()).hexdigest())


def _moment(text: Any, name: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        at = None
    if at is None or at.year not in YEARS:
        raise BadInput(_("%(name)s 不是时间：%(text)s") % {"name": name, "text": contract.shown(text, 40)})
    return at if at.tzinfo else at.replace(tzinfo=CHINA)
