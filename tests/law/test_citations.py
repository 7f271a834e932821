from hypothesis import given
from hypothesis import strategies as st

from minewarden.law import find_citations
from minewarden.rules.numerals import to_numeral


@given(article=st.integers(1, 300), paragraph=st.integers(0, 9), item=st.integers(0, 30))
def test_a_written_citation_reads_back(article: int, paragraph: int, item: int) -> None:
    tail = f"第{to_numeral(paragraph)}款" if paragraph else ""
    tail += f"第（{to_numeral(item)}）项" if item else ""

    (cited,) = find_citations(f"违反了《煤矿安全规程》第{to_numeral(article)}条{tail}的规定")

    assert (cited.law, cited.article) == ("煤矿安全规程", article)
    assert (cited.paragraph or 0, cited.item or 0) == (paragraph, item)


def test_a_list_after_one_title_yields_one_citation_each() -> None:
    cited = find_citations("根据《行政强制法》第五十三条、第五十四条规定")

    assert [(c.law, c.article) for c in cited] == [("行政强制法", 53), ("行政强制法", 54)]


def test_a_title_without_its_opening_mark_is_found_and_said_so() -> None:
    text = "的规定，依据国务院关于预防煤矿生产安全事故的特别规定》第十条第一款、第十一条第一款的规定"

    cited = find_citations(text)

    assert [(c.law, c.article, c.opened) for c in cited] == [
        ("国务院关于预防煤矿生产安全事故的特别规定", 10, False),
        ("国务院关于预防煤矿生产安全事故的特别规定", 11, False),
    ]
    assert text[cited[0].start :].startswith("国务院关于")


def test_a_title_without_its_closing_mark_is_found_and_said_so() -> None:
    (cited,) = find_citations("违反了《煤矿安全生产条例第三十六条第（二）项的规定")

    assert (cited.law, cited.article, cited.item, cited.closed) == ("煤矿安全生产条例", 36, 2, False)


def test_a_title_alone_is_a_citation_without_an_article() -> None:
    (cited,) = find_citations("依据《煤矿安全生产条例》的规定")

    assert cited.article is None


def test_an_inserted_article_keeps_both_numbers() -> None:
    (cited,) = find_citations("《刑法》第一百三十四条之一第（一）项")

    assert (cited.article, cited.inserted, cited.item) == (134, 1, 1)


@given(st.text(alphabet="《》第条款项依据规定法一二（）、", max_size=60))
def test_any_text_is_read_without_failing(text: str) -> None:
    for cited in find_citations(text):
        assert 0 <= cited.start < cited.end <= len(text)
