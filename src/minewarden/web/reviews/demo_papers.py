"""A small case file of invented papers, so that the page shows a real paper with its places marked."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from minewarden.documents import Body, load_form, render_docx, render_pdf
from minewarden.web.org.models import Sector, Unit
from minewarden.web.reviews import actions, jobs, storage, taking_in
from minewarden.web.reviews.models import ReviewJob

TITLE = "带原件的案卷评查（演示，虚构）"
COMMON = {
    "organ": "云岭市能源局",
    "issued_on": date(2024, 3, 15),
    "review_body": "云岭市人民政府",
    "court": "云岭市城东区人民法院",
    "office_address": "云岭市人民路1号",
    "postcode": "553500",
    "clerk": "执法人员甲",
    "clerk_phone": "0858-0000000",
}
SLIP = "罚款人民币拾贰万元整（¥130,000.00）"  # words and digits differ, and 壹 is missing before 拾


def write_papers(folder: Path) -> None:
    """A penalty decision as PDF and a penalty notice as DOCX, with a slip in the amount of the decision."""
    folder.mkdir(parents=True, exist_ok=True)
    decision = {**COMMON, **load_form("penalty_decision").own_example}
    decision |= {"number": "云（岭）煤安罚〔2024〕3号", "penalty": SLIP}
    render_pdf("penalty_decision", decision, Body.SUPERVISION, folder / "处罚决定书.pdf")
    notice = {**COMMON, **load_form("penalty_notice").own_example}
    notice |= {"number": "云（岭）煤安告〔2024〕3号", "issued_on": date(2024, 3, 5)}
    render_docx("penalty_notice", notice, Body.SUPERVISION, folder / "处罚告知书.docx")


@transaction.atomic
def load(at: datetime) -> ReviewJob:
    """A round of its own after the month of the bulletin, with one uploaded case file waiting to be read."""
    review = actions.open_round(
        unit=Unit.objects.get(code="NMSA"),
        title=TITLE,
        method="线上",
        sector=Sector.COAL,
        starts_on=date(2024, 4, 8),
        by=None,
        at=at,
    )
    units = [Unit.objects.get(code="R520000C")]
    body = actions.draw_bodies(review=review, units=units, on=date(2024, 4, 8), by=None, at=at)[0]
    review = actions.start(review=review, by=None, at=at)
    body.round = review
    with storage.staging(review.pk) as folder:
        write_papers(folder / "case")
        taking_in.receive(body=body, folders={"2024-001": folder / "case"}, by=None, at=at)
    return jobs.queue(review=review, by=None, at=at)
