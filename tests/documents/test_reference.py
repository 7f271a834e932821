"""The reference page is the one written from the forms."""

from __future__ import annotations

from pathlib import Path

from minewarden.documents.reference import reference_page

PAGE = Path(__file__).parents[2] / "docs/reference/documents.md"


def test_the_page_in_docs_is_what_the_forms_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference_page(), (
        "run `python -m minewarden.documents.reference > docs/reference/documents.md`"
    )
