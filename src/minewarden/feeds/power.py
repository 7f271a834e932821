"""power: 馈线用电：15 分钟平均功率。"""

from minewarden.feeds.filetype import Column, FileType, Form
from minewarden.feeds.values import Kind

POWER = FileType(
    name="power",
    dataset="power",
    label="馈线用电：15 分钟平均功率",
    key="feeder",
    source="本系统数据接口约定（monitoring contract, section 3）；无国家标准",
    form=Form.CSV,
    at_column="at",
    period_s=900,
    replaces=True,
    columns=(
        Column("at", "15 分钟时段的开始", Kind.INSTANT, required=True),
        Column("feeder", "馈线", Kind.TEXT, required=True),
        Column("kw", "平均功率", Kind.NUMBER, unit="kW", low=-100000.0, high=1000000.0),
    ),
)
