"""CDSS: 测点实时。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

CDSS = FileType(
    name="CDSS",
    dataset="cdss",
    label="测点实时",
    key="point_code",
    source="MT/T 1201.1-2023; 字段 C2",
    at_column="data_at",
    period_s=300,
    columns=(
        Column("point_code", "测点编码", Kind.POINT, required=True),
        Column("sensor_type", "传感器类型名称", Kind.TEXT),
        Column("place", "安装位置", Kind.TEXT),
        Column("value_text", "测点值", Kind.TEXT, note="原文；开关量为文字"),
        Column(
            "value", "测点值（数值）", Kind.READING, of="value_text", note="单位见 unit；非数值与 -9999 为空"
        ),
        Column("unit", "单位", Kind.TEXT),
        Column(
            "point_state",
            "测点状态",
            Kind.INT,
            low=0,
            high=255,
            note="0 正常 1 报警 2 断电 4 标校 8 超量程 16 分站故障 32 不巡检 64 暂停 128 传感器故障，可相加",
        ),
        Column("data_at", "数据时间", Kind.TIME),
    ),
)
