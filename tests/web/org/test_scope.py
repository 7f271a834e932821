"""Scope: one filter, two trees, nobody sees the neighbour."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import Http404

from minewarden.errors import BadInput, WrongState
from minewarden.web.org import actions, queries, scope
from minewarden.web.org.models import Role, Tree, Unit, UnitEvent

pytestmark = pytest.mark.django_db


def test_a_city_sees_itself_and_its_counties_only(person):
    units = scope.within(Unit.objects.exclude(kind=Unit.Kind.MINE), person("city"))
    assert all(unit.region_code.startswith("5202") for unit in units)
    assert units.filter(level="county").exists()


def test_a_bureau_sees_the_two_provinces_that_it_supervises(person):
    units = scope.within(Unit.objects.filter(level="province", kind=Unit.Kind.REGULATOR), person("guangdong"))
    assert set(units.values_list("region_code", flat=True)) == {"440000", "460000"}


def test_what_lies_outside_answers_as_if_it_did_not_exist(person):
    neighbour = Unit.objects.get(code="R530000C")
    with pytest.raises(Http404):
        scope.get_within(Unit.objects.all(), person("province"), pk=neighbour.pk)


def test_without_eyes_nothing_is_visible(django_user_model):
    nobody = django_user_model(username="nobody")
    assert not scope.within(Unit.objects.all(), nobody).exists()


def test_moving_a_unit_moves_all_below_it_and_keeps_what_was(person, now):
    city = Unit.objects.get(code="R520200C")
    other = Unit.objects.get(code="R530000C")
    actions.move_unit(unit=city, tree=Tree.ADMINISTRATIVE, parent=other, on=date(2024, 5, 1), by=None, at=now)
    county = Unit.objects.get(code="R520281C")
    assert county.administrative_path.startswith(other.administrative_path)
    assert queries.parent_on(city, Tree.ADMINISTRATIVE, date(2024, 4, 30)).code == "R520000C"
    assert queries.parent_on(city, Tree.ADMINISTRATIVE, date(2024, 5, 1)).code == "R530000C"
    assert scope.within(Unit.objects.filter(pk=county.pk), person("neighbour")).exists()
    assert not scope.within(Unit.objects.filter(pk=county.pk), person("province")).exists()


def test_a_unit_cannot_be_put_under_its_own_subordinate(now):
    city, county = Unit.objects.get(code="R520200C"), Unit.objects.get(code="R520281C")
    with pytest.raises(BadInput):
        actions.move_unit(
            unit=city, tree=Tree.ADMINISTRATIVE, parent=county, on=date(2024, 5, 1), by=None, at=now
        )


def test_a_move_dated_before_the_present_link_is_refused(now):
    city, other = Unit.objects.get(code="R520200C"), Unit.objects.get(code="R530000C")
    with pytest.raises(WrongState):
        actions.move_unit(
            unit=city, tree=Tree.ADMINISTRATIVE, parent=other, on=date(2020, 1, 1), by=None, at=now
        )


def test_a_split_ends_the_old_unit_and_names_its_successors(now):
    old, heir = Unit.objects.get(code="R520281C"), Unit.objects.get(code="R520203C")
    event = actions.succeed_units(
        kind=UnitEvent.Kind.SPLIT,
        before=[old],
        after=[heir],
        on=date(2025, 1, 1),
        document="",
        by=None,
        at=now,
    )
    old.refresh_from_db()
    assert old.existed_on(date(2024, 12, 31)) and not old.existed_on(date(2025, 1, 1))
    assert list(event.after.all()) == [heir]


def test_every_role_of_the_demonstration_can_look_through_its_own_eyes(person):
    for username in ("national", "bureau", "province", "city", "county", "inspector", "reviewer"):
        assert person(username).eyes.role in Role.values
