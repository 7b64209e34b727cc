"""Whatever the line does, what was made is held by the server or waits on the laptop."""

import asyncio
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from client.config import Home
from client.enrolment import Invitation, enrol
from client.laptop import unlocked
from client.remote import GarbledAnswer, Unreachable
from client.sync import pull, synchronise
from client.vault.vault import Vault
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer, Fault

FAULTS = st.lists(st.sampled_from(Fault), max_size=4)


class BadLine(RuleBasedStateMachine):
    """A laptop, a server and a line that drops, doubles and garbles messages."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        home = Home(Path(self.folder.name) / "home")
        self.laptop = unlocked(home, Vault(home).create(PASSPHRASE, LIGHT), StoppedClock())
        self.server = FakeServer()
        asyncio.run(self._join())
        self.device = self.laptop.journal.identity.device
        self.made: list[str] = []

    async def _join(self) -> None:
        line = self.server.line()
        await enrol(self.laptop, line, Invitation("https://hq.example.org", "CODE-1"))
        await pull(self.laptop, line)

    @rule(count=st.integers(1, 4))
    def seal(self, count: int) -> None:
        for _ in range(count):
            self.made.append(f"entry {len(self.made)}")
            self.laptop.journal.append("report", self.made[-1].encode(), self.laptop.clock())

    @rule(faults=FAULTS)
    def sync(self, faults: list[Fault]) -> None:
        with suppress(Unreachable, GarbledAnswer):
            asyncio.run(synchronise(self.laptop, self.server.line(faults=faults)))

    @rule(share=st.floats(0, 1))
    def restore_the_server(self, share: float) -> None:
        through = int(len(self.server.held(self.device)) * share)
        self.server.restore_to(self.device, through)

    @rule()
    def sync_on_a_good_line(self) -> None:
        outcome = asyncio.run(synchronise(self.laptop, self.server.line()))
        assert outcome.waiting == 0
        assert self.server.held(self.device) == self.made

    @invariant()
    def nothing_is_lost_or_changed(self) -> None:
        entries = self.laptop.journal.entries(1, 1000)
        assert [entry.body.decode() for entry in entries] == self.made
        held = self.server.held(self.device)
        assert held == self.made[: len(held)]

    @invariant()
    def nothing_is_called_held_that_the_server_lacks(self) -> None:
        standing = self.laptop.journal.standing()
        assert standing.made == standing.held + standing.waiting == len(self.made)
        held = len(self.server.held(self.device))
        assert standing.held <= held or not self.server.was_heard
        assert not standing.is_forked

    def teardown(self) -> None:
        self.sync_on_a_good_line()
        self.laptop.close()
        self.folder.cleanup()


TestBadLine = BadLine.TestCase
TestBadLine.settings = settings(max_examples=20, stateful_step_count=15)
