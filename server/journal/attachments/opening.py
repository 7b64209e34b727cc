"""Files as browsers get them: never as a page, whatever is in them."""

from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote

from fastapi import Response

from server.journal.attachments.metadata import without_metadata
from server.journal.attachments.store import AttachmentStore
from shared.sync.media import KINDS

_SHOWN = {"image/jpeg", "image/png", "image/webp"}
"""What a browser may show by itself; everything else is saved to the disk."""
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
_LONGEST_NAME = 100


def opened_file(
    kept: AttachmentStore, sha256: str, media_type: str, name: str, *, original: bool
) -> Response:
    """Return a file under a `name` made by `name_to_save`.

    Unless the `original` is asked for, position and time are taken out. Raises NotArrived or
    MetadataStays.
    """
    with kept.open(sha256) as file:
        content = file.read()
    if not original:
        content = without_metadata(content, media_type)
    place = "inline" if media_type in _SHOWN else "attachment"
    headers = {
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=_safe_type(media_type), headers=headers)


def name_to_save(name: str, sha256: str, media_type: str) -> str:
    """Return a name to save a file by: no folder, and the ending that its bytes deserve."""
    given = PureWindowsPath(PurePosixPath(name).name).name
    stem = given.rsplit(".", 1)[0] if "." in given else given
    clean = "".join(each for each in stem if each.isprintable() and each not in '<>:"|?*')
    return f"{clean.strip(' .')[:_LONGEST_NAME] or sha256[:16]}{KINDS.get(media_type, '')}"


def _safe_type(media_type: str) -> str:
    known = media_type if media_type in KINDS else "application/octet-stream"
    return "text/plain; charset=utf-8" if known == "text/plain" else known
