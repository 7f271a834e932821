"""The reference page of the forms, written from the forms themselves."""

from __future__ import annotations

from minewarden.documents import FORMS
from minewarden.documents.form import Form, load_form
from minewarden.rules.document_kinds import Numbering, SealKind

_NUMBERED = {Numbering.PATTERN: "", Numbering.CASE: "year-number", Numbering.NONE: "–"}
_SEALED = {SealKind.NONE: "–", SealKind.SEAL: "印", SealKind.OFFICIAL: "公"}


def reference_page() -> str:
    """Markdown: a table of all forms, then the fields of each."""
    forms = [load_form(key) for key in FORMS]
    lines = [
        "# Enforcement documents",
        "",
        "Written from `minewarden.documents`; a test keeps it equal. 监管 and 监察: position in the list of the body. "
        "Copies: as the note of the form says (supervision / inspection where they differ). Seal: 印 a seal or the "
        "enforcement seal, 公 the official seal alone.",
        "",
        "| key | title | 监管 | 监察 | code | copies | seal | fields |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(form) for form in forms),
        "",
    ]
    for form in forms:
        lines += _section(form)
    return "\n".join(lines)


def _row(form: Form) -> str:
    kind = form.kind
    titles = kind.title + (f"<br>{kind.inspection_title}" if kind.inspection_title else "")
    code = " / ".join(kind.codes) or _NUMBERED[kind.numbering]
    copies = "–" if not kind.copies else str(kind.copies)
    if kind.inspection_copies:
        copies += f" / {kind.inspection_copies}"
    cells = (kind.key, titles, kind.supervision_no or "–", kind.inspection_no or "–", code, copies)
    return f"| {' | '.join(str(cell) for cell in cells)} | {_SEALED[kind.seal]} | {len(form.fields)} |"


def _section(form: Form) -> list[str]:
    lines = [f"## {form.kind.title}", "", f"`{form.kind.key}` · {form.source}", ""]
    lines += ["| field | label | type | required | body |", "| --- | --- | --- | --- | --- |"]
    for field in form.fields:
        required = "yes" if field.required else "no"
        lines.append(f"| {field.name} | {field.label} | {field.type} | {required} | {field.body or 'both'} |")
    return [*lines, ""]


if __name__ == "__main__":
    print(reference_page(), end="")  # noqa: T201 - the page is the output
