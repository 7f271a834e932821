"""A channel beside its own days and beside what was declared: hand cases and a plain twin on random data."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from minewarden.factors.channels import Channel, Suspicion, noise_of, read
from minewarden.factors.windows import propose
from minewarden.factors.words import Words

EVERY = np.ones(10, dtype=bool)
X = Words.name("x")


def days(*numbers: int, size: int = 10) -> np.ndarray:
    mask = np.zeros(size, dtype=bool)
    mask[list(numbers)] = True
    return mask


def series(level: float, step: float = 0.0, inside: np.ndarray | None = None) -> np.ndarray:
    rng = np.random.default_rng(3)
    values = level * rng.normal(1, 0.01, 10)
    return values + (step * inside if inside is not None else 0)


def test_a_step_above_the_own_days_speaks() -> None:
    inside = days(4, 5, 6)
    reading = read(Channel(X, "kW", series(100, 30, inside), EVERY), Suspicion(inside))

    assert reading is not None and reading.z is not None
    assert reading.strength > 0.9
    assert abs(reading.expected - 100) < 3


def test_a_level_that_goes_on_is_calm() -> None:
    reading = read(Channel(X, "kW", series(100), EVERY), Suspicion(days(4, 5, 6)))

    assert reading is not None and reading.strength < 0.1


def test_a_fall_does_not_speak_unless_falls_are_asked_for() -> None:
    inside = days(4, 5, 6)
    values = series(100, -30, inside)

    up = read(Channel(X, "kW", values, EVERY), Suspicion(inside))
    down = read(Channel(X, "kW", values, EVERY, falls=True), Suspicion(inside))

    assert up is not None and up.strength < 0.01
    assert down is not None and down.strength > 0.9


def test_gas_behind_a_seal_that_keeps_the_hours_of_work_speaks_without_other_days() -> None:
    work = np.tile(np.repeat([0.0, 900.0, 700.0], 32), 10)
    gas = 0.4 + 0.0002 * np.roll(work, 6) + np.random.default_rng(5).normal(0, 0.05, work.size)
    channel = Channel(X, "%", series(0.5), EVERY, fine=gas, beat=work)

    reading = read(channel, Suspicion(EVERY))

    assert reading is not None and reading.z is None
    assert reading.in_step and reading.step > 0.7
    assert reading.strength > 0.8


def test_gas_behind_a_seal_that_breathes_with_the_weather_is_calm() -> None:
    work = np.tile(np.repeat([0.0, 900.0, 700.0], 32), 10)
    hours = np.arange(work.size) / 4
    noise = np.random.default_rng(5).normal(0, 0.02, work.size)
    gas = 0.4 + 0.08 * np.sin(2 * np.pi * hours / 12 + 1) + noise
    channel = Channel(X, "%", series(0.5), EVERY, fine=gas, beat=work)

    reading = read(channel, Suspicion(EVERY))

    assert reading is not None and not reading.in_step
    assert reading.strength < 0.1


def test_a_quantity_that_follows_the_reported_tonnes_is_no_step() -> None:
    inside = days(4, 5, 6)
    tonnes = series(1000, 400, inside)

    reading = read(Channel(X, "kW", 0.3 * tonnes, EVERY, per=tonnes), Suspicion(inside))

    assert reading is not None and reading.strength < 0.05


def test_where_nothing_is_declared_something_speaks_without_any_other_day() -> None:
    channel = Channel(X, "kg/d", np.full(10, 20.0), EVERY, np.zeros(10), scale=4.0)

    reading = read(channel, Suspicion(EVERY))

    assert reading is not None and reading.z is None
    assert reading.strength > 0.95
    assert reading.expected == 0


def test_days_without_data_give_no_reading() -> None:
    values = series(100)
    values[4:7] = np.nan

    assert read(Channel(X, "kW", values, EVERY), Suspicion(days(4, 5, 6))) is None


def test_the_noise_of_a_series_does_not_count_its_steps() -> None:
    calm, stepped = series(100), series(100, 50, days(4, 5, 6))

    assert noise_of(stepped) < 3 * noise_of(calm)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 7), st.integers(1, 4), st.floats(0.2, 0.8), st.integers(0, 1000))
def test_the_search_finds_the_days_on_which_two_quantities_rose(
    first: int, length: int, rise: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    inside = days(*range(first, min(first + length, 10)))
    channels = {
        name: [Channel(Words.name(name), "x", 100 * (1 + rise * inside) * rng.normal(1, 0.01, 10), EVERY)]
        for name in ("a", "b")
    }

    (best, *_) = propose(channels, EVERY)

    assert (best.days == inside).all() == (plain_best(channels) == set(np.flatnonzero(inside).tolist()))
    assert (best.days & inside).any()


def plain_best(channels: dict[str, list[Channel]]) -> set[int]:
    """The plain twin: every span tried with means and the same noise."""
    best, found = -1.0, set()
    for a in range(10):
        for b in range(a, 10):
            inside = days(*range(a, b + 1))
            total = 0.0
            for (channel,) in channels.values():
                n, m = inside.sum(), (~inside).sum()
                if m < 2:
                    continue
                rise = channel.daily[inside].mean() - channel.daily[~inside].mean()
                z = rise / (noise_of(channel.daily) * np.sqrt(1 / n + 1.5 / m))
                gate = np.clip(rise / abs(channel.daily[~inside].mean()) / 0.08 - 0.25, 0, 1)
                total += np.clip(z - 3.0, 0, 6.0) * gate
            if total > best + 1e-9:
                best, found = total, set(range(a, b + 1))
    return found


@given(
    st.lists(st.floats(50, 150) | st.just(float("nan")), min_size=10, max_size=10),
    st.lists(st.floats(0, 200), min_size=10, max_size=10),
    st.sampled_from(["alone", "per", "declared", "falls"]),
    st.sets(st.integers(0, 9), min_size=1, max_size=6),
)
def test_the_figures_are_the_means_of_the_series_over_the_days_that_count(
    values: list[float], base: list[float], manner: str, chosen: set[int]
) -> None:
    other = np.array(base)
    channel = Channel(X, "kW", np.array(values), days(0, 1, 2, 3, 5, 6, 7, 9),
                      declared=other if manner == "declared" else None, per=other if manner == "per" else None,
                      falls=manner == "falls")  # fmt: skip

    reading = read(channel, Suspicion(days(*chosen)))

    if reading is not None:
        assert np.isclose(reading.observed, channel.daily[reading.inside].mean())
        if reading.due is not None:
            assert np.isclose(reading.expected, reading.due[reading.inside].mean())
            assert not np.isfinite(reading.due[~channel.usable]).any()


def test_a_step_that_comes_with_another_approved_face_is_explained() -> None:
    inside = days(4, 5, 6, 7, 8, 9)
    values = series(2000, 300, inside)

    approved = read(Channel(X, "m3/min", values, EVERY, regime=inside.astype(np.int64)), Suspicion(inside))
    unexplained = read(Channel(X, "m3/min", values, EVERY, regime=np.zeros(10, np.int64)), Suspicion(inside))

    assert approved is not None and approved.z is None and approved.strength == 0
    assert unexplained is not None and unexplained.strength > 0.9


def test_within_one_regime_days_are_still_compared() -> None:
    inside = days(7, 8, 9)
    regime = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    values = series(2000, 300, days(4, 5, 6, 7, 8, 9)) + 400 * inside

    reading = read(Channel(X, "m3/min", values, EVERY, regime=regime), Suspicion(inside))

    assert reading is not None and reading.strength > 0.9
    assert abs(reading.expected - 2300) < 60
