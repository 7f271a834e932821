"""The check of main persons in charge of non-coal mines."""

from minewarden.web.bulletins.sections.base import Section

SECTION = Section(
    "duty_check",
    ("国家矿山安监局", "组织开展矿山企业主要负责人履职专项检查"),
    (
        "国家矿山安监局印发《关于开展非煤矿山企业主要负责人履职专项检查的通知》（{duty_check.notice}），督促非煤矿山企业主要"
        "负责人履行安全生产第一责任人责任，着力解决履职能力不足、长期不履职、带头违法违规等突出问题。",
        "各省级矿山安全监管部门和国家矿山安监局各省级局制定专项检查方案，指导市、县开展检查。国家矿山安监局定期调度统计各地"
        "{duty_check.tracked}情况并明查暗访，对落实“五个一批”不力的地区予以曝光约谈。",
    ),
    ("duty_check.notice",),
)
