"""Draws the roadways, faces, chambers, seals, feeders, belts, pumps and sensors of a mine."""

from __future__ import annotations

import heapq
import math

from .model import Area, Face, Mine, Point, Station

SIDES = ["东翼", "西翼", "南翼", "北翼"]


class Drawing:
    """Adds areas and stations to a mine, one by one."""

    def __init__(self, mine: Mine) -> None:
        """Starts with an empty drawing."""
        self.mine = mine
        self.rnd = mine.rnd

    def area(self, kind: str, name: str) -> int:
        """Adds an area."""
        areas = self.mine.areas
        areas.append(Area(f"{self.mine.code}{len(areas) + 1:04d}", kind, name))
        return len(areas) - 1

    def station(
        self, area: int, name: str, role: str, near: int | None, length: float, bend: float = 0.5
    ) -> int:
        """Adds a station at the end of a new roadway that starts at `near`."""
        mine, rnd = self.mine, self.rnd
        number = len(mine.stations)
        code = f"{mine.areas[area].code}{number + 1:06d}"
        if near is None:
            mine.stations.append(Station(code, name, area, 5000.0, 3000.0, 0.0, role, rnd.uniform(0, 6.28)))
            return number
        old = mine.stations[near]
        turn = old.turn + bend * rnd.choice([-1, 1]) * rnd.uniform(0.6, 1.2)
        x, y = old.x + length * math.cos(turn), old.y + length * math.sin(turn)
        z = old.z + rnd.uniform(-0.06, 0.04) * length
        mine.stations.append(Station(code, name, area, round(x, 1), round(y, 1), round(z, 1), role, turn))
        mine.roads.append((near, number, round(length, 1)))
        return number

    def link(self, a: int, b: int) -> None:
        """Adds a roadway between two stations that exist."""
        sa, sb = self.mine.stations[a], self.mine.stations[b]
        straight = math.dist((sa.x, sa.y, sa.z), (sb.x, sb.y, sb.z))
        self.mine.roads.append((a, b, round(straight * 1.08 + 20.0, 1)))


def draw_main(d: Drawing) -> list[int]:
    """Portal, pit bottom, main roadways and the chambers beside them."""
    mine, rnd = d.mine, d.rnd
    portal_area = d.area("井口区域", "副井井口" if mine.cage else "副斜井井口")
    bottom_area = d.area("井口区域", "井底车场")
    main_area = d.area("其它区域", "主要运输大巷")
    room_area = d.area("重点区域", "中央机电硐室")
    portal = d.station(portal_area, "井口检身房", "portal", None, 0.0)
    bottom = d.station(
        bottom_area, "井底车场", "bottom", portal, mine.depth * (1.0 if mine.cage else 2.6), 0.0
    )
    mine.stations[bottom].z = -mine.depth
    d.station(room_area, "中央水泵房", "pump", bottom, rnd.uniform(40, 90), 1.2)
    d.station(room_area, "中央变电所", "substation", bottom, rnd.uniform(40, 100), 1.2)
    mains, last = [], bottom
    for i in range(rnd.randint(2, 3) + mine.size * rnd.randint(0, 2)):
        last = d.station(main_area, f"运输大巷{i + 1}号", "main", last, rnd.uniform(120, 380), 0.15)
        mains.append(last)
    shelter = d.area("其它区域", "避难硐室")
    d.station(shelter, "永久避难硐室", "shelter", rnd.choice(mains), rnd.uniform(40, 80), 1.3)
    if mine.size and rnd.random() < 0.6:
        d.station(room_area, "爆破器材发放硐室", "store", mains[0], rnd.uniform(60, 120), 1.2)
    return mains


