"""Invented regulators, mines, people and findings, and the law that each finding is judged by."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

REGULATION_FROM = dt.date(2024, 5, 1)  # 煤矿安全生产条例 replaces the 特别规定
WORK_SAFETY = "《中华人民共和国安全生产法》"
REGULATION = "《煤矿安全生产条例》"
SPECIAL = "《国务院关于预防煤矿生产安全事故的特别规定》"
PENALTY_LAW = "《中华人民共和国行政处罚法》"
COERCION_LAW = "《中华人民共和国行政强制法》"

_SURNAMES = "赵钱孙周吴郑冯陈卫蒋沈韩杨朱秦许何吕施孔曹严金魏陶姜谢邹柏窦苏潘葛范彭鲁韦马苗方袁柳唐薛雷贺汤"
_GIVEN = "伟强磊军勇杰涛明刚平辉鹏飞斌波宁亮建国华文志远海山峰林森浩然子轩立新德胜永康长青学东少安"
_PLACES = ("云岭", "石河", "青屏", "望川", "南湾", "龙泉湾", "栖霞坪", "白沙沟")
_MINES = ("红沟", "青岭", "大柳塔湾", "双河", "北坡", "石门坎", "黑水泉", "向阳坪", "九里坡", "马家峪")
_FIRMS = (
    "晋兴能源有限公司",
    "恒远煤业有限公司",
    "德润矿业有限责任公司",
    "华岳煤炭集团有限公司",
    "天成煤业有限责任公司",
)
_REGIONS = (
    ("晋", "山西"), ("黔", "贵州"), ("豫", "河南"), ("陕", "陕西"), ("黑", "黑龙江"), ("滇", "云南"), ("川", "四川"), ("皖", "安徽"),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody invented; officers have a certificate."""

    name: str
    certificate: str = ""
    post: str = ""


@dataclass(frozen=True)
class Mine:
    """The mine as every paper names it."""

    party: str  # full name, as registered
    short: str
    head: Person
    credit_code: str
    mining_licence: str
    safety_licence: str
    address: str
    phone: str
    capacity: int


@dataclass(frozen=True)
class Organ:
    """The regulator: `inspection` for the state's, else local supervision."""

    inspection: bool
    name: str
    region: str
    office: str
    address: str
    postcode: str
    phone: str
    review_body: str
    court: str
    bank: str
    account_name: str
    account: str
    power_company: str
    police: str


@dataclass
class Finding:
    """One violation with its order and, where it is fined, its penalty."""

    text: str
    nature: str
    breach: str
    order: str
    basis: str
    deadline: dt.date | None = None
    penalty: str = ""
    fine_yuan: int = 0
    measure: str = ""  # beside the fine: 责令停产整顿3日
    person_fine_yuan: int = 0
    major: bool = False
    place: str = ""


@dataclass(frozen=True)
class Violation:
    """What a finding is made from; `{face}` and figures are drawn."""

    text: str
    nature: str
    breach: str
    penalty: str
    order: str
    limited: bool
    fines: tuple[int, ...]
    major: bool = False
    person_fines: tuple[int, ...] = ()
    from_on: dt.date = dt.date(2021, 9, 1)
    to_on: dt.date = dt.date(2100, 1, 1)
    figures: dict[str, tuple[str, ...]] = field(default_factory=dict)


_FACES = (
    "1203综采工作面",
    "2105综采工作面",
    "15107掘进工作面",
    "3402运输顺槽掘进工作面",
    "+850水平轨道大巷掘进工作面",
)

