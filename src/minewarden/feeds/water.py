"""water: 排水：每小时。"""

from minewarden.feeds.filetype import Column, FileType, Form
from minewarden.feeds.values import Kind

WATER = FileType(
    name="water",
    dataset="water",
    label="排水：每小时",
    key="pump",
    source="本系统数据接口约定（monitoring contract, section 3）；无国家标准",
    form=Form.CSV,
    at_column="at",
    period_s=3600,
    replaces=True,
    columns=(
        Column("at", "小时的开始", Kind.INSTANT, required=True),
        Column("pump", "水泵", Kind.TEXT, required=True),
        Column("m3", "排水量", Kind.NUMBER, unit="m³", low=0.0, high=100000.0),
    ),
)
