"""Personnel location files: RYXX RYQY RYJZ RYSS JZSS and the alarms."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .model import DAY, Mine, Node, Trip, clock_table


class Sender:
    """Writes text files in the profile of the mine."""

    def __init__(self, m: Mine, folder: Path) -> None:
        self.m, self.folder = m, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.rec, self.fin = ("^", "]]]") if m.n_profile else ("~", "||")
        self.pre = "N" if m.n_profile else ""
        self.days = {d: m.day_text(d) for d in range(-3, m.days + 4)}
        self.flat = {d: t.replace("-", "") for d, t in self.days.items()}
        self.hms = clock_table()
        self.taken: set[tuple[str, int]] = set()

    def text(self, t: int) -> str:
        """Time as text."""
        return f"{self.days[t // DAY]} {self.hms[t % DAY]}"

    def write(self, typ: str, t: int, head: str, rows: list[str], tricky: bool = True) -> None:
        """One file; link troubles of the mine are applied here."""
        body = self.rec.join([head, *rows, self.fin])
        name_t = t
        if tricky:
            for a, b in self.m.outages:
                if a <= t < b:
                    return
            for what, a, b in self.m.tampered_files:
                if a <= t < b:
                    if what == "late":
                        name_t = b + (t - a) // 20 + 900
                    elif what == "twice" and (t // 60) % 2 == 0:
                        self._put(typ, t + 2, body)
                    elif what == "half" and (t // 60) % 3 == 0:
                        self._put(typ, t, body[: int(len(body) * 0.6)])
                        return
        self._put(typ, name_t, body)

    def _put(self, typ: str, t: int, body: str) -> None:
        while (typ, t) in self.taken:
            t += 1
        self.taken.add((typ, t))
        stamp = self.flat[t // DAY] + self.hms[t % DAY].replace(":", "")
        with open(self.folder / f"{self.m.code}_{self.pre}{typ}_{stamp}.txt", "wb") as f:
            f.write(body.encode())


def offsets(m: Mine, t: int) -> int:
    """Error of the positioning server's clock at a moment."""
    off = 0
    for a, o in m.clock_shift:
        if t >= a:
            off = o
    return off


def place_text(m: Mine, n: Node) -> str:
    """Coordinates of a station as this mine sends them."""
    return f"{n.x:.1f};{n.y:.1f};{n.z:.1f}" if m.coords else "0.0;0.0;0.0"


