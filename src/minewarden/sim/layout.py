"""Draws the roadways and stations of a mine: shaft, trunk, districts, sealed districts, chambers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from minewarden.sim.clock import DAY_S
from minewarden.sim.plan import Area, Face, Plan, Seal, Station
from minewarden.sim.spec import MineSpec

# coal faces, headings, trunk stations, seals: smallest and largest number drawn for a size
_COUNTS: dict[str, tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    "small": ((1, 1), (1, 2), (4, 6), (1, 3)),
    "medium": ((1, 1), (2, 3), (5, 8), (2, 4)),
    "large": ((1, 2), (3, 5), (7, 12), (3, 6)),
}
_AREA_TYPES = {"pithead": "井口区域", "face": "重点区域", "seal": "限制区域", "store": "限制区域"}
_CHAMBERS = (
    ("pump", "中央水泵房"),
    ("substation", "中央变电所"),
    ("refuge", "永久避难硐室"),
    ("waiting", "候车硐室"),
    ("store", "爆破材料发放硐室"),
)


def draw_layout(spec: MineSpec, from_at: int, rng: random.Random) -> Plan:
    """Stations, roadways, areas, declared faces (without amounts yet) and seals of one mine."""
    return _Builder(spec, from_at, rng).build()


@dataclass
class _Builder:
    spec: MineSpec
    from_at: int
    rng: random.Random

    def build(self) -> Plan:
        rng = self.rng
        self.plan = Plan(self.spec.code)
        self.depth_m = -rng.uniform(180, 650)
        self.naming = rng.choice(("place", "place", "number", "both"))
        self.coal, self.driving, trunk, seals = self._counts()
        self._trunk(trunk)
        for number in range(self.coal):
            self._coal_face(number)
        for number in range(self.driving):
            self._heading(number)
        for number in range(seals):
            self._sealed_district(number)
        self._branches()
        self._chambers()
        if self.spec.dirt.no_coordinates:
            for station in self.plan.stations:
                station.x = station.y = station.z = 0.0
        return self.plan

    def _counts(self) -> tuple[int, int, int, int]:
        asked = (self.spec.coal_faces, self.spec.headings, self.spec.trunk, self.spec.seals)
        drawn = [self.rng.randint(*span) for span in _COUNTS[self.spec.size]]
        coal, driving, trunk, seals = (d if a is None else a for a, d in zip(asked, drawn, strict=True))
        return coal, driving, max(trunk, 3), seals

    def area(self, role: str, name: str, limit: int) -> int:
        code = f"{self.plan.code}{len(self.plan.areas) + 1:04d}"
        self.plan.areas.append(Area(code, _AREA_TYPES.get(role, "其它区域"), name, limit))
        return len(self.plan.areas) - 1

    def station(self, area: int, role: str, name: str, x: float, y: float, near: int | None = None) -> int:
        """Add a station, and a roadway to `near`, whose length is a little more than the straight line."""
        number = len(self.plan.stations)
        label = {"place": name, "number": f"{number + 1}号分站", "both": f"{number + 1}#{name}"}[self.naming]
        code = f"{self.plan.areas[area].code}{number + 1:06d}"
        z = 1200.0 if role == "pithead" else self.depth_m + self.rng.uniform(-12, 12)
        self.plan.stations.append(Station(code, label, area, round(x, 1), round(y, 1), round(z, 1), role))
        if near is not None:
            self.join(near, number)
        return number

    def join(self, a: int, b: int, metres: float | None = None) -> None:
        here, there = self.plan.stations[a], self.plan.stations[b]
        if metres is None:
            straight = ((here.x - there.x) ** 2 + (here.y - there.y) ** 2) ** 0.5
            metres = round(max(straight, 30.0) * self.rng.uniform(1.0, 1.15), 1)
        ride = {here.role, there.role} <= {"shaft", "trunk"} and self.man_ride
        self.plan.edges.append((a, b, metres, ride))

    def _trunk(self, count: int) -> None:
        rng = self.rng
        self.man_ride = rng.random() < 0.6
        gate = self.area("pithead", "井口", 60)
        top = self.station(gate, "pithead", "副井井口", 0, 0)
        if rng.random() < 0.5:
            self.station(gate, "pithead", "主井井口", 60, 20, top)
        main = self.area("trunk", "主要大巷", 120)
        bottom = self.station(main, "shaft", "井底车场", rng.uniform(40, 90), 0)
        self.join(top, bottom, rng.uniform(350, 900))
        self.trunk = [bottom]
        self.step = rng.uniform(140, 320)
        for number in range(count):
            x = (number + 1) * self.step
            self.trunk.append(
                self.station(main, "trunk", f"运输大巷{number + 1}#", x, rng.uniform(-15, 15), self.trunk[-1])
            )
        back = self.area("trunk", "回风大巷", 40)
        self.returns: list[int] = []
        for number in range(max(2, count // 3)):
            near = self.returns[-1] if self.returns else self.trunk[-1]
            x = self.step * count * (1 - number / max(2, count // 3))
            self.returns.append(self.station(back, "return", f"回风大巷{number + 1}#", x, 120.0, near))
        self.free = self.trunk[1:]
        rng.shuffle(self.free)
        self.placed = 0

    def _site(self) -> tuple[int, float]:
        """The trunk station where the next district branches off, and the side it lies on."""
        at = self.free[self.placed % len(self.free)]
        side = 1.0 if (self.placed // len(self.free) + at) % 2 else -1.0
        self.placed += 1
        return at, side

    def _coal_face(self, number: int) -> None:
        rng = self.rng
        at, side = self._site()
        x, length = self.plan.stations[at].x, rng.uniform(160, 260)
        way = rng.choice(("综采", "综采", "高档普采"))
        title = f"{rng.randint(1, 3)}{rng.randint(1, 4)}{number + 1:02d}{way}工作面"
        area = self.area("face", title, 0)
        gates, near = [], at
        for step in range(rng.randint(2, 4)):
            y = side * (step + 1) * length
            near = self.station(area, "gate", f"{title[:4]}运输顺槽{step + 1}#", x, y, near)
            gates.append(near)
        y = side * (len(gates) + 0.6) * length
        ends = [self.station(area, "face", f"{title[:4]}工作面机头", x, y, gates[-1])]
        ends.append(
            self.station(area, "face", f"{title[:4]}工作面机尾", x + rng.uniform(90, 180), y, ends[0])
        )
        back = self.station(area, "gate", f"{title[:4]}回风顺槽", x + 120, y * 0.5, ends[1])
        self.join(back, rng.choice(self.returns))
        self._declare(f"F{number + 1}", title, "coal_face", [*ends, gates[-1]])

    def _heading(self, number: int) -> None:
        rng = self.rng
        at, side = self._site()
        x = self.plan.stations[at].x + 40
        way = rng.choice(("运输", "回风", "轨道"))
        title = f"{rng.randint(1, 3)}{rng.randint(1, 4)}{number + 11}{way}巷掘进工作面"
        area = self.area("face", title, 0)
        near = at
        ways = []
        for step in range(rng.randint(1, 3)):
            y = side * (step + 1) * rng.uniform(130, 220)
            near = self.station(area, "gate", f"{title[:4]}掘进巷道{step + 1}#", x, y, near)
            ways.append(near)
        end = self.station(area, "face", f"{title[:4]}掘进迎头", x, side * (len(ways) + 0.7) * 190, near)
        self._declare(f"F{self.coal + number + 1}", title, "heading", [end, ways[-1]])

    def _declare(self, face_id: str, title: str, kind: str, stations: list[int]) -> None:
        since = self.from_at - self.rng.randint(60, 300) * DAY_S
        face = Face(face_id, title, kind, stations, [], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, since)
        self.plan.faces.append(face)

    def _sealed_district(self, number: int) -> None:
        rng = self.rng
        at, side = self._site()
        name = f"{rng.randint(1, 3)}{rng.randint(1, 4)}{number + 51}采空区密闭"
        area = self.area("seal", name, 3)
        x = self.plan.stations[at].x + rng.uniform(-60, 60)
        near = at
        if rng.random() < 0.4:
            near = self.station(area, "branch", f"{name[:4]}旧巷", x, side * 90, near)
        wall = self.station(area, "seal", name, x, side * rng.uniform(150, 240), near)
        stations = [wall]
        if rng.random() < 0.3:
            stations.append(self.station(area, "seal", f"{name[:4]}回风密闭", x + 70, side * 180, at))
        built = self.from_at - rng.randint(90, 900) * DAY_S
        self.plan.seals.append(Seal(f"S{number + 1}", name, stations, built))

    def _branches(self) -> None:
        area = self.area("branch", "联络巷", 20)
        for number in range(self.rng.randint(1, 3)):
            at, side = self._site()
            x = self.plan.stations[at].x
            self.station(area, "branch", f"{number + 1}号联络巷", x + 30, side * 75, at)

    def _chambers(self) -> None:
        rng = self.rng
        area = self.area("chamber", "硐室", 30)
        bottom = self.plan.stations[self.trunk[0]]
        for number, (role, name) in enumerate(_CHAMBERS):
            if role in {"waiting", "store"} and rng.random() < 0.3:
                continue
            home = area if role != "store" else self.area("store", name, 4)
            near = self.trunk[min(number // 2, len(self.trunk) - 1)]
            self.station(home, role, name, bottom.x + 45 + number * 35, 40 + number * 12, near)
