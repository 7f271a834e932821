"""Cells from the ruled lines of a page, whether drawn in a PDF or found in a scan."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field

from minewarden.casefile.page import Box

SNAP = 3.0  # points within which two lines are one
Rule = tuple[float, float, float]  # horizontal: y, left, right; vertical: x, top, bottom


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of table `table`; row and column count from 0, a merged cell has those of its upper left."""

    table: int
    row: int
    column: int
    box: Box


def find_cells(horizontal: list[Rule], vertical: list[Rule]) -> list[Cell]:
    """The cells that the rules enclose, table by table from the top.

    An elementary field of the grid that a rule does not part from its neighbour is one cell with it; what is
    open to the outside is no cell. Underlines make none, for they have no verticals.
    """
    if len(horizontal) < 2 or len(vertical) < 2 or len(horizontal) + len(vertical) > 4_000:
        return []
    cells: list[Cell] = []
    groups = _connected(horizontal, vertical)
    for index, (rows, columns) in enumerate(sorted(groups, key=lambda group: min(r[0] for r in group[0]))):
        cells += _cells_of(index, rows, columns)
    return cells


def _connected(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that touch each other, group by group; a group without two of each kind is dropped."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for i, (y, left, right) in enumerate(horizontal):
        for j, (x, top, bottom) in enumerate(vertical):
            if left - SNAP <= x <= right + SNAP and top - SNAP <= y <= bottom + SNAP:
                parent[root(i)] = root(len(horizontal) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for node in range(len(parent)):
        rows, columns = groups.setdefault(root(node), ([], []))
        if node < len(horizontal):
            rows.append(horizontal[node])
        else:
            columns.append(vertical[node - len(horizontal)])
    return [group for group in groups.values() if len(group[0]) >= 2 and len(group[1]) >= 2]


def _cells_of(table: int, horizontal: list[Rule], vertical: list[Rule]) -> list[Cell]:
    ys, xs = _levels(horizontal), _levels(vertical)
    if not (2 <= len(ys) <= 200 and 2 <= len(xs) <= 60):
        return []
    grid = _Grid({(r, c): (r, c) for r in range(len(ys) - 1) for c in range(len(xs) - 1)})
    for r, c in list(grid.parent):
        middle_x, middle_y = (xs[c] + xs[c + 1]) / 2, (ys[r] + ys[r + 1]) / 2
        for level, neighbour in ((ys[r], (r - 1, c)), (ys[r + 1], (r + 1, c))):
            if not _parted(level, middle_x, horizontal):
                grid.join((r, c), neighbour)
        for level, neighbour in ((xs[c], (r, c - 1)), (xs[c + 1], (r, c + 1))):
            if not _parted(level, middle_y, vertical):
                grid.join((r, c), neighbour)
    return [
        Cell(table, min(r for r, _ in group), min(c for _, c in group), _bounds(group, xs, ys))
        for group in sorted(grid.closed(), key=min)
    ]


Field = tuple[int, int]  # row and column of an elementary field


@dataclass(slots=True)
class _Grid:
    """Elementary fields and which of them belong together."""

    parent: dict[Field, Field]
    open: set[Field] = dataclass_field(default_factory=set)  # that nothing parts from the outside

    def root(self, field: Field) -> Field:
        while self.parent[field] != field:
            field = self.parent[field]
        return field

    def join(self, field: Field, neighbour: Field) -> None:
        if neighbour in self.parent:
            self.parent[self.root(field)] = self.root(neighbour)
        else:
            self.open.add(field)

    def closed(self) -> list[list[Field]]:
        """The groups of fields that rules enclose on every side."""
        outside = {self.root(field) for field in self.open}
        groups: dict[Field, list[Field]] = {}
        for field in self.parent:
            groups.setdefault(self.root(field), []).append(field)
        return [group for key, group in groups.items() if key not in outside]


def _parted(level: float, across: float, rules: list[Rule]) -> bool:
    """True when a rule on `level` passes `across`."""
    return any(abs(at - level) <= SNAP and start - SNAP <= across <= end + SNAP for at, start, end in rules)


def _levels(rules: list[Rule]) -> list[float]:
    levels: list[float] = []
    for at in sorted(rule[0] for rule in rules):
        if not levels or at - levels[-1] > SNAP:
            levels.append(at)
    return levels


def _bounds(group: list[tuple[int, int]], xs: list[float], ys: list[float]) -> Box:
    rows, columns = [r for r, _ in group], [c for _, c in group]
    return xs[min(columns)], ys[min(rows)], xs[max(columns) + 1], ys[max(rows) + 1]
