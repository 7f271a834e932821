"""RYQJ: 人员求救。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

RYQJ = FileType(
    name="RYQJ",
    dataset="ryqj",
    label="人员求救",
    key="card",
    source="煤安监办〔2019〕42号 附件2 第6章; MT/T 1201.3-2023 第5章; 字段 C，待核",
    columns=(
        Column("card", "人员卡编码", Kind.CARD, required=True),
        Column("name", "姓名", Kind.TEXT),
        Column("alarm_from_at", "求救开始时刻", Kind.TIME),
        Column("alarm_to_at", "求救结束时刻", Kind.TIME, note="空：报警尚未结束"),
        Column("entered_at", "入井时刻", Kind.TIME),
        Column("area_code", "区域编码", Kind.AREA),
        Column("area_entered_at", "进入当前区域时刻", Kind.TIME),
        Column("station_code", "基站编码", Kind.STATION),
        Column("station_entered_at", "进入当前基站时刻", Kind.TIME),
    ),
)
