"""Arrow columns as NumPy arrays and back, sharing memory where there are no nulls.

`pa.array`, `pa.scalar` and `to_numpy` would look first whether a pandas object is meant: where pandas is installed, as
for Spark, importing it for that takes longer than a million rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from minewarden.errors import BadInput


def plain(column: pa.ChunkedArray | pa.Array, missing: Any = None) -> NDArray[Any]:
    """Out: a column of numbers, truth values or times (as integers of the column's unit) as an array.

    Null: `missing`, which must be given where there are any. Without nulls the array may be read only.
    """
    one = whole(column)
    if pa.types.is_boolean(one.type):
        return plain(one.cast(pa.uint8()), missing).astype(bool)
    if pa.types.is_timestamp(one.type):
        one = one.view(pa.int64())
    if not one.null_count:
        array: NDArray[Any] = np.from_dlpack(one)
        return array
    if missing is None:
        raise ValueError("a column with nulls needs a value that stands for them")
    values = np.from_dlpack(
        pa.Array.from_buffers(one.type, len(one), [None, one.buffers()[1]], offset=one.offset)
    )
    return np.where(plain(one.is_valid()), values, values.dtype.type(missing))


def column(array: NDArray[Any], kind: pa.DataType | None = None) -> pa.Array:
    """Out: an array of numbers as an Arrow column of `kind`, or of its own type, without nulls."""
    dense = np.ascontiguousarray(array)
    kind = kind or pa.from_numpy_dtype(dense.dtype)
    return pa.Array.from_buffers(kind, len(dense), [None, pa.py_buffer(dense)])


def milliseconds(column: pa.ChunkedArray | pa.Array, missing: int | None = None) -> NDArray[np.int64]:
    """Out: a column of times as milliseconds since 1970, whatever its unit (DuckDB writes microseconds).

    Null: `missing`. Errors: BadInput when it is no column of times.
    """
    if not pa.types.is_timestamp(column.type):
        raise BadInput(f"a column of times is {column.type}, not a timestamp")
    if column.type.unit != "ms":
        column = column.cast(pa.timestamp("ms", tz=column.type.tz), safe=False)
    return plain(column, missing)


def coded(column: pa.ChunkedArray | pa.Array) -> tuple[list[str], NDArray[np.int32]]:
    """Out: the words of a dictionary column and per row the position of its word, -1 for null."""
    one = whole(column)
    return one.dictionary.to_pylist(), plain(one.indices, -1).astype(np.int32, copy=False)


def whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Out: a column as one array with one dictionary; without a copy where it is one already."""
    if isinstance(column, pa.Array):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    if not column.num_chunks:
        return pa.nulls(0, column.type)
    return pa.concat_arrays(column.unify_dictionaries().chunks)
