"""A lead handed to a squad from elsewhere: its people open this one lead and bring its result, and nothing more."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from minewarden.web import worklist
from minewarden.web.leads import actions, queries
from minewarden.web.leads.models import Lead
from minewarden.web.org import actions as org
from minewarden.web.org.models import Account, Role, Sector, Tree, Unit
from minewarden.web.org.queries import eyes_of
from tests.web.leads.files import MINE, NEIGHBOUR, factor, run, told

pytestmark = pytest.mark.django_db
GIVEN, CHECKED, DUE = date(2024, 3, 27), date(2024, 3, 29), date(2024, 4, 10)
SHA = "a" * 64


@pytest.fixture
def unit(now):
    """A maker of squads below the national administration."""

    def make(code):
        nation = Unit.objects.get(kind=Unit.Kind.NATIONAL)
        return org.create_unit(
            by=None, at=now, parents={Tree.SUPERVISING: nation}, code=code, kind=Unit.Kind.SQUAD,
            name=f"第{code}督导组（虚构）", short_name=f"{code}组", level="national", valid_from=date(2024, 1, 1),
        )  # fmt: skip

    return make


@pytest.fixture
def member(now):
    """A maker of accounts of a unit."""

    def make(unit, role=Role.INSPECTOR, sector=""):
        account = Account.objects.create(username=f"{unit.code}-{role}-{sector}")
        account.assignments.create(unit=unit, role=role, sector=sector)
        account.eyes = eyes_of(account)
        return account

    return make


@pytest.fixture
def lead(now):
    rows = [factor("people", "contradicts", 1.0, 0.0, "", [{"file": "a.txt", "sha256": SHA, "rows": 3}])]
    actions.take_in(run(told(factors=rows)), by=None, at=now)
    return Lead.objects.get(kind="card_parked")


def hand_over(lead, to, now, on=GIVEN):
    lead.refresh_from_db()
    actions.assess(lead=lead, on=on, conclusion="true", reason="卡不动", by=None, at=now)
    return actions.hand_over(lead=lead, unit=to, on=on, due_on=DUE, instructions="查密闭", by=None, at=now)


def browser(account):
    client = Client()
    client.force_login(account)
    return client


def pages(lead):
    return [f"/leads/{lead.pk}/{tail}" for tail in ("", "days.csv", "sheet.pdf", f"raw/{SHA}/", "result/")]


def test_the_squad_opens_the_lead_it_was_handed_and_everything_that_proves_it(lead, unit, member, now):
    squad = unit("S1")
    client = browser(member(squad))
    assert {client.get(url).status_code for url in pages(lead)} == {404}
    hand_over(lead, squad, now)
    assert {client.get(url).status_code for url in pages(lead)} == {200}
    text = client.get(f"/leads/{lead.pk}/").content.decode()
    assert f"/leads/{lead.pk}/result/" in text and "查密闭" in text
    assert lead.mine.get_absolute_url() not in text  # the mine's own page stays closed to the squad
    for act in ("assess", "task", "merge", "reopen"):
        assert f"/leads/{lead.pk}/{act}/" not in text


def test_the_squads_work_list_leads_to_what_waits_for_it(lead, unit, member, now):
    squad = unit("S1")
    hand_over(lead, squad, now)
    person = member(squad)
    (work,) = [work for work in worklist.gather(person, GIVEN) if "线索" in str(work.text)]
    assert work.count == 1
    assert f"/leads/{lead.pk}/" in browser(person).get(work.url).content.decode()


def test_the_squad_brings_its_result_and_can_read_the_lead_afterwards(lead, unit, member, now):
    squad = unit("S1")
    hand_over(lead, squad, now)
    client = browser(member(squad))
    lead.refresh_from_db()
    form = {"version": lead.version, "on": CHECKED, "result": "true", "note": "现场所见"}
    assert client.post(f"/leads/{lead.pk}/result/", form).status_code == 302
    assert Lead.objects.get(pk=lead.pk).result == "true"
    text = client.get(f"/leads/{lead.pk}/").content.decode()
    assert "现场所见" in text and client.get(f"/leads/{lead.pk}/sheet.pdf").status_code == 200


@pytest.mark.parametrize("act", ["assess", "task", "merge", "reopen"])
def test_the_other_steps_stay_with_who_answers_for_the_mine(lead, unit, member, now, act):
    squad = unit("S1")
    hand_over(lead, squad, now)
    client = browser(member(squad))
    for response in (client.get(f"/leads/{lead.pk}/{act}/"), client.post(f"/leads/{lead.pk}/{act}/", {})):
        assert response.status_code == 403 and "只核查这条线索" in response.content.decode()


def test_the_squad_sees_nothing_else_of_the_region(lead, unit, member, now):
    squad = unit("S1")
    other = Lead.objects.filter(mine__unit__code=MINE).exclude(pk=lead.pk).get()
    actions.merge(lead=other, into=lead, on=GIVEN, reason="同一处", by=None, at=now)
    hand_over(lead, squad, now)
    person = member(squad)
    client = browser(person)
    assert list(queries.leads(person)) == [lead]
    assert {client.get(url).status_code for url in pages(other)} == {404}
    assert f"/leads/{other.pk}/" not in client.get(f"/leads/{lead.pk}/").content.decode()
    assert f"/leads/{other.pk}/" not in client.get("/search/?q=隐蔽工作面").content.decode()
    assert client.get(lead.mine.get_absolute_url()).status_code in {403, 404}
    assert lead.mine.unit.name not in client.get("/leads/feeds/").content.decode()


def test_a_task_lets_nobody_in_but_its_own_unit(lead, unit, member, sign_in, now):
    hand_over(lead, unit("S1"), now)
    strangers = [browser(member(unit("S2"))), *map(sign_in, ["neighbour", "guangdong", "noncoal"])]
    for client in strangers:
        assert {client.get(url).status_code for url in pages(lead)} == {404}
        assert client.post(f"/leads/{lead.pk}/result/", {}).status_code == 404
        assert f"/leads/{lead.pk}/" not in client.get("/leads/").content.decode()


def test_in_the_squad_too_only_those_whose_role_has_leads_see_them(lead, unit, member, now):
    squad = unit("S1")
    hand_over(lead, squad, now)
    for role in (Role.REVIEWER, Role.MINE):
        client = browser(member(squad, role))
        assert {client.get(url).status_code for url in pages(lead)} == {403}
    other_sector = next(sector for sector in Sector.values if sector != lead.mine.sector)
    client = browser(member(squad, sector=other_sector))
    assert {client.get(url).status_code for url in pages(lead)} == {404}
    assert not queries.tasks_of(member(squad, Role.COUNTY, other_sector)).exists()


def test_a_task_that_is_with_another_squad_now_is_not_brought_back_by_the_first(lead, unit, member, now):
    first, second = unit("S1"), unit("S2")
    hand_over(lead, first, now)
    actions.bring_back(lead=lead, on=CHECKED, result="city", note="看不清", by=None, at=now)
    hand_over(lead, second, now, on=CHECKED)
    client = browser(member(first))
    lead.refresh_from_db()
    assert f"/leads/{lead.pk}/result/" not in client.get(f"/leads/{lead.pk}/").content.decode()
    form = {"version": lead.version, "on": CHECKED, "result": "true", "note": "现场所见"}
    assert client.post(f"/leads/{lead.pk}/result/", form).status_code == 403


def test_who_answers_for_the_mine_sees_as_much_as_before(lead, unit, sign_in, now):
    hand_over(lead, unit("S1"), now)
    text = sign_in("county").get(f"/leads/{lead.pk}/").content.decode()
    assert lead.mine.get_absolute_url() in text and f"/leads/{lead.pk}/result/" not in text
    assert Lead.objects.filter(mine__unit__code=NEIGHBOUR).exists()
    assert NEIGHBOUR not in text


def test_a_squad_whose_task_was_withdrawn_sees_the_lead_no_more(lead, unit, member, now):
    squad = unit("S1")
    hand_over(lead, squad, now)
    client = browser(member(squad))
    assert f"/leads/{lead.pk}/withdraw/" not in client.get(f"/leads/{lead.pk}/").content.decode()
    assert client.get(f"/leads/{lead.pk}/withdraw/").status_code == 403
    actions.withdraw(lead=lead, on=CHECKED, reason="改由县里查", by=None, at=now)
    assert {client.get(url).status_code for url in pages(lead)} == {404}


def test_the_units_to_choose_are_squads_of_ones_unit_and_above_and_the_regulators_over_the_mine(
    lead, person, now
):
    away = org.create_unit(
        by=None, at=now, parents={Tree.SUPERVISING: Unit.objects.get(code="B440000")}, code="S9",
        kind=Unit.Kind.SQUAD, name="广东督导组（虚构）", short_name="粤组", level="province",
        valid_from=date(2024, 1, 1),
    )  # fmt: skip
    able = [one.code for one in queries.checkers(person("county"), lead.mine, GIVEN)]
    assert able == ["S01", "R520281C"]
    assert {"S01", "R520000C", "R520200C", "R520281C"} == {
        one.code for one in queries.checkers(person("province"), lead.mine, GIVEN)
    }
    assert away.code in [one.code for one in queries.checkers(person("national"), lead.mine, GIVEN)]


def test_the_county_hands_over_to_a_squad_in_the_page_and_takes_it_back(lead, unit, sign_in, now):
    unit("S1")
    actions.assess(lead=lead, on=GIVEN, conclusion="true", reason="卡不动", by=None, at=now)
    lead.refresh_from_db()
    client, url = sign_in("county"), f"/leads/{lead.pk}/"
    assert "S1督导组" in client.get(url + "task/").content.decode()
    task = {"version": lead.version, "on": GIVEN, "unit": "S1", "due_on": DUE, "instructions": "查密闭"}
    assert client.post(url + "task/", task).status_code == 302
    assert url + "withdraw/" in client.get(url).content.decode()
    form = {"version": lead.version + 1, "on": CHECKED, "reason": "改由县里查"}
    assert client.post(url + "withdraw/", form).status_code == 302
    text = client.get(url).content.decode()
    assert "收回交办（第S1督导组（虚构））" in text and "改由县里查" in text and "已收回" in text
    assert url + "task/" in text and "已交办 → 已研判" in text
