"""Text files of the standard: separators, names, late, double and broken ones."""

from __future__ import annotations

from pathlib import Path

from .model import Mine, Span


class TextWriter:
    """Writes files of one system folder of one mine."""

    def __init__(self, mine: Mine, folder: Path) -> None:
        """Makes the folder and chooses the separators."""
        self.mine, self.folder = mine, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.end, self.stop, self.prefix = ("^", "]]]", "N") if mine.profile else ("~", "||", "")
        self.head = f"{mine.code};{mine.name};"
        self.broken = 0 if mine.rnd.random() < 0.6 else mine.rnd.randint(1, 2)

    def header(self, *fields: str) -> str:
        """The first segment."""
        return self.head + ";".join(fields)

    def write(self, kind: str, t: float, header: str, rows: list[str]) -> None:
        """Writes one file; sometimes late, twice or half, as the mine does."""
        mine, rnd = self.mine, self.mine.rnd
        if in_spans(t, mine.outages):
            return
        end = self.end
        body = header + end + end.join(rows) + (end if rows else "") + self.stop
        shown = t
        if mine.late_files and rnd.random() < 0.015:
            shown = t + rnd.randint(7, 3000)
        if self.broken and kind == "RYSS" and rnd.random() < 0.002:
            self.broken -= 1
            body = body[: int(len(body) * 0.6)]
        self.put(kind, shown, body)
        if rnd.random() < (0.012 if mine.late_files else 0.0008):
            self.put(kind, shown + rnd.randint(3, 50), body)

    def put(self, kind: str, t: float, body: str) -> None:
        """Writes the bytes."""
        name = f"{self.mine.code}_{self.prefix}{kind}_{self.mine.cal.stamp(t)}.txt"
        (self.folder / name).write_bytes(body.encode())


def in_spans(t: float, spans: list[Span]) -> bool:
    """Whether t lies in one of the spans."""
    return any(a <= t < b for a, b in spans)
