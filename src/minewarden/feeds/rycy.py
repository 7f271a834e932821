"""RYCY: 人员超员报警。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

RYCY = FileType(
    name="RYCY",
    dataset="rycy",
    label="人员超员报警",
    key="area_code",
    source="煤安监办〔2019〕42号 附件2 第6章; MT/T 1201.3-2023 第5章; 字段 C，待核",
    columns=(
        Column("alarm_type", "报警类型", Kind.TEXT),
        Column("limit", "定员数", Kind.INT, unit="人", low=0, high=100000),
        Column("persons", "当前总人数", Kind.INT, unit="人", low=0, high=100000),
        Column("area_code", "区域编码", Kind.AREA),
        Column("area_name", "区域名称", Kind.TEXT),
        Column("alarm_from_at", "报警开始时刻", Kind.TIME),
        Column("alarm_to_at", "报警结束时刻", Kind.TIME, note="空：报警尚未结束"),
        Column("cards", "区域人员集合", Kind.TEXT),
    ),
)