MAJOR = (
    Violation(
        "{face}回风巷甲烷浓度达到{ch4}%，未停止作业、未撤出人员，仍在组织生产", "瓦斯超限作业",
        f"{SPECIAL}第八条第二款第（二）项", f"{SPECIAL}第十条第一款", "责令立即停止{face}作业，排除隐患", False,
        (500000, 600000, 800000, 1000000), True, (30000, 40000, 50000), to_on=dt.date(2024, 4, 30),
        figures={"ch4": ("1.2", "1.3", "1.6")},
    ),
    Violation(
        "{face}回风巷甲烷浓度达到{ch4}%，未停止作业、未撤出人员，仍在组织生产", "瓦斯超限作业",
        f"{REGULATION}第三十六条第（二）项", f"{REGULATION}第六十四条", "责令立即停止{face}作业，排除隐患", False,
        (500000, 600000, 800000, 1000000), True, (30000, 40000, 50000), REGULATION_FROM,
        figures={"ch4": ("1.2", "1.3", "1.6")},
    ),
    Violation(
        "矿井{area}采区没有专用回风巷，{face}与相邻工作面串联通风，仍在组织生产", "通风系统不完善仍然进行生产",
        f"{REGULATION}第三十六条第（五）项", f"{REGULATION}第六十四条", "责令立即停止{area}采区作业，排除隐患", False,
        (500000, 700000, 900000), True, (30000, 50000), REGULATION_FROM, figures={"area": ("一", "二", "三")},
    ),
)  # fmt: skip

MINOR = (
    Violation(
        "{face}掘进迎头甲烷传感器未按规定进行调校，超期{days}天", "安全设备未进行经常性维护、保养和定期检测",
        f"{WORK_SAFETY}第三十六条第二款", f"{WORK_SAFETY}第九十九条第（三）项", "责令限期改正", True,
        (20000, 30000), figures={"days": ("6", "9", "12")},
    ),
    Violation(
        "主提升机司机{person}未取得特种作业操作证上岗作业", "特种作业人员未取得相应资格上岗作业",
        f"{WORK_SAFETY}第三十条第一款", f"{WORK_SAFETY}第九十七条第（七）项", "责令限期改正", True, (20000, 30000),
    ),
    Violation(
        "未对本年度新招录的{days}名从业人员进行安全生产教育和培训即安排上岗", "未按规定对从业人员进行安全生产教育和培训",
        f"{WORK_SAFETY}第二十八条第一款", f"{WORK_SAFETY}第九十七条第（三）项", "责令限期改正", True, (20000, 30000),
        figures={"days": ("3", "5", "8")},
    ),
    Violation(
        "{month}月份排查出的{days}条事故隐患治理情况未向从业人员通报", "未将事故隐患排查治理情况向从业人员通报",
        f"{WORK_SAFETY}第四十一条第二款", f"{WORK_SAFETY}第九十七条第（五）项", "责令限期改正", True, (10000, 20000),
        figures={"days": ("4", "7", "11")},
    ),
    Violation(
        "{face}带式输送机头未安装烟雾保护装置", "安全设备的安装不符合国家标准或者行业标准",
        f"{WORK_SAFETY}第三十六条第一款", f"{WORK_SAFETY}第九十九条第（二）项", "责令限期改正", True, (20000, 30000),
    ),
    Violation(
        "中央变电所{days}号高压开关无过流保护整定记录", "安全设备未进行经常性维护、保养和定期检测",
        f"{WORK_SAFETY}第三十六条第二款", f"{WORK_SAFETY}第九十九条第（三）项", "责令停止使用该开关并限期改正", True, (20000,),
        figures={"days": ("3", "5", "7")},
    ),
    Violation(
        "未建立{area}采区顶板安全风险分级管控制度", "未建立安全风险分级管控制度",
        f"{WORK_SAFETY}第四十一条第一款", f"{WORK_SAFETY}第一百零一条第（四）项", "责令限期改正", True, (30000, 40000),
        figures={"area": ("一", "二", "三")},
    ),
    Violation(
        "应急救援预案{days}个月未组织演练", "未定期组织应急救援预案演练",
        f"{WORK_SAFETY}第八十一条", f"{WORK_SAFETY}第九十七条第（六）项", "责令限期改正", True, (20000, 30000),
        figures={"days": ("13", "15", "18")},
    ),
    Violation(
        "{face}局部通风机未实现风电闭锁，主要生产系统不符合煤矿安全规程规定", "主要生产系统不符合煤矿安全规程规定",
        f"{REGULATION}第二十六条第一款", f"{REGULATION}第六十三条第（三）项", "责令限期改正", True, (100000, 120000, 150000),
        from_on=REGULATION_FROM,
    ),
)  # fmt: skip


def person(rng: random.Random, post: str = "", certificate: bool = False) -> Person:
    """Somebody new."""
    name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2, 2))))
    return Person(
        name, str(rng.randrange(10**8, 10**9)) + "0" + str(rng.randrange(10)) if certificate else "", post
    )


