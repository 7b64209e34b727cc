"""Each mishap of `line`, at each message of a real session over HTTP; the model holds after each.

held = made - still on the laptop

The messages are recorded over a good line first, so a new one is covered by itself; a route of the
protocol that the session never uses fails the test.
"""

import asyncio
import random
import shutil
import ssl
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from client.config import Home
from client.enrolment import Invitation, enrol
from client.http import HttpRemote
from client.laptop import Laptop, unlocked
from client.steps.bundle import make_bundle
from client.sync import synchronise
from client.vault.key_file import StoreKey
from shared.clock import system_clock
from shared.problems import Problem
from shared.sync.protocol import TUS_VERSION
from tests.soak import laptops
from tests.soak.line import kind_of, told_whole
from tests.system.conftest import small_code
from tests.system.headquarters import Headquarters
from tests.system.line import MISHAPS, Line, Mishap
from tests.system.model import look, look_when_done

_MOST_TRIES = 60
"""More than there are messages in a session: each of them may fail once."""
_TLS = ssl.create_default_context()
_NOT_FOR_LAPTOPS = {"OPTIONS uploads", "OPTIONS bundles"}


class Session:
    """A laptop joins, sends a report with a photograph, and hands over another one's bundle."""

    def __init__(self, server: Headquarters, line: Line, blank: Path, key: StoreKey) -> None:
        self._server = server
        self._line = line
        self._folder = blank.parent
        self._blank = blank
        self._key = key
        self._count = 0
        self._photo = b""

    async def run(self) -> None:
        """Do all of it, and try again until all of it is done."""
        other, courier = self._laptop(), self._laptop()
        try:
            await self._settle(other)
            await self._settle(courier)
            chance = random.Random(f"message {self._count}")  # noqa: S311
            self._photo = b"\xff\xd8\xff" + chance.randbytes(300_000)
            _fill(other)
            _fill(courier, self._written(self._photo))
            stick = self._folder / f"stick {self._count}"
            make_bundle(other, stick)
            courier.carried.take(stick)
            await self._settle(courier)
            look_when_done(self._server, other)
            look_when_done(self._server, courier, self._photo)
            await self._ask_by_head(courier)
        finally:
            other.close()
            courier.close()

    async def _settle(self, laptop: Laptop) -> None:
        for _ in range(_MOST_TRIES):
            is_done = await self._try(laptop)
            if laptop.find_identity():
                look(self._server, laptop, self._photo)
            if is_done:
                look_when_done(self._server, laptop)
                return
        pytest.fail(f"not done after {_MOST_TRIES} tries: {self._line.carried}")

    async def _try(self, laptop: Laptop) -> bool:
        """Enrol or sync; return whether nothing is left to do."""
        try:
            if laptop.find_identity() is None:
                await self._enrol(laptop)
            async with self._remote(laptop.journal.identity.token) as remote:
                outcome = await synchronise(laptop, remote)
        except Problem:
            return False
        waits = outcome.waiting or outcome.attachments_waiting or outcome.bundles_waiting
        return not waits and outcome.trouble is None

    async def _enrol(self, laptop: Laptop) -> None:
        code = (laptop.home.folder / "code").read_text()
        async with self._remote() as stranger:
            await enrol(laptop, stranger, Invitation(self._line.url, code))

    def _remote(self, token: str = "") -> HttpRemote:
        carrier = httpx.AsyncHTTPTransport(verify=_TLS)  # made once: it takes longer than a sync
        return HttpRemote(self._line.url, token, transport=carrier)

    async def _ask_by_head(self, laptop: Laptop) -> None:
        """Ask how far each upload is, as other programs that speak tus do."""
        token = laptop.journal.identity.token
        headers = {"Authorization": f"Bearer {token}", "Tus-Resumable": TUS_VERSION}
        async with httpx.AsyncClient(headers=headers, trust_env=False, verify=_TLS) as client:
            for path in sorted(self._line.patched):
                assert await told_whole(client, self._line.url + path), path
        self._line.patched.clear()

    def _laptop(self) -> Laptop:
        """Return a laptop with a code, enrolled nowhere."""
        self._count += 1
        folder = shutil.copytree(self._blank, self._folder / f"laptop {self._count}")
        (folder / "code").write_text(small_code(self._server))
        return unlocked(Home(folder), self._key, system_clock)

    def _written(self, photo: bytes) -> Path:
        file = self._folder / f"photo {self._count}.jpg"
        file.write_bytes(photo)
        return file


def _fill(laptop: Laptop, *photos: Path) -> None:
    draft = laptop.drafts.open(laptop.pack.list_forms()[0], "0001")
    laptop.drafts.set_answers(draft.id, {"ramp": "yes"}, {}, {})
    for photo in photos:
        laptop.drafts.attach(draft.id, "door", photo)
    laptop.drafts.finish(draft.id)


@pytest.fixture(scope="module")
def line(small: Headquarters) -> Generator[Line]:
    """A line to it."""
    with Line(lambda: small.port) as line:
        yield line


@pytest.fixture(scope="module")
def session(small: Headquarters, line: Line, tmp_path_factory: pytest.TempPathFactory) -> Session:
    blank = tmp_path_factory.mktemp("laptops") / "blank"
    return Session(small, line, blank, laptops.prepare_home(blank))


@pytest.fixture(scope="module")
def messages(session: Session, line: Line) -> Counter[str]:
    """What the session sends over a good line, by kind."""
    asyncio.run(session.run())
    return Counter(kind for kind, _ in line.carried)


def test_the_session_sends_every_message_of_the_protocol(
    messages: Counter[str], small: Headquarters
):
    paths = httpx.get(f"{small.url}/openapi.json", trust_env=False).json()["paths"]
    spoken = {
        kind_of(f"{method.upper()} {path}")
        for path, methods in paths.items()
        for method, told in methods.items()
        if "sync" in told["tags"]
    }
    assert set(messages) == spoken - _NOT_FOR_LAPTOPS


@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda mishap: mishap.name.lower())
async def test_whatever_happens_to_whichever_message_everything_is_held_in_the_end(
    session: Session, messages: Counter[str], line: Line, mishap: Mishap
):
    line.carried.clear()
    for kind in messages:
        line.plan(kind, mishap)

    await session.run()

    assert sorted(kind for kind, how in line.carried if how is mishap) == sorted(messages)
    line.heal()
