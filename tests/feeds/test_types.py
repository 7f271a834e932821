"""The tables of the file types: complete, consistent, and written down in the reference."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import minewarden.feeds as feeds
from minewarden.feeds import BY_NAME, CSV_TYPES, TYPES, FileType
from minewarden.feeds.filetype import Form
from minewarden.feeds.reference import reference
from minewarden.feeds.values import Kind

FOLDER = Path(feeds.__file__).parent
MECHANISM = {
    "__init__",
    "clocks",
    "filetype",
    "profile",
    "reading",
    "reference",
    "register",
    "tables",
    "values",
}
REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "feeds.md"
EVERY = [*TYPES, *CSV_TYPES]

FIELDS = {
    "RYSS": 15, "RYXX": 9, "RYQY": 4, "RYJZ": 6, "JZSS": 4, "RYCS": 9, "RYCY": 8, "RYXZ": 9, "RYQJ": 9,
    "CDDY": 24, "CDSS": 7, "TJSJ": 12, "YCBJ": 17, "KGBH": 5,
    "power": 3, "haulage": 4, "output": 4, "water": 3, "explosives": 5, "video": 4,
}  # fmt: skip


def test_every_module_of_the_folder_is_registered() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py")} - MECHANISM
    registered = {
        getattr(importlib.import_module(f"minewarden.feeds.{name}"), name.upper(), None) for name in modules
    }
    assert registered == set(EVERY)


def test_every_type_has_as_many_fields_as_its_source_lists() -> None:
    assert {name: len(file_type.sent) for name, file_type in BY_NAME.items()} == FIELDS


def test_headers_have_the_arity_that_senders_use() -> None:
    assert {one.name: len(one.header) for one in TYPES if len(one.header) != 3} == {"RYXX": 8, "CDDY": 7}


@pytest.mark.parametrize("file_type", EVERY, ids=lambda one: one.name)
def test_a_type_names_its_columns_once_and_its_source(file_type: FileType) -> None:
    names = [column.name for column in file_type.columns]
    assert len(names) == len(set(names))
    assert file_type.key in names
    assert file_type.at_column is None or file_type.at_column in names
    assert file_type.source
    assert (file_type.form is Form.CSV) == file_type.replaces


@pytest.mark.parametrize("file_type", EVERY, ids=lambda one: one.name)
def test_numbers_say_their_unit_and_hold_a_range(file_type: FileType) -> None:
    for column in file_type.columns:
        assert column.low <= column.high
        if column.kind in (Kind.NUMBER, Kind.READING):
            assert column.unit or column.note or any(c.name == "unit" for c in file_type.columns), column.name


def test_the_reference_page_is_that_of_the_tables() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference()
