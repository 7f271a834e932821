"""Writing the inbox of a mine: register, position files, sensor files and tables."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from .clock import DAY
from .mine import Mine
from .observe import Snapshots
from .physics import SLOT, Physics
from .sensors import Sensors

TYPE_NAMES = {
    "ch4": ("甲烷", "%CH4", "0001"),
    "air_velocity": ("风速", "m/s", "0003"),
    "co": ("一氧化碳", "ppm", "0004"),
    "fan": ("局部通风机开停", "", "1002"),
    "main_fan": ("主通风机开停", "", "1010"),
}


class Sender:
    """Text files in the manner of one mine."""

    def __init__(self, m: Mine, home: Path) -> None:
        self.m = m
        self.home = home
        self.rydw, self.aqjk = home / "rydw", home / "aqjk"
        for folder in (home, self.rydw, self.aqjk):
            folder.mkdir(parents=True, exist_ok=True)
        self.caret = m.profile == "caret"
        self.used: set[str] = set()
        self.safety = f"{m.rnd.randint(2025, 2028)}-{m.rnd.randint(1, 12):02d}-{m.rnd.randint(1, 28):02d}"

    def put(self, folder: Path, kind: str, t: int, head: str, body: str, sent: int | None = None) -> None:
        """Write one file; now and then it is cut short or sent a second time."""
        m = self.m
        text = f"{head};{m.clock.text(t)}~{body}~||" if body else f"{head};{m.clock.text(t)}~||"
        prefix = ""
        if self.caret:
            text = text[:-2].replace("~", "^") + "]]]"
            prefix = "N"
        sent = t if sent is None else sent
        name = f"{m.code}_{prefix}{kind}_{m.clock.stamp(sent)}.txt"
        while name in self.used:
            sent += 1
            name = f"{m.code}_{prefix}{kind}_{m.clock.stamp(sent)}.txt"
        self.used.add(name)
        data = text.encode()
        luck = m.rnd.random()
        if luck < 0.0006 and len(data) > 400 and kind in ("RYSS", "CDSS", "JZSS"):
            data = data[: m.rnd.randint(200, len(data) - 10)]
        elif luck < 0.0018 and kind in ("RYSS", "CDSS"):
            again = f"{m.code}_{prefix}{kind}_{m.clock.stamp(sent + m.rnd.randint(1, 20))}.txt"
            if again not in self.used:
                self.used.add(again)
                self._write(folder, again, data)
        self._write(folder, name, data)

    @staticmethod
    def _write(folder: Path, name: str, data: bytes) -> None:
        with open(folder / name, "wb", buffering=0) as out:
            out.write(data)


def write_register(m: Mine, home: Path) -> None:
    """register.json as declared."""
    lay, rnd = m.lay, m.rnd
    known = [n for n in lay.nodes if n.code]
    blank = rnd.random() < 0.08
    stations = []
    for n in known:
        x, y, z = n.shown or (n.x, n.y, n.z)
        if blank and rnd.random() < 0.15:
            x = y = z = 0.0
        stations.append(
            {"station_code": n.code, "name": n.name, "x": round(x, 1), "y": round(y, 1), "z": round(z, 1)}
        )
    roads = [
        {"from": lay.nodes[a].code, "to": lay.nodes[b].code, "length_m": round(_claimed(m, a, b, length), 1)}
        for a, b, length, _ in lay.links
        if lay.nodes[a].code and lay.nodes[b].code
    ]
    faces = []
    for f in lay.faces:
        faces.append(
            {
                "face_id": f.fid,
                "name": f.name,
                "kind": f.kind,
                "stations": [
                    lay.nodes[n].code
                    for n in dict.fromkeys([f.mouth, *f.nodes] + ([f.ret] if f.kind == "coal_face" else []))
                ],
                "from": m.clock.date(f.start),
                "to": None if f.stop is None else m.clock.date(f.stop),
                "crew_per_shift": f.crew,
                "planned_t_per_day": round(f.tpd, 1),
                "advance_m_per_day": f.adv,
                "air_m3_per_min": float(f.air),
                "ch4_m3_per_min": f.ch4,
                "inflow_m3_per_h": f.inflow,
                "explosive_kg_per_day": f.expl,
            }
        )
    data = {
        "mine_code": m.code,
        "name": m.name,
        "region": m.code[:6],
        "kind": "coal",
        "capacity_t_per_year": m.capacity,
        "headcount_limit": m.limit,
        "shift_starts": [f"{s // 3600:02d}:{s // 60 % 60:02d}" for s in m.starts],
        "status": m.status,
        "areas": [
            {"area_code": a.code, "type": a.kind, "limit": a.limit, "name": a.name}
            for a in lay.areas.values()
        ],
        "stations": stations,
        "roadways": roads,
        "faces": faces,
        "seals": [
            {**s, "stations": [lay.nodes[n].code for n in s["stations"]], "built": m.clock.date(s["built"])}
            for s in lay.seals
        ],
        "feeders": [{"feeder": name, "serves": serves, "rated_kw": kw} for name, serves, kw in lay.feeders],
        "conveyors": [
            {"conveyor": name, "serves": ids, "rated_t_per_h": rated} for name, ids, rated in lay.belts
        ],
        "pumps": [
            {"pump": name, "station": lay.nodes[n].code, "rated_m3_per_h": rated}
            for name, n, rated in lay.pumps
        ],
        "points": [
            {
                "point_code": p.code,
                "kind": "fan" if p.kind == "main_fan" else p.kind,
                "station": lay.nodes[p.node].code,
                **({"section_m2": p.section} if p.section else {}),
            }
            for p in lay.points
            if p.kind != "co"
        ],
    }
    (home / "register.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def _claimed(m: Mine, a: int, b: int, length: float) -> float:
    """Declared length: drawn from the declared coordinates where these are not the true ones."""
    p, q = m.lay.nodes[a], m.lay.nodes[b]
    if p.shown is None and q.shown is None:
        return length
    u, v = p.shown or (p.x, p.y, p.z), q.shown or (q.x, q.y, q.z)
    return max(20.0, float(np.linalg.norm(np.array(u) - np.array(v))) * 1.05)


def write_personnel(m: Mine, out: Sender, snaps: Snapshots) -> None:
    """Static and running files of the position system."""
    lay, rnd = m.lay, m.rnd
    head = f"{m.code};{m.name}"
    areas = "~".join(f"{a.kind};{a.code};{a.limit};{a.name}" for a in lay.areas.values())
    stations = "~".join(
        f"{n.code};{n.name};"
        + "".join(f"{c:.1f};" for c in n.shown or (n.x, n.y, n.z))
        + lay.areas[n.area].name
        for n in lay.nodes
        if n.code
    )
    people = "~".join(
        f"{m.code}{p.card};{p.name};{p.trade};{p.post};{p.team};{p.birth};{p.education};"
        f"{int(p.leader)};{int(p.special)}"
        for p in m.people
        if p.card
    )
    maker = rnd.choice(("KJ-R200", "KJ-D69", "KJ-P725"))
    full = f"{head};{m.limit};{maker};人员位置监测系统;某某自动化有限公司;{out.safety}"
    for d in range(m.days):
        t = d * DAY + 600 + rnd.randint(0, 60)
        out.put(out.rydw, "RYQY", t, head, areas)
        out.put(out.rydw, "RYJZ", t + 5, head, stations)
        out.put(out.rydw, "RYXX", t + 10, full, people)
    for t, body in zip(snaps.taken.tolist(), snaps.bodies()):
        late = t + rnd.randint(60, 1500) if rnd.random() < 0.004 else t
        out.put(out.rydw, "RYSS", t, head, body, late)
    if "JZSS" in m.send:
        _station_states(m, out, head)
    _alarms(m, out, head, snaps)


def _station_states(m: Mine, out: Sender, head: str) -> None:
    """JZSS: state of the readers."""
    rnd, step = m.rnd, m.rnd.choice((600, 900, 1200))
    codes = [(n.idx, n.code) for n in m.lay.nodes if n.code]
    supply = {k: rnd.choice("001") for k, _ in codes}
    lines = [(k, f"{code};0;{supply[k]};", f"{code};1;{supply[k]};", f"{code};2;2;") for k, code in codes]
    kind = {(node, a): rnd.random() < 0.7 for node, a, _ in m.outages}
    for t in range(rnd.randint(5, step), m.end, step):
        if any(a <= t <= b for a, b in m.net_out):
            continue
        now = m.clock.text(t)
        bad = {node: kind[node, a] for node, a, b in m.outages if a <= t < b}
        body = "~".join(
            [(ok if k not in bad else broken if bad[k] else faulty) + now for k, ok, broken, faulty in lines]
        )
        out.put(out.rydw, "JZSS", t, head, body)


def _alarms(m: Mine, out: Sender, head: str, snaps: Snapshots) -> None:
    """RYCS, RYCY, RYXZ and the rare RYQJ."""
    rnd, clock, lay = m.rnd, m.clock, m.lay
    if "RYCS" in m.send:
        bound = rnd.choice((10, 11, 12)) * 3600
        for tr in m.trips:
            over = tr.t_in + bound
            if tr.card and tr.t_out > over and 0 < over < m.end and not tr.hide:
                node = lay.nodes[next((n for n in reversed(tr.nodes) if lay.nodes[n].code), lay.pit)]
                p, t_in = m.people[tr.who], clock.text(tr.t_in)
                ends = [""] + ([clock.text(tr.t_out)] if tr.t_out < m.end else [])
                for k, stop in enumerate(ends):
                    row = (
                        f"{m.code}{p.card};{p.name};{t_in};{clock.text(over)};{stop};{node.code[:16]};{t_in};"
                        f"{node.code};{t_in}"
                    )
                    out.put(out.rydw, "RYCS", (over + 20) if k == 0 else tr.t_out + 20, head, row)
    if "RYXZ" in m.send:
        for tr, k, a, b in snaps.restricted:
            if tr.hide or not 0 < a < m.end or not b < m.end or rnd.random() < 0.2:
                continue
            node, p = lay.nodes[k], m.people[tr.who]
            row = (
                f"{m.code}{p.card};{p.name};{clock.text(a)};{clock.text(b)};{clock.text(tr.t_in)};{node.code[:16]};"
                f"{clock.text(a)};{node.code};{clock.text(a)}"
            )
            out.put(out.rydw, "RYXZ", b + 30, head, row)
    if "RYCY" in m.send:
        counts = snaps.counts()
        for k, area in enumerate(lay.areas.values()):
            if area.kind != "重点区域" or area.limit <= 0:
                continue
            full = np.concatenate(([False], counts[k] > area.limit, [False]))
            edges = np.flatnonzero(full[1:] != full[:-1])
            for a, b in zip(edges[::2].tolist(), edges[1::2].tolist()):
                t0 = int(snaps.taken[a])
                t1 = int(snaps.taken[min(b, len(snaps.taken) - 1)])
                top = int(counts[k][a:b].max())
                row = (
                    f"区域超员;{area.limit};{top};{area.code};{area.name};{clock.text(t0)};{clock.text(t1)};"
                )
                out.put(out.rydw, "RYCY", t1, head, row)
    for tr in m.trips:
        if tr.card and rnd.random() < 0.0002 and not tr.hide and 0 < tr.t_in + 9000 < min(tr.t_out, m.end):
            p, t = m.people[tr.who], tr.t_in + 9000
            node = lay.nodes[next((n for n in reversed(tr.nodes) if lay.nodes[n].code), lay.pit)]
            row = (
                f"{m.code}{p.card};{p.name};{clock.text(t)};{clock.text(t + 90)};{clock.text(tr.t_in)};"
                f"{node.code[:16]};{clock.text(tr.t_in)};{node.code};{clock.text(tr.t_in)}"
            )
            out.put(out.rydw, "RYQJ", t + 100, head, row)


def write_safety(m: Mine, out: Sender, s: Sensors) -> None:
    """Files of the safety monitoring system."""
    lay, rnd, clock = m.lay, m.rnd, m.clock
    head = f"{m.code};{m.name}"
    maker = f"{head};KJ-A{rnd.randint(70, 99)};煤矿安全监控系统;某某科技有限公司;{out.safety}"
    rows = []
    for p in lay.points:
        name, unit, kind = TYPE_NAMES[p.kind]
        node = lay.nodes[p.node]
        limits = {
            "ch4": "4;0;1.00;0.99;;;1.50;0.99;;",
            "air_velocity": "15;0;;;0.25;0.26;;;;",
            "co": "500;0;24;23;;;;;;",
        }.get(p.kind, ";;;;;;;;;")
        states = "开;停" if p.kind in ("fan", "main_fan") else ";"
        rows.append(
            f"{p.code};01;{m.code}{p.code[20:23].zfill(5)};{kind};{p.code[14:16]};{unit};{limits};{states};"
            f"{p.where};{node.x:.1f};{node.y:.1f};{node.z:.1f};;"
        )
    for d in range(m.days):
        t = d * DAY + 300 + rnd.randint(0, 30)
        now = clock.text(t)
        out.put(out.aqjk, "CDDY", t, maker, "~".join(row + now for row in rows))
    lines, tails = [], []
    for p in lay.points:
        name, unit, _ = TYPE_NAMES[p.kind]
        lines.append(f"{p.code};{name};{p.where};")
        tails.append(f";{unit};")
    words = []
    for k, p in enumerate(lay.points):
        digits = 2 if p.kind in ("ch4", "air_velocity") else 0
        words.append([f"{v:.{digits}f}" if v > -9000 else "-9999" for v in s.values[k].tolist()])
    marks = s.states.tolist()
    stats = "TJSJ" in m.send and m.cd_period == 300
    analog = [k for k, p in enumerate(lay.points) if p.kind in ("ch4", "air_velocity", "co")]
    spread = np.abs(m.rng.normal(0, 1, (2, 997))).tolist()
    for j, t in enumerate(s.times.tolist()):
        if any(a <= t <= b for a, b in m.net_out) or rnd.random() < m.lost:
            continue
        now = clock.text(t)
        out.put(
            out.aqjk,
            "CDSS",
            t,
            head,
            "~".join([f"{lines[k]}{words[k][j]}{tails[k]}{marks[k][j]};{now}" for k in range(len(lines))]),
        )
        if stats:
            begin = clock.text(t - 300)
            body = []
            for k in analog:
                v = float(s.values[k][j])
                wide = 0.01 + 0.03 * max(v, 0)
                top = v + wide * spread[0][(j * 31 + k) % 997]
                low = max(0.0, v - wide * spread[1][(j * 17 + k) % 997])
                at, at2 = clock.text(t - (j * 37 + k * 11) % 300), clock.text(t - (j * 53 + k * 7) % 300)
                body.append(
                    f"{lines[k]}{tails[k][1:]}{begin};{now};{top:.2f};{at};{low:.2f};{at2};"
                    f"{max(v, 0):.2f};{now}"
                )
            out.put(out.aqjk, "TJSJ", t + 3, head, "~".join(body))
    if "YCBJ" in m.send:
        _abnormal(m, out, s, head)
    if "KGBH" in m.send:
        for k, a, b in s.stops:
            for t, v in ((a, 0), (b, 1)):
                out.put(
                    out.aqjk,
                    "KGBH",
                    t,
                    head,
                    f"{lay.points[k].code};局部通风机开停;{lay.points[k].where};{v};"
                    f"{clock.text(t)};{clock.text(t)}",
                )


def _abnormal(m: Mine, out: Sender, s: Sensors, head: str) -> None:
    """YCBJ: alarms, calibrations, broken sensors."""
    lay, clock = m.lay, m.clock

    def row(k: int, kind: str, a: int, b: int, top: float, cause: str, act: str) -> None:
        p = lay.points[k]
        name, unit, _ = TYPE_NAMES[p.kind]
        mid = clock.text((a + b) // 2)
        text = (
            f"{p.code};{name};{p.where};{unit};{kind};{clock.text(a)};{clock.text(b)};{top:.2f};{mid};"
            f"{max(0.0, top - 0.3):.2f};{clock.text(a)};{max(0.0, top - 0.12):.2f};{cause};{act};"
            f"{clock.text(b + 300)};值班员;{clock.text(b + 310)}"
        )
        out.put(out.aqjk, "YCBJ", b + 310, head, text)

    for k, a, b, peak in s.calibrations:
        row(k, "007", a, b, peak, "标校", "正常标校")
    step = int(m.cd_period)
    for k, p in enumerate(lay.points):
        for code, state, cause, act in (
            ("001", 1, "瓦斯涌出异常", "撤人断电加强通风"),
            ("004", 128, "传感器断线", "更换传感器"),
        ):
            on = np.concatenate(([False], s.states[k] == state, [False]))
            edges = np.flatnonzero(on[1:] != on[:-1])
            for i, j in zip(edges[::2].tolist(), edges[1::2].tolist()):
                t0, t1 = int(s.times[i]), int(s.times[j - 1]) + step // 2
                if t1 < m.end:
                    row(k, code, t0, t1, float(max(0, s.values[k][i:j].max())), cause, act)


def write_tables(m: Mine, home: Path, phys: Physics) -> None:
    """The CSV files; a network break leaves holes in the metered ones now and then."""
    clock, rnd = m.clock, m.rnd
    iso = [clock.iso(int(t)) for t in phys.t]
    gone = np.zeros(phys.n, bool)
    if rnd.random() < 0.5:
        for a, b in m.net_out:
            gone |= (phys.t >= a) & (phys.t < b)
    keep = np.flatnonzero(~gone).tolist()
    if "power" in m.send:
        columns = [(name, [f"{v:.1f}" for v in kw.tolist()]) for name, kw in phys.power.items()]
        _table(home, "power", "at,feeder,kw", [f"{iso[k]},{n},{c[k]}" for k in keep for n, c in columns])
    if "haulage" in m.send:
        belts = [
            (name, [f"{int(r)}" for r in run.tolist()], [f"{v:.1f}" for v in t.tolist()])
            for name, (run, t) in phys.haul.items()
        ]
        _table(
            home,
            "haulage",
            "at,conveyor,running_s,t",
            [f"{iso[k]},{n},{r[k]},{t[k]}" for k in keep for n, r, t in belts],
        )
    if "output" in m.send:
        _table(
            home,
            "output",
            "date,shift,hoisted_t,reported_t",
            [
                f"{clock.date(d)},{s + 1},{h:.1f},{r:.1f}"
                for d, s, h, r in phys.shift_output()
                if m.shift_start(d, s) + m.length <= m.end
            ],
        )
    if "water" in m.send:
        hours = [clock.iso(k * 3600) for k in range(m.days * 24)]
        _table(
            home,
            "water",
            "at,pump,m3",
            [f"{hours[k]},{p},{v[k]:.1f}" for k in range(len(hours)) for p, v in phys.water.items()],
        )
    if "explosives" in m.send and phys.blast_rows:
        _table(
            home,
            "explosives",
            "at,face_id,explosive_kg,detonators,returned_kg",
            [
                f"{clock.iso(t)},{f},{kg:.1f},{n},{back:.1f}"
                for t, f, kg, n, back in phys.blast_rows
                if 0 <= t < m.end
            ],
        )
    if "video" in m.send:
        _table(home, "video", "at,position,direction,persons", _video(m))


def _table(home: Path, name: str, header: str, rows: list[str]) -> None:
    (home / f"{name}.csv").write_text(header + "\n" + "\n".join(rows) + "\n", encoding="utf-8")


def _video(m: Mine) -> list[str]:
    """People counted by the camera at the entry, in groups, with the errors of such cameras."""
    rnd = m.rnd
    miss = rnd.uniform(0.002, 0.012)
    blind = [
        (t, t + rnd.randint(1200, 9000))
        for t in (rnd.randint(0, m.end) for _ in range(rnd.choice((0, 0, 1))))
    ]
    position = "aux_shaft" if m.lay.vertical else "aux_slope"
    step = rnd.choice((60, 60, 120))
    bins: dict[tuple[int, str], int] = {}
    for tr in m.trips:
        for t, way in ((tr.vid_in, "in"), (tr.vid_out, "out")):
            if t is None or not 0 <= t < m.end or rnd.random() < miss or any(a <= t < b for a, b in blind):
                continue
            key = (t // step * step, way)
            bins[key] = bins.get(key, 0) + (2 if rnd.random() < miss / 2 else 1)
    return [f"{m.clock.iso(t)},{position},{way},{n}" for (t, way), n in sorted(bins.items())]


__all__ = ["SLOT", "Sender", "write_personnel", "write_register", "write_safety", "write_tables"]
