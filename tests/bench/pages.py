"""Pages and figures of a whole country: 32 provinces, 342 cities, 2,978 counties, 30,000 mines, 36 months of reports.

Builds the records once in a folder of its own, starts the server as a site would, and lets 50 users read and wait.
The rows that a figure counts from its roll-up are counted again from the reports themselves, as the peer.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from tests.bench.report import Report

USERS, SECONDS, THINK_S = 50, 60, (2.0, 6.0)
PORT = 8765
PATHS = (
    "/", "/campaigns/", "/campaigns/reports/", "/campaigns/reports/?state=done", "/campaigns/plans/", "/mines/",
    "/mines/?state=producing&capacity=60", "/mines/?region=52&sort=-capacity", "/mines/?q=演示", "/org/?level=county",
    "/plans/", "/plans/standing/?year=2024", "/plans/use/", "/inspections/", "/hazards/", "/hazards/by-region/",
    "/reviews/", "/reviews/problems/", "/bulletins/", "/bulletins/2024-03/",
)  # fmt: skip
ACCOUNTS = ("national", "province", "city", "county")
BUILD = Path(__file__).with_name("country.py")


def run(out: Report) -> None:
    """Build, serve, read."""
    with tempfile.TemporaryDirectory(prefix="minewarden-pages-") as home:
        env = {**os.environ, "MINEWARDEN_HOME": home, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
        env.pop("DATABASE_URL", None)
        started = time.perf_counter()
        built = subprocess.run(
            [sys.executable, str(BUILD)], env=env, check=True, capture_output=True, text=True
        )
        counts = dict(line.split("=") for line in built.stdout.split())
        size_mb = sum(p.stat().st_size for p in Path(home).glob("*.sqlite3*")) / 2**20
        out.note(
            f"{counts['units']} units, {counts['mines']} mines, {counts['reports']} reports of {counts['months']} "
            f"months; SQLite {size_mb:.0f} MB, built in {time.perf_counter() - started:.0f} s."
        )
        out.table(
            "A national figure: from its roll-up, and counted again from the reports (the peer)",
            ("question", "roll-up", "reports"),
            [
                ("provinces ranked, one month", f"{counts['rollup_ms']} ms", f"{counts['scan_ms']} ms"),
                ("home page of the nation, whole", f"{counts['picture_ms']} ms", "—"),
            ],
        )
        server = subprocess.Popen(
            [sys.executable, "-m", "minewarden", "serve", "--port", str(PORT)],
            env=env,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait()
            _load(out)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _load(out: Report) -> None:
    taken: dict[str, list[float]] = {}
    errors: list[str] = []
    lock = threading.Lock()
    signed_in = threading.Barrier(
        USERS
    )  # the clock starts when all are in: hashing fifty passwords is no page
    users = [threading.Thread(target=_user, args=(n, signed_in, taken, errors, lock)) for n in range(USERS)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    every = sorted(value for values in taken.values() for value in values)
    out.note(
        f"{USERS} users for {SECONDS} s on the same two cores, waiting {THINK_S[0]:.0f}–{THINK_S[1]:.0f} s "
        f"between pages: "
        f"{len(every)} pages, {len(errors)} errors. Median {statistics.median(every) * 1000:.0f} ms, "
        f"95th percentile {_percentile(every, 0.95) * 1000:.0f} ms, slowest {every[-1] * 1000:.0f} ms."
    )
    rows = [
        (
            f"`{path}`",
            len(v),
            f"{statistics.median(v) * 1000:.0f}",
            f"{_percentile(sorted(v), 0.95) * 1000:.0f}",
        )
        for path, v in sorted(taken.items())
    ]
    out.table("By page", ("page", "n", "median ms", "95 % ms"), rows)


def _user(
    number: int,
    signed_in: threading.Barrier,
    taken: dict[str, list[float]],
    errors: list[str],
    lock: threading.Lock,
) -> None:
    chance = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    cookies = _sign_in(connection, ACCOUNTS[number % len(ACCOUNTS)])
    signed_in.wait()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        time.sleep(chance.uniform(*THINK_S))
        path = chance.choice(PATHS)
        began = time.perf_counter()
        connection.request("GET", urllib.parse.quote(path, safe="/?=&-"), headers={"Cookie": cookies})
        answer = connection.getresponse()
        answer.read()
        spent = time.perf_counter() - began
        with lock:
            taken.setdefault(path, []).append(spent)
            if answer.status != 200:
                errors.append(f"{path} {answer.status}")


def _sign_in(connection: http.client.HTTPConnection, account: str) -> str:
    connection.request("GET", "/login/")
    answer = connection.getresponse()
    page = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    jar = {c.split("=")[0]: c.split(";")[0] for c in answer.headers.get_all("Set-Cookie") or []}
    body = urllib.parse.urlencode(
        {
            "csrfmiddlewaretoken": token.group(1) if token else "",
            "username": account,
            "password": "minewarden-demo",
        }
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "; ".join(jar.values())}
    connection.request("POST", "/login/", body, headers)
    answer = connection.getresponse()
    answer.read()
    for cookie in answer.headers.get_all("Set-Cookie") or []:
        jar[cookie.split("=")[0]] = cookie.split(";")[0]
    return "; ".join(jar.values())


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _wait() -> None:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
            connection.request("GET", "/healthy/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("the server did not answer within a minute")
