"""The mine itself: stations, roadways, areas, faces, seals, meters and sensors."""

import heapq
import math
import random
from dataclasses import make_dataclass

MAIN_NAMES = ("轨道大巷", "运输大巷", "西翼大巷", "南翼轨道大巷", "集中运输巷", "水平大巷")
OLD_ROADS = ("旧联络巷", "措施巷", "原集中巷", "废弃绞车道口", "原材料上山")
CN = "一二三四五六七八九"

Station = make_dataclass("Station", ("name", "role", "x", "y", "z", "area", "district", ("code", str, "")))
Point = make_dataclass("Point", ("code", "kind", "label", "station", "section", "at"))
Face = make_dataclass(
    "Face",
    (
        "face_id",
        "name",
        "kind",
        "method",
        "stations",
        "district",
        "crew",
        "plan",
        *((n, float, 0.0) for n in ("air", "ch4", "inflow", "explosive", "advance", "kw")),
        ("start", str, ""),
        ("end", str, None),
        *((n, bool, v) for n, v in (("live", True), ("future", False), ("closing", False))),
    ),
)


class Mine:
    """What stands still: the graph of stations and everything fixed to it."""

    def __init__(self, code: str, size: str, rng: random.Random):
        self.code, self.size, self.rng, self._paths = code, size, rng, {}
        self.stations, self.links, self.areas = [], {}, {}
        self.faces, self.ended, self.seals, self.feeders, self.conveyors, self.pumps, self.points = (
            [],
            [],
            [],
            [],
            [],
            [],
            [],
        )

    def add(self, name, role, x, y, z, area, district=-1):
        self.stations.append(Station(name, role, x, y, z, area, district))
        self.links[len(self.stations) - 1] = {}
        return len(self.stations) - 1

    def link(self, a, b, metres=None):
        s, t = self.stations[a], self.stations[b]
        if metres is None:
            metres = math.dist((s.x, s.y, s.z), (t.x, t.y, t.z)) * self.rng.uniform(1.02, 1.2)
        self.links[a][b] = self.links[b][a] = max(25.0, round(metres, 1))

    def role(self, *roles, district=None):
        return [
            i
            for i, s in enumerate(self.stations)
            if s.role in roles and (district is None or s.district == district)
        ]

    def path(self, a, b):
        """Shortest way from a to b as [(station, metres from the one before)]."""
        if (a, b) not in self._paths:
            best, prev, heap = {a: 0.0}, {}, [(0.0, a)]
            while heap:
                d, u = heapq.heappop(heap)
                if d > best[u]:
                    continue
                for v, m in self.links[u].items():
                    if d + m < best.get(v, 1e18):
                        best[v], prev[v] = d + m, u
                        heapq.heappush(heap, (d + m, v))
            for goal in best:
                way, u = [], goal
                while u != a:
                    way.append((u, self.links[u][prev[u]]))
                    u = prev[u]
                self._paths[a, goal] = way[::-1]
        return self._paths[a, b]

    def nearest(self, a, count=4):
        ways = {b: sum(m for _, m in self.path(a, b)) for b in self.links}
        return sorted(ways, key=ways.get)[:count]

    def feeder(self, serves):
        return [i for i, f in enumerate(self.feeders) if f["serves"] == serves]

    @property
    def daily_plan(self):
        return sum(f.plan for f in self.faces)


def build(rng: random.Random, code: str, size: str) -> Mine:
    mine = Mine(code, size, rng)
    u = rng.uniform
    mine.access = rng.choice(
        {
            "small": ("斜井", "平硐", "斜井"),
            "middle": ("斜井", "立井", "平硐"),
            "large": ("立井", "立井", "斜井"),
        }[size]
    )
    mine.capacity = {
        "small": rng.choice((90, 150, 210, 300)),
        "middle": rng.choice((450, 600, 900, 1200)),
        "large": rng.choice((1500, 1800, 2400, 4000)),
    }[size] * 1000
    mine.name = (
        f"{rng.choice('青石云龙松白')}{rng.choice('沟岭湾坪川坡')}煤矿{rng.choice(('', '一号井', '二号井'))}"
    )
    mine.system, mine.shifts = rng.choice(
        (
            ("三八制", [0, 480, 960]),
            ("三八制", [450, 930, 1410]),
            ("三八制", [420, 900, 1380]),
            ("四六制", [0, 360, 720, 1080]),
            ("四六制", [390, 750, 1110, 30]),
            ("两班制", [390, 990]),
        )
    )
    mine.shifts.sort()
    mine.gas_per_t = rng.choice((0.8, 1.6, 3.0, 5.0, 8.0)) * u(0.8, 1.2)
    mine.base_inflow = {"small": u(5, 30), "middle": u(15, 90), "large": u(30, 220)}[size]
    mine.districts = {"small": 1, "middle": rng.choice((1, 2)), "large": rng.choice((2, 3))}[size]
    _trunk(mine)
    for d in range(mine.districts):
        _district(mine, d)
    _amounts(mine)
    _codes(mine)
    _meters(mine)
    _sensors(mine)
    return mine


