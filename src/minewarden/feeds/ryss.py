"""RYSS: 人员实时：井下全体人员的快照。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

RYSS = FileType(
    name="RYSS",
    dataset="ryss",
    label="人员实时：井下全体人员的快照",
    key="card",
    source="煤安监办〔2019〕42号 附件2 第6章; MT/T 1201.3-2023 第5章; 字段 C2",
    period_s=300,
    snapshot=True,
    columns=(
        Column("card", "人员卡编码", Kind.CARD, required=True),
        Column("name", "姓名", Kind.TEXT),
        Column(
            "flag",
            "出入井标志",
            Kind.INT,
            choices=frozenset({0, 1, 2}),
            required=True,
            note="0 在井口，1 已入井，2 已出井",
        ),
        Column("entered_at", "入井时刻", Kind.TIME),
        Column("left_at", "出井时刻", Kind.TIME, note="仅标志为 2 时"),
        Column("area_code", "区域编码", Kind.AREA),
        Column("area_entered_at", "进入当前区域时刻", Kind.TIME),
        Column("station_code", "基站编码", Kind.STATION),
        Column("station_entered_at", "进入当前基站时刻", Kind.TIME),
        Column("shift_system", "劳动组织方式", Kind.TEXT),
        Column(
            "distance_m", "距离基站距离", Kind.NUMBER, unit="m", low=-20000.0, high=20000.0, note="有正负"
        ),
        Column("status", "人员工作状态", Kind.TEXT, note="正常、求救"),
        Column("is_leader", "是否矿领导", Kind.INT, choices=frozenset({0, 1})),
        Column("is_special", "是否特种人员", Kind.INT, choices=frozenset({0, 1})),
        Column("trace", "行进轨迹基站、时间段集合", Kind.RAW, note="基站编码&时刻，以逗号相隔"),
    ),
)
