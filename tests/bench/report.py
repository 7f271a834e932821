"""What a benchmark prints on the terminal and leaves in docs/reference/<name>.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"


class Report:
    """Collects tables and notes; writes the page only when the benchmark ended without an error."""

    def __init__(self, name: str, title: str, folder: Path = DOCS) -> None:
        self.path = folder / f"{name.replace('_', '-')}.md"
        self.lines = [f"# {title.strip().splitlines()[0]}", ""]

    def __enter__(self) -> Report:
        self.note(
            f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}."
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text("\n".join(self.lines).rstrip() + "\n", encoding="utf-8")

    def note(self, text: str) -> None:
        """A sentence of prose: size, method, what a figure leaves out."""
        print(text, flush=True)
        self.lines += [text, ""]

    def table(self, heading: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table with one heading; cells are shown as `str`."""
        lines = [f"## {heading}", "", "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
        lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
        print("\n".join(lines), flush=True)
        self.lines += [*lines, ""]
