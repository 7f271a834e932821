"""The papers of an inspection and its measures, put into words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from minewarden.documents.blocks import Block, Break, Grid, Para, fill
from tests.casefiles.papers import Paper
from tests.casefiles.voice import Voice
from tests.casefiles.world import PENALTY_LAW, WORK_SAFETY, Finding

Words = Callable[[Paper, Voice], list[Block]]
_LIST_HEAD = ("序号", "名称", "规格型号", "生产厂家", "出厂日期", "单位", "价格", "数量", "备注")
_LIST_WIDTHS = (0.6, 2.0, 1.3, 2.0, 1.6, 0.7, 1.0, 0.7, 1.6)


def numbered(texts: Sequence[str]) -> list[str]:
    """1.… 2.… as article 10 has it; a single text stays bare."""
    return [f"{at}.{text}" for at, text in enumerate(texts, 1)]


def order_text(finding: Finding, voice: Voice) -> str:
    """The order of one finding with its deadline."""
    if finding.deadline is None:
        return finding.order
    until = voice.date(finding.deadline)
    if finding.order == "责令限期改正":
        return voice.pick("责令限期改正，于{until}前改正完毕", "责令于{until}前改正").format(until=until)
    return f"{finding.order}，于{until}前改正完毕"


def inspection_plan(paper: Paper, voice: Voice) -> list[Block]:
    values, mine = paper.values, voice.case.mine
    kind = "监察" if voice.case.inspection else "监管"
    profile = (
        f"{mine.party}为民营企业，隶属于{mine.party.removesuffix(mine.short)}。采矿许可证证号{mine.mining_licence}，安全生产许可证证号{mine.safety_licence}，"
        f"均在有效期内。瓦斯等级为低瓦斯，水文地质类型为中等，煤层自燃倾向性为自燃，煤尘具有爆炸性，无冲击地压危险性。开拓方式为斜井开拓，"
        f"通风方式为中央并列式，核定生产能力{mine.capacity}万吨/年，主要采掘地点见检查地点，采掘工艺为综采、综掘，矿井状况为正常生产。"
    )
    if not values["profile"]:
        profile = re.sub("瓦斯等级为低瓦斯，水文地质类型为中等，|开拓方式为斜井开拓，", "", profile)
    blocks = [
        *voice.head(paper),
        Para(f"一、被检查单位：{fill(paper.party)}", indent=False),
        Para(f"二、{kind}类型或方式：{fill(values['check_type'])}", indent=False),
        Para(f"三、检查时间：{fill(voice.period(values['period']))}", indent=False),
        Para(f"四、煤矿概况：{profile}", indent=False),
        Para(f"五、检查地点：{fill(values['places'])}", indent=False),
        Para("六、检查的主要内容和分工见明细表（详见《检查分工明细表》）", indent=False),
        Para(f"七、其他事项：{values['adjusted'] or '无'}", indent=False),
    ]
    if values["divided"]:
        blocks.append(Para("附件：检查分工明细表", indent=False))
    for label, name in (
        ("编制人（签名）", values["author"]),
        ("带队人（签名）", values["chief"]),
        ("审批人（签名）", values["approver"]),
    ):
        blocks += voice.signed(label, name, paper.on if name else None)
    if values["divided"]:
        rows = tuple(
            (matter, what, how, where, who, values["adjusted"] if at == 0 else "")
            for at, ((matter, what, how, where), who) in enumerate(
                zip(_MATTERS, (values["team"] * 3)[:3], strict=True)
            )
        )
        blocks += [
            Break(), Para("附件：", indent=False), Para("检查分工明细表", indent=False),
            Grid(("检查事项", "检查内容", "检查主要资料及方法", "检查地点", "检查分工", "调整情况"), rows, (1, 1.6, 1.6, 1.2, 0.9, 0.9)),
        ]  # fmt: skip
    return blocks


_MATTERS = (
    ("通风管理", "通风系统是否完善、可靠", "查通风系统图、测风记录，现场实测", "井下采掘地点"),
    ("机电管理", "电气保护是否齐全、有效", "查整定记录，现场试验", "中央变电所"),
    ("安全培训", "从业人员是否培训合格、持证上岗", "查培训档案、特种作业操作证", "地面培训科"),
)


def on_site_record(paper: Paper, voice: Voice) -> list[Block]:
    values, mine, case = paper.values, voice.case.mine, voice.case
    head = [
        *voice.head(paper),
        *voice.row(("被检查单位", paper.party)),
        *voice.row(("检查时间", voice.period(values["period"]))),
    ]
    if case.inspection:
        head += voice.row(("检查地点（路线）", values["places"]))
        head += voice.row(("采矿许可证", mine.mining_licence), ("安全生产许可证", mine.safety_licence))
        head += voice.row(("统一社会信用代码", values.get("credit_code", mine.credit_code)))
    else:
        until = voice.date(dt.date(paper.on.year + 2, 6, 30))
        head += voice.row(("采矿许可证证号", mine.mining_licence), ("有效期", until))
        head += voice.row(("安全生产许可证证号", mine.safety_licence), ("有效期", until))
        head += voice.row(("统一社会信用代码", values.get("credit_code", mine.credit_code)))
        head += voice.row(("主要负责人", mine.head.name), ("联系电话", mine.phone))
        head += voice.row(("检查地点（路线）", values["places"]))
    head += voice.row(("检查人（签名）", "  ".join(values["team"])))
    head += voice.row(("记录人（签名）", values["recorder"]), ("陪同检查人员", values["companion"]))
    head += voice.block("检查情况", situation(paper, voice))
    return [*head, *opinion(values, voice)]


def situation(paper: Paper, voice: Voice) -> list[str]:
    """The long text of the record."""
    values, case = paper.values, voice.case
    team = "、".join(values.get("named") or values["team"])
    shown = "向被检查单位出示了执法证件，" if values["shown"] else ""
    told = "告知了检查事项、依法享有的权利和应当配合检查的义务。" if values["told"] else ""
    law = "《煤矿安全生产条例》" if paper.on >= dt.date(2024, 5, 1) else WORK_SAFETY
    lines = [
        f"{case.organ.name}执法人员{team}，依据{law}，于{voice.period(values['period'])}采取查阅资料和现场检查的方式对{paper.party}进行了{values['check_type']}。"
        f"{'检查前' if shown or told else ''}{shown}{told}".rstrip("，")
        + ("" if told or not shown else "。"),
    ]
    if values["state"]:
        lines.append(f"检查时该矿处于{values['state']}状态。检查了通风、机电、运输、安全培训等内容。")
    if values["oral"]:
        lines.append(f"{voice.moment(values['oral'])}，执法人员现场口头下达撤出作业人员的指令。")
    if values["discussed"]:
        lines.append("经带队负责人组织检查组集体讨论研究，确定存在下列违法违规行为：")
    else:
        lines.append("发现下列问题：")
    lines += [
        f"{text}{mark}"
        for text, mark in zip(
            numbered([f.text for f in values["findings"]]), _ends(values["findings"]), strict=True
        )
    ]
    return [*lines, *values.get("more", ())]


def _ends(items: Sequence[object]) -> list[str]:
    return ["；"] * (len(items) - 1) + ["。"] * bool(items)


def opinion(values: dict[str, object], voice: Voice) -> list[Block]:
    """The mine's opinion with its signature."""
    on = values["period"][1]  # type: ignore[index]
    blocks = voice.row(("被检查单位意见", str(values["opinion"])))
    signer = str(values["signer"])
    blocks += voice.row(("单位负责人签名", signer), ("日期", voice.date(on) if signer else ""))
    if values.get("witness"):
        blocks += voice.row(("在场人员签名", str(values["witness"])), ("日期", voice.date(on)))
    return blocks


