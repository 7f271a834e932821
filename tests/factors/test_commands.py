"""`minewarden leads find` and `leads report`, as the contract promises them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from minewarden.errors import BadInput
from minewarden.factors.commands import leads
from minewarden.factors.leads_file import lead_dict, read_leads
from tests.factors.scenes import CODE, Plot

PLOT = Plot("hidden_face", "seen", 3, 7)


def run(*words: object) -> str:
    result = CliRunner().invoke(leads, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def found(lake_of: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("leads") / "leads.json"
    run("find", "--lake", lake_of(plots=[PLOT]), "--out", out)
    return out


def test_the_file_has_the_head_and_the_leads_of_the_contract(found: Path) -> None:
    told = json.loads(found.read_text(encoding="utf-8"))

    assert {"made_at", "from", "to", "engine", "version", "leads"} <= told.keys()
    assert told["engine"] == "duckdb"
    (lead,) = told["leads"]
    assert lead["mine_code"] == CODE and lead["kind"] == "hidden_face"
    assert 0.5 <= lead["score"] <= 1
    assert lead["persons_per_shift"] > 3 and lead["cards"]


def test_a_file_that_was_written_reads_back_the_same(found: Path) -> None:
    head, (lead,) = read_leads(found)

    assert "leads" not in head
    assert lead_dict(lead) == json.loads(found.read_text(encoding="utf-8"))["leads"][0]


def test_each_factor_brings_its_days_and_its_figures_are_their_means(found: Path) -> None:
    _head, (lead,) = read_leads(found)
    rows = [row for row in lead.factors if row.series is not None]

    assert {"people", "power"} <= {row.factor for row in rows}
    for row in rows:
        series = row.series
        assert series is not None and len(series.days) == len(set(series.days)) >= 8
        for told, values in ((row.observed, series.observed), (row.expected, series.expected)):
            counted = [v for v, flag in zip(values, series.counted, strict=True) if flag and v is not None]
            if told is not None and len(counted) == sum(series.counted):
                assert sum(counted) / len(counted) == pytest.approx(told, rel=2e-3, abs=0.06), row.factor


def test_a_file_of_an_earlier_version_has_no_series_and_reads(found: Path, tmp_path: Path) -> None:
    told = json.loads(found.read_text(encoding="utf-8"))
    for row in told["leads"][0]["factors"]:
        row.pop("series", None)
    (tmp_path / "old.json").write_text(json.dumps(told), encoding="utf-8")

    _head, (lead,) = read_leads(tmp_path / "old.json")

    assert all(row.series is None for row in lead.factors)


@pytest.mark.parametrize(
    "series",
    [
        {"days": ["2025-03-03"], "observed": [1.0, 2.0], "expected": [None]},
        {"days": ["2025-03-03"], "observed": ["<b>"], "expected": [None]},
        {"days": ["2025-03-03"], "observed": [float("nan")], "expected": [None]},
        {"days": ["yesterday"], "observed": [1.0], "expected": [None]},
        {"days": [], "observed": [], "expected": []},
        {"days": ["2025-03-03"], "observed": [1.0]},
        [],
    ],
)
def test_a_series_that_does_not_fit_its_days_is_refused(found: Path, tmp_path: Path, series: object) -> None:
    told = json.loads(found.read_text(encoding="utf-8"))
    told["leads"][0]["factors"][0]["series"] = series
    (tmp_path / "l.json").write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(BadInput, match=r"leads\.json"):
        read_leads(tmp_path / "l.json")


def test_a_span_before_the_conduct_has_no_lead(lake_of: Callable[..., Path], tmp_path: Path) -> None:
    lake = lake_of(plots=[PLOT])
    run("find", "--lake", lake, "--out", tmp_path / "l.json", "--from", "2025-03-03", "--to", "2025-03-06")

    told = json.loads((tmp_path / "l.json").read_text(encoding="utf-8"))

    assert told["leads"] == []
    assert told["from"] == "2025-03-03T00:00:00+08:00"


def test_an_unknown_mine_or_a_folder_without_a_lake_is_refused(
    lake_of: Callable[..., Path], tmp_path: Path
) -> None:
    for words in (["--lake", str(lake_of(plots=[PLOT])), "--mine", "1"], ["--lake", str(tmp_path)]):
        with pytest.raises(BadInput):
            CliRunner().invoke(
                leads, ["find", *words, "--out", str(tmp_path / "x.json")], catch_exceptions=False
            )


@pytest.mark.parametrize(
    "words",
    [
        ("--out", "{file}/l.json"),
        ("--out", "{new}", "--from", "2030-01-01"),
        ("--out", "{new}", "--to", "2020-01-01"),
    ],
)
def test_what_cannot_give_an_answer_is_refused_before_the_work(
    lake_of: Callable[..., Path], tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "file").touch()
    told = [word.format(file=tmp_path / "file", new=tmp_path / "l.json") for word in words]

    with pytest.raises(BadInput):
        CliRunner().invoke(
            leads, ["find", "--lake", str(lake_of(plots=[PLOT])), *told], catch_exceptions=False
        )

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def text_of(pdf: Path) -> str:
    """The text of all pages."""
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_the_sheet_says_where_why_and_that_it_is_no_evidence(found: Path, tmp_path: Path) -> None:
    run("report", found, "--mine", CODE, "--out", tmp_path / "r.pdf")

    text = text_of(tmp_path / "r.pdf")
    width, height = pypdfium2.PdfDocument(tmp_path / "r.pdf")[0].get_size()

    assert abs(width - 595) < 2 and abs(height - 842) < 2
    for words in ("疑似隐蔽工作面", CODE, "第四十一条", "不是证据", "执法人员", "SHA-256"):
        assert words in text


def test_the_sheet_in_english_has_only_names_of_the_mine_in_chinese(found: Path, tmp_path: Path) -> None:
    run("report", found, "--mine", CODE, "--out", tmp_path / "r.pdf", "--language", "en")

    text = text_of(tmp_path / "r.pdf")
    plan = json.loads(found.read_text(encoding="utf-8"))["plans"][CODE]
    _head, (lead,) = read_leads(found)
    shown = json.dumps(plan, ensure_ascii=False) + "".join(row.text.en for row in lead.factors)
    shown += "".join(row.series.label.en for row in lead.factors if row.series)

    for words in ("Hidden working face", CODE, "no evidence", "forty-first article", "What to look at first"):
        assert words in text
    assert set(re.findall("[\u4e00-\u9fff]", text)) <= set(shown)


def test_a_mine_without_leads_gets_a_sheet_that_says_so(found: Path, tmp_path: Path) -> None:
    told = json.loads(found.read_text(encoding="utf-8")) | {"leads": []}
    (tmp_path / "none.json").write_text(json.dumps(told), encoding="utf-8")

    run("report", tmp_path / "none.json", "--mine", CODE, "--out", tmp_path / "r.pdf")

    text = pypdfium2.PdfDocument(tmp_path / "r.pdf")[0].get_textpage().get_text_range()
    assert "没有达到报告标准的线索" in text


@pytest.mark.parametrize("text", ["", "{", "[]", '{"leads": [{"kind": "nothing"}]}'])
def test_a_broken_leads_file_is_refused_in_one_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "l.json").write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match=r"leads\.json"):
        read_leads(tmp_path / "l.json")


def test_the_way_from_the_shaft_is_drawn_even_without_coordinates(found: Path) -> None:
    from minewarden.factors.drawing import plan_svg
    from minewarden.factors.plan import route

    head, (lead,) = read_leads(found)
    plan = head["plans"][CODE]
    bare = plan | {"stations": [s | {"x": 0.0, "y": 0.0} for s in plan["stations"]]}

    assert route(plan, lead.stations[0])[0][-1] == lead.stations[0]
    drawn = [plan_svg(one, lead.stations) or "" for one in (bare, plan)]
    assert drawn[0].count("<circle") == drawn[1].count("<circle") > 0
    assert plan_svg({"stations": [], "roadways": [], "faces": [], "seals": []}, []) is None
