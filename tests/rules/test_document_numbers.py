import pytest
from hypothesis import given
from hypothesis import strategies as st

from minewarden.rules.document_numbers import (
    CODES_2021,
    REGIONS,
    find_case_number,
    find_number,
    find_numbers,
    write_number,
)


@given(
    region=st.sampled_from(REGIONS),
    office=st.text(alphabet="太毕阳泉水市县", min_size=1, max_size=2),
    code=st.sampled_from(sorted(set(CODES_2021) - {"监建", "管意"})),
    year=st.integers(2018, 2030),
    sequence=st.integers(1, 9999),
    inspection=st.booleans(),
)
def test_a_written_number_reads_back(
    region: str, office: str, code: str, year: int, sequence: int, inspection: bool
) -> None:
    text = write_number(
        region=region, office=office, code=code, year=year, sequence=sequence, inspection=inspection
    )

    number = find_number(text)

    assert number is not None
    assert (number.region, number.office, number.code) == (region, office, code)
    assert (number.year, number.sequence, number.inspection) == (str(year), str(sequence), inspection)


def test_a_year_of_two_digits_is_read_as_it_stands() -> None:
    number = find_number("晋（阳泉）煤安罚〔24〕12号")

    assert number is not None
    assert number.year == "24"


def test_other_brackets_are_read_and_kept() -> None:
    number = find_number("晋（阳泉）煤安罚[2024]12号")

    assert number is not None
    assert number.brackets == "[]"


def test_blanks_inside_a_number_do_not_matter() -> None:
    number = find_number("A 煤安监 B 先保处〔20XX〕XXXX 号")

    assert number is not None
    assert (number.office, number.code) == ("B", "先保处")


def test_all_numbers_of_a_sentence_are_found_without_the_words_around() -> None:
    numbers = find_numbers("作出晋（阳）煤安罚〔2024〕12号，送达晋（阳）煤安送〔2024〕15号")

    assert [n.text for n in numbers] == ["晋（阳）煤安罚〔2024〕12号", "晋（阳）煤安送〔2024〕15号"]


@pytest.mark.parametrize(("text", "found"), [("编号：2024-15", (2024, 15)), ("电话 0351-2024-15", None)])
def test_case_numbers_are_year_and_number(text: str, found: tuple[int, int] | None) -> None:
    assert find_case_number(text) == found