def on_site_decision(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    findings: list[Finding] = values["findings"]
    intro = f"{voice.me}于{fill(voice.date(values['checked_on']))}现场检查时，发现你单位有下列违法违规行为，现作出以下现场处理决定："
    blocks = [*voice.head(paper), *voice.to(paper), Para(intro)]
    if voice.style.tables:
        rows = tuple(
            (str(at), f.text, f"依据{f.basis}，{order_text(f, voice)}") for at, f in enumerate(findings, 1)
        )
        blocks.append(Grid(("序号", "违法违规行为", "处理决定"), rows, (0.5, 3, 3)))
    else:
        for at, f in enumerate(findings, 1):
            blocks.append(Para(f"{at}.{f.text}。依据{f.basis}的规定，{order_text(f, voice)}。"))
    return [
        *blocks, *voice.remedies(paper), *voice.officers(paper),
        *voice.signed("被检查单位负责人（签名）", values["signer"], values["signed_on"]), *voice.close(paper, "，一份交被检查单位，一份存档"),
    ]  # fmt: skip


def evacuation_order(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    order = "命令" if voice.case.inspection else "指令"
    law = f"根据{WORK_SAFETY}{values['article']}规定，" if values["article"] else ""
    text = (
        f"{voice.me}于{voice.moment(values['found_at'])}，在对你单位检查时，发现在{fill(values['place'])}有{fill(values['fact'])}等威胁作业人员生命安全的"
        f"紧急情况，{law}现责令立即从{fill(values['place'])}危险区域内撤出作业人员。"
    )
    return [
        *voice.head(paper), *voice.to(paper), Para(text), Para(f"此{order}{fill(voice.moment(values['oral_at']))}现场已作出。"),
        *voice.remedies(paper, order), *voice.officers(paper),
        *voice.row(("被检查单位负责人意见", values["opinion"])), *voice.signed("签名", values["signer"], paper.on),
        *voice.close(paper, "，一份交被检查单位，一份存档"),
    ]  # fmt: skip


def _item_list(
    paper: Paper, voice: Voice, title: str, last: str = "备注", extra: Sequence[str] = ()
) -> list[Block]:
    values = paper.values
    rows = tuple(tuple(item) for item in values["items"])
    signer = values.get("signer") or values.get("receiver", "")
    blocks: list[Block] = [
        Break(), Para("附件：", indent=False), Para(title, indent=False), Grid((*_LIST_HEAD[:-1], last), rows, _LIST_WIDTHS),
        *(Para(text, indent=False) for text in extra), Para("上述物品经核无误。", indent=False),
    ]  # fmt: skip
    who = "被查封（扣押）单位负责人（签名）" if "查封" in title else "被取证单位负责人（签名）"
    blocks += voice.signed(
        who, signer if values["countersigned"] else "", paper.on if values["countersigned"] else None
    )
    if names := values.get("officers"):
        blocks += voice.signed("行政执法人员（签名）", "  ".join(names), paper.on)
    return blocks


def sampling_notice(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"你单位{fill(values['fact'])}的行为涉嫌违法违规。根据{PENALTY_LAW}{values['article']}规定，{voice.me}决定对你单位的有关证据"
        "（详见《抽样取证清单》）采取抽样取证。"
    )
    return [
        *voice.head(paper), *voice.to(paper), Para(text), Para("附件：抽样取证清单", indent=False),
        *voice.row(("抽样承办人（签名）", "  ".join(values["handlers"]))),
        *voice.row(("抽样时间", f"{voice.date(values['taken_at'].date())}{values['taken_at'].hour}时"), ("抽样地点", values["place"])),
        *voice.signed("受送达人（签名）", values["receiver"], paper.on), *voice.contact(paper), *voice.close(paper, "，一份交被取证单位，一份存档"),
        *_item_list(paper, voice, "抽样取证清单"),
    ]  # fmt: skip


def evidence_registration_notice(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"你单位{fill(values['fact'])}的行为涉嫌违法违规。依据{PENALTY_LAW}{values['article']}规定，{voice.me}决定对你单位的有关证据（详见《先行登记保存证据清单》）"
        f"采取先行登记保存措施。先行登记保存的证据，存放在{fill(values['store'])}，由{fill(values['keeper'])}负责保管。在此期间，不得销毁或者转移证据。"
    )
    days = f"{voice.me}将在七个工作日内对先行登记保存的证据依法作出处理决定。逾期未作出处理决定的，先行登记保存措施自动解除。"
    return [
        *voice.head(paper), *voice.to(paper), Para(text), Para(days), Para("附件：先行登记保存证据清单", indent=False),
        *voice.signed("受送达人（签名）", values["receiver"], paper.on), *voice.contact(paper), *voice.close(paper),
        *_item_list(paper, voice, "先行登记保存证据清单", extra=("其他证据：无",)),
    ]  # fmt: skip


def evidence_registration_decision(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"{voice.me}于{voice.date(values['registered_on'])}对你单位的{fill(values['goods'])}等证据进行了先行登记保存（{values['notice_number']}）。"
        f"现根据{PENALTY_LAW}{values['article']}规定，对上述证据作出如下处理决定："
    )
    return [
        *voice.head(paper), *voice.to(paper), Para(text), Para(f"{values['outcome']}。"), *voice.remedies(paper),
        *voice.close(paper, "，一份交被取证单位，一份存档"),
    ]  # fmt: skip


def seizure_decision(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"经查，你单位{fill(values['fact'])}的行为涉嫌违反{values['breach']}的规定，根据{WORK_SAFETY}第六十五条第一款第（四）项和《中华人民共和国行政强制法》"
        f"第二十二条规定，{voice.me}决定对你单位涉案设施予以查封，详见《查封（扣押）物品清单》。"
    )
    days = f"{voice.me}将于{values.get('days', '三十日')}内（不包括检测、检验或者技术鉴定期限）对上述被查封的设施作出处理决定。此前，你单位不得使用、销毁或转移，并负有安全保障责任。"
    return [
        *voice.head(paper), *voice.to(paper), Para(text), Para(days), *voice.remedies(paper), Para("附件：查封（扣押）物品清单", indent=False),
        *voice.close(paper, "，一份交被查封（扣押）单位，一份存档"),
        *_item_list(paper, voice, "查封（扣押）物品清单", extra=(f"场所地点：{values['place']}",)),
    ]  # fmt: skip


def seizure_extension(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    reason = f"因{fill(values['reason'])}，" if values["reason"] else ""
    text = (
        f"{voice.me}于{voice.date(values['seized_on'])}对你单位涉案设施予以查封（{values['order_number']}）。{reason}依据《中华人民共和国行政强制法》"
        f"第二十五条规定，决定将以上查封的期限延长至{fill(voice.date(values['until']))}。"
    )
    return [
        *voice.head(paper), *voice.to(paper), Para(text), *voice.remedies(paper),
        *voice.close(paper, "，一份交被查封（扣押）单位，一份存档"),
    ]  # fmt: skip


def seizure_disposal(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"{voice.me}于{voice.date(values['seized_on'])}向你单位作出《查封（扣押）决定书》（{values['order_number']}），对所附《查封（扣押）物品清单》中的物品予以查封。"
        "现根据《中华人民共和国行政强制法》第二十七条、☑第二十八条第一款第（五）项的规定，作出处理决定：具体处理决定详见《查封（扣押）物品处理表》。"
    )
    return [
        *voice.head(paper), *voice.to(paper), Para(text), *voice.remedies(paper), Para("附件：查封（扣押）物品处理表", indent=False),
        *voice.close(paper, "，一份交被查封（扣押）单位，一份存档"),
        *_item_list(paper, voice, "查封（扣押）物品处理表", "处理决定", (f"场所地点：{values['place']}",)),
    ]  # fmt: skip


def supply_stop_decision(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    number = f"（{values['order_number']}）" if values["order_number"] else ""
    earlier = (
        f"{voice.me}于{voice.date(values['ordered_on'])}依法对你单位作出{fill(values['ordered'])}的决定{number}"
        if values["ordered"]
        else f"{voice.me}已依法作出决定"
    )
    text = (
        f"因你单位存在重大事故隐患，{earlier}，但你单位未执行以上决定，未及时消除事故隐患，存在发生生产安全事故的危险。"
        f"根据{WORK_SAFETY}第七十条第一款规定，本机关决定自{fill(voice.moment(values['from_at']))}起，对你单位采取停供生产性用电的措施，强制你单位履行决定。"
    )
    return [
        *voice.head(paper), *voice.to(paper), Para(text),
        Para("你单位依法履行行政决定、采取相应措施消除事故隐患，本机关将及时通知有关单位解除上述有关措施。"), *voice.remedies(paper),
        *voice.close(paper, "，一份交煤矿，一份存档"),
    ]  # fmt: skip


def supply_stop_letter(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    number = f"（{values['order_number']}）" if values["order_number"] else ""
    text = (
        f"{voice.me}在对{fill(values['target'])}进行安全检查中发现存在重大事故隐患，依法作出{fill(values['ordered'] or '有关')}的决定{number}，但该单位拒不执行此决定，"
        f"未及时消除事故隐患，现有发生生产安全事故的危险。根据{WORK_SAFETY}第七十条第一款规定，请贵单位对其采取停供生产性用电的措施。"
    )
    return [
        *voice.head(paper), *voice.to(paper), Para(text), *voice.signed("受送达人（签名）", values["receiver"], paper.on),
        *voice.contact(paper), *voice.close(paper, "，一份交供电部门，一份交煤矿，一份存档"),
    ]  # fmt: skip


def supply_release_letter(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"{fill(values['target'])}已依法履行行政决定并采取相应措施消除了安全隐患，发生生产安全事故的现实危险已不存在，"
        f"根据{WORK_SAFETY}第七十条第二款规定，请贵单位解除对其采取的停供电措施。"
    )
    return [
        *voice.head(paper), *voice.to(paper), Para(text), *voice.signed("受送达人（签名）", values["receiver"], paper.on),
        *voice.contact(paper), *voice.close(paper, "，一份交供电部门，一份交煤矿，一份存档"),
    ]  # fmt: skip


def recheck_opinion(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    findings: list[Finding] = values["findings"]
    orders = "；".join(dict.fromkeys(order_text(f, voice) for f in findings))
    facts = "".join(f"{at}.{f.text}；" for at, f in enumerate(findings, 1)).rstrip("；")
    number = f"（{values['order_number']}）" if values["order_number"] else ""
    text = f"{voice.me}于{voice.date(values['found_on'])}发现{fill(facts)}的违法违规行为，下达了《现场处理决定书》{number}，依法作出了{fill(orders)}的决定。"
    blocks = [
        *voice.head(paper),
        *voice.to(paper),
        Para(text),
        Para(f"{values['option']}，经复查，意见如下："),
    ]
    blocks += [Para(f"第{at}项：{result}。") for at, result in enumerate(values["results"], 1) if result]
    if values["next_measure"]:
        blocks.append(Para(f"{values['next_measure']}。"))
    return [
        *blocks, *voice.officers(paper), *voice.row(("被复查单位意见", values["opinion"])),
        *voice.signed("单位负责人（签名）", values["signer"], paper.on), *voice.close(paper, "，一份交被复查单位，一份存档"),
    ]  # fmt: skip


def transfer_letter(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    count = (
        f"附件：有关材料共{values['parts']}份{values['sheets']}页" if values["parts"] else "附件：有关材料"
    )
    text = f"经{voice.me}检查，发现{fill(values['target'])}存在{fill(values['matter'].removeprefix(values['target']))}的问题，根据{WORK_SAFETY}{values['article']}规定，现移送贵单位依法处理。"
    blocks = [
        *voice.head(paper, f"签发人：{values['issuer']}"),
        *voice.to(paper),
        Para(text),
        Para(count, indent=False),
    ]
    blocks += voice.row(("移送单位地址", values["address"]), ("邮政编码", values["postcode"]))
    blocks += voice.row(("移送单位联系人", values["clerk"]), ("电话", values["phone"]))
    for name in values["carriers"]:
        blocks += voice.signed("送件人（签名）", name, paper.on)
    return [
        *blocks,
        *voice.signed("收件人（签名）", values["receiver"], paper.on),
        *voice.close(paper, "，一份交受移送单位，一份存档"),
    ]


def supervision_advice(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    law = (
        "《煤矿安全生产条例》第五十条" if paper.on >= dt.date(2024, 5, 1) else "《煤矿安全监察条例》第十七条"
    )
    text = (
        f"经我局检查，你市在煤矿安全日常性、经常性安全监督管理工作中，存在下列问题（见附件），根据{law}规定，以及煤矿安全监管、监察职能职责规定，"
        "提出加强和改善煤矿安全监管的如下建议（见附件）。"
    )
    blocks = [*voice.head(paper, f"签发人：{values['issuer']}"), *voice.to(paper), Para(text)]
    blocks += [
        Para(f"请将处理意见于{fill(voice.date(values['reply_by']))}前函告我局。"),
        Para("附件：加强和改善安全监管建议", indent=False),
    ]
    blocks += voice.signed("送件人（签名）", "  ".join(values["carriers"]), paper.on)
    blocks += voice.signed("收件人（签名）", values["receiver"], paper.on)
    blocks += [
        *voice.row(("报送", values["reported"])),
        *voice.close(paper),
        Break(),
        Para("附件：", indent=False),
    ]
    return [
        *blocks,
        Para("加强和改善安全监管建议", indent=False),
        *(Para(line) for line in numbered(values["problems"])),
    ]


WORDS: dict[str, Words] = {
    words.__name__: words
    for words in (
        inspection_plan, on_site_record, on_site_decision, evacuation_order, sampling_notice, evidence_registration_notice,
        evidence_registration_decision, seizure_decision, seizure_extension, seizure_disposal, supply_stop_decision, supply_stop_letter,
        supply_release_letter, recheck_opinion, transfer_letter, supervision_advice,
    )
}  # fmt: skip
