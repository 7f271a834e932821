"""Names, cards, teams and the rota."""

from __future__ import annotations

from random import Random

from .model import Mine, Person, Team

FAMILY = "张王李赵刘陈杨黄周吴徐孙马朱胡郭何林罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余"
GIVEN = "三四五六七八九春秋山河石田土木水火金平安顺福贵宝柱根生旺发财来喜庆丰满仓林森松柏竹"
SPECIAL = {"瓦斯检查员", "安全检查员", "电钳工", "采煤机司机", "绞车司机", "爆破员", "主提升司机", "水泵工"}
SCHOOLS = ["初中", "高中", "中专", "大专", ""]


def invent_name(rnd: Random, number: int) -> str:
    """A name that belongs to nobody: family, given, running number."""
    return f"{rnd.choice(FAMILY)}{rnd.choice(GIVEN)}{number % 100:02d}"


def hire(mine: Mine, trade: str, post: str, dept: str, *, leader: bool = False) -> int:
    """Adds one person with a card."""
    rnd = mine.rnd
    number = len(mine.people) + 1
    card = f"{mine.code}{number * 3 % 90000 + 101:05d}"
    born = (
        "1990-01-01"
        if rnd.random() < 0.1
        else f"19{rnd.randint(66, 99)}-{rnd.randint(1, 12):02d}-{rnd.randint(1, 28):02d}"
    )
    shown = "未设置" if rnd.random() < 0.01 else trade
    return mine.add_person(
        Person(
            card,
            invent_name(rnd, number),
            shown,
            post,
            dept,
            born,
            rnd.choice(SCHOOLS),
            leader,
            trade in SPECIAL,
        )
    )


def fill_team(mine: Mine, team: Team) -> Team:
    """Hires the members of every rota group and adds the team to the mine."""
    most = max(team.counts)
    spare = 0 if team.mode == "guests" else (most + 5) // 6 if most > 1 else 1
    groups = len(mine.starts)
    for _ in range(groups):
        group = []
        for i in range(most + spare):
            trade = team.trades[i % len(team.trades)]
            post = "班长" if i == 0 and most > 3 else "矿领导" if team.mode == "leader" else "工人"
            group.append(hire(mine, trade, post, team.name, leader=team.mode == "leader"))
        team.groups.append(group)
    mine.teams.append(team)
    return team


def same(mine: Mine, n: int) -> list[int]:
    """The same number in every shift."""
    return [n] * len(mine.starts)


def fit_crews(mine: Mine) -> None:
    """Makes crews smaller where the mine would have too many people a day."""
    crews = sum(sum(f.crew) for f in mine.faces)
    room = 215 - len(mine.starts) * (13 + 5 * mine.size)
    if crews > room:
        for f in mine.faces:
            f.crew = [max(4, int(c * room / crews)) for c in f.crew]


def face_teams(mine: Mine) -> None:
    """One crew for each face."""
    fit_crews(mine)
    for i, f in enumerate(mine.faces):
        if f.kind == "coal_face":
            trades = [
                "班组长",
                "采煤机司机",
                "支架工",
                "采煤工",
                "刮板机司机",
                "采煤工",
                "电钳工",
                "采煤工",
                "转载机司机",
            ]
            name = f"综采{i + 1}队" if "综" in f.name else f"采煤{i + 1}队"
        else:
            trades = (
                ["班组长", "掘进机司机", "支护工", "掘进工"]
                if not f.explosive
                else ["班组长", "爆破员", "掘进工", "支护工"]
            )
            name = f"掘进{i + 1}队"
        fill_team(mine, Team(name, trades, f.stations, list(f.crew), "crew", f.face_id))


def support_teams(mine: Mine) -> None:
    """Attendants, inspectors, haulage, repair and leaders."""
    rnd = mine.rnd
    bottom, mains = mine.by_role("bottom")[0], mine.by_role("main")
    districts = mine.by_role("district")
    faces = [s for f in mine.faces for s in f.stations[:2]]
    big = mine.size
    fill_team(
        mine, Team("机电队泵房", ["水泵工"], mine.by_role("pump")[:1], same(mine, 1), "fixed", care=True)
    )
    fill_team(
        mine,
        Team("机电队变电所", ["变电工"], mine.by_role("substation")[:1], same(mine, 1), "fixed", care=True),
    )
    fill_team(mine, Team("运输队把钩", ["把钩工"], [bottom], same(mine, 1 + big // 2), "fixed", care=True))
    fill_team(
        mine, Team("运输队皮带", ["皮带司机"], mains[-1:] + districts[:1], same(mine, 1 + big), "spread")
    )
    fill_team(
        mine,
        Team(
            "运输队",
            ["运输工", "绞车司机"],
            mains + districts,
            same(mine, 2 + big + 2 * (len(mine.starts) < 3)),
            "haul",
        ),
    )
    fill_team(
        mine,
        Team(
            "通风队瓦检",
            ["瓦斯检查员"],
            faces + mine.by_role("seal"),
            same(mine, 1 + big),
            "rounds",
            care=True,
        ),
    )
    fill_team(
        mine, Team("安监科", ["安全检查员"], faces + districts, same(mine, 1 + big // 2), "rounds", care=True)
    )
    fill_team(
        mine,
        Team("机电队", ["电钳工", "机电维修工"], faces + districts + mains, same(mine, 2 + big), "rounds"),
    )
    fill_team(
        mine,
        Team(
            "巷修队",
            ["巷修工"],
            [rnd.choice(districts + mains)] + mains[-1:],
            [rnd.randint(2, 3) + big for _ in mine.starts],
            "haul",
        ),
    )
    fill_team(mine, Team("矿领导", ["矿领导"], faces + districts + mains, same(mine, 1), "leader", care=True))
    drill = mine.by_role("drill")
    if drill:
        fill_team(
            mine,
            Team("抽采队", ["打钻工", "瓦斯抽采工"], drill, [rnd.randint(3, 5) for _ in mine.starts], "spot"),
        )
        mine.looks.append("drainage_drillers_static")


def staff_mine(mine: Mine) -> None:
    """Hires everybody."""
    face_teams(mine)
    support_teams(mine)


def group_for(mine: Mine, day: int, shift: int) -> int:
    """Which rota group works in that shift."""
    return (shift + (day // 7 if mine.rotate else 0)) % len(mine.starts)


def present(mine: Mine, team: Team, day: int, shift: int, count: int) -> list[int]:
    """Who goes underground: members who do not rest on that weekday."""
    group = team.groups[group_for(mine, day, shift)]
    off = [c for i, c in enumerate(group) if (i + day) % 7 == 0]
    ready = [c for c in group if c not in off] + off
    return ready[:count]
