"""The papers of a penalty, put into words."""

from __future__ import annotations

from minewarden.documents.blocks import Block, Grid, Para, Title, fill
from tests.casefiles.papers import Paper
from tests.casefiles.voice import Voice
from tests.casefiles.wording_inspection import Words, numbered
from tests.casefiles.world import COERCION_LAW, PENALTY_LAW, Finding


def filing_decision(paper: Paper, voice: Voice) -> list[Block]:
    values, case = paper.values, voice.case
    findings: list[Finding] = values["findings"]
    source = f"{values['source']}。" if values["source"] else ""
    when = f"{voice.date(values['checked_on'])}，" if values["checked_on"] else ""
    where = f"在{values['place']}" if values["place"] else ""
    who = case.mine.party if values.get("subject", True) else "该单位"
    facts = "；".join(numbered([f.text for f in findings])) if len(findings) > 1 else findings[0].text
    breaches = "、".join(dict.fromkeys(f.breach for f in findings))
    found = f"案件来源：{source}{when}{case.organ.name}{where}检查时发现，" if source else f"{when}{where}，"
    summary = f"{found}{who}有下列行为：{facts}。涉嫌违反了{breaches}的规定。"
    handlers = "、".join(values["handlers"])
    return [
        *voice.head(paper), *voice.row(("案由", values["cause"])), *voice.block("案情摘要", [summary]),
        Para(f"根据以上案情，决定自{fill(voice.date(values['filed_on']))}起立案调查处理，并指定{fill(handlers)}为本案承办人。"),
        *voice.row(("审批人意见", values["approval"])),
        *voice.signed("审批人（签名）", values["approver"], values["signed_on"]), *voice.close(paper),
    ]  # fmt: skip


def inquiry_record(paper: Paper, voice: Voice) -> list[Block]:
    values, case = paper.values, voice.case
    asked = values["asked"]
    names = "、".join(values["inquirers"])
    blocks = [
        *voice.head(paper), *voice.row(("时间", voice.span(values["started_at"], values["ended_at"]))), *voice.row(("地点", values["place"])),
        *voice.row(("调查事由", values["subject"])),
        *voice.row(("被调查人姓名", asked.name), ("性别", "男"), ("年龄", str(values["age"]))), *voice.row(("身份证号码", values["identity"])),
        *voice.row(("工作单位", values["unit"]), ("职务（职业）", asked.post)), *voice.row(("政治面貌", "群众"), ("文化程度", "大专"), ("电话", values["phone"])),
        *voice.row(("住址", values["home"])), *voice.row(("调查人（签名）", "  ".join(values["inquirers"])), ("记录人（签名）", values["recorder"])),
    ]  # fmt: skip
    opening = f"问：我们是{case.organ.name}的行政执法人员{names}，"
    opening += "这是我们的执法证件（出示证件），请你过目。" if values["shown"] else "现在向你了解情况。"
    lines = [opening, "答：看清了。"]
    if values["told"]:
        lines += [
            "问：你依法享有申请回避、陈述和申辩的权利，有如实回答询问、配合调查的义务，作伪证要承担法律责任。是否申请我们回避？",
            "答：清楚，不申请回避。",
        ]
    if not values["questions"]:
        lines = [line.removeprefix("问：").removeprefix("答：") for line in lines]
    lines += [
        "问：请介绍你的职责。" if values["questions"] else "请介绍职责。",
        ("答：" if values["questions"] else "") + f"我是{asked.post}，负责本岗位的安全生产工作。",
    ]
    for finding in values["findings"]:
        ask = f"{voice.date(values['checked_on'])}检查发现{finding.text}，是否属实？"
        lines += [f"问：{ask}", "答：属实。"] if values["questions"] else [ask, "属实。"]
    if values["closing"]:
        lines.append(
            f"以上笔录我看过，与我说的一致。{asked.name}{'（指印）' if values['fingerprint'] else ''} {voice.date(paper.on)}"
        )
    else:
        lines.append(f"{asked.name}{'（指印）' if values['fingerprint'] else ''} {voice.date(paper.on)}")
    return [*blocks, *(Para(line) for line in lines)]


