"""Objects of an S3-like store: put, get, list, delete, and the version of one object.

The client is Arrow's own. What a store answers becomes one sentence with what to do next; keys and secrets appear in
none, so a raw message of the client is never passed on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from minewarden.errors import BadInput, MinewardenError, WrongState

SCHEME = "s3://"
AT_ONCE = 8  # requests under way at a time: a part is small, and most of its time is waiting
_CHUNK = 8 * 1024 * 1024
_One = TypeVar("_One")
_REFUSED = ("ACCESS_DENIED", "INVALID_ACCESS_KEY", "SIGNATURE", "TOKEN", "HTTP status 403", "HTTP status 401")
_SILENT = ("NETWORK_CONNECTION", "REQUEST_TIMEOUT", "Could not connect", "Could not resolve", "curlCode")
_UNUSABLE = "the address of the lake is no s3://bucket/prefix; special characters of a secret are written %XX"
_NO_BUCKET = re.compile(r"NO_SUCH_BUCKET|Bucket '.*' not found")


def is_store(lake: str | Path) -> bool:
    """Out: whether this names a place in a store and not a folder."""
    return str(lake).startswith(SCHEME)


class Store:
    """A bucket and the prefix below which a lake lies. Pickled by its URL; every process opens a client of its own.

    In: `s3://bucket/prefix`, with what Arrow understands: `key:secret@` before the bucket, and the parameters
    `endpoint_override`, `scheme`, `region` behind. `name` is the address that may be shown.
    Errors: BadInput for an unusable URL, a missing bucket or refused credentials; WrongState while the store is
    silent. Every method may raise them.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            split = urlsplit(url)
        except ValueError:
            raise BadInput(_UNUSABLE) from None
        self.bucket = split.netloc.rpartition("@")[2]
        prefix = split.path.strip("/")
        self.name = f"{SCHEME}{self.bucket}/{prefix}".rstrip("/")
        self.root = f"{self.bucket}/{prefix}".rstrip("/")
        endpoint = parse_qs(split.query).get("endpoint_override", [""])[0]
        self.mark = sha256(f"{endpoint}\n{self.root}".encode()).hexdigest()[
            :12
        ]  # the same for any credentials
        if not self.bucket or "@" in split.path:
            raise BadInput(_UNUSABLE)

    def __reduce__(self) -> tuple[type[Store], tuple[str]]:
        return Store, (self.url,)

    def __repr__(self) -> str:
        return f"Store({self.name})"

    @cached_property
    def _client(self) -> Any:
        import pyarrow as pa
        from pyarrow.fs import FileSystem  # only a lake in a store pays for it

        quick = ("&" if "?" in self.url else "?") + "allow_delayed_open=true"  # a small object in one request
        with self._told():
            try:
                return FileSystem.from_uri(self.url + quick)[0]
            except pa.ArrowInvalid:
                raise BadInput(
                    f"the address of the lake {self.name} cannot be used; write s3://bucket/prefix?parameters with "
                    "endpoint_override, scheme or region as parameters"
                ) from None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what the client raises into our errors; FileNotFoundError stays, it is an answer."""
        try:
            yield
        except FileNotFoundError:
            raise FileNotFoundError(f"{self.name} holds no such object") from None
        except OSError as error:
            if error.errno is not None:  # of this machine's disk, not of the store
                raise
            raise self._error(str(error)) from None

    def _error(self, told: str) -> MinewardenError:
        if _NO_BUCKET.search(told):
            return BadInput(
                f"{self.name}: there is no bucket {self.bucket}; create it, or correct the address"
            )
        if any(word in told for word in _REFUSED):
            return BadInput(
                f"{self.name}: the store refuses these credentials; check AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY, and what they may do in this bucket"
            )
        if any(word in told for word in _SILENT):
            return WrongState(
                f"{self.name}: the store does not answer; check network and endpoint, then call again"
            )
        code = re.search(r"AWS Error ([A-Z_]+)(?: \(HTTP status (\d+)\))?", told)
        what = " ".join(part for part in code.groups() if part) if code else "unknown"
        return WrongState(
            f"{self.name}: the store answers with an error ({what}); call again, or ask who runs it"
        )

    # -- one object --------------------------------------------------------------------------------------

    def version(self, name: str) -> str | None:
        """Out: what changes whenever the object's content does; None where there is no such object.

        Errors: BadInput also where the bucket is missing.
        """
        with self._told():
            try:
                with self._client.open_input_file(f"{self.root}/{name}") as file:
                    return str(file.metadata()["ETag"], "ascii")
            except FileNotFoundError:
                from pyarrow.fs import FileType

                if self._client.get_file_info(self.bucket).type == FileType.NotFound:
                    raise self._error("NO_SUCH_BUCKET") from None
                return None

    def get(self, name: str, target: Path) -> None:
        """Writes the object into a file. Errors: FileNotFoundError where there is none."""
        with (
            self._told(),
            self._client.open_input_stream(f"{self.root}/{name}") as file,
            target.open("wb") as writing,
        ):
            while chunk := file.read(_CHUNK):
                writing.write(chunk)

    def read(self, name: str) -> bytes:
        """Out: a small object. Errors: FileNotFoundError where there is none."""
        with self._told(), self._client.open_input_stream(f"{self.root}/{name}") as file:
            return bytes(file.read())

    def put(self, name: str, source: Path | bytes) -> None:
        """Writes an object; it is there as a whole or not at all."""
        content = _content(
            source
        )  # written in one call: closed after half of it, the half would be the object
        with self._told(), self._client.open_output_stream(f"{self.root}/{name}") as out:
            out.write(content)

    def delete(self, name: str) -> None:
        """Removes an object, if it is there."""
        with self._told():
            try:
                self._client.delete_file(f"{self.root}/{name}")
            except FileNotFoundError:
                return

    # -- many objects ------------------------------------------------------------------------------------

    def names(self, folder: str) -> dict[str, datetime]:
        """Out: the objects below a folder, each with the time by the store's clock when it was written."""
        from pyarrow.fs import FileSelector

        selector = FileSelector(f"{self.root}/{folder}", recursive=True, allow_not_found=True)
        with self._told():
            found = self._client.get_file_info(selector)
        return {info.path[len(self.root) + 1 :]: info.mtime for info in found if info.is_file}

    def each(self, act: Callable[[_One], object], items: Iterable[_One]) -> None:
        """Does `act` with every item, several at a time; the first failure ends it."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waiting = [pool.submit(act, item) for item in items]
            try:
                for one in waiting:
                    one.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _content(source: Path | bytes) -> Any:
    """Out: the bytes to write, of a file without reading it into memory."""
    if isinstance(source, bytes) or not source.stat().st_size:
        return source if isinstance(source, bytes) else b""
    import pyarrow as pa

    with pa.memory_map(str(source)) as file:
        return file.read_buffer()
