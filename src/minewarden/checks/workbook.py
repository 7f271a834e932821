"""The result of a review as a workbook: problems to filter, totals to read, cases with their score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from minewarden.checks import RULES
from minewarden.checks.wording import BODIES, KINDS, SEVERITIES

Row = dict[str, Any]
_HEAD = PatternFill("solid", fgColor="DCE6F1")


def write_workbook(answer: Row, path: Path) -> None:
    """Sheets 问题, 合计, 案卷, 无法判断 of the contract's `answer`, written to `path`."""
    book = Workbook()
    _problems(book.active, answer)
    _totals(book.create_sheet("合计"), answer)
    _cases(book.create_sheet("案卷"), answer)
    _unjudged(book.create_sheet("无法判断"), answer)
    book.save(path)


def _problems(sheet: Worksheet, answer: Row) -> None:
    sheet.title = "问题"
    rows = [
        [
            case["case"],
            problem["rule"],
            SEVERITIES[problem["severity"]],
            problem["document"],
            problem["file"],
            problem["page"],
            problem["message"],
            problem["excerpt"],
            problem["basis"],
            problem["confidence"],
        ]
        for case in answer["cases"]
        for problem in case["problems"]
    ]
    head = ["案卷", "规则", "程度", "文书", "文件", "页", "问题", "原文", "依据", "识别可信度"]
    _fill(sheet, head, rows, [22, 8, 8, 22, 24, 6, 60, 44, 36, 10])


def _totals(sheet: Worksheet, answer: Row) -> None:
    titles = {rule.id: rule for rule in RULES}
    summed = answer["totals"]
    rows: list[list[Any]] = [
        ["案卷（份）", "", "", summed["cases"]],
        ["文书（件）", "", "", summed["documents"]],
        ["问题（个）", "", "", summed["problems"]],
    ]
    for rule_id, count in summed["by_rule"].items():
        rule = titles.get(rule_id)
        rows.append([rule_id, rule.family if rule else "", rule.title if rule else "", count])
    _fill(sheet, ["项目", "类别", "内容", "数量"], rows, [14, 12, 60, 10])


def _cases(sheet: Worksheet, answer: Row) -> None:
    rows = [
        [
            case["case"],
            KINDS.get(case["kind"], case["kind"]),
            BODIES.get(case["body"] or "", "未识别"),
            case["facts"]["party"] or "",
            case["facts"]["fine_yuan"],
            len(case["documents"]),
            len(case["problems"]),
            case["score"]["total"],
            "是" if case["score"]["vetoed"] else "否",
            len(case["unreadable"]),
        ]
        for case in answer["cases"]
    ]
    head = ["案卷", "类别", "机关", "当事人", "罚款（元）", "文书", "问题", "得分", "否决", "未能读取"]
    _fill(sheet, head, rows, [24, 12, 12, 36, 14, 8, 8, 8, 8, 10])


def _unjudged(sheet: Worksheet, answer: Row) -> None:
    rows: list[list[Any]] = []
    for case in answer["cases"]:
        if case["not_judged"]:
            rows.append([case["case"], "", "", "、".join(case["not_judged"]), "缺少文书或者无法识别"])
        rows.extend(
            [case["case"], row["file"], row["page"], "", row["message"]] for row in case["unreadable"]
        )
    _fill(sheet, ["案卷", "文件", "页", "规则", "原因"], rows, [24, 30, 6, 50, 50])


def _fill(sheet: Worksheet, head: list[str], rows: list[list[Any]], widths: list[int]) -> None:
    sheet.append(head)
    for row in rows:
        sheet.append([_plain(cell) for cell in row])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _plain(cell: Any) -> Any:
    """Text of a file is never a formula, nor may it hold what a workbook cannot."""
    if not isinstance(cell, str):
        return cell
    clean = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return "'" + clean if clean.startswith(("=", "+", "-", "@")) else clean
