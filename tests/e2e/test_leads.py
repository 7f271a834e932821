"""The page of a lead in a browser: accessible, narrow, its plan drawn, the film of people moved by keyboard alone."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.test_pages import HAN, RULES

pytestmark = pytest.mark.browser
PATHS = ["/leads/1/", "/leads/2/", "/leads/1/assess/", "/leads/take-in/", "/leads/feeds/"]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_leads_meets_wcag_22_aa_in_either_width(visit, path):
    page = visit("province", path)
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, json.dumps(
        [(row["id"], row["nodes"][0]["target"]) for row in found], ensure_ascii=False
    )
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_film_of_people_is_moved_by_the_keyboard(visit):
    page = visit("county", "/leads/1/")
    page.wait_for_selector("#plan canvas")
    told = page.locator("#movie-told")
    first = told.inner_text()
    assert re.match(r"2024-03-\d\d \d\d:00 井下共 \d+ 人", first)
    page.focus("#movie-hour")
    page.keyboard.press("ArrowRight")
    assert told.inner_text() != first
    assert page.get_attribute("#movie-hour", "aria-valuetext") == told.inner_text()
    page.focus("#movie-play")
    page.keyboard.press("Enter")
    stopped = told.inner_text()
    page.wait_for_function("text => document.getElementById('movie-told').textContent !== text", arg=stopped)
    page.keyboard.press("Enter")
    assert page.get_attribute("#movie-play", "aria-pressed") == "false"


@pytest.mark.parametrize("path", ["/leads/", *PATHS])
def test_leads_are_complete_in_english(visit, path):
    page = visit("province", path, english=True)
    chrome = page.locator(
        "h1, h2, thead th, .filters label, button, .record-form label, .page-actions a, dt, summary"
    )
    for text in chrome.all_inner_texts():
        assert not HAN.search(text.replace("中文", "")) or "虚构" in text, text
    visit("province", path)
