import pytest
from hypothesis import given
from hypothesis import strategies as st

from minewarden.rules.numerals import parse_numeral, to_numeral


@given(st.integers(min_value=1, max_value=9999))
def test_an_article_number_reads_back(number: int) -> None:
    assert parse_numeral(to_numeral(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十二", 12),
        ("三百八十四", 384),
        ("一百零五", 105),
        ("二〇二四", 2024),
        ("37", 37),
        ("八十万", 800000),
    ],
)
def test_numerals_of_statutes_are_read(text: str, number: int) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize("text", ["", "条", "1a"])
def test_other_text_is_no_numeral(text: str) -> None:
    assert parse_numeral(text) is None


def test_zero_has_no_statute_numeral() -> None:
    with pytest.raises(ValueError, match="no statute numeral"):
        to_numeral(0)
