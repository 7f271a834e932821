"""JZSS: 基站实时状态。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

JZSS = FileType(
    name="JZSS",
    dataset="jzss",
    label="基站实时状态",
    key="station_code",
    source="煤安监办〔2019〕42号 附件2 第6章; MT/T 1201.3-2023 第5章; 字段 C，待核",
    period_s=60,
    snapshot=True,
    columns=(
        Column("station_code", "基站编码", Kind.STATION, required=True),
        Column(
            "run_state",
            "运行状态",
            Kind.INT,
            choices=frozenset({0, 1, 2, 9}),
            note="0 通讯正常，1 通讯中断，2 故障，9 未知",
        ),
        Column(
            "power_state",
            "供电状态",
            Kind.INT,
            choices=frozenset({0, 1, 2, 9}),
            note="0 直流，1 交流，2 电源故障，9 未知；实现不一，待核",
        ),
        Column("data_at", "数据时间", Kind.TIME),
    ),
)
