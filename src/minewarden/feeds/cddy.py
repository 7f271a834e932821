"""CDDY: 测点基本信息。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

CDDY = FileType(
    name="CDDY",
    dataset="cddy",
    label="测点基本信息",
    key="point_code",
    source="MT/T 1201.1-2023; 字段 C2",
    header=(
        "mine_code",
        "mine_name",
        "system_model",
        "system_name",
        "maker",
        "safety_mark_until",
        "uploaded_at",
    ),
    columns=(
        Column("point_code", "测点编码", Kind.POINT, required=True),
        Column("system_code", "系统编码", Kind.TEXT),
        Column("substation_code", "分站编码", Kind.TEXT),
        Column("sensor_type", "传感器类型", Kind.TEXT),
        Column("value_kind", "测点数值类型", Kind.TEXT, note="MN 模拟量，KG 开关量"),
        Column("unit", "数值单位", Kind.TEXT),
        Column("range_high", "高量程", Kind.READING, note="单位见 unit"),
        Column("range_low", "低量程", Kind.READING, note="单位见 unit"),
        Column("alarm_high", "上限报警门限", Kind.READING, note="单位见 unit"),
        Column("alarm_high_clear", "上限解报门限", Kind.READING, note="单位见 unit"),
        Column("alarm_low", "下限报警门限", Kind.READING, note="单位见 unit"),
        Column("alarm_low_clear", "下限解报门限", Kind.READING, note="单位见 unit"),
        Column("cut_high", "上限断电门限", Kind.READING, note="单位见 unit"),
        Column("restore_high", "上限复电门限", Kind.READING, note="单位见 unit"),
        Column("cut_low", "下限断电门限", Kind.READING, note="单位见 unit"),
        Column("restore_low", "下限复电门限", Kind.READING, note="单位见 unit"),
        Column("on_text", "开描述", Kind.TEXT),
        Column("off_text", "停描述", Kind.TEXT),
        Column("place", "测点安装位置", Kind.TEXT),
        Column("x", "X 坐标", Kind.NUMBER, unit="m"),
        Column("y", "Y 坐标", Kind.NUMBER, unit="m"),
        Column("z", "Z 坐标", Kind.NUMBER, unit="m"),
        Column("relation", "传感器关联关系", Kind.TEXT),
        Column("data_at", "数据时间", Kind.TIME),
    ),
)
