"""One mine through its days: plan, people, behaviours, physics, and the files of each day."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from minewarden.sim import declare
from minewarden.sim.alarms import write_alarms
from minewarden.sim.behaviour import Behaviour
from minewarden.sim.clock import BIN_S, CHINA_OFFSET_S, DAY_S, china_day, china_text
from minewarden.sim.conduct import CONDUCTS
from minewarden.sim.day import Day
from minewarden.sim.equip import draw_capacity, equip
from minewarden.sim.events import EVENTS
from minewarden.sim.files import Inbox
from minewarden.sim.layout import draw_layout
from minewarden.sim.meters import CSV_HEADERS, write_gas, write_meters, write_stations, write_video
from minewarden.sim.plant import Plant
from minewarden.sim.roster import Roster, staff_plan
from minewarden.sim.shifts import Job, Shift, Work, cycles, send
from minewarden.sim.snapshots import Snapshots, records, take
from minewarden.sim.spec import LISTINGS, SHIFT_SYSTEMS, MineSpec
from minewarden.sim.walks import Trip, Walker

_STATUS_SINCE_DAYS = 700


class Mine:
    """State of one simulated mine. Every random stream has its own seed, so acts do not disturb each other."""

    def __init__(self, spec: MineSpec, from_at: int, days: int, seed: int) -> None:
        self.spec, self.from_at, self.days = spec, from_at, days
        self.to_at = from_at + days * DAY_S
        self.seed = f"{seed}:{spec.code}"
        rng = self.stream("plan")
        self.labour = spec.shifts or rng.choice(("三八制", "三八制", "三八制", "四六制", "两班制"))
        self.starts = rng.choice(SHIFT_SYSTEMS[self.labour])
        self.listing = spec.listing or rng.choice(LISTINGS)
        self.trace = spec.trace or rng.choice(("recent", "recent", "none"))
        self.plan = draw_layout(spec, from_at, rng)
        self.capacity = draw_capacity(spec, rng)
        equip(self.plan, spec, self.capacity, len(self.starts), rng)
        self.roster = Roster(spec.code, spec.dirt.unset_trades, self.stream("people"))
        staff_plan(self.roster, self.plan, len(self.starts), spec.size)
        most = max(sum(post.counts[i] for post in self.roster.posts) for i in range(len(self.starts)))
        self.limit = -(-round(most * rng.uniform(1.2, 2.1)) // 10) * 10
        since = china_day(from_at - _STATUS_SINCE_DAYS * DAY_S)
        self.status: list[dict[str, Any]] = [{"state": "producing", "from": since, "to": None}]
        self.plant = Plant(self.plan, self.seed)
        self.staffing = self.stream("staffing")
        self.noise = np.random.default_rng(self.stream("noise").getrandbits(63))
        self.trips: list[Trip] = []
        self.works: list[Work] = []
        self.shifts: dict[int, Shift] = {}
        self.tonnes: dict[int, list[float]] = {}
        self.next_shift = self._first_shift()
        self.next_snapshot = from_at + self.stream("phase").randrange(spec.snapshot_s)
        self.behaviours = self._behaviours()
        self.walker = Walker(self.plan, spec.dirt.missing_reads, self.stream("walks"))
        for behaviour in self.behaviours:
            behaviour.arrange(self)

    @property
    def night_shift(self) -> int:
        """The number of the shift whose middle is nearest to 02:00."""
        length = 24 / len(self.starts)
        middles = [(int(start[:2]) + length / 2) % 24 for start in self.starts]
        return min(range(len(middles)), key=lambda i: min(abs(middles[i] - 2), 24 - abs(middles[i] - 2)))

    def stream(self, purpose: str) -> random.Random:
        """A random stream of its own for each purpose."""
        return random.Random(f"{self.seed}:{purpose}")

    def _behaviours(self) -> list[Behaviour]:
        made: list[Behaviour] = []
        for number, act in enumerate(self.spec.events):
            made.append(EVENTS[act.kind](act, self.stream(f"event:{number}")))
        for number, act in enumerate(self.spec.conduct):
            made.append(CONDUCTS[act.kind](act, self.stream(f"conduct:{number}")))
        return made

    # shifts

    def shift_start(self, index: int) -> int:
        """When shift `index` starts; 0 is the first that starts on the first day."""
        day, number = divmod(index, len(self.starts))
        hours, minutes = self.starts[number].split(":")
        return self.from_at + day * DAY_S + int(hours) * 3600 + int(minutes) * 60

    def _first_shift(self) -> int:
        return -len(self.starts)

    def _staff(self, index: int) -> Shift:
        number = index % len(self.starts)
        shift = Shift(index, number, self.shift_start(index), self.shift_start(index + 1))
        length = shift.ends_at - shift.starts_at
        middle = shift.starts_at + length // 2
        for post in self.roster.posts:
            face = post.face
            if face is not None and (
                face.hidden or not (face.open_at(shift.starts_at) and face.open_at(middle))
            ):
                continue
            self.assign(shift, post.key)
            if face is not None:
                pace = 0.0 if face.maintenance_shift == number else 1.0
                work = Work(
                    face, shift.starts_at + int(0.07 * length), shift.ends_at - int(0.08 * length), pace
                )
                shift.works.append(work)
        for behaviour in self.behaviours:
            behaviour.staff(self, shift)
        return shift

    def declare_status(self, state: str, from_at: int, to_at: int) -> None:
        """Put a state of some days into the declared status; before and after it the mine is producing."""
        last = self.status.pop()
        a, b = china_day(from_at), china_day(to_at)
        self.status += [last | {"to": a}, {"state": state, "from": a, "to": b}, last | {"from": b}]

    def assign(self, shift: Shift, key: str) -> None:
        """Send the people of the post with this key."""
        post = next(post for post in self.roster.posts if post.key == key)
        people = self.roster.pick(post, shift.number, shift.week)
        if people and shift.job(key) is None:
            shift.jobs.append(Job(post, people))

    def _advance(self, until: int) -> None:
        while self.shift_start(self.next_shift) - 2 * 3600 < until:
            shift = self._staff(self.next_shift)
            for work in shift.works:
                cycles(work, self.plant.rng)
            trips = send(shift, self.walker)
            for behaviour in self.behaviours:
                behaviour.walk(self, shift, trips)
            self.trips += trips
            self.works += shift.works
            self.shifts[self.next_shift] = shift
            self.next_shift += 1

    # days

    def run(self, folder: Path) -> dict[str, Any]:
        """Write the inbox of this mine into `folder`; its entry of truth.json."""
        inbox = Inbox(folder, self.spec.code, self.spec.profile, self.spec.dirt, self.stream("dirt"))
        for number in range(self.days):
            self._day(self.from_at + number * DAY_S, inbox)
        self._output(self.to_at, inbox)
        inbox.close({name: header for name, header in CSV_HEADERS.items() if name in self.spec.systems})
        content = declare.register(self.spec, self.plan, self.capacity, self.limit, self.starts, self.status)
        (folder / "register.json").write_text(
            json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        conduct = [row for behaviour in self.behaviours for row in behaviour.truth(self)]
        return {"mine_code": self.spec.code, "conduct": conduct}

    def _day(self, starts_at: int, inbox: Inbox) -> None:
        ends_at = starts_at + DAY_S
        self._advance(ends_at)
        day = self.plant.begin(starts_at, self.works)
        for behaviour in self.behaviours:
            behaviour.work(self, day)
        self.plant.balance(day, 24 / len(self.starts))
        for behaviour in self.behaviours:
            behaviour.meter(self, day)
        self._count_tonnes(day)
        snapshots = self._snapshots(ends_at)
        for behaviour in self.behaviours:
            behaviour.upload(self, day, snapshots)
        self._send(day, snapshots, inbox)
        self._output(ends_at, inbox)
        write_meters(self, day, inbox)
        write_video(self, day, inbox)
        self.trips = [trip for trip in self.trips if trip.left_at + 3600 > ends_at]
        self.works = [work for work in self.works if work.to_at > ends_at]

    def _snapshots(self, ends_at: int) -> Snapshots:
        times, rng = [], self.staffing
        while self.next_snapshot < ends_at:
            times.append(self.next_snapshot)
            self.next_snapshot += max(
                20, self.spec.snapshot_s + rng.randint(-self.spec.jitter_s, self.spec.jitter_s)
            )
        return take(self.trips, self.plan, times, self.listing, self.trace, self.noise)

    def _send(self, day: Day, snapshots: Snapshots, inbox: Inbox) -> None:
        header = f"{self.spec.code};{self.spec.name};"
        base_at = day.starts_at + self.stream("base").randrange(600, 5000)
        when = china_text(base_at)
        full = f"{header}{self.limit};KJ-SIM;井下人员位置监测系统;模拟厂家;2027-12-31;{when}"
        inbox.send("rydw", "RYXX", base_at, full, declare.people_records(self.roster))
        inbox.send("rydw", "RYQY", base_at + 2, header + when, declare.area_records(self.plan))
        inbox.send("rydw", "RYJZ", base_at + 4, header + when, declare.station_records(self.plan))
        texts = records(snapshots, self.plan, self.roster.people, self.labour)
        for at, sent, rows in zip(snapshots.times, snapshots.sent, texts, strict=True):
            if sent and not day.offline[min((at - day.starts_at) // BIN_S, 287)]:
                inbox.send("rydw", "RYSS", at, header + china_text(at), rows)
        write_alarms(self, day.starts_at, snapshots, inbox, header)
        inbox.flush()
        write_stations(self, day, inbox, header, day.silent)
        if "gas" in self.spec.systems:
            write_gas(self, day, inbox, header, base_at)

    def _count_tonnes(self, day: Day) -> None:
        """Book hoisted and reported tonnes to shifts, which may cross midnight."""
        for index, shift in self.shifts.items():
            first = max(0, (shift.starts_at - day.starts_at) // BIN_S)
            last = max(0, min(288, (shift.ends_at - day.starts_at) // BIN_S))
            if first < last:
                total = self.tonnes.setdefault(index, [0.0, 0.0])
                total[0] += float(day.booked[first:last].sum())
                total[1] += float(day.reported[first:last].sum())

    def _output(self, until: int, inbox: Inbox) -> None:
        for index in [i for i, shift in self.shifts.items() if shift.ends_at <= until]:
            shift = self.shifts.pop(index)
            hoisted, reported = self.tonnes.pop(index, (0.0, 0.0))
            if shift.starts_at >= self.from_at:
                hoisted *= self.plant.scale_bias
                reported *= self.plant.scale_bias * self.staffing.uniform(0.985, 1.005)
                name = f"{(shift.starts_at + CHINA_OFFSET_S) % DAY_S // 3600:02d}点班"
                inbox.row("output", f"{china_day(shift.starts_at)},{name},{hoisted:.1f},{reported:.1f}")
