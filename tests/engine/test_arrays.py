"""Arrow columns as NumPy arrays and back."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from minewarden.engine.arrays import coded, column, milliseconds, plain
from minewarden.errors import BadInput

WORDS = pa.chunked_array(
    [pa.array(["a", None, "b"]).dictionary_encode(), pa.array(["c", "b"]).dictionary_encode()]
)


def test_numbers_and_truth_values_come_as_they_are_and_nulls_as_what_stands_for_them() -> None:
    numbers = pa.chunked_array([pa.array([1, None, 3]), pa.array([4, 5])])

    assert plain(numbers, -1).tolist() == [1, -1, 3, 4, 5]
    assert plain(numbers.slice(1, 3), -1).tolist() == [-1, 3, 4]
    assert plain(pa.array([True] * 9 + [None, True]).slice(7), False).tolist() == [True, True, False, True]
    np.testing.assert_array_equal(plain(pa.array([1.5, None]), np.nan), [1.5, np.nan])
    assert plain(pa.chunked_array([], pa.int32())).tolist() == []


def test_nulls_without_a_value_for_them_are_refused() -> None:
    with pytest.raises(ValueError, match="nulls"):
        plain(pa.array([1, None]))


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_are_milliseconds_whatever_their_unit(unit: str) -> None:
    at = pa.array([datetime(2024, 3, 1, tzinfo=UTC), None], pa.timestamp(unit, tz="UTC"))

    assert milliseconds(at, -1).tolist() == [1_709_251_200_000, -1]


def test_a_column_that_is_no_time_is_refused() -> None:
    with pytest.raises(BadInput, match="not a timestamp"):
        milliseconds(pa.array([1]))


def test_words_of_several_pieces_have_one_list() -> None:
    words, numbers = coded(WORDS)

    assert [None if n < 0 else words[n] for n in numbers] == ["a", None, "b", "c", "b"]


def test_an_array_becomes_a_column_and_comes_back() -> None:
    at = np.arange(6, dtype=np.int64)[::2]
    moments = column(at, pa.timestamp("ms", tz="UTC"))

    assert moments.type == pa.timestamp("ms", tz="UTC")
    assert milliseconds(moments).tolist() == [0, 2, 4]


def test_neither_way_imports_pandas() -> None:
    told = subprocess.run(
        [sys.executable, "-c", (
            "import sys, numpy, pyarrow\n"
            "from minewarden.engine.arrays import coded, column, plain\n"
            "numbers = column(numpy.arange(3))\n"
            "plain(numbers), coded(pyarrow.DictionaryArray.from_arrays(numbers, numbers.cast('string')))\n"
            "print('pandas' in sys.modules)"
        )],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert told.stdout.strip() == "False"
