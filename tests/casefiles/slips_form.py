"""Slips of form: titles, numbers, fields, names, citations, seals, cover and list (R01-R13)."""

from __future__ import annotations

import datetime as dt
import random
import re

from minewarden.documents.blocks import strike
from minewarden.rules.document_kinds import HEADINGS
from minewarden.rules.numerals import to_numeral
from tests.casefiles.papers import Case, Paper
from tests.casefiles.slips import lookalike, slip

_OTHER_SETS = {
    "on_site_decision": "责令限期整改指令书", "service_receipt": "送达回证", "filing_decision": "立案审批表",
    "closing_report": "结案审批表", "penalty_notice": "行政处罚听证告知书",
}  # fmt: skip


@slip("R01", kind="penalty")
def title_of_another_set(case: Case, rng: random.Random) -> Paper:
    key = rng.choice(sorted(_OTHER_SETS))
    papers = case.all(key)
    for paper in papers:
        paper.title = _OTHER_SETS[key]
    return papers[0]


@slip("R01")
def title_of_the_other_body(case: Case, rng: random.Random) -> Paper:
    paper = case.one("on_site_record")
    paper.title = paper.kind.title_for(not case.inspection)
    return paper


@slip("R01")
def heading_of_the_other_body(case: Case, rng: random.Random) -> Paper:
    paper = case.one("on_site_decision")
    paper.heading = HEADINGS[not case.inspection]
    return paper


@slip("R02")
def wrong_code(case: Case, rng: random.Random) -> Paper:
    paper = case.one("on_site_decision")
    _renumber(case, paper, paper.number.replace("处〔", "罚〔"))
    return paper


def _renumber(case: Case, paper: Paper, number: str) -> None:
    """Change the number everywhere it is referred to: only the pattern is then wrong."""
    old, paper.number = paper.number, number
    for other in case.papers:
        for name, value in other.values.items():
            if value == old:
                other.values[name] = number


