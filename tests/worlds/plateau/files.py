"""Writes a mine's folder as its systems would."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from .people import Track
from .physics import Series
from .sim import DAY, Sim

_HMS = [f"{h:02d}:{m:02d}:{s:02d}" for h in range(24) for m in range(60) for s in range(60)]


class Writer:
    """One mine's inbox."""

    def __init__(self, sim: Sim, series: Series, inbox: Path) -> None:
        self.sim, self.s = sim, series
        self.dir = inbox / sim.code
        (self.dir / "rydw").mkdir(parents=True, exist_ok=True)
        (self.dir / "aqjk").mkdir(parents=True, exist_ok=True)
        rng = self.rng = np.random.default_rng(int(sim.rng.integers(2**62)))
        self.caret = rng.random() < 0.2
        self.rec, self.end, self.pre = ("^", "]]]", "N") if self.caret else ("~", "||", "")
        self.dates = {d: (sim.day0 + timedelta(days=d)).strftime("%Y-%m-%d") for d in range(-8, sim.days + 8)}
        self.crlf = "\r\n" if rng.random() < 0.15 else ""
        self.coords = str(rng.choice(["all", "all", "all", "no_z", "none", "some"]))
        self.lengths = str(rng.choice(["all", "all", "some", "none", "no_roads"]))

    def t(self, sec: float) -> str:
        """Standard time."""
        d, r = divmod(int(sec), DAY)
        return f"{self.dates[d]} {_HMS[r]}"

    def stamp(self, sec: float) -> str:
        """Time for a file name."""
        return self.t(sec).replace("-", "").replace(" ", "").replace(":", "")

    def hidden(self, system: str, t: float) -> bool:
        """True when the link was down."""
        return any(k in (system, "*") and a <= t < b for k, a, b in self.sim.holes)

    def put(
        self, system: str, type_: str, t: float, header: str, records: list[str], forced: bool = False
    ) -> None:
        """Write one file, seldom twice or only half."""
        if self.hidden(system, t) and not forced:
            return
        sep = self.rec + self.crlf
        text = header + sep + sep.join(records) + (sep if records else "") + self.end
        roll = self.rng.random()
        path = self.dir / system / f"{self.sim.code}_{self.pre}{type_}_{self.stamp(t)}.txt"
        if roll < 0.0008 and len(text) > 200:
            text = text[: int(len(text) * float(self.rng.uniform(0.3, 0.95)))]
        elif roll < 0.0018:
            twin = self.dir / system / f"{self.sim.code}_{self.pre}{type_}_{self.stamp(t + 1)}.txt"
            twin.write_text(text, encoding="utf-8", newline="")
        path.write_text(text, encoding="utf-8", newline="")

    def head(self, t: float) -> str:
        """Three-field header."""
        return f"{self.sim.code};{self.sim.name};{self.t(t)}"

    # ---- register -----------------------------------------------------------------------------------------

    def register(self) -> None:
        """register.json."""
        sim, lay, s = self.sim, self.sim.lay, self.s
        sc = sim.station_code
        stations: list[dict[str, Any]] = []
        for i, nd in enumerate(lay.nodes):
            e: dict[str, Any] = {"station_code": sc(i), "name": nd.name}
            if self.coords in ("all", "no_z") or (self.coords == "some" and i % 3):
                e |= {"x": round(nd.x, 1), "y": round(nd.y, 1)}
                if self.coords != "no_z":
                    e["z"] = round(nd.z, 1)
            stations.append(e)
        roads: list[dict[str, Any]] = []
        for a, b, w in lay.edges:
            r: dict[str, Any] = {"from": sc(a), "to": sc(b)}
            if self.lengths == "all" or (self.lengths == "some" and (a + b) % 3):
                r["length_m"] = w
            roads.append(r)
        faces = []
        for p in sim.places:
            if p.hidden:
                continue
            faces.append(
                {
                    "face_id": p.face_id,
                    "name": p.name,
                    "kind": p.kind,
                    "stations": [sc(n) for n in p.stations],
                    "from": sim.date(int(p.start)),
                    "to": sim.date(int(p.end)) if p.end < 1e5 else None,
                    "crew_per_shift": p.crew,
                    "planned_t_per_day": round(p.plan, 0),
                    "advance_m_per_day": round(p.advance, 1),
                    "air_m3_per_min": round(p.air, 0),
                    "ch4_m3_per_min": round(p.gas_base + p.gas_per_t * p.plan / 18, 2),
                    "inflow_m3_per_h": round(p.inflow, 1),
                    "explosive_kg_per_day": round(p.blast_kg, 1),
                }
            )
        feeders = []
        serve = {
            "FDHOIST": "hoist",
            "FDMFAN": "main_fan",
            "FDPUMP": "pump",
            "FDSURF": "surface",
            "FDOTH": "other",
        }
        for f in s.power:
            to = serve.get(f) or ("local_fan" if f.startswith("LF") else f[2:])
            feeders.append({"feeder": f, "serves": to, "rated_kw": s.rated[f]})
        face_ids = [p.face_id for p in sim.places if not p.hidden]
        doc = {
            "mine_code": sim.code,
            "name": sim.name,
            "region": sim.code[:6],
            "kind": "coal",
            "capacity_t_per_year": sim.capacity,
            "headcount_limit": sim.head_limit,
            "shift_starts": [_HMS[x][:5] for x in sim.starts],
            "status": sim.status or [{"state": "producing", "from": sim.date(-300), "to": None}],
            "areas": [
                {"area_code": sim.area_code(i), "type": a.type, "limit": a.limit, "name": a.name}
                for i, a in enumerate(lay.areas)
            ],
            "stations": stations,
            "roadways": [] if self.lengths == "no_roads" else roads,
            "faces": faces,
            "seals": [
                {
                    "seal_id": f"S{j + 1}",
                    "name": f"{q.name}永久密闭",
                    "stations": [sc(q.gate[0])],
                    "built": sim.date(-int(200 + 37 * j)),
                }
                for j, q in enumerate(lay.panels)
                if q.state == "sealed"
            ],
            "feeders": feeders,
            "conveyors": [
                {"conveyor": c, "serves": face_ids if c == "C0" else [c[1:]], "rated_t_per_h": r}
                for c, r in s.belt_rated.items()
            ],
            "pumps": [
                {"pump": q, "station": sc(lay.rooms["pump"]), "rated_m3_per_h": r}
                for q, r in s.pump_rated.items()
            ],
            "points": [
                {
                    "point_code": q.code,
                    "kind": q.kind,
                    "station": sc(q.node),
                    "section_m2": round(q.section, 1),
                }
                for q in sim.points
            ],
        }
        (self.dir / "register.json").write_text(
            json.dumps(doc, ensure_ascii=False, indent=1), encoding="utf-8"
        )

    # ---- personnel ----------------------------------------------------------------------------------------

    def basics(self) -> None:
        """RYXX RYQY RYJZ daily."""
        sim, lay = self.sim, self.sim.lay
        t0 = int(self.rng.integers(600, 7200))
        for d in range(sim.days):
            t = d * DAY + t0
            rec = [
                f"{sim.card_code(i)};{p.name};{p.trade};{p.duty};{p.team};{p.born};;{p.leader};{p.special}"
                for i, p in enumerate(sim.roster.persons)
            ]
            head = (
                f"{sim.code};{sim.name};{sim.head_limit};KJ-P{sim.seed % 7};"
                f"人员位置监测系统;某厂;2027-06-30;{self.t(t)}"
            )
            self.put("rydw", "RYXX", t, head, rec)
            self.put(
                "rydw",
                "RYQY",
                t + 5,
                self.head(t + 5),
                [f"{a.type};{sim.area_code(i)};{a.limit};{a.name}" for i, a in enumerate(lay.areas)],
            )
            rec = []
            for i, nd in enumerate(lay.nodes):
                x, y, z = (
                    (nd.x, nd.y, nd.z)
                    if self.coords in ("all", "no_z") or (self.coords == "some" and i % 3)
                    else (0.0, 0.0, 0.0)
                )
                z = 0.0 if self.coords == "no_z" else z
                rec.append(f"{sim.station_code(i)};{nd.name};{x:.1f};{y:.1f};{z:.1f};{nd.name}")
            self.put("rydw", "RYJZ", t + 9, self.head(t + 9), rec)

    def offset(self, t: float) -> int:
        """Wrong clock of the location server."""
        return sum(o for a, b, o in self.sim.late if a <= t < b)

    def snapshots(self) -> None:
        """RYSS, JZSS and alarms."""
        sim, lay, rng = self.sim, self.sim.lay, self.rng
        total = sim.days * DAY
        tracks = sorted(
            (t for t in sim.tracks if t.card >= 0 and t.t_out > -60 and t.times), key=lambda t: t.t_in
        )
        mean = sum(max(0, min(t.t_out, total) - max(t.t_in, 0)) for t in tracks) / total
        order = [(p, n) for p in (60, 90, 120, 180, 240, 300, 300, 600) for n in (5, 4, 3, 2, 1)]
        fits = [(p, n) for p, n in order if mean * (205 + 43 * n) * DAY / p < 3.5e6] or [(600, 1)]
        wish = int(rng.choice([60, 120, 180, 300, 300, 300, 600]))
        period, depth = min(fits, key=lambda q: (abs(q[0] - wish), -q[1]))
        mark = float(rng.uniform(-0.5, 0.5))
        st_code = [sim.station_code(i) for i in range(len(lay.nodes))]
        ar_code = [sim.area_code(nd.area) for nd in lay.nodes]
        all_areas = [sim.area_code(i) for i in range(len(lay.areas))]
        down = sim.outage
        pos: list[tuple[list[int], list[int], list[int]]] = []
        for tr in tracks:
            times, nodes = tr.times, tr.nodes
            if down:
                keep = [
                    k
                    for k, (a, nd) in enumerate(zip(times, nodes, strict=True))
                    if k == 0 or not any(n == nd and x <= a < y for n, x, y in down)
                ]
                times, nodes = [times[k] for k in keep], [nodes[k] for k in keep]
            since, cur, ca = [], times[0], -1
            for a, nd in zip(times, nodes, strict=True):
                if lay.nodes[nd].area != ca:
                    ca, cur = lay.nodes[nd].area, a
                since.append(cur)
            pos.append((times, nodes, since))
        ptr = [0] * len(tracks)
        tails: list[str | None] = [None] * len(tracks)
        heads: list[str | None] = [None] * len(tracks)
        posts: list[str] = [""] * len(tracks)
        live: list[int] = []
        nxt = 0
        jit = float(rng.uniform(0, 4))
        k_js = max(1, int(900 / period))
        prev, step = -period, 0
        last_body: list[str] = []
        t = float(rng.uniform(0, period))
        dist = rng.normal(0, 25, 4096).round(1).tolist()
        seen = 0
        while t < total:
            ti = int(t)
            mode = next((m for a, b, m in sim.ryss_mode if a <= ti < b), "")
            while nxt < len(tracks) and tracks[nxt].t_in <= ti:
                live.append(nxt)
                nxt += 1
            body: list[str] = []
            keep_live: list[int] = []
            off = self.offset(ti)
            cap = next((c for a, b, c in sim.cap_count if a <= ti < b), 10**6)
            count = 0
            for i in live:
                tr = tracks[i]
                gone = tr.t_out <= ti
                if not gone:
                    keep_live.append(i)
                if tr.hide and any(a <= ti < b for a, b in tr.hide):
                    continue
                if gone and (tr.drop or tr.t_out <= prev):
                    continue
                if not gone:
                    count += 1
                    if count > cap:
                        continue
                times, nodes, since = pos[i]
                k, n = ptr[i], len(times)
                k0 = k
                while k + 1 < n and times[k + 1] <= ti:
                    k += 1
                tail = tails[i]
                if tail is None or k != k0:
                    ptr[i] = k
                    nd = nodes[k]
                    ac = all_areas[(nd * 7 + k) % len(all_areas)] if tr.fake_area else ar_code[nd]
                    trace = ",".join(
                        f"{st_code[nodes[q]]}&{self.t(times[q] + off)}"
                        for q in range(max(0, k - depth + 1), k + 1)
                    )
                    tail = (
                        f"{ac};{self.t(since[k] + off)};"
                        f"{st_code[nd]};{self.t(times[k] + off)};{sim.shift_name};"
                    )
                    tails[i] = tail
                    p = sim.roster.persons[tr.card]
                    posts[i] = f";正常;{p.leader};{p.special};{trace}"
                head = heads[i]
                if head is None:
                    head = heads[i] = f"{sim.card_code(tr.card)};{sim.roster.persons[tr.card].name};"
                seen += 1
                flag = (
                    f"2;{self.t(tr.t_in + off)};{self.t(tr.t_out + off)};"
                    if gone
                    else f"1;{self.t(tr.t_in + off)};;"
                )
                body.append(f"{head}{flag}{tail}{dist[seen & 4095]}{posts[i]}")
            live = keep_live
            prev = ti
            out = body
            if mode == "freeze":
                out = last_body
            elif mode == "gap":
                out = []
            if mode != "freeze":
                last_body = body
            if mode != "gap":
                self.put("rydw", "RYSS", ti + off, self.head(ti + off), out)
            step += 1
            if step % k_js == 0:
                rec = []
                for n, c in enumerate(st_code):
                    bad = any(m == n and a <= ti < b for m, a, b in down)
                    rec.append(f"{c};{1 if bad else 0};{1 if mark > 0 else 0};{self.t(ti + off)}")
                self.put("rydw", "JZSS", ti + off + 1, self.head(ti + off + 1), rec)
            t += period + float(rng.uniform(-jit, jit))
        self._alarms(tracks)

    def _alarms(self, tracks: list[Track]) -> None:
        sim, rng = self.sim, self.rng
        limit = max(12 * 3600, DAY // sim.ns + 3 * 3600)
        for tr in tracks:
            if tr.t_out - tr.t_in > limit and 0 < tr.t_in + limit < sim.days * DAY - 10 and not sim.no_alarm:
                a = tr.t_in + limit
                nd = tr.nodes[0]
                p = sim.roster.persons[tr.card]
                end = self.t(tr.t_out) if tr.t_out < sim.days * DAY else ""
                self.put(
                    "rydw",
                    "RYCS",
                    a + 7,
                    self.head(a + 7),
                    [
                        f"{sim.card_code(tr.card)};{p.name};{self.t(tr.t_in)};{self.t(a)};{end};"
                        f"{sim.area_code(sim.lay.nodes[nd].area)};{self.t(tr.t_in)};"
                        f"{sim.station_code(nd)};{self.t(tr.t_in)}"
                    ],
                )
            elif tr.honest and rng.random() < 0.0006 and 0 < tr.t_in < sim.days * DAY - 40000:
                i = len(tr.times) // 2
                p, nd, a = sim.roster.persons[tr.card], tr.nodes[i], tr.times[i]
                ac = sim.area_code(sim.lay.nodes[nd].area)
                self.put(
                    "rydw",
                    "RYQJ",
                    a + 3,
                    self.head(a + 3),
                    [
                        f"{sim.card_code(tr.card)};{p.name};{self.t(a)};{self.t(a + 60)};{self.t(tr.t_in)};"
                        f"{ac};{self.t(a)};"
                        f"{sim.station_code(nd)};{self.t(a)}"
                    ],
                )
            if not tr.honest or sim.no_alarm:
                continue
            for a, nd in zip(tr.times, tr.nodes, strict=True):
                ar = sim.lay.nodes[nd].area
                if (
                    sim.lay.areas[ar].type == "限制区域"
                    and 0 < a < sim.days * DAY - 60
                    and rng.random() < 0.02
                ):
                    p = sim.roster.persons[tr.card]
                    self.put(
                        "rydw",
                        "RYXZ",
                        a + 4,
                        self.head(a + 4),
                        [
                            f"{sim.card_code(tr.card)};{p.name};{self.t(a)};;{self.t(tr.t_in)};"
                            f"{sim.area_code(ar)};"
                            f"{self.t(a)};{sim.station_code(nd)};{self.t(a)}"
                        ],
                    )
        for ar, t in sim.area_over.items():
            a = sim.lay.areas[ar]
            if 0 < t < sim.days * DAY - 4000 and not sim.no_alarm:
                n = a.limit + 2
                ids = ",".join(sim.card_code(int(i)) for i in rng.integers(0, len(sim.roster.persons), n))
                self.put(
                    "rydw",
                    "RYCY",
                    t,
                    self.head(t),
                    [
                        f"区域超员;{a.limit};{n};{sim.area_code(ar)};"
                        f"{a.name};{self.t(t)};{self.t(t + 1500)};{ids}"
                    ],
                )

    # ---- safety monitoring --------------------------------------------------------------------------------

    def safety(self) -> None:
        """CDDY CDSS TJSJ YCBJ KGBH."""
        sim, s, rng = self.sim, self.s, self.rng
        unit = {"ch4": "%", "air_velocity": "m/s", "fan": ""}
        word = {"ch4": "环境瓦斯", "air_velocity": "风速", "fan": "主通风机"}
        code = {"ch4": "0001", "air_velocity": "0002", "fan": "1010"}
        for d in range(sim.days):
            t = d * DAY + 1234
            rec = []
            for i, q in enumerate(sim.points):
                nd = sim.lay.nodes[q.node]
                lim = "4;0;1.0;1.0;;;1.5;1.0;;" if q.kind == "ch4" else "15;0;4.0;3.9;0.25;0.26;;;;"
                x = f"{nd.x:.1f};{nd.y:.1f};{nd.z:.1f}" if self.coords == "all" else "0;0;0"
                kind = "KG" if q.kind == "fan" else "MN"
                rec.append(
                    f"{q.code};01;{sim.code}{i % 9 + 1:05d};{code[q.kind]};{kind};{unit[q.kind]};{lim};"
                    f"{'开;停' if kind == 'KG' else ';'};{q.name};{x};;{self.t(t)}"
                )
            head = f"{sim.code};{sim.name};KJ-S{sim.seed % 5};安全监控系统;某厂;2027-01-31;{self.t(t)}"
            self.put("aqjk", "CDDY", t, head, rec)
        real = "cdss" not in sim.missing
        stat = "tjsj" not in sim.missing
        every = int(rng.choice([1, 1, 2, 3]))
        m = sim.n_bins * 3
        lag = int(rng.integers(5, 290))
        if real:
            pre = [f"{q.code};{word[q.kind]};{q.name};" for q in sim.points]
            post = [f";{unit[q.kind]};" for q in sim.points]
            vals = [x.tolist() for x in s.points]
            sts = [x.tolist() for x in s.state]
            for i in range(0, m, every):
                t = i * 300 + lag
                now = self.t(t)
                rec = [
                    f"{a}{v[i]}{b}{st[i]};{now}"
                    if q.kind != "fan"
                    else f"{a}{'开' if v[i] > 0.5 else '停'}{b}{st[i]};{now}"
                    for a, b, v, st, q in zip(pre, post, vals, sts, sim.points, strict=True)
                ]
                self.put("aqjk", "CDSS", t, f"{sim.code};{sim.name};{now}", rec)
        for h in range(sim.days * 24):
            t = (h + 1) * 3600 + 20
            if t >= sim.days * DAY or not stat:
                break
            rec = []
            for q, x in zip(sim.points, s.points, strict=True):
                if q.kind == "fan":
                    continue
                sd = 0.012 if q.kind == "ch4" else 0.04
                w = np.abs(rng.normal(0, sd, (12, 2)))
                for j in range(12):
                    i = h * 12 + j
                    v = float(x[i])
                    flat = i > 2 and x[i - 1] == v and x[i - 2] == v and x[i - 3] == v
                    up, lo = (v, v) if flat else (v + float(w[j, 0]), max(0.0, v - float(w[j, 1])))
                    a = i * 300
                    rec.append(
                        f"{q.code};{word[q.kind]};{q.name};{unit[q.kind]};"
                        f"{self.t(a)};{self.t(a + 300)};{up:.2f};"
                        f"{self.t(a + 37 + 5 * j)};{lo:.2f};{self.t(a + 211)};{v:.2f};{self.t(a + 300)}"
                    )
            self.put("aqjk", "TJSJ", t, self.head(t), rec)
        for q, x, st in zip(sim.points, s.points, s.state, strict=True):
            for value, kind, why in ((1, "001", "采掘"), (4, "007", "标校"), (128, "004", "检修")):
                idx = np.flatnonzero(st == value)
                for run in np.split(idx, np.flatnonzero(np.diff(idx) > 1) + 1) if idx.size else []:
                    a, b = int(run[0]) * 300, int(run[-1]) * 300 + 300
                    hi, lo = float(x[run].max()), float(x[run].min())
                    if b + 60 < sim.days * DAY and (value != 1 or not sim.no_alarm):
                        self.put(
                            "aqjk",
                            "YCBJ",
                            b + 31 + sim.points.index(q),
                            self.head(b + 31),
                            [
                                f"{q.code};{word[q.kind]};{q.name};{unit[q.kind]};"
                                f"{kind};{self.t(a)};{self.t(b)};{hi:.2f};"
                                f"{self.t(a + 100)};{lo:.2f};{self.t(b)};{float(x[run].mean()):.2f};"
                                f"{why};已处理;"
                                f"{self.t(b + 20)};调度员;{self.t(b + 31)}"
                            ],
                        )
            if q.kind == "fan":
                for i in np.flatnonzero(np.diff(x) != 0).tolist()[:200]:
                    t = (i + 1) * 300 + sim.points.index(q)
                    self.put(
                        "aqjk",
                        "KGBH",
                        t,
                        self.head(t),
                        [
                            f"{q.code};{word[q.kind]};{q.name};{'开' if x[i + 1] > 0.5 else '停'};0;{self.t(t)}"
                        ],
                    )

    # ---- CSV ----------------------------------------------------------------------------------------------

    def tables(self) -> None:
        """The CSV files."""
        sim, s, rng = self.sim, self.s, self.rng

        def save(name: str, head: str, rows: list[str]) -> None:
            if name in sim.missing or not rows:
                return
            (self.dir / f"{name}.csv").write_text(head + "\n" + "\n".join(rows) + "\n", encoding="utf-8")

        iso = [sim.iso(i * 900) for i in range(sim.n_bins)]
        gone = [
            sim.holes and any(k == "*" and a <= i * 900 < b for k, a, b in sim.holes)
            for i in range(sim.n_bins)
        ]
        rows = [
            f"{iso[i]},{f},{x[i]:.1f}"
            for f, x in s.power.items()
            for i in range(sim.n_bins)
            if not (gone[i] and rng.random() < 0.5)
        ]
        rows.sort(key=lambda r: r[:25])
        if rng.random() < 0.25 and sim.days > 4:
            cut = sim.iso(sim.days * DAY // 2)
            save("power", "at,feeder,kw", [r for r in rows if r[:25] < cut])
            if "power" not in sim.missing:
                (self.dir / "power-2.csv").write_text(
                    "at,feeder,kw\n" + "\n".join(r for r in rows if r[:25] >= cut) + "\n", encoding="utf-8"
                )
        else:
            save("power", "at,feeder,kw", rows)
        save(
            "haulage",
            "at,conveyor,running_s,t",
            [
                f"{iso[i]},{c},{run[i]:.0f},{t[i]:.1f}"
                for i in range(sim.n_bins)
                for c, (run, t) in s.belts.items()
            ],
        )
        save(
            "output",
            "date,shift,hoisted_t,reported_t",
            [f"{sim.date(d)},{k + 1},{h},{r}" for d, k, h, r in s.output],
        )
        save(
            "water",
            "at,pump,m3",
            [f"{sim.iso(h * 3600)},{q},{x[h]:.1f}" for h in range(sim.days * 24) for q, x in s.water.items()],
        )
        save(
            "explosives",
            "at,face_id,explosive_kg,detonators,returned_kg",
            [
                f"{sim.iso(t)},{f},{kg:.1f},{n},{ret}"
                for t, f, kg, n, ret in s.explosives
                if 0 <= t < sim.days * DAY
            ],
        )
        self._video(save)

    def _video(self, save: Any) -> None:
        sim, rng = self.sim, self.rng
        names = {p: ("aux_shaft" if i == 0 else f"portal_{i + 1}") for i, p in enumerate(sim.lay.portals)}
        box: dict[tuple[int, int, str], int] = {}
        for tr in sim.tracks:
            if not tr.body:
                continue
            for t, way in (
                (tr.t_in if tr.vin is None else tr.vin, "in"),
                (tr.t_out if tr.vout is None else tr.vout, "out"),
            ):
                if 0 <= t < sim.days * DAY and rng.random() >= sim.video_noise:
                    key = (int(t) // 60, tr.portal, way)
                    box[key] = box.get(key, 0) + 1
        for por, t, n in sim.extra_gate:
            if 0 <= t < sim.days * DAY:
                key = (int(t) // 60, por, "in" if n > 0 else "out")
                box[key] = box.get(key, 0) + abs(n)
        save(
            "video",
            "at,position,direction,persons",
            [
                f"{sim.iso(m * 60 + 30)},{names.get(p, 'aux_shaft')},{w},{n}"
                for (m, p, w), n in sorted(box.items())
            ],
        )

    def all(self) -> None:
        """Everything."""
        self.register()
        self.basics()
        self.snapshots()
        self.safety()
        self.tables()
