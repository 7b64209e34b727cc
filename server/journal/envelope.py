"""From the bytes of a request to a `Push`: bounded, whatever the bytes claim to hold."""

import threading

import zstandard
from pydantic import TypeAdapter, ValidationError

from server.journal.problems import ProtocolNotSpoken, PushDamaged, PushTooLarge
from shared.sync.protocol import (
    MAX_PUSH_BYTES,
    MAX_PUSH_ENTRIES,
    SPOKEN_VERSIONS,
    ZSTD,
    Push,
)

_LARGEST_WINDOW = 8 * 1024 * 1024
"""The memory a stream may ask for; what RFC 8878 wants every decoder to offer."""
_PIECE = 64 * 1024
_WORTH_A_LOOK = 16 * 1024
_MOST_QUOTES = 32 * MAX_PUSH_ENTRIES
"""Twice as many and more as an entry has."""
_MOST_OUTSIDE = 128 * 1024
"""Bytes outside of quotes: brackets, commas, and some white space."""
_MOST_ERRORS = 1000
_of_thread = threading.local()
_pushes: TypeAdapter[Push] = TypeAdapter(Push)
_protocol_only: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])


def read_push(body: bytes, encoding: str) -> Push:
    """Return the push that `body` holds.

    Raises PushDamaged, PushTooLarge or ProtocolNotSpoken.
    """
    plain = _plain(body, encoding)
    if len(plain) > _WORTH_A_LOOK and not _may_be_a_push(plain):
        raise _damaged([])
    try:
        push = _pushes.validate_json(plain)
    except ValidationError as error:
        _refuse_other_versions(plain)
        raise _damaged(fields_of(error)) from None
    if push.protocol not in SPOKEN_VERSIONS:
        raise not_spoken(push.protocol)
    return push


def fields_of(error: ValidationError) -> list[dict[str, str]]:
    """Return what is wrong with a message, place by place; [] where that is nearly everything."""
    if error.error_count() > _MOST_ERRORS:  # all are made before the first can be looked at
        return []
    return [
        {"at": ".".join(map(str, each["loc"])), "problem": each["msg"]}
        for each in error.errors(include_url=False, include_input=False)[:20]
    ]


def plain_size(body: bytes, encoding: str) -> int:
    """Return how many bytes `body` may come to when it is read; what it says if it says so."""
    if encoding != ZSTD:
        return len(body)
    try:
        announced = zstandard.frame_content_size(body)
    except zstandard.ZstdError:
        return len(body)  # reading it will say what is wrong
    return min(announced, MAX_PUSH_BYTES) if announced >= 0 else MAX_PUSH_BYTES


def not_spoken(version: object) -> ProtocolNotSpoken:
    """Return the problem of a laptop that speaks protocol `version`."""
    spoken = " and ".join(map(str, SPOKEN_VERSIONS))
    return ProtocolNotSpoken(
        f"The laptop speaks version {version!s:.20} of the protocol; this server speaks {spoken}. "
        "Update the older of the two. What is on the laptop stays there until then.",
        spoken=list(SPOKEN_VERSIONS),
    )


def too_large() -> PushTooLarge:
    """Return the problem of a push that exceeds the protocol's bounds."""
    return PushTooLarge(
        f"A push may hold {MAX_PUSH_BYTES // 2**20} MiB before compression. Send fewer entries "
        "at once.",
        most_bytes=MAX_PUSH_BYTES,
    )


def _damaged(fields: list[dict[str, str]]) -> PushDamaged:
    return PushDamaged(
        "The push is not in the agreed form; see `fields`. Sync again; if it stays like this, "
        "update the laptop's program.",
        fields=fields,
    )


def _may_be_a_push(plain: bytes) -> bool:
    """Tell whether JSON has no more parts than the largest push, without reading it.

    Nearly all of a push is text within quotes. What is not would be taken apart into millions of
    values, and of mistakes, from a body that came compressed to nothing: gigabytes.
    """
    bare = plain.replace(rb"\\", b"").replace(rb"\"", b"")
    parts = bare.split(b'"', _MOST_QUOTES + 1)
    outside = sum(map(len, parts[::2]))
    return len(parts) <= _MOST_QUOTES + 1 and outside <= _MOST_OUTSIDE


def _refuse_other_versions(plain: bytes) -> None:
    """Raise ProtocolNotSpoken where the form is another version's, not a mistake."""
    try:
        version = _protocol_only.validate_json(plain).get("protocol")
    except ValidationError:
        return
    if isinstance(version, int) and version not in SPOKEN_VERSIONS:
        raise not_spoken(version)


def _plain(body: bytes, encoding: str) -> bytes:
    if encoding in {"", "identity"}:
        return body
    if encoding != ZSTD:
        raise PushDamaged(
            f"Compression {encoding[:40]!r} is not spoken here. Send the push plain or as {ZSTD}."
        )
    try:
        return _decompressed(body)
    except zstandard.ZstdError:
        raise PushDamaged("The compressed push broke on the way. Sync again.") from None


def _decoder() -> zstandard.ZstdDecompressor:
    """Return this thread's decoder: making one costs more than reading a report with it."""
    if not hasattr(_of_thread, "decoder"):
        _of_thread.decoder = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    return _of_thread.decoder


def _decompressed(body: bytes) -> bytes:
    """Return what `body` holds, without ever holding more than the protocol allows."""
    decoder = _decoder()
    size = zstandard.frame_content_size(body)
    if size > MAX_PUSH_BYTES:
        raise too_large()
    if size >= 0:
        return decoder.decompress(body, allow_extra_data=False)
    pieces: list[bytes] = []
    room = MAX_PUSH_BYTES
    with decoder.stream_reader(body, read_across_frames=False) as stream:
        while piece := stream.read(_PIECE):
            pieces.append(piece)
            room -= len(piece)
            if room < 0:
                raise too_large()
    return b"".join(pieces)
