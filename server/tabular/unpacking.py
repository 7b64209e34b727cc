"""What a workbook would unpack to, looked at before anything takes it into memory."""

import io
import re
import zipfile
import zlib
from typing import IO

LONGEST_TEXT = 256 * 1024
"""Bytes between two tags. A cell may have 32,767 characters, says Excel."""
_PIECE = 64 * 1024
_OVERLAP = 64
_FAR_ROW = re.compile(rb"""\br=["'][A-Z]{0,3}[0-9]{8,}""")
"""A row beyond ten million: programs fill what lies before it, and Excel ends at one million."""
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError,
           KeyError, OSError)  # fmt: skip


def complaint_about(content: bytes, most_bytes: int) -> str:
    """Return what keeps a zipped workbook from being read, as a clause; '' = nothing.

    `most_bytes` is how much its parts may unpack to, all together.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            if sum(part.file_size for part in listed) > most_bytes:
                return f"unpacks to more than {most_bytes // 1_000_000:,} MB"
            for part in listed:
                with parts.open(part) as opened:
                    if said := _complaint_about_part(opened, is_xml=_is_xml(part.filename)):
                        return said
    except _BROKEN:
        return "is damaged: it can't be unpacked. Was it copied whole?"
    return ""


def _complaint_about_part(part: IO[bytes], *, is_xml: bool) -> str:
    """Look at a part from its beginning to its end, a piece at a time."""
    before, without_tag = b"", 0
    while piece := part.read(_PIECE):
        seen = before + piece
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
            return "declares XML entities, which no spreadsheet program writes"
        if is_xml and _FAR_ROW.search(seen):
            return "has a row with a number that no spreadsheet has"
        without_tag = 0 if b"<" in piece else without_tag + len(piece)
        if is_xml and without_tag > LONGEST_TEXT:
            return "has a cell that is longer than any spreadsheet program writes"
        before = piece[-_OVERLAP:]
    return ""


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))
