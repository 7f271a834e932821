"""Which lines of a raw file are marked: those of what the factor is about, or none, and never the wrong ones."""

from __future__ import annotations

import pytest

from minewarden.web.leads.marks import marked
from minewarden.web.leads.reading import lead_of
from tests.web.leads.files import MINE, STATIONS, factor, series, told

CARD = f"{MINE}00001"
POWER = ["at,feeder,kw"] + [
    f"2024-03-{day:02d}T00:00:00+08:00,{feeder},1.0"
    for day in (1, 7, 8)
    for feeder in ("FD01", "FD07", "FD05")
]
CDSS = [
    f"{MINE};矿;2024-03-01 00:02:30",
    f"{MINE}01MN1;甲烷;总回风巷;0.28;%CH4;0;2024-03-01 00:02:30",
    f"{MINE}01MN2;风速;回风巷;1.2;m/s;0;2024-03-01 00:02:30",
    f"{MINE}01MN3;风速;总回风巷;2.2;m/s;0;2024-03-01 00:02:30",
    f"{MINE}01MN4;甲烷;1252采空区密闭甲烷;0.2;%CH4;0;2024-03-01 00:02:30",
]
EXPLOSIVES = ["at,face_id,explosive_kg,detonators,returned_kg"] + [
    f"2024-03-0{n}T00:00:00+08:00,F{n % 2},1,1,0" for n in range(1, 9)
]


def lines(name, label, kind, text, rows=0, names=None, **changes):
    days = series([1.0], [1.0], label=label) if label else None
    row = factor(name, "contradicts", 1.0, 0.0, "", **({"series": days} if days else {}))
    lead = lead_of(told(factors=[row], **changes))
    found = marked(lead, lead.factors[0], rows, kind, text, names or {})
    return None if found is None else (sorted(found.lines), found.key)


@pytest.mark.parametrize(
    ("name", "label", "kind", "text", "names", "expected"),
    [
        ("power", "馈线FD07（其他）", "power", POWER, {}, ([2, 5], "FD07")),
        ("power", "1211面馈线FD01", "power", POWER, {}, ([1, 4], "FD01")),
        ("power", "某馈线", "power", POWER, {}, None),
        ("air", "总回风巷风量", "CDSS", CDSS, {}, ([3], "总回风巷")),
        ("air", "回风巷风速", "CDSS", CDSS, {}, ([2], "回风巷")),
        ("gas", "1252采空区密闭甲烷", "CDSS", CDSS, {}, ([4], "1252采空区密闭")),
        ("gas", "别处甲烷", "CDSS", CDSS, {}, None),
        ("explosives", "1211掘进工作面火工品", "explosives", EXPLOSIVES,
         {"F1": "1211掘进工作面", "F0": "1212面"}, ([1, 3, 5, 7], "F1")),
        ("output", "提升量（对照上报）", "output", ["date,shift,hoisted_t,reported_t", "2024-03-01,早,1,1",
         "2024-03-09,早,1,1"], {}, ([1], "")),
    ],
)  # fmt: skip
def test_the_lines_of_what_the_label_names_are_marked_within_the_period(
    name, label, kind, text, names, expected
):
    assert lines(name, label, kind, text, names=names) == expected


def test_a_factor_over_all_pumps_marks_all_rows_where_the_lead_counts_as_many():
    text = ["at,pump,m3"] + [f"2024-03-01T0{n}:00:00+08:00,P{n % 2},1" for n in range(6)]
    assert lines("water", "矿井排水量", "water", text, rows=6) == ([1, 2, 3, 4, 5, 6], "")
    assert lines("water", "矿井排水量", "water", text, rows=4) is None


def test_cards_are_marked_where_they_are_suspected_else_where_they_were_read():
    other = f"{MINE}0009999999"
    text = ["head", f"{CARD};{other}", f"{CARD};{STATIONS[1]}", f"9;{STATIONS[0]}"]
    assert lines("people", "", "RYSS", text) == ([2], "")
    assert lines("people", "", "RYSS", text, stations=[]) == ([1, 2], "")
    assert lines("people", "", "RYSS", text, cards=[]) is None
