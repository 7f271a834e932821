"""The lake that pages look into, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.leads import files


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Its folder, and the hash of a snapshot of the mine and of its neighbour."""
    return files.small_lake(tmp_path_factory.mktemp("leads"))


@pytest.fixture(autouse=True)
def no_lake(settings: object, tmp_path: Path) -> None:
    """A site without monitoring data, unless the test asks for a lake."""
    settings.MINEWARDEN_LAKE = tmp_path / "none"


@pytest.fixture
def lake(no_lake: None, settings: object, loaded: tuple[Path, str, str]) -> tuple[Path, str, str]:
    """The site with the small lake."""
    settings.MINEWARDEN_LAKE = loaded[0]
    return loaded
