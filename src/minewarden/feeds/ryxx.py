"""RYXX: 人员基础信息。"""

from minewarden.feeds.filetype import Column, FileType
from minewarden.feeds.values import Kind

RYXX = FileType(
    name="RYXX",
    dataset="ryxx",
    label="人员基础信息",
    key="card",
    source="煤安监办〔2019〕42号 附件2 第6章; MT/T 1201.3-2023 第5章; 字段 C2",
    header=(
        "mine_code",
        "mine_name",
        "headcount_limit",
        "system_model",
        "system_name",
        "maker",
        "safety_mark_until",
        "uploaded_at",
    ),
    columns=(
        Column("card", "人员卡编码", Kind.CARD, required=True),
        Column("name", "姓名", Kind.TEXT),
        Column("trade", "工种", Kind.TEXT),
        Column("post", "职务", Kind.TEXT),
        Column("team", "队组班组/部门", Kind.TEXT),
        Column("born", "出生年月", Kind.TEXT),
        Column("schooling", "学历", Kind.TEXT),
        Column("is_leader", "是否矿领导", Kind.INT, choices=frozenset({0, 1})),
        Column("is_special", "是否特种人员", Kind.INT, choices=frozenset({0, 1})),
    ),
)
