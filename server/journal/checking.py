"""Checking the signatures of pushes: in the event loop, or in a process of their own.

A signature takes as long as all else that the loop does for a push. While few pushes arrive at
once, checking here is soonest done. When many do, a helper process checks whole groups, so that a
second core shares the work; threads would only wait for the interpreter's lock in turn. The
helper holds no secret. It is started when it is first of use; without it nothing is missing.
"""

import asyncio
import contextlib
import logging
import os
import struct
import sys
from collections.abc import Sequence
from typing import NamedTuple

from shared.sync import seal

log = logging.getLogger(__name__)

WORTH_HELP = 4
"""From so many checks at once on, asking the helper is quicker."""
PATIENCE = 10.0
"""Seconds to wait for the helper's answer before doing without it."""
PAUSE = 60.0
"""Seconds before a helper that failed is started again."""
_KEY_DIGITS = 64
HEAD = struct.Struct("!II")
"""Before each group: how many checks, how many bytes."""
CHECK = struct.Struct("!32s64sH")
"""Before each text: public key, signature, length."""


class Check(NamedTuple):
    """Whether `signature` is `public_key`'s over `text`; both in hexadecimal."""

    public_key: str
    text: bytes
    signature: str

    def is_right(self) -> bool:
        """Tell whether it is, here and now."""
        return seal.is_signed_by(self.public_key, self.text, self.signature)


class Checker:
    """Checks groups, one at a time, from one event loop."""

    def __init__(self, *, may_help: bool = True) -> None:
        """`may_help` = False keeps the work in this process, as on a machine with one core."""
        self._may_help = may_help and (os.cpu_count() or 1) > 1
        self._helper: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._not_before = 0.0

    async def check(self, group: Sequence[Check]) -> Sequence[bool]:
        """Tell of each of `group`, in order, whether it is right."""
        if len(group) >= WORTH_HELP and self._may_help and all(map(_is_well_formed, group)):
            if self._helper is not None:
                with contextlib.suppress(_HelperLostError):
                    return await self._ask(self._helper, group)
            self._start()
        return [each.is_right() for each in group]

    async def stop(self) -> None:
        """End the helper."""
        self._may_help = False
        if self._starting is not None:
            await self._starting
        await self._lose()

    async def _ask(self, helper: asyncio.subprocess.Process, group: Sequence[Check]) -> list[bool]:
        """Let the helper check `group`. Raises _HelperLostError."""
        assert helper.stdin is not None  # noqa: S101 - opened with pipes
        assert helper.stdout is not None  # noqa: S101
        try:
            helper.stdin.write(written(group))
            async with asyncio.timeout(PATIENCE):
                answer = await helper.stdout.readexactly(len(group))
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            log.warning("the process that checks signatures is lost (%r); going on alone", error)
            self._not_before = asyncio.get_running_loop().time() + PAUSE
            await self._lose()
            raise _HelperLostError from error
        return [each == 1 for each in answer]

    def _start(self) -> None:
        """Begin to start the helper, unless that is under way or has just failed."""
        loop = asyncio.get_running_loop()
        if self._helper is None and self._starting is None and loop.time() >= self._not_before:
            self._starting = loop.create_task(self._started())

    async def _started(self) -> None:
        # The helper imports what we do from where we do.
        paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109
        try:
            self._helper = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "server.journal.checking_process"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": paths},
            )
        except OSError:
            log.warning("no process to check signatures could be started", exc_info=True)
            self._not_before = asyncio.get_running_loop().time() + PAUSE
        self._starting = None

    async def _lose(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            with contextlib.suppress(ProcessLookupError):
                helper.kill()
            await helper.communicate()


def _is_well_formed(check: Check) -> bool:
    return len(check.public_key) == _KEY_DIGITS and len(check.signature) == 2 * _KEY_DIGITS


class _HelperLostError(Exception):
    """The helper gave no answer."""


def written(group: Sequence[Check]) -> bytes:
    """Return `group` as the helper reads it."""
    parts: list[bytes] = []
    for key, text, signature in group:
        parts += (CHECK.pack(bytes.fromhex(key), bytes.fromhex(signature), len(text)), text)
    content = b"".join(parts)
    return HEAD.pack(len(group), len(content)) + content


def read(count: int, content: bytes) -> Sequence[Check]:
    """Return the `count` checks of a group that was `written`."""
    group: list[Check] = []
    place = 0
    for _ in range(count):
        key, signature, length = CHECK.unpack_from(content, place)
        place += CHECK.size
        group.append(Check(key.hex(), content[place : place + length], signature.hex()))
        place += length
    return group
