import json
from pathlib import Path

import docx
import pypdfium2
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from minewarden.checks.commands import cases
from minewarden.checks.reference import rules_page
from minewarden.checks.round import case_folders
from minewarden.errors import BadInput
from tests.checks import clean_case

KEYS = {"case", "kind", "body", "documents", "facts", "problems", "not_judged", "score", "unreadable"}
ENOUGH = ("现场检查记录", "现场处理决定书", "行政处罚告知书b", "行政处罚决定书b")


def write_case(folder: Path, *, wrong: bool = False) -> None:
    folder.mkdir(parents=True)
    for number, key in enumerate(ENOUGH):
        paper = docx.Document()
        text = clean_case.papers()[key]
        if wrong:
            text = text.replace("（¥40,000.00）", "（¥4,000.00）")
        for line in text.splitlines():
            paper.add_paragraph(line)
        paper.save(str(folder / f"{number}.docx"))


@pytest.fixture(scope="module")
def round_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("round")
    write_case(folder / "甲案")
    write_case(folder / "乙案", wrong=True)
    (folder / "乙案" / "坏.pdf").write_bytes(b"%PDF-1.7 nothing else")
    return folder


@pytest.fixture(scope="module")
def outcome(round_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "review.json"
    arguments = ["review", str(round_folder), "--out", str(out), "--workers", "1"]
    arguments += ["--xlsx", str(out.with_suffix(".xlsx")), "--pdf", str(out.with_suffix(".pdf"))]
    result = CliRunner().invoke(cases, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return out


def test_the_answer_has_the_keys_of_the_contract(outcome: Path) -> None:
    answer = json.loads(outcome.read_text(encoding="utf-8"))

    assert set(answer) == {"made_at", "version", "cases", "totals"}
    assert all(set(case) == KEYS for case in answer["cases"])
    document = answer["cases"][0]["documents"][0]
    assert {"file", "pages", "kind", "number", "date"} <= set(document)
    assert set(answer["totals"]) == {"cases", "documents", "problems", "by_rule"}


def test_every_problem_says_where_what_and_why(outcome: Path) -> None:
    answer = json.loads(outcome.read_text(encoding="utf-8"))

    problems = [problem for case in answer["cases"] for problem in case["problems"]]

    assert {problem["rule"] for problem in problems} == {"R41"}
    for problem in problems:
        assert problem["severity"] in {"veto", "major", "minor"}
        assert all(problem[key] for key in ("file", "page", "document", "excerpt", "message", "basis"))


def test_a_bad_file_is_reported_and_the_rest_is_reviewed(outcome: Path) -> None:
    answer = json.loads(outcome.read_text(encoding="utf-8"))
    bad = next(case for case in answer["cases"] if case["case"] == "乙案")

    assert [row["file"] for row in bad["unreadable"]] == ["坏.pdf"]
    assert len(bad["documents"]) == len(ENOUGH)


def test_the_workbook_holds_every_problem_and_the_totals(outcome: Path) -> None:
    answer = json.loads(outcome.read_text(encoding="utf-8"))
    book = load_workbook(outcome.with_suffix(".xlsx"))

    assert book.sheetnames == ["问题", "合计", "案卷", "无法判断"]
    assert book["问题"].max_row == answer["totals"]["problems"] + 1
    assert book["合计"]["D2"].value == 2


def test_the_report_is_a_pdf_that_names_every_case(outcome: Path) -> None:
    pages = pypdfium2.PdfDocument(outcome.with_suffix(".pdf"))
    text = "".join(page.get_textpage().get_text_range() for page in pages)

    assert "案卷评查报告" in text and "甲案" in text and "乙案" in text


def test_an_interrupted_round_goes_on_where_it_stopped(
    round_folder: Path, outcome: Path, tmp_path: Path
) -> None:
    out = tmp_path / "review.json"
    done = dict(json.loads(outcome.read_text(encoding="utf-8"))["cases"][0], kind="kept as it was")
    journal = json.dumps(done, ensure_ascii=False) + '\n{"case": "乙'  # the second line was cut off
    out.with_name("review.json.partial").write_text(journal, encoding="utf-8")

    result = CliRunner().invoke(
        cases,
        ["review", str(round_folder), "--out", str(out), "--resume", "--workers", "1"],
        catch_exceptions=False,
    )

    rows = {row["case"]: row for row in json.loads(out.read_text(encoding="utf-8"))["cases"]}
    assert result.exit_code == 0
    assert rows[done["case"]]["kind"] == "kept as it was"
    assert len(rows) == 2 and not out.with_name("review.json.partial").exists()


def test_a_folder_of_files_is_one_case(round_folder: Path) -> None:
    assert case_folders(round_folder / "甲案") == [round_folder / "甲案"]


def test_an_empty_or_missing_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="empty"):
        case_folders(tmp_path)
    with pytest.raises(BadInput, match="no folder"):
        case_folders(tmp_path / "nowhere")


def test_a_wrong_sheet_is_bad_input(round_folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text('name = "x"\n', encoding="utf-8")

    result = CliRunner().invoke(
        cases, ["review", str(round_folder), "--out", str(tmp_path / "r.json"), "--sheet", str(sheet)]
    )

    assert isinstance(result.exception, BadInput)


def test_the_reference_page_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "rules.md"

    assert page.read_text(encoding="utf-8") == rules_page(), "run `minewarden cases rules --markdown`"
