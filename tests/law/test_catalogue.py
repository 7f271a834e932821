import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minewarden import law
from minewarden.law import Citation, Standing, catalogue
from minewarden.law.hazards import all_criteria, criteria_on
from minewarden.law.model import ArticleKey

BLANK = Citation("", None, 0, None, None, None, 0, 0, "")


def cite(title: str, article: int | None, paragraph: int | None = None, item: int | None = None) -> Citation:
    return replace(BLANK, law=title, article=article, paragraph=paragraph, item=item)


def test_versions_of_one_title_never_overlap() -> None:
    for one, other in combinations(catalogue.statutes(), 2):
        if one.title != other.title:
            continue
        first, second = sorted((one, other), key=lambda s: s.valid_from)
        assert first.valid_to is not None, first.key
        assert first.valid_to < second.valid_from, (first.key, second.key)


def test_every_article_with_a_gist_or_a_band_exists() -> None:
    for statute in catalogue.statutes():
        if statute.structure:
            for key in [*statute.gists, *(band.article for band in statute.bands)]:
                assert key in statute.structure, (statute.key, key)


def test_every_band_names_a_paragraph_and_item_that_exist() -> None:
    for statute in catalogue.statutes():
        for band in statute.bands:
            counts = statute.structure[band.article]
            assert band.paragraph is None or band.paragraph <= len(counts)
            assert band.item is None or band.item <= max(counts)


def test_the_coal_regulation_is_known_article_by_article() -> None:
    statute = catalogue.get("coal_safety_regulation_2024")

    assert sorted(key.number for key in statute.gists) == list(range(1, 77))
    assert statute.structure[ArticleKey(36)] == (17,)


@pytest.mark.parametrize(
    ("day", "key"),
    [(dt.date(2024, 4, 30), None), (dt.date(2024, 5, 1), "coal_safety_regulation_2024")],
)
def test_the_coal_regulation_begins_on_the_first_of_may(day: dt.date, key: str | None) -> None:
    found = law.find("《煤矿安全生产条例》", day)

    assert (found.key if found else None) == key


def test_a_repealed_basis_is_named_with_its_successor() -> None:
    verdict = law.check_citation(
        cite("国务院关于预防煤矿生产安全事故的特别规定", 8, 2, 2), dt.date(2024, 6, 1)
    )

    assert verdict.standing is Standing.REPEALED
    assert "煤矿安全生产条例" in verdict.message


def test_the_same_basis_was_right_the_day_before() -> None:
    verdict = law.check_citation(
        cite("国务院关于预防煤矿生产安全事故的特别规定", 8, 2, 2), dt.date(2024, 4, 30)
    )

    assert verdict.standing is Standing.RIGHT


@pytest.mark.parametrize(
    ("citation", "standing"),
    [
        (cite("煤矿安全生产条例", 77), Standing.NO_SUCH_ARTICLE),
        (cite("煤矿安全生产条例", 64, 2), Standing.NO_SUCH_PARAGRAPH),
        (cite("煤矿安全生产条例", 36, None, 18), Standing.NO_SUCH_ITEM),
        (cite("煤矿安全生产条例", 36), Standing.TOO_COARSE),
        (cite("煤矿安全生产条例", 36, 1, 17), Standing.RIGHT),
        (cite("煤矿安全生产条例", 64), Standing.RIGHT),
        (cite("煤矿安全生产条例", None), Standing.NO_ARTICLE),
        (cite("某省煤矿条例", 5), Standing.UNKNOWN_LAW),
        (cite("煤矿安全规程", 5000), Standing.UNKNOWN_ARTICLE),
    ],
)
def test_a_citation_is_checked_down_to_its_item(citation: Citation, standing: Standing) -> None:
    assert law.check_citation(citation, dt.date(2024, 6, 1)).standing is standing


@given(st.sampled_from([s for s in catalogue.statutes() if s.structure]), st.data())
def test_every_provision_of_the_structure_is_found_right_or_coarse(
    statute: law.Statute, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(statute.structure, key=lambda k: (k.number, k.inserted))))
    paragraph = data.draw(st.integers(1, len(statute.structure[key])))
    item = statute.structure[key][paragraph - 1] or None
    citation = replace(cite(statute.title, key.number, paragraph, item), inserted=key.inserted)

    assert law.check_citation(citation, statute.valid_from).standing is Standing.RIGHT


def test_the_band_of_producing_with_a_major_hazard() -> None:
    statute = catalogue.get("coal_safety_regulation_2024")

    unit = catalogue.bands_for(statute, cite(statute.title, 64), "unit")
    head = catalogue.bands_for(statute, cite(statute.title, 64), "head")

    assert [band.band.bounds() for band in unit] == [(Decimal(500_000), Decimal(2_000_000))]
    assert [band.band.bounds() for band in head] == [(Decimal(30_000), Decimal(150_000))]


def test_hazard_categories_change_on_the_first_of_july_2026() -> None:
    before, after = criteria_on(dt.date(2026, 6, 30)), criteria_on(dt.date(2026, 7, 1))

    assert before is not None and len(before.categories) == 15
    assert after is not None and len(after.categories) == 17


def test_every_old_category_maps_to_new_ones() -> None:
    old, new = all_criteria()

    for category in old.categories:
        assert category.maps_to
        assert all(new.category(no) for no in category.maps_to)
    assert sum(category.items for category in new.categories) == 123
