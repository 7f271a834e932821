"""Renders a form as DOCX or PDF."""

from __future__ import annotations

from pathlib import Path

from minewarden.documents.docx import docx_bytes
from minewarden.documents.form import Body, Form, load_form
from minewarden.documents.layout import Values, blocks_of
from minewarden.documents.pdf import pdf_bytes
from minewarden.errors import BadInput


def render_docx(kind: str, values: Values, body: Body, path: Path) -> None:
    """Write the DOCX of a form. In: `kind` a key of FORMS, `values` by the names of its fields.

    Errors: BadInput for a form that the body's list lacks, or for required fields left out.
    """
    path.write_bytes(docx_bytes(blocks_of(_form(kind, body), values, body)))


def render_pdf(kind: str, values: Values, body: Body, path: Path) -> None:
    """As `render_docx`, as PDF."""
    path.write_bytes(pdf_bytes(blocks_of(_form(kind, body), values, body), numbered=True))


def _form(kind: str, body: Body) -> Form:
    form = load_form(kind)
    if not form.kind.in_list_of(body is Body.INSPECTION):
        whose = "监察" if body is Body.INSPECTION else "监管"
        raise BadInput(f"{whose}文书目录中没有《{form.kind.title}》")
    return form
