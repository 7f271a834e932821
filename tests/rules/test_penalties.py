import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from minewarden.rules.deadlines import Pause
from minewarden.rules.penalties import (
    Band,
    instalments_agree,
    split_instalments,
    spot_fine_allowed,
    surcharge_yuan,
)

fines = st.integers(min_value=1, max_value=20_000_000).map(Decimal)


def test_a_band_includes_both_ends() -> None:
    band = Band(min_yuan=Decimal(500_000), max_yuan=Decimal(2_000_000))

    assert band.contains(Decimal(500_000)) and band.contains(Decimal(2_000_000))
    assert band.contains(Decimal(499_999)) is False


def test_a_multiple_needs_its_base() -> None:
    band = Band(multiple_min=Decimal(2), multiple_max=Decimal(5))

    assert band.contains(Decimal(300_000)) is None
    assert band.contains(Decimal(300_000), base_yuan=Decimal(100_000)) is True


def test_a_share_of_income_is_a_band_of_one_point() -> None:
    band = Band(income_min=Decimal("0.4"), income_max=Decimal("0.4"))

    assert band.contains(Decimal(40_000), base_yuan=Decimal(100_000)) is True


@given(fines, st.integers(min_value=-5, max_value=200))
def test_the_surcharge_never_exceeds_the_fine(fine: Decimal, days: int) -> None:
    due = dt.date(2024, 3, 1)

    surcharge = surcharge_yuan(fine, due_on=due, until_on=due + dt.timedelta(days=days))

    assert 0 <= surcharge <= fine
    assert surcharge == min(fine, fine * 3 * max(days, 0) / 100)


def test_days_of_a_review_carry_no_surcharge() -> None:
    pause = Pause(dt.date(2024, 3, 3), dt.date(2024, 3, 8))

    late = surcharge_yuan(
        Decimal(10_000), due_on=dt.date(2024, 3, 1), until_on=dt.date(2024, 3, 11), pauses=[pause]
    )

    assert late == Decimal(1_200)


@given(fines, st.integers(min_value=1, max_value=24))
def test_instalments_add_up(fine: Decimal, parts: int) -> None:
    assert instalments_agree(fine, split_instalments(fine, parts))


def test_on_the_spot_a_unit_may_be_fined_three_thousand() -> None:
    assert spot_fine_allowed(Decimal(3_000), person=False)
    assert not spot_fine_allowed(Decimal(201), person=True)