def draw_district(d: Drawing, start: int, number: int) -> list[int]:
    """A district roadway with its small rooms."""
    rnd = d.rnd
    area = d.area("其它区域", f"{SIDES[number % 4]}{number + 1}采区巷道")
    nodes, last = [], start
    for i in range(rnd.randint(1, 2) + d.mine.size):
        last = d.station(
            area,
            f"{number + 1}采区{rnd.choice(['轨道', '运输'])}上山{i + 1}号",
            "district",
            last,
            rnd.uniform(90, 320),
            0.6 if i == 0 else 0.2,
        )
        nodes.append(last)
    room = d.area("重点区域", f"{number + 1}采区硐室")
    if rnd.random() < 0.7:
        d.station(room, f"{number + 1}采区变电所", "substation", nodes[0], rnd.uniform(30, 80), 1.2)
    if rnd.random() < 0.6:
        d.station(room, f"{number + 1}采区避难硐室", "shelter", nodes[-1], rnd.uniform(30, 80), 1.2)
    if rnd.random() < 0.4:
        d.station(room, f"{number + 1}采区水泵房", "pump", nodes[0], rnd.uniform(30, 90), 1.2)
    return nodes


def draw_coal_face(d: Drawing, nodes: list[int], label: str) -> list[int]:
    """Two gates and the face between them; answers face, return gate, haulage gate."""
    rnd = d.rnd
    area = d.area("重点区域", f"{label}工作面区域")
    root = rnd.choice(nodes)
    belt = d.station(area, f"{label}运输顺槽", "face", root, rnd.uniform(80, 260), 1.0)
    face = d.station(area, f"{label}工作面", "face", belt, rnd.uniform(80, 260), 0.2)
    back = d.station(area, f"{label}回风顺槽", "face", face, rnd.uniform(90, 200), 1.4)
    d.link(back, nodes[-1] if nodes[-1] != root else nodes[0])
    stations = [face, back, belt]
    if d.mine.size == 2 or rnd.random() < 0.3:
        stations.append(d.station(area, f"{label}设备列车", "face", belt, rnd.uniform(50, 90), 0.3))
    return stations


def draw_heading(d: Drawing, nodes: list[int], label: str) -> list[int]:
    """A heading; answers the inner station first."""
    rnd = d.rnd
    area = d.area("重点区域", f"{label}掘进区域")
    mouth = d.station(area, f"{label}掘进口", "heading", rnd.choice(nodes), rnd.uniform(60, 200), 1.1)
    inner = d.station(area, f"{label}迎头", "heading", mouth, rnd.uniform(80, 320), 0.2)
    stations = [inner, mouth]
    if d.mine.size == 2 and rnd.random() < 0.5:
        stations.insert(1, d.station(area, f"{label}后路", "heading", mouth, rnd.uniform(60, 150), 0.2))
    return stations


def draw_old(d: Drawing, roots: list[int], count: int) -> None:
    """Old branches: some with a reader along the way, each ending at a seal."""
    rnd, mine = d.rnd, d.mine
    area = d.area("限制区域", "老巷及密闭")
    for i in range(count):
        last = rnd.choice(roots)
        if rnd.random() < 0.4:
            last = d.station(
                area,
                f"旧{rnd.choice(['轨道巷', '联络巷', '回风巷'])}{i + 1}号",
                "old",
                last,
                rnd.uniform(70, 200),
                1.2,
            )
        end = d.station(area, f"{i + 1}号密闭前", "seal", last, rnd.uniform(60, 180), 1.0)
        built = f"20{rnd.randint(15, 22)}-{rnd.randint(1, 12):02d}-{rnd.randint(1, 28):02d}"
        mine.seals.append((f"S{i + 1}", f"{i + 1}号永久密闭", end, built))


def crew_list(mine: Mine, base: int, more: int) -> list[int]:
    """Crew of each shift; the repair shift is larger."""
    return [base + (more if p < 0.5 else 0) for p in mine.prod]


