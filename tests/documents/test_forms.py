"""Every form renders its example for every body that has it, and its fields can be read back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from minewarden import documents
from minewarden.documents import FORMS, Body, FieldType, Form, load_form, render_docx, render_pdf
from minewarden.errors import BadInput
from minewarden.rules.document_kinds import KINDS, Numbering
from minewarden.rules.document_numbers import write_number

PAIRS = [
    (key, body) for key in FORMS for body in Body if load_form(key).kind.in_list_of(body is Body.INSPECTION)
]
COMMON = {
    "review_body": "云岭市人民政府", "court": "云岭市人民法院", "office_address": "云岭市人民路18号",
    "postcode": "034000",
    "clerk": "周明远", "clerk_phone": "0350-3912000",
    "organ": "云岭市应急管理局", "issued_on": dt.date(2026, 3, 2),
}  # fmt: skip


def example(form: Form, body: Body) -> dict[str, Any]:
    """The form's example with what all forms share."""
    values = {**COMMON, **form.own_example}
    if form.kind.numbering is Numbering.PATTERN:
        values["number"] = write_number(
            region="晋",
            office="太",
            code=form.kind.codes[0],
            year=2026,
            sequence=12,
            inspection=body is Body.INSPECTION,
        )
    elif form.kind.numbering is Numbering.CASE:
        values["number"] = "2026-15"
    return values


def printed(value: object) -> list[str]:
    """The pieces of text in which a value must be found."""
    if isinstance(value, dt.date):
        return [f"{value.year}年{value.month}月{value.day}日"]
    if isinstance(value, list):
        return [
            piece for item in value for piece in (printed(item) if isinstance(item, list) else [str(item)])
        ]
    return [] if isinstance(value, bool) else [str(value)]


def compact(text: str) -> str:
    return "".join(text.split())


def docx_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return compact("".join([paragraph.text for paragraph in document.paragraphs] + cells))


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return compact(text)


def expected(form: Form, body: Body) -> list[str]:
    values = example(form, body)
    wanted = [form.kind.title_for(body is Body.INSPECTION)]
    for field in form.fields_of(body):
        wanted += printed(values.get(field.name, ""))
    return [compact(piece) for piece in wanted if piece]


def test_the_registered_forms_are_the_folders_and_the_table_of_kinds() -> None:
    folder = Path(documents.__file__).parent
    folders = {path.parent.name for path in folder.glob("*/fields.toml")}

    assert set(FORMS) == folders == {kind.key for kind in KINDS}


@pytest.mark.parametrize(("key", "body"), PAIRS)
def test_the_docx_shows_every_value_of_the_example(key: str, body: Body, tmp_path: Path) -> None:
    form = load_form(key)

    render_docx(key, example(form, body), body, tmp_path / "form.docx")

    text = docx_text(tmp_path / "form.docx")
    assert [piece for piece in expected(form, body) if piece not in text] == []


@pytest.mark.parametrize(("key", "body"), PAIRS)
def test_the_pdf_shows_every_value_of_the_example(key: str, body: Body, tmp_path: Path) -> None:
    form = load_form(key)

    render_pdf(key, example(form, body), body, tmp_path / "form.pdf")

    text = pdf_text(tmp_path / "form.pdf")
    lost = [piece for piece in expected(form, body) if piece not in text and len(piece) < 30]
    assert lost == []  # a long value may be broken by the number of a page between its lines


@pytest.mark.parametrize("key", FORMS)
def test_every_blank_of_a_template_is_a_field_and_every_field_a_blank(key: str) -> None:
    form = load_form(key)
    template = "\n".join(form.template)

    for field in form.own_fields:
        shown = (
            f"{{{field.name}}}" in template or f" {field.name}" in template or f"?{field.name}" in template
        )
        assert shown or (field.name == "addressee" and "@to" in template), field.name


@pytest.mark.parametrize("key", FORMS)
def test_every_form_names_its_clause(key: str) -> None:
    assert "执法文书制作规范第" in load_form(key).source


@pytest.mark.parametrize("key", FORMS)
def test_a_required_field_left_out_is_named(key: str, tmp_path: Path) -> None:
    form = load_form(key)
    body = Body.SUPERVISION if form.kind.supervision_no else Body.INSPECTION
    field = next(f for f in form.fields_of(body) if f.required and f.type is not FieldType.CHOICE)
    values = {name: value for name, value in example(form, body).items() if name != field.name}

    with pytest.raises(BadInput, match=field.label.split("（")[0]):
        render_pdf(key, values, body, tmp_path / "form.pdf")


def test_a_form_that_the_body_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="监管文书目录"):
        render_docx("public_ruling_record", {}, Body.SUPERVISION, tmp_path / "form.docx")


def test_the_bodies_print_their_own_titles_and_headings(tmp_path: Path) -> None:
    form = load_form("on_site_record")
    for body in Body:
        render_docx("on_site_record", example(form, body), body, tmp_path / f"{body}.docx")

    supervision, inspection = (docx_text(tmp_path / f"{body}.docx") for body in Body)

    assert supervision.startswith("煤矿安全监管行政执法文书现场检查记录")
    assert inspection.startswith("国家矿山安全监察现场检查笔录")
