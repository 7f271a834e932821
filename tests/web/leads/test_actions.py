"""Taking leads in, and what persons do with them: nothing twice, nothing lost, results flow back."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection

from minewarden.errors import BadInput, NotAllowed, WrongState
from minewarden.web.audit import queries as audit
from minewarden.web.leads import actions
from minewarden.web.leads import lake as pages_lake
from minewarden.web.leads.demo_lake import LEADS, data
from minewarden.web.leads.models import Lead, Sighting, Task
from minewarden.web.org.models import Unit
from tests.web.leads.files import MINE, NEIGHBOUR, START, run, told

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 27)


def take(*leads, at, by=None, **head):
    return actions.take_in(run(*leads, **head), by=by, at=at)


@pytest.fixture
def lead(now):
    take(told(), at=now)
    return Lead.objects.get(kind="card_parked")


@pytest.fixture
def county(person):
    return person("county")


def handed(lead, county, now, **changes):
    lead = actions.assess(lead=lead, on=DAY, conclusion="true", reason="卡不动", by=county, at=now)
    given = {
        "unit": county.eyes.unit,
        "on": DAY,
        "due_on": date(2024, 4, 10),
        "instructions": "查",
        **changes,
    }
    return actions.hand_over(lead=lead, by=county, at=now, **given)


def found(lead, county, now, result="true"):
    return actions.bring_back(
        lead=lead, on=date(2024, 3, 29), result=result, note="现场所见", by=county, at=now
    )


def test_a_file_taken_in_twice_changes_nothing(now):
    first = take(told(), told(kind="over_capacity"), at=now)
    second = take(told(), told(kind="over_capacity"), at=now)
    assert (first.new, second.known, second.new, second.updated, second.sightings) == (2, 2, 0, 0, 0)
    assert Lead.objects.filter(mine__unit__code=MINE, kind__in=("card_parked", "over_capacity")).count() == 2


def test_the_demonstration_file_is_the_one_that_is_there(now):
    taken = actions.take_in(data(LEADS), by=None, at=now)
    assert taken.known == len(json.loads(data(LEADS))["leads"]) and not taken.new


def test_an_untouched_lead_follows_a_later_comparison(lead, now):
    taken = take(told(score=0.6, to="2024-03-09T00:00:00+08:00"), at=now)
    fresh = Lead.objects.get(pk=lead.pk)
    assert taken.updated == 1 and fresh.score == 0.6 and fresh.digest != lead.digest and fresh.days == 8
    assert Sighting.objects.filter(lead=lead).count() == 2


def test_an_older_comparison_does_not_overwrite_a_newer_one(lead, now):
    taken = take(told(score=0.55), at=now, made_at="2024-03-20T06:00:00+08:00")
    assert taken.sightings == 1 and Lead.objects.get(pk=lead.pk).score == 0.8


def test_a_lead_somebody_assessed_keeps_its_columns_and_gets_a_further_sighting(lead, county, now):
    actions.assess(lead=lead, on=DAY, conclusion="needs_data", reason="缺视频", by=county, at=now)
    taken = take(told(score=0.6), at=now)
    assert taken.sightings == 1 and Lead.objects.get(pk=lead.pk).score == 0.8
    assert Sighting.objects.filter(lead=lead).count() == 2


def test_another_kind_or_another_time_is_another_lead(lead, now):
    later = told(**{"from": "2024-03-08T00:00:00+08:00", "to": "2024-03-15T00:00:00+08:00"})
    assert take(later, told(kind="overstaffed"), at=now).new == 2


def test_a_mine_outside_the_scope_or_the_register_is_refused_by_name(person, now):
    taken = take(
        told(mine_code=NEIGHBOUR), told(mine_code="999999999999"), told(), by=person("province"), at=now
    )
    assert taken.new == 1 and [code for code, _reason in taken.refused] == [NEIGHBOUR, "999999999999"]
    assert all("管辖" in reason for _code, reason in taken.refused)


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (b"no json", "leads.json"),
        (b"[1, 2]", "leads.json"),
        (b'{"leads": [1]}', "leads.json"),
        (run(told(), made_at="yesterday"), "made_at"),
        (run(told(kind="murder")), "第1条.*murder"),
        (run(told(), told(score=1.5)), "第2条"),
        (run(told(score=float("nan"))), "第1条"),
        (run(told(to="2024-03-01T00:00:00+08:00")), "起止"),
        (run(told(to="soon")), "第1条"),
        (run(told(stations=["x" * 400])), "60个字"),
        (run(told(persons_per_shift=-3)), "persons_per_shift 为-3"),
    ],
)
def test_a_file_that_is_not_right_is_refused_whole(now, broken, word):
    count = Lead.objects.count()
    with pytest.raises(BadInput, match=word):
        actions.take_in(broken, by=None, at=now)
    assert Lead.objects.count() == count


def test_who_was_where_is_kept_when_the_lake_knows(lake, now):
    lead = told(**{"from": START.isoformat(), "to": (START + timedelta(hours=2)).isoformat()})
    take(lead, at=now)
    seen = Sighting.objects.get(lead__kind="card_parked").presence
    assert len(seen["hours"]) == 2 and seen["hours"][0] == "2024-03-20T08:00:00+08:00"
    assert sum(map(sum, seen["persons"])) > 2


def test_the_database_is_free_while_the_lake_is_asked(monkeypatch, now):
    """Other writers of SQLite give up after 20 seconds; a month of a mine takes longer than that."""
    outside, asked = len(connection.savepoint_ids), []

    def ask(mine_code, from_at, to_at):
        asked.append((mine_code, len(connection.savepoint_ids) - outside))

    monkeypatch.setattr(pages_lake, "presence_by_hour", ask)
    take(told(), told(kind="overstaffed"), told(mine_code="999999999999"), at=now)
    assert asked == [(MINE, 0), (MINE, 0)]


def test_leads_are_in_even_where_the_lake_cannot_be_asked(monkeypatch, now):
    def fail(*_asked):
        raise BadInput("torn")

    monkeypatch.setattr(pages_lake, "presence_by_hour", fail)
    assert take(told(), at=now).new == 1 and Lead.objects.filter(kind="card_parked").exists()


def test_person_hours_of_a_lake_are_those_of_its_snapshots(lake):
    seen = lake_presence()
    assert [round(sum(hour), 1) for hour in seen["persons"]] == [4.0, 4.0]


def lake_presence():
    return pages_lake.presence_by_hour(MINE, START, START + timedelta(hours=2))


def test_a_lead_walks_from_the_desk_to_the_mine_and_back(lead, county, now):
    task = handed(lead, county, now)
    assert task.unit.code == "R520281C" and Lead.objects.get(pk=lead.pk).state == "tasked"
    done = found(lead, county, now)
    assert (done.state, done.result, done.shown_score, done.score) == ("done", "true", 1.0, 0.8)
    assert [entry.verb for entry in audit.history(done)][::-1] == [
        "leads.take_in", "leads.assess", "leads.task", "leads.result",
    ]  # fmt: skip
    again = actions.reopen(lead=done, on=date(2024, 3, 30), reason="又见", by=county, at=now)
    assert (again.state, again.result, again.conclusion, again.shown_score) == ("new", "", "", 0.8)


def test_a_dismissed_lead_is_done_and_shows_nothing(lead, county, now):
    done = actions.assess(lead=lead, on=DAY, conclusion="false", reason="检修", by=county, at=now)
    assert (done.state, done.shown_score) == ("done", 0.0)


@pytest.mark.parametrize(
    ("result", "state", "level"),
    [("city", "new", "city"), ("listing", "done", "province"), ("rectify", "done", "county")],
)
def test_a_result_may_pass_a_lead_up_a_level(lead, county, now, result, state, level):
    handed(lead, county, now)
    done = found(lead, county, now, result)
    assert (done.state, done.handling_level) == (state, level)
    assert Task.objects.get(lead=lead).result == result


def test_a_result_moves_open_leads_of_the_same_mine_and_kind_only(lead, county, now):
    later = {"from": "2024-03-10T00:00:00+08:00", "to": "2024-03-12T00:00:00+08:00"}
    take(told(**later), told(kind="overstaffed"), at=now)
    handed(lead, county, now)
    found(lead, county, now, "false")
    same = Lead.objects.filter(kind="card_parked").exclude(pk=lead.pk).get()
    assert same.shown_score == pytest.approx(8 * 0.8 / 9) and same.score == 0.8
    assert Lead.objects.get(kind="overstaffed", mine=lead.mine).shown_score == 0.8
    assert audit.history(same)[0].verb == "leads.feedback"


def test_a_merged_lead_answers_by_the_other_and_later_sightings_go_there(lead, county, now):
    later = {"from": "2024-03-10T00:00:00+08:00", "to": "2024-03-12T00:00:00+08:00"}
    take(told(**later), at=now)
    other = Lead.objects.filter(kind="card_parked").exclude(pk=lead.pk).get()
    merged = actions.merge(lead=lead, into=other, on=DAY, reason="同一处", by=county, at=now)
    assert merged.state == "merged" and merged.merged_into == other
    assert take(told(score=0.7), at=now).new == 0
    assert Sighting.objects.filter(lead=other).count() == 2
    with pytest.raises(WrongState):
        actions.merge(lead=other, into=lead, on=DAY, reason="反过来", by=county, at=now)


def test_leads_of_two_mines_are_not_merged(lead, county, now):
    other = Lead.objects.exclude(mine=lead.mine).first()
    with pytest.raises(BadInput, match="同一矿山"):
        actions.merge(lead=lead, into=other, on=DAY, reason="x", by=county, at=now)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"due_on": date(2024, 3, 1)}, "早于"),
        ({"instructions": " "}, "核查要求"),
        ({"on": date(2024, 4, 2)}, "晚于今天"),
        ({"on": date(2024, 3, 20)}, "早于上一步"),
    ],
)
def test_a_task_that_cannot_be_is_refused(lead, county, now, changes, word):
    with pytest.raises(BadInput, match=word):
        handed(lead, county, now, **changes)
    assert not Task.objects.filter(lead=lead).exists()


def test_a_task_goes_only_to_who_answers_for_the_mine(lead, county, now):
    for code in ("R530000C", MINE):
        with pytest.raises(BadInput, match="不能交办"):
            handed(lead, county, now, unit=Unit.objects.get(code=code))


def test_a_result_is_recorded_by_the_unit_that_went_or_one_above(lead, person, now):
    handed(lead, person("province"), now, unit=Unit.objects.get(code="R520000C"))
    with pytest.raises(NotAllowed):
        found(lead, person("county"), now)
    assert found(lead, person("province"), now).state == "done"


def test_an_assessment_without_a_reason_is_refused(lead, county, now):
    with pytest.raises(BadInput, match="理由"):
        actions.assess(lead=lead, on=DAY, conclusion="true", reason="  ", by=county, at=now)


def test_the_second_of_two_people_is_told_who_was_first(lead, county, now):
    opened = lead.version
    actions.assess(lead=lead, on=DAY, conclusion="true", reason="甲", version=opened, by=county, at=now)
    with pytest.raises(WrongState, match="盘州"):
        actions.assess(lead=lead, on=DAY, conclusion="partly", reason="乙", version=opened, by=county, at=now)


@pytest.mark.parametrize("on", [date(2024, 3, 2), date(2024, 3, 25)])
def test_no_step_lies_before_the_comparison_that_made_the_lead(lead, county, now, on):
    later = {"from": "2024-03-10T00:00:00+08:00", "to": "2024-03-12T00:00:00+08:00"}
    take(told(**later), at=now)
    other = Lead.objects.filter(kind="card_parked").exclude(pk=lead.pk).get()
    with pytest.raises(BadInput, match="早于上一步2024-03-26"):
        actions.assess(lead=lead, on=on, conclusion="true", reason="卡不动", by=county, at=now)
    with pytest.raises(BadInput, match="早于上一步2024-03-26"):
        actions.merge(lead=lead, into=other, on=on, reason="同一处", by=county, at=now)


def test_a_lead_is_not_reopened_before_the_day_it_was_done(lead, county, now):
    handed(lead, county, now)
    done = found(lead, county, now)
    with pytest.raises(BadInput, match="早于上一步2024-03-29"):
        actions.reopen(lead=done, on=date(2024, 3, 28), reason="又见", by=county, at=now)


def withdrawn(lead, by, now, **changes):
    given = {"on": date(2024, 3, 28), "reason": "交错了单位", **changes}
    return actions.withdraw(lead=lead, by=by, at=now, **given)


def test_a_task_taken_back_leaves_the_lead_assessed_to_be_handed_over_anew(lead, county, now):
    handed(lead, county, now)
    back = withdrawn(lead, county, now)
    assert (back.state, back.conclusion, back.result, back.shown_score) == ("assessed", "true", "", 0.8)
    entry = audit.history(back)[0]
    assert entry.verb == "leads.withdraw" and entry.reason == "交错了单位"
    task = Task.objects.get(lead=lead)
    assert (task.result, task.result_on, task.given_by) == (
        "withdrawn",
        date(2024, 3, 28),
        county.eyes.unit,
    )
    actions.hand_over(
        lead=back, unit=county.eyes.unit, on=date(2024, 3, 28), due_on=date(2024, 4, 10), instructions="查",
        by=county, at=now,
    )  # fmt: skip
    assert found(lead, county, now).state == "done"


@pytest.mark.parametrize(
    ("changes", "word"), [({"reason": " "}, "理由"), ({"on": date(2024, 3, 26)}, "早于上一步")]
)
def test_a_withdrawal_without_a_reason_or_before_the_task_is_refused(lead, county, now, changes, word):
    handed(lead, county, now)
    with pytest.raises(BadInput, match=word):
        withdrawn(lead, county, now, **changes)


def test_only_the_unit_that_gave_a_task_or_one_above_takes_it_back(lead, person, now):
    province = person("province")
    handed(lead, province, now)
    with pytest.raises(NotAllowed, match="收回"):
        withdrawn(lead, person("county"), now)
    assert withdrawn(lead, province, now).state == "assessed"


def test_a_withdrawn_task_says_nothing_of_other_leads(lead, county, now):
    later = {"from": "2024-03-10T00:00:00+08:00", "to": "2024-03-12T00:00:00+08:00"}
    take(told(**later), at=now)
    handed(lead, county, now)
    withdrawn(lead, county, now)
    same = Lead.objects.filter(kind="card_parked").exclude(pk=lead.pk).get()
    assert same.shown_score == 0.8
