"""A push as the bytes that travel, whether over a line or on a memory stick."""

import zstandard

from shared.sync.protocol import Push

_LEVEL = 12


def packed(push: Push) -> bytes:
    """Return `push` as compressed JSON."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(push.model_dump_json().encode())
