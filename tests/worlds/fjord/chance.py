"""Random streams, clock strings and small name lists shared by all modules."""

from __future__ import annotations

import random
import zlib
from datetime import date, timedelta

import numpy as np

DAY = 86400
STEP = 300  # physics step in seconds
PER_DAY = DAY // STEP

SECOND_TEXT: list[str] = [f"{h:02d}:{m:02d}:{s:02d}" for h in range(24) for m in range(60) for s in range(60)]


def generator(seed: int, number: int, label: str) -> np.random.Generator:
    """A numpy stream that depends on (seed, number, label) only."""
    return np.random.default_rng([abs(int(seed)), int(number), zlib.crc32(label.encode())])


def dice(seed: int, number: int, label: str) -> random.Random:
    """A standard-library stream; quicker than numpy for single draws."""
    return random.Random(f"{int(seed)}/{int(number)}/{label}")


def first_date(seed: int) -> date:
    """First day of the made-up window; one for the whole world."""
    return date(2024, 1, 8) + timedelta(days=dice(seed, 0, "calendar").randrange(0, 600))


class Clock:
    """Turns seconds since the start of the window into text."""

    def __init__(self, start: date, days: int) -> None:
        self.start = start
        self.days = days
        self._dash = [(start + timedelta(days=d)).isoformat() for d in range(-3, days + 4)]
        self._solid = [d.replace("-", "") for d in self._dash]

    def text(self, t: int) -> str:
        """yyyy-MM-dd HH:mm:ss"""
        d, s = divmod(int(t), DAY)
        return self._dash[d + 3] + " " + SECOND_TEXT[s]

    def solid(self, t: int) -> str:
        """yyyyMMddHHmmss"""
        d, s = divmod(int(t), DAY)
        return self._solid[d + 3] + SECOND_TEXT[s].replace(":", "")

    def iso(self, t: int) -> str:
        """ISO time with offset."""
        d, s = divmod(int(t), DAY)
        return self._dash[d + 3] + "T" + SECOND_TEXT[s] + "+08:00"

    def day(self, d: int) -> str:
        """ISO date of day d of the window (d may be far outside it)."""
        return (self.start + timedelta(days=d)).isoformat()


SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾田董潘袁蔡蒋余于"
    "杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
)
GIVEN = (
    "伟强军勇磊涛斌波辉鹏飞刚超平建国华明志海生林峰龙成东亮永忠德福贵发旺春胜利民兴荣"
    "祥云清文武新宏立学才根宝俊杰凯宇浩洪全友安"
)

REGIONS = (
    "520221",
    "520222",
    "140921",
    "140481",
    "620823",
    "410403",
    "610632",
    "530325",
    "500236",
    "511523",
    "230302",
    "150622",
    "341322",
    "430281",
    "130403",
    "640181",
    "652301",
    "370830",
)

PLACES = (
    "红岩",
    "青龙",
    "大湾",
    "石门",
    "永兴",
    "鸿发",
    "新田",
    "长岭",
    "马蹄沟",
    "老鹰山",
    "金竹",
    "白石",
    "双河",
    "盘龙",
    "东坡",
    "北沟",
    "云峰",
    "桃园",
    "松树岭",
    "黑石坡",
    "兴隆",
    "荣达",
    "顺发",
    "宝源",
    "柳湾",
)


def person_name(d: random.Random) -> str:
    """A made-up name."""
    return d.choice(SURNAMES) + d.choice(GIVEN) + (d.choice(GIVEN) if d.random() < 0.72 else "")


def mine_code(seed: int, number: int) -> str:
    """Region prefix and six random digits of (seed, number)."""
    d = dice(seed, number, "code")
    return d.choice(REGIONS) + f"{d.randrange(1000, 999999):06d}"
