"""Honest happenings: what goes on in lawful mines and may look odd in the files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from .crews import DAY, Job, Mine, Trip

FESTIVALS = (date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29))


def _win(m: Mine, least: int = 1, most: int = 5) -> tuple[int, int]:
    size = min(m.days, m.rnd.randint(least, max(least, most)))
    d0 = m.rnd.randint(0, m.days - size)
    return d0, d0 + size


def _when(m: Mine, length: float) -> tuple[float, float]:
    t0 = m.rnd.uniform(4 * 3600, m.days * DAY - length - 3600)
    return t0, t0 + length


def _day_shift(m: Mine) -> int:
    good = [k for k, s in enumerate(m.starts) if 5 * 3600 <= s <= 9.5 * 3600]
    return good[0] if good else 0


def _hook(m: Mine, key: str, fn: Callable) -> None:
    m.fx.setdefault(key, []).append(fn)


def _free(m: Mine) -> bool:
    return all(s == "" for s in m.stop)


def _stop_ok(m: Mine, d0: int, d1: int) -> bool:
    """Would a stop on these days leave the conduct of the mine as it is?"""
    a, b = m.knobs.get("span", (0, 0))
    if m.hidden and m.hidden[0].chan.get("face_belt") is None:
        return True
    return d1 <= a or d0 >= b


def holiday(m: Mine) -> bool:
    """Spring Festival or the national holiday: only attendants and gas inspectors stay."""
    if not _free(m) or m.knobs["no_stop"]:
        return False
    first = m.start.date()
    for f in FESTIVALS + tuple(date(y, 10, 1) for y in (2023, 2024, 2025)):
        lo = (f - first).days - (m.rnd.randint(2, 8) if f.month < 5 else 0)
        hi = (f - first).days + (m.rnd.randint(6, 15) if f.month < 5 else m.rnd.randint(3, 7))
        lo, hi = max(lo, 0), min(hi, m.days)
        if hi - lo >= 1 and hi - lo < m.days and _stop_ok(m, lo, hi):
            declared = m.rnd.random() < 0.6
            for d in range(lo, hi):
                m.stop[d] = "holiday"
            if declared:
                m.status.append({"state": "suspended", "d0": lo, "d1": hi})
            m.note("holiday", lo * DAY, hi * DAY)
            return True
    return False


def overhaul(m: Mine) -> bool:
    """A declared overhaul with repair crews at the faces and no coal."""
    if not _free(m) or m.knobs["no_stop"] or m.days < 3:
        return False
    d0, d1 = _win(m, 1, max(1, min(10, m.days // 2)))
    if not _stop_ok(m, d0, d1):
        return False
    for d in range(d0, d1):
        m.stop[d] = "overhaul"
        m.jobs.append(Job(d, _day_shift(m), "repair", 5, m.ground.role("trunk", "yard")[:3], 2400))
    m.status.append({"state": "overhaul", "d0": d0, "d1": d1})
    m.note("overhaul", d0 * DAY, d1 * DAY)
    return True


def new_face(m: Mine) -> bool:
    """A face approved within the period; its crew fits it out before."""
    own = [i for i, f in enumerate(m.ground.faces) if not f.since and not f.until]
    coal = [i for i in own if m.ground.faces[i].kind == "coal_face"]
    if len(coal) < 2:
        own = [i for i in own if i not in coal]
    if not own or m.days < 3:
        return False
    i = m.rnd.choice(own)
    d = m.rnd.randint(1, m.days - 1)
    fit = m.rnd.randint(0, 6)
    for x in range(d):
        m.mode[i][x] = "install" if x >= d - fit else "off"
    m.ground.faces[i].since = (m.start + timedelta(days=d)).date().isoformat()
    m.note("new_face", d * DAY, (d + 1) * DAY)
    return True


def retiring(m: Mine) -> bool:
    """A face that ends in the period; its machines are taken out for some days."""
    own = [i for i, f in enumerate(m.ground.faces) if not f.since and not f.until]
    if len(own) < 2 or m.days < 4:
        return False
    i = m.rnd.choice(own)
    d = m.rnd.randint(1, m.days - 2)
    end = min(m.days, d + m.rnd.randint(1, 7))
    for x in range(d, m.days):
        m.mode[i][x] = "move" if x < end else "gone"
    m.ground.faces[i].until = (m.start + timedelta(days=end)).date().isoformat()
    m.note("retiring", d * DAY, end * DAY)
    return True


def face_move(m: Mine) -> bool:
    """Supports and conveyors are moved: people at the face, no coal."""
    own = [i for i, f in enumerate(m.ground.faces) if f.kind == "coal_face"]
    i = m.rnd.choice(own)
    d0, d1 = _win(m, 1, 4)
    for x in range(d0, d1):
        if m.mode[i][x] == "cut":
            m.mode[i][x] = "move"
    m.note("face_move", d0 * DAY, d1 * DAY)
    return True


def drill_alarm(m: Mine) -> bool:
    """Escape drill: everybody walks out at once."""
    d = m.rnd.randrange(m.days)
    t = d * DAY + m.rnd.uniform(9, 11.5) * 3600
    m.evacuate.append((t, t + 3600, None))
    m.note("escape_drill", t, t + 3600)
    return True


def outage(m: Mine) -> bool:
    """The grid fails: fans stop, gas rises, people leave."""
    t0, t1 = _when(m, m.rnd.uniform(0.6, 4) * 3600)
    m.power_cut.append((t0, t1))
    m.evacuate.append((t0 + 300, t1, None))
    if m.rnd.random() < 0.5:
        m.all_gap.append((t0 + 1200, t1 + 600))
    m.note("power_outage", t0, t1)
    return True


def reader_dead(m: Mine) -> bool:
    """A reader is broken for hours or days."""
    st = m.rnd.choice([i for i in range(len(m.ground.stations)) if m.ground.stations[i].role != "portal"])
    t0, t1 = _when(m, min(m.days * 0.7, m.rnd.uniform(0.3, 5)) * DAY)
    m.reader_off.append((st, t0, t1))
    m.note("reader_broken", t0, t1)
    return True


def branch_dead(m: Mine) -> bool:
    """A cable cut silences all readers of one area."""
    area = m.rnd.choice(m.ground.stations).area
    t0, t1 = _when(m, m.rnd.uniform(2, 20) * 3600)
    for i, s in enumerate(m.ground.stations):
        if s.area == area and s.role != "portal":
            m.reader_off.append((i, t0, t1))
    m.note("branch_broken", t0, t1)
    return True


def visitors(m: Mine) -> bool:
    """Visitors walk round together with visitor cards."""
    d = m.rnd.randrange(m.days)
    fr = [f.stations[-1] for f in m.ground.faces]
    way = m.rnd.sample(m.ground.role("haul", "yard") + fr, 3)
    m.jobs.append(
        Job(
            d,
            _day_shift(m),
            "visitor",
            m.rnd.randint(4, 14),
            way,
            900,
            3600,
            m.rnd.uniform(3.5, 5) * 3600,
            True,
            tag="visitor",
        )
    )
    m.note("visitors", d * DAY, (d + 1) * DAY)
    return True


def inspection(m: Mine) -> bool:
    """Inspectors go to returns, seals and old roadways on one or two days."""
    d0, d1 = _win(m, 1, 3)
    odd = m.ground.role("seal", "old", "return")
    for d in range(d0, d1):
        m.jobs.append(
            Job(
                d,
                _day_shift(m),
                "visitor",
                m.rnd.randint(3, 6),
                m.rnd.sample(odd, min(4, len(odd))),
                800,
                2400,
                0.6 * m.slen,
                True,
                tag="inspection",
            )
        )
    m.note("inspection", d0 * DAY, d1 * DAY)
    return True


def old_roadway(m: Mine) -> bool:
    """A repair crew works in an old roadway for days."""
    own = m.ground.role("old")
    if not own:
        return False
    st = m.rnd.choice(own)
    d0, d1 = _win(m, 2, 9)
    both = m.rnd.random() < 0.4
    for d in range(d0, d1):
        for k in range(m.nsh):
            if k == _day_shift(m) or (both and k == m.knobs["fix_shift"]):
                m.jobs.append(Job(d, k, "repair", m.rnd.randint(4, 8), [st], 2600, tag="oldway"))
    m.note("old_roadway_repair", d0 * DAY, d1 * DAY)
    return True


def sealing(m: Mine) -> bool:
    """A seal is built or renewed."""
    st = m.rnd.choice(m.ground.role("seal"))
    d0, d1 = _win(m, 2, 6)
    for d in range(d0, d1):
        for k in [_day_shift(m)] if m.rnd.random() < 0.6 else range(m.nsh):
            m.jobs.append(Job(d, k, "repair", m.rnd.randint(4, 7), [st], 2600, tag="sealing"))
    for s in m.ground.seals:
        if st in s["stations"]:
            s["built"] = (m.start + timedelta(days=d1)).date().isoformat()
    m.note("sealing_work", d0 * DAY, d1 * DAY)
    return True


def pump_repair(m: Mine) -> bool:
    """Pumps stand for hours, then catch up."""
    own = m.ground.role("pump") or m.ground.role("yard")
    d0, _d1 = _win(m, 1, 2)
    h0 = d0 * 24 + m.rnd.randint(6, 12)
    h1 = min(h0 + m.rnd.randint(5, 14), m.days * 24)
    m.jobs.append(Job(d0, _day_shift(m), "elec", 4, own[:1], 2400, tag="pumprepair"))
    _hook(m, "pump_off", lambda s: s.__setitem__(slice(h0, h1), True))
    m.note("pump_maintenance", h0 * 3600, h1 * 3600)
    return True


def rescue(m: Mine) -> bool:
    """Rescue team training near sealed places and old roadways."""
    d0, d1 = _win(m, 1, 3)
    own = m.ground.role("seal", "old", "refuge")
    for d in range(d0, d1):
        m.jobs.append(
            Job(
                d,
                _day_shift(m),
                "rescue",
                m.rnd.randint(6, 10),
                m.rnd.sample(own, min(3, len(own))),
                1500,
                1800,
                0.8 * m.slen,
                m.rnd.random() < 0.5,
                tag="rescue",
            )
        )
    m.note("rescue_training", d0 * DAY, d1 * DAY)
    return True


def drainage(m: Mine) -> bool:
    """Drill crews around the clock for days in one drill site or roadway."""
    own = m.ground.role("drain") or m.ground.role("haul", "return")
    st = m.rnd.choice(own)
    d0, d1 = _win(m, 2, 12)
    for d in range(d0, d1):
        for k in range(m.nsh):
            m.jobs.append(Job(d, k, "drill", m.rnd.randint(3, 4), [st], 2600, tag="drilling"))
    kw, wet = m.rnd.uniform(25, 60), m.rnd.uniform(0.5, 3)
    _hook(m, "power", lambda s: s.add_kw("other", d0, d1, kw))
    _hook(m, "source", lambda s: s.add_water(d0, d1, wet))
    m.note("drainage_drilling", d0 * DAY, d1 * DAY)
    return True


def rain(m: Mine) -> bool:
    """Heavy rain: inflow rises quickly and falls slowly."""
    t0, _ = _when(m, DAY)
    up, tau = m.rnd.uniform(0.4, 1.6), m.rnd.uniform(1, 5) * 24

    def fx(s) -> None:
        h = np.arange(s.hours) - t0 / 3600 - 10
        s.inflow *= 1 + np.where(h > 0, up * (1 - np.exp(-h / 8)) * np.exp(-h / tau), 0)

    _hook(m, "source", fx)
    m.note("rain_inflow", t0, min(m.days * DAY, t0 + 3 * tau * 3600))
    return True


def scale_drift(m: Mine) -> bool:
    """The belt scale drifts for days, then is set right."""
    d0, d1 = _win(m, 3, 20)
    top = m.rnd.choice([-1, 1]) * m.rnd.uniform(0.04, 0.09)

    def fx(s) -> None:
        a, b = d0 * 96, d1 * 96
        for c in s.belt_t:
            s.belt_t[c][a:b] *= 1 + np.linspace(0, top, b - a)

    _hook(m, "haul", fx)
    m.note("belt_scale_drift", d0 * DAY, d1 * DAY)
    return True


def server_down(m: Mine) -> bool:
    """The snapshot server is down."""
    t0, t1 = _when(m, m.rnd.uniform(0.5, 9) * 3600)
    m.ryss_gap.append((t0, t1))
    m.note("snapshot_server_down", t0, t1)
    return True


def line_cut(m: Mine) -> bool:
    """The line to the bureau is cut: nothing at all arrives."""
    t0, t1 = _when(m, m.rnd.uniform(0.5, 14) * 3600)
    m.all_gap.append((t0, t1))
    m.note("upload_line_cut", t0, t1)
    return True


def clock_jump(m: Mine) -> bool:
    """The location server's clock is wrong for hours."""
    t0, t1 = _when(m, m.rnd.uniform(2, 30) * 3600 if m.days > 2 else 7200)
    m.clock.append((t0, t1, m.rnd.choice([-1, 1]) * m.rnd.uniform(60, 900)))
    m.note("clock_jump", t0, t1)
    return True


