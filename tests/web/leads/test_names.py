"""One table of names: whatever the factors and checks emit has a Chinese word there, and an English one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from django.utils import translation

from minewarden.factors import fusion
from minewarden.factors.integrity import sensor_masked
from minewarden.factors.model import Kind, Verdict
from minewarden.factors.names import FACTORS, KINDS, UNITS, VERDICTS
from minewarden.web.leads.models import KINDS as CHOICES
from minewarden.web.leads.models import Lead

FOLDER = Path(str(files("minewarden.factors")))


def trees() -> list[ast.Module]:
    """The code of all factors and checks."""
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.rglob("*.py"))]


def places(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What is called with a unit, a class or a function of its own, and as the how manieth argument."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            names = [row.target.id for row in node.body if isinstance(row, ast.AnnAssign)]
            made = [row for row in node.body if isinstance(row, ast.FunctionDef) and row.name == "__init__"]
            names = [arg.arg for arg in made[0].args.args[1:]] if made else names
        elif isinstance(node, ast.FunctionDef):
            names = [arg.arg for arg in node.args.args]
        else:
            continue
        if "unit" in names:
            yield node.name, names.index("unit")


def units() -> set[str]:
    """Every unit that the code writes down."""
    known = dict(place for tree in trees() for place in places(tree))
    found: list[ast.expr] = []
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
                found += node.args[known[node.func.id] :][:1]
                found += [word.value for word in node.keywords if word.arg == "unit"]
            if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["unit"]:
                found.append(node.value)
    written = {leaf.value for one in found for leaf in leaves(one) if isinstance(leaf, ast.Constant)}
    return written | {row[-1] for row in sensor_masked._TOLD.values()}


def leaves(node: ast.expr) -> list[ast.expr]:
    """Both branches of a choice, else the expression itself."""
    return [*leaves(node.body), *leaves(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def test_every_unit_that_the_factors_and_checks_emit_has_its_words():
    emitted = units()
    assert {
        "descents",
        "person-hours/day",
        "1",
        "m³/min·m²",
        "m/s",
        "kW",
        "%",
    } <= emitted  # the search finds them
    assert emitted - {""} <= set(UNITS)


def test_every_unit_is_a_word_that_an_inspector_reads_or_a_sign():
    chinese = re.compile("[\u4e00-\u9fff]")
    signs = {"%", "kW", "m/s", "m/min", "m³/min", "m³/min·m²", "m³/h"}
    assert {unit for unit, words in UNITS.items() if not chinese.search(words.zh)} == signs


def test_every_factor_verdict_and_kind_has_its_words():
    assert set(FACTORS) == set(fusion.FACTOR_NAMES)
    assert set(VERDICTS) == set(Verdict) and set(KINDS) == set(Kind)
    for table in (FACTORS, VERDICTS, KINDS, UNITS):
        assert all(words.zh and words.en for words in table.values())


def test_the_kinds_of_the_pages_are_those_of_the_comparison_in_the_readers_language():
    lead = Lead(kind="card_parked")
    assert [value for value, _label in CHOICES] == [kind.value for kind in Kind]
    with translation.override("zh-hans"):
        assert lead.get_kind_display() == "疑似人卡分离"
    with translation.override("en"):
        assert lead.get_kind_display() == "Card parked"
