"""All parameters of the test scenes, in tables. Ranges are (low, high) and are drawn evenly unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]

DAY = 86400
STEP = 300
STEPS_A_DAY = DAY // STEP


@dataclass(frozen=True)
class Size:
    """How big a mine is: its roadways, its working places and its crews."""

    weight: float
    districts: int
    coal_faces: int
    headings: int
    main_nodes: int
    district_nodes: int
    gate_nodes: int
    spares: int
    seals: int
    capacity_kt: Range
    depth_m: Range
    face_crew: tuple[int, int]
    service_crew: tuple[int, int]
    heading_crew: tuple[int, int]
    support: float


SIZES: dict[str, Size] = {
    "tiny": Size(0.15, 1, 1, 1, 1, 2, 0, 1, 1, (150, 300), (120, 260), (8, 11), (10, 14), (5, 7), 0.55),
    "small": Size(0.30, 1, 1, 2, 2, 3, 1, 1, 2, (300, 450), (180, 380), (10, 14), (13, 18), (6, 8), 0.75),
    "medium": Size(0.35, 2, 1, 3, 3, 3, 2, 2, 3, (450, 900), (250, 520), (11, 14), (15, 20), (6, 8), 0.85),
    "large": Size(0.20, 2, 2, 4, 4, 4, 3, 2, 4, (900, 1800), (320, 650), (10, 14), (15, 20), (5, 7), 0.9),
}


@dataclass(frozen=True)
class ShiftSystem:
    """Starts of the shifts (hours), which of them is the service shift, and the name as written in the snapshot."""

    weight: float
    starts: tuple[float, ...]
    service: int
    name: str


SHIFT_SYSTEMS: tuple[ShiftSystem, ...] = (
    ShiftSystem(0.40, (0, 8, 16), 1, "三八制"),
    ShiftSystem(0.18, (7, 15, 23), 0, "三八制"),
    ShiftSystem(0.12, (6, 14, 22), 0, "三八制"),
    ShiftSystem(0.20, (0, 6, 12, 18), 1, "四六制"),
    ShiftSystem(0.10, (2, 8, 14, 20), 1, "四六制"),
)


@dataclass(frozen=True)
class Trade:
    """A standing team outside the working places."""

    name: str
    dept: str
    a_shift: float
    day_extra: float
    style: str
    where: str
    special: bool = False
    leader: bool = False


SUPPORT: dict[str, Trade] = {
    "leader": Trade("带班领导", "矿领导", 1, 0, "tour", "faces", False, True),
    "gas": Trade("瓦斯检查工", "通风队", 2, 0, "tour", "gas", True),
    "safety": Trade("安全检查工", "安监科", 2, 0, "tour", "faces", True),
    "pump": Trade("水泵工", "机电队", 1, 0, "fixed", "pump"),
    "substation": Trade("配电工", "机电队", 1, 0, "fixed", "substation", True),
    "belt": Trade("皮带司机", "运输队", 2, 0, "fixed", "belt"),
    "transport": Trade("电机车司机", "运输队", 3, 2, "shuttle", "main", True),
    "electric": Trade("机电维修工", "机电队", 2, 4, "rover", "machines"),
    "repair": Trade("巷道维修工", "巷修队", 2, 3, "crew", "repair"),
    "survey": Trade("测量工", "地测科", 0, 3, "tour", "faces"),
    "vent": Trade("通风设施工", "通风队", 0, 4, "rover", "gas"),
}

FACE_TRADES: dict[str, tuple[str, ...]] = {
    "shearer": ("采煤机司机", "支架工", "支架工", "运输机司机", "采煤工", "班长"),
    "longhole": ("采煤工", "采煤工", "爆破工", "支护工", "运输机司机", "班长"),
    "roadheader": ("掘进机司机", "掘进工", "锚杆支护工", "掘进工", "班长"),
    "blast": ("掘进工", "爆破工", "打眼工", "锚杆支护工", "班长"),
}

# Specific energy at the place (kWh/t), idle load (kW), share of gas that does not depend on cutting.
METHODS: dict[str, tuple[Range, Range, float]] = {
    "shearer": ((3.6, 6.2), (55, 110), 0.45),
    "longhole": ((2.2, 3.6), (25, 50), 0.55),
    "roadheader": ((4.5, 8.0), (20, 45), 0.50),
    "blast": ((3.0, 5.0), (15, 35), 0.55),
}

# Gas class of a mine: weight, emission of a coal face, of a heading, of old workings (m3/min).
GAS_CLASSES: tuple[tuple[float, Range, Range, Range], ...] = (
    (0.40, (0.5, 1.4), (0.15, 0.45), (0.6, 1.6)),
    (0.40, (1.6, 3.6), (0.4, 0.9), (1.5, 4.0)),
    (0.20, (3.2, 5.6), (0.7, 1.4), (3.0, 7.0)),
)

REGIONS: tuple[str, ...] = (
    "140902",
    "141002",
    "140502",
    "520221",
    "520502",
    "522323",
    "530325",
    "530602",
    "410403",
    "411081",
    "610632",
    "610822",
    "150622",
    "150303",
    "370832",
    "341202",
    "340406",
    "230302",
    "230805",
    "430481",
    "431003",
    "511521",
    "510402",
    "620823",
    "652302",
    "130503",
    "130209",
    "500112",
    "360302",
    "220602",
)

SNAPSHOT_PERIODS: tuple[tuple[int, float], ...] = (
    (300, 0.62),
    (120, 0.10),
    (60, 0.05),
    (180, 0.10),
    (600, 0.13),
)
MONITOR_PERIODS: tuple[tuple[int, float], ...] = ((300, 0.7), (600, 0.2), (180, 0.1))

# Which optional files a mine sends (probability).
OPTIONAL: dict[str, float] = {
    "video": 0.72,
    "haulage": 0.88,
    "power": 0.93,
    "water": 0.88,
    "output": 0.96,
    "explosives": 0.9,
    "aqjk": 0.95,
    "jzss": 0.8,
    "alarms": 0.75,
    "seal_ch4": 0.45,
}

NOISE: dict[str, float] = {
    "ch4_sd": 0.011,
    "velocity_rel": 0.018,
    "power_rel": 0.012,
    "scale_rel": 0.012,
    "video_miss": 0.015,
    "video_ghost": 0.006,
    "co_sd": 0.5,
    "pump_rel": 0.02,
}


@dataclass(frozen=True)
class HiddenStyle:
    """A hidden face as its manager runs it; every tuple lists the ways one is drawn from."""

    weight: float
    site: tuple[str, ...]
    people: str
    coal: tuple[str, ...]
    power: tuple[str, ...]
    air: tuple[str, ...]
    shots: tuple[str, ...]
    shifts: tuple[str, ...]
    also: tuple[str, ...] = ()
    method: tuple[str, ...] = ("longhole", "shearer")


HIDDEN_STYLES: dict[str, HiddenStyle] = {
    "behind_seal": HiddenStyle(
        1.3,
        ("seal",),
        "vanish",
        ("belt", "belt", "aux"),
        ("other", "face", "pump"),
        ("leak", "extra", "borrow"),
        ("booked", "hoarded"),
        ("all", "production", "one"),
    ),
    "hung_at_face": HiddenStyle(
        1.0,
        ("seal", "stub", "spare"),
        "park_face",
        ("belt",),
        ("face",),
        ("borrow", "leak"),
        ("booked",),
        ("production", "one"),
        ("card_parked",),
    ),
    "hideaway": HiddenStyle(
        1.0,
        ("stub", "seal"),
        "park_hide",
        ("belt", "aux"),
        ("other", "unlisted"),
        ("fan", "extra"),
        ("booked", "hoarded"),
        ("all", "one"),
        ("card_parked",),
    ),
    "cardless": HiddenStyle(
        1.0,
        ("seal", "spare", "stub"),
        "none",
        ("belt", "aux"),
        ("other", "pump", "unlisted"),
        ("extra", "leak"),
        ("booked",),
        ("all", "production", "one"),
        ("headcount_concealed",),
    ),
    "carried_off": HiddenStyle(
        1.0,
        ("seal", "spare"),
        "carry",
        ("belt",),
        ("other", "face"),
        ("borrow", "extra"),
        ("booked",),
        ("production", "one"),
        ("cards_carried",),
    ),
    "as_repair": HiddenStyle(
        1.1,
        ("spare", "stub"),
        "open",
        ("belt",),
        ("other", "local_fan"),
        ("fan", "extra"),
        ("booked", "hoarded"),
        ("all", "production", "one"),
    ),
    "night_split": HiddenStyle(
        0.9,
        ("stub", "spare"),
        "split",
        ("belt",),
        ("face", "other"),
        ("borrow", "fan"),
        ("booked",),
        ("one",),
        ("card_parked",),
    ),
    "wiped": HiddenStyle(
        0.8,
        ("seal", "spare"),
        "wipe",
        ("belt", "aux"),
        ("other", "unlisted"),
        ("extra", "leak"),
        ("hoarded",),
        ("all", "production"),
        ("data_fabricated",),
    ),
    "side_of_heading": HiddenStyle(
        0.9,
        ("heading",),
        "beside",
        ("belt",),
        ("heading", "local_fan"),
        ("fan", "borrow"),
        ("booked",),
        ("production", "one"),
        (),
        ("blast", "roadheader"),
    ),
}

HIDDEN_NUMBERS: dict[str, Range] = {
    "crew": (7, 17),
    "t_per_man": (9, 24),
    "air": (180, 420),
    "inflow": (2.5, 9.0),
    "depth_in": (35, 230),
    "kg_per_t": (0.16, 0.30),
    "gas_rel": (0.35, 0.8),
}

OTHER_STYLES: dict[str, dict[str, float]] = {
    "headcount_concealed": {"uncarded_gang": 1.0, "second_portal": 0.8, "stay_on": 0.8},
    "cards_carried": {"proxy": 1.0, "leader_proxy": 0.7, "mass_exit": 0.7},
    "card_parked": {"tool_box": 1.0, "rota_card": 0.7, "other_heading": 0.8},
    "data_fabricated": {"replay": 1.0, "invented": 0.8, "holes": 0.8, "filter": 0.9},
    "sensor_masked": {"bagged": 1.0, "clean_air": 0.9, "capped": 0.8, "moved": 0.7},
    "working_while_stopped": {"night_only": 1.0, "as_overhaul": 1.0, "ghost_crew": 0.7},
    "over_capacity": {"open": 0.8, "under_reported": 1.0, "all_books": 0.8},
    "overstaffed": {"face_crowd": 1.0, "mine_crowd": 0.8, "heading_crowd": 0.8},
}

KIND_WEIGHTS: dict[str, float] = {
    "healthy": 0.5,
    "hidden_face": 0.25,
    "headcount_concealed": 0.035,
    "cards_carried": 0.035,
    "card_parked": 0.03,
    "data_fabricated": 0.035,
    "sensor_masked": 0.03,
    "working_while_stopped": 0.03,
    "over_capacity": 0.03,
    "overstaffed": 0.025,
}


@dataclass(frozen=True)
class Rate:
    """How often a look-alike happens: chance that a mine has it at all, or mean number in ten days."""

    chance: float = 0.0
    ten_days: float = 0.0


LOOKALIKES: dict[str, Rate] = {
    "face_move": Rate(chance=0.12),
    "new_face": Rate(chance=0.12),
    "holiday": Rate(chance=0.10),
    "maintenance_day": Rate(chance=0.75),
    "honest_overhaul": Rate(chance=0.07),
    "reader_outage": Rate(ten_days=1.6),
    "branch_outage": Rate(ten_days=0.25),
    "link_outage": Rate(ten_days=0.45),
    "server_service": Rate(ten_days=0.30),
    "evacuation_drill": Rate(ten_days=0.22),
    "reversal_drill": Rate(ten_days=0.06),
    "weekly_peak": Rate(chance=0.35),
    "visitors": Rate(ten_days=0.9),
    "contractors": Rate(chance=0.30),
    "road_repair": Rate(chance=0.45),
    "gas_drilling": Rate(chance=0.25),
    "geology": Rate(chance=0.25),
    "rain": Rate(ten_days=0.35),
    "pressure_fall": Rate(ten_days=0.8),
    "pump_test": Rate(ten_days=0.25),
    "goaf_drainage": Rate(chance=0.12),
    "tired_battery": Rate(ten_days=7.0),
    "forgotten_card": Rate(ten_days=0.9),
    "swapped_card": Rate(chance=0.3),
    "clock_jump": Rate(ten_days=0.25),
    "seal_round": Rate(chance=0.9),
    "overtime": Rate(ten_days=0.8),
    "wet_coal": Rate(chance=0.18),
    "stock_moved": Rate(ten_days=0.25),
    "new_pump": Rate(chance=0.10),
    "door_open": Rate(ten_days=0.5),
    "sensor_fault": Rate(ten_days=0.5),
    "clean_intake": Rate(chance=0.6),
    "cold_spell": Rate(chance=0.25),
    "lunch_chamber": Rate(chance=0.35),
    "apprentices": Rate(chance=0.6),
    "late_files": Rate(chance=0.35),
    "training_day": Rate(ten_days=0.2),
    "rock_hoisting": Rate(chance=0.2),
    "fan_kept_on": Rate(chance=0.25),
}
