"""Every address of the site with a record to open it by, and what each role is answered.

The access test writes the table anew when MINEWARDEN_WRITE_ACCESS=1 is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Model, QuerySet
from django.test import Client
from django.urls import get_resolver, reverse

from minewarden.web.org import scope
from minewarden.web.org.models import Account, Unit
from minewarden.web.org.queries import eyes_of

TABLE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "access.md"
ROLES = {"national": "National", "bureau": "Bureau", "province": "Province", "city": "City", "county": "County",
         "neighbour": "Neighbour", "mine": "Mine", "": "anonymous"}  # fmt: skip

# url name (or its app and a star) -> (model, words of the path besides the number)
RECORDS: dict[str, tuple[str, dict[str, str]]] = {
    "audit:entry": ("audit.Entry", {}),
    "org:*": ("org.Unit", {}),
    "mines:*": ("mines.Mine", {}),
    "plans:*": ("plans.EnforcementPlan", {"act": "submit"}),
    "plans:round": ("plans.PlanCheckRound", {}),
    "plans:round_plans": ("plans.PlanCheckRound", {}),
    "plans:round_usage": ("plans.PlanCheckRound", {}),
    "leads:*": ("leads.Lead", {"act": "assess", "sha256": "0" * 64}),
    "inspections:*": ("inspections.SpecialInspection", {"act": "close"}),
    "inspections:visit": ("inspections.Visit", {}),
    "inspections:visit_edit": ("inspections.Visit", {}),
    "inspections:face_add": ("inspections.Visit", {}),
    "hazards:*": ("hazards.Hazard", {"act": "rectify"}),
    "reviews:*": ("reviews.ReviewRound", {"act": "close", "what": "files"}),
    "reviews:file": ("reviews.CaseFile", {}),
    "reviews:problem_add": ("reviews.CaseFile", {}),
    "reviews:confirm_many": ("reviews.CaseFile", {}),
    "reviews:sheet": ("reviews.CaseFile", {}),
    "reviews:image": ("reviews.CaseFile", {}),
    "reviews:original": ("reviews.CaseFile", {}),
    "reviews:judge": ("reviews.Problem", {}),
    "reviews:problem": ("reviews.Problem", {}),
    "reviews:problem_step": ("reviews.Problem", {"act": "confirm"}),
    "campaigns:*": ("campaigns.Plan", {"step": "task"}),
    "campaigns:measure": ("campaigns.Measure", {}),
    "campaigns:measure_report": ("campaigns.Measure", {}),
    "campaigns:report": ("campaigns.Report", {}),
    "campaigns:contribution": ("campaigns.Contribution", {}),
    "campaigns:contribution_edit": ("campaigns.Contribution", {}),
    "campaigns:contribution_decide": ("campaigns.Contribution", {"state": "returned"}),
    "campaigns:event": ("campaigns.Event", {}),
    "campaigns:team": ("campaigns.Team", {}),
    "campaigns:duty": ("campaigns.Duty", {}),
    "campaigns:records": ("", {"key": "events"}),
    "campaigns:record_add": ("", {"key": "events"}),
    "campaigns:record_import": ("", {"key": "events"}),
    "campaigns:record_edit": ("campaigns.Event", {"key": "events"}),
    "bulletins:*": ("", {"code": "2024-03", "figure": "lecture.count", "name": "figures.json"}),
    "bulletins:item": ("bulletins.Item", {"code": "2024-03"}),
    "drop_view": ("org.SavedView", {}),
}
UNSCOPED = {
    "audit.Entry",
    "org.SavedView",
    "bulletins.Item",
}  # guarded by their own rule, not by a unit's path


@dataclass(frozen=True)
class Address:
    """A pattern of the site, and the model whose records it opens ("" for none)."""

    name: str
    pattern: str
    model: str
    words: dict[str, str]

    def url(self, record: Model | None) -> str:
        """The address of `record`."""
        wanted = {part.split(":")[-1].strip("<>") for part in self.pattern.split("/") if part.startswith("<")}
        wanted |= {"name"} if "<str:name>" in self.pattern else set()
        values: dict[str, object] = dict(self.words)
        if record is not None:
            values |= {"pk": record.pk, "sequence": record.pk}
        return reverse(self.name, kwargs={key: values[key] for key in wanted})


def addresses() -> list[Address]:
    """Every pattern of the site."""
    found = []
    for pattern, name in _walk(get_resolver().url_patterns):
        model, words = "", {}
        if "<" in pattern:
            model, words = RECORDS.get(name) or RECORDS[name.split(":")[0] + ":*"]
        found.append(Address(name, pattern, model if "<int:" in pattern else "", words))
    return found


def records(model: str) -> QuerySet:
    """The records of a model in a fixed order."""
    rows = apps.get_model(model)._default_manager.all()
    return rows.exclude(kind=Unit.Kind.MINE).order_by("pk") if model == "org.Unit" else rows.order_by("pk")


def sample(model: str) -> Model | None:
    """The record nearest to 盘州: the first that its county sees, else its city, its province, the nation."""
    if not model:
        return None
    if model in UNSCOPED:
        return records(model).first()
    for username in ("county", "city", "province", "national"):
        account = Account.objects.get(username=username)
        account.eyes = eyes_of(account)
        found = scope.within(records(model), account).order_by("-pk").first()
        if found is not None:
            return found
    raise AssertionError(f"the demonstration holds no {model}")


def answer(username: str, url: str) -> str:
    """The status a role is answered; a redirect to the sign-in page is `sign in`."""
    client = Client(raise_request_exception=True)
    if username:
        client.force_login(Account.objects.get(username=username))
    response = client.get(url)
    if response.status_code == 302 and response["Location"].startswith("/login/"):
        return "sign in"
    return str(response.status_code)


def table() -> str:
    """The page of who is answered what."""
    lines = [
        "# Who is answered what",
        "",
        "Written by the access test. Each address is opened by GET with the record nearest to 盘州 (Guizhou); the",
        "neighbour is 云南. 404: as if it did not exist. 403: seen, not permitted. 405: only by a form.",
        "",
        "| address | " + " | ".join(ROLES.values()) + " |",
        "|---|" + "---|" * len(ROLES),
    ]
    for address in addresses():
        url = address.url(sample(address.model))
        lines.append(f"| `/{address.pattern}` | " + " | ".join(answer(role, url) for role in ROLES) + " |")
    return "\n".join(lines) + "\n"


def _walk(patterns: list, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, prefix + str(pattern.pattern), pattern.namespace or space)
        else:
            yield prefix + str(pattern.pattern), f"{space}:{pattern.name}" if space else pattern.name
