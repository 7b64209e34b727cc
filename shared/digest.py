"""Canonical JSON and SHA-256, for everything that is frozen by its content."""

import hashlib
import json
from typing import Any

_canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return `value` as UTF-8 JSON with sorted keys and no spare white space."""
    return _canonical.encode(value).encode()


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of `content` in lower-case hexadecimal (64 characters)."""
    return hashlib.sha256(content).hexdigest()


def digest_of(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the SHA-256 of the canonical JSON of `value`, in hexadecimal."""
    return sha256_hex(canonical_json(value))
