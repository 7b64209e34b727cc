"""Handing over other teams' bundles: piece by piece, going on where the last try broke off."""

from collections.abc import Awaitable, Callable
from functools import partial

from client.carried import CarriedBundle
from client.language import tr
from client.laptop import Laptop
from client.remote import Remote, ServerProblem
from client.steps.pieces import Upload, send_pieces

FINAL = {"attachment-too-large", "bundle-unreadable"}
"""Refusals that no further try changes."""
_PASSING = {"upload-in-use", "upload-offset-wrong", "no-such-upload", "attachment-hash-wrong"}
"""Refusals after which this bundle waits for the next sync, and the others go on."""


async def hand_over(
    laptop: Laptop,
    remote: Remote,
    before_each: Callable[[], Awaitable[None]],
    watch: Callable[[int], None],
) -> int:
    """Hand over all carried bundles that wait; return how many headquarters has newly.

    Before each piece `before_each` may send what is more urgent; `watch` is told how many bytes
    of all that waited are done with. Raises what `remote` raises: what came until then need not be
    sent again.
    """
    handed = done = 0
    for bundle in laptop.carried.list_waiting():
        watch(done)
        reached = partial(_add, watch, done)
        try:
            handed += await _hand_over(laptop, remote, bundle, before_each, reached)
        except ServerProblem as problem:
            if problem.server_code in FINAL:
                laptop.carried.refuse(bundle.sha256, problem.detail)
            elif problem.server_code not in _PASSING:
                raise
        done += bundle.size
    return handed


async def _hand_over(
    laptop: Laptop,
    remote: Remote,
    bundle: CarriedBundle,
    before_each: Callable[[], Awaitable[None]],
    watch: Callable[[int], None],
) -> bool:
    """Hand over one bundle, and return whether headquarters has it."""
    upload = await remote.begin_bundle(bundle.sha256, bundle.size)
    pieces = Upload(
        tr("a bundle"),
        bundle.size,
        partial(laptop.carried.piece_at, bundle.sha256),
        partial(remote.send_bundle_piece, upload.id),
    )
    if not await send_pieces(pieces, upload.offset, before_each, watch):
        return False  # it was damaged here, and rescued in part
    return laptop.carried.hold(bundle, await remote.bundle(upload.id))


def _add(watch: Callable[[int], None], done: int, reached: int) -> None:
    watch(done + reached)
