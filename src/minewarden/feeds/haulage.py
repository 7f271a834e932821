"""haulage: 带式输送机运行：15 分钟。"""

from minewarden.feeds.filetype import Column, FileType, Form
from minewarden.feeds.values import Kind

HAULAGE = FileType(
    name="haulage",
    dataset="haulage",
    label="带式输送机运行：15 分钟",
    key="conveyor",
    source="本系统数据接口约定（monitoring contract, section 3）；无国家标准",
    form=Form.CSV,
    at_column="at",
    period_s=900,
    replaces=True,
    columns=(
        Column("at", "15 分钟时段的开始", Kind.INSTANT, required=True),
        Column("conveyor", "输送机", Kind.TEXT, required=True),
        Column("running_s", "运行时间", Kind.NUMBER, unit="s", low=0.0, high=900.0),
        Column("t", "运量", Kind.NUMBER, unit="t", low=0.0, high=100000.0),
    ),
)
