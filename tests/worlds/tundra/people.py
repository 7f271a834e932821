"""Crews, trades and the personnel file."""

from __future__ import annotations

from typing import Any

from .layout import Face
from .mine import Job, Mine, Person
from .words import COAL_BLAST, COAL_MECH, COAL_REPAIR, EDUCATION, HEAD_BLAST, HEAD_MECH, SPECIAL, person_name


def hire(m: Mine, trade: str, team: str, carded: bool = True, leader: bool = False) -> int:
    """Add a person to the personnel file and return the index; without a card the person is in no file."""
    rnd = m.rnd
    card = ""
    if carded:
        m.next_card += 1 if rnd.random() < 0.85 else rnd.randint(2, 9)
        card = f"{m.next_card:05d}"
    plain = m.plain_births
    birth = (
        "1990-01-01"
        if plain
        else f"{rnd.randint(1966, 2002)}-{rnd.randint(1, 12):02d}-{rnd.randint(1, 28):02d}"
    )
    if rnd.random() < 0.02:
        trade = "未设置"
    post = "班长" if trade == "班长" else "队长" if "队长" in trade else "矿领导" if leader else "工人"
    m.people.append(
        Person(
            card,
            person_name(rnd),
            trade,
            post,
            team,
            birth,
            "" if plain else rnd.choice(EDUCATION),
            leader,
            trade in SPECIAL,
        )
    )
    return len(m.people) - 1


def add_job(
    m: Mine,
    team: str,
    trades: tuple[tuple[str, int], ...],
    behave: str,
    counts: list[int],
    sites: list[int],
    carded: bool = True,
    **more: Any,
) -> Job:
    """Create a post and hire its pools, one for each shift, with people to spare."""
    job = Job(len(m.jobs), team, trades, behave, counts, sites, **more)
    m.jobs.append(job)
    deck: list[str] = []
    for trade, weight in trades:
        deck += [trade] * weight
    manned = [k for k, count in enumerate(counts) if count]
    even = max(counts) - min(counts[k] for k in manned) <= 2 if manned else False
    job.turn = manned if even else []
    for count in counts:
        size = max(counts) if even and count else count
        size += 0 if count == 0 else max(1, round(count * 0.22))
        job.pools.append(
            [hire(m, deck[k % len(deck)], team, carded, job.behave == "leader") for k in range(size)]
        )
    return job


def face_crew(m: Mine, face: Face) -> list[int]:
    """Declared crew of a face for each shift."""
    rnd, lean = m.rnd, m.region.key == "inner_mongolia"
    if face.kind == "coal_face":
        base = rnd.randint(8, 12) if lean else rnd.randint(11, 16) if face.mech else rnd.randint(12, 18)
        crew = [base + rnd.choice((-1, 0, 0, 1)) for _ in m.starts]
        crew[m.maint] = base + (rnd.randint(6, 10) if face.mech else rnd.randint(0, 4))
        return crew
    base = rnd.randint(7, 9) if lean or not face.mech else rnd.randint(8, 11)
    return [base + rnd.choice((0, 0, 1)) for _ in m.starts]


