"""Honest changes of working places: a face moves to its successor, a new heading is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from minewarden.sim.behaviour import Behaviour, Params
from minewarden.sim.equip import new_face
from minewarden.sim.roster import Post, face_trades
from minewarden.sim.shifts import Shift

if TYPE_CHECKING:
    from minewarden.sim.mine import Mine


class FaceMove(Behaviour):
    """One coal face ends, its successor is declared; between `from` and `to` both are dismantled and set up."""

    kind = "face_move"
    styles: ClassVar[dict[str, Params]] = {"to_successor": {"fitters": 8}}

    def arrange(self, mine: Mine) -> None:
        plan, count = mine.plan, len(mine.starts)
        faces = [face for face in plan.faces if not face.hidden and face.to_at is None]
        self.old = next((face for face in faces if face.kind == "coal_face"), faces[0])
        self.new = new_face(plan, self.old, self.act.from_at, self.rng)
        self.old.to_at = self.act.from_at
        mine.plant.add_face(self.new)
        crew = Post(
            f"crew:{self.new.face_id}", "综采1队", face_trades(self.new), self.new.crew, "face", self.new.stations,
            self.new,
        )  # fmt: skip
        mine.roster.share_post(crew, f"crew:{self.old.face_id}")
        fitters = [int(self["fitters"])] * count
        self.key = f"fit:{self.old.face_id}"
        mine.roster.add_post(
            Post(self.key, "安装回撤队", ("安装工", "电钳工"), fitters, "face", self.old.stations)
        )

    def staff(self, mine: Mine, shift: Shift) -> None:
        if not self.in_shift(shift):
            shift.jobs = [job for job in shift.jobs if job.post.key != self.key]
            return
        for work in shift.works:
            if work.face is self.new:
                work.pace = 0.0


class NewFace(Behaviour):
    """A heading approved during the scene, with its own crew, feeder and sensors."""

    kind = "new_face"
    styles: ClassVar[dict[str, Params]] = {"heading": {}}

    def arrange(self, mine: Mine) -> None:
        faces = [face for face in mine.plan.faces if not face.hidden]
        like = next((face for face in faces if face.kind == "heading"), None)
        if like is None:
            return
        face = new_face(mine.plan, like, self.act.from_at, self.rng)
        mine.plant.add_face(face)
        team = f"掘进{len(mine.plan.faces)}队"
        key = f"crew:{face.face_id}"
        mine.roster.add_post(Post(key, team, face_trades(face), face.crew, "face", face.stations, face))
