"""Digest of one recorded write: SM3 (GB/T 32905), the domestic standard; SHA-256 where the platform lacks it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64
ALGORITHM = "sm3" if "sm3" in hashlib.algorithms_available else "sha256"


def digest(algorithm: str, previous: str, sequence: int, at: datetime, fields: dict[str, Any]) -> str:
    """64 hex digits over the previous digest, the number, the moment (UTC) and the canonical JSON of `fields`."""
    body = {"previous": previous, "sequence": sequence, "at": at.astimezone(UTC).isoformat(), **fields}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.new(algorithm, text.encode()).hexdigest()
