"""What the comparison says, it says in both languages: the same figures, and English without Chinese but for names."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from minewarden import factors
from minewarden.engine.lake import Lake
from minewarden.factors.find import examine
from minewarden.factors.hidden import RESOURCES
from minewarden.factors.integrity.limits import in_force
from minewarden.factors.leads_file import lead_dict, leads_draft, read_leads
from minewarden.factors.model import FactorRow, Kind, Lead, Series, Verdict
from minewarden.factors.month import Month
from minewarden.factors.words import Words, plural
from tests.factors.scenes import CODE, Plot
from tests.factors.test_integrity import deleted, filtered, made_up, replayed, taken_up

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
FIGURE = re.compile(r"\d[\d,.]*\d|\d")
SCENES: dict[str, dict[str, Any]] = {
    "a crew that vanishes": {"plots": [Plot("hidden_face", "vanish", 3, 7)]},
    "people without cards": {"plots": [Plot("hidden_face", "no_cards", 3, 7),
                                       Plot("headcount_concealed", "", 3, 7, crew=6)]},
    "people whose cards are carried": {"plots": [Plot("hidden_face", "no_cards", 2, 8),
                                                 Plot("cards_carried", "", 2, 8)]},
    "much at once": {"plots": [Plot(kind, "flat", 3, 7)
                               for kind in ("card_parked", "sensor_masked", "over_capacity", "overstaffed")]},
    "a stop": {"plots": [Plot("working_while_stopped", "", 4, 7)], "stopped_days": frozenset({4, 5, 6, 7})},
    "people alone": {"plots": [Plot("hidden_face", "seen", 3, 7)], "systems": frozenset({"people"})},
    "cards taken up": {"prepare": taken_up, "period_s": 300},
    **{prepare.__name__: {"prepare": prepare} for prepare in (made_up, replayed, deleted, filtered)},
}  # fmt: skip


@pytest.mark.parametrize("scene", SCENES)
def test_every_sentence_and_label_of_a_scene_is_told_in_both_languages(
    lake_of: Callable[..., Path], scene: str
) -> None:
    lake = Lake(str(lake_of(**SCENES[scene])))
    with Month(lake, CODE, *(lake.period(CODE) or ())) as month:
        findings, suspicions = examine(month)
        rows = [row for one in (*findings, *suspicions) for row in one.rows]
        told = [row.text for row in rows] + [row.series.label for row in rows if row.series]
        told += [channel.label for _, channels, _ in RESOURCES for channel in channels(month)]
        given = names(month)

    assert findings or suspicions
    for words in set(told):
        assert CHINESE.search(words.zh), words
        assert words.en and not CHINESE.search(without(given, words.en)), words
        assert figures(words.zh) == figures(words.en), words


def names(month: Month) -> list[str]:
    """The names that the mine gave, the longest first."""
    register = month.register
    given = [p.place for p in month.points] + [f.feeder for f in register.feeders]
    given += [one.name for one in (*register.stations, *register.faces, *register.seals, *register.areas)]
    given += [p.place.removesuffix(word) for p in month.points for word in ("甲烷", "风速")]
    return sorted({name for name in given if name}, key=lambda name: -len(name))


def without(given: list[str], text: str) -> str:
    for name in given:
        text = text.replace(name, "")
    return text


def figures(text: str) -> Counter[str]:
    """The figures of a sentence; one article is told in Chinese by its word."""
    return Counter(FIGURE.findall(text.replace("第四条", "第4条")))


def test_every_pair_in_the_source_tells_the_same_values() -> None:
    found = list(pairs())

    assert len(found) > 60
    for place, zh, en in found:
        assert not CHINESE.search(plain(en)), place
        assert figures(plain(zh)) == figures(plain(en)), place
        assert values(zh) == values(en), place


def pairs() -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Wherever two texts stand side by side: the place, the Chinese and the English one."""
    for path in Path(factors.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words" and len(node.args) == 2:
                zh, en = node.args
                if all(isinstance(arg, ast.JoinedStr | ast.Constant) for arg in (zh, en)):
                    yield f"{path.name}:{node.lineno}", zh, en


def plain(text: ast.expr) -> str:
    """What of a text is written out."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return "…".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


def values(text: ast.expr) -> Counter[str]:
    """What of a text is filled in, whichever half of it, in whichever number."""
    parts = text.values if isinstance(text, ast.JoinedStr) else []
    return Counter(_value(part) for part in parts if isinstance(part, ast.FormattedValue))


def _value(part: ast.FormattedValue) -> str:
    value = part.value
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "plural":
        value = value.args[0]
    if isinstance(value, ast.Attribute) and value.attr in {"zh", "en"}:
        value = value.value
    return ast.unparse(value) + (ast.unparse(part.format_spec) if part.format_spec else "")


def test_a_file_of_an_earlier_version_reads_back_with_its_chinese_words(tmp_path: Path) -> None:
    days = Series(Words("馈线K5", "feeder K5"), ("2025-03-03",), (1.0,), (0.0,), (True,))
    row = FactorRow(
        "power", Verdict.CONTRADICTS, text=Words("用电：一句。", "Power: one sentence."), series=days
    )
    lead = Lead(
        CODE, Kind.HIDDEN_FACE, 0.9, "2025-03-03T00:00:00+08:00", "2025-03-04T00:00:00+08:00", factors=(row,)
    )
    told = lead_dict(lead)
    with leads_draft(tmp_path / "new.json") as write:
        write({"leads": [told]})
    (old,) = told["factors"]
    del old["text_en"], old["series"]["label_en"]
    with leads_draft(tmp_path / "old.json") as write:
        write({"leads": [told]})

    (new_row,), (old_row,) = (read_leads(tmp_path / name)[1][0].factors for name in ("new.json", "old.json"))

    assert (new_row.text, new_row.series) == (row.text, days)
    assert old_row.text == Words.name("用电：一句。")
    assert old_row.series is not None and old_row.series.label == Words.name("馈线K5")


def test_every_limit_names_its_law_in_english() -> None:
    laws = [limit.law for table in ("capacity", "crew") for year in (2024, 2027)
            for limit in in_force(table, date(year, 1, 1))]  # fmt: skip

    assert len(set(laws)) == 6
    for law in laws:
        assert not CHINESE.search(law.en) and figures(law.zh) == figures(law.en)


def test_one_is_not_told_as_many() -> None:
    assert [plural(n, "shift") for n in (1, 12)] == ["1 shift", "12 shifts"]
    assert plural(2, "stretch", "stretches") == "2 stretches"
