"""Invented names of mines, people, teams and trades."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹柏章苏潘"
    "葛范彭鲁马方袁柳史唐薛雷贺罗毕郝常于傅康余顾孟黄穆萧尹姚邵汪毛狄米贝"
)
GIVEN = (
    "三",
    "四",
    "石头",
    "大山",
    "小河",
    "来福",
    "有田",
    "长顺",
    "铁柱",
    "春生",
    "满仓",
    "水根",
    "得水",
    "木生",
    "柱子",
    "金锁",
    "二牛",
    "海子",
    "冬至",
    "平安",
    "小满",
    "立夏",
    "秋收",
    "广田",
    "松林",
    "泉",
    "岭",
    "川",
    "沟",
    "坡",
)
REGIONS = (
    "520221",
    "520222",
    "520502",
    "520524",
    "140921",
    "141125",
    "140481",
    "610632",
    "610802",
    "620823",
    "410403",
    "410482",
    "340621",
    "370829",
    "510422",
    "511523",
    "530325",
    "430281",
    "230302",
    "150622",
)
MINE_HEADS = (
    "青石",
    "老槐",
    "双河",
    "黑山",
    "白水",
    "红崖",
    "长坡",
    "北沟",
    "南坪",
    "东岭",
    "西洼",
    "大湾",
    "小柳",
    "石桥",
    "泉头",
    "马坡",
    "龙潭",
    "牛角",
    "云台",
    "松树",
    "柏林",
    "杨家",
    "李村",
    "高坎",
    "下坝",
    "上庄",
    "清溪",
)
MINE_TAILS = ("煤矿", "一矿", "二矿", "煤业公司煤矿", "沟煤矿", "井田煤矿", "能源煤矿")
SYSTEMS = (
    ("KJ251A", "煤矿人员定位系统", "灯塔电子厂"),
    ("KJ69J", "人员管理系统", "北坡科技公司"),
    ("KJ725", "井下人员精确定位系统", "蓝岩自动化公司"),
    ("KJ133", "人员位置监测系统", "砚山仪表厂"),
)
AIR_SYSTEMS = (
    ("KJ90X", "煤矿安全监控系统", "灯塔电子厂"),
    ("KJ95N", "安全监测监控系统", "东泽仪器公司"),
    ("KJ70X", "矿井安全监控系统", "平岗自动化公司"),
)
EDUCATION = ("初中", "高中", "中专", "大专", "本科", "")

COAL_TRADES = ("采煤工", "采煤工", "支架工", "采煤机司机", "端头维护工", "刮板机司机")
HEADING_TRADES = ("掘进工", "掘进工", "锚杆支护工", "爆破工", "掘进机司机")
SPECIAL = {"爆破工", "瓦检员", "安全员", "采煤机司机", "掘进机司机", "变电工", "绞车工", "监测工"}


def mine_name(dice: Random) -> str:
    """An invented mine name."""
    return dice.choice(MINE_HEADS) + dice.choice(MINE_TAILS)


def person_name(dice: Random, serial: int) -> str:
    """An invented person name with a number, so that it is nobody's."""
    return f"{dice.choice(SURNAMES)}{dice.choice(GIVEN)}{serial % 100:02d}"


def birth(dice: Random, lazy: bool) -> str:
    """A date of birth; lazy mines fill in the same one for everyone."""
    if lazy:
        return "1990-01-01"
    return f"{dice.randint(1966, 2003)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
