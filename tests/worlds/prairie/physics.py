"""Coal, belts, power, air, gas, water, explosives and cameras, all from one schedule."""

from dataclasses import dataclass, field

import numpy as np

from .clock import DAY, SLOT, SLOTS_PER_DAY
from .layout import Face, Point
from .scene import HiddenPlace, Scene, window_slots

NORMAL, CALIBRATING, BROKEN = 0, 4, 128


@dataclass
class Readings:
    """Everything measured, in five-minute slots unless said otherwise."""

    belts: dict[str, np.ndarray] = field(default_factory=dict)
    power: dict[str, np.ndarray] = field(default_factory=dict)
    points: dict[str, np.ndarray] = field(default_factory=dict)
    states: dict[str, np.ndarray] = field(default_factory=dict)
    water: dict[str, np.ndarray] = field(default_factory=dict)  # by hour
    output: list[tuple[int, int, float, float]] = field(default_factory=list)
    explosives: list[tuple[int, str, float, int, float]] = field(default_factory=list)
    video: list[tuple[int, str, str, int]] = field(default_factory=list)


class Physics:
    """Computes the readings of a scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.rng = scene.rng
        self.slots = scene.clock.slots
        self.out = Readings()
        self.cut: dict[str, np.ndarray] = {}
        self.hidden_cut: list[np.ndarray] = []
        self.no_power = np.zeros(self.slots, dtype=bool)
        self.idle = np.zeros(self.slots, dtype=bool)
        for begin, end in scene.power_cuts:
            self.no_power[window_slots(begin, end, self.slots)] = True
        for begin, end in scene.evacuations:
            self.idle[window_slots(begin, end, self.slots)] = True
        self.idle |= self.no_power

    def run(self) -> Readings:
        """All readings."""
        self._cut_coal()
        self._run_belts()
        self._book_output()
        self._pump()
        self._draw_power()
        self._measure_air_and_gas()
        self._apply_sensor_events()
        self._issue_explosives()
        self._count_at_portals()
        return self.out

    # --- coal ---

    def _spread(self, tonnes: float, begin: int, method: str, into: np.ndarray) -> None:
        """Spread a shift's tonnes over its cutting spells."""
        first = begin // SLOT + int(self.rng.integers(9, 13))
        last = (begin + self.scene.shift_s) // SLOT - int(self.rng.integers(7, 11))
        shape = np.zeros(max(1, last - first))
        at = 0
        while at < len(shape):
            if method == "machine":
                work, rest = int(self.rng.integers(7, 20)), int(self.rng.integers(2, 8))
            else:
                work, rest = int(self.rng.integers(6, 13)), int(self.rng.integers(8, 18))
            shape[at : at + work] = self.rng.uniform(0.75, 1.2, len(shape[at : at + work]))
            at += work + rest
        shape *= tonnes / shape.sum()
        low, high = max(0, first), min(self.slots, first + len(shape))
        if high > low:
            into[low:high] += shape[low - first : high - first]

    def _cut_coal(self) -> None:
        """Tonnes cut at declared and hidden places."""
        scene = self.scene
        for face in scene.mine.faces:
            flow = np.zeros(self.slots)
            for row, shift in zip(*np.nonzero(scene.cut[face.face_id] > 0.001), strict=True):
                day, number = int(row) - 1, int(shift)
                begin = scene.shift_begin(day, number) + scene.late_shifts.get((day, number), 0)
                self._spread(face.plan_t * scene.cut[face.face_id][row, shift], begin, face.method, flow)
            flow[self.idle] = 0.0
            self.cut[face.face_id] = flow
        for place in scene.hidden:
            flow = np.zeros(self.slots)
            for day in range(place.first_day - (place.first_day == 0), place.last_day):
                if day in place.idle_days:
                    continue
                for shift in place.shifts:
                    tonnes = place.t_per_day / len(place.shifts) * float(self.rng.normal(1.0, 0.12))
                    self._spread(max(5.0, tonnes), scene.shift_begin(day, shift), place.method, flow)
            flow[self.idle] = 0.0
            self.hidden_cut.append(flow)

    def _run_belts(self) -> None:
        """Tonnes over the belts; coal needs five to fifteen minutes to the main belt."""
        scene, mine = self.scene, self.scene.mine
        flows = {key: np.zeros(self.slots) for key in mine.conveyors}
        raised = np.zeros(self.slots)
        for face in mine.faces:
            flow = _later(self.cut[face.face_id], 1)
            if face.conveyor != "C1":
                flows[face.conveyor] += flow
            flows["C1"] += _later(flow, 2)
        for place, cut in zip(scene.hidden, self.hidden_cut, strict=True):
            if place.coal_to == "cars":
                raised += _later(cut, 4)
                continue
            if place.coal_to != "C1":
                flows[place.coal_to] += _later(cut, 1)
            flows["C1"] += _later(cut, 3)
        if scene.stray_coal:
            running = flows["C1"] > 0
            share = scene.stray_coal * scene.clock.days / max(1, running.sum())
            flows["C1"] += np.where(running, share, 0.0)
        self.raised = raised + flows["C1"]
        for key, flow in flows.items():
            scale = float(self.rng.normal(1.0, 0.008)) * scene.books.belts
            self.out.belts[key] = flow * scale * self.rng.normal(1.0, 0.015, self.slots)

    def _book_output(self) -> None:
        """Tonnes per shift as hoisted and as reported."""
        scene, books = self.scene, self.scene.books
        extra = sum((_later(cut, 4) for cut in self.hidden_cut), np.zeros(self.slots))
        carry = 0.0
        for day in range(scene.clock.days):
            rows = []
            for shift in range(scene.shifts):
                begin = scene.shift_begin(day, shift)
                slots = window_slots(begin, begin + scene.shift_s, self.slots)
                true = float(self.raised[slots].sum())
                own = max(0.0, true - float(extra[slots].sum()))
                hoisted = (own if books.hide_extra == "both" else true) * books.hoisted
                reported = (own if books.hide_extra in ("both", "reported") else true) * books.reported
                if day in scene.bunker_days:
                    carry += hoisted / 3
                    hoisted, reported = hoisted * 2 / 3, reported * 2 / 3
                elif carry and hoisted:
                    hoisted, reported, carry = hoisted + carry, reported + carry * books.reported, 0.0
                rows.append([hoisted * float(self.rng.normal(1.0, 0.006)), reported])
            cap = books.cap_t_per_day
            total = sum(row[1] for row in rows)
            if cap is not None and total > cap:
                cap *= float(self.rng.uniform(0.95, 1.0))
                for row in rows:
                    row[1] *= cap / total
            for shift, (hoisted, reported) in enumerate(rows):
                if books.nothing_between and books.nothing_between[0] <= day < books.nothing_between[1]:
                    reported = 0.0
                    hoisted = 0.0 if books.nothing_hoisted else hoisted
                self.out.output.append((day, shift, round(hoisted, 1), round(reported, 0)))

    # --- water and power ---

    def _pump(self) -> None:
        """Pumps empty the sump now and then, rather at night when power is cheap."""
        scene, mine = self.scene, self.scene.mine
        hours = scene.clock.days * 24
        inflow = np.full(hours, mine.side_water + sum(face.inflow for face in mine.faces))
        for place in scene.hidden:
            inflow[place.first_day * 24 + 6 : place.last_day * 24] += place.inflow
        inflow = inflow * scene.pit_water + scene.pump_water
        dead = self.no_power.reshape(-1, 12).mean(axis=1) > 0.4
        total = np.zeros(hours)
        rate = sum(rated for _, rated in mine.pumps.values()) * 0.62
        sump, size = float(inflow[0] * 2), float(np.median(inflow) * 5)
        for hour in range(hours):
            sump += float(inflow[hour])
            cheap = hour % 24 < 7 or hour % 24 > 21
            if not dead[hour] and (sump > size * (0.35 if cheap else 0.8)):
                total[hour] = min(sump, rate * float(self.rng.uniform(0.92, 1.0)))
                sump -= total[hour]
        share = self.rng.uniform(0.35, 0.65)
        for number, key in enumerate(mine.pumps):
            part = 1.0 if len(mine.pumps) == 1 else (share if number == 0 else 1 - share)
            self.out.water[key] = total * part
        self.pumped = total

    def _draw_power(self) -> None:
        """Mean power of each feeder per slot."""
        scene, mine, rng = self.scene, self.scene.mine, self.rng
        clock = np.arange(self.slots) % SLOTS_PER_DAY / 12
        lift = mine.hoist_depth * 9.81 / 3600
        hourly = np.repeat(self.pumped, 12)
        air = sum(face.air for face in mine.faces) + mine.side_air
        more = sum(place.air for place in scene.hidden if place.air_from == "return") / air
        for key, (serves, rated) in mine.feeders.items():
            if serves == "hoist":
                load = 0.12 * rated + self.raised * 12 * lift / 0.72
            elif serves == "main_fan":
                load = np.full(self.slots, air / 60 * 2.6)
                for place in scene.hidden:
                    span = slice(place.first_day * SLOTS_PER_DAY, place.last_day * SLOTS_PER_DAY)
                    load[span] *= (1 + more) ** 1.5
            elif serves == "local_fan":
                load = np.full(self.slots, 0.62 * rated)
            elif serves == "pump":
                load = 4 + hourly * lift / 0.6
            elif serves == "surface":
                load = rated * (0.3 + 0.15 * np.exp(-((clock - 14) ** 2) / 30))
            elif serves == "other":
                load = 0.25 * rated + self.out.belts["C1"] * 12 * 0.9
            else:
                face = mine.face(serves)
                load = self._face_load(face)
            self.out.power[key] = load * rng.normal(1.0, 0.03, self.slots)
        for place, cut in zip(scene.hidden, self.hidden_cut, strict=True):
            span = slice(place.first_day * SLOTS_PER_DAY, place.last_day * SLOTS_PER_DAY)
            load = np.zeros(self.slots)
            load[span] = float(rng.uniform(22, 40))
            load += cut * 12 * (7.0 if place.method == "machine" else 3.8) + (cut > 0) * 12
            load *= rng.normal(1.0, 0.03, self.slots)
            self.out.power[place.feeder] = self.out.power.get(place.feeder, np.zeros(self.slots)) + load
        for load in self.out.power.values():
            load[self.no_power] = 0.0

    def _face_load(self, face: Face) -> np.ndarray:
        """Power of a declared place: little when idle, more when cutting, some in maintenance."""
        cut = self.cut[face.face_id]
        energy = 7.0 if face.method == "machine" else 3.6
        works = np.zeros(self.slots)
        unit = self.scene.unit_of(face.face_id)
        for row, shift in zip(*np.nonzero(unit.crew), strict=True):
            begin = self.scene.shift_begin(int(row) - 1, int(shift)) + 2400
            works[window_slots(begin, begin + self.scene.shift_s - 4800, self.slots)] = 1.0
        idle = 10.0 + 0.015 * face.plan_t
        return idle * (0.35 + 0.65 * works) + cut * 12 * energy + (cut > 0) * 8

    # --- air and gas ---

    def _measure_air_and_gas(self) -> None:
        """Values of all points before anything happens to the sensors."""
        scene, mine, rng = self.scene, self.scene.mine, self.rng
        fans = {subject: np.ones(self.slots) for subject in ("main_fan", *(f.face_id for f in mine.faces))}
        for subject, begin, end in scene.fan_stops:
            if subject in fans:
                fans[subject][begin:end] = 0.0
        for values in fans.values():
            values[self.no_power] = 0.0
        draught = 0.25 + 0.75 * fans["main_fan"]
        air, gas = {}, {}
        for face in mine.faces:
            wander = 1 + 0.02 * np.interp(
                np.arange(self.slots) / SLOTS_PER_DAY,
                np.arange(scene.clock.days + 1),
                rng.normal(0, 1, scene.clock.days + 1),
            )
            flow = face.air * float(rng.normal(1.0, 0.03)) * wander
            for place in scene.hidden:
                if place.air_from == face.face_id:
                    span = slice(place.first_day * SLOTS_PER_DAY, place.last_day * SLOTS_PER_DAY)
                    flow[span] -= min(place.air, face.air * 0.32)
            air[face.face_id] = flow * draught * (1 if face.is_coal else 0.3 + 0.7 * fans[face.face_id])
            gas[face.face_id] = self._emission(face, self.cut[face.face_id])
        total_air = sum(air.values()) + mine.side_air * draught
        total_gas = sum(_later(flow, 2) for flow in gas.values()) + mine.side_gas * scene.gas_swell**2
        smell = np.zeros(self.slots)
        for place, cut in zip(scene.hidden, self.hidden_cut, strict=True):
            span = slice(place.first_day * SLOTS_PER_DAY, place.last_day * SLOTS_PER_DAY)
            if place.air_from == "return":
                total_air[span] += place.air * draught[span]
            leak = self._hidden_emission(place, cut)
            total_gas += _later(leak, 3)
            smell = np.maximum(smell, leak / (leak.max() + 1e-9))
            for face in mine.faces:
                if face.gate == place.host and face.is_coal:
                    gas[face.face_id] = gas[face.face_id] + 0.5 * leak
        for point in mine.points:
            self.out.points[point.code] = self._point_value(
                point, air, gas, total_air, total_gas, smell, fans
            )
            self.out.states[point.code] = np.zeros(self.slots, dtype=int)

    def _emission(self, face: Face, cut: np.ndarray) -> np.ndarray:
        """Methane of a declared place; it equals the declared figure when the plan is met."""
        mean = face.plan_t / SLOTS_PER_DAY
        return face.ch4 * (0.4 + 0.55 * _fading(cut / mean, 22)) * self.scene.gas_swell

    def _hidden_emission(self, place: HiddenPlace, cut: np.ndarray) -> np.ndarray:
        """Methane of a hidden place."""
        base = np.zeros(self.slots)
        base[place.first_day * SLOTS_PER_DAY : place.last_day * SLOTS_PER_DAY] = 0.35
        mean = place.t_per_day / SLOTS_PER_DAY
        return place.ch4 * (_fading(base, 30) + 0.65 * _fading(cut / mean, 20))

    def _point_value(self, point: Point, air, gas, total_air, total_gas, smell, fans) -> np.ndarray:
        """True value of a point with the noise of its sensor."""
        scene, rng = self.scene, self.rng
        noise = rng.normal(0, 1, self.slots)
        if point.kind == "fan":
            return fans[point.subject]
        if point.kind == "air_velocity":
            flow = total_air if point.subject == "return" else air[point.subject]
            return np.round(np.clip(flow / 60 / point.section * (1 + 0.02 * noise), 0, None), 2)
        if point.subject == "return":
            share = total_gas / total_air * 100
        elif point.subject in gas:
            share = gas[point.subject] / air[point.subject] * 100
            if point.label.endswith("T0"):
                share = share * 1.25
            if point.label.endswith("T1"):
                share = share * 0.9
        else:
            base = 0.2 + 0.6 * ((int(point.code[-2:]) * 37) % 10) / 10
            share = base * scene.gas_swell**2.5
            if any(place.smelt_at == point.subject for place in scene.hidden):
                share = share + (0.15 + 0.4 * base) * smell
        return np.round(np.clip(share * (1 + 0.02 * noise) + 0.006 * noise, 0, None), 2)

    def _apply_sensor_events(self) -> None:
        """Tests, faults and falsifications of points."""
        rng = self.rng
        for event in self.scene.sensor_events:
            values, states = self.out.points[event.point], self.out.states[event.point]
            span = slice(max(0, event.begin), min(self.slots, event.end))
            count = len(values[span])
            if not count:
                continue
            if event.effect == "flat":
                values[span] = event.value
            elif event.effect == "capped":
                values[span] = np.minimum(values[span], event.value)
            elif event.effect == "clean":
                values[span] = np.round(np.clip(event.value + rng.normal(0, 0.006, count), 0, None), 2)
            elif event.effect == "calibration":
                values[span] = np.round(event.value + rng.normal(0, 0.02, count), 2)
                states[span] = CALIBRATING
            else:
                values[span] = 0.0
                states[span] = BROKEN

    # --- explosives and cameras ---

    def _issue_explosives(self) -> None:
        """Explosives drawn per blasting place and shift; hidden blasting is drawn under a declared name."""
        scene = self.scene
        for face in scene.mine.faces:
            if face.explosive_kg <= 0:
                continue
            for day in range(scene.clock.days):
                for shift in range(scene.shifts):
                    kilos = face.explosive_kg * float(scene.cut[face.face_id][day + 1, shift])
                    kilos *= float(self.rng.normal(1.0, 0.08))
                    for place in scene.hidden:
                        active = place.first_day <= day < place.last_day and day not in place.idle_days
                        if place.explosives_on == face.face_id and active and shift in place.shifts:
                            kilos += place.t_per_day / len(place.shifts) * 0.2
                    if kilos < 0.5:
                        continue
                    at = scene.shift_begin(day, shift) + int(self.rng.integers(3000, 9000))
                    back = kilos * scene.returned_explosives * float(self.rng.uniform(0.5, 1.5))
                    self.out.explosives.append(
                        (at, face.face_id, round(kilos + back, 1), int(kilos * 1.8), round(back, 1))
                    )

    def _count_at_portals(self) -> None:
        """Persons seen by the cameras at the portals, with rare miscounts."""
        scene, rng = self.scene, self.rng
        tally: dict[tuple[int, str, str], int] = {}
        for trip in scene.trips:
            if not trip.has_body:
                continue
            position = scene.mine.portals[trip.portal][1]
            leave = trip.body_leave if trip.body_leave is not None else trip.leave
            for moment, direction in ((trip.enter, "in"), (leave, "out")):
                if 0 <= moment < scene.clock.end and rng.random() > 0.008:
                    key = (moment // SLOT * SLOT, position, direction)
                    tally[key] = tally.get(key, 0) + (2 if rng.random() < 0.005 else 1)
        dead = [(begin, end) for begin, end in scene.power_cuts]
        for (moment, position, direction), persons in sorted(tally.items()):
            if not any(begin <= moment < min(begin + DAY, end) for begin, end in dead) or rng.random() < 0.5:
                self.out.video.append((moment, position, direction, persons))


def _later(flow: np.ndarray, slots: int) -> np.ndarray:
    """A flow some slots later."""
    out = np.zeros_like(flow)
    out[slots:] = flow[:-slots]
    return out


def _fading(flow: np.ndarray, slots: float) -> np.ndarray:
    """A flow smoothed by a fading memory of some slots."""
    reach = int(slots * 4)
    kernel = np.exp(-np.arange(reach) / slots)
    padded = np.concatenate([np.full(reach, flow[:SLOTS_PER_DAY].mean()), flow])
    return np.convolve(padded, kernel / kernel.sum())[reach : reach + len(flow)]
