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


def test_every_factor_is_drawn_day_by_day_and_its_table_opens_by_keyboard(visit):
    page = visit("county", "/leads/1/")
    charts = page.locator(".multiple")
    assert charts.count() == 8
    boxes = [charts.nth(n).locator("svg.days").bounding_box() for n in range(8)]
    assert all(box["width"] > 200 and box["height"] > 60 for box in boxes)
    widths = [box["width"] for box in boxes]
    assert (
        max(widths) - min(widths) < 1
    )  # the same days over the same width: they are read against each other
    assert charts.first.locator("svg .counted").count() >= 5
    table = charts.first.locator("table")
    assert not table.is_visible()
    charts.first.locator("summary").focus()
    page.keyboard.press("Enter")
    table.wait_for(state="visible")
    with page.expect_download() as download:
        page.click("text=逐日数据 CSV")
    assert download.value.suggested_filename.endswith("-days.csv")


def test_the_lead_page_prints_with_its_tables_unfolded_and_nothing_cut_off(visit):
    page = visit("county", "/leads/1/")
    page.wait_for_selector("#plan canvas")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 960})
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    assert page.locator("#plan canvas").bounding_box()["width"] <= 680
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".multiple details[open]").count() == 0


@pytest.mark.parametrize("path", ["/leads/", *PATHS])
def test_leads_are_complete_in_english(visit, path):
    page = visit("province", path, english=True)
    chrome = page.locator(
        "h1, h2, thead th, .filters label, button, .record-form label, .page-actions a, dt, summary"
    )
    for text in chrome.all_inner_texts():
        assert not HAN.search(text.replace("中文", "")) or "虚构" in text, text
    visit("province", path)
