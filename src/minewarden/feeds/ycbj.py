"""YCBJ: 异常报警。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

YCBJ = FileType(
    name="YCBJ",
    dataset="ycbj",
    label="异常报警",
    key="point_code",
    source="MT/T 1201.1-2023; 字段 C2",
    columns=(
        Column("point_code", "测点编码", Kind.POINT, required=True),
        Column("sensor_type", "传感器类型名称", Kind.TEXT),
        Column("place", "安装位置", Kind.TEXT),
        Column("unit", "单位", Kind.TEXT),
        Column(
            "abnormal_type",
            "异常类型",
            Kind.TEXT,
            note="001 超限报警 002 断电报警 003 馈电异常 004 传感器断线 005 基站断电 "
            "006 基站不通 007 标校 008 超量程 009 超上限预警 010 超下限预警",
        ),
        Column("from_at", "异常开始时间", Kind.TIME),
        Column("to_at", "异常结束时间", Kind.TIME),
        Column("max_value", "最大值", Kind.READING),
        Column("max_at", "最大值时刻", Kind.TIME),
        Column("min_value", "最小值", Kind.READING),
        Column("min_at", "最小值时刻", Kind.TIME),
        Column("mean_value", "平均值", Kind.READING),
        Column("cause", "异常原因", Kind.TEXT),
        Column("action", "处理措施", Kind.TEXT),
        Column("entered_at", "录入时间", Kind.TIME),
        Column("entered_by", "录入人", Kind.TEXT),
        Column("data_at", "数据时间", Kind.TIME),
    ),
)
