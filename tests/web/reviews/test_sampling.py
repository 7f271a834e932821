"""Drawing by seed: the same for everybody, whatever the order of the list; nobody gets files of their own region."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minewarden.errors import BadInput
from minewarden.web.org.models import Assignment
from minewarden.web.reviews import actions, drawing, queries, sampling
from minewarden.web.reviews.models import CaseFile, ListedFile, ReviewRound

NUMBERS = st.lists(st.text("0123456789-", min_size=1, max_size=6), max_size=30, unique=True)


@given(NUMBERS, st.integers(1, 40), st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_change_the_draw(numbers, size, rng):
    shuffled = list(numbers)
    rng.shuffle(shuffled)
    drawn = sampling.draw("种子", "B1", numbers, size)
    assert drawn == sampling.draw("种子", "B1", shuffled, size)
    assert len(drawn) == min(size, len(numbers)) and set(drawn) <= set(numbers)


@given(NUMBERS, st.integers(1, 20))
def test_a_larger_sample_holds_the_smaller_one(numbers, size):
    assert sampling.draw("s", "B", numbers, size) == sampling.draw("s", "B", numbers, size + 5)[:size]


def test_a_draw_is_what_anybody_computes_by_hand():
    by_hand = sorted("123", key=lambda n: hashlib.sha256(f"s\x1fB\x1f{n}".encode()).hexdigest())
    assert sampling.draw("s", "B", "123", 3) == by_hand


@given(
    st.dictionaries(
        st.integers(0, 200), st.tuples(st.sampled_from("ABC"), st.text("0123", min_size=1)), max_size=40
    )
)
def test_every_file_gets_a_reviewer_from_elsewhere_and_the_load_is_even_where_it_can_be(files):
    barred = {"a": frozenset("A"), "b": frozenset("B"), "free": frozenset()}
    given_to = sampling.assign("s", files, barred)
    assert set(given_to) == set(files)
    assert all(name and files[key][0] not in barred[name] for key, name in given_to.items())


def test_a_file_that_everybody_is_barred_from_is_left_over():
    assert sampling.assign("s", {1: ("A", "1")}, {"a": frozenset("A")}) == {1: None}


@pytest.mark.django_db
def test_the_draw_of_the_demonstration_can_be_done_again():
    review = ReviewRound.objects.get(method="线上点穴式")
    for body in review.bodies.all():
        numbers = body.listed.values_list("number", flat=True)
        again = sampling.draw(review.seed, body.unit.code, numbers, review.sample_size)
        assert set(again) == set(body.case_files.values_list("number", flat=True))


@pytest.mark.django_db
def test_nobody_reviews_files_of_their_own_region(person):
    rows = CaseFile.objects.filter(reviewer__assignment__account__username="reviewer-guizhou")
    assert rows.count() == 27
    assert not rows.filter(body__unit__code="B520000").exists()
    assert not CaseFile.objects.filter(
        reviewer__assignment__account__username="reviewer-yunnan", body__unit__code="R530000C"
    ).exists()


@pytest.mark.django_db
def test_after_the_draw_the_list_is_fixed_and_there_is_no_second_draw(now):
    review = ReviewRound.objects.get(method="线上点穴式")
    ReviewRound.objects.filter(pk=review.pk).update(state="open")
    review.refresh_from_db()
    row = ListedFile(body=review.bodies.first(), number="新", title="x", kind="penalty")
    with pytest.raises(BadInput, match="清单不能再改"):
        drawing.hand_in_list([row], by=None, at=now)
    with pytest.raises(BadInput, match="已抽取过"):
        drawing.draw_sample(review=review, seed="x", size=1, on=date(2024, 3, 5), by=None, at=now)


@pytest.mark.django_db
def test_a_panel_of_one_region_cannot_review_that_region(now):
    review = actions.open_round(
        unit=ReviewRound.objects.first().unit,
        title="x",
        method="x",
        sector="coal",
        starts_on=date(2024, 3, 1),
        by=None,
        at=now,
    )
    units = [ReviewRound.objects.first().bodies.get(unit__code="B520000").unit]
    body = actions.draw_bodies(review=review, units=units, on=date(2024, 3, 2), by=None, at=now)[0]
    body.round = review
    rows = [ListedFile(body=body, number=str(n), title="x", kind="penalty") for n in range(3)]
    drawing.hand_in_list(rows, by=None, at=now)
    drawing.draw_sample(review=review, seed="s", size=2, on=date(2024, 3, 3), by=None, at=now)
    review.refresh_from_db()
    own = Assignment.objects.filter(account__username="reviewer-guizhou")
    drawing.name_panel(review=review, assignments=list(own), by=None, at=now)
    with pytest.raises(BadInput, match="没有外省评查员"):
        drawing.assign_files(review=review, by=None, at=now)
    assert not CaseFile.objects.filter(body=body, reviewer__isnull=False).exists()


@pytest.mark.django_db
def test_a_reviewer_sees_the_files_assigned_from_whatever_region_but_not_whose_they_are(sign_in, person):
    client = sign_in("reviewer-yunnan")
    row = CaseFile.objects.filter(reviewer__assignment__account__username="reviewer-yunnan").first()
    other = CaseFile.objects.filter(reviewer__assignment__account__username="reviewer-guizhou").first()
    assert client.get(f"/reviews/files/{other.pk}/").status_code == 404
    name = row.body.unit.name
    for url in ("/reviews/files/", "/reviews/problems/", "/reviews/documents/", f"/reviews/files/{row.pk}/",
                f"/reviews/{row.body.round_id}/", f"/reviews/{row.body.round_id}/ranking/",
                f"/reviews/{row.body.round_id}/progress/"):  # fmt: skip
        page = client.get(url).content.decode()
        assert name not in page and row.title not in page, url
    assert client.get(f"/reviews/{row.body.round_id}/sample/").status_code == 403
    assert queries.problems_within(person("reviewer-yunnan")).count() == sum(
        file.problems.count()
        for file in CaseFile.objects.filter(reviewer__assignment__account__username="reviewer-yunnan")
    )
