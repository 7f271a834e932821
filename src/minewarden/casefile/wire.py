"""Messages between a reader and its workers: pickled, with their length before them, and of known classes only.

A worker has looked at files nobody trusts; its answers may name classes of the model, and nothing else.
"""

from __future__ import annotations

import io
import pickle
import struct
from typing import IO, Any

_LENGTH = struct.Struct(">Q")
_OURS = "minewarden.casefile."
_OTHERS = {
    ("minewarden.rules.document_numbers", "DocumentNumber"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("decimal", "Decimal"),
    ("pathlib", "PosixPath"),
    ("pathlib", "WindowsPath"),
    ("pathlib", "Path"),
}


class _Known(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module.startswith(_OURS) and "." not in name) or (module, name) in _OTHERS:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")


def send(stream: IO[bytes] | None, message: object) -> None:
    """Write one message. Errors: BrokenPipeError when the other side is gone."""
    assert stream is not None
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes] | None) -> Any:
    """Read one message. Errors: EOFError when the stream ends, ValueError when the message is not one of ours."""
    assert stream is not None
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    try:
        return _Known(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, AttributeError, ImportError, TypeError) as error:
        raise ValueError("an answer that is not one of ours") from error
