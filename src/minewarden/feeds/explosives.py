"""explosives: 火工品领用与退库。"""

from minewarden.feeds.filetype import Column, FileType, Form
from minewarden.feeds.values import Kind

EXPLOSIVES = FileType(
    name="explosives",
    dataset="explosives",
    label="火工品领用与退库",
    key="face_id",
    source="本系统数据接口约定（monitoring contract, section 3）；无国家标准",
    form=Form.CSV,
    at_column="at",
    replaces=True,
    columns=(
        Column("at", "领用时刻", Kind.INSTANT, required=True),
        Column("face_id", "工作面", Kind.TEXT),
        Column("explosive_kg", "炸药", Kind.NUMBER, unit="kg", low=0.0, high=100000.0),
        Column("detonators", "雷管", Kind.INT, unit="发", low=0, high=1000000),
        Column("returned_kg", "退库炸药", Kind.NUMBER, unit="kg", low=0.0, high=100000.0),
    ),
)
