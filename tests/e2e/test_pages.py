"""The site as people use it: signing in, keyboard, narrow screens, print, English, and WCAG 2.2 AA by axe."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGES = [
    "/", "/leads/", "/plans/", "/plans/standing/?year=2024", "/plans/use/", "/inspections/", "/hazards/",
    "/hazards/by-region/", "/reviews/", "/reviews/problems/", "/campaigns/", "/campaigns/plans/2/",
    "/campaigns/events/add/", "/bulletins/", "/bulletins/2024-03/", "/bulletins/2024-03/figures/",
    "/bulletins/2024-03/figures/plans.unapproved_regions/", "/mines/", "/mines/import/", "/org/", "/audit/",
    "/search/?q=盘州",
]  # fmt: skip
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_meets_wcag_22_aa(visit, path):
    page = visit("national", f"{path}")
    found = Axe().run(page, options=RULES).response["violations"]
    told = [(row["id"], [node["target"] for node in row["nodes"]][:3]) for row in found]
    assert not told, json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize(
    "account", ["national", "bureau", "province", "city", "county", "inspector", "reviewer", "mine"]
)
def test_every_role_has_its_home_page(visit, account):
    page = visit(account)
    assert page.locator("h1").inner_text().startswith("工作台")
    assert page.locator("nav.chain a").count() >= 3


@pytest.mark.parametrize("path", PAGES)
def test_a_narrow_screen_does_not_scroll_sideways(visit, path):
    page = visit("national", path, width=375)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_no_request_leaves_the_machine(visit):
    page = visit("national")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES[:6]:
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + path)
    assert asked and all(url.startswith(("http://127.0.0.1:", "data:", "blob:")) for url in asked)


def test_the_slash_key_searches_and_the_first_tab_skips_to_the_text(visit):
    page = visit("county")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").find("skip") >= 0
    page.locator("main").focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "top-q"


def test_on_paper_only_the_matter_is_left(visit):
    page = visit("national", "/mines/")
    page.emulate_media(media="print")
    assert not page.locator("nav.chain").is_visible() and not page.locator("header.top").is_visible()
    assert page.locator("table.list").is_visible()


@pytest.mark.parametrize(
    "path", ["/", "/mines/", "/plans/", "/campaigns/events/add/", "/bulletins/", "/hazards/", "/reviews/"]
)
def test_english_is_complete(visit, path):
    page = visit("national", path, english=True)
    chrome = page.locator(
        "h1, h2, nav.chain a, thead th, .filters label, button, .record-form label, .page-actions a"
    )
    for text in chrome.all_inner_texts():
        assert not HAN.search(text.replace("中文", "")) or "虚构" in text, text
    visit("national", path)


def test_typed_words_survive_a_lost_session(visit):
    page = visit("province", "/campaigns/events/add/")
    page.fill("#id_title", "没有保存的会议")
    page.fill("#id_on", "2024-03-02")
    page.select_option("#id_kind", "meeting")
    page.context.clear_cookies()
    page.locator(".record-form .btn-primary").click()
    page.wait_for_load_state()
    assert page.locator("[role=alert], .login").count() >= 1
    page.goto(page.url.split("/login")[0].split("/campaigns")[0] + "/login/?next=/campaigns/events/add/")
    page.fill("#id_username", "province")
    page.fill("#id_password", "minewarden-demo")
    page.click("main button")
    page.wait_for_load_state()
    assert page.input_value("#id_title") == "没有保存的会议"
