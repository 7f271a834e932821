"""Honest events that look like misconduct; each changes the mine before people and sensors are drawn."""

from __future__ import annotations

from collections.abc import Callable

from .layout import Drawing, add_point, draw_coal_face, draw_heading, nearest, parent_of
from .model import DAY, Face, Mine, Team
from .staff import fill_team, hire, same

Look = Callable[[Mine], bool]


def span_days(mine: Mine, least: int, most: int) -> tuple[int, int]:
    """A run of days inside the data."""
    n = min(mine.days, mine.rnd.randint(least, most))
    first = mine.rnd.randint(0, max(0, mine.days - n))
    return first, first + n - 1


def work_note(mine: Mine, name: str, stations: list[int], days: tuple[int, int]) -> None:
    """Declares a job in the register (an extra key of it)."""
    mine.works.append(
        {
            "name": name,
            "stations": [mine.stations[s].code for s in stations],
            "from": mine.cal.day(days[0]),
            "to": mine.cal.day(days[1]),
        }
    )


def new_face(mine: Mine) -> bool:
    """A new heading opens, with a register date inside the period."""
    rnd = mine.rnd
    d = Drawing(mine)
    roots = mine.by_role("district")
    label = f"{rnd.randint(11, 39)}{rnd.randint(70, 99)}轨道巷"
    stations = draw_heading(d, roots, label)
    first = rnd.randint(1, max(1, mine.days // 2))
    t = mine.capacity / 330 * rnd.uniform(0.02, 0.05)
    crew = [rnd.randint(5, 8)] * len(mine.starts)
    f = Face(
        f"F{len(mine.faces) + 1}",
        f"{label}掘进工作面",
        "heading",
        stations,
        crew,
        round(t, 1),
        2.4,
        340.0,
        round(340 * rnd.uniform(0.0015, 0.003), 2),
        6.0,
        0.0,
        110.0,
        day_from=first,
    )
    f.feeder = f"FD{len(mine.feeders) + 1:02d}"
    mine.feeders.append((f.feeder, f.face_id, 130.0))
    mine.faces.append(f)
    mine.conveyors[0][1].append(f.face_id)
    for kind, where, role in (("ch4", 0, "inner"), ("ch4", 1, "outer"), ("fan", 1, "local_fan")):
        add_point(mine, kind, stations[where], role, f.face_id)
    fill_team(mine, Team("掘进新队", ["班组长", "掘进工", "支护工"], stations, crew, "crew", f.face_id))
    work_note(mine, f"{label}开口准备", [stations[1]], (max(0, first - 2), first))
    fill_team(
        mine,
        Team(
            "开拓准备队",
            ["支护工", "掘进工"],
            [stations[1]],
            same(mine, 4),
            "spot",
            day_from=max(0, first - 2),
            day_to=first - 1,
        ),
    )
    return True


def face_move(mine: Mine) -> bool:
    """The coal face moves: one ends, men install, the next begins."""
    rnd = mine.rnd
    if mine.days < 8 or mine.deeds:
        return False
    old = next(f for f in mine.faces if f.kind == "coal_face")
    d = Drawing(mine)
    label = f"{old.name[:3]}{rnd.randint(61, 69)}"
    stations = draw_coal_face(d, mine.by_role("district"), label)
    end = rnd.randint(2, mine.days - 6)
    gap = rnd.randint(3, 4)
    old.day_to = end
    f = Face(
        f"F{len(mine.faces) + 1}",
        f"{label}综采工作面",
        "coal_face",
        stations,
        list(old.crew),
        old.planned_t,
        old.advance,
        old.air,
        old.ch4,
        old.inflow,
        old.explosive,
        old.kw,
        day_from=end + gap,
    )
    f.feeder, f.conveyor = f"FD{len(mine.feeders) + 1:02d}", f"C{len(mine.conveyors) + 1}"
    mine.feeders.append((f.feeder, f.face_id, f.kw))
    mine.conveyors.append((f.conveyor, [f.face_id], round(f.planned_t / 7 + 80, 0)))
    mine.conveyors[0][1].append(f.face_id)
    mine.faces.append(f)
    for kind, where, role in (("ch4", 0, "inner"), ("ch4", 1, "outer"), ("air_velocity", 1, "face_air")):
        add_point(mine, kind, stations[where], role, f.face_id)
    crew = next(t for t in mine.teams if t.face == old.face_id)
    mine.teams.append(
        Team(crew.name, crew.trades, stations, list(f.crew), "crew", f.face_id, groups=crew.groups)
    )
    mine.teams.append(
        Team(
            crew.name,
            crew.trades,
            stations + old.stations[:1],
            list(f.crew),
            "spot",
            day_from=end + 1,
            day_to=end + gap - 1,
            groups=crew.groups,
        )
    )
    work_note(mine, f"{old.name}回撤及{f.name}安装", stations + old.stations, (end + 1, end + gap - 1))
    return True


def repair_campaign(mine: Mine) -> bool:
    """A repair gang stays at an odd station for days; the register names the job."""
    rnd = mine.rnd
    place = rnd.choice(mine.by_role("old", "seal", "district"))
    days = span_days(mine, 4, 9)
    n = rnd.randint(5, 11)
    counts = [n if i == 0 or rnd.random() < 0.5 else 0 for i in range(len(mine.starts))]
    fill_team(
        mine,
        Team(
            "巷修突击队",
            ["巷修工", "支护工", "巷修工"],
            [place],
            counts,
            "spot",
            day_from=days[0],
            day_to=days[1],
        ),
    )
    work_note(mine, f"{mine.stations[place].name}巷道修复", [place], days)
    return True


def seal_building(mine: Mine) -> bool:
    """Men build or mend a seal for a few days, with material cars."""
    place = mine.rnd.choice(mine.by_role("seal"))
    days = span_days(mine, 3, 5)
    counts = [mine.rnd.randint(4, 7)] + [0] * (len(mine.starts) - 1)
    fill_team(
        mine,
        Team("密闭施工队", ["密闭工", "通风工"], [place], counts, "spot", day_from=days[0], day_to=days[1]),
    )
    work_note(mine, f"{mine.stations[place].name}密闭维护", [place], days)
    return True


def drill_day(mine: Mine) -> bool:
    """A disaster drill: everybody leaves at once."""
    day = mine.rnd.randrange(mine.days)
    t = day * DAY + mine.rnd.choice([9.5, 10.3, 15.0, 16.6]) * 3600
    mine.drills.append(t)
    mine.stops.append((t, t + 3.5 * 3600, 0.0, None))
    return True


def visitors(mine: Mine) -> bool:
    """A party of guests walks together through the mine."""
    rnd = mine.rnd
    faces = [s for f in mine.faces if f.day_from is None for s in f.stations[:1]]
    places = rnd.sample(faces, min(len(faces), 2)) + mine.by_role("shelter")[:1]
    for _ in range(rnd.randint(1, 2)):
        day = rnd.randrange(mine.days)
        counts = [0] * len(mine.starts)
        counts[shift_at(mine, 9.0)] = rnd.randint(7, 18)
        fill_team(
            mine, Team("来宾", ["来宾"], places, counts, "guests", day_from=day, day_to=day, hours=(2.5, 4.0))
        )
    return True


def shift_at(mine: Mine, hour: float) -> int:
    """The shift that works at that hour."""
    s = hour * 3600
    return min(range(len(mine.starts)), key=lambda i: (s - mine.starts[i]) % DAY)


def link_outage(mine: Mine) -> bool:
    """All uplinks are down for hours; often at a shift change by bad luck."""
    for _ in range(mine.rnd.randint(1, 3)):
        t = mine.rnd.uniform(0, mine.days * DAY)
        mine.outages.append((t, t + mine.rnd.uniform(0.7, 6.0) * 3600))
    return True


def reader_dead(mine: Mine) -> bool:
    """A reader is broken for days; JZSS says so."""
    rnd = mine.rnd
    place = rnd.choice(mine.by_role("face", "heading", "district", "old"))
    first, last = span_days(mine, 2, 6)
    mine.dead.append(
        (
            place,
            first * DAY + rnd.uniform(0, DAY / 2),
            (last + 1) * DAY - rnd.uniform(0, DAY / 3),
            rnd.choice(["1", "2"]),
        )
    )
    return True


def clock_fault(mine: Mine) -> bool:
    """The clock of the personnel server is wrong for a while."""
    first, last = span_days(mine, 1, 3)
    off = mine.rnd.choice([-1, 1]) * mine.rnd.uniform(3, 14) * 60
    mine.clock.append((first * DAY + 5 * 3600, last * DAY + 20 * 3600, off))
    return True


def water_inrush(mine: Mine) -> bool:
    """Water breaks in and dies away; pumps run; pump men come."""
    first, last = span_days(mine, 4, 7)
    extra = mine.base_inflow * mine.rnd.uniform(0.5, 1.3)
    mine.inrush.append((first * DAY + mine.rnd.uniform(0, DAY), extra, mine.rnd.uniform(1.0, 2.5) * DAY))
    fill_team(
        mine,
        Team(
            "防治水队",
            ["探放水工", "水泵工"],
            mine.by_role("pump")[:1],
            same(mine, 3),
            "spot",
            day_from=first,
            day_to=last,
        ),
    )
    work_note(mine, "涌水增大抢排", mine.by_role("pump")[:1], (first, last))
    return True


def chamber_meeting(mine: Mine) -> bool:
    """Crews meet in a chamber before or during the shift, every day."""
    mine.meeting = (mine.rnd.choice(mine.by_role("shelter", "district")), mine.rnd.uniform(20, 45) * 60)
    return True


def long_calibration(mine: Mine) -> bool:
    """Sensors stand in status 4 for an hour or two, one after another."""
    rnd = mine.rnd
    day = rnd.randrange(mine.days)
    ch4 = [i for i, p in enumerate(mine.points) if p.kind == "ch4"]
    for n, i in enumerate(ch4):
        t = day * DAY + (8 + n * 0.6) * 3600
        mine.calibrate.append((i, t, t + rnd.uniform(0.5, 1.6) * 3600))
    return True


def master_apprentice(mine: Mine) -> bool:
    """Pairs who walk together all shift, but not in the same second."""
    mine.pairs = True
    return True


def leader_party(mine: Mine) -> bool:
    """The leader on duty walks his round with safety and gas men."""
    mine.leader_party = True
    return True


def clean_intake(mine: Mine) -> bool:
    """The intake sensor stands near zero all the time, because the air is clean."""
    mine.flat_intake = True
    return True


def seal_breathing(mine: Mine) -> bool:
    """Gas at a seal follows the air pressure, not the shifts."""
    if not any(p.role == "seal" for p in mine.points):
        add_point(mine, "ch4", mine.by_role("seal")[0], "seal")
    mine.breathing = True
    return True


def weak_coverage(mine: Mine) -> bool:
    """At one or two stations cards are often unread for some minutes."""
    for s in mine.rnd.sample(mine.by_role("district", "face", "heading", "seal"), 2):
        mine.weak[s] = mine.rnd.uniform(0.2, 0.5)
    return True


def holiday(mine: Mine) -> bool:
    """Short holiday: small crews and little coal; the register says overhaul."""
    if mine.deeds or mine.days < 8:
        return False
    first, last = span_days(mine, 2, 4)
    for d in range(first, last + 1):
        mine.day_factor[d] = 0.0
    mine.status[:] = [
        ("producing", None, first - 1),
        ("suspended", first, last),
        ("producing", last + 1, None),
    ]
    work_note(mine, "节日放假停产", [], (first, last))
    return True


def honest_overhaul(mine: Mine) -> bool:
    """A declared overhaul that is one: day work at the face, test runs, no coal."""
    if (
        mine.deeds
        or mine.days < 9
        or min(mine.day_factor) < 0.5
        or any(f.day_to is not None for f in mine.faces)
    ):
        return False
    first, last = span_days(mine, 4, 7)
    for d in range(first, last + 1):
        mine.day_factor[d] = 0.0
        mine.extra_kw.append(("hoist", d * DAY + 9 * 3600, d * DAY + 11 * 3600, mine.rnd.uniform(40, 90)))
    face = mine.faces[0]
    counts = [0] * len(mine.starts)
    counts[shift_at(mine, 9.5)] = max(face.crew)
    fill_team(
        mine,
        Team(
            "检修队",
            ["机电维修工", "电钳工", "支护工"],
            face.stations,
            counts,
            "spot",
            day_from=first,
            day_to=last,
        ),
    )
    mine.status[:] = [
        ("producing", None, first - 1),
        ("overhaul", first, last),
        ("producing", last + 1, None),
    ]
    work_note(mine, f"{face.name}停产检修", face.stations, (first, last))
    return True


def pump_test(mine: Mine) -> bool:
    """A new machine is tested: the feeder 'other' rises by day."""
    first, last = span_days(mine, 3, 6)
    kw = mine.rnd.uniform(50, 120)
    for d in range(first, last + 1):
        mine.extra_kw.append(("other", d * DAY + 8.5 * 3600, d * DAY + 16.5 * 3600, kw))
    work_note(mine, "新装空压机试运转(其它馈线)", [], (first, last))
    return True


def meter_gap(mine: Mine) -> bool:
    """A meter sends nothing for hours."""
    for _ in range(3):
        t = mine.rnd.uniform(0, mine.days * DAY)
        mine.meter_gaps.append((mine.rnd.choice(mine.feeders)[0], t, t + mine.rnd.uniform(2, 30) * 3600))
    return True


def late_files(mine: Mine) -> bool:
    """Many files come late and some twice."""
    mine.late_files = True
    return True


def rock_heading(mine: Mine) -> bool:
    """A heading in rock: hoist works, no coal; its belt is not the coal belt."""
    heads = [f for f in mine.faces if f.kind == "heading"]
    if not heads or mine.deeds:
        return False
    f = heads[-1]
    f.rock, f.planned_t, f.name = True, 0.0, "南翼岩石回风大巷掘进工作面"
    f.ch4 = 0.05
    if f.face_id in mine.conveyors[0][1]:
        mine.conveyors[0][1].remove(f.face_id)
    mine.rock_days = span_days(mine, 5, 9)
    return True


def card_replaced(mine: Mine) -> bool:
    """A lost card lies underground for some hours while its owner has a new one."""
    rnd = mine.rnd
    owner = rnd.choice([c for g in mine.teams[0].groups for c in g])
    old = mine.people[owner]
    t = rnd.randrange(mine.days) * DAY + rnd.uniform(6, 14) * 3600
    place = rnd.choice(mine.teams[0].places[1:] + mine.by_role("district"))
    lost = hire(mine, "挂失卡", "无", "离矿人员")
    mine.people[lost].name = old.name
    mine.lost_cards.append((lost, place, t, t + rnd.uniform(7, 20) * 3600))
    return True


def fan_switching(mine: Mine) -> bool:
    """Local fans change over to the spare unit; short stops in KGBH."""
    for _ in range(mine.rnd.randint(2, 6)):
        t = mine.rnd.uniform(0, mine.days * DAY)
        mine.fan_swaps.append((t, t + mine.rnd.uniform(60, 900)))
    return True


def hoist_failure(mine: Mine) -> bool:
    """The hoist fails for hours; coal waits; later it runs at night."""
    t = mine.rnd.uniform(0.2, mine.days - 0.5) * DAY
    mine.stops.append((t, t + mine.rnd.uniform(4, 9) * 3600, 0.15, None))
    return True


def dead_reader_at_seal(mine: Mine) -> bool:
    """A gang declared for a seal job works where the reader is broken: all seem to vanish next door."""
    place = mine.rnd.choice(mine.by_role("seal"))
    days = span_days(mine, 3, 5)
    counts = [mine.rnd.randint(4, 6)] + [0] * (len(mine.starts) - 1)
    fill_team(
        mine,
        Team(
            "密闭观测队",
            ["密闭工", "通风工", "瓦斯检查员"],
            [place, parent_of(mine, place)],
            counts,
            "spot",
            day_from=days[0],
            day_to=days[1],
        ),
    )
    work_note(mine, f"{mine.stations[place].name}注浆堵漏", [place], days)
    mine.dead.append((place, days[0] * DAY - 3600, (days[1] + 1) * DAY, "2"))
    return True


def rescue_training(mine: Mine) -> bool:
    """The rescue squad trains: a small group walks fast through old and new roadways together."""
    rnd = mine.rnd
    counts = [0] * len(mine.starts)
    counts[shift_at(mine, 9.0)] = rnd.randint(6, 9)
    day = rnd.randrange(mine.days)
    near = nearest(mine, mine.by_role("bottom")[0], 20, ("main", "district", "shelter", "old"))
    fill_team(
        mine,
        Team(
            "救护队",
            ["救护队员"],
            rnd.sample(near, min(4, len(near))),
            counts,
            "guests",
            day_from=day,
            day_to=day,
            hours=(2.0, 3.0),
        ),
    )
    work_note(mine, "救护队熟悉巷道演练", [], (day, day))
    return True


LOOKS: dict[str, Look] = {
    "new_face": new_face,
    "face_move": face_move,
    "repair_campaign": repair_campaign,
    "seal_building": seal_building,
    "evacuation_drill": drill_day,
    "visitors": visitors,
    "link_outage": link_outage,
    "reader_dead_days": reader_dead,
    "clock_fault": clock_fault,
    "water_inrush": water_inrush,
    "chamber_meeting": chamber_meeting,
    "long_calibration": long_calibration,
    "master_apprentice": master_apprentice,
    "leader_party": leader_party,
    "clean_flat_intake": clean_intake,
    "seal_breathing": seal_breathing,
    "weak_coverage": weak_coverage,
    "holiday_stop": holiday,
    "honest_overhaul": honest_overhaul,
    "machine_test_load": pump_test,
    "meter_gap": meter_gap,
    "late_and_double_files": late_files,
    "rock_heading": rock_heading,
    "card_replaced": card_replaced,
    "fan_switching": fan_switching,
    "hoist_failure": hoist_failure,
    "dead_reader_at_seal_job": dead_reader_at_seal,
    "rescue_training": rescue_training,
}
MILD = [
    "evacuation_drill",
    "visitors",
    "link_outage",
    "chamber_meeting",
    "long_calibration",
    "clean_flat_intake",
    "weak_coverage",
    "meter_gap",
    "late_and_double_files",
    "fan_switching",
    "clock_fault",
    "leader_party",
]


def choose_looks(mine: Mine) -> None:
    """Draws honest events: many for a healthy mine, few and mild ones otherwise."""
    rnd = mine.rnd
    names = (
        rnd.sample(list(LOOKS), rnd.randint(4, 8)) if not mine.deeds else rnd.sample(MILD, rnd.randint(1, 3))
    )
    clash = {"holiday_stop": "honest_overhaul", "face_move": "holiday_stop", "honest_overhaul": "face_move"}
    for name in names:
        if any({name, other} == {a, b} for other in mine.looks for a, b in clash.items()):
            continue
        if LOOKS[name](mine):
            mine.looks.append(name)
