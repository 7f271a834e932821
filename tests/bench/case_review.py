"""Review of case files: accuracy by rule on text and scans, kinds and numbers, speed, memory

Held-out seeds: no test uses them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pypdfium2

from tests.bench.report import Report
from tests.casefiles import slips
from tests.casefiles.make import (
    Order,
    clean_orders,
    lookalike_orders,
    make,
    slip_orders,
)
from tests.casefiles.scoring import Score, read_truths, score

TEXT_SEED, SCAN_SEED, SPEED_SEED = 700_000, 800_000, 900_000
CASES, DOCUMENTS = 81, 950  # as the bulletin counts them
SCANNED_SLIPS = int(os.environ.get("BENCH_SCANNED_SLIPS", "24"))


@dataclass
class Run:
    """One run of the command."""

    seconds: float
    peak_mb: float
    pages: int
    score: Score


def run(out: Report) -> None:
    """Accuracy on text, accuracy on scans, speed with its peer."""
    with tempfile.TemporaryDirectory(prefix="case-review-") as folder:
        slips.load()
        _accuracy(out, Path(folder) / "text", _text_orders(), "text (DOCX, PDF, merged)")
        _accuracy(out, Path(folder) / "scan", _scan_orders(), "scans (150 dpi, turned, noisy, stamped)")
        _speed(out, Path(folder) / "speed")


def _text_orders() -> list[Order]:
    return [
        *slip_orders(TEXT_SEED, 1),
        *lookalike_orders(TEXT_SEED, 1),
        *clean_orders(TEXT_SEED + 90_000, 40),
    ]


def _scan_orders() -> list[Order]:
    """Every third slip and as many clean files as look-alikes; small files, for recognition takes its time."""
    every = slip_orders(SCAN_SEED, 1, ("scan",), small=True)
    step = max(1, len(every) // SCANNED_SLIPS)
    return [*every[::step], *clean_orders(SCAN_SEED + 90_000, 4, ("scan",), small=True)]


def _accuracy(out: Report, folder: Path, orders: Sequence[Order], what: str) -> None:
    done = _review(folder, orders)
    found = done.score
    rows = [
        (
            rule,
            found.found[rule] + found.missed[rule],
            found.found[rule],
            found.missed[rule],
            found.false[rule],
        )
        for rule in found.rules()
    ]
    out.note(
        f"{what}: {len(orders)} case files, {found.documents} documents, {done.pages} pages. Recall "
        f"{found.recall:.3f}, precision {found.precision:.3f}; a rule counts once a case file, and must be "
        f"reported in the document that breaks it. Kinds recognised {found.kinds:.4f}, numbers "
        f"{found.number_share:.4f}. {done.seconds:.0f} s, {done.seconds / max(done.pages, 1):.2f} s a page."
    )
    out.table(f"By rule, {what}", ("rule", "broken", "found", "missed", "false"), rows)


def _review(folder: Path, orders: Sequence[Order]) -> Run:
    folder.mkdir(parents=True)
    for at, order in enumerate(orders):
        make(order, folder / f"case-{at:04d}")
    result = folder.with_suffix(".json")
    seconds, peak_mb = _measured(["cases", "review", str(folder), "--out", str(result)])
    truths = read_truths(folder)
    pages = sum(_pages(path) for path in folder.rglob("*.pdf"))
    return Run(seconds, peak_mb, pages, score(json.loads(result.read_text(encoding="utf-8")), truths))


def _measured(arguments: list[str]) -> tuple[float, float]:
    """(seconds, peak of the resident memory of the command and its workers together in MB)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "minewarden", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    watched, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        peak = max(peak, _resident(watched))
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    if process.returncode:
        raise RuntimeError(f"minewarden {' '.join(arguments)} ended with {process.returncode}")
    return time.perf_counter() - started, peak / 2**20


def _resident(process: psutil.Process) -> int:
    total = 0
    for member in [process, *process.children(recursive=True)]:
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue  # a worker that has just ended
    return total


def _pages(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def _speed(out: Report, folder: Path) -> None:
    """81 files of PDF with text; half of them; the peer: nothing but the text of the same PDFs."""
    whole, half = _bulk(folder / "whole", CASES), _bulk(folder / "half", CASES // 2)
    rows = []
    for name, (path, documents) in (("81 files", whole), ("half", half)):
        pages = sum(_pages(pdf) for pdf in path.rglob("*.pdf"))
        seconds, peak_mb = _measured(["cases", "review", str(path), "--out", str(path.with_suffix(".json"))])
        rows.append(
            (name, documents, pages, f"{seconds:.1f}", f"{1000 * seconds / pages:.1f}", f"{peak_mb:.0f}")
        )
        plain_s = _plain_reading(path)
        rows.append(
            (f"{name}, peer", documents, pages, f"{plain_s:.1f}", f"{1000 * plain_s / pages:.1f}", "–")
        )
    out.note(
        "Speed: PDF with text, one document a file. The peer draws the text of the same pages with pypdfium2 in one "
        "process and does nothing with it: no lines, no tables, no values, no rules."
    )
    out.table("Speed", ("what", "documents", "pages", "s", "ms a page", "peak MB, all processes"), rows)


def _bulk(folder: Path, cases: int) -> tuple[Path, int]:
    folder.mkdir(parents=True)
    wanted, documents, at = DOCUMENTS * cases // CASES, 0, 0
    for at in range(cases):
        small = documents > wanted * at / cases  # keep to the bulletin's documents a file
        truth = make(Order(SPEED_SEED + at, (), at % 4, "pdf", small), folder / f"case-{at:03d}")
        documents += len(truth.documents)
    return folder, documents


def _plain_reading(folder: Path) -> float:
    started = time.perf_counter()
    characters = 0
    for path in folder.rglob("*.pdf"):
        document = pypdfium2.PdfDocument(path)
        for page in document:
            characters += len(page.get_textpage().get_text_bounded())
        document.close()
    assert characters
    return time.perf_counter() - started
