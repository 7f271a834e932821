"""Who may do what: one table of roles; whether it is lawful now is asked of the state tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minewarden.errors import NotAllowed
from minewarden.web.org.models import Role

N, B, P, C, X, I, R, M = (  # noqa: E741 - one letter a column keeps the table readable
    Role.NATIONAL,
    Role.BUREAU,
    Role.PROVINCE,
    Role.CITY,
    Role.COUNTY,
    Role.INSPECTOR,
    Role.REVIEWER,
    Role.MINE,
)

TABLE: dict[str, set[str]] = {
    "units.view": {N, B, P, C, X, I, R},
    "units.edit": {N},
    "mines.view": {N, B, P, C, X, I, R, M},
    "mines.edit": {N, P, C, X},
    "mines.import": {N, P, C, X},
    "plans.view": {N, B, P, C, X, I},
    "plans.edit": {N, P, C, X},
    "plans.approve": {N, P, C, X},
    "plans.import": {N, P},
    "plans.check": {N, B},
    "inspections.view": {N, B, P, C, X, I},
    "inspections.edit": {N, B, P, C, X, I},
    "inspections.lead": {N, B, P, C},
    "inspections.import": {N, B, P, C, X},
    "hazards.view": {N, B, P, C, X, I, M},
    "hazards.edit": {N, B, P, C, X, I},
    "hazards.list": {N, P, C, X},
    "hazards.rectify": {P, C, X, M},
    "hazards.accept": {N, B, P, C, X},
    "hazards.import": {N, B, P, C, X},
    "reviews.view": {N, B, P, C, X, R},
    "reviews.edit": {N, B, P},
    "reviews.import": {N, B, P},
    "reviews.assess": {N, B, P, R},
    "reviews.answer": {B, P, C, X},
    "campaigns.view": {N, B, P, C, X, I, M},
    "campaigns.edit": {N, B, P, C, X},
    "campaigns.report": {N, B, P, C, X},
    "contributions.submit": {N, B, P, C, X},
    "contributions.accept": {N, B, P},
    "bulletins.view": {N, B, P, C, X, I, R},
    "bulletins.edit": {N},
    "bulletins.issue": {N},
    "leads.view": {N, B, P, C, X, I},
    "leads.assess": {N, B, P, C, X, I},
    "leads.take_in": {N, B, P},
    "audit.view": {N, B, P},
}


def may(user: Any, verb: str) -> bool:
    """Whether the role that `user` looks through has `verb`; an unknown verb is a programming error."""
    eyes = getattr(user, "eyes", None)
    return eyes is not None and eyes.role in TABLE[verb]


def check(user: Any, verb: str) -> None:
    """Raise NotAllowed when the role lacks `verb`."""
    if not may(user, verb):
        raise NotAllowed(_("您当前的岗位不能进行此项操作。请切换岗位，或联系本单位管理员。"))
