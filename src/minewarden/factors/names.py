"""What factors, verdicts, units and kinds of conduct are called: one table for the squad's sheet and for the pages."""

from __future__ import annotations

from collections.abc import Mapping

from minewarden.factors.model import Kind, Verdict
from minewarden.factors.words import Words

FACTORS: Mapping[str, Words] = {
    "people": Words("人员及位置", "People and places"),
    "air": Words("风量", "Air"),
    "power": Words("用电", "Power"),
    "output": Words("产量", "Output"),
    "haulage": Words("煤流运输", "Haulage"),
    "gas": Words("瓦斯", "Gas"),
    "water": Words("排水", "Water"),
    "explosives": Words("火工品", "Explosives"),
}
VERDICTS: Mapping[Verdict, Words] = {
    Verdict.CONTRADICTS: Words("不符", "Contradicts"),
    Verdict.AGREES: Words("相符", "Agrees"),
    Verdict.NO_DATA: Words("无数据", "No data"),
}
UNITS: Mapping[str, Words] = {
    "person-hours/day": Words("人·时/日", "person-hours/day"),
    "persons/day": Words("人次/日", "persons/day"),
    "cards/person": Words("卡/人", "cards/person"),
    "persons": Words("人", "persons"),
    "descents": Words("人次", "descents"),
    "h/shift": Words("时/班", "h/shift"),
    "snapshots": Words("个快照", "snapshots"),
    "alarms": Words("次报警", "alarms"),
    "h/d": Words("时/日", "h/day"),
    "t/d": Words("吨/日", "t/day"),
    "kg/d": Words("千克/日", "kg/day"),
    "cards": Words("张卡", "cards"),
    "moves": Words("次", "moves"),
    "min": Words("分钟", "min"),
    "h": Words("时", "h"),
    "1": Words("强度0–1", "strength 0–1"),
    **{sign: Words.name(sign) for sign in ("%", "kW", "m/s", "m/min", "m³/min", "m³/min·m²", "m³/h")},
}
KINDS: Mapping[Kind, Words] = {
    Kind.HIDDEN_FACE: Words("疑似隐蔽工作面", "Hidden working face"),
    Kind.HEADCOUNT_CONCEALED: Words("疑似隐瞒入井人数", "Headcount concealed"),
    Kind.CARDS_CARRIED: Words("疑似一人带多卡", "One person carries several cards"),
    Kind.CARD_PARKED: Words("疑似人卡分离", "Card parked"),
    Kind.DATA_FABRICATED: Words("疑似人员位置数据造假", "Location data fabricated"),
    Kind.SENSOR_MASKED: Words("疑似传感器被遮挡或失真", "Sensor masked"),
    Kind.WORKING_WHILE_STOPPED: Words("疑似停产期间违规作业", "Working while stopped"),
    Kind.OVER_CAPACITY: Words("疑似超能力生产", "Over capacity"),
    Kind.OVERSTAFFED: Words("疑似超定员作业", "Overstaffed"),
}


def factor_name(factor: str) -> Words:
    """Out: what officials call a factor; one that this house does not know stands as the file has it."""
    return FACTORS.get(factor) or Words.name(factor)


def unit_name(unit: str) -> Words:
    """Out: a unit as it is read; one that this house does not know stands as the file has it."""
    return UNITS.get(unit) or Words.name(unit)
