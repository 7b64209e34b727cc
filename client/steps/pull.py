"""Following the feed of changes, and fetching the checklists that it names."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from client.language import later, tr
from client.laptop import Laptop
from client.remote import Teller
from client.steps.moving import bring_along
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.problems import Problem
from shared.sync.protocol import ChangesPage

_MOST_BEGINNINGS = 2


class WrongForm(Problem):
    """Headquarters sent other questions, or another file, than it had announced."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "wrong-form"
    title: ClassVar[str] = later("A checklist came wrong")


async def pull(
    laptop: Laptop, remote: Teller, watch: Callable[[int], None] = lambda _: None
) -> bool:
    """Fetch all that has changed; return whether anything had.

    Each page is on the disk before the next is asked for, so a pull that broke off goes on where
    it was. `watch` is told about how many pieces follow. Raises what `remote` raises, WrongForm
    or DiskFull.
    """
    changed, beginnings, more = False, 0, True
    while more and beginnings <= _MOST_BEGINNINGS:
        waiting = laptop.attachments.standing().waiting
        page = await remote.changes(laptop.changes.cursor(), waiting)
        watch(page.left)
        beginnings += page.begins
        await _take_in(laptop, remote, page)
        changed = changed or bool(page.changes) or page.begins
        more = page.more
    await _fetch_files(laptop, remote, list(laptop.pack.list_forms()))
    return changed


async def _take_in(laptop: Laptop, remote: Teller, page: ChangesPage) -> None:
    """Apply a page; the checklists that it offers come first, with their files."""
    if page.begins and laptop.changes.cursor():
        bring_along(laptop)
    for digest in laptop.changes.missing_forms(page):
        form = await remote.form(digest)
        if form.digest != digest:
            raise WrongForm(
                tr(
                    "Headquarters sent other questions for %(id)s than it had announced, so they "
                    "were not kept. Is this program older than the server? Tell your coordinator."
                )
                % {"id": repr(form.id)}
            )
        await _fetch_files(laptop, remote, [form])
        laptop.changes.keep_form(form)
    for step in laptop.changes.steps(page, laptop.clock()):
        # In a thread, and one at a time: the screen has its turn in between.
        await asyncio.to_thread(step)


async def _fetch_files(laptop: Laptop, remote: Teller, forms: list[Form]) -> None:
    for sha256 in laptop.changes.missing_files(forms):
        content = await remote.form_file(sha256)
        if sha256_hex(content) != sha256:
            raise WrongForm(
                tr(
                    "A file that belongs to a checklist came wrong, and was not kept. Sync again; "
                    "if it stays like this, tell your coordinator."
                )
            )
        await asyncio.to_thread(laptop.changes.keep_file, sha256, content)
