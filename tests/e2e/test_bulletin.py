"""From a page to the printed figure: approving a plan changes the next build and not what was issued."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.browser


def unapproved(site, folder, *flags: str) -> list[str]:
    done = site.command("bulletin", "build", "2024-03", "--out", str(folder), *flags)
    assert done.returncode == 0, done.stderr
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))["figures"]
    return next(row["value"] for row in figures if row["id"] == "plans.unapproved_regions")


def test_approving_a_plan_through_the_page_lists_three_regions_and_leaves_the_issue_alone(
    visit, site, tmp_path
):
    assert unapproved(site, tmp_path / "before") == ["内蒙古", "辽宁", "吉林", "兵团"]
    page = visit("jilin", "/plans/?as_of=2024-03-30")
    page.locator("table.list tbody a").first.click()
    page.get_by_role("link", name="批准").first.click()
    page.fill("input[name=on]", "2024-03-30")
    for field in page.locator(".record-form input[type=text], .record-form textarea").all():
        if not field.input_value():
            field.fill("吉政函〔2024〕1号（虚构）")
    page.locator(".record-form .btn-primary").click()
    page.wait_for_load_state()
    assert page.locator(".alert-danger").count() == 0
    assert unapproved(site, tmp_path / "after") == ["内蒙古", "辽宁", "兵团"]
    assert unapproved(site, tmp_path / "issued", "--issued") == ["内蒙古", "辽宁", "吉林", "兵团"]
    preview = visit("national", "/bulletins/2024-03/")
    assert "内蒙古、辽宁、吉林、兵团" in preview.locator("article.sheet").inner_text()
    assert "plans.unapproved_regions" in preview.locator(".alert-warning").inner_text()


def test_the_chain_of_writes_is_whole_after_the_pages_were_used(site):
    assert site.command("audit", "verify").returncode == 0
