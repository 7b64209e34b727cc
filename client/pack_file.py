"""A pack file on a memory stick: opened with its code, and told page by page like a server does."""

import asyncio
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from client.language import later, tr
from shared.forms.model import Form
from shared.problems import Problem
from shared.sync.pack_file import LARGEST_PACK, Pack, PackUnreadable, open_pack
from shared.sync.protocol import ChangesPage


class PackExpired(Problem):
    """The server no longer takes the pack's code, as far as this laptop's clock tells."""

    status: ClassVar[int] = 410
    code: ClassVar[str] = "pack-expired"
    title: ClassVar[str] = later("The pack file is too old")


class PackLine:
    """A `client.remote.Teller` that tells what a pack holds."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    async def changes(self, cursor: str, files_waiting: int = 0) -> ChangesPage:
        """Return the page behind `cursor`; the first one for any other cursor than the pack's."""
        del files_waiting  # for headquarters
        pages = self._pack.pages
        following = (page for before, page in pairwise(pages) if before.cursor == cursor)
        return next(following, pages[0])

    async def form(self, digest: str) -> Form:
        """Return a checklist. Raises PackUnreadable where it is not in the pack."""
        form = self._pack.forms.get(digest)
        if form is None:
            raise _incomplete()
        return form

    async def form_file(self, sha256: str) -> bytes:
        """Return a file that a checklist came with. Raises PackUnreadable."""
        content = self._pack.files.get(sha256)
        if content is None:
            raise _incomplete()
        return content


async def read_pack(file: Path, code: str, now: datetime) -> Pack:
    """Return what the file holds; what takes long is done in a thread.

    Raises PackUnreadable, or PackExpired by this laptop's clock.
    """
    pack = await asyncio.to_thread(lambda: open_pack(_content(file), code))
    until = pack.header.expires_at
    if until <= now:
        raise PackExpired(
            tr(
                "This pack file could be used until %(until)s UTC. Is this laptop's clock right? "
                "If it is, ask your coordinator for a new file."
            )
            % {"until": f"{until:%Y-%m-%d %H:%M}"}
        )
    return pack


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_PACK + 1)
    except OSError as error:
        raise PackUnreadable(
            tr("%(file)s can't be read: %(reason)s.") % {"file": file, "reason": error.strerror}
        ) from None
    if len(content) > LARGEST_PACK:
        raise PackUnreadable(tr("%(file)s is far too large to be a pack file.") % {"file": file})
    return content


def _incomplete() -> PackUnreadable:
    return PackUnreadable(
        tr("The pack file lacks a checklist that it names. Ask your coordinator for a new one.")
    )
