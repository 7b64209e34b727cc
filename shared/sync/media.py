"""What a file is, by its first bytes: names lie, and so do declared types.

Only the kinds below are taken as attachments. HTML, SVG and programs are none of them; text is
plain text, whatever it is about.
"""

from collections.abc import Mapping

from shared.text import in_catalogue

HEAD_BYTES = 4096
"""As much of a file as has to be seen to tell what it is."""

KINDS: Mapping[str, str] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/tiff": ".tif",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
    "audio/amr": ".amr",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/3gpp": ".3gp",
    "video/webm": ".webm",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "text/plain": ".txt",
}
"""The media types that are taken, with the ending that belongs to each."""

IN_WORDS = in_catalogue(
    "photographs (JPEG, PNG, WebP, GIF, HEIC, TIFF), sound (M4A, MP3, Ogg, WAV, FLAC, AMR), video "
    "(MP4, QuickTime, 3GP, WebM), PDF, office files and plain text"
)
"""The same, for people."""

_HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)


def sniff(head: bytes) -> str | None:
    """Return the media type of a file that begins with `head`, or None where it is not taken.

    `head` is the file's first `HEAD_BYTES`, or all of it where it is shorter.
    """
    for look in (_by_beginning, _in_riff, _in_iso_media, _as_text):
        found = look(head)
        if found is not None:
            return found
    return None


def _by_beginning(head: bytes) -> str | None:
    return next((kind for begin, kind in _BEGINNINGS if head.startswith(begin)), None)


def _in_riff(head: bytes) -> str | None:
    if not head.startswith(b"RIFF"):
        return None
    return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])


def _in_iso_media(head: bytes) -> str | None:
    """Tell the kinds apart that MP4's container carries, by its brand."""
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand in _HEIC:
        return "image/heic"
    if brand.startswith(b"M4A"):
        return "audio/mp4"
    if brand.startswith(b"3g"):
        return "video/3gpp"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _as_text(head: bytes) -> str | None:
    # A letter may be cut in two where the head ends.
    for cut in range(4 if len(head) == HEAD_BYTES else 1):
        try:
            text = head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return "text/plain" if text and all(map(_is_written, text)) else None
    return None


def _is_written(sign: str) -> bool:
    return sign in "\t\r\n\f" or (sign >= " " and not "\x7f" <= sign < "\xa0")
