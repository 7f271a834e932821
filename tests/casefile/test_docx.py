"""DOCX as offices write it: several papers in a file, tables, boxes, changes, numbers nobody typed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from PIL import Image, ImageDraw

from minewarden.casefile.docx import read_docx
from minewarden.casefile.limits import DEFAULT
from minewarden.casefile.model import Body, Document
from minewarden.casefile.read import read_case, read_cases
from minewarden.casefile.render import docx_html
from minewarden.errors import BadInput
from tests.casefile import hostile
from tests.casefile.papers import add_paper, write_paper

HERE = replace(DEFAULT, processes=0)
NUMBER = "晋（晋城）煤安处〔2024〕12号"


def picture(colour: str) -> io.BytesIO:
    """A PNG of a ring in `colour`."""
    image = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(image).ellipse((20, 20, 180, 180), outline=colour, width=14)
    made = io.BytesIO()
    image.save(made, "PNG")
    made.seek(0)
    return made


def read_one(folder: Path) -> Document:
    (document,) = read_case(folder, HERE).documents
    return document


def test_papers_of_one_file_are_parted_and_told_by_title_not_by_name(tmp_path: Path) -> None:
    merged = docx.Document()
    add_paper(
        merged, "现场检查记录", ["被检查单位：甲县东山煤矿", "检查情况：发现以下问题：1.未设置甲烷传感器。"]
    )
    merged.add_page_break()
    add_paper(merged, "现场处理决定书", ["甲县东山煤矿：", "本机关于2024年1月15日检查。"], number=NUMBER)
    add_paper(merged, "送达收执", ["送达文书：现场处理决定书"], number="晋（晋城）煤安送〔2024〕3号")
    merged.save(str(tmp_path / "x9.docx"))
    case = read_case(tmp_path, HERE)
    assert [(d.kind, d.pages) for d in case.documents] == [
        ("现场检查记录", (1, 1)),
        ("现场处理决定书", (2, 2)),
        ("送达收执", (2, 2)),
    ]
    assert case.body is Body.SUPERVISION and case.kind == "inspection"


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("现场检查笔录", "现场检查笔录"),
        ("询问笔录", "调查取证笔录"),
        ("送达回执", "送达收执"),
        ("立案审批表", "立案决定书"),
        ("停供电通知书", "停供电（停供民用爆炸物品）通知书"),
        ("行政处罚决定书（张某）", "行政处罚决定书"),
    ],
)
def test_older_and_common_titles_lead_to_the_form_of_the_body(
    tmp_path: Path, printed: str, kind: str
) -> None:
    write_paper(tmp_path / "a.docx", printed, ["内容"], heading="国家矿山安全监察")
    document = read_one(tmp_path)
    assert (document.kind, document.title, document.body) == (kind, printed, Body.INSPECTION)


@pytest.mark.parametrize(
    "number",
    [
        NUMBER,
        "晋(晋城)煤安处[2024]12号",
        "晋（晋城）煤安处【2024】12号",
        "晋（晋城）煤安处〔２０２４〕１２号",
    ],
)
def test_a_number_is_read_in_every_bracket_and_width(tmp_path: Path, number: str) -> None:
    write_paper(tmp_path / "a.docx", "现场处理决定书", ["甲县东山煤矿：", "内容。"], number=number)
    read = read_one(tmp_path).number
    assert read is not None and not isinstance(read.value, str)
    assert (read.value.code, read.value.year, read.value.sequence) == ("处", "2024", "12")


def test_a_mention_of_a_paper_is_not_its_title(tmp_path: Path) -> None:
    write_paper(
        tmp_path / "a.docx",
        "送达收执",
        ["送达文书：", "行政处罚决定书", "文书编号：晋（晋城）煤安罚〔2024〕7号", "送达方式：直接送达"],
    )
    document = read_one(tmp_path)
    assert document.kind == "送达收执" and document.number is None
    assert [(s.document, s.method) for s in document.service] == [("行政处罚决定书", "直接送达")]


def test_a_form_laid_out_as_a_table_gives_the_same_values(tmp_path: Path) -> None:
    made = docx.Document()
    add_paper(made, "立案决定书", [], number="晋（晋城）煤安立〔2024〕2号")
    table = made.add_table(rows=3, cols=4)
    table.cell(0, 0).text, table.cell(0, 1).merge(table.cell(0, 3)).text = (
        "案由",
        "甲县东山煤矿涉嫌超能力生产案",
    )
    table.cell(1, 0).text, table.cell(1, 1).merge(table.cell(1, 3)).text = (
        "案情摘要",
        "2024年1月15日检查时发现。",
    )
    for column, text in enumerate(["审批人意见", "同意立案", "日期", "2024年1月20日"]):
        table.cell(2, column).text = text
    made.save(str(tmp_path / "a.docx"))
    fields = {label: value.value for label, value in read_one(tmp_path).fields.items()}
    assert fields == {
        "案由": "甲县东山煤矿涉嫌超能力生产案",
        "案情摘要": "2024年1月15日检查时发现。",
        "审批人意见": "同意立案",
        "日期": "2024年1月20日",
    }


def test_findings_keep_number_order_and_deadline(tmp_path: Path) -> None:
    lines = [
        "甲县东山煤矿：",
        "本机关于2024年1月15日现场检查时，发现你单位有下列违法违规行为，现作出以下现场处理决定：",
        "1.3101采煤工作面上隅角甲烷浓度达1.2%，未停止作业。责令立即停止作业。",
        "2.主通风机未测定性能，责令限期改正，于2024年1月31日前改正完毕。",
        "如果不服本决定，可在接到本决定书之日起60日内向甲市人民政府申请行政复议，或者在6个月内依法向甲县人民法院提起行政诉讼。",
    ]
    write_paper(tmp_path / "a.docx", "现场处理决定书", lines, number=NUMBER)
    document = read_one(tmp_path)
    assert [
        (f.no, f.order and f.order.value, f.deadline and f.deadline.value) for f in document.findings
    ] == [
        (1, "责令立即停止作业。", None),
        (2, "责令限期改正，于2024年1月31日前改正完毕。", date(2024, 1, 31)),
    ]
    assert [(r.kind, r.organ) for r in document.remedies] == [
        ("review", "甲市人民政府"),
        ("suit", "甲县人民法院"),
    ]


def test_each_violation_of_a_notice_keeps_its_own_clauses(tmp_path: Path) -> None:
    lines = [
        "甲县东山煤矿：",
        "经查，你单位的以下行为：一、未测定主通风机性能，违反了《煤矿安全生产条例》第二十六条第一款的规定，依据《煤矿安全生产条例》"
        "第六十三条第三项的规定；二、特种作业人员无证上岗，违反了《安全生产法》第三十条第一款的规定，依据《安全生产法》第九十七条第七项的规定，"
        "拟对你单位作出罚款人民币壹拾伍万元整（¥150,000.00）的行政处罚。",
    ]
    write_paper(tmp_path / "a.docx", "行政处罚告知书", lines, number="晋（晋城）煤安告〔2024〕3号")
    findings = read_one(tmp_path).findings
    assert [(f.no, f.text.value, [c.article for c in f.citations]) for f in findings] == [
        (1, "未测定主通风机性能", [26, 63]),
        (2, "特种作业人员无证上岗", [30, 97]),
    ]


def test_rows_of_the_index_keep_their_columns_though_cells_are_empty(tmp_path: Path) -> None:
    made = docx.Document()
    add_paper(made, "档案卷内目录", [])
    table = made.add_table(rows=0, cols=6)
    for row in (
        ("序号", "文号", "题名", "日期", "页号", "备注"),
        ("1", "", "检查方案", "20240110", "1", ""),
        ("2", "", "", "", "", ""),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    made.save(str(tmp_path / "a.docx"))
    (entry,) = read_one(tmp_path).entries
    assert entry.cells == {"序号": "1", "题名": "检查方案", "日期": "20240110", "页号": "1"}


def test_tracked_changes_and_struck_text_are_alterations_and_not_text(tmp_path: Path) -> None:
    made = docx.Document()
    add_paper(made, "现场处理决定书", ["甲县东山煤矿："], number=NUMBER)
    paragraph = made.add_paragraph("于")
    for xml in (
        f'<w:del {nsdecls("w")} w:id="1" w:author="甲"><w:r><w:delText>2023年</w:delText></w:r></w:del>',
        f'<w:ins {nsdecls("w")} w:id="2" w:author="甲"><w:r><w:t>2024年</w:t></w:r></w:ins>',
    ):
        paragraph._p.append(parse_xml(xml))
    paragraph.add_run("（扣押）").font.strike = True
    made.save(str(tmp_path / "a.docx"))
    document = read_one(tmp_path)
    assert "于2024年" in document.text and "2023年" not in document.text and "扣押" not in document.text
    assert [(a.kind, a.text) for a in document.alterations] == [
        ("deletion", "2023年"),
        ("insertion", "2024年"),
        ("strike", "（扣押）"),
    ]


def test_a_signature_pasted_as_a_picture_counts_and_a_seal_is_told_from_it(tmp_path: Path) -> None:
    made = docx.Document()
    add_paper(made, "现场处理决定书", ["甲县东山煤矿："], number=NUMBER)
    made.add_paragraph("现场执法人员（签名）：").add_run().add_picture(picture("black"), width=Cm(2))
    made.add_paragraph("被检查单位负责人（签名）：")
    made.add_paragraph("甲市应急管理局").add_run().add_picture(picture("red"), width=Cm(4))
    made.add_paragraph("2024年3月5日")
    made.save(str(tmp_path / "a.docx"))
    document = read_one(tmp_path)
    assert [(s.label, s.present) for s in document.signatures] == [
        ("现场执法人员", True),
        ("被检查单位负责人", False),
    ]
    assert document.has_seal() is True
    assert document.date is not None and document.date.value == date(2024, 3, 5)


def test_a_missing_seal_is_one_only_beside_papers_that_show_theirs(tmp_path: Path) -> None:
    for number, colour in enumerate(["red", ""]):
        made = docx.Document()
        add_paper(made, "现场处理决定书", ["甲县东山煤矿："], number=NUMBER)
        organ = made.add_paragraph("甲市应急管理局（印章）")
        if colour:
            organ.add_run().add_picture(picture(colour), width=Cm(4))
        made.save(str(tmp_path / f"{number}.docx"))
    assert [d.has_seal() for d in read_case(tmp_path, HERE).documents] == [True, False]
    (tmp_path / "0.docx").unlink()
    assert read_one(tmp_path).has_seal() is None


def test_boxes_to_tick_are_read(tmp_path: Path) -> None:
    lines = ["甲县东山煤矿：", "☑根据《行政处罚法》第六十三条规定，你单位有要求举行听证的权利。", "□身份证"]
    write_paper(tmp_path / "a.docx", "行政处罚告知书", lines)
    options = read_one(tmp_path).options
    assert [(o.chosen, o.group) for o in options] == [(True, "hearing"), (False, "")]


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    made = docx.Document()
    for text in ("甲", "乙", "丙"):
        made.add_paragraph(text, style="List Number")
    path = tmp_path / "a.docx"
    made.save(str(path))
    lines = [line.text for page in read_docx(path, "a.docx", DEFAULT).pages for line in page.lines]
    assert lines == ["1.甲", "2.乙", "3.丙"]


def test_the_html_view_lets_nothing_of_the_file_through_but_text(tmp_path: Path) -> None:
    path = write_paper(tmp_path / "a.docx", "现场检查记录", ["<script>alert(1)</script>", "单位：<b>甲</b>"])
    shown = docx_html(path)
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert 'id="p1-1"' in shown and 'data-page="1"' in shown


def test_a_folder_that_is_none_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no case folder"):
        read_case(tmp_path / "absent", HERE)


def test_many_cases_come_back_in_their_order(tmp_path: Path) -> None:
    folders = []
    for number in range(6):
        folder = tmp_path / f"case{number}"
        folder.mkdir()
        (folder / "a.docx").write_bytes(hostile.honest_docx())
        folders.append(folder)
    assert [case.name for case in read_cases(folders, HERE)] == [folder.name for folder in folders]
