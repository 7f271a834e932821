"""Card holders, teams, shift segments."""

from __future__ import annotations

from .model import Mine, Person, Place
from .vocabulary import DUTIES, LEADER_DUTIES, TEAMS, TRADES, personal_name


def enrol(m: Mine, role: str, team: str = "", trade: str = "", name: str = "", plain: bool = False) -> int:
    """Add one card holder, return his number."""
    r = m.r
    used = m.edits.setdefault("cards", set())
    while True:
        no = r.randint(1, 99 if m.persons_target < 60 else max(1500, m.persons_target * 4))
        if no not in used:
            used.add(no)
            break
    trade = trade or r.choice(TRADES[role])
    if not plain and r.random() < m.unset:
        trade = "未设置"
    leader = int(role == "leader")
    duty = r.choice(LEADER_DUTIES) if leader else (r.choice(DUTIES) if r.random() > m.unset else "未设置")
    born = (
        "1990-01-01"
        if m.edits.get("births_flat")
        else f"{r.randint(1966, 2003)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}"
    )
    school = "" if m.edits.get("births_flat") else r.choice(("初中", "初中", "高中", "中专", "大专"))
    special = int(role in ("gas", "safety", "shot", "elec", "pump", "sub") or "司机" in trade)
    m.people.append(
        Person(
            f"{m.code}{no:05d}",
            name or personal_name(r),
            trade,
            duty,
            team or TEAMS.get(role, "综合队"),
            born,
            school,
            leader,
            special,
            role,
        )
    )
    return len(m.people) - 1


def team_of(m: Mine, place: Place) -> tuple[str, str]:
    """Name and trade group of the team of an approved place."""
    alike = [p.key for p in m.places if p.kind == place.kind]
    no = "一二三四"[alike.index(place.key)]
    if place.kind == "coal_face":
        return ("综采" if not place.blast else "采煤") + no + "队", "prop" if place.blast else "coal"
    return "掘进" + no + "队", "blast" if place.blast else "head"


def hire(m: Mine) -> None:
    """Fill pools: key -> for each shift a list of people. Keys are place keys and `post<n>`."""
    r = m.r
    segs: dict[str, list[list[int]]] = {}
    for p in m.places:
        team, role = team_of(m, p)
        top = int(max(max(p.crew_plan), p.crew.max() if p.crew.size else 0))
        segs[p.key] = [
            [
                enrol(m, role, team)
                for _ in range(
                    int((top if rotating(m) else max(p.crew_plan[s], p.crew[:, s].max())) * 1.12) + 1
                )
            ]
            for s in range(m.shifts)
        ]
    for k, post in enumerate(m.posts):
        segs[f"post{k}"] = [
            [
                enrol(m, post.role)
                for _ in range(post.per_shift[s] + (1 if post.per_shift[s] > 2 or r.random() < 0.5 else 0))
            ]
            for s in range(m.shifts)
        ]
    m.edits["segments"] = segs
    for _ in range(max(0, min(int(m.persons_target * 0.15), m.persons_target - len(m.people)))):
        enrol(
            m,
            "odd",
            trade=r.choice(("地面工", "库管员", "调度员", "办事员", "离矿人员")),
            team=r.choice(("机关", "离矿人员", "后勤")),
        )


def rotating(m: Mine) -> bool:
    """Whether teams change shifts weekly."""
    return m.shifts > 2 and m.repair_shift < 0 and m.edits.get("rotate_days", 0) > 0


def on_shift(m: Mine, key: str, day: int, shift: int, n: int) -> list[int]:
    """Who of a pool comes on a shift."""
    segs = m.edits["segments"][key]
    turn = (day + 1) // m.edits["rotate_days"] if rotating(m) else 0
    seg = segs[(shift + turn) % len(segs)]
    n = min(n, len(seg))
    return seg if n == len(seg) else m.r.sample(seg, n)
