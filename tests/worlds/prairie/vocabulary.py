"""Words that mines use: names of people, trades, places and regions."""

import numpy as np

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱江尹薛"
)
GIVEN = tuple(
    "伟强军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林建国志文海洪永春成光荣贵福德忠义发才富庆祥云山川峰松柏清江河新民生根树友良学兵祖正开先安全"
)

REGIONS = ("520221", "520222", "530322", "140221", "140729", "140932", "610502", "610826", "150622", "410403",
           "430381", "340403", "370829", "230302", "620823", "650109", "510322",
           "500152", "130230", "211282")  # fmt: skip

MINE_WORDS = ("红岩", "兴旺", "双河", "石门", "青山", "鸿发", "龙凤", "大湾", "新桥", "金源", "白杨", "东风", "华胜", "永昌", "松林",
              "马岭", "长坡", "南沟", "玉泉", "天成", "北山", "杨家坪", "五里墩", "老鹰岩", "清水沟", "柳树湾")  # fmt: skip

VENDORS = (
    ("KJ251", "煤矿人员管理系统"),
    ("KJ236", "矿用人员定位系统"),
    ("KJ1626J", "煤矿人员精确定位系统"),
    ("KJ133", "煤矿人员定位系统"),
)
GAS_VENDORS = (("KJ90X", "煤矿安全监控系统"), ("KJ95X", "煤矿安全监控系统"), ("KJ83N", "煤矿安全监控系统"))
MAKERS = ("重庆某科技有限公司", "常州某自动化股份有限公司", "北京某矿业技术有限公司", "江苏某电子有限公司")

COAL_TRADES = {
    "machine": ("采煤机司机", "支架工", "采煤工", "采煤工", "刮板输送机司机", "端头维护工", "班长"),
    "blasting": ("采煤工", "采煤工", "打眼工", "支柱工", "攉煤工", "爆破员", "班长"),
}
HEADING_TRADES = {
    "machine": ("掘进机司机", "掘进工", "锚杆支护工", "掘进工", "皮带司机", "班长"),
    "blasting": ("掘进工", "打眼工", "爆破员", "支护工", "耙装机司机", "班长"),
}
FITTING_TRADES = ("检修电工", "检修钳工", "支架检修工", "液压工", "采煤工")
EDUCATION = ("初中", "高中", "中专", "大专", "本科", "")


def person_name(rng: np.random.Generator) -> str:
    """Invented name of a person."""
    given = "".join(GIVEN[i] for i in rng.integers(0, len(GIVEN), 1 if rng.random() < 0.25 else 2))
    return SURNAMES[rng.integers(0, len(SURNAMES))] + given


def birth_month(rng: np.random.Generator) -> str:
    """Invented date of birth of someone of working age."""
    return f"{rng.integers(1966, 2004)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
