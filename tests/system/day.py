"""An observer's day, in a process that may be killed at any moment.

    python -m tests.system.day FOLDER

It goes on where an earlier try was ended, and says what it promises.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from client.config import Home
from client.enrolment import Invitation, enrol
from client.http import HttpRemote
from client.laptop import Laptop, open_laptop
from client.steps.bundle import make_bundle
from client.sync import synchronise
from client.vault.key_file import StoreKey
from shared.clock import system_clock

ANSWERS = 3
_MOST_TRIES = 20
Say = Callable[[str], object]


class Day:
    """What lies in the folder: the laptop's home, and what the observer has been given."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.photo = folder / "photo.jpg"
        self.stick = folder / "stick"
        """Another team's bundle."""
        self.made = folder / "made"
        """Our own, once it is made."""
        self._invitation = folder / "invitation.json"

    def give(self, url: str, code: str, key: StoreKey) -> None:
        """Hand out an enrolment code; and, to a process that asks for no passphrase, the key."""
        given = {"url": url, "code": code, "slot": key.slot, "secret": key.secret.hex()}
        self._invitation.write_text(json.dumps(given))

    def live(self, say: Say) -> None:
        """Do all that is left of the day."""
        with self.opened() as laptop:
            self.fill(laptop, say)
            laptop.carried.take(self.stick)
            say("carries")
            asyncio.run(_sync(laptop, say))

    def fill(self, laptop: Laptop, say: Say) -> None:
        """Join, observe, and seal what was observed into a bundle."""
        asyncio.run(self._join(laptop, say))
        self._observe(laptop, say)
        make_bundle(laptop, self.made, everything=True)
        say("bundled")

    @contextmanager
    def opened(self) -> Generator[Laptop]:
        """Open the laptop's store for a block."""
        given = json.loads(self._invitation.read_text())
        key = StoreKey(given["slot"], bytearray.fromhex(given["secret"]))
        with open_laptop(self.home, key, system_clock) as laptop:
            yield laptop

    async def _join(self, laptop: Laptop, say: Say) -> None:
        if laptop.find_identity() is None:
            given = json.loads(self._invitation.read_text())
            async with HttpRemote(given["url"]) as stranger:
                await enrol(laptop, stranger, Invitation(given["url"], given["code"]))
        say("enrolled")
        if not laptop.pack.list_forms():
            await _sync(laptop, say)

    def _observe(self, laptop: Laptop, say: Say) -> None:
        if laptop.journal.head().seq:
            return
        drafts = laptop.drafts.list_drafts()
        draft = drafts[0] if drafts else laptop.drafts.open(laptop.pack.list_forms()[0], "0001")
        laptop.drafts.set_answer(draft.id, "ramp", "yes")
        for number in range(1, ANSWERS + 1):
            laptop.drafts.set_answer(draft.id, "booths", number)
            say(f"answer {number}")
        if not laptop.drafts.list_files(draft.id):
            laptop.drafts.attach(draft.id, "door", self.photo)
        say("attached")
        laptop.drafts.finish(draft.id)
        say("sealed")


async def _sync(laptop: Laptop, say: Say) -> None:
    identity = laptop.journal.identity
    async with HttpRemote(identity.server_url, identity.token) as remote:
        for _ in range(_MOST_TRIES):  # the connection of an earlier life may still be served
            outcome = await synchronise(laptop, remote)
            assert outcome.trouble is None, outcome.trouble
            if not outcome.waiting + outcome.attachments_waiting + outcome.bundles_waiting:
                say(f"held {laptop.journal.held_through()}")
                return
    raise AssertionError("something waits all the same")


if __name__ == "__main__":
    Day(Path(sys.argv[1])).live(lambda line: os.write(1, f"{line}\n".encode()))
