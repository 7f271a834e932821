"""Raw files, kept as they came: packs of zstd frames, so that a million small files do not become a million inodes.

A frame holds neighbouring files up to about a megabyte (snapshots repeat each other: they pack three times
better together). Frames are plain zstd: `zstd -d` unpacks a whole pack without this program.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa

from minewarden.engine.catalogue import Catalogue
from minewarden.engine.lake_home import home
from minewarden.engine.lake_store import place
from minewarden.errors import BadInput, WrongState

FRAME_BYTES = 1024 * 1024
LEVEL = 1

Frame = tuple[str, int, int, int, int]  # pack, start, bytes, size unpacked, start of the file inside


class Pack:
    """Collects the raw files of a batch, compressing as it goes."""

    def __init__(self) -> None:
        self.codec = pa.Codec("zstd", LEVEL)
        self.frames: list[pa.Buffer] = []
        self.places: list[tuple[int, int, int]] = []  # file number, frame index, start inside
        self.sizes: list[int] = []
        self.pending: list[bytes] = []
        self.pending_size = 0

    def add(self, file_no: int, data: bytes) -> None:
        """Adds a file; order of adding is order in the pack."""
        self.places.append((file_no, len(self.frames), self.pending_size))
        self.pending.append(data)
        self.pending_size += len(data)
        if self.pending_size >= FRAME_BYTES:
            self._close_frame()

    def _close_frame(self) -> None:
        if self.pending:
            self.frames.append(self.codec.compress(b"".join(self.pending)))
            self.sizes.append(self.pending_size)
            self.pending, self.pending_size = [], 0

    def write(self, lake: Path, mine_code: str) -> dict[int, Frame]:
        """Writes the pack; out: where each file lies. Nothing is written where nothing was added."""
        self._close_frame()
        if not self.frames:
            return {}
        relative = f"raw/{mine_code}/{min(no for no, *_ in self.places):010d}.zst"
        starts: list[int] = []
        at = 0
        for frame in self.frames:
            starts.append(at)
            at += frame.size

        def write(path: Path) -> None:
            with path.open("wb") as file:
                for frame in self.frames:
                    file.write(frame)

        place(lake, relative, write)
        return {
            no: (relative, starts[index], self.frames[index].size, self.sizes[index], inside)
            for no, index, inside in self.places
        }


def raw_bytes(lake: str | Path, sha256: str) -> bytes:
    """Out: the raw file with this hash, as it came.

    Errors: BadInput when the lake does not hold it; WrongState when what it holds has another hash.
    """
    place_of = home(lake)
    place_of.newest()
    with Catalogue(place_of.folder) as catalogue:
        row = catalogue.db.execute(
            "SELECT pack, frame_start, frame_bytes, frame_size, member_start, size FROM files "
            "WHERE sha256 = ? AND pack IS NOT NULL ORDER BY file_no",
            (sha256,),
        ).fetchone()
    if row is None:
        raise BadInput(f"the lake {place_of.name} holds no raw file with the SHA-256 {sha256}")
    pack, start, packed, size, inside, length = row
    place_of.bring([pack])
    with (place_of.folder / pack).open("rb") as file:
        file.seek(start)
        frame = file.read(packed)
    data = _unpacked(frame, size)[inside : inside + length]
    if hashlib.sha256(data).hexdigest() != sha256:
        raise WrongState(
            f"{place_of.name}: {pack} is damaged or was changed: the raw file in it no longer has the SHA-256 "
            f"{sha256}; restore that pack from a backup"
        )
    return data


def _unpacked(frame: bytes, size: int) -> bytes:
    """Out: the content of a frame; nothing where it cannot be unpacked."""
    try:
        content: bytes = pa.Codec("zstd").decompress(frame, size, asbytes=True)
    except (OSError, ValueError):
        return b""
    return content
