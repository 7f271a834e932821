"""Typefaces are looked for where a site, the checkout and the system keep them."""

from __future__ import annotations

from pathlib import Path

import pytest

from minewarden.fonts import font_folders


def test_the_folder_of_the_site_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, home = tmp_path / "own", tmp_path / "home"
    own.mkdir()
    (home / "fonts").mkdir(parents=True)
    monkeypatch.setenv("MINEWARDEN_FONTS", str(own))
    monkeypatch.setenv("MINEWARDEN_HOME", str(home))

    assert font_folders()[:2] == [own, home / "fonts"]


def test_a_folder_that_is_not_there_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINEWARDEN_FONTS", str(tmp_path / "nowhere"))

    assert tmp_path / "nowhere" not in font_folders()
