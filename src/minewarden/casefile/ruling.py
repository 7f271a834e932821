"""Cells from the ruled lines of a page, whether drawn in a PDF or found in a scan."""

from __future__ import annotations

from dataclasses import dataclass

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
    fields = {(r, c): (r, c) for r in range(len(ys) - 1) for c in range(len(xs) - 1)}

    def root(field: tuple[int, int]) -> tuple[int, int]:
        while fields[field] != field:
            field = fields[field]
        return field

    open_fields: set[tuple[int, int]] = set()
    for r, c in list(fields):
        middle_x, middle_y = (xs[c] + xs[c + 1]) / 2, (ys[r] + ys[r + 1]) / 2
        for level, neighbour in ((ys[r], (r - 1, c)), (ys[r + 1], (r + 1, c))):
            _join(level, middle_x, horizontal, (r, c), neighbour, fields, open_fields, root)
        for level, neighbour in ((xs[c], (r, c - 1)), (xs[c + 1], (r, c + 1))):
            _join(level, middle_y, vertical, (r, c), neighbour, fields, open_fields, root)
    outside = {root(field) for field in open_fields}
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for field in fields:
        members.setdefault(root(field), []).append(field)
    return [
        Cell(table, min(r for r, _ in group), min(c for _, c in group), _bounds(group, xs, ys))
        for key, group in sorted(members.items(), key=lambda item: min(item[1]))
        if key not in outside
    ]


def _join(level, across, rules, field, neighbour, fields, open_fields, root) -> None:  # type: ignore[no-untyped-def]
    if any(abs(at - level) <= SNAP and start - SNAP <= across <= end + SNAP for at, start, end in rules):
        return
    if neighbour in fields:
        fields[root(field)] = root(neighbour)
    else:
        open_fields.add(field)


def _levels(rules: list[Rule]) -> list[float]:
    levels: list[float] = []
    for at in sorted(rule[0] for rule in rules):
        if not levels or at - levels[-1] > SNAP:
            levels.append(at)
    return levels


def _bounds(group: list[tuple[int, int]], xs: list[float], ys: list[float]) -> Box:
    rows, columns = [r for r, _ in group], [c for _, c in group]
    return xs[min(columns)], ys[min(rows)], xs[max(columns) + 1], ys[max(rows) + 1]
