"""Archives from strangers: bombs, ways out, locked and broken ones, and names of other systems."""

from __future__ import annotations

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from minewarden.errors import BadInput
from minewarden.web.reviews import storage


def archive(*entries):
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    buffer.seek(0)
    return buffer


def names(folders):
    return {name: sorted(path.name for path in folder.iterdir()) for name, folder in folders.items()}


def test_sub_folders_are_case_files_and_a_folder_around_them_all_is_left_out(tmp_path):
    found = storage.unpack(
        archive(("外/01/a.pdf", b"1"), ("外/02/b.docx", b"2"), ("外/02/附件/c.png", b"3")), tmp_path
    )
    assert names(found) == {"01": ["a.pdf"], "02": ["b.docx", "附件_c.png"]}


@pytest.mark.parametrize(
    "name", ["../out.pdf", "01/../../out.pdf", "/etc/x.pdf", "C:\\x\\a.pdf", "01\\..\\..\\out.pdf"]
)
def test_a_name_that_leads_outside_refuses_the_whole_archive(tmp_path, name):
    inside = tmp_path / "in"
    inside.mkdir()
    with pytest.raises(BadInput, match="指向包外"):
        storage.unpack(archive(("01/a.pdf", b"1"), (name, b"2")), inside)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_a_link_refuses_the_whole_archive(tmp_path):
    link = ZipInfo("01/link.pdf")
    link.external_attr = 0o120777 << 16
    with pytest.raises(BadInput, match="指向包外"):
        storage.unpack(archive((link, b"/etc/passwd")), tmp_path)


def test_an_archive_that_unpacks_to_far_more_than_it_weighs_is_stopped_on_the_way(tmp_path):
    with pytest.raises(BadInput, match="过大"):
        storage.unpack(archive(("01/bomb.pdf", b"\0" * (64 * storage.MB))), tmp_path)
    written = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert written <= storage.UNSUSPECTED_BYTES + storage.CHUNK


def test_the_sum_of_many_files_is_bounded_too(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "MOST_UNPACKED_BYTES", 3 * storage.MB)
    many = [(f"01/{n}.bin", b"\0" * storage.MB) for n in range(8)]
    with pytest.raises(BadInput, match="过大"):
        storage.unpack(archive(*many), tmp_path)


def test_the_number_of_files_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "MOST_ENTRIES", 5)
    with pytest.raises(BadInput, match="超过5个"):
        storage.unpack(archive(*[(f"01/{n}.pdf", b"") for n in range(6)]), tmp_path)


def test_a_size_that_the_archive_understates_is_counted_not_believed(tmp_path):
    content = archive(("01/a.pdf", b"\0" * 20 * storage.MB)).getvalue()
    told = struct.pack("<I", 20 * storage.MB)
    with pytest.raises(BadInput):
        storage.unpack(BytesIO(content.replace(told, struct.pack("<I", 10))), tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"no archive at all"])
def test_what_is_no_archive_is_told(tmp_path, content):
    with pytest.raises(BadInput, match="无法读取"):
        storage.unpack(BytesIO(content), tmp_path)


def test_a_locked_archive_is_told(tmp_path):
    content = bytearray(archive(("01/a.pdf", b"1")).getvalue())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadInput, match="加密"):
        storage.unpack(BytesIO(bytes(content)), tmp_path)


def test_names_of_a_chinese_windows_are_read(tmp_path):
    placeholder = "x" * len("案卷/甲.pdf".encode("gb18030"))
    content = archive((placeholder, b"1")).getvalue()
    content = content.replace(placeholder.encode(), "案卷/甲.pdf".encode("gb18030"))
    assert names(storage.unpack(BytesIO(content), tmp_path)) == {"案卷": ["甲.pdf"]}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a/b\\c.pdf", "c.pdf"),
        ("\u202egpj.exe.pdf", "gpj.exe.pdf"),
        ('<a>:"b"|?*.docx', "ab.docx"),
        ("...", "file"),
        ("a\x00b\n.pdf", "ab.pdf"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert storage.clean_name(name) == clean


def test_a_long_name_keeps_its_suffix_and_a_taken_one_gets_a_number(tmp_path):
    long = storage.clean_name("案" * 300 + ".docx")
    assert long.endswith(".docx") and len(long.encode()) < 255
    storage.keep(BytesIO(b"1"), tmp_path, "a.pdf")
    storage.keep(BytesIO(b"2"), tmp_path, "a.pdf")
    assert storage.names_in(tmp_path) == ["a(2).pdf", "a.pdf"]
