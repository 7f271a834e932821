"""Honest events that look suspicious and can be explained from the files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from .plots import declare, pause
from .scene import Job, Scene, expected_peak

Event = Callable[[Scene], bool]


def _stretch(scene: Scene, low: int, high: int, margin: int = 1) -> tuple[int, int]:
    """A stretch of whole days inside the data."""
    length = min(scene.dice.randint(low, high), max(1, scene.days - 2 * margin))
    d0 = scene.dice.randint(min(margin, scene.days - length), max(margin, scene.days - length - margin))
    return max(0, d0), min(scene.days, max(0, d0) + length)


def _calm(scene: Scene) -> bool:
    return not scene.quiet and scene.days >= 5


def overhaul_declared(scene: Scene) -> bool:
    """A declared overhaul: no coal, repair people at the faces by day."""
    if not _calm(scene):
        return False
    d0, d1 = _stretch(scene, 2, 5)
    declare(scene, "overhaul", d0, d1)
    pause(scene, d0, d1, care=0.8)
    day = max(range(scene.shifts), key=lambda s: -abs(8 - scene.starts[s]))
    men = np.zeros((scene.days, scene.shifts), dtype=int)
    men[d0:d1, day] = scene.dice.randint(6, 14)
    spots = [s for f in scene.faces for s in f.sites]
    scene.jobs.append(Job("检修队", ("机电维修工", "检修钳工", "安装工"), "机电队", "repair", spots, men))
    return True


def declared_stop_quiet(scene: Scene) -> bool:
    """A declared suspension that is kept: only pumps, fans and a care crew."""
    if not _calm(scene):
        return False
    d0, d1 = _stretch(scene, max(3, scene.days // 3), max(4, scene.days // 2))
    declare(scene, "suspended", d0, d1)
    pause(scene, d0, d1)
    return True


def holiday(scene: Scene) -> bool:
    """A short holiday, declared as a suspension."""
    if not _calm(scene):
        return False
    d0, d1 = _stretch(scene, 1, 3)
    declare(scene, "suspended", d0, d1)
    scene.status[-2]["note"] = "节日放假"
    pause(scene, d0, d1, care=0.15)
    return True


def new_face_declared(scene: Scene) -> bool:
    """A declared face or heading starts during the data."""
    pool = [f for f in scene.faces if f.kind == "heading" and f.alive.all()]
    if not _calm(scene) or len(scene.faces) < 2 or not pool:
        return False
    face = scene.dice.choice(pool)
    d0 = scene.dice.randint(1, scene.days - 2)
    face.since = scene.clock.day(d0)
    face.plan[:d0] = 0
    face.men[:d0] = 0
    face.alive[:d0] = False
    return True


def face_finished(scene: Scene) -> bool:
    """A declared heading ends during the data."""
    pool = [f for f in scene.faces if f.kind == "heading" and f.alive.all()]
    if not _calm(scene) or len(scene.faces) < 3 or not pool:
        return False
    face = scene.dice.choice(pool)
    d1 = scene.dice.randint(2, scene.days - 1)
    face.until = scene.clock.day(d1)
    face.plan[d1:] = 0
    face.men[d1:] = 0
    face.alive[d1:] = False
    return True


def face_withdrawal(scene: Scene) -> bool:
    """A finished panel is cleared of its supports by fitters, declared in the register with no coal."""
    if not scene.layout.exhausted or scene.hidden is not None:
        return False
    d0, d1 = _stretch(scene, 3, 7)
    men = np.zeros((scene.days, scene.shifts), dtype=int)
    count = scene.dice.randint(4, 9)
    men[d0:d1] = count
    sites = scene.layout.exhausted
    scene.jobs.append(Job("回撤队", ("安装工", "支架工", "起重工"), "安装队", "face", sites, men))
    scene.tricks["withdrawal"] = {"from": scene.clock.day(d0), "to": scene.clock.day(d1), "crew": count}
    return True


def seal_building(scene: Scene) -> bool:
    """Ventilation people build a seal in an old branch; the register has its building date."""
    d0, d1 = _stretch(scene, 2, 4)
    branch = scene.dice.choice(scene.layout.olds)
    if scene.hidden is not None:
        return False
    men = np.zeros((scene.days, scene.shifts), dtype=int)
    day = max(range(scene.shifts), key=lambda s: -abs(8 - scene.starts[s]))
    men[d0:d1, day] = scene.dice.randint(3, 5)
    scene.jobs.append(Job("密闭队", ("通风密闭工", "通风工"), "通风队", "face", branch[-1:], men))
    for seal in scene.seals:
        if seal["sites"] == branch[-1:]:
            seal["built"] = scene.clock.day(max(d0, d1 - 1))
            seal["work_from"] = scene.clock.day(d0)
    return True


def visitors(scene: Scene) -> bool:
    """A delegation with visitor cards for one morning."""
    d0, _ = _stretch(scene, 1, 1)
    s = max(range(scene.shifts), key=lambda k: -abs(8 - scene.starts[k]))
    men = np.zeros((scene.days, scene.shifts), dtype=int)
    men[d0, s] = scene.dice.randint(4, 9)
    sites = [f.sites[-1] for f in scene.faces]
    scene.jobs.append(Job("来宾", ("来宾",), "来宾", "guest", sites, men))
    scene.limit = max(scene.limit, expected_peak(scene))
    return True


def new_pump(scene: Scene) -> bool:
    """A second pump is put in and declared; the same water now leaves by two pumps."""
    d0, _ = _stretch(scene, 1, 1, 2)
    spot = scene.dice.choice(scene.layout.mains)
    scene.extra_pumps.append({"site": spot, "day": d0})
    return True


def rain_inflow(scene: Scene) -> bool:
    """Heavy rain raises the inflow at all pumps and fades over days."""
    scene.tricks["rain"] = (scene.dice.uniform(0.5, scene.days * 0.6), scene.dice.uniform(0.25, 0.6))
    return True


def fan_switch(scene: Scene) -> bool:
    """The monthly change of the main fan: a short dip of all air."""
    scene.tricks["fan_switch"] = scene.dice.randint(0, scene.days - 1) * 86400 + scene.dice.randint(
        9 * 3600, 11 * 3600
    )
    return True


def door_open(scene: Scene) -> bool:
    """Air doors stand open for some hours."""
    scene.tricks["door"] = (
        scene.dice.randint(0, scene.days * 86400 - 20000),
        scene.dice.randint(3600, 15000),
    )
    return True


def network_outage(scene: Scene) -> bool:
    """All systems of the mine are silent for some hours."""
    a = scene.dice.randint(20000, max(20001, scene.days * 86400 - 40000))
    scene.outages.append((a, a + scene.dice.randint(3600, 5 * 3600)))
    return True


def dead_reader(scene: Scene) -> bool:
    """One station is dead for most of a day; JZSS says so."""
    lay = scene.layout
    taken = {i for c in scene.conducts for i in c.sites} | ({*scene.hidden.sites} if scene.hidden else set())
    pool = [
        i for i, s in enumerate(lay.sites) if s.role in ("gate", "heading", "main", "face") and i not in taken
    ]
    if not pool:
        return False
    a = scene.dice.randint(0, max(1, scene.days - 1)) * 86400 + scene.dice.randint(0, 40000)
    scene.tricks["dead"] = (scene.dice.choice(pool), a, a + scene.dice.randint(6, 26) * 3600)
    return True


def flat_battery(scene: Scene) -> bool:
    """A few cards die in mid-shift and are charged next day."""
    scene.tricks["flat"] = scene.dice.randint(1, 4)
    return True


def master_apprentice(scene: Scene) -> bool:
    """Two people walk together every day, some seconds apart."""
    scene.tricks["pair"] = scene.dice.randint(1, 3)
    return True


def card_replaced(scene: Scene) -> bool:
    """A lost card is replaced; the person has two rows in RYXX afterwards."""
    scene.tricks["replace"] = scene.dice.randint(1, max(1, scene.days - 1))
    return True


def overtime_worker(scene: Scene) -> bool:
    """Single repair people stay for a second shift, with an overtime alarm."""
    scene.tricks["overtime"] = scene.dice.randint(1, 4)
    return True


def goaf_breathing(scene: Scene) -> bool:
    """Seal gas follows the barometer, not the shifts."""
    scene.tricks["breathing"] = scene.dice.uniform(0.2, 0.5)
    return True


def clean_intake(scene: Scene) -> bool:
    """The intake sensor reads next to nothing, as it should."""
    scene.tricks["clean_intake"] = True
    return True


def moved_stock(scene: Scene) -> bool:
    """Coal held in the bunker one day is hoisted the next; the sums agree."""
    if not _calm(scene) or scene.days < 4:
        return False
    scene.tricks["stock"] = scene.dice.randint(1, scene.days - 2)
    return True


def wet_coal(scene: Scene) -> bool:
    """Wet coal: reported dry tons a few per cent below hoisted."""
    scene.habits.moisture = scene.dice.uniform(0.955, 0.975)
    return True


def sensor_fault_declared(scene: Scene) -> bool:
    """A gas sensor breaks for some hours, flagged as faulty and booked in YCBJ."""
    a = scene.dice.randint(0, scene.days * 86400 - 30000)
    scene.tricks["fault"] = (a, a + scene.dice.randint(2, 8) * 3600)
    return True


def pump_in_valley_hours(scene: Scene) -> bool:
    """Water is pumped mostly by night when power is cheap."""
    scene.tricks["valley"] = True
    return True


def clock_slip(scene: Scene) -> bool:
    """The upload clock runs some seconds late and is set right again."""
    scene.tricks["slip"] = scene.dice.randint(20, 90)
    return True


def thin_sunday(scene: Scene) -> bool:
    """Half crews on Sundays with half the coal."""
    days = [d for d in range(scene.days) if scene.clock.weekday(d) == 6]
    if not days or not _calm(scene):
        return False
    for d in days:
        for face in scene.faces:
            face.plan[d] *= 0.5
            face.men[d] = np.ceil(face.men[d] * 0.5).astype(int)
    return True


STRONG: tuple[Event, ...] = (
    overhaul_declared,
    declared_stop_quiet,
    holiday,
    new_face_declared,
    face_finished,
    face_withdrawal,
    seal_building,
    moved_stock,
    thin_sunday,
)
MILD: tuple[Event, ...] = (
    visitors,
    new_pump,
    rain_inflow,
    fan_switch,
    door_open,
    network_outage,
    dead_reader,
    flat_battery,
    master_apprentice,
    card_replaced,
    overtime_worker,
    goaf_breathing,
    clean_intake,
    wet_coal,
    sensor_fault_declared,
    pump_in_valley_hours,
    clock_slip,
)


def happen(scene: Scene, healthy: bool) -> None:
    """Draw the honest events of a mine; a healthy one has more of them."""
    dice = scene.dice
    strong = dice.sample(STRONG, dice.randint(1, 3)) if healthy else []
    mild = dice.sample(MILD, dice.randint(3, 7) if healthy else dice.randint(1, 4))
    for event in [*strong, *mild]:
        if event(scene):
            scene.lookalikes.append(event.__name__)


def past_panel(scene: Scene) -> dict[str, str] | None:
    """Validity of the panel that was finished before the data begin."""
    if not scene.layout.exhausted:
        return None
    end = scene.clock.start - timedelta(days=scene.dice.randint(20, 150))
    return {"from": (end - timedelta(days=scene.dice.randint(150, 400))).isoformat(), "to": end.isoformat()}
