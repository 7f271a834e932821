"""video: 视频人数统计。"""

from minewarden.feeds.filetype import Column, FileType, Form
from minewarden.feeds.values import Kind

VIDEO = FileType(
    name="video",
    dataset="video",
    label="视频人数统计",
    key="position",
    source="本系统数据接口约定（monitoring contract, section 3）；无国家标准",
    form=Form.CSV,
    at_column="at",
    replaces=True,
    columns=(
        Column("at", "计数时刻", Kind.INSTANT, required=True),
        Column("position", "位置", Kind.TEXT, required=True, note="如 main_shaft"),
        Column("direction", "方向", Kind.TEXT, words=("in", "out"), required=True, note="in 入井，out 出井"),
        Column("persons", "人数", Kind.INT, unit="人", low=0, high=100000),
    ),
)