def make_face(mine: Mine, number: int, kind: str, name: str, stations: list[int], t: float) -> Face:
    """A face with all its declared figures."""
    rnd = mine.rnd
    coal = kind == "coal_face"
    base = rnd.randint(7, 10) + 3 * mine.size if coal else rnd.randint(4, 6) + mine.size
    base -= (2 if coal else 1) if len(mine.starts) > 3 else 0
    drill = ("炮" in name) or (not coal and rnd.random() < (0.75 if mine.size == 0 else 0.4))
    kg = (t * rnd.uniform(0.12, 0.22) if coal else rnd.uniform(18, 45)) if drill else 0.0
    air = rnd.uniform(700, 1300) if coal else rnd.uniform(260, 480)
    conc = rnd.uniform(0.12, 0.42)
    return Face(
        f"F{number}",
        name,
        kind,
        stations,
        crew_list(mine, base, rnd.randint(2, 6) if coal else rnd.randint(0, 2)),
        round(t, 1),
        round(rnd.uniform(1.2, 4.5), 1),
        round(air, 0),
        round(air * conc / 100, 2),
        round(rnd.uniform(3, 14), 1),
        round(kg, 1),
        round(t * rnd.uniform(0.55, 0.85) + rnd.uniform(60, 140), 0),
    )


def draw_faces(d: Drawing, districts: list[list[int]]) -> None:
    """Declared coal faces and headings with their planned output."""
    mine, rnd = d.mine, d.rnd
    coal_n = 1 if mine.size == 0 else rnd.choice([1, 2] if mine.size == 1 else [2, 2, 1])
    head_n = rnd.randint(1, 2) + mine.size
    per_day = mine.capacity / 330 * rnd.uniform(0.84, 0.95)
    head_t = [rnd.uniform(0.03, 0.07) * per_day for _ in range(head_n)]
    level = rnd.choice([11, 12, 13, 21, 22, 31, 15])
    for i in range(coal_n):
        label = f"{level}{rnd.randint(1, 4):d}{i * 2 + 1}"
        how = (
            rnd.choice(["炮采", "高档普采", "综采"])
            if mine.size == 0
            else rnd.choice(["综采", "综放", "综采"])
        )
        t = (per_day - sum(head_t)) / coal_n
        stations = draw_coal_face(d, districts[i % len(districts)], label)
        mine.faces.append(
            make_face(mine, len(mine.faces) + 1, "coal_face", f"{label}{how}工作面", stations, t)
        )
    for i in range(head_n):
        label = f"{level}{5 + i}{rnd.randint(0, 9)}{rnd.choice(['运输巷', '回风巷', '切眼', '轨道巷'])}"
        stations = draw_heading(d, districts[(i + 1) % len(districts)], label)
        mine.faces.append(
            make_face(mine, len(mine.faces) + 1, "heading", f"{label}掘进工作面", stations, head_t[i])
        )


def add_machines(mine: Mine) -> None:
    """Feeders, conveyors and pumps."""
    rnd = mine.rnd
    serve = ["main_fan", "hoist", "pump", "local_fan", "surface", "other"] + [f.face_id for f in mine.faces]
    for i, what in enumerate(serve):
        name = f"FD{i + 1:02d}"
        kw = {
            "main_fan": 400.0,
            "hoist": 900.0,
            "pump": 600.0,
            "local_fan": 160.0,
            "surface": 500.0,
            "other": 700.0,
        }.get(what)
        if kw is None:
            mine.face(what).feeder = name
            kw = mine.face(what).kw
        mine.feeders.append((name, what, round(kw * rnd.uniform(0.9, 1.3), 0)))
    total = sum(f.planned_t for f in mine.faces)
    mine.conveyors.append(("C1", [f.face_id for f in mine.faces if not f.rock], round(total / 9 + 150, 0)))
    for f in mine.faces:
        if f.kind == "coal_face" or rnd.random() < 0.4:
            f.conveyor = f"C{len(mine.conveyors) + 1}"
            mine.conveyors.append((f.conveyor, [f.face_id], round(f.planned_t / 7 + 80, 0)))
    rooms = mine.by_role("pump")
    for i in range(rnd.randint(2, 3)):
        mine.pumps.append((f"P{i + 1}", rooms[0], float(rnd.choice([100, 150, 155, 200]))))
    for room in rooms[1:]:
        mine.pumps.append((f"P{len(mine.pumps) + 1}", room, 60.0))