def _static(m: Mine, out: Sender) -> None:
    """People, areas and stations day by day, and the states of the readers."""
    head3 = f"{m.code};{m.name};"
    makers = (
        "KJ69J;人员位置监测系统;华北科仪",
        "KJ251;人员定位系统;渝科自动化",
        "KJ1150J;精确定位系统;中矿信达",
        "KJ405T;人员管理系统;天工智联",
    )
    maker = makers[m.number % 4]
    people = [
        f"{p.card};{p.name};{p.trade};{p.duty};{p.team};{p.born};{p.school};{p.leader};{p.special}"
        for p in m.people
    ]
    if m.edits.get("double_name"):
        p = m.people[len(m.people) // 2]
        people.append(f"{p.card};{p.name[0]}大{p.name[-1]};未设置;未设置;离矿人员;{p.born};;0;0")
    areas = [f"{a.kind};{a.code};{a.limit};{a.name}" for a in m.areas]
    stations = [f"{n.code};{n.name};{place_text(m, n)};{n.name}" for n in m.nodes]
    for d in range(m.days):
        t = d * DAY + 60 + (m.number % 7) * 3
        out.write(
            "RYXX",
            t,
            f"{m.code};{m.name};{m.headcount_limit};{maker};{m.day_text(0)[:4]}-12-31;{out.text(t)}",
            people,
        )
        if d % 3 == 0:
            out.write("RYQY", t, head3 + out.text(t), areas)
            out.write("RYJZ", t, head3 + out.text(t), stations)
    for d in range(m.days):
        for h in range(0, 24, 1 if m.dead else 6):
            t = d * DAY + h * 3600 + 20
            rows = []
            for n in m.nodes:
                bad = any(i == n.i and a <= t < b for i, a, b in m.dead)
                rows.append(f"{n.code};{1 if bad else 0};{1 if n.i % 5 else 0};{out.text(t)}")
            out.write("JZSS", t, head3 + out.text(t), rows)


def _skip_dead(m: Mine, t: Trip) -> None:
    """Take the visits out of a trip that no reader saw."""
    keep_n: list[int] = []
    keep_t: list[int] = []
    for k, (u, at) in enumerate(zip(t.nodes, t.times, strict=True)):
        if k and any(u == i and a <= at < b for i, a, b in m.dead):
            if k in t.frozen:
                t.frozen.add(len(keep_n) - 1)
            continue
        keep_n.append(u)
        keep_t.append(at)
    if len(keep_n) != len(t.nodes):
        t.frozen = {k for k in t.frozen if k < len(keep_n)}
        t.nodes, t.times = keep_n, keep_t


def write_personnel(m: Mine, folder: Path) -> None:
    """All files of the positioning system."""
    out = Sender(m, folder)
    _static(m, out)
    r = m.r
    base = r.randint(0, m.period - 1)
    snap = np.arange(base, m.end - 5, m.period) + m.g.integers(
        0, min(6, m.period // 20 + 1), len(range(base, m.end - 5, m.period))
    )
    edges = snap.tolist()
    rows: list[list[str]] = [[] for _ in edges]
    pool = m.g.integers(0, 256, 1 << 16).tolist()
    plus = [f";{k * 0.5:.1f}" for k in range(260)]
    minus = [f";-{k * 0.5:.1f}" for k in range(260)]
    code = [n.code for n in m.nodes]
    area = [m.areas[n.area].code for n in m.nodes]
    area_no = [n.area for n in m.nodes]
    text, labour, keep = out.text, m.labour, m.trace_len
    drift = bool(m.clock_shift)
    seek, size, end = 0, len(pool) - 4096, m.end
    quick = m.g.integers(0, 120, 1 << 14).tolist()
    still_roles = {"pump", "sub", "belt"}
    for t in sorted(m.trips, key=lambda q: q.t_in):
        if t.t_out < 0 or t.t_in >= end:
            continue
        if m.dead:
            _skip_dead(m, t)
        p = m.people[t.who]
        off = offsets(m, t.t_in) if drift else 0
        head = f"{p.card};{p.name};1;{text(t.t_in + off)};;"
        tail = f";正常;{p.leader};{p.special};"
        cuts = np.searchsorted(snap, [*t.times, t.t_out]).tolist()
        nodes, times = t.nodes, t.times
        since, last_area = times[0], -1
        span = 7 if t.role in still_roles else 15
        tokens: list[str] = []
        for v, u in enumerate(nodes):
            at = times[v]
            if drift:
                off = offsets(m, at)
            if area_no[u] != last_area:
                since, last_area = at, area_no[u]
            a, b = cuts[v], cuts[v + 1]
            if keep:
                tokens.append(f"{code[u]}&{text(at + off)}")
            if a >= b or b <= 0:
                continue
            pre = f"{head}{area[u]};{text(since + off)};{code[u]};{text(at + off)};{labour}"
            post = tail + (",".join(tokens[-keep:]) if keep else "")
            x = quick[seek & 16383] if t.role not in still_roles else quick[p.special + (t.who & 255)] % 40
            table = plus if seek & 1 else minus
            seek = (seek + 7) % size
            if v in t.frozen:
                row = pre + table[x] + post
                for k in range(a, b):
                    rows[k].append(row)
                continue
            ready: dict[int, str] = {}
            for k in range(a, b):
                z = pool[seek]
                seek += 1
                if z:
                    j = x + (z & span)
                    row = ready.get(j)
                    if row is None:
                        row = ready[j] = pre + table[j] + post
                    rows[k].append(row)
            if seek >= size:
                seek = 0
        for g0, g1 in t.gaps:
            for k in range(int(np.searchsorted(snap, g0)), int(np.searchsorted(snap, g1))):
                rows[k] = [q for q in rows[k] if not q.startswith(p.card)]
        if t.exits:
            gone = (
                f"{p.card};{p.name};2;{text(t.t_in + off)};{text(t.t_out + off)};{area[nodes[-1]]};"
                f"{text(since + off)};{code[nodes[-1]]};{text(times[-1] + off)};{labour};0.0{tail}"
                + (",".join(tokens[-keep:]) if keep else "")
            )
            k = cuts[-1]
            while k < len(edges) and edges[k] < t.t_out + 300:
                if k >= 0 and edges[k] >= t.t_out:
                    rows[k].append(gone)
                k += 1
    _edit_and_send(m, out, edges, rows)
    _alarms(m, out)


def _edit_and_send(m: Mine, out: Sender, edges: list[int], rows: list[list[str]]) -> None:
    """Send the snapshots after whatever the mine does to them."""
    r = m.r
    limit = m.edits.get("snap_limit")
    how, f0, f1 = m.edits.get("fabricate", ("", 0, 0))
    head = f"{m.code};{m.name};"
    if limit:
        a, b, n = limit
        for k, t in enumerate(edges):
            if a <= t < b and len(rows[k]) > n:
                top = n - (r.randint(0, 2) if m.edits.get("snap_limit_jitter") else 0)
                inside = [q for q in rows[k] if q[len(q.split(";", 2)[0]) + 1 :].split(";", 2)[1] == "1"]
                rows[k] = (
                    inside[:top] + [q for q in rows[k] if q not in set(inside)]
                    if len(inside) > top
                    else rows[k]
                )
    stuck: list[str] | None = None
    for k, t in enumerate(edges):
        send = rows[k]
        if how and f0 <= t < f1:
            hour = t % DAY / 3600
            if (
                how == "deleted_nights"
                and (hour >= 22.4 or hour < 5.3)
                and (t // DAY + (hour >= 12)) % 4 != 3
            ):
                continue
            if how == "frozen_copy":
                if hour >= 21.5 or hour < 5.0:
                    stuck = stuck if stuck is not None else send
                    send = stuck
                else:
                    stuck = None
            elif how == "replayed_day":
                src = f0 // DAY - 1
                shift = t // DAY - src
                j = max(0, int(np.searchsorted(edges, t - shift * DAY, "right")) - 1)
                send = [_redate(m, q, src, shift) for q in rows[j]]
            elif how == "invented_snapshots":
                send = _invent(m, out, t)
        t2 = t + offsets(m, t)
        out.write("RYSS", t2, head + out.text(t2), send)


def _redate(m: Mine, row: str, src: int, shift: int) -> str:
    """A row of the day `src` moved by some days."""
    for d in (src, src - 1):
        row = row.replace(m.day_text(d), f"@{d - src}@")
    for d in (src, src - 1):
        row = row.replace(f"@{d - src}@", m.day_text(d + shift))
    return row


def _invent(m: Mine, out: Sender, t: int) -> list[str]:
    """Rows of people who are said to be somewhere."""
    r = m.r
    day = (t - m.shift_starts[0] * 60) // DAY
    s = max((q for q in range(m.shifts) if m.shift_span(day, q)[0] <= t), default=0)
    a = m.shift_span(day, s)[0]
    listed = [p for p in m.people if p.role not in ("odd", "visitor")]
    n = min(len(listed), round(m.edits["usual_heads"] * 0.62) + r.randint(-2, 2))
    off = (s * 31) % max(1, len(listed) - n + 1)
    under = [x for x in m.nodes if x.kind != "surface"]
    now = out.text(t)
    rows = []
    for p in listed[off : off + n]:
        u = under[int(r.random() * len(under))]
        z = m.areas[int(r.random() * len(m.areas))] if r.random() < 0.35 else m.areas[u.area]
        rows.append(
            f"{p.card};{p.name};1;{out.text(a)};;{z.code};{now};{u.code};{now};{m.labour};"
            f"{r.randint(0, 60)}.0;正常;{p.leader};{p.special};"
        )
    return rows


def _alarms(m: Mine, out: Sender) -> None:
    """Overtime and restricted-area alarms of the system itself."""
    head = f"{m.code};{m.name};"
    n = 0
    allowed = (12 if m.shifts > 2 else 15) * 3600
    for t in m.trips:
        if t.t_in < 0 or t.t_out >= m.end or n > 150:
            continue
        p = m.people[t.who]
        last = t.nodes[-1]
        if t.t_out - t.t_in > allowed + 1800:
            a = t.t_in + allowed
            end = out.text(t.t_out) if t.exits else ""
            out.write(
                "RYCS",
                a,
                head + out.text(a),
                [
                    f"{p.card};{p.name};{out.text(t.t_in)};{out.text(a)};{end};{m.areas[m.nodes[last].area].code};"
                    f"{out.text(t.times[-1])};{m.code_of(last)};{out.text(t.times[-1])}"
                ],
            )
            n += 1
        elif m.number % 3 == 0 and t.role in ("repair", "visitor", "rescue", "extra"):
            k = next((i for i, u in enumerate(t.nodes) if m.areas[m.nodes[u].area].kind == "限制区域"), None)
            if k is None or (t.role == "extra" and m.number % 2):
                continue
            a = t.times[k]
            b = t.times[k + 1] if k + 1 < len(t.times) else t.t_out
            z = m.areas[m.nodes[t.nodes[k]].area].code
            out.write(
                "RYXZ",
                a,
                head + out.text(a),
                [
                    f"{p.card};{p.name};{out.text(a)};{out.text(b)};{out.text(t.t_in)};{z};{out.text(a)};"
                    f"{m.code_of(t.nodes[k])};{out.text(a)}"
                ],
            )
            n += 1
