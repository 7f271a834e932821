"""One probability from eight rows: monotone, explained, silent without data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minewarden.factors import fusion
from minewarden.factors.fusion import FACTOR_NAMES
from minewarden.factors.model import FactorRow, Kind, Verdict

rows_strategy = st.fixed_dictionaries(
    {name: st.tuples(st.sampled_from(list(Verdict)), st.floats(0, 0.99)) for name in FACTOR_NAMES}
)


def rows(told: dict[str, tuple[Verdict, float]]) -> list[FactorRow]:
    return [FactorRow(name, verdict, strength=strength) for name, (verdict, strength) in told.items()]


def test_no_data_anywhere_is_no_suspicion() -> None:
    assert fusion.probability([FactorRow(name, Verdict.NO_DATA) for name in FACTOR_NAMES]) == 0.0


def test_agreement_everywhere_is_no_suspicion() -> None:
    assert fusion.probability([FactorRow(name, Verdict.AGREES, strength=1.0) for name in FACTOR_NAMES]) == 0.0


def test_eight_contradictions_are_nearly_certain() -> None:
    assert (
        fusion.probability([FactorRow(name, Verdict.CONTRADICTS, strength=0.95) for name in FACTOR_NAMES])
        > 0.95
    )


@given(rows_strategy, st.sampled_from(FACTOR_NAMES))
def test_a_contradiction_never_lowers_and_an_agreement_never_raises(
    told: dict[str, tuple[Verdict, float]], name: str
) -> None:
    told = told | {"people": (Verdict.CONTRADICTS, 0.9)}
    if name == "people":
        return
    silent = fusion.probability(rows(told | {name: (Verdict.NO_DATA, 0.0)}))

    assert fusion.probability(rows(told | {name: (Verdict.AGREES, 0.8)})) <= silent
    assert fusion.probability(rows(told | {name: (Verdict.CONTRADICTS, 0.8)})) >= silent - 0.02


@given(rows_strategy)
def test_the_explanation_leaves_out_one_factor_at_a_time(told: dict[str, tuple[Verdict, float]]) -> None:
    given_rows = rows(told)

    for part in fusion.explain(given_rows):
        rest = [row for row in given_rows if row.factor != part.factor]
        assert abs(part.score_without - fusion.probability(rest)) < 1e-3


def test_without_a_crew_coal_alone_tells_over_production_and_no_hidden_face() -> None:
    coal = [
        FactorRow(name, Verdict.CONTRADICTS, strength=0.99, coal=True)
        for name in ("power", "output", "haulage", "gas")
    ]
    calm = [FactorRow(name, Verdict.AGREES, strength=0.5) for name in ("people", "air", "water")]

    assert fusion.probability([*coal, *calm]) < 0.5


def test_parameters_survive_writing_and_reading(tmp_path) -> None:  # type: ignore[no-untyped-def]
    known = fusion.parameters()
    fusion.write_parameters(known, tmp_path / "p.json")

    again = fusion.read_parameters((tmp_path / "p.json").read_text(encoding="utf-8"))

    assert again.weights.keys() == known.weights.keys()
    assert abs(again.bias - known.bias) < 1e-3


def test_calibration_keeps_the_order_of_strengths() -> None:
    for kind in Kind:
        values = [fusion.calibrated(kind, raw) for raw in (0.1, 0.3, 0.5, 0.7, 0.9)]
        assert values == sorted(values)


def test_the_balances_of_a_mine_acquit_a_small_crew_less_than_a_large_one() -> None:
    def score(person_hours: float) -> float:
        crew = FactorRow("people", Verdict.CONTRADICTS, person_hours, 0.0, strength=0.7)
        return fusion.probability(
            [crew, *(FactorRow(n, Verdict.AGREES, strength=0.9) for n in FACTOR_NAMES[1:])]
        )

    assert score(50.0) > score(200.0)