def staff(m: Mine) -> None:
    """Set the crews of all posts so that the mine has a plausible number of people below."""
    rnd, lay = m.rnd, m.lay
    shifts = len(m.starts)
    every = [1] * shifts
    day = min(range(shifts), key=lambda k: abs(m.starts[k] - 8 * 3600))
    live = [f for f in lay.faces if f.stop is None or f.stop > -5]
    for f in lay.faces:
        f.crew = face_crew(m, f)
    coal = [f for f in live if f.kind == "coal_face"]
    heads = [f for f in live if f.kind == "heading"]
    target = rnd.uniform(*m.region.people)
    for k, f in enumerate(coal):
        if f.start > 0:
            continue  # manned by the team of the face that it follows
        team = f"综采{'一二三'[k % 3]}队" if f.mech else f"采煤{'一二三'[k % 3]}队"
        prod = list(f.crew)
        prod[m.maint] = 0
        upkeep = [0] * shifts
        upkeep[m.maint] = f.crew[m.maint]
        lead = rnd.randint(1800, 3300)
        add_job(
            m,
            team,
            COAL_MECH if f.mech else COAL_BLAST,
            "face",
            prod,
            f.nodes,
            group="prod",
            face=f,
            lead=lead,
        )
        add_job(
            m,
            team,
            COAL_REPAIR if f.mech else COAL_BLAST,
            "face",
            upkeep,
            f.nodes,
            group="prod",
            face=f,
            lead=lead,
        )
    for k, f in enumerate(heads):
        team = f"{'综掘' if f.mech else '掘进'}{'一二三四'[k % 4]}队"
        add_job(
            m,
            team,
            HEAD_MECH if f.mech else HEAD_BLAST,
            "face",
            list(f.crew),
            f.nodes,
            group="prod",
            face=f,
            lead=rnd.randint(1800, 3300),
        )

    def post(team: str, trade: str, node: int, n: int = 1, spread: float = 4.0) -> None:
        add_job(m, team, ((trade, 1),), "sit", [n] * shifts, [node], group="care", spread=spread)

    post("机电队", "井下变电工", lay.with_role("substation")[0], 1, 2.5)
    post("机电队", "水泵工", lay.with_role("pump")[0], 1, 3.0)
    for node in lay.with_role("dsub"):
        if rnd.random() < 0.55:
            post("机电队", "井下变电工", node, 1, 2.5)
    for node in lay.with_role("dpump"):
        post("机电队", "水泵工", node, 1, 3.0)
    post("运输队", "信号把钩工", lay.with_role("bottom")[0], 2)
    for node in lay.with_role("dyard"):
        post("运输队", "信号把钩工" if m.region.key != "inner_mongolia" else "调度员", node, 1)
    for node in lay.with_role("belt")[:2] + lay.with_role("dbelt"):
        post("运输队", "皮带机司机", node, 1, 8.0)
    old = lay.with_role("wing", "idle_mouth")
    if old and rnd.random() < 0.22:
        post("机电队", "排水工", rnd.choice(old), 1, 6.0)
    works = [f.nodes for f in live]
    for k in range(0, len(works), 2):
        loop = [n for nodes in works[k : k + 2] for n in (nodes[0], nodes[-1])]
        loop += [live[k].ret] if live[k].kind == "coal_face" else []
        add_job(
            m,
            "通风队",
            (("瓦斯检查员", 1),),
            "loop",
            [2 if len(works[k : k + 2]) > 1 else 1] * shifts,
            loop,
            group="care",
            lead=2700,
        )
    for f in live:
        add_job(
            m, "安监科", (("安全检查员", 1),), "face", list(every), f.nodes, group="prod", face=f, lead=2400
        )
    add_job(
        m,
        "矿领导",
        (("矿领导", 1),),
        "leader",
        list(every),
        [n for f in live for n in f.nodes[:2]],
        group="care",
        lead=1500,
    )
    fixed = sum(sum(j.counts) for j in m.jobs)
    rest = max(34.0, target - fixed)

    def spread_over(total: float, heavy: float) -> list[int]:
        other = (1 - heavy) / max(1, shifts - 1)
        return [max(0, round(total * (heavy if k == day else other))) for k in range(shifts)]

    hauls, rises = lay.with_role("haul"), lay.with_role("rise")
    belts = lay.with_role("belt", "dbelt")
    vehicle = "胶轮车司机" if m.region.key == "inner_mongolia" else "电机车司机"
    add_job(
        m,
        "运输队",
        ((vehicle, 2), ("绞车司机", 2), ("运料工", 3)),
        "shuttle",
        spread_over(rest * 0.2, 0.4),
        lay.with_role("yard") + rises + [f.mouth for f in live],
    )
    add_job(m, "运输队", (("皮带巡检工", 1),), "loop", spread_over(rest * 0.07, 0.4), belts)
    add_job(m, "运输队", (("轨道维修工", 1),), "gang", spread_over(rest * 0.07, 0.9), hauls + rises[:2])
    add_job(
        m,
        "机电队",
        (("电钳工", 3), ("机电维修工", 2)),
        "errand",
        spread_over(rest * 0.15, 0.5),
        lay.with_role("substation", "dsub", "belt", "dbelt", "pump") + [f.mouth for f in live],
    )
    add_job(
        m,
        "通风队",
        (("通风设施工", 2), ("防尘工", 2), ("测风员", 1)),
        "errand",
        spread_over(rest * 0.1, 0.55),
        lay.with_role("dret", "ret", "rise", "drain") + [f.ret for f in coal],
    )
    add_job(
        m,
        "通风队",
        (("监测监控工", 1),),
        "errand",
        spread_over(rest * 0.03, 0.9),
        [p.node for p in lay.points] or lay.with_role("dret"),
    )
    add_job(
        m,
        "巷修队",
        (("巷道维修工", 5), ("班长", 1)),
        "gang",
        spread_over(rest * 0.16, 0.6),
        rises + hauls + lay.with_role("ret", "dret", "belt"),
    )
    drain = lay.with_role("drain")
    if drain:
        add_job(
            m,
            "抽采队",
            (("瓦斯抽采工", 3), ("防突工", 1)),
            "gang",
            spread_over(rest * 0.1, 0.4),
            drain + [f.nodes[0] for f in coal],
        )
    add_job(
        m,
        "地测防治水科",
        (("探放水工", 3), ("钻工", 2)),
        "gang",
        spread_over(rest * 0.08, 0.5),
        [f.end_node for f in heads] + [f.nodes[0] for f in coal] or hauls,
    )
    office = [0] * shifts
    office[day] = max(3, round(rest * 0.14))
    add_job(
        m,
        "生产技术科",
        (("技术员", 3), ("测量工", 2), ("地质员", 1), ("机电技术员", 1), ("通风技术员", 1)),
        "office",
        office,
        [n for f in live for n in f.nodes] + rises + lay.with_role("substation"),
        group="office",
    )
