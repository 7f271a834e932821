"""Excel in and out: templates, reading with every fault named by row and column, downloads."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any, BinaryIO

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from minewarden.errors import BadInput

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000
MOST_BYTES = 30 * 1024 * 1024


@dataclass(frozen=True)
class SheetColumn:
    """One column of a template: `read` turns the cell's text into a value or raises ValueError with the reason."""

    key: str
    header: Any
    read: Callable[[Any], Any]
    required: bool = False
    hint: Any = ""
    example: Any = ""


@dataclass(frozen=True)
class Fault:
    """Why a row was not taken; `row` counts as Excel shows it."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """What was read: values by column key with the row number, and the faults."""

    rows: list[tuple[int, dict[str, Any]]]
    faults: list[Fault]


def text(most: int) -> Callable[[Any], str]:
    """A reader of text of at most `most` characters."""

    def read(cell: Any) -> str:
        value = str(cell).strip()
        if len(value) > most:
            raise ValueError(_("最多%(most)d个字") % {"most": most})
        return value

    return read


def number(
    least: float | None = None, most: float | None = None, whole: bool = False
) -> Callable[[Any], Any]:
    """A reader of numbers between `least` and `most`."""

    def read(cell: Any) -> Any:
        try:
            value = Decimal(str(cell).strip().replace(",", ""))
        except InvalidOperation as error:
            raise ValueError(_("不是数字")) from error
        if (
            not value.is_finite()
            or (least is not None and value < least)
            or (most is not None and value > most)
        ):
            raise ValueError(_("应在%(least)s与%(most)s之间") % {"least": least, "most": most})
        if whole and value != value.to_integral_value():
            raise ValueError(_("应为整数"))
        return int(value) if whole else value

    return read


def day(cell: Any) -> date:
    """A date cell, or text such as 2024-03-01 or 2024年3月1日."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    raw = (
        str(cell)
        .strip()
        .replace("年", "-")
        .replace("月", "-")
        .replace("日", "")
        .replace("/", "-")
        .replace(".", "-")
    )
    try:
        return date(*(int(part) for part in raw.split("-")))
    except (ValueError, TypeError) as error:
        raise ValueError(_("不是日期，应如 2024-03-01")) from error


def choice(pairs: Iterable[tuple[Any, Any]]) -> Callable[[Any], str]:
    """A reader that takes a label or a stored value of `pairs`."""
    known = {str(stored): str(stored) for stored, _label in pairs}
    labels = [(str(stored), label) for stored, label in pairs]

    def read(cell: Any) -> str:
        value = str(cell).strip()
        if value in known:
            return value
        for stored, label in labels:
            if value == str(label):
                return stored
        raise ValueError(_("应为：%(known)s") % {"known": "、".join(str(label) for _s, label in labels)})

    return read


def template(name: str, columns: Sequence[SheetColumn]) -> HttpResponse:
    """The empty workbook to fill: headers, an example row, and a sheet that explains each column."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("数据")
    guide = book.create_sheet(_("填写说明"))
    guide.append([_("列"), _("必填"), _("说明"), _("示例")])
    for index, column in enumerate(columns, 1):
        sheet.cell(1, index, str(column.header)).font = Font(bold=True)
        if column.required:
            sheet.cell(1, index).fill = PatternFill("solid", fgColor="FFF2CC")
        sheet.column_dimensions[get_column_letter(index)].width = max(12, 2 * len(str(column.header)) + 2)
        guide.append(
            [str(column.header), _("是") if column.required else "", str(column.hint), plain(column.example)]
        )
    sheet.freeze_panes = "A2"
    return _response(book, name)


def read(file: BinaryIO, columns: Sequence[SheetColumn]) -> Sheet:
    """Read an uploaded workbook by its headers; every cell that cannot be taken is a fault, none is dropped."""
    file.seek(0, 2)
    if file.tell() > MOST_BYTES:
        raise BadInput(_("文件超过30 MB，请分批导入。"))
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError, EOFError) as error:
        raise BadInput(_("这不是可读的 .xlsx 文件。请下载模板，填写后另存为 .xlsx 再上传。")) from error
    try:
        return _read_rows(book.worksheets[0].iter_rows(values_only=True), columns)
    finally:
        book.close()


def _read_rows(lines: Iterable[tuple[Any, ...]], columns: Sequence[SheetColumn]) -> Sheet:
    iterator = iter(lines)
    header = [str(cell or "").strip() for cell in next(iterator, ())]
    missing = [str(c.header) for c in columns if c.required and str(c.header) not in header]
    if missing:
        raise BadInput(_("第1行缺少列：%(names)s。请使用模板的表头。") % {"names": "、".join(missing)})
    by_header = {str(c.header): c for c in columns}
    rows: list[tuple[int, dict[str, Any]]] = []
    faults: list[Fault] = []
    for index, cells in enumerate(iterator, 2):
        if all(cell is None or str(cell).strip() == "" for cell in cells):
            continue
        if index > MOST_ROWS:
            raise BadInput(_("超过%(most)d行，请分批导入。") % {"most": MOST_ROWS})
        values, wrong = _read_row(index, dict(zip(header, cells, strict=False)), by_header)
        faults += wrong
        if not wrong:
            rows.append((index, values))
    return Sheet(rows, faults)


def _read_row(
    index: int, cells: dict[str, Any], by_header: dict[str, SheetColumn]
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    wrong: list[Fault] = []
    for header, column in by_header.items():
        cell = cells.get(header)
        if cell is None or str(cell).strip() == "":
            if column.required:
                wrong.append(Fault(index, header, "", _("必填")))
            values[column.key] = None
            continue
        try:
            values[column.key] = column.read(cell)
        except ValueError as error:
            wrong.append(Fault(index, header, str(cell)[:60], str(error)))
    return values, wrong


def plain(value: Any) -> Any:
    """A value as Excel takes it: text for lazy strings, China time without zone, nothing that begins a formula."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Promise) or not isinstance(value, str | int | float | Decimal | date | None):
        value = str(value)
    if (
        isinstance(value, str)
        and value[:1] in {"=", "+", "-", "@"}
        and not value.lstrip("-+").replace(".", "").isdigit()
    ):
        return "'" + value
    return value


def download(name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A workbook of one sheet with a bold, frozen header, written row by row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    sheet.freeze_panes = "A2"
    bold = []
    for label in header:
        cell = WriteOnlyCell(sheet, str(label))
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([plain(value) for value in row])
    return _response(book, name)


def _response(book: Workbook, name: str) -> HttpResponse:
    buffer = BytesIO()
    book.save(buffer)
    response = HttpResponse(buffer.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
