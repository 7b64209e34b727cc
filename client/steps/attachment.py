"""Uploading files after the reports: piece by piece, going on where the last try broke off."""

from collections.abc import Awaitable, Callable
from functools import partial

from client.attached_files import WaitingFile
from client.language import tr
from client.laptop import Laptop
from client.remote import Remote, ServerProblem
from client.steps.pieces import Upload, send_pieces
from shared.sync.protocol import UploadOut

FINAL = {"attachment-too-large", "attachment-kind-not-taken"}
"""Refusals that no further try changes."""
_PASSING = {"attachment-not-announced", "upload-in-use", "upload-offset-wrong", "no-such-upload"}
"""Refusals after which this file waits for the next sync, and the others go on."""


async def send_attachments(
    laptop: Laptop,
    remote: Remote,
    before_each: Callable[[], Awaitable[None]],
    watch: Callable[[int, int], None],
) -> int:
    """Upload all files whose entries are held; return how many are newly held.

    Before each piece `before_each` may send what is more urgent. `watch` is told how many files
    are newly held, and how many bytes of all that waited are done with. Raises what `remote`
    raises: what came until then need not be sent again.
    """
    sent = done = 0
    for file in laptop.attachments.list_waiting():
        watch(sent, done)
        reached = partial(_add, watch, sent, done)
        try:
            sent += await _send(laptop, remote, file, before_each, reached)
        except ServerProblem as problem:
            if problem.server_code in FINAL:
                laptop.attachments.refuse(file.sha256, problem.detail)
            elif problem.server_code not in _PASSING:
                raise
        done += file.size
    laptop.attachments.make_room()
    return sent


async def _send(
    laptop: Laptop,
    remote: Remote,
    file: WaitingFile,
    before_each: Callable[[], Awaitable[None]],
    watch: Callable[[int], None],
) -> bool:
    """Upload one file, and return whether it is held."""
    upload = await remote.begin_upload(file.sha256, file.size, file.entry)
    if upload.offset < file.size:
        laptop.attachments.note_lost(file.sha256)
    pieces = Upload(
        tr("a file"),
        file.size,
        partial(laptop.attachments.piece_at, file.sha256),
        partial(remote.send_piece, upload.id),
    )
    if not await send_pieces(pieces, upload.offset, before_each, watch):
        return False  # it was damaged here, and rescued in part
    return _held(laptop, file, await remote.upload(upload.id))


def _add(watch: Callable[[int, int], None], sent: int, done: int, reached: int) -> None:
    watch(sent, done + reached)


def _held(laptop: Laptop, file: WaitingFile, told: UploadOut) -> bool:
    """Mark the file as held by its receipt."""
    receipt = told.receipt
    if receipt is None or receipt.sha256 != file.sha256 or receipt.size != file.size:
        return False
    laptop.attachments.hold(receipt)
    return True
