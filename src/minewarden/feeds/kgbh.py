"""KGBH: 开关量变化。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

KGBH = FileType(
    name="KGBH",
    dataset="kgbh",
    label="开关量变化",
    key="point_code",
    source="MT/T 1201.1-2023 只见类型名，字段未公开，待核；以矿的 profile 为准",
    columns=(
        Column("point_code", "测点编码", Kind.POINT, required=True),
        Column("sensor_type", "传感器类型名称", Kind.TEXT),
        Column("place", "安装位置", Kind.TEXT),
        Column("value_text", "测点值", Kind.TEXT),
        Column("changed_at", "变化时刻", Kind.TIME),
    ),
)
