"""Honest events that look odd in the data: every control room knows them."""

from __future__ import annotations

import dataclasses

import numpy as np

from .layout import Branch
from .model import DAY, GRID, HOUR, PER_DAY, Alarm, Event, Job, Mine, Person, days_from
from .people import draw_name, hire, staff, team_title


def pick_days(mine: Mine, shortest: int, longest: int) -> tuple[int, int]:
    """A run of whole days inside the period."""
    length = min(mine.days, mine.dice.randint(shortest, longest))
    first = mine.dice.randint(0, mine.days - length)
    return first, first + length


def pick_branch(mine: Mine, *kinds: str) -> Branch:
    """A free branch of one of the kinds, which is then taken."""
    free = [branch for kind in kinds for branch in mine.layout.of_kind(kind, unused=True)]
    branch = mine.dice.choice(free or [branch for kind in kinds for branch in mine.layout.of_kind(kind)])
    branch.used = True
    return branch


def day_counts(mine: Mine, count: int) -> list[int]:
    """Men in the shift that holds ten o'clock only."""
    day_shift = mine.shift_of(10 * HOUR)
    return [count if number == day_shift else 0 for number in range(mine.seams)]


class SealInspection(Event):
    """Two ventilation men walk round the seals every day or second day and take samples."""

    name = "seal_inspection"

    def prepare(self, mine: Mine) -> None:
        """A round over all seals."""
        stations = [branch.stations[0] for branch in mine.layout.of_kind("sealed")]
        step = mine.dice.choice((1, 2, 3))
        days = frozenset(range(-1, mine.days, step))
        team = team_title(mine, "ventilation")
        job = Job("seals", "ventilation", team, day_counts(mine, 2), "tour", stations, days, hours=(0.8, 4.5))
        staff(mine, job)


class WaterProbe(Event):
    """A drilling crew probes for old water from an old road for some days."""

    name = "water_probe"

    def prepare(self, mine: Mine) -> None:
        """Drillers in an old road, with a little more water to pump."""
        first, last = pick_days(mine, 3, 8)
        branch = pick_branch(mine, "old_road")
        counts = [mine.dice.randint(3, 5) if number < 2 else 0 for number in range(mine.seams)]
        team = team_title(mine, "drilling")
        staff(
            mine, Job("probe", "drilling", team, counts, "crew", branch.stations[1:], days_from(first, last))
        )
        mine.extra_inflow[first * 24 : last * 24] += mine.dice.uniform(1, 5)


class DrainageCrew(Event):
    """Gas drainage drillers work all days in a drainage road far from the faces."""

    name = "drainage_crew"

    def prepare(self, mine: Mine) -> None:
        """Drillers in a drainage road."""
        branch = pick_branch(mine, "drainage")
        counts = [mine.dice.randint(3, 6)] * mine.seams
        if mine.dice.random() < 0.5:
            counts[mine.night_shift()] = 0
        team = team_title(mine, "drainage")
        staff(
            mine,
            Job("drainage", "drainage", team, counts, "crew", branch.stations[-1:] + branch.stations[:1]),
        )


class AirChange(Event):
    """The ventilation is set anew one day: airs jump and stay a little different."""

    name = "air_change"

    def prepare(self, mine: Mine) -> None:
        """Measurers tour the return roads on the day of the change."""
        self.day = mine.dice.randint(1, mine.days - 1)
        stations = mine.layout.return_roads[:5]
        team = team_title(mine, "ventilation")
        days = frozenset((self.day,))
        staff(
            mine, Job("air", "ventilation", team, day_counts(mine, 4), "tour", stations, days, hours=(0.5, 6))
        )
        step = int(self.day * PER_DAY + mine.dice.uniform(9, 13) * 12)
        change = np.ones(mine.steps)
        change[step : step + mine.dice.randint(20, 50)] = mine.dice.uniform(0.75, 0.88)
        change[step + 50 :] = mine.dice.uniform(0.94, 1.07)
        mine.air_change = change


class EquipmentTrial(Event):
    """A coal face or heading runs its new machines without coal for some hours."""

    name = "equipment_trial"

    def prepare(self, mine: Mine) -> None:
        """Trial runs in the dayshift of two days."""
        place = mine.dice.choice(mine.open_places())
        day = mine.dice.randint(0, mine.days - 2)
        for number in range(2):
            begin = (day + number) * DAY + int(mine.dice.uniform(9, 11) * HOUR)
            span = (begin, begin + int(mine.dice.uniform(2, 4) * HOUR))
            place.idle_runs.append(span)
            place.halted.append(span)
        team = team_title(mine, "install")
        days = frozenset((day, day + 1))
        staff(
            mine,
            Job("trial", "install", team, day_counts(mine, 5), "crew", place.stations, days, hours=(0.5, 7)),
        )


