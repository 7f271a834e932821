"""A review with uploaded papers, and a place for them that is gone afterwards."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from minewarden.web.reviews import demo_papers


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path, monkeypatch):
    """Uploads and page pictures lie in a folder of the test; no process of its own is started."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.HOME = tmp_path
    monkeypatch.setenv("MINEWARDEN_REVIEW_WORKER", "off")


@pytest.fixture(scope="session")
def papers(tmp_path_factory):
    """The papers of one invented case: a penalty decision (PDF) and a penalty notice (DOCX)."""
    folder = tmp_path_factory.mktemp("papers")
    demo_papers.write_papers(folder)
    return folder


@pytest.fixture
def job(db, now):
    """The demonstration round with its papers, waiting to be read."""
    return demo_papers.load(now.replace(month=4, day=10))


@pytest.fixture
def zipped(papers):
    """`zipped({"2024-001": [name, ...]})`: an archive of sub-folders with these papers."""

    def pack(folders, extra=()):
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for folder, names in folders.items():
                for name in names:
                    archive.write(papers / name, f"{folder}/{name}")
            for name, content in extra:
                archive.writestr(name, content)
        buffer.seek(0)
        buffer.name = "cases.zip"
        return buffer

    return pack