def add_point(mine: Mine, kind: str, station: int, role: str, face: str | None = None) -> None:
    """Adds a sensor with a code of the standard's form."""
    number = len(mine.points) + 1
    kinds = {"ch4": ("MN", "0001", "A"), "air_velocity": ("MN", "0005", "A"), "fan": ("KG", "1010", "D")}
    typ, sensor, letter = kinds[kind]
    code = f"{mine.code}01{typ}{sensor}{number // 16 + 1:03d}{letter}{number % 16 + 1:02d}"
    section = round(mine.rnd.uniform(7.5, 14.5), 1)
    label = mine.stations[station].name + {"ch4": "甲烷", "air_velocity": "风速", "fan": "局扇"}[kind]
    mine.points.append(Point(code, kind, station, section, role, face, label))


def add_points(mine: Mine) -> None:
    """Sensors of faces, headings, returns, intakes and some seals."""
    rnd = mine.rnd
    for f in mine.faces:
        inner, outer = f.stations[0], f.stations[1]
        add_point(mine, "ch4", inner, "inner", f.face_id)
        add_point(mine, "ch4", outer, "outer", f.face_id)
        if f.kind == "heading":
            add_point(mine, "fan", f.stations[-1], "local_fan", f.face_id)
        if f.kind == "coal_face" or rnd.random() < 0.7:
            add_point(mine, "air_velocity", outer, "face_air", f.face_id)
    bottom = mine.by_role("bottom")[0]
    mains = mine.by_role("main")
    add_point(mine, "ch4", bottom, "intake")
    add_point(mine, "air_velocity", bottom, "total_air")
    add_point(mine, "ch4", mains[-1], "return")
    add_point(mine, "air_velocity", mains[-1], "return_air")
    add_point(mine, "fan", bottom, "main_fan")
    for _, _, station, _ in mine.seals:
        if rnd.random() < 0.75:
            add_point(mine, "ch4", station, "seal")
        if rnd.random() < 0.4:
            add_point(mine, "air_velocity", parent_of(mine, station), "branch_air")


def parent_of(mine: Mine, station: int) -> int:
    """The station from which the roadway to `station` was drawn."""
    return next(a for a, b, _ in mine.roads if b == station)


def distances(mine: Mine, start: int) -> dict[int, float]:
    """Walking distance in metres from one station to all others."""
    near: dict[int, list[tuple[int, float]]] = {}
    for a, b, length in mine.roads:
        near.setdefault(a, []).append((b, length))
        near.setdefault(b, []).append((a, length))
    best = {start: 0.0}
    heap = [(0.0, start)]
    while heap:
        far, node = heapq.heappop(heap)
        if far > best[node]:
            continue
        for other, length in near.get(node, []):
            if far + length < best.get(other, 1e18):
                best[other] = far + length
                heapq.heappush(heap, (far + length, other))
    return best


def nearest(mine: Mine, start: int, count: int, roles: tuple[str, ...] = ()) -> list[int]:
    """Stations nearest to `start`, itself first."""
    order = sorted(distances(mine, start).items(), key=lambda item: item[1])
    return [s for s, _ in order if s == start or not roles or mine.stations[s].role in roles][:count]


def draw(mine: Mine) -> None:
    """Draws the whole mine."""
    rnd = mine.rnd
    d = Drawing(mine)
    mains = draw_main(d)
    count = 1 if mine.size == 0 else rnd.randint(1, 1 + mine.size)
    districts = [draw_district(d, rnd.choice(mains[-2:] if i == 0 else mains), i) for i in range(count)]
    draw_faces(d, districts)
    roots = mains + [n for nodes in districts for n in nodes]
    draw_old(d, roots, rnd.randint(1, 2) + (rnd.randint(0, 2) if mine.size else 0))
    if rnd.random() < 0.5:
        area = d.area("其它区域", "瓦斯抽采钻场")
        d.station(area, "瓦斯抽采钻场", "drill", rnd.choice(roots), rnd.uniform(60, 160), 1.1)
    add_machines(mine)
    add_points(mine)