def _trunk(mine):
    rng, u = mine.rng, mine.rng.uniform
    depth = {"立井": u(280, 620), "斜井": u(150, 380), "平硐": u(5, 20)}[mine.access]
    portal = mine.add(
        f"副{mine.access}口" if mine.access != "平硐" else "主平硐口", "portal", 0, 0, 0, "井口"
    )
    out = {"立井": 20, "斜井": depth * 2.2, "平硐": u(300, 800)}[mine.access]
    bottom = mine.add(
        "井底车场" if mine.access != "平硐" else "平硐调车场", "bottom", out, 30, -depth, "车场"
    )
    mine.link(portal, bottom, max(depth, out) * 1.05)
    for name, role, dx, dy in (
        ("中央水泵房", "pump", 60, 70),
        ("中央变电所", "substation", 95, 75),
        ("井底等候硐室", "wait", 40, -35),
        ("主井煤仓上口", "bunker", 110, -60),
    ):
        if role == "wait" and mine.size == "small" and rng.random() < 0.4:
            continue
        mine.link(bottom, mine.add(name, role, out + dx, 30 + dy, -depth + 2, "车场"))
    count = {"small": rng.randint(3, 4), "middle": rng.randint(4, 7), "large": rng.randint(6, 9)}[mine.size]
    name, last, heading = rng.choice(MAIN_NAMES), bottom, u(-0.5, 0.5)
    two_wings = mine.size != "small" and rng.random() < 0.4
    for k in range(count):
        step = u(140, 340) * (-1 if two_wings and k >= count // 2 else 1)
        if two_wings and k == count // 2:
            last, name = bottom, rng.choice(("东翼大巷", "北翼大巷"))
        s = mine.stations[last]
        new = mine.add(
            f"{name}{k + 1}#基站",
            "main",
            s.x + step * math.cos(heading),
            s.y + step * math.sin(heading),
            -depth + 3 * k,
            "大巷",
        )
        mine.link(last, new)
        last = new
    s = mine.stations[last]
    refuge = mine.add("永久避难硐室", "refuge", s.x + 40, s.y + 45, s.z, "大巷")
    mine.link(mine.role("main")[-2], refuge)
    mine.link(last, mine.add("边界回风联络巷口", "boundary", s.x + u(150, 300), s.y + 80, s.z + 15, "总回"))
    ret = mine.add("总回风巷测风站", "return", out + 180, -160, -depth + 20, "总回")
    mine.link(ret, mine.role("main")[0])
    if mine.size != "small":
        mine.link(bottom, mine.add("下水平水仓入口", "sump", out + 130, 180, -depth - 40, "车场"))
        far = mine.add("东总回风巷二联巷", "return", s.x, s.y - 170, s.z + 25, "总回")
        mine.link(ret, far)
        mine.link(far, last)


def _district(mine, d):
    rng, u = mine.rng, mine.rng.uniform
    mains = mine.role("main")
    root = mains[min(len(mains) - 1, (d + 1) * len(mains) // (mine.districts + 1))]
    label, num = f"{CN[d]}采区", d + 1
    s = mine.stations[root]
    side = 1 if d % 2 == 0 else -1
    rises, last = [], root
    for k, part in enumerate(("下部车场", "中部车场", "上部车场")[: 2 if mine.size == "small" else 3]):
        t = mine.stations[last]
        new = mine.add(
            f"{label}轨道上山{part}",
            "rise",
            t.x + 20,
            t.y + side * u(150, 280),
            t.z + u(15, 50),
            f"{label}巷道",
            d,
        )
        mine.link(last, new)
        rises.append(new)
        last = new
    top = mine.stations[last]
    back = mine.add(f"{label}回风上山", "dreturn", top.x + 60, top.y, top.z + 8, f"{label}回风", d)
    mine.link(back, last)
    mine.link(back, mine.role("return")[-1])
    if mine.size != "small":
        mine.link(
            rises[0],
            mine.add(f"{label}变电所", "dsub", s.x + 55, s.y + side * 90, s.z + 20, f"{label}巷道", d),
        )
    seam = rng.choice((1, 2, 3, 5))
    serial = iter(range(num * 1000 + seam * 100 + 1, num * 1000 + seam * 100 + 40, 2))

    def road(at, names, roles, area, dist):
        prev, made, base = at, [], mine.stations[at]
        for k, (name, role) in enumerate(zip(names, roles, strict=True)):
            new = mine.add(
                name,
                role,
                base.x + dist * (k + 1) * rng.choice((1, 1.1)),
                base.y + 14 * len(made),
                base.z + u(-8, 12),
                area,
                d,
            )
            mine.link(prev, new)
            made.append(new)
            prev = new
        return made

    n_faces = 1 if d == 0 or (d == 1 and mine.size == "large" and rng.random() < 0.7) else 0
    shifts = len(mine.shifts)
    for _ in range(n_faces):
        no = next(serial)
        method = "综采" if mine.size != "small" else rng.choice(("炮采", "高档普采", "炮采"))
        st = road(
            rises[-1],
            (f"{no}运输顺槽口", f"{no}运输顺槽中部", f"{no}工作面下口", f"{no}回风顺槽"),
            ("gate", "gate", "face", "freturn"),
            f"{no}{method}工作面",
            u(170, 260),
        )
        mine.link(st[-1], back)
        lo, hi = {"small": (8, 12), "middle": (12, 16), "large": (15, 20)}[mine.size]
        crew = [rng.randint(lo, hi)] * shifts
        if shifts > 2 and mine.size != "small":
            crew[rng.randrange(shifts)] += rng.randint(3, 9)
        mine.faces.append(
            Face(f"F{len(mine.faces) + 1}", f"{no}{method}工作面", "coal_face", method, st, d, crew, 1.0)
        )
    for k in range(rng.randint(1, 2)):
        no = next(serial)
        rock = rng.random() < 0.25
        what = rng.choice(("运输顺槽", "回风顺槽", "切眼")) if not rock else "底抽巷"
        method = "综掘" if mine.size != "small" and rng.random() < 0.6 and not rock else "炮掘"
        st = road(
            rises[k % len(rises)],
            (f"{no}{what}口", f"{no}{what}迎头"),
            ("gate", "head"),
            f"{no}{what}掘进",
            u(130, 240),
        )
        crew = [rng.randint(5, 9)] * shifts
        if shifts > 2 and rng.random() < 0.4:
            crew[rng.randrange(shifts)] = rng.randint(3, 5)
        mine.faces.append(
            Face(
                f"J{len(mine.faces) + 1}",
                f"{no}{what}掘进工作面",
                "heading",
                method,
                st,
                d,
                crew,
                0.0 if rock else 1.0,
            )
        )
    no = num * 1000 + seam * 100 + 60
    closed = f"{label}封闭区" if rng.random() < 0.5 else f"{label}巷道"
    seal = road(rises[0], (f"{no}运输顺槽密闭外",), ("seal",), closed, u(60, 130))
    mine.seals.append({"name": f"{no}运输顺槽密闭", "stations": seal})
    mine.link(
        rises[-1],
        road(rises[-1], (f"{label}{rng.choice(OLD_ROADS)}",), ("old",), f"{label}巷道", u(70, 150))[0],
    )
    if d == 0:
        no += 2
        st = road(
            rises[min(1, len(rises) - 1)],
            (f"{no}回风顺槽口", f"{no}工作面上口"),
            ("ended", "ended"),
            f"{no}工作面",
            u(90, 190),
        )
        mine.ended.append(
            Face("E1", f"{no}采煤工作面", "coal_face", "综采", st, d, [0] * shifts, 0.0, live=False)
        )


def _amounts(mine):
    rng, u = mine.rng, mine.rng.uniform
    day = mine.capacity / 330 * u(0.74, 0.9)
    coal = [f for f in mine.faces if f.kind == "coal_face"]
    heads = [f for f in mine.faces if f.kind == "heading" and f.plan]
    share = [u(0.8, 1.2) for _ in coal]
    for f in heads:
        f.plan = round(min(day * u(0.02, 0.06), u(40, 160)), 1)
    rest = day - sum(f.plan for f in heads)
    for f, w in zip(coal, share, strict=True):
        f.plan = round(rest * w / sum(share), 1)
    for f in mine.faces + mine.ended:
        f.ch4 = round(
            min(u(3, 8), max(0.15, mine.gas_per_t * f.plan / 1440 * u(0.7, 1.3))) if f.plan else 0.05, 2
        )
        need = f.ch4 / u(0.0028, 0.0048)
        f.air = round(max(need, u(420, 900) if f.kind == "coal_face" else u(180, 340)), 0)
        f.inflow = round(u(1, 9) * (1.5 if f.kind == "coal_face" else 0.6), 1)
        f.advance = round(f.plan / u(260, 900), 2) if f.kind == "coal_face" else round(u(3, 9), 1)
        if f.method in ("炮采", "炮掘"):
            f.explosive = round(f.plan * u(0.16, 0.3) if f.method == "炮采" else u(24, 70), 1)
        f.kw = round((f.plan / 16 * u(4, 7) + 60) if f.kind == "coal_face" else u(70, 260), 0)
        f.start = f"2023-{rng.randint(4, 11):02d}-{rng.randint(1, 28):02d}"


def _codes(mine):
    closed_kinds = {"井口": "井口区域", "车场": "其它区域", "大巷": "其它区域", "总回": "其它区域"}
    for i, s in enumerate(mine.stations):
        area = mine.areas.setdefault(
            s.area,
            {
                "code": f"{mine.code}{len(mine.areas) + 1:04d}",
                "limit": 0,
                "type": closed_kinds.get(s.area, "重点区域"),
            },
        )
        if s.area.endswith("封闭区"):
            area["type"] = "限制区域"
        elif s.area.endswith(("巷道", "回风")):
            area["type"] = "其它区域"
        s.code = f"{area['code']}{i + 1:06d}"


def _meters(mine):
    rng, u = mine.rng, mine.rng.uniform
    day = mine.daily_plan

    def feeder(serves, kw):
        mine.feeders.append(
            {"feeder": f"FD{len(mine.feeders) + 1:02d}", "serves": serves, "rated_kw": round(kw, 0)}
        )

    for f in mine.faces:
        feeder(f.face_id, f.kw * 1.5)
    for serves, kw in (
        ("hoist", day / 12 * u(2, 3.2) + 80),
        ("hoist", u(120, 400)),
        ("main_fan", sum(f.air for f in mine.faces) / 12),
        ("pump", mine.base_inflow * 4.5 + 90),
        ("surface", day / 6 + 150),
        ("other", day / 14 * 2.2 + 120),
    ):
        feeder(serves, kw)
    for _ in range(mine.districts):
        feeder("local_fan", u(60, 150))
        feeder("other", u(120, 300))
    mine.conveyors.append(
        {
            "conveyor": "C1",
            "serves": [f.face_id for f in mine.faces if f.plan],
            "rated_t_per_h": round(day / 8, -1),
        }
    )
    if rng.random() < 0.6:
        for f in mine.faces:
            if f.kind == "coal_face":
                mine.conveyors.append(
                    {
                        "conveyor": f"C{len(mine.conveyors) + 1}",
                        "serves": [f.face_id],
                        "rated_t_per_h": round(f.plan / 7, -1),
                    }
                )
    total = mine.base_inflow + sum(f.inflow for f in mine.faces)
    for station in mine.role("pump") + mine.role("sump"):
        mine.pumps.append(
            {
                "pump": f"P{len(mine.pumps) + 1}",
                "station": station,
                "rated_m3_per_h": round(total * u(2.2, 3.2), 0),
            }
        )


def _sensors(mine):
    rng, u = mine.rng, mine.rng.uniform

    def point(kind, station, at, section=None):
        label, code = {
            "ch4": ("环境瓦斯", "MN0001"),
            "air_velocity": ("风速", "MN0005"),
            "fan": ("局部通风机", "KG1004"),
        }[kind]
        if at[0] == "mainfan":
            label, code = "主通风机", "KG1010"
        mine.points.append(
            Point(
                f"{mine.code}01{code}{len(mine.points) + 1:03d}A{rng.randint(1, 16):02d}",
                kind,
                label,
                station,
                section or 0.0,
                at,
            )
        )

    for i, f in enumerate(mine.faces):
        sec = round(u(8, 14), 1)
        point("ch4", f.stations[-2] if f.kind == "coal_face" else f.stations[-1], ("face", i))
        point("ch4", f.stations[-1] if f.kind == "coal_face" else f.stations[0], ("ret", i))
        if f.kind == "coal_face" or rng.random() < 0.4:
            point("air_velocity", f.stations[-1] if f.kind == "coal_face" else f.stations[0], ("air", i), sec)
        if f.kind == "heading":
            point("fan", f.stations[0], ("fan", i))
    for d in range(mine.districts):
        back = mine.role("dreturn", district=d)[0]
        point("ch4", back, ("dgas", d))
        point(
            "air_velocity",
            back,
            ("dair", d),
            round(max(9.0, 1.25 * sum(f.air for f in mine.faces if f.district == d) / 60 / u(2.5, 4)), 1),
        )
        for s in mine.role("seal", district=d):
            if rng.random() < 0.5:
                point("ch4", s, ("seal", s))
    ret = mine.role("return")[0]
    point("ch4", ret, ("mgas",))
    point(
        "air_velocity",
        ret,
        ("mair",),
        round(max(11.0, 1.5 * sum(f.air for f in mine.faces) / 60 / u(3.5, 5.5)), 1),
    )
    point("fan", ret, ("mainfan",))
