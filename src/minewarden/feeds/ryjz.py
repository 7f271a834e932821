"""RYJZ: 基站基础信息。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

RYJZ = FileType(
    name="RYJZ",
    dataset="ryjz",
    label="基站基础信息",
    key="station_code",
    source="煤安监办〔2019〕42号 附件2 第6章; MT/T 1201.3-2023 第5章; 字段 C2",
    columns=(
        Column("station_code", "基站编码", Kind.STATION, required=True),
        Column("station_name", "基站名称", Kind.TEXT),
        Column("x", "X 坐标", Kind.NUMBER, unit="m"),
        Column("y", "Y 坐标", Kind.NUMBER, unit="m"),
        Column("z", "Z 坐标", Kind.NUMBER, unit="m"),
        Column("remark", "位置注释", Kind.TEXT),
    ),
)