@slip("R02", kind="penalty")
def year_of_two_digits(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    _renumber(case, paper, re.sub(r"〔20(\d\d)〕", r"〔\1〕", paper.number))
    return paper


@slip("R02", kind="penalty")
def number_without_its_end(case: Case, rng: random.Random) -> Paper:
    paper = case.one("filing_decision")
    _renumber(case, paper, paper.number.removesuffix("号"))
    return paper


@slip("R02", kind="penalty", major=True, person_party=True)
def one_number_twice(case: Case, rng: random.Random) -> list[Paper]:
    first, second = case.all("penalty_notice")[:2]
    _renumber(case, second, first.number)
    return [first, second]


@slip("R02")
def number_left_out(case: Case, rng: random.Random) -> Paper:
    paper = case.one("on_site_decision")
    paper.number = ""
    return paper


@lookalike("R02")
def leading_zeros(case: Case, rng: random.Random) -> None:
    paper = case.one("on_site_decision")
    _renumber(case, paper, re.sub(r"〕(\d+)号", lambda m: f"〕{int(m[1]):04d}号", paper.number))


@slip("R03")
def number_on_a_record(case: Case, rng: random.Random) -> Paper:
    paper = case.one("on_site_record")
    paper.number = case.write_number("检", paper.on.year, rng.randrange(10, 90))
    return paper


@slip("R03", kind="penalty", allowed="R02")
def review_numbered_like_a_decision(case: Case, rng: random.Random) -> Paper:
    paper = case.one("legal_review")
    paper.number = case.write_number("审", paper.on.year, rng.randrange(10, 90))
    return paper


@slip("R03", kind="penalty")
def case_number_of_another_case(case: Case, rng: random.Random) -> Paper:
    paper = case.one("case_presentation")
    year, number = paper.number.split("-")
    paper.number = f"{year}-{int(number) + 3}"
    return paper


@slip("R04", kind="penalty")
def telephone_left_blank(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_notice")
    paper.values["phone"] = ""
    return paper


@slip("R04")
def credit_code_left_blank(case: Case, rng: random.Random) -> Paper:
    paper = case.one("on_site_record")
    paper.values["credit_code"] = ""
    return paper


@slip("R04", kind="penalty", major=True, hearing=True)
def both_options_of_the_hearing(case: Case, rng: random.Random) -> Paper:
    paper = case.one("hearing_notice")
    paper.values["open"] = "（公开、不公开）"
    return paper


@slip("R04", kind="penalty")
def address_left_blank(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    paper.values["address"] = ""
    return paper


@slip("R05", kind="penalty")
def short_name_of_the_party(case: Case, rng: random.Random) -> Paper:
    paper = case.one(rng.choice(("penalty_decision", "penalty_notice")))
    paper.party = case.mine.short
    return paper


@slip("R05")
def name_slightly_different(case: Case, rng: random.Random) -> Paper:
    paper = case.one("on_site_decision")
    paper.party = (
        paper.party.replace("有限责任公司", "有限公司")
        if "责任" in paper.party
        else paper.party.replace("有限公司", "公司")
    )
    return paper


@slip("R05", kind="penalty")
def organ_shortened(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    organ = paper.organ
    paper.organ = (
        organ.replace("国家矿山安全监察局", "矿山安监局")
        .replace("应急管理局", "应急局")
        .replace("煤炭工业管理局", "煤管局")
    )
    if paper.organ == organ:
        paper.organ = organ[2:]
    return paper


@slip("R06", kind="penalty")
def law_without_article(case: Case, rng: random.Random) -> Paper:
    paper = case.one(rng.choice(("penalty_notice", "penalty_decision")))
    finding = paper.values["findings"][0]
    finding.breach = re.sub(r"》.*", "》", finding.breach)
    return paper


@slip("R06", kind="penalty")
def bracket_missing(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    finding = paper.values["findings"][-1]
    finding.penalty = finding.penalty.removeprefix("《")
    return paper


@slip("R57", allowed="R06")  # beyond the 56: the catalogue knows every article
def article_that_does_not_exist(case: Case, rng: random.Random) -> Paper:
    paper = case.one("on_site_decision")
    paper.values["findings"][0].basis = "《中华人民共和国安全生产法》第一百九十五条第一款第（二）项"
    return paper


@slip("R06", kind="penalty")
def pet_name_of_the_law(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    finding = paper.values["findings"][-1]
    finding.penalty = re.sub(r"《[^》]*》", "《安法》", finding.penalty)
    return paper


@lookalike("R06", kind="penalty")
def standard_short_title(case: Case, rng: random.Random) -> None:
    for finding in case.one("penalty_decision").values["findings"]:
        finding.penalty = finding.penalty.replace("《中华人民共和国安全生产法》", "《安全生产法》")


@slip("R07", kind="penalty", formats=("docx",), allowed="R47 R41 R05")
def decision_altered(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    paper.values["bank_address"] = strike("城西路7号") + paper.values["bank_address"]
    return paper


@slip("R07", kind="penalty")
def alteration_noted_in_a_decision(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    paper.values["bank_address"] += "（此处涂改）"
    return paper


@lookalike("R07")
def record_altered_with_fingerprint(case: Case, rng: random.Random) -> None:
    case.one("on_site_record").values["more"] = ("第1项中“工作面”改为“综采工作面”（修改处已按指印确认）。",)


@slip("R08")
def seal_missing(case: Case, rng: random.Random) -> Paper:
    paper = case.one("recheck_opinion") if rng.random() < 0.5 else case.one("on_site_decision")
    paper.sealed = False
    return paper


@slip("R08", kind="penalty")
def seal_missing_on_a_penalty(case: Case, rng: random.Random) -> Paper:
    paper = case.one(rng.choice(("penalty_decision", "penalty_notice", "filing_decision")))
    paper.sealed = False
    return paper


@slip("R08")
def date_in_chinese_numerals(case: Case, rng: random.Random) -> Paper:
    paper = case.one("on_site_decision")
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(paper.on.year))
    paper.date_text = f"{year}年{to_numeral(paper.on.month)}月{to_numeral(paper.on.day)}日"
    return paper


@slip("R08", kind="penalty", allowed="R04")
def date_without_its_day(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_notice")
    paper.date_text = f"{paper.on.year}年{paper.on.month}月  日"
    return paper


@slip("R09", kind="penalty", findings=3, allowed="R40 R41 R47")
def violations_lumped_together(case: Case, rng: random.Random) -> Paper:
    paper = case.one("penalty_decision")
    values = paper.values
    breaches = "、".join(dict.fromkeys(f.breach for f in values["findings"]))
    penalties = "、".join(dict.fromkeys(f.penalty for f in values["findings"]))
    measure = "".join(f"{f.measure}，并处" for f in values["findings"] if f.measure)
    values["lump"] = [
        f"以上事实违反了{breaches}的规定，依据{penalties}的规定，决定给予以下行政处罚：{measure}罚款{values['total']}。"
    ]
    return paper


@slip("R10", kind="penalty", cover=True, filed=True)
def file_title_of_another_matter(case: Case, rng: random.Random) -> Paper:
    cover = case.one("file_cover")
    cover.values["file_title"] = f"{case.mine.party}其他违法行为案"
    return cover


@slip("R10", kind="penalty", cover=True, filed=True)
def file_title_without_its_end(case: Case, rng: random.Random) -> Paper:
    cover = case.one("file_cover")
    cover.values["file_title"] = cover.values["file_title"].removesuffix("案")
    return cover


@slip("R10", kind="inspection", cover=True, filed=True)
def check_title_without_date(case: Case, rng: random.Random) -> Paper:
    cover = case.one("file_cover")
    cover.values["file_title"] = cover.values["file_title"].split("日对")[1]
    return cover


@slip("R11", cover=True, filed=True)
def start_date_wrong(case: Case, rng: random.Random) -> Paper:
    cover = case.one("file_cover")
    cover.values["first_on"] += dt.timedelta(days=rng.choice((3, 9)))
    return cover


@slip("R11", cover=True, filed=True)
def count_wrong(case: Case, rng: random.Random) -> Paper:
    cover = case.one("file_cover")
    cover.values["count"] += rng.choice((-2, 1, 3))
    return cover


@slip("R11", cover=True, filed=True)
def one_handler(case: Case, rng: random.Random) -> Paper:
    cover = case.one("file_cover")
    cover.values["handlers"] = cover.values["handlers"][:1]
    return cover


@slip("R12", cover=True, filed=True)
def dates_not_of_eight_digits(case: Case, rng: random.Random) -> Paper:
    index = case.one("file_index")
    for line in index.values["entries"]:
        year, month, day = line["date"][:4], int(line["date"][4:6]), int(line["date"][6:])
        line["date"] = f"{year}.{month}.{day}"
    return index


@slip("R12", kind="penalty", cover=True, filed=True)
def list_out_of_order(case: Case, rng: random.Random) -> Paper:
    index = case.one("file_index")
    entries = index.values["entries"]
    entries.insert(1, entries.pop(next(at for at, e in enumerate(entries) if "行政处罚决定书" in e["title"])))
    return index


@slip("R12", kind="penalty", cover=True, filed=True, ending="paid")
def evidence_before_documents(case: Case, rng: random.Random) -> Paper:
    index = case.one("file_index")
    entries = index.values["entries"]
    entries.insert(2, entries.pop(next(at for at, e in enumerate(entries) if "凭证" in e["title"])))
    return index


@slip("R13", kind="penalty", major=True, person_party=True, cover=True, filed=True)
def name_missing_in_the_list(case: Case, rng: random.Random) -> Paper:
    index = case.one("file_index")
    word = rng.choice(("行政处罚告知书", "行政处罚决定书"))
    for line in index.values["entries"]:
        if word in line["title"]:
            line["title"] = line["title"].split("（")[0]
    return index


@slip("R13", kind="penalty", cover=True, filed=True)
def asked_person_missing_in_the_list(case: Case, rng: random.Random) -> Paper:
    index = case.one("file_index")
    for line in index.values["entries"]:
        if "笔录（" in line["title"]:
            line["title"] = line["title"].split("（")[0]
    return index
