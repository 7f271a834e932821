"""What the mine does: cutting, coal flow, power, gas, air, water and blasting on a grid of five minutes."""

from __future__ import annotations

import numpy as np

from .model import DAY, GRID, HOUR, PER_DAY, Alarm, Mine, Place, Sensor

QUARTER = 900
HOIST_STEP_LIMIT = 1.6


def smooth(values: np.ndarray, steps: float) -> np.ndarray:
    """Exponential lag with a time constant in grid steps."""
    result = np.empty_like(values)
    gain = 1.0 / (1.0 + steps)
    state = float(values[: PER_DAY // 2].mean()) if len(values) else 0.0
    for number, value in enumerate(values):
        state += gain * (value - state)
        result[number] = state
    return result


def wander(rng: np.random.Generator, steps: int, size: float, lag: float) -> np.ndarray:
    """Slow noise around zero."""
    raw = smooth(rng.normal(0.0, 1.0, steps), lag)
    spread = raw.std() or 1.0
    return raw / spread * size


class Working:
    """Draws when a place cuts or blasts."""

    def __init__(self, mine: Mine):
        """Work on one mine."""
        self.mine = mine
        self.dice = mine.dice

    def activity(self, place: Place) -> tuple[np.ndarray, list[int]]:
        """Cutting level 0..1 on the grid before any stop, and the blast times."""
        mine = self.mine
        level = np.zeros(mine.steps)
        blasts: list[int] = []
        for day in range(-1, mine.days):
            for shift, begin in enumerate(mine.shift_starts):
                if place.produces[shift]:
                    start = day * DAY + begin
                    if place.method == "blasting":
                        blasts += self._blast_shift(level, start)
                    else:
                        self._cut_shift(level, start, place.method)
        return level, blasts

    def _paint(self, level: np.ndarray, begin: float, end: float, value: float) -> None:
        """Set a stretch of the grid."""
        first, last = int(begin // GRID), int(end // GRID)
        if last > 0 and first < len(level):
            level[max(0, first) : last] = value

    def _cut_shift(self, level: np.ndarray, start: int, method: str) -> None:
        """Cuts with stops between, a meal and the odd breakdown."""
        dice = self.dice
        second = start + dice.uniform(15, 45) * 60
        end = start + self.mine.work_hours * HOUR - dice.uniform(15, 40) * 60
        meal = start + self.mine.work_hours * HOUR * 0.5 + dice.uniform(-1800, 1800)
        broken = start + dice.uniform(1, self.mine.work_hours) * HOUR if dice.random() < 0.25 else end
        cut = (35, 80) if method == "shearer" else (20, 45)
        stop = (8, 24) if method == "shearer" else (25, 60)
        while second < end:
            stretch = dice.uniform(*cut) * 60
            self._paint(level, second, min(end, second + stretch), dice.uniform(0.65, 1.0))
            second += stretch + dice.uniform(*stop) * 60
            if second > meal:
                second, meal = second + dice.uniform(15, 35) * 60, end
            if second > broken:
                second, broken = second + dice.uniform(25, 140) * 60, end

    def _blast_shift(self, level: np.ndarray, start: int) -> list[int]:
        """One or two blasts, each followed by loading out."""
        dice = self.dice
        hours = self.mine.work_hours
        blasts = [start + int(dice.uniform(0.2, 0.35) * hours * HOUR)]
        if hours > 7 or dice.random() < 0.3:
            blasts.append(start + int(dice.uniform(0.62, 0.75) * hours * HOUR))
        for blast in blasts:
            self._paint(
                level, blast + 1800, blast + 1800 + dice.uniform(50, 90) * 60, dice.uniform(0.6, 0.95)
            )
        return blasts


def run_places(mine: Mine) -> None:
    """Activity, coal and blasts of every place."""
    working = Working(mine)
    stopped = mine.mask(mine.halted) | mine.mask(mine.blackouts)
    for place in mine.places:
        level, blasts = working.activity(place)
        mean = max(0.02, float(level.mean()))
        span = (
            int(place.first_day * DAY),
            int((mine.days if place.last_day is None else place.last_day) * DAY),
        )
        running = mine.mask([span]) & ~stopped & ~mine.mask(place.halted)
        level = np.where(running, level, 0.0)
        factor = np.ones(mine.steps) if place.output_factor is None else place.output_factor
        daily = np.repeat(mine.rng.normal(1.0, 0.07, mine.days), PER_DAY)
        noise = mine.rng.uniform(0.85, 1.15, mine.steps)
        mine.activity[place.ident] = level
        mine.nominal[place.ident] = mean
        mine.coal[place.ident] = (
            place.planned_t * place.coal_bias / PER_DAY / mean * level * factor * daily * noise
        )
        _log_blasts(mine, place, blasts, running)


def _log_blasts(mine: Mine, place: Place, blasts: list[int], running: np.ndarray) -> None:
    """Rows of the explosives book."""
    per_day = max(1.0, len(blasts) / (mine.days + 1))
    for blast in blasts:
        if place.explosive <= 0 or not (0 <= blast < mine.end and running[blast // GRID]):
            continue
        used = place.explosive * place.explosive_factor / per_day * mine.dice.uniform(0.86, 1.1)
        returned = mine.dice.choice((0.0, 0.0, 0.6, 1.2, 1.8))
        mine.blasts.append((blast, place.ident, round(used, 1), int(used / 0.55) + 2, returned))


def run_coal(mine: Mine) -> None:
    """Belts and hoist; the coal of hidden places takes the way that the conduct chose."""
    rng, logged = mine.rng, mine.hidden_coal
    for conveyor, serves, rated in mine.conveyors:
        tonnes = sum((mine.coal[ident] for ident in serves), np.zeros(mine.steps))
        if conveyor == mine.conveyors[-1][0]:
            extra = [mine.coal[ident] for ident, way in logged.items() if way in ("main", "shaved")]
            tonnes = sum(extra, tonnes)
        moving = tonnes > 0
        late = np.roll(moving, 1) | np.roll(moving, 2) | np.roll(moving, -1)
        late[:2] = moving[:2]
        late &= ~mine.mask(mine.blackouts)
        seconds = np.where(moving, GRID, np.where(late, rng.integers(60, GRID, mine.steps), 0))
        mine.belts[conveyor] = (np.minimum(tonnes, rated / 12 * 1.2), seconds)
    legal = sum(
        (mine.coal[place.ident] for place in mine.places if place.ident not in logged), np.zeros(mine.steps)
    )
    hidden = sum(
        (mine.coal[ident] for ident, way in logged.items() if way != "aux_night"), np.zeros(mine.steps)
    )
    by_night = sum(
        (mine.coal[ident] for ident, way in logged.items() if way == "aux_night"), np.zeros(mine.steps)
    )
    mine.legal_hoist = _through_bunker(mine, legal)
    mine.hoist = _through_bunker(mine, legal + hidden)
    mine.aux_hoist = smooth(by_night, 3) * 12 * mine.lift_kwh_per_t * 1.15
    _book_output(mine)


def _through_bunker(mine: Mine, coal: np.ndarray) -> np.ndarray:
    """Hoisted tonnes a step when coal passes a bunker below ground."""
    limit = max(5.0, float(coal.mean()) * HOIST_STEP_LIMIT)
    limit = max(limit, float(np.quantile(coal, 0.9)))
    blocked = mine.mask(mine.blackouts) | mine.mask(mine.cage_stops)
    stock = mine.bunker_t * 0.3
    running = False
    hoisted = np.zeros(len(coal))
    for number, arriving in enumerate(coal):
        stock += arriving
        if stock > mine.bunker_t * 0.35:
            running = True
        if stock < mine.bunker_t * 0.05:
            running = False
        if running and not blocked[number]:
            hoisted[number] = min(stock, limit)
            stock -= hoisted[number]
    return hoisted


def _book_output(mine: Mine) -> None:
    """Rows of output.csv: tonnes by shift as hoisted and as reported."""
    dice, logged = mine.dice, mine.hidden_coal
    bias = dice.uniform(0.975, 1.005)
    for day in range(mine.days):
        for shift, begin in enumerate(mine.shift_starts):
            later = mine.shift_starts[shift + 1] if shift + 1 < mine.seams else mine.shift_starts[0] + DAY
            first, last = (day * DAY + begin) // GRID, (day * DAY + later) // GRID
            if last > mine.steps:
                continue
            real, legal = float(mine.hoist[first:last].sum()), float(mine.legal_hoist[first:last].sum())
            hoisted = legal if "shaved" in logged.values() else real
            reported = legal if logged else real
            row = [
                mine.date(day),
                shift + 1,
                round(hoisted, 1),
                round(reported * bias * dice.uniform(0.985, 1.012), 1),
            ]
            mine.output_rows.append(row)


def run_power(mine: Mine) -> None:
    """Feeder loads on the grid; a hidden place hangs on the feeder that the conduct chose."""
    rng, steps = mine.rng, mine.steps
    clock = np.arange(steps) % PER_DAY / 12.0
    dark = mine.mask(mine.blackouts)
    by_use = {use: feeder for feeder, use, _ in mine.feeders}
    loads = {feeder: np.zeros(steps) for feeder, _, _ in mine.feeders}
    for place in mine.places:
        load = _place_load(mine, place)
        feeder = by_use.get(place.ident) or by_use.get(mine.hidden_feeders.get(place.ident, "other"))
        if feeder:
            loads[feeder] += load
    tonnes = mine.hoist * 12
    riding = np.zeros(steps)
    for trip in mine.trips:
        for second in (trip.t_in, trip.t_out):
            if 0 <= second < mine.end:
                riding[second // GRID] += 1
    lift = mine.lift_kwh_per_t
    loads[by_use["hoist"]] += (
        25 + tonnes * lift * rng.normal(1, 0.05, steps) + np.minimum(riding, 40) * 1.6 * lift
    )
    loads[by_use["hoist"]] += mine.aux_hoist
    air = total_air(mine)
    fan_kw = air.mean() / 60 * 2200 / 1000 / 0.62
    loads[by_use["main_fan"]] += fan_kw * (1 + wander(rng, steps, 0.012, 40))
    headings = [place for place in mine.declared_places() if place.kind == "heading"]
    local = sum(
        (np.where(_open(mine, place), 22 + place.air * 0.06, 0.0) for place in headings), np.zeros(steps)
    )
    loads[by_use["local_fan"]] += local * (1 + wander(rng, steps, 0.02, 10))
    pumped = sum(mine.pumped.values(), np.zeros(mine.days * 24))
    loads[by_use["pump"]] += np.repeat(pumped, 12) * mine.lift_kwh_per_t * 0.95 + 8
    day_shape = 0.7 + 0.5 * np.exp(-(((clock - 13) / 5.0) ** 2))
    size = 40 + mine.capacity / 9000
    loads[by_use["surface"]] += size * day_shape * (1 + wander(rng, steps, 0.06, 6)) + tonnes * 0.35
    belts = sum((seconds / GRID for _, seconds in mine.belts.values()), np.zeros(steps))
    flow = sum((mine.coal.values()), np.zeros(steps)) * 12
    base = 35 + mine.capacity / 12000
    loads[by_use["other"]] += base * (1 + wander(rng, steps, 0.05, 12)) + belts * base * 0.55 + flow * 0.45
    for feeder, _, rated in mine.feeders:
        noisy = loads[feeder] * (1 + rng.normal(0, 0.015, steps))
        mine.power[feeder] = np.where(dark, 0.0, np.clip(noisy, 0, rated * 1.35))


def _open(mine: Mine, place: Place) -> np.ndarray:
    """While the place exists."""
    last = mine.days if place.last_day is None else place.last_day
    return mine.mask([(int(place.first_day * DAY), int(last * DAY))])


def _place_load(mine: Mine, place: Place) -> np.ndarray:
    """The load of a working place."""
    level = mine.activity[place.ident]
    share = {"shearer": 0.62, "roadheader": 0.55, "blasting": 0.42}[place.method]
    load = np.where(_open(mine, place), place.rated_kw * 0.07, 0.0)
    strain = level if place.output_factor is None else level * (0.45 + 0.55 * place.output_factor)
    load = load + place.rated_kw * share * strain * mine.rng.uniform(0.75, 1.15, mine.steps)
    trial = mine.mask(place.idle_runs)
    return load + np.where(trial, place.rated_kw * 0.22 * mine.rng.uniform(0.3, 1.2, mine.steps), 0.0)


def total_air(mine: Mine) -> np.ndarray:
    """Air of the whole mine in m3/min."""
    places = sum(
        (np.where(_open(mine, place), place.air, 0.0) for place in mine.places), np.zeros(mine.steps)
    )
    return (places + mine.chamber_air + mine.extra_air) * mine.leak


def emission(mine: Mine, place: Place) -> np.ndarray:
    """Methane of a place in m3/min: a base while it is open and a share that follows cutting."""
    level = mine.activity[place.ident]
    if place.output_factor is not None:
        level = level * place.output_factor**0.6
    lively = np.clip(smooth(level, 5.0) / mine.nominal[place.ident], 0, 3.2)
    return np.where(_open(mine, place), place.ch4 * place.gas_bias * (0.5 + 0.5 * lively), 0.0)


def run_gas(mine: Mine) -> None:
    """Values of all fixed sensors."""
    rng, steps = mine.rng, mine.steps
    weather = 1 + wander(rng, steps, 0.035, 90)
    powered = ~mine.mask(mine.blackouts)
    by_ident = {place.ident: place for place in mine.places}
    gas = {place.ident: emission(mine, place) for place in mine.places}
    total_gas = sum(gas.values(), np.zeros(steps)) + mine.background_ch4
    air = total_air(mine)
    breeze = smooth(np.where(powered, 1.0, 0.08), 1.0)
    for sensor in mine.sensors:
        if sensor.kind == "fan":
            sensor.values = powered.astype(float)
            continue
        place = by_ident.get(sensor.place)
        if sensor.kind == "air_velocity":
            volume = air if place is None else np.where(_open(mine, place), place.air, place.air * 0.3)
            if place is not None and mine.air_change is not None:
                volume = volume * mine.air_change
            noise = 1 + wander(rng, steps, 0.012, 15) + rng.normal(0, 0.012, steps)
            sensor.values = np.round(volume / 60 / sensor.section * breeze * noise, 2)
            continue
        if sensor.place == "intake":
            percent = np.full(steps, 0.015)
        elif place is None:
            percent = total_gas / air * 100
        else:
            near = 0.8 if "T1" in sensor.name else 1.0
            percent = gas[place.ident] / place.air * 100 * near
        percent = percent * weather / np.maximum(breeze, 0.45)
        noise = wander(rng, steps, 0.03, 3) + rng.normal(0, 0.025, steps)
        shown = percent * (1 + noise) + rng.normal(0, 0.004, steps)
        sensor.values = np.round(np.clip(shown, 0.0, 4.0), 2)


def calibrate(mine: Mine) -> None:
    """Fortnightly calibration of each methane sensor in its turn, always by day."""
    for sensor in mine.sensors:
        if sensor.kind == "ch4":
            day = mine.dice.randint(0, 13)
            while day < mine.days:
                step = int((day * DAY + mine.dice.uniform(8.5, 15.5) * HOUR) // GRID)
                _test_gas(mine, sensor, step, mine.dice.randint(1, 3))
                day += 14


def _test_gas(mine: Mine, sensor: Sensor, step: int, length: int) -> None:
    """A calibration with test gas."""
    peak = round(mine.dice.uniform(1.92, 2.08), 2)
    sensor.values[step : step + length] = peak
    sensor.states[step : step + length] = 4
    if mine.dice.random() < 0.9:
        mine.alarms.append(
            Alarm(sensor, "007", step * GRID, (step + length) * GRID, peak, "传感器标校", "标校完毕恢复")
        )


def run_water(mine: Mine) -> None:
    """Hourly pumped water: pumps run mostly in the cheap hours and when the sump is full."""
    dice = mine.dice
    inflow = np.full(mine.days * 24, mine.background_inflow) + mine.extra_inflow
    for place in mine.places:
        inflow += _open(mine, place)[::12] * place.inflow
    inflow *= 1 + wander(mine.rng, len(inflow), 0.04, 20)
    dark = mine.mask(mine.blackouts)[::12]
    rated = sum(rating for _, _, rating in mine.pumps)
    sump = float(inflow[0]) * dice.uniform(2, 8)
    capacity = float(inflow.mean()) * 14
    mine.pumped = {pump: np.zeros(len(inflow)) for pump, _, _ in mine.pumps}
    for hour, arriving in enumerate(inflow):
        sump += arriving
        cheap = hour % 24 >= 23 or hour % 24 < 7
        wanted = 0.0
        if not dark[hour]:
            if cheap:
                wanted = min(sump * 0.9, rated * 0.8)
            elif sump > capacity * 0.5:
                wanted = min(sump * 0.55, rated * 0.7)
        sump -= wanted
        for pump, _, rating in mine.pumps:
            share = min(wanted, rating * 0.97)
            mine.pumped[pump][hour] = share * dice.uniform(0.985, 1.015)
            wanted -= share


def quarter_means(values: np.ndarray) -> np.ndarray:
    """Means over fifteen minutes."""
    return values.reshape(-1, QUARTER // GRID).mean(axis=1)


def quarter_sums(values: np.ndarray) -> np.ndarray:
    """Sums over fifteen minutes."""
    return values.reshape(-1, QUARTER // GRID).sum(axis=1)
