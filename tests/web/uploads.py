"""Workbooks as people upload them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from minewarden.web.sheets import XLSX


def workbook(header: list[str], *rows: list[Any]) -> SimpleUploadedFile:
    """An .xlsx of one sheet: a header and rows."""
    book = Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("rows.xlsx", buffer.getvalue(), content_type=XLSX)
