"""A working place that is not declared: people behind a seal, at a legal station, without cards, or deleted."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, ClassVar

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.clock import DAY_S
from minewarden.sim.day import Day, Ways
from minewarden.sim.plan import Face
from minewarden.sim.roster import Post, face_trades
from minewarden.sim.shifts import Shift, Work
from minewarden.sim.walks import Trip

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine

_COMMON: Params = {
    "place": "heading",  # heading or coal_face
    "near": "seal",  # seal, branch, trunk or face: the role of the station it is worked from
    "shown": "vanish",  # vanish, dwell, face, none or deleted: what the cards show
    "crew": 9,
    "shifts": "all",  # all or night
    "duty": 1.0,  # share of days worked
    "t_per_day": 90.0,
    "air_m3_per_min": 260.0,
    "ch4_m3_per_min": 0.7,
    "inflow_m3_per_h": 5.0,
    "explosive_kg_per_day": 0.0,
    "power": "other",  # what its load is metered as: other, surface, local_fan, pump, declared or none
    "coal": "belt",  # belt, cars (hoisted, not weighed on a belt) or away (never hoisted)
    "air": "total",  # total, faces (taken from declared places) or none
    "disguised": False,  # its people have auxiliary trades
    "reported": False,  # whether its coal is in the reported output
}


class HiddenFace(Behaviour):
    """People, air, power, coal, gas, water and explosives of a place that is on no plan."""

    kind = "hidden_face"
    styles: ClassVar[dict[str, Params]] = {
        "seal": _COMMON,
        "branch": _COMMON | {"near": "branch", "crew": 11, "t_per_day": 140.0},
        "legal_station": _COMMON | {"near": "branch", "shown": "dwell"},
        "declared_face": _COMMON | {"near": "face", "shown": "face", "crew": 8, "power": "declared"},
        "no_cards": _COMMON | {"shown": "none", "crew": 12, "t_per_day": 200.0},
        "night_only": _COMMON | {"shifts": "night", "crew": 12, "t_per_day": 110.0},
        "small_heading": _COMMON
        | {"crew": 5, "t_per_day": 30.0, "explosive_kg_per_day": 35.0, "air_m3_per_min": 150.0, "power": "local_fan"},
        "big_longwall": _COMMON
        | {
            "place": "coal_face", "near": "branch", "crew": 22, "t_per_day": 700.0, "air_m3_per_min": 720.0,
            "ch4_m3_per_min": 2.4, "inflow_m3_per_h": 14.0,
        },
        "deleted_tracks": _COMMON | {"shown": "deleted", "crew": 12},
        "intermittent": _COMMON | {"duty": 0.55, "crew": 10},
        "disguised": _COMMON | {"near": "trunk", "shown": "dwell", "disguised": True, "power": "surface"},
        "expired_face": _COMMON | {"near": "face", "shown": "dwell"},
    }  # fmt: skip

    choices: ClassVar[dict[str, tuple[str, ...]]] = {
        "place": ("heading", "coal_face"),
        "near": ("seal", "branch", "trunk", "face"),
        "shown": ("vanish", "dwell", "face", "none", "deleted"),
        "shifts": ("all", "night"),
        "power": ("other", "surface", "local_fan", "pump", "declared", "none"),
        "coal": ("belt", "cars", "away"),
        "air": ("total", "faces", "none"),
    }

    varied: ClassVar[tuple[str, ...]] = (
        "crew", "t_per_day", "air_m3_per_min", "ch4_m3_per_min", "inflow_m3_per_h", "explosive_kg_per_day",
    )  # fmt: skip

    @classmethod
    def draw(cls, style: str, rng: random.Random) -> Params:
        params = super().draw(style, rng)
        params["air"] = rng.choice(("total", "total", "faces", "none"))
        params["coal"] = rng.choice(("belt", "belt", "belt", "cars", "away"))
        if style not in {"declared_face", "no_cards"}:
            params["power"] = rng.choice(
                ("other", "other", "surface", "local_fan", "pump", "declared", "none")
            )
        if style == "no_cards":
            params |= {
                "coal": rng.choice(("belt", "cars")),
                "air": "total",
                "power": rng.choice(("other", "pump")),
            }
        if params["place"] == "heading" and rng.random() < 0.3:
            params["explosive_kg_per_day"] = round(rng.uniform(20, 60), 1)
        if style in {"seal", "branch", "night_only", "intermittent", "big_longwall", "small_heading"}:
            params["near"] = rng.choice(("seal", "branch"))
        if style in {"big_longwall", "small_heading", "night_only", "intermittent"}:
            params["shown"] = rng.choice(("vanish", "vanish", "dwell"))
        if style == "legal_station":
            params["near"] = rng.choice(("seal", "branch", "trunk"))
        return params

    def arrange(self, mine: Mine) -> None:
        plan = mine.plan
        self.people: set[int] = set()
        self.expired = self._expire(mine) if self.act.style == "expired_face" else None
        if self.expired:
            self.access, self.key = self.expired.stations[0], f"crew:{self.expired.face_id}"
            return
        self.access = self._site(mine)
        shifts = len(mine.starts)
        crew = [int(self["crew"])] * shifts
        if self["shifts"] == "night":
            night = mine.night_shift
            crew = [count if number == night else 0 for number, count in enumerate(crew)]
        number = sum(face.hidden for face in plan.faces) + 1
        self.face = Face(
            f"H{number}", "未申报作业点", self["place"], [self.access], crew, float(self["t_per_day"]), 2.0,
            float(self["air_m3_per_min"]), float(self["ch4_m3_per_min"]), float(self["inflow_m3_per_h"]),
            float(self["explosive_kg_per_day"]), self.act.from_at, self.act.to_at, hidden=True,
        )  # fmt: skip
        plan.faces.append(self.face)
        mine.plant.ways[self.face.face_id] = self._ways(mine)
        self.key = f"hidden:{self.face.face_id}"
        trades = ("巷修工", "运输工", "通风工") if self["disguised"] else face_trades(self.face)
        shown, spots = self["shown"], [self.access]
        task = {"vanish": "vanish", "dwell": "face", "face": "face"}.get(shown, "vanish")
        if shown == "face":
            spots = self._cover(mine).stations
        elif shown == "dwell":
            spots = plan.nearest(self.access, 2)
        post = Post(self.key, "综合队", trades, crew, task, spots, self.face, carded=shown != "none")
        mine.roster.add_post(post)

    def _expire(self, mine: Mine) -> Face:
        """A declared place whose approval ends when the conduct begins, and which is worked on."""
        faces = [face for face in mine.plan.faces if face.kind == "heading"] or mine.plan.faces
        face = self.rng.choice(faces)
        face.to_at = self.act.from_at
        mine.plant.ways[face.face_id] = Ways(power=None)
        return face

    def _site(self, mine: Mine) -> int:
        plan, near = mine.plan, self["near"]
        if near == "seal" and plan.seals:
            return self.rng.choice(plan.seals).stations[0]
        if near == "face":
            return self._cover(mine).stations[-1]
        roles = {"trunk": plan.role("trunk")[1:], "branch": plan.role("branch")}.get(near, plan.role("seal"))
        return self.rng.choice(roles or plan.role("branch") or plan.role("trunk"))

    def _cover(self, mine: Mine) -> Face:
        """The declared place in whose name its people go."""
        declared = [face for face in mine.plan.faces if not face.hidden]
        return declared[int(self.act.from_at // DAY_S + len(mine.plan.stations)) % len(declared)]

    def _ways(self, mine: Mine) -> Ways:
        power = {"none": None, "declared": self._cover(mine).face_id}.get(self["power"], self["power"])
        seal = next((s.seal_id for s in mine.plan.seals if self.access in s.stations), None)
        booked = [f.face_id for f in mine.plan.faces if f.explosive_kg_per_day and not f.hidden]
        return Ways(
            power, self["coal"] == "belt", self["coal"] != "away", self["air"], seal,
            explosive_book=self.rng.choice(booked) if booked else None,
        )  # fmt: skip

    def _works_on(self, shift: Shift) -> bool:
        day = shift.starts_at // DAY_S
        lot = (day * 2654435761 + self.access * 97) % 1000 / 1000
        return self.in_shift(shift) and lot < float(self["duty"])

    def staff(self, mine: Mine, shift: Shift) -> None:
        if not self._works_on(shift):
            return
        face = self.expired or self.face
        if not face.crew[shift.number]:
            return
        mine.assign(shift, self.key)
        length = shift.ends_at - shift.starts_at
        begins, ends = shift.starts_at + int(0.09 * length), shift.ends_at - int(0.1 * length)
        shift.works.append(Work(face, begins, ends, 1.0))

    def walk(self, mine: Mine, shift: Shift, trips: list[Trip]) -> None:
        own = [trip for trip in trips if trip.tag == self.key and self.in_shift(shift)]
        self.people.update(trip.person for trip in own)
        if self["shown"] == "deleted":
            for trip in own:
                trip.carded = self.rng.random() < 0.06

    def meter(self, mine: Mine, day: Day) -> None:
        if self["reported"]:
            return
        face = self.expired or self.face
        hidden = day.coal.get(face.face_id)
        if hidden is not None and self["coal"] != "away" and hidden.any():
            total = sum(float(coal.sum()) for coal in day.coal.values())
            day.reported = day.reported * (1.0 - float(hidden.sum()) / total)

    def truth(self, mine: Mine) -> list[dict[str, Any]]:
        face = self.expired or self.face
        near = self.expired.stations if self.expired else mine.plan.nearest(self.access, 3)
        crew = [count for count in face.crew if count]
        people = sorted(self.people)
        rows = [self.row(mine, near, people, persons_per_shift=sum(crew) / len(crew))]
        if self["shown"] == "none":
            rows.append(self.aside(mine, "headcount_concealed", []))
        elif self["shown"] == "deleted":
            rows += [self.aside(mine, kind, people) for kind in ("data_fabricated", "headcount_concealed")]
        return rows
