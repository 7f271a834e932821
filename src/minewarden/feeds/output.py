"""output: 产量：提升与上报。"""

from minewarden.feeds.filetype import Column, FileType, Form
from minewarden.feeds.values import Kind

OUTPUT = FileType(
    name="output",
    dataset="output",
    label="产量：提升与上报",
    key="shift",
    source="本系统数据接口约定（monitoring contract, section 3）；无国家标准",
    form=Form.CSV,
    at_column="date",
    replaces=True,
    columns=(
        Column("date", "日期", Kind.DAY, required=True),
        Column("shift", "班次", Kind.TEXT),
        Column("hoisted_t", "提升量", Kind.NUMBER, unit="t", low=0.0, high=1000000.0),
        Column("reported_t", "上报量", Kind.NUMBER, unit="t", low=0.0, high=1000000.0),
    ),
)
