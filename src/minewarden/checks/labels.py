"""The printed labels of the forms, of both bodies and of the older sets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from minewarden.casefile.labels import SHORT

_WRITTEN = """
执法单位 案卷类别 案卷题名 起止日期 归档日期 承办人 档号 保管期限
被检查单位 监管类型或方式 监察类型或方式 检查类型或方式 检查类型 检查方式 检查时间 煤矿概况 检查地点 检查地点（路线）
检查路线 检查的主要内容 其他事项 附件 编制人 带队人 审批人 日期
采矿许可证 采矿许可证证号 采矿许可证号 安全生产许可证 安全生产许可证证号 安全生产许可证号 有效期
统一社会信用代码 主要负责人 联系电话 检查人 检查人员 记录人 陪同检查人员 陪同人员 检查情况
被检查单位意见 被检查单位负责人意见 被检查单位负责人 单位负责人签名 单位负责人 签名
现场执法人员 执法人员 行政执法人员 执法证号或者日期 执法证号或日期 执法证号 执法证件号 证件号
抽样承办人 抽样时间 抽样地点 受送达人 执法机关地址 邮政编码 执法机关联系人 联系人
我局地址 我局联系人 我分局地址 我分局联系人 本机关地址 本机关联系人
其他证据 被取证单位负责人 被查封（扣押）单位负责人 被查封单位负责人 被扣押单位负责人 场所地点 鉴定要求
被复查单位意见 复查人员 案由 案情摘要 审批人意见
时间 地点 调查事由 被调查人 被询问人 姓名 性别 年龄 身份证号码 身份证号 工作单位 职务 职务（职业） 政治面貌 文化程度
电话 住址 调查人 询问人 调查人员 备注
陈述、申辩人 陈述、申辩记录 陈述、申辩人意见
听证主持人姓名 听证员姓名 记录人姓名 听证时间 听证地点 听证主持人 听证记录 听证参加人 听证会基本情况摘要 听证主持人意见
负责人审核意见 负责人 编号 行政相对人基本情况 作出决定依据 建议行政决定 法制审核意见 法制审核人员
立案决定书编号 立案时间 违法事实及依据 建议案件处理意见 执法机关负责人意见 分管负责人意见 主要负责人意见
讨论时间 讨论地点 主持人 汇报人 出席人员姓名及职务 出席人员 讨论内容 讨论记录 讨论意见 结论性意见 出席人员签名
被处罚单位 被处罚个人 被处罚人 被处罚单位（个人） 地址 违法事实 账户名称 账号
送达文书 文书编号 文书字号 送达地点 送达方式 受送达单位负责人 受送达单位 受送达个人 受送达单位负责人（个人）
受送达人签名 送达人 见证人 签发人 送件人 收件人 签收人 报送 移送单位地址 移送单位联系人
申请单位联系人 附有关材料 审批事项 提请审批的理由及依据 承办人意见
裁定时间 裁定地点 裁定事项 裁定主持人 被裁定单位负责人 其他单位参加人员 裁定记录
主要内容 案发时间及地点 案发时间 案发地点 主要违法事实 主要违法违规事实 立案调查及审理情况 行政处罚执行情况 结案理由
"""
LABELS: tuple[str, ...] = tuple(dict.fromkeys(_WRITTEN.split()))

_AMBIGUOUS = frozenset({"当事人", "负责人", "签字", "题名", "文号", "文书名称", "代理人", "参加人", "组长"})


def _synonyms() -> dict[str, str]:
    """What practice prints instead of a label of the forms -> the name by which the rules ask for it."""
    found: dict[str, str] = {}
    for name, variants in SHORT.items():
        known = next((label for label in (name, *variants) if label in LABELS), name)
        found.update({other: known for other in (name, *variants) if other not in LABELS})
    return {variant: label for variant, label in found.items() if variant not in _AMBIGUOUS}


SYNONYMS: dict[str, str] = _synonyms()

_ASIDE = r"(?:（(?:签名|签字|签章|盖章|签名或盖章|签名、印章|公章)）)?"


def _any(labels: Iterable[str]) -> str:
    return "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))


LABEL = re.compile(rf"(?:[一二三四五六七八九十]、)?(?P<label>{_any((*LABELS, *SYNONYMS))}){_ASIDE}：{_ASIDE}")
LABEL_ALONE = re.compile(rf"(?:[一二三四五六七八九十]、)?(?P<label>{_any(LABELS)}){_ASIDE}")


@dataclass(frozen=True)
class Mark:
    """A label in the compact text."""

    label: str
    start: int
    end: int
    colon: bool = True  # False where it stands alone in a line or cell
