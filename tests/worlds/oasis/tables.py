"""Safety-monitoring files and the CSV tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .model import BIN, DAY, Mine
from .physics import Series, sensor_values
from .snapshots import Sender, place_text

UNIT = {"ch4": "%CH4", "air_velocity": "m/s", "fan": ""}
LABEL = {"ch4": "环境瓦斯", "air_velocity": "风速", "fan": "局部通风机"}


def write_gas(m: Mine, s: Series, folder: Path) -> None:
    """CDDY, CDSS and the event files."""
    out = Sender(m, folder)
    head = f"{m.code};{m.name};"
    values = [sensor_values(m, s, p) for p in m.points]
    state = [np.zeros(len(v), dtype=int) for v in values]
    for fn in m.edits.get("sensor_edits", []):
        values = [fn(k, v) for k, v in enumerate(values)]
    masked = m.edits.get("masked_points", [])
    alarms: list[tuple[int, list[str]]] = []
    for k, t in m.calibrations:
        if k in masked:
            continue
        i = t // 300
        n = m.r.randint(1, 2)
        values[k][i : i + n] = np.round(2.0 + m.g.normal(0, 0.03, len(values[k][i : i + n])), 2)
        state[k][i : i + n] = 4
        alarms.append((t, [_abnormal(m, out, k, "007", t, t + n * 300, 2.0, "标校")]))
    for k, p in enumerate(m.points):
        if p.kind == "ch4":
            over = (values[k] >= 1.0) & (state[k] == 0)
            state[k][over] = 1
            for i in np.flatnonzero(over & ~np.roll(over, 1))[:10].tolist():
                t, peak = i * 300 + 5, float(values[k][i])
                alarms.append((t, [_abnormal(m, out, k, "001", t, t + 300, peak, "瓦斯涌出")]))
    rows = []
    for p in m.points:
        limits = {
            "ch4": "4;0;1.0;1.0;;;1.5;1.0;;",
            "air_velocity": "15;0;4.0;4.0;0.25;0.25;;;;",
            "fan": "1;0;;;;;;;;",
        }[p.kind]
        sort, states = ("KG", "开;停") if p.kind == "fan" else ("MN", ";")
        rows.append(
            f"{p.code};01;{m.code}{p.node:05d};{LABEL[p.kind]};{sort};{UNIT[p.kind]};{limits};"
            f"{states};{p.label};{place_text(m, m.nodes[p.node])};;"
        )
    for d in range(0, m.days, 2):
        t = d * DAY + 90
        out.write(
            "CDDY",
            t,
            f"{m.code};{m.name};KJ90X;煤矿安全监控系统;渝科自动化;{m.day_text(0)[:4]}-12-31;{out.text(t)}",
            [r + out.text(t) for r in rows],
        )
    every = m.edits["gas_every"]
    cols: list[list[str]] = []
    for k, p in enumerate(m.points):
        stem = f"{p.code};{LABEL[p.kind]};{p.label};"
        fmt = "%d" if p.kind == "fan" else "%.2f"
        cols.append(
            [
                f"{stem}{fmt % v};{UNIT[p.kind]};{z};"
                for v, z in zip(values[k][::every].tolist(), state[k][::every].tolist(), strict=True)
            ]
        )
    for i in range(len(cols[0]) if cols else 0):
        t = i * 300 * every + 7
        stamp = out.text(t)
        out.write("CDSS", t, head + stamp, [c[i] + stamp for c in cols])
    if m.number % 4 == 1:
        _statistics(m, out, values)
    for t, r in alarms:
        if 0 <= t < m.end:
            out.write("YCBJ", t, head + out.text(t), r)


def _abnormal(m: Mine, out: Sender, k: int, what: str, a: int, b: int, peak: float, why: str) -> str:
    """The row of an abnormal report."""
    p, begin, end = m.points[k], out.text(a), out.text(b)
    return (
        f"{p.code};{LABEL[p.kind]};{p.label};{UNIT[p.kind]};{what};{begin};{end};{peak:.2f};{begin};"
        f"{peak * 0.6:.2f};{end};{peak * 0.8:.2f};{why};已处置;{end};值班员;{end}"
    )


def _statistics(m: Mine, out: Sender, values: list[np.ndarray]) -> None:
    """Hourly statistics of the analogue points."""
    for h in range(1, m.days * 24):
        a, b = (h - 1) * 3600, h * 3600
        rows = []
        for k, p in enumerate(m.points):
            v = values[k][a // 300 : b // 300]
            if p.kind != "fan":
                hi, lo = int(v.argmax()), int(v.argmin())
                rows.append(
                    f"{p.code};{LABEL[p.kind]};{p.label};{UNIT[p.kind]};{out.text(a)};{out.text(b)};"
                    f"{v[hi]:.2f};{out.text(a + hi * 300)};{v[lo]:.2f};{out.text(a + lo * 300)};"
                    f"{v.mean():.2f};{out.text(b + 9)}"
                )
        out.write("TJSJ", b + 9, f"{m.code};{m.name};{out.text(b + 9)}", rows)


def _dark(m: Mine, t: int) -> bool:
    """Whether the mine sends nothing at this moment."""
    return any(a <= t < b for a, b in m.outages)


def write_tables(m: Mine, s: Series, folder: Path) -> None:
    """power, haulage, output, water, explosives, video."""
    iso = [m.iso(i * BIN) for i in range(m.days * 96)]
    lit = [not _dark(m, i * BIN) for i in range(m.days * 96)]
    if "power" not in m.absent_files:
        parts: dict[str, list[str]] = {}
        split = m.edits["split_power"]
        for f, _, _ in m.edits["feeders"]:
            for i, v in enumerate(s.kw[f][96:].tolist()):
                if lit[i]:
                    parts.setdefault(iso[i][:10] if split else "", []).append(f"{iso[i]},{f},{v:.1f}")
        for day, rows in parts.items():
            _csv(folder / (f"power-{day}.csv" if day else "power.csv"), "at,feeder,kw", rows)
    if "haulage" not in m.absent_files:
        rows = []
        for b in sorted(s.belts):
            run, t = s.running[b][96:].tolist(), s.belts[b][96:].tolist()
            rows += [f"{iso[i]},{b},{run[i]:.0f},{max(0.0, t[i]):.1f}" for i in range(m.days * 96) if lit[i]]
        _csv(folder / "haulage.csv", "at,conveyor,running_s,t", rows)
    if "output" not in m.absent_files:
        _output(m, s, folder)
    if "water" not in m.absent_files:
        _csv(
            folder / "water.csv",
            "at,pump,m3",
            [
                f"{m.iso(h * 3600)},{n},{v:.1f}"
                for n, x in s.pumped.items()
                for h, v in enumerate(x[24:].tolist())
                if lit[h * 4]
            ],
        )
    _explosives(m, folder)
    if "video" not in m.absent_files:
        _video(m, folder)


def _csv(path: Path, head: str, rows: list[str]) -> None:
    path.write_text(head + "\n" + "\n".join(rows) + ("\n" if rows else ""), encoding="utf-8")


def _output(m: Mine, s: Series, folder: Path) -> None:
    """Hoisted and reported tonnes of every shift, as the books are kept."""
    rows = []
    books = m.edits.get("books", "open")
    scale = m.edits.get("declared_scale", 1.0)
    hoisted, approved = s.hoisted.copy(), s.hoisted_approved
    day, part = m.edits.get("stock_day", (None, 0))
    if day is not None:
        held = hoisted[(day + 1) * 96 : (day + 2) * 96] * part
        hoisted[(day + 1) * 96 : (day + 2) * 96] -= held
        hoisted[(day + 2) * 96 : (day + 3) * 96] += held[: len(hoisted[(day + 2) * 96 : (day + 3) * 96])]
        if books == "open":
            approved = hoisted
    z0, z1, zero_hoist = m.edits.get("report_zero", (10**6, -1, False))
    for d in range(m.days):
        for q in range(m.shifts):
            a, b = m.shift_span(d, q)
            i, j = (a + DAY) // BIN, (b + DAY) // BIN
            if j > len(hoisted):
                continue
            h = float(hoisted[i:j].sum())
            ok = float(approved[i:j].sum())
            rep = {"open": h, "scaled": h * scale, "scaled_both": h * scale}.get(books, ok) * m.r.uniform(
                0.985, 1.012
            )
            if books == "doctored":
                h = ok
            elif books == "scaled_both":
                h = h * scale
            if z0 <= d <= z1:
                rep, h = 0.0, 0.0 if zero_hoist else h
            rows.append(f"{m.day_text(d)},{q + 1},{h:.1f},{rep:.1f}")
    _csv(folder / "output.csv", "date,shift,hoisted_t,reported_t", rows)


def _explosives(m: Mine, folder: Path) -> None:
    """Issues of explosives to the faces."""
    if "explosives" in m.absent_files:
        return
    rows: list[tuple[int, str]] = []
    hidden = m.edits.get("hidden", [])
    blasters = [p for p in m.places if p.blast]
    for p in m.places + hidden:
        face = p.key
        if not p.approved:
            if m.edits.get("blast_book") != "on_approved" or not blasters:
                continue
            face = blasters[0].key
        for t, kg in p.blasts:
            if 0 <= t < m.end and kg > 0.3:
                back = kg * m.r.uniform(0.03, 0.12)
                rows.append(
                    (
                        t - 2400,
                        f"{m.iso(max(0, t - 2400))},{face},{kg + back:.1f},{max(4, round(kg * 1.5))},{back:.1f}",
                    )
                )
    if rows or blasters:
        _csv(
            folder / "explosives.csv",
            "at,face_id,explosive_kg,detonators,returned_kg",
            [r for _, r in sorted(rows)],
        )


def _video(m: Mine, folder: Path) -> None:
    """Heads counted at the portal cameras, grouped by minute."""
    r = m.r
    main = "aux_shaft" if m.access == "vertical" else "main_portal"
    bad = m.edits.get("camera_bad_day", -9)
    cams = {"main": main}
    if m.edits["wind_camera"]:
        cams["wind"] = "wind_shaft"
    count: dict[tuple[int, str, str], int] = {}
    for b in m.bodies:
        if b.portal not in cams:
            continue
        for t, way in ((b.t_in, "in"), (b.t_out, "out")):
            if 0 <= t < m.end and not _dark(m, t):
                k = (t // 60 * 60, cams[b.portal], way)
                count[k] = count.get(k, 0) + 1
    rows = []
    for (t, pos, way), n in sorted(count.items()):
        x = r.random()
        if t // DAY == bad:
            n = max(0, n - (1 if x < 0.25 else 0) + (1 if x > 0.8 else 0))
        elif x < 0.012:
            n += r.choice((-1, 1))
        if n > 0:
            rows.append(f"{m.iso(t)},{pos},{way},{n}")
    _csv(folder / "video.csv", "at,position,direction,persons", rows)
