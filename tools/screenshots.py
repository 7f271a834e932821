"""Pictures of the main pages for the documentation: `python tools/screenshots.py http://127.0.0.1:8000`.

The server must run with the demonstration records; a Chromium must be installed (Debian: apt-get install chromium).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
PASSWORD = "minewarden-demo"
# file name -> (account, path, language)
PAGES = {
    "home-national": ("national", "/", "zh-hans"),
    "home-county-english": ("county", "/", "en"),
    "mines": ("province", "/mines/", "zh-hans"),
    "plans-standing": ("national", "/plans/standing/?year=2024", "zh-hans"),
    "inspections": ("national", "/inspections/", "zh-hans"),
    "hazards": ("national", "/hazards/", "zh-hans"),
    "reviews": ("national", "/reviews/", "zh-hans"),
    "campaign": ("national", "/campaigns/", "zh-hans"),
    "campaign-plan": ("province", "/campaigns/plans/2/", "zh-hans"),
    "bulletin": ("national", "/bulletins/2024-03/", "zh-hans"),
    "figure": ("national", "/bulletins/2024-03/figures/plans.unapproved_regions/", "zh-hans"),
    "leads": ("national", "/leads/", "zh-hans"),
    "lead": ("county", "/leads/1/", "zh-hans"),
    "audit": ("national", "/audit/", "zh-hans"),
}
WHOLE = {"lead"}  # pages whose point lies below the fold
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def sign_in(page: Page, base: str, account: str) -> None:
    """Sign in as a demonstration account."""
    page.goto(f"{base}/login/")
    page.fill("#id_username", account)
    page.fill("#id_password", PASSWORD)
    page.click("main button")


def main(base: str, names: list[str]) -> None:
    """Take the pictures called `names`, all when none are named."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        sys.exit("screenshots: no Chromium found. Install it: sudo apt-get install chromium")
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=executable, args=FLAGS)
        for name, (account, path, language) in PAGES.items():
            if names and name not in names:
                continue
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            page = context.new_page()
            sign_in(page, base, account)
            page.goto(f"{base}{path}{'&' if '?' in path else '?'}as_of=2024-03-31")
            if language == "en":
                page.click("button[name=language][value=en]")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=TARGET / f"{name}.png", full_page=name in WHOLE)
            if language == "en":
                page.click("button[name=language][value=zh-hans]")
            context.close()
            print(f"screenshots: {name}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000", sys.argv[2:])
