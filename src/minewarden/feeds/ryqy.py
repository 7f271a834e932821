"""RYQY: 区域基础信息。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

RYQY = FileType(
    name="RYQY",
    dataset="ryqy",
    label="区域基础信息",
    key="area_code",
    source="煤安监办〔2019〕42号 附件2 第6章; MT/T 1201.3-2023 第5章; 字段 C2",
    columns=(
        Column(
            "area_type",
            "区域类型",
            Kind.TEXT,
            note="井口区域、重点区域、限制区域、其它区域；附录B 数字代码待核",
        ),
        Column("area_code", "区域编码", Kind.AREA, required=True),
        Column("headcount_limit", "区域核定人数", Kind.INT, unit="人", low=0, high=100000),
        Column("area_name", "区域名称", Kind.TEXT),
    ),
)