class MaintenanceDays(Event):
    """Two days of planned maintenance: no coal, but many fitters."""

    name = "maintenance_days"

    def prepare(self, mine: Mine) -> None:
        """Belts and faces stand; fitters work at shaft, belts and faces."""
        first, last = pick_days(mine, 1, 2)
        mine.halted.append((first * DAY + mine.shift_starts[0], last * DAY + mine.shift_starts[0]))
        stations = mine.layout.main_roads + mine.layout.district_roads[:2]
        team = team_title(mine, "electrical")
        counts = day_counts(mine, 8)
        staff(
            mine, Job("fitters", "electrical", team, counts, "tour", stations, frozenset(range(first, last)))
        )
        for day in range(first, last):
            for shift in range(mine.seams):
                mine.staffing[(day, shift)] = 0.7 if counts[shift] else 0.35


class PowerCut(Event):
    """The grid fails for an hour or two; crews leave the faces, the data run on from batteries or stop."""

    name = "power_cut"

    def prepare(self, mine: Mine) -> None:
        """One or two cuts."""
        for _ in range(mine.dice.choice((1, 1, 2))):
            begin = mine.dice.randint(DAY // 4, mine.end - 6 * HOUR) // GRID * GRID
            end = begin + mine.dice.randint(9, 32) * GRID
            mine.blackouts.append((begin, end))
            if mine.dice.random() < 0.5:
                mine.lost_snapshots.append((begin + 1800, end + 600))


class Holiday(Event):
    """The mine rests over the festival; only pump, fan and watch men go down."""

    name = "holiday"

    def prepare(self, mine: Mine) -> None:
        """No production for some days, then a slow start."""
        first, last = pick_days(mine, 3, 6)
        mine.halted.append((first * DAY, last * DAY + 12 * HOUR))
        for day in range(first, last):
            for shift in range(mine.seams):
                mine.staffing[(day, shift)] = 0.0 if mine.dice.random() < 0.6 else 0.08


class TrueStop(Event):
    """An overhaul as declared: no coal, care crews only, some repair men by day."""

    name = "true_stop"

    def prepare(self, mine: Mine) -> None:
        """Status overhaul or suspended with a mine that stands."""
        first = mine.dice.choice((0, mine.dice.randint(2, max(2, mine.days // 2))))
        state = mine.dice.choice(("overhaul", "suspended"))
        mine.status = [("producing", -500, first), (state, first, None)]
        mine.halted.append((first * DAY, mine.end))
        day_shift = mine.shift_of(10 * HOUR)
        for day in range(first if first else -1, mine.days):
            for shift in range(mine.seams):
                mine.staffing[(day, shift)] = 0.4 if shift == day_shift and state == "overhaul" else 0.05


class TrainingGroup(Event):
    """New men walk with an instructor: one group, the same track, the same minute."""

    name = "training_group"

    def prepare(self, mine: Mine) -> None:
        """A party on two or three days."""
        first, last = pick_days(mine, 2, 3)
        self.size = mine.dice.randint(6, 12)
        place = mine.dice.choice(mine.open_places())
        stations = [mine.layout.main_roads[0], mine.layout.district_roads[0], place.stations[0]]
        team = team_title(mine, "training")
        days = frozenset(range(first, last))
        self.job = Job("training", "training", team, day_counts(mine, self.size), "tour", stations, days)
        self.job.together, self.job.hours = True, (0.8, 4.5)
        staff(mine, self.job)

    def after_trips(self, mine: Mine) -> None:
        """All follow the first man, some seconds apart, within sight."""
        leaders = {}
        for trip in mine.trips:
            if trip.tag == "training":
                first = leaders.setdefault(trip.day, trip)
                if first is not trip:
                    jitter = mine.dice.randint(2, 40)
                    trip.visits = [
                        (at + jitter + mine.dice.randint(-8, 25), where) for at, where in first.visits
                    ]
                    trip.visits.sort()
                    trip.t_in, trip.t_out = trip.visits[0][0], max(first.t_out, trip.visits[-1][0]) + jitter


class Contractors(Event):
    """A hired team with poorly kept cards helps in a declared heading's haulage road."""

    name = "contractors"

    def prepare(self, mine: Mine) -> None:
        """Men without trade in the register, with cards, in the main roads."""
        stations = mine.dice.sample(mine.layout.main_roads + mine.layout.district_roads, 2)
        team = team_title(mine, "contractor")
        count = mine.dice.randint(4, 8)
        staff(mine, Job("contractors", "contractor", team, day_counts(mine, count), "crew", stations))


class Salvage(Event):
    """Supports and machines are taken out of a finished face: many men, winches, no coal."""

    name = "salvage"

    def prepare(self, mine: Mine) -> None:
        """A salvage crew in two shifts for most of the period, with winch load on the common feeder."""
        branch = pick_branch(mine, "finished")
        first, last = pick_days(mine, 5, mine.days)
        counts = [mine.dice.randint(6, 10) if number < 2 else 0 for number in range(mine.seams)]
        self.days, self.shifts = (first, last), [number for number, count in enumerate(counts) if count]
        team = team_title(mine, "install")
        staff(
            mine, Job("salvage", "install", team, counts, "crew", branch.stations[:2], days_from(first, last))
        )

    def after_physics(self, mine: Mine) -> None:
        """Winches pull now and then."""
        feeder = next(name for name, use, _ in mine.feeders if use == "other")
        for day in range(*self.days):
            for shift in self.shifts:
                start = (day * DAY + mine.shift_starts[shift]) // GRID
                for _ in range(mine.dice.randint(6, 12)):
                    step = start + mine.dice.randint(6, int(mine.work_hours * 12) - 4)
                    mine.power[feeder][step : step + mine.dice.randint(1, 3)] += mine.dice.uniform(15, 40)


class RoadRepair(Event):
    """A repair crew widens a return road, far from any face."""

    name = "road_repair"

    def prepare(self, mine: Mine) -> None:
        """Repair men in two neighbouring return stations."""
        at = mine.dice.randint(0, len(mine.layout.return_roads) - 2)
        stations = mine.layout.return_roads[at : at + 2]
        counts = [mine.dice.randint(4, 7) if number < 2 else 0 for number in range(mine.seams)]
        first, last = pick_days(mine, 5, mine.days)
        team = team_title(mine, "repair")
        staff(mine, Job("repair", "repair", team, counts, "crew", stations, days_from(first, last)))


class CageRepair(Event):
    """The cage stands for some hours at a shift change: men go down and come out late."""

    name = "cage_repair"

    def prepare(self, mine: Mine) -> None:
        """One stop."""
        day = mine.dice.randint(1, mine.days - 2)
        begin = day * DAY + mine.dice.choice(mine.shift_starts) - mine.dice.randint(0, 5400)
        mine.cage_stops.append((begin, begin + mine.dice.randint(5400, 4 * HOUR)))


class SensorReplaced(Event):
    """A sensor fails, shows a fault for hours and is replaced."""

    name = "sensor_replaced"

    def after_physics(self, mine: Mine) -> None:
        """A flat stretch, then the fault state, then a new sensor with a slightly other zero."""
        sensor = mine.dice.choice([sensor for sensor in mine.sensors if sensor.kind == "ch4"])
        step = mine.dice.randint(PER_DAY, mine.steps - PER_DAY)
        flat, failed = mine.dice.randint(6, 24), mine.dice.randint(12, 60)
        sensor.values[step : step + flat] = sensor.values[step]
        sensor.states[step + flat : step + flat + failed] = 128
        sensor.values[step + flat : step + flat + failed] = 0.0
        rest = slice(step + flat + failed, None)
        sensor.values[rest] = np.round(np.maximum(0, sensor.values[rest] * mine.dice.uniform(0.94, 1.06)), 2)
        span = ((step + flat) * GRID, (step + flat + failed) * GRID)
        mine.alarms.append(Alarm(sensor, "004", *span, 0.0, "传感器故障", "已更换传感器"))


class ServerFailure(Event):
    """The location server stands for hours; most snapshots come later, some never."""

    name = "server_failure"

    def prepare(self, mine: Mine) -> None:
        """One or two failures at any time of the day."""
        for number in range(mine.dice.choice((1, 2))):
            begin = mine.dice.randint(DAY // 2, mine.end - 10 * HOUR)
            span = (begin, begin + mine.dice.randint(2400, 6 * HOUR))
            (mine.lost_snapshots if number else mine.late_snapshots).append(span)


class FlatBatteries(Event):
    """Cards whose battery dies below ground: their row freezes or goes until the clerk clears it."""

    name = "flat_batteries"

    def after_trips(self, mine: Mine) -> None:
        """Some single trips freeze."""
        shown = [trip for trip in mine.trips if trip.recorded and len(trip.visits) > 6]
        for trip in mine.dice.sample(shown, min(len(shown), mine.dice.randint(4, 12))):
            cut = mine.dice.randint(3, len(trip.visits) - 3)
            trip.visits = trip.visits[:cut]
            trip.vanishes = True
            if mine.profile.lost_policy == "dropped":
                trip.gaps.append((trip.visits[-1][0] + 1800, trip.t_out + DAY))


class DoubleCards(Event):
    """Old and new card of one man both registered; one code twice with two names."""

    name = "double_cards"

    def prepare(self, mine: Mine) -> None:
        """Stale rows in the list of cards."""
        for person in mine.dice.sample(mine.people, min(len(mine.people), mine.dice.randint(2, 6))):
            if mine.dice.random() < 0.5:
                mine.extra_register_rows.append(
                    dataclasses.replace(person, name=draw_name(mine), team="离矿人员")
                )
            else:
                new = hire(mine, "transport", person.team, 1)[0]
                new.name, new.trade = person.name, person.trade


class LateRegistration(Event):
    """The clerk enters a new heading a day after it began."""

    name = "late_registration"

    def prepare(self, mine: Mine) -> None:
        """The declared begin lies a day after the true one."""
        headings = [place for place in mine.open_places() if place.kind == "heading" and place.first_day == 0]
        if len(headings) > 1:
            place = headings[-1]
            place.first_day = float(mine.dice.randint(2, max(2, mine.days - 4)))
            place.declared_from = mine.date(int(place.first_day) + 1)
            for job in mine.jobs:
                if job.place is place:
                    job.days = days_from(int(place.first_day), mine.days)


class StaleFace(Event):
    """A finished face still stands in the register without an end."""

    name = "stale_face"

    def prepare(self, mine: Mine) -> None:
        """A declared place where nobody works and nothing is cut."""
        branch = pick_branch(mine, "finished")
        known = [place for place in mine.declared_places() if place.stations == branch.stations]
        if known:
            known[0].declared_to = None
            return
        model = mine.dice.choice(mine.open_places())
        stale = dataclasses.replace(
            model,
            ident=f"F{len(mine.places) + 1}",
            name=f"{branch.name}采煤工作面",
            stations=branch.stations,
            declared_from=mine.date(-420),
            planned_t=model.planned_t * mine.dice.choice((0.0, 0.4)),
            last_day=0.0,
            halted=[(0, mine.end)],
            idle_runs=[],
        )
        mine.places.append(stale)


class HeavyRain(Event):
    """Rain raises the inflow for some days."""

    name = "heavy_rain"

    def prepare(self, mine: Mine) -> None:
        """A swell with a slow tail."""
        peak = mine.background_inflow * mine.dice.uniform(0.3, 0.8)
        first = mine.dice.randint(0, max(1, mine.days - 5)) * 24
        hours = np.arange(mine.days * 24 - first)
        swell = np.minimum(hours / 18, 1) * np.exp(-np.maximum(hours - 18, 0) / mine.dice.uniform(30, 90))
        mine.extra_inflow[first:] += peak * swell


class DeadStation(Event):
    """A reader is broken for hours or days; everybody is missed there."""

    name = "dead_station"

    def prepare(self, mine: Mine) -> None:
        """One or two readers in the roads or at a place."""
        spots = mine.layout.district_roads + mine.layout.main_roads[1:]
        spots += [place.stations[-1] for place in mine.open_places()]
        for index in mine.dice.sample(spots, mine.dice.choice((1, 2))):
            begin = mine.dice.randint(0, mine.end - DAY)
            mine.dead_stations.setdefault(index, []).append(
                (begin, begin + mine.dice.randint(5 * HOUR, 40 * HOUR))
            )


class FaceMove(Event):
    """One coal face ends and its crew moves to a new one, which is declared in time."""

    name = "face_move"

    def prepare(self, mine: Mine) -> None:
        """Close the face, prepare for some days, start the new one."""
        place = next(place for place in mine.open_places() if place.kind == "coal_face")
        branch = pick_branch(mine, "old_road")
        stop = mine.dice.randint(2, max(3, mine.days // 2))
        begin = min(mine.days - 1, stop + mine.dice.randint(2, 4))
        new = dataclasses.replace(
            place,
            ident=f"F{len(mine.places) + 1}",
            name=f"{branch.name}采煤工作面",
            stations=branch.stations,
            entrance=branch.stations[0],
            first_day=float(begin),
            declared_from=mine.date(begin),
            declared_to=None,
            halted=[],
            idle_runs=[(begin * DAY - 10 * HOUR, begin * DAY - 7 * HOUR)],
        )
        place.last_day = float(stop)
        place.declared_to = mine.date(stop)
        mine.places.append(new)
        for job in [job for job in mine.jobs if job.place is place]:
            moved = dataclasses.replace(
                job, stations=new.stations, days=days_from(stop, mine.days), place=new
            )
            job.days = days_from(0, stop)
            mine.jobs.append(moved)
        mine.feeders.append((f"FD{len(mine.feeders) + 1:02d}", new.ident, place.rated_kw))
        mine.conveyors = [
            (name, serves + [new.ident] if place.ident in serves else serves, rated)
            for name, serves, rated in mine.conveyors
        ]


class StockDrawn(Event):
    """The bunker below ground is full of old coal, which is hoisted on one day."""

    name = "stock_drawn"

    def after_physics(self, mine: Mine) -> None:
        """More hoisted than cut on one day, as reported."""
        day = mine.dice.randint(1, mine.days - 1)
        for row in mine.output_rows:
            if row[0] == mine.date(day):
                extra = mine.bunker_t * mine.dice.uniform(0.15, 0.3)
                row[2], row[3] = round(row[2] + extra, 1), round(row[3] + extra, 1)


class Overtime(Event):
    """After a breakdown one crew stays hours longer."""

    name = "overtime"

    def after_trips(self, mine: Mine) -> None:
        """Lengthen the stay of one crew on one day."""
        place = mine.dice.choice(mine.open_places())
        day = mine.dice.randint(0, mine.days - 2)
        extra = int(mine.dice.uniform(2, 4) * HOUR)
        trips = [trip for trip in mine.trips if trip.tag == place.ident and trip.day == day]
        shift = mine.dice.choice([trip.shift for trip in trips]) if trips else 0
        for trip in trips:
            if trip.shift == shift:
                trip.visits = [(at + extra * (at >= trip.work_to), where) for at, where in trip.visits]
                trip.t_out += extra
                trip.work_to += extra


class VisitingParty(Event):
    """Inspectors or officials walk through the mine with visitor cards."""

    name = "visiting_party"

    def prepare(self, mine: Mine) -> None:
        """A party on one or two days, made of cards without names."""
        first, last = pick_days(mine, 1, 2)
        places = mine.open_places()
        stations = [mine.layout.rooms["pump"], mine.dice.choice(places).stations[-1], places[0].stations[0]]
        job = Job("visit", "contractor", "来宾", day_counts(mine, mine.dice.randint(4, 8)), "tour", stations)
        job.days, job.together, job.hours = frozenset(range(first, last)), True, (1.0, 4.0)
        staff(mine, job)
        visitors: list[Person] = [person for group in job.groups for person in group]
        for number, person in enumerate(visitors):
            person.name, person.trade, person.duty = f"来宾{number + 1}", "未设置", ""


LOOK_ALIKES: tuple[type[Event], ...] = (
    SealInspection, WaterProbe, DrainageCrew, AirChange, EquipmentTrial, MaintenanceDays, PowerCut, Holiday,
    TrueStop, TrainingGroup, Contractors, Salvage, RoadRepair, CageRepair, SensorReplaced, ServerFailure,
    FlatBatteries, DoubleCards, LateRegistration, StaleFace, HeavyRain, DeadStation, FaceMove, StockDrawn,
    Overtime, VisitingParty,
)  # fmt: skip

STOPPING: frozenset[str] = frozenset(("holiday", "true_stop", "maintenance_days", "face_move"))


def draw_look_alikes(mine: Mine, kind_of_mine: str) -> list[Event]:
    """A few harmless events; at most one of them stops or moves the production."""
    honest = kind_of_mine == "healthy"
    steady = kind_of_mine in ("working_while_stopped", "over_capacity")
    count = mine.dice.randint(2, 6) if honest else mine.dice.randint(1, 4)
    chosen: list[Event] = []
    stopping = False
    for kind in mine.dice.sample(LOOK_ALIKES, len(LOOK_ALIKES)):
        if len(chosen) == count:
            break
        if kind.name in STOPPING:
            if stopping or steady or not (honest or kind.name == "maintenance_days"):
                continue
            stopping = True
        chosen.append(kind())
    return chosen