def charges(paper: Paper, voice: Voice) -> list[str]:
    """Each fact with its breach and penalty clause: one sentence for one, item by item for several."""
    findings: list[Finding] = paper.values["findings"]
    intend = "拟" if paper.key == "penalty_notice" else ""
    if len(findings) == 1:
        f, fine = findings[0], paper.values["fines"][0]
        breach = f"违反了{f.breach}的规定，" if f.breach else ""
        basis = f"依据{f.penalty}的规定，" if f.penalty else ""
        return [f"{breach}{basis}{_grant(voice, intend)}{_terms(f, fine)}的行政处罚。"]
    lines = []
    for at, (f, fine) in enumerate(zip(findings, paper.values["fines"], strict=True), 1):
        breach = f"违反了{f.breach}的规定，" if f.breach else ""
        basis = f"依据{f.penalty}的规定，" if f.penalty else ""
        lines.append(f"第{at}项行为{breach}{basis}{intend}给予{_terms(f, fine)}的行政处罚。")
    return lines


def _grant(voice: Voice, intend: str) -> str:
    return f"{intend}对你单位作出" if intend else "决定给予以下行政处罚："


def _terms(finding: Finding, fine: object) -> str:
    return f"{finding.measure + '，并处' if finding.measure else ''}罚款{fine}"


def _total(paper: Paper) -> list[str]:
    total = paper.values["total"]
    if total is None:
        return []
    measures = "、".join(dict.fromkeys(f.measure for f in paper.values["findings"] if f.measure))
    return [
        f"以上合并{'拟' if paper.key == 'penalty_notice' else ''}给予{measures + '，' if measures else ''}罚款{total}的行政处罚。"
    ]


def _facts(paper: Paper) -> list[str]:
    texts = [f.text for f in paper.values["findings"]]
    return [f"{text}。" for text in (numbered(texts) if len(texts) > 1 else texts)]