def trainees(m: Mine) -> bool:
    """A crowd of new workers is shown round."""
    d = m.rnd.randrange(m.days)
    way = m.rnd.sample(m.ground.role("haul", "yard", "trunk"), 2) + m.ground.role("refuge")[:1]
    m.jobs.append(
        Job(
            d,
            _day_shift(m),
            "trainee",
            m.rnd.randint(9, 18),
            way,
            1100,
            2700,
            4.2 * 3600,
            True,
            tag="trainee",
        )
    )
    m.note("training_crowd", d * DAY, (d + 1) * DAY)
    return True


def surveyors(m: Mine) -> bool:
    """Surveyors re-measure old and new roadways for some days."""
    d0, d1 = _win(m, 2, 4)
    own = m.ground.role("old", "seal", "return", "haul")
    for d in range(d0, d1):
        m.jobs.append(
            Job(d, _day_shift(m), "survey", 3, m.rnd.sample(own, min(4, len(own))), 1300, 1200, tag="survey2")
        )
    m.note("surveyors", d0 * DAY, d1 * DAY)
    return True


def big_load(m: Mine) -> bool:
    """Heavy machines are moved at night; hoist and roadways are busy."""
    d0, d1 = _win(m, 1, 3)
    k = m.knobs["night"]
    way = m.ground.role("trunk")[-2:] + m.ground.role("haul")[:3]
    for d in range(d0, d1):
        m.jobs.append(Job(d, k, "move", 5, way, 2200, tag="bigload"))
        t = int(m.at(d, k) // 900)
        _hook(m, "power", lambda s, t=t: s.add_slots("hoist", t + 4, t + 22, 0.22))
    m.note("machine_transport", d0 * DAY, d1 * DAY)
    return True


def ride_stopped(m: Mine) -> bool:
    """The man-riding car stands; everybody walks."""
    t0, t1 = _when(m, m.rnd.uniform(4, 30) * 3600 if m.days > 2 else 14400)
    old = m.knobs["ride_ok"]
    m.knobs["ride_ok"] = lambda t: old(t) and not t0 <= t < t1
    m.note("ride_stopped", t0, t1)
    return True


def gas_alarm(m: Mine) -> bool:
    """A true gas alarm at a face: power off, people back to fresh air."""
    i = m.rnd.randrange(len(m.ground.faces))
    t0, t1 = _when(m, m.rnd.uniform(0.5, 2.5) * 3600)

    def fx(s) -> None:
        a, b = int(t0 // 300), int(t1 // 300) + 1
        s.cut[i][a : b + 6] = 0
        s.gas[i][a:b] *= 1 + 6 * np.exp(-np.arange(b - a) / max(3, (b - a) / 3))

    _hook(m, "source", fx)
    m.evacuate.append((t0 + 240, t1, m.ground.faces[i].stations + m.ground.faces[i].gates))
    m.note("gas_alarm", t0, t1)
    return True


def stock_lag(m: Mine) -> bool:
    """A part of a day's coal is booked on the next day."""
    d = m.rnd.randint(0, max(0, m.days - 2))

    def fx(s) -> None:
        if m.days > 1:
            x = s.reported[d] * m.rnd.uniform(0.2, 0.4)
            s.reported[d] -= x
            s.reported[d + 1] += x

    _hook(m, "output", fx)
    m.note("stock_shift", d * DAY, (d + 2) * DAY)
    return True


def water_hole(m: Mine) -> bool:
    """A heading stops for water-exploration drilling."""
    own = [i for i, f in enumerate(m.ground.faces) if f.kind == "heading"]
    if not own:
        return False
    i = m.rnd.choice(own)
    d0, d1 = _win(m, 1, 4)
    for d in range(d0, d1):
        if m.mode[i][d] == "cut":
            m.mode[i][d] = "move"
        m.jobs.append(Job(d, _day_shift(m), "drill", 3, m.ground.faces[i].stations, 2600, tag="waterhole"))
    wet = m.rnd.uniform(1, 6)
    _hook(m, "source", lambda s: s.add_water(d0, d1, wet))
    m.note("water_exploration", d0 * DAY, d1 * DAY)
    return True


def grouting(m: Mine) -> bool:
    """Fire prevention: mud is pumped behind a seal; a crew stands there in all shifts."""
    st = m.rnd.choice(m.ground.role("seal"))
    d0, d1 = _win(m, 2, 7)
    for d in range(d0, d1):
        for k in range(m.nsh):
            if m.rnd.random() < 0.75:
                m.jobs.append(
                    Job(d, k, "vent" if m.rnd.random() < 0.3 else "repair", 4, [st], 2600, tag="grouting")
                )
    wet = m.rnd.uniform(2, 9)
    _hook(m, "source", lambda s: s.add_water(d0, d1, wet))
    m.note("grouting", d0 * DAY, d1 * DAY)
    return True


def fan_change(m: Mine) -> bool:
    """Main fan change-over test: air dips for some minutes, other fan runs."""
    t0, t1 = _when(m, 1500)
    _hook(m, "point", lambda s: s.fan_change(int(t0 // 300)))
    m.note("fan_change", t0, t1)
    return True


def calibration(m: Mine) -> bool:
    """All methane sensors are calibrated in one campaign."""
    d0, d1 = _win(m, 1, 2)
    _hook(m, "calib", lambda s: s.campaign(d0, d1))
    m.note("sensor_calibration", d0 * DAY, d1 * DAY)
    return True


def stone(m: Mine) -> bool:
    """Rock is hoisted with the coal: hoisted more than reported."""
    d0, d1 = _win(m, 2, 9)
    rock = m.rnd.uniform(0.03, 0.08)

    def fx(s) -> None:
        s.hoisted[d0:d1] += s.hoisted[d0:d1].mean() * rock

    _hook(m, "output", fx)
    m.note("rock_hoisting", d0 * DAY, d1 * DAY)
    return True


def swapped(m: Mine) -> bool:
    """After: two people took each other's cards for some days."""
    d0, d1 = _win(m, 1, 5)
    team = m.rnd.choice([x for x in m.teams if x.startswith("face") or x in ("move", "elec", "gas")])
    if len(m.teams[team]) < 2:
        return False
    a, b = m.rnd.sample(m.teams[team], 2)
    for tr in m.trips:
        if d0 <= tr.day < d1 and tr.card in (a, b):
            tr.card = b if tr.card == a else a
    m.note("cards_exchanged", d0 * DAY, d1 * DAY)
    return True


def two_cards(m: Mine) -> bool:
    """After: a lost card was replaced; one day the old one went down in the pocket as well."""
    own = [t for t in m.trips if t.tag.startswith("face") and len(t.t) > 4]
    if not own:
        return False
    tr = m.rnd.choice(own)
    new = m.hire("spare", 1, (m.people[tr.pid].trade,), m.people[tr.pid].dept)[0]
    m.people[new].name = m.people[tr.pid].name
    sh = m.rnd.uniform(-3, 3)
    two = Trip(
        new, tr.t_in + sh, tr.t_out + sh, [x + sh for x in tr.t], list(tr.s), "double", tr.day, tr.shift
    )
    two.count = 0
    m.trips.append(two)
    m.note("replaced_card", tr.t_in, tr.t_out)
    return True


def left_behind(m: Mine) -> bool:
    """After: one worker forgot the card at the working place; it was found a shift or a day later."""
    own = [t for t in m.trips if t.tag.startswith("face") and len(t.t) > 6]
    if not own:
        return False
    tr = m.rnd.choice(own)
    end = min(tr.t_out + m.rnd.uniform(5, 16) * 3600, m.days * DAY)
    exit_ = Trip(tr.pid, tr.t_in, tr.t_out, list(tr.t), list(tr.s), "forgot", tr.day, tr.shift)
    exit_.card = -1
    cut = int(len(tr.t) * 0.6)
    tr.t, tr.s, tr.t_out, tr.count = tr.t[:cut], tr.s[:cut], end, 0
    m.trips.append(exit_)
    for other in m.trips:
        if other is not tr and other.card == tr.pid and tr.t_in < other.t_in < end:
            other.card = -1
    m.note("card_forgotten", tr.t_in, end)
    return True


def flat_batteries(m: Mine) -> bool:
    """After: an old lot of cards dies within days."""
    d0, d1 = _win(m, 1, 6)
    team = m.rnd.choice([x for x in m.teams if x.startswith("face")])
    lot = set(m.rnd.sample(m.teams[team], max(2, len(m.teams[team]) // 4)))
    for tr in m.trips:
        if d0 <= tr.day < d1 and tr.pid in lot and len(tr.t) > 5 and m.rnd.random() < 0.6:
            cut = m.rnd.randint(3, len(tr.t) - 1)
            tr.t, tr.s = tr.t[:cut], tr.s[:cut]
    m.note("low_batteries", d0 * DAY, d1 * DAY)
    return True


def bus(m: Mine) -> bool:
    """After: a whole crew leaves at the same minute because the man car waited for them."""
    own = sorted({(t.day, t.shift, t.tag) for t in m.trips if t.tag.startswith("face")})
    if not own:
        return False
    for key in m.rnd.sample(own, min(len(own), m.rnd.randint(2, 8))):
        crew = [t for t in m.trips if (t.day, t.shift, t.tag) == key]
        out = max(t.t_out for t in crew)
        for t in crew:
            t.t_out = out + m.rnd.uniform(-14, 14)
            t.t = list(t.t)
            t.t[-1] = max(t.t[-2] + 1 if len(t.t) > 1 else t.t[-1], out - 45)
    m.note("waiting_man_car", own[0][0] * DAY, (own[-1][0] + 1) * DAY)
    return True


def double_shift(m: Mine) -> bool:
    """After: a breakdown keeps a few electricians below for two shifts."""
    own = [t for t in m.trips if t.tag == "elec" and len(t.t) > 4]
    if not own:
        return False
    tr = m.rnd.choice(own)
    extra = m.rnd.uniform(3, 6.5) * 3600
    cut = len(tr.t) * 2 // 3
    tr.t = [x if i < cut else x + extra for i, x in enumerate(tr.t)]
    tr.t_out += extra
    m.busy[tr.pid] = max(m.busy.get(tr.pid, 0), tr.t_out)
    for other in m.trips:
        if other is not tr and other.card == tr.pid and tr.t_in < other.t_in < tr.t_out:
            other.card = -1
            other.seen = False
    m.note("breakdown_overtime", tr.t_in, tr.t_out)
    return True


PLANS: tuple[Callable[[Mine], bool], ...] = (
    new_face,
    retiring,
    face_move,
    overhaul,
    drill_alarm,
    outage,
    reader_dead,
    branch_dead,
    visitors,
    inspection,
    old_roadway,
    sealing,
    pump_repair,
    rescue,
    drainage,
    rain,
    scale_drift,
    server_down,
    line_cut,
    clock_jump,
    trainees,
    surveyors,
    big_load,
    ride_stopped,
    gas_alarm,
    stock_lag,
    water_hole,
    grouting,
    fan_change,
    calibration,
    stone,
)
AFTER: tuple[Callable[[Mine], bool], ...] = (
    swapped,
    two_cards,
    left_behind,
    flat_batteries,
    bus,
    double_shift,
)


def happen(m: Mine, healthy: bool) -> list[Callable[[Mine], bool]]:
    """Draw the honest events; applies those that change the plan, answers those for afterwards."""
    if m.rnd.random() < 0.8:
        holiday(m)
    n = m.rnd.randint(3, 6) if healthy else m.rnd.randint(1, 3)
    n = min(n + m.days // 12, 12)
    book = [fn for fn in PLANS + AFTER if healthy or fn not in (new_face, retiring) or m.rnd.random() < 0.3]
    if m.conduct_kind == "over_capacity":
        book = [fn for fn in book if fn not in (new_face, retiring, face_move)]
    drawn = m.rnd.sample(book, n)
    for fn in drawn:
        if fn in PLANS:
            fn(m)
    return [fn for fn in drawn if fn in AFTER]


__all__ = ["AFTER", "PLANS", "happen", "holiday"]