def people(rng: random.Random, count: int, certificate: bool = False) -> list[Person]:
    """`count` people of different names."""
    found: dict[str, Person] = {}
    while len(found) < count:
        one = person(rng, certificate=certificate)
        found.setdefault(one.name, one)
    return list(found.values())


def organ(rng: random.Random, inspection: bool) -> Organ:
    """A regulator with its addresses."""
    region, province = rng.choice(_REGIONS)
    place = rng.choice(_PLACES)
    if inspection:
        name = f"国家矿山安全监察局{province}局"
        office, review = rng.choice(("一", "二", "太", "东", "南")), "国家矿山安全监察局"
    else:
        name = rng.choice((f"{place}市应急管理局", f"{place}县能源局", f"{place}市煤炭工业管理局"))
        office, review = place, f"{place}{name[len(place)]}人民政府"
    city = place + ("市" if inspection else name[len(place)])
    return Organ(
        inspection, name, region, office, f"{city}人民路{rng.randrange(10, 300)}号", str(rng.randrange(100000, 690000)),
        f"0{rng.randrange(310, 990)}-{rng.randrange(2000000, 8999999)}", review, f"{city}{rng.choice(('中级', ''))}人民法院",
        f"中国工商银行{city}城东支行", f"{city}财政局非税收入专户", str(rng.randrange(10**18, 10**19 - 1)),
        f"国网{city}供电公司", f"{city}公安局",
    )  # fmt: skip


def mine(rng: random.Random) -> Mine:
    """A mine with licences."""
    name, firm, place = rng.choice(_MINES), rng.choice(_FIRMS), rng.choice(_PLACES)
    return Mine(
        f"{place}{firm}{name}煤矿", f"{name}煤矿", person(rng, "矿长"), _credit_code(rng),
        f"C{rng.randrange(10**21, 10**22 - 1)}", f"（{rng.choice('晋黔豫陕')}）MK安许证字〔2021〕{rng.randrange(1000, 9999)}号",
        f"{place}市河口镇{name}村", f"1{rng.randrange(30, 99)}{rng.randrange(10**7, 10**8 - 1)}", rng.choice((45, 60, 90, 120)),
    )  # fmt: skip


def _credit_code(rng: random.Random) -> str:
    return (
        "91"
        + "".join(rng.choice("0123456789") for _ in range(6))
        + "MA"
        + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(8))
    )


def finding(rng: random.Random, violation: Violation, on: dt.date, inspection: bool) -> Finding:
    """`violation` as found on the day `on`."""
    face = rng.choice(_FACES)
    drawn = {name: rng.choice(options) for name, options in violation.figures.items()}
    values = {"face": face, "person": person(rng).name, "month": str((on.month - 2) % 12 + 1), **drawn}
    regulation = on >= REGULATION_FROM
    article = "第三项" if not violation.limited else "第二项"
    number = "（三）" if article == "第三项" else "（二）"
    if inspection and regulation:
        basis = f"{REGULATION}第五十三条第二款"
    else:
        basis = f"{WORK_SAFETY}第六十五条第一款第{number}项"
    return Finding(
        violation.text.format(**values), violation.nature, violation.breach, violation.order.format(**values), basis,
        None, violation.penalty, rng.choice(violation.fines), "", rng.choice(violation.person_fines or (0,)),
        violation.major, face if "{face}" in violation.text else "地面",
    )  # fmt: skip


def draw_findings(
    rng: random.Random, on: dt.date, inspection: bool, count: int, *, major: bool
) -> list[Finding]:
    """`count` different findings, the first a major hazard if `major`."""
    found = []
    if major:
        found.append(
            finding(rng, rng.choice([v for v in MAJOR if v.from_on <= on <= v.to_on]), on, inspection)
        )
    fitting = [v for v in MINOR if v.from_on <= on <= v.to_on]
    natures: set[str] = set()
    for violation in rng.sample(fitting, len(fitting)):
        if len(found) == count:
            break
        if violation.nature not in natures:
            natures.add(violation.nature)
            found.append(finding(rng, violation, on, inspection))
    return found
