"""Words of the trade: regions, names of places, trades, teams and people."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """What is typical of the mines of one province."""

    key: str
    codes: tuple[str, ...]
    surface_z: tuple[int, int]
    depth: tuple[int, int]
    incline: float  # share of mines entered by a slope
    people: tuple[int, int]  # people below per day
    face_t: tuple[int, int]  # tonnes a day of one coal face
    mechanised: float
    gassy: float
    gate_in: tuple[str, ...]
    gate_ret: tuple[str, ...]
    haul: str
    belt: str
    ret: str
    rise: str
    northing: int
    easting: int


REGIONS = (
    Region(
        "shanxi",
        ("140581", "140727", "141034", "140429", "141124"),
        (850, 1250),
        (260, 520),
        0.35,
        (260, 500),
        (1500, 3800),
        0.95,
        0.45,
        ("运输顺槽", "胶带顺槽"),
        ("回风顺槽", "轨道顺槽"),
        "轨道大巷",
        "胶带大巷",
        "回风大巷",
        "上山",
        3965000,
        37560000,
    ),
    Region(
        "guizhou",
        ("520204", "520502", "520523", "522322", "520221"),
        (1450, 1950),
        (180, 380),
        0.85,
        (150, 330),
        (450, 1300),
        0.6,
        0.8,
        ("运输巷", "运输顺槽"),
        ("回风巷", "回风顺槽"),
        "运输石门",
        "主斜井皮带巷",
        "回风石门",
        "上山",
        2960000,
        35480000,
    ),
    Region(
        "inner_mongolia",
        ("150622", "150627", "150626", "150302"),
        (1150, 1380),
        (180, 420),
        0.75,
        (150, 300),
        (4000, 9000),
        1.0,
        0.1,
        ("胶运顺槽",),
        ("辅运顺槽", "回风顺槽"),
        "辅运大巷",
        "主运大巷",
        "回风大巷",
        "大巷",
        4380000,
        37450000,
    ),
    Region(
        "heilongjiang",
        ("230302", "230402", "230904", "230306"),
        (150, 260),
        (420, 780),
        0.5,
        (240, 450),
        (700, 1900),
        0.8,
        0.5,
        ("机道", "皮带道"),
        ("回风道", "轨道道"),
        "轨道运输大巷",
        "皮带大巷",
        "总回风巷",
        "上山",
        5020000,
        43540000,
    ),
    Region(
        "yunnan",
        ("530325", "530302", "530602", "532523"),
        (1700, 2150),
        (150, 350),
        0.9,
        (150, 260),
        (400, 1000),
        0.5,
        0.55,
        ("运输巷", "机巷"),
        ("回风巷", "风巷"),
        "运输平巷",
        "皮带平巷",
        "回风平巷",
        "上山",
        2840000,
        35420000,
    ),
)

MINE_NAMES = (
    "霜原",
    "苔岭",
    "雪泽",
    "寒坪",
    "白棘",
    "冰沟",
    "鹿角岭",
    "青苔坡",
    "石楠",
    "北桦",
    "云杉坳",
    "驯鹿川",
    "霁岭",
    "晚桐",
    "松针湾",
    "榛子沟",
    "雾坪",
    "漠河柳",
    "朔雁",
    "银苔",
)
DISTRICTS = ("一", "二", "三", "四", "五")
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚"
)
GIVEN = (
    "国建志永文明军平海波忠德祥贵福林森强勇刚峰磊鹏飞超杰斌伟宏亮春生发荣华光旭东清泉江山松柏云龙虎兵胜利"
    "学义仁友顺昌兴旺长庆元守维宝金玉石铁钢立新"
)
EDUCATION = ("初中", "初中", "高中", "高中", "中专", "技校", "大专", "本科", "小学", "")

COAL_MECH = (
    ("采煤机司机", 2),
    ("液压支架工", 5),
    ("刮板输送机司机", 1),
    ("转载机司机", 1),
    ("端头支护工", 3),
    ("乳化液泵站工", 1),
    ("电钳工", 1),
    ("班长", 1),
    ("跟班队长", 1),
    ("验收员", 1),
    ("采煤工", 3),
)
COAL_BLAST = (
    ("采煤工", 8),
    ("支柱工", 4),
    ("爆破工", 1),
    ("刮板输送机司机", 2),
    ("回柱工", 2),
    ("班长", 1),
    ("跟班队长", 1),
    ("电钳工", 1),
)
COAL_REPAIR = (
    ("检修工", 6),
    ("电钳工", 4),
    ("液压支架检修工", 4),
    ("超前支护工", 5),
    ("采煤机检修工", 2),
    ("班长", 1),
    ("跟班队长", 1),
    ("清煤工", 3),
)
HEAD_MECH = (
    ("掘进机司机", 2),
    ("锚杆支护工", 5),
    ("皮带机司机", 1),
    ("电钳工", 1),
    ("班长", 1),
    ("跟班队长", 1),
    ("运料工", 2),
)
HEAD_BLAST = (
    ("打眼工", 4),
    ("爆破工", 1),
    ("支护工", 4),
    ("耙装机司机", 1),
    ("推车工", 2),
    ("班长", 1),
    ("跟班队长", 1),
)
SPECIAL = {
    "采煤机司机",
    "掘进机司机",
    "爆破工",
    "电钳工",
    "瓦斯检查员",
    "安全检查员",
    "井下变电工",
    "水泵工",
    "信号把钩工",
    "绞车司机",
    "监测监控工",
    "探放水工",
    "防突工",
    "电机车司机",
    "瓦斯抽采工",
}


def person_name(rnd: random.Random) -> str:
    """An invented name of two or three characters."""
    name = rnd.choice(SURNAMES) + rnd.choice(GIVEN)
    return name if rnd.random() < 0.25 else name + rnd.choice(GIVEN)


def panel_name(region: Region, district: int, seam: int, number: int) -> str:
    """The name of a panel in the manner of the region."""
    if region.key == "shanxi":
        return f"{seam}{district + 1}{number:02d}"
    if region.key == "guizhou":
        return f"1{district + 1}{seam:02d}{number}"
    if region.key == "inner_mongolia":
        return f"{seam}{district + 1}1{number:02d}"
    if region.key == "heilongjiang":
        side = "左" if number % 2 else "右"
        return f"{seam}#层{DISTRICTS[district]}采{side}{'一二三四五六七八九十'[number // 2 % 10]}片"
    return f"{district + 1}{seam:02d}{number}"


def panel_seam(region: Region, rnd: random.Random) -> int:
    """A seam number as they occur in the region."""
    return rnd.choice(
        {
            "shanxi": (3, 9, 15),
            "guizhou": (6, 9, 16),
            "inner_mongolia": (2, 3, 4),
            "heilongjiang": (23, 25, 36),
            "yunnan": (2, 7, 9),
        }[region.key]
    )
