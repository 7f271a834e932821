"""Reviews in a browser: WCAG 2.2 AA, a paper with its marks, judging by keyboard, on after the worker was killed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe

from minewarden.web.reviews.demo_papers import write_papers

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def shown(site):
    """The demonstration round with papers, read; its address."""
    done = site.command("manage", "demo_reviews")
    assert done.returncode == 0, done.stderr
    return "/" + done.stdout.split(" /")[1].strip()


def case_page(page):
    page.goto(page.locator("table.list tbody td:nth-child(2) a").first.evaluate("a => a.href"))


@pytest.mark.parametrize(
    "tail", ["", "progress/", "sample/", "ranking/", "upload/", "panel/", "sample/draw/", "case"]
)
def test_a_page_of_reviews_meets_wcag_22_aa_and_fits_a_narrow_screen(visit, shown, tail):
    if tail == "case":
        page = visit("national", f"/reviews/files/?round={shown.strip('/').split('/')[-1]}", width=375)
        case_page(page)
    else:
        page = visit("national", shown + tail, width=375)
    found = Axe().run(page, options=RULES).response["violations"]
    told = [(row["id"], [node["target"] for node in row["nodes"]][:3]) for row in found]
    assert not told, json.dumps(told, ensure_ascii=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_problems_are_judged_by_keyboard_beside_the_marked_paper(visit, shown):
    page = visit("national", f"/reviews/files/?round={shown.strip('/').split('/')[-1]}")
    case_page(page)
    page.keyboard.press("j")
    page.wait_for_selector(".mark.chosen")
    first = page.locator(".problem").first
    page.keyboard.press("y")
    page.wait_for_selector(".problem:nth-child(1):has-text('已确认')")
    page.wait_for_selector(".problem:nth-child(2):focus")
    page.keyboard.press("n")
    page.keyboard.type("原件无误（虚构）")
    page.keyboard.press("Enter")
    page.wait_for_selector(".problem:nth-child(2) .state:has-text('不成立')")
    assert first.locator("[data-yes]").count() == 0


def test_an_upload_goes_on_after_its_worker_was_killed(visit, site, shown, tmp_path):
    number = shown.strip("/").split("/")[-1]
    write_papers(tmp_path / "papers")
    with zipfile.ZipFile(tmp_path / "cases.zip", "w") as archive:
        for case in range(6):
            for paper in (tmp_path / "papers").iterdir():
                archive.write(paper, f"2024-1{case}/{paper.name}")
    page = visit("national", shown + "upload/")
    page.select_option("#id_body", index=1)
    page.set_input_files("#id_files", tmp_path / "cases.zip")
    page.click(".record-form .btn-primary")
    page.wait_for_selector("#progress")
    killed = kill_workers(number)
    site.command("manage", "shell", "-c", STALE)  # a minute later, without waiting for it
    page.reload()
    if killed and page.get_by_role("button", name="继续评查").count():
        page.get_by_role("button", name="继续评查").click()
    page.wait_for_selector("#progress .state-done", timeout=60_000)
    left = site.command("manage", "shell", "-c", LEFT.format(number=number)).stdout
    assert re.search(r"left 0 failed 0 papers 14", left), left


STALE = (
    "from minewarden.web.reviews.models import ReviewJob; from datetime import timedelta; "
    "from django.utils import timezone; "
    "ReviewJob.objects.filter(state__in=['queued', 'running']).update(heartbeat_at=timezone.now() - timedelta(hours=1))"
)
LEFT = (
    "from minewarden.web.reviews.models import *; from minewarden.web.reviews.queries import waiting_files; "
    "r = ReviewRound.objects.get(pk={number}); f = CaseFile.objects.filter(body__round=r); "
    "print('left', waiting_files(r).count(), 'failed', f.exclude(failure='').count(), "
    "'papers', CaseDocument.objects.filter(case_file__in=f).count())"
)


def kill_workers(number: str) -> bool:
    """End the worker of this round without warning, by its own process id; whether there was one."""
    last = time.monotonic() + 20
    words = f"run_reviews --round {number}"
    while time.monotonic() < last:
        listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
        found = [
            line.split()[0] for line in listed.splitlines() if line.endswith(words) and sys.executable in line
        ]
        if found:
            for pid in found:
                os.kill(int(pid), signal.SIGKILL)
            return True
        time.sleep(0.05)
    return False
