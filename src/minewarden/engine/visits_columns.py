"""Arrow columns as the plain arrays that compiled code reads; nulls become values no real row has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from minewarden.engine.arrays import plain


def codes(column: pa.Array, words: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.int32], pa.Array]:
    """Indices (null: -1), their map into the vocabulary `words`, and the vocabulary with new words appended."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    own = column.dictionary.cast(pa.string())
    places: NDArray[np.int32]
    if own.equals(words):
        places = np.arange(len(words), dtype=np.int32)
    else:
        known = pc.index_in(own, words)
        if known.null_count:
            words = pa.concat_arrays([words, pc.unique(own.filter(known.is_null()))])
            known = pc.index_in(own, words)
        places = plain(known, -1)
    indices = plain(column.indices.cast(pa.int32()), -1)
    return indices, places if places.size else np.full(1, -1, np.int32), words


def numbers(batch: pa.RecordBatch, name: str, kind: type, missing: int) -> NDArray[Any]:
    """A numeric column as an array of one type; `missing` where it is null or the batch has no such column."""
    if name not in batch.schema.names:
        return np.full(batch.num_rows, missing, kind)
    return plain(batch.column(name).cast(pa.from_numpy_dtype(kind)), missing)


def grown(array: NDArray[Any], size: int, filler: int) -> NDArray[Any]:
    """The array itself, or a longer one that holds `size` entries, the new ones being `filler`."""
    if array.size >= size:
        return array
    more: NDArray[Any] = np.full(max(size, 2 * array.size) - array.size, filler, array.dtype)
    return np.concatenate([array, more])
