from pathlib import Path

import pytest
from click.testing import CliRunner

from minewarden.errors import BadInput
from minewarden.law import catalogue, store
from minewarden.law.commands import law
from minewarden.law.model import ArticleKey
from minewarden.law.structure import derive
from tests.shared_data import shared_path

TEXT = """# 某某条例

公布令

<!-- INFO END -->

## 第一章

第一条 为了测试。

第二条 有下列情形之一的：

（一）甲；

（二）乙。

本条另有一款。

第二条之一 插入的一条。
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINEWARDEN_HOME", str(tmp_path / "home"))
    return tmp_path


def test_counts_are_derived_from_the_text(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(TEXT, encoding="utf-8")

    title, structure = derive(file)

    assert title == "某某条例"
    assert structure == {ArticleKey(1): (0,), ArticleKey(2): (2, 0), ArticleKey(2, 1): (0,)}


def test_a_file_without_articles_is_refused_and_the_rest_is_loaded(home: Path) -> None:
    (home / "bad.md").write_text("# 空", encoding="utf-8")
    (home / "good.md").write_text(TEXT, encoding="utf-8")

    result = CliRunner().invoke(law, ["import", str(home)])

    assert result.exit_code == 0
    assert "not loaded: bad.md" in result.output
    assert "1 statutes" in result.output


def test_a_folder_without_markdown_is_bad_input(home: Path) -> None:
    with pytest.raises(BadInput, match="no Markdown"):
        store.import_folder(home)


def test_showing_an_article_says_when_its_text_was_not_imported(home: Path) -> None:
    result = CliRunner().invoke(law, ["show", "煤矿安全生产条例", "64", "--on", "2024-06-01"])

    assert "50万至200万元" in result.output
    assert "原文未导入" in result.output


def test_checking_a_repealed_basis_names_its_successor(home: Path) -> None:
    result = CliRunner().invoke(law, ["check", "《煤矿安全监察条例》第四条", "--on", "2024-05-01"])

    assert "已废止" in result.output and "煤矿安全生产条例" in result.output


@pytest.mark.shared
def test_the_shipped_structure_is_that_of_the_real_texts(home: Path) -> None:
    loaded, refused = store.import_folder(shared_path("data/law"))

    assert refused == []
    matched = [row for row in loaded if row.statute]
    assert len(matched) == 18
    assert [row for row in matched if row.differing] == []


@pytest.mark.shared
def test_an_imported_text_is_shown_beside_the_gist(home: Path) -> None:
    store.import_folder(shared_path("data/law"))

    lines = store.article_text(catalogue.get("coal_safety_regulation_2024"), ArticleKey(36))

    assert lines is not None and len(lines) == 18