def penalty_notice(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    you = values.get("you") or ("你" if paper.person else "你单位")
    lines = [line.replace("你单位", you) for line in charges(paper, voice)]
    lines += _total(paper)
    defend = f"根据{PENALTY_LAW}第四十四条、第四十五条规定，{you}对上述拟作出的行政处罚有陈述、申辩的权利。"
    hearing = (
        f"根据{PENALTY_LAW}第六十三条、第六十四条规定，{you}对上述拟作出的行政处罚有要求举行听证的权利。要求举行听证的，应当在收到本告知书之日起"
        "五个工作日内提出。逾期未提出的，视为放弃此权利。"
    )
    blocks = [
        *voice.head(paper),
        *voice.to(paper),
        Para(f"经查，{you}的以下行为："),
        *(Para(fact) for fact in _facts(paper)),
        *(Para(line) for line in lines),
        Para(defend),
    ]
    if values["hearing"]:
        blocks.append(Para(("☑" if values["ticked"] else "□") + hearing))
    return [
        *blocks, *voice.signed("受送达人（签名）", values["receiver"], paper.on), *voice.contact(paper),
        *voice.close(paper, "，一份送拟处罚" + ("个人" if paper.person else "单位") + "，一份存档"),
    ]  # fmt: skip


def defence_record(paper: Paper, voice: Voice) -> list[Block]:
    values, case = paper.values, voice.case
    who = values["speaker"]
    return [
        *voice.head(paper), *voice.row(("时间", voice.span(values["started_at"], values["ended_at"]))), *voice.row(("地点", values["place"])),
        *voice.row(("陈述、申辩人", who.name), ("性别", "男"), ("年龄", str(values["age"]))),
        *voice.row(("工作单位", values["unit"]), ("职务（职业）", who.post)), *voice.row(("住址", values["address"]), ("电话", values["phone"])),
        *voice.row(("承办人（签名）", "、".join(values["handlers"])), ("记录人（签名）", values["recorder"])),
        *voice.block("陈述、申辩记录", [
            f"我们是{case.organ.name}的行政执法人员，这是我们的执法证件（出示证件），现就拟作出的行政处罚听取你单位的陈述、申辩。",
            f"{who.name}：{values['text']}。",
        ]),
        *voice.row(("陈述、申辩人意见", values["view"])), *voice.row(("陈述、申辩人（签名）", f"{who.name}（指印）"), ("日期", voice.date(paper.on))),
    ]  # fmt: skip


def hearing_notice(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    start = values["starts_at"]
    rows = [
        ("听证主持人姓名", values["chair"], "副科长"),
        *(("听证员姓名", name, "科员") for name in values["members"]),
        ("记录人姓名", values["recorder"], "科员"),
    ]
    text = f"{voice.me}根据你单位申请，关于{values['cause']}，现定于{voice.date(start.date())}{start.hour}时在{fill(values['place'])}{values['open']}举行听证会议，请你单位准时参加。"
    blocks = [*voice.head(paper), *voice.to(paper), Para(text)]
    for label, name, post in rows:
        blocks += voice.row((label, name), ("职务", post))
    return [
        *blocks, Para(f"根据{PENALTY_LAW}{values['article']}规定，你单位可以申请听证主持人回避。有关事项告知如下："),
        Para("1.请事先准备相关证据，通知证人或委托代理人准时参加；无正当理由拒不出席听证或者未经许可中途退出听证的，视为放弃听证权利，终止听证。"),
        Para("2.委托代理人参加听证的，应当在听证会前提交授权委托书等有关证明。"), Para("3.申请延期举行的，应当在举行听证会前提出。"),
        *voice.signed("受送达人（签名）", values["receiver"], paper.on), *voice.contact(paper), *voice.close(paper, "，一份交听证申请人，一份存档"),
    ]  # fmt: skip


def hearing_record(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    lines = [
        f"记录人{values['recorder']}宣布听证会场纪律、当事人的权利和义务。主持人{values['chair']}宣布案由：{values['cause']}，核实参加人员身份，宣布听证开始。",
        f"案件承办人员{'、'.join(values['handlers'])}陈述违法事实：{'；'.join(numbered([f.text for f in values['findings']]))}。出示现场检查、调查询问等证据，建议{values['proposal']}。",
        f"当事人{values['party_head']}陈述：对违法事实无异议，请求考虑已经整改的情况。", "双方就证据进行了质证和辩论。", "主持人就整改情况向当事人询问，当事人作了回答。",
        f"{values['party_head']}作最后陈述：已经认识到错误。", "主持人宣布听证结束。",
        f"以上笔录我看过，属实。{values['party_head']}（指印） {voice.date(paper.on)}",
    ]  # fmt: skip
    return [
        *voice.head(paper), *voice.row(("听证时间", voice.span(values["started_at"], values["ended_at"]))), *voice.row(("听证地点", values["place"])),
        *voice.row(("听证主持人（签名）", values["chair"]), ("记录人（签名）", values["recorder"])), *voice.block("听证记录", lines),
        *voice.row(("听证参加人（签名）", "  ".join([*values["handlers"], values["party_head"]]))),
    ]  # fmt: skip


def hearing_report(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    held = f"{voice.moment(values['held_at'])}在{values['place']}公开举行听证。承办人员陈述了违法事实、证据和处罚建议，当事人对事实无异议，请求从轻。"
    return [
        *voice.head(paper), *voice.row(("案由", values["cause"])), *voice.row(("听证主持人", values["chair"]), ("记录人", values["recorder"])),
        *voice.block("听证会基本情况摘要", [held]), *voice.block("听证主持人意见", [f"{values['view']}。"]),
        *voice.signed("听证主持人（签名）", values["chair"], paper.on),
        *voice.row(("负责人审核意见", "同意")), *voice.signed("负责人（签名）", values["leader"], paper.on),
    ]  # fmt: skip


def _about(voice: Voice) -> str:
    mine = voice.case.mine
    return f"{mine.party}，统一社会信用代码{mine.credit_code}，采矿许可证号{mine.mining_licence}，安全生产许可证号{mine.safety_licence}，地址{mine.address}，主要负责人{mine.head.name}。"


def legal_review(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    return [
        *voice.head(paper), *voice.row(("案由", values["cause"])), *voice.block("行政相对人基本情况", [_about(voice)]),
        *voice.block("案情摘要", [f"{values['summary']}。"]), *voice.block("作出决定依据", [f"{values['basis']}。"]),
        *voice.block("建议行政决定", [f"{values['proposal']}。"]), *voice.block("法制审核意见", [f"{values['view']}。" if values["view"] else ""]),
        *voice.signed("法制审核人员（签名）", values["reviewer"], paper.on),
    ]  # fmt: skip


def case_presentation(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    facts = [
        f"{text}，违反了{f.breach}的规定，依据{f.penalty}的规定应予处罚。"
        for text, f in zip(numbered([f.text for f in values["findings"]]), values["findings"], strict=True)
    ]
    proposal = f"{values['proposal']}。" + ("建议提交集体讨论研究。" if values["to_discussion"] else "")
    end = (
        [
            *voice.row(("分管负责人意见", "同意")),
            *voice.signed("签名", values["deputy"], paper.on),
            *voice.row(("主要负责人意见", "同意")),
            *voice.signed("签名", values["leader"], paper.on),
        ]
        if voice.case.inspection
        else [*voice.row(("执法机关负责人意见", "同意")), *voice.signed("签名", values["leader"], paper.on)]
    )
    return [
        *voice.head(paper), *voice.row(("案由", values["cause"])),
        *voice.row(("立案决定书编号", values["filing_number"]), ("立案时间", voice.date(values["filed_on"]))), *voice.row(("承办人", "、".join(values["handlers"]))),
        *voice.block("违法事实及依据", facts), *voice.block("法制审核意见", [f"{values['view']}。"]), *voice.block("建议案件处理意见", [proposal]), *end,
    ]  # fmt: skip


def discussion_record(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    blocks = [
        *voice.head(paper), *voice.row(("案由", values["cause"])), *voice.row(("讨论时间", voice.span(values["started_at"], values["ended_at"]))),
        *voice.row(("地点", values["place"])), *voice.row(("主持人", values["chair"]), ("汇报人", values["reporter"]), ("记录人", values["recorder"])),
        *voice.block("出席人员姓名及职务", ["、".join(f"{name}（{post}）" for name, post in values["members"])]),
        *voice.block("讨论内容", ["处罚主体是否合法，执法程序是否合法，违法事实是否清楚，处罚依据是否准确，裁量的种类和幅度是否适当。"]),
    ]  # fmt: skip
    views = [
        f"{name}：事实清楚，程序合法，{'同意承办意见' if at else '请各位发表意见，我同意承办意见'}。"
        for at, (name, _) in enumerate(values["members"])
    ]
    spoken = [
        f"{values['reporter']}汇报案情：{'；'.join(numbered([f.text for f in values['findings']]))}。建议{values['proposal']}。"
    ]
    blocks += voice.block("讨论记录", spoken + (views if values["views"] else []))
    blocks += voice.block("结论性意见", [f"{values['conclusion']}。" if values["conclusion"] else ""])
    return [*blocks, *voice.row(("出席人员签名", "  ".join(values["signatures"])))]


def penalty_decision(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    who = "被处罚个人" if paper.person else "被处罚单位"
    lump = values.get("lump")
    lines = lump if lump else [*charges(paper, voice), *_total(paper)]
    if len(values["findings"]) == 1:
        lines = [lines[0].replace("违反了", "以上事实违反了", 1), *lines[1:]]
    bank = f"接到本处罚决定书之日起{values['days']}日内将罚款缴至{fill(values['bank'])}，账户名称：{fill(values['account_name'])}，账号：{fill(values['account'])}，地址：{values['bank_address']}。"
    if not values["bank"]:
        bank = f"接到本处罚决定书之日起{values['days']}日内将罚款缴至指定账户。"
    late = f"到期不缴纳罚款的，每日按罚款数额的{values['rate']}加处罚款。" if values["rate"] else ""
    return [
        *voice.head(paper), *voice.row((who, paper.party), ("地址", values["address"])), *voice.block("违法事实", _facts(paper)),
        *(Para(line) for line in lines), Para(bank + late), *voice.remedies(paper),
        *voice.close(paper, "，一份交银行，一份交被处罚" + ("个人" if paper.person else "单位") + "，一份存档"),
    ]  # fmt: skip


def service_receipt(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    on = values["served_on"]
    blocks = [
        *voice.head(paper), *voice.row(("送达文书", values["document"])), *voice.row(("文书编号", values["served_number"])),
        *voice.row(("送达地点", values["place"])), *voice.row(("送达方式", values["method"])),
    ]  # fmt: skip
    receiver = "受送达个人（签名）" if paper.person else "受送达单位负责人（签名）"
    blocks += voice.signed(receiver, values["receiver"], on if values["receiver"] else None)
    blocks += voice.signed("送达人（签名）", "  ".join(values["servers"]), on)
    if values["witness"]:
        blocks += voice.signed("见证人（签名）", values["witness"], on)
    if values["remark"]:
        blocks.append(Para(f"备注：{values['remark']}", indent=False))
    return [*blocks, *voice.close(paper)]


def _refer(paper: Paper, voice: Voice) -> str:
    return f"《行政处罚决定书》（{paper.values['decision_number']}）"


def payment_reminder(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"{voice.me}于{voice.date(values['decided_on'])}作出{_refer(paper, voice)}，要求你单位于{voice.date(values['due_on'])}前将罚款{values['fine']}缴至{fill(values['bank'])}。"
        f"因你单位逾期未履行该处罚决定，依据{COERCION_LAW}第三十五条规定，现催告你单位履行以上决定，{voice.me}将依据{PENALTY_LAW}第七十二条第一款第（一）项规定，"
        "每日按罚款数额的3%加处罚款。"
    )
    return [
        *voice.head(paper), *voice.to(paper), Para(text), Para(f"如有异议，依据{COERCION_LAW}第三十六条的规定，你单位有权向{voice.me}提出陈述和申辩。"),
        *voice.signed("受送达人（签名）", values["receiver"], paper.on), *voice.contact(paper), *voice.close(paper, "，一份交被处罚单位，一份存档"),
    ]  # fmt: skip


def surcharge_decision(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"{voice.me}于{voice.date(values['served_on'])}向你单位送达{_refer(paper, voice)}，对你单位罚款{values['fine']}，要求于{voice.date(values['due_on'])}前履行。"
        f"截至{voice.date(values['cut_on'])}，你单位仍未履行该行政处罚决定，逾期{values['days']}日，根据{PENALTY_LAW}第七十二条第一款第（一）项规定，本机关决定对你单位加处罚款"
        f"{values['surcharge']}，并于{voice.date(values['pay_by'])}前将加处的罚款缴至{fill(values['bank'])}，账户名称：{fill(values['account_name'])}，账号：{fill(values['account'])}，地址：{values['bank_address']}。"
    )
    return [*voice.head(paper), *voice.to(paper), Para(text), *voice.remedies(paper), *voice.close(paper)]


def payment_deferral(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"{voice.me}于{voice.date(values['decided_on'])}向你单位作出{_refer(paper, voice)}，对你单位作出罚款{values['fine']}的行政处罚决定。现根据你单位的申请，"
        f"{voice.me}依据{PENALTY_LAW}{values['article']}的规定，经研究，作出如下决定："
    )
    parts = values["instalments"]
    lines = [f"☑同意分期缴纳罚款。分{len(parts)}期："] + [
        f"第{at}期：{voice.date(on)}前，缴纳罚款{money}" for at, (on, money) in enumerate(parts, 1)
    ]
    return [
        *voice.head(paper),
        *voice.to(paper),
        Para(text),
        *(Para(line) for line in lines),
        *voice.close(paper),
    ]


def enforcement_reminder(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"{voice.me}于{voice.date(values['decided_on'])}对你单位作出的{_refer(paper, voice)}尚未履行，且你单位在法定期限内未申请行政复议或者提起行政诉讼。依据{COERCION_LAW}第五十三条、"
        "第五十四条的规定，请你单位："
    )
    pay = f"☑于{voice.date(values['pay_by'])}前将罚款{values['fine']}、加处罚款{values['surcharge']}（合计：{values['sum']}）缴纳至{fill(values['bank'])}。"
    return [
        *voice.head(paper), *voice.to(paper), Para(text), Para(pay),
        Para(f"如你单位不履行上述义务，{voice.me}将依据{COERCION_LAW}第五十三条、第五十四条的规定，申请人民法院强制执行。你单位有权进行陈述和申辩。"),
        *voice.signed("受送达人（签名）", values["receiver"], paper.on), *voice.contact(paper), *voice.close(paper, "，一份送被催告单位，一份存档"),
    ]  # fmt: skip


def court_request(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    text = (
        f"{voice.me}于{voice.date(values['decided_on'])}对被申请执行人{fill(values['debtor'])}作出了罚款{values['fine']}的行政处罚决定（{values['decision_number']}），并于"
        f"{voice.date(values['called_on'])}送达了催告书（{values['call_number']}）。被申请执行人在法定的期限内未履行上述行政处罚决定。根据{PENALTY_LAW}第七十二条第一款第（四）项、"
        f"{COERCION_LAW}第五十三条、第五十四条规定，特申请贵院强制执行。"
    )
    return [
        *voice.head(paper, f"签发人：{values['issuer']}"), *voice.to(paper), Para(text), Para("附有关材料：", indent=False),
        *(Para(line) for line in numbered(values["attachments"])), *voice.signed("收件人（签名）", values["receiver"], paper.on),
        *voice.row(("申请单位联系人", values["clerk"]), ("联系电话", values["phone"])), *voice.close(paper, "，一份送法院，一份存档"),
    ]  # fmt: skip


def approval_report(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    return [
        *voice.head(paper), *voice.row(("案由", values["cause"] or "无")), *voice.row(("审批事项", values["matter"])),
        *voice.block("行政相对人基本情况", [_about(voice)]), *voice.block("案情摘要", [f"{values['summary']}。"]),
        *voice.block("提请审批的理由及依据", [f"{values['reason']}。"]), *voice.block("承办人意见", [f"{values['opinion']}。"]),
        *voice.signed("承办人（签名）", "、".join(values["handlers"]), paper.on),
        *voice.row(("分管负责人意见", "同意")), *voice.signed("签名", values["deputy"], paper.on),
        *voice.row(("主要负责人意见", "同意")), *voice.signed("签名", values["leader"], paper.on),
    ]  # fmt: skip


def closing_report(paper: Paper, voice: Voice) -> list[Block]:
    values, mine = paper.values, voice.case.mine
    sections = {
        "案由": values["cause"], "行政相对人基本情况": _about(voice), "案发时间及地点": f"{voice.date(values['checked_on'])}，{values['place']}",
        "主要违法事实": "；".join(numbered([f.text for f in values["findings"]])),
        "立案调查及审理情况": f"{voice.date(values['filed_on'])}立案，经调查询问、法制审核、告知，于{voice.date(values['decided_on'])}作出行政处罚决定：{values['proposal']}",
        "行政处罚执行情况": values["execution"], "结案理由": "行政处罚决定已经执行完毕，违法行为已经改正，符合结案条件",
    }  # fmt: skip
    blocks = voice.head(paper)
    for at, name in enumerate(values["sections"], 1):
        blocks.append(
            Para(
                f"{'一二三四五六七'[at - 1]}、{name}：{sections[name]}{'' if name == '案由' else '。'}".replace(
                    "。。", "。"
                ),
                indent=False,
            )
        )
    assert mine
    return [
        *blocks, *voice.row(("承办人意见", "建议结案")), *voice.signed("签名", "、".join(values["handlers"]), paper.on),
        *voice.row(("审批人意见", "同意结案")), *voice.signed("签名", values["approver"], paper.on),
    ]  # fmt: skip


def file_cover(paper: Paper, voice: Voice) -> list[Block]:
    values = paper.values
    return [
        *voice.head(paper), *voice.row(("执法单位", values.get("organ", voice.case.organ.name))), *voice.row(("案卷类别", values["class"])),
        *voice.row(("案卷题名", values["file_title"])), *voice.row(("起止日期", f"{voice.date(values['first_on'])}至{voice.date(values['last_on'])}")),
        *voice.row(("", f"本卷共{values['count']}件{values['pages']}页"), ("归档日期", voice.date(paper.on))),
        *voice.row(("承办人（签名）", "  ".join(values["handlers"]))), *voice.row(("档号", values["file_number"]), ("保管期限", values["kept"])),
    ]  # fmt: skip


def file_index(paper: Paper, voice: Voice) -> list[Block]:
    rows = tuple(
        (str(at), e["number"], e["title"], e["date"], e["page"], e["note"])
        for at, e in enumerate(paper.values["entries"], 1)
    )
    return [
        *voice.head(paper),
        Grid(("序号", "文号", "题名", "日期", "页号", "备注"), rows, (0.6, 2.2, 3.0, 1.2, 0.8, 0.8)),
    ]


def evidence(paper: Paper, voice: Voice) -> list[Block]:
    return [Title(paper.title), Para(paper.values["text"])]


WORDS: dict[str, Words] = {
    words.__name__: words
    for words in (
        filing_decision, inquiry_record, penalty_notice, defence_record, hearing_notice, hearing_record, hearing_report, legal_review,
        case_presentation, discussion_record, penalty_decision, service_receipt, payment_reminder, surcharge_decision, payment_deferral,
        enforcement_reminder, court_request, approval_report, closing_report, file_cover, file_index, evidence,
    )
}  # fmt: skip
