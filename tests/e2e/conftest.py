"""A real server over its own records, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
PASSWORD = "minewarden-demo"


class Site:
    """A running server: its address, and its command line over the same records."""

    def __init__(self, home: Path, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.env = {
            k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        }
        self.env["MINEWARDEN_HOME"] = str(home)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`minewarden WORDS` over the records of this site."""
        return subprocess.run(
            [sys.executable, "-m", "minewarden", *words],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, served."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(tmp_path_factory.mktemp("site"), port)
    loaded = site.command("demo")
    assert loaded.returncode == 0, loaded.stderr
    words = [sys.executable, "-m", "minewarden", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(words, env=site.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(site.base)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the system; tests are skipped where there is none."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`visit("county", "/mines/")`: a fresh browser signed in as that demonstration account, at that page."""
    contexts = []

    def open_page(account: str, path: str = "/", *, width: int = 1440, english: bool = False) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{site.base}/login/?next={path}")
        page.fill("#id_username", account)
        page.fill("#id_password", PASSWORD)
        page.click("main button")
        page.wait_for_load_state()
        wanted = "en" if english else "zh-hans"
        button = page.locator(f"button[name=language][value={wanted}]")
        if button.count():
            button.click()
            page.wait_for_load_state()
        return page

    yield open_page
    for context in contexts:
        context.close()


def _wait(base: str) -> None:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        try:
            with urllib.request.urlopen(f"{base}/healthy/", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the server did not answer within a minute")
