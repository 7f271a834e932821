"""TJSJ: 测点统计。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

TJSJ = FileType(
    name="TJSJ",
    dataset="tjsj",
    label="测点统计",
    key="point_code",
    source="MT/T 1201.1-2023; 字段 C，待核",
    period_s=300,
    columns=(
        Column("point_code", "测点编码", Kind.POINT, required=True),
        Column("sensor_type", "传感器类型名称", Kind.TEXT),
        Column("place", "安装位置", Kind.TEXT),
        Column("unit", "单位", Kind.TEXT),
        Column("from_at", "开始时间", Kind.TIME),
        Column("to_at", "结束时间", Kind.TIME),
        Column("max_value", "最大值", Kind.READING),
        Column("max_at", "最大值时刻", Kind.TIME),
        Column("min_value", "最小值", Kind.READING),
        Column("min_at", "最小值时刻", Kind.TIME),
        Column("mean_value", "平均值", Kind.READING),
        Column("data_at", "数据时间", Kind.TIME),
    ),
)
