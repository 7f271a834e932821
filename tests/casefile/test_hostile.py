"""Hostile and damaged files: nothing runs, nothing hangs, everything is reported, the rest is still read."""

from __future__ import annotations

import random
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from minewarden.casefile.limits import DEFAULT
from minewarden.casefile.model import CaseFile, ProblemKind
from minewarden.casefile.read import read_case
from tests.casefile import hostile

FILES = 240


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[CaseFile, dict[str, str]]:
    folder: Path = tmp_path_factory.mktemp("attacked")
    made = hostile.write_hostile(folder, FILES, seed=20260701)
    (folder / "honest.docx").write_bytes(hostile.honest_docx())
    return read_case(folder, replace(DEFAULT, file_s=15.0)), made


def test_the_honest_file_among_them_is_read(attacked: tuple[CaseFile, dict[str, str]]) -> None:
    case, _ = attacked
    assert [d.kind for d in case.documents if d.file == "honest.docx"] == ["现场检查记录"]


def test_every_file_is_read_or_reported(attacked: tuple[CaseFile, dict[str, str]]) -> None:
    case, made = attacked
    seen = {problem.file for problem in case.reading_problems} | {d.file for d in case.documents}
    assert set(made) <= seen


def test_what_must_be_refused_is_reported(attacked: tuple[CaseFile, dict[str, str]]) -> None:
    case, made = attacked
    reported = {problem.file for problem in case.reading_problems}
    assert {
        name: maker for name, maker in made.items() if maker not in hostile.MAY_PASS and name not in reported
    } == {}


@pytest.mark.parametrize(
    ("maker", "kinds"),
    [
        ("encrypted", {ProblemKind.ENCRYPTED}),
        ("zip_bomb", {ProblemKind.OVERSIZED}),
        ("liar", {ProblemKind.OVERSIZED, ProblemKind.UNREADABLE}),
        ("many_entries", {ProblemKind.OVERSIZED}),
        ("entity_bomb", {ProblemKind.UNREADABLE}),
        ("deep_xml", {ProblemKind.OVERSIZED, ProblemKind.UNREADABLE}),
        ("macros", {ProblemKind.MACRO}),
        ("external", {ProblemKind.EXTERNAL}),
        ("many_pages", {ProblemKind.OVERSIZED}),
        ("huge_sheet", {ProblemKind.OVERSIZED, ProblemKind.UNREADABLE}),
        ("dishonest_picture", {ProblemKind.OVERSIZED, ProblemKind.UNREADABLE}),
        ("wrong_type", {ProblemKind.UNSUPPORTED}),
        ("empty", {ProblemKind.EMPTY, ProblemKind.UNSUPPORTED}),
    ],
)
def test_each_attack_has_its_report(
    attacked: tuple[CaseFile, dict[str, str]], maker: str, kinds: set[ProblemKind]
) -> None:
    case, made = attacked
    names = {name for name, by in made.items() if by == maker}
    found = {problem.kind for problem in case.reading_problems if problem.file in names}
    assert found and found <= kinds


def test_reports_are_sentences_in_chinese(attacked: tuple[CaseFile, dict[str, str]]) -> None:
    case, _ = attacked
    assert all(
        problem.message.endswith("。") and any("一" <= c <= "龥" for c in problem.message)
        for problem in case.reading_problems
    )


def test_a_parser_that_hangs_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(hostile.honest_pdf(400))
    (tmp_path / "b.docx").write_bytes(hostile.honest_docx())
    case = read_case(tmp_path, replace(DEFAULT, file_s=0.0))
    assert {problem.kind for problem in case.reading_problems} == {ProblemKind.TIMEOUT}


def test_no_connection_is_opened_in_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    for maker in (hostile.external, hostile.running_pdf, hostile.entity_bomb):
        (tmp_path / f"{maker.__name__}.bin").write_bytes(maker(random.Random(1)))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    case = read_case(tmp_path, replace(DEFAULT, processes=0))
    assert len(case.reading_problems) >= 2
