"""The table of enforcement documents against what the official lists say."""

from __future__ import annotations

import pytest

from minewarden.rules.document_kinds import KINDS, Numbering, SealKind, forms_of, kind_by_title
from minewarden.rules.document_numbers import CODES_2021


@pytest.mark.parametrize("inspection", [False, True])
def test_each_body_has_forty_forms_numbered_without_a_gap(inspection: bool) -> None:
    forms = forms_of(inspection=inspection)

    positions = [form.inspection_no if inspection else form.supervision_no for form in forms]

    assert positions == list(range(1, 41))


def test_the_codes_are_exactly_those_of_article_8_and_belong_to_one_form_each() -> None:
    codes = [code for form in KINDS for code in form.codes]

    assert sorted(codes) == sorted(CODES_2021)


def test_a_form_has_codes_and_a_seal_exactly_when_its_number_follows_the_pattern() -> None:
    for form in KINDS:
        by_pattern = form.numbering is Numbering.PATTERN
        assert bool(form.codes) == by_pattern, form.title
        assert (form.seal is not SealKind.NONE) == by_pattern, form.title


def test_article_13_wants_the_official_seal_on_seven_forms() -> None:
    assert sum(form.seal is SealKind.OFFICIAL for form in KINDS) == 7


def test_a_title_is_found_with_blanks_and_by_its_older_name() -> None:
    spaced = kind_by_title("现 场 检 查 笔 录")
    older = kind_by_title("解除查封决定书")

    assert spaced is not None and spaced.key == "on_site_record"
    assert older is not None and older.key == "seizure_disposal"
    assert kind_by_title("会议纪要") is None


def test_no_two_forms_share_a_name() -> None:
    names = [name for form in KINDS for name in form.names]

    assert len(names) == len(set(names))
