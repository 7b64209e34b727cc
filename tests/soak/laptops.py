"""Laptops of observers: the real core on a home in a folder, opened with the store's own key."""

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from client.attached_files import TakenFile
from client.checklist import Draft
from client.config import Home
from client.enrolment import Invitation, enrol
from client.http import HttpRemote
from client.laptop import Laptop as Core
from client.laptop import unlocked
from client.sync import SyncOutcome, synchronise
from client.vault.key_file import Cost, StoreKey
from client.vault.vault import Vault
from shared.clock import Clock, system_clock
from shared.digest import sha256_hex
from shared.forms.answers import Answers
from tests.soak.line import Line

URL = "http://127.0.0.1"
_LIGHT = Cost(operations=1, memory=8192)


class Kept(NamedTuple):
    """An entry as a laptop's store has it."""

    device: UUID
    seq: int
    hash: str
    kind: str
    body: bytes
    is_held: bool
    """By the laptop's own reckoning."""
    is_newest: bool
    """It stands in the journal of the newest enrolment."""


class LaptopReceipt(NamedTuple):
    """A receipt that a laptop has verified."""

    device: UUID
    through: int
    head: str


class FileStanding(NamedTuple):
    """A file of sealed reports, as a laptop sees it."""

    sha256: str
    is_held: bool
    is_doubted: bool


def prepare_home(folder: Path) -> StoreKey:
    """Make a home that is enrolled nowhere; return the key of its store."""
    key = Vault(Home(folder)).create("three plain words", _LIGHT)
    unlocked(Home(folder), key, system_clock).close()
    return key


class Laptop:
    """One laptop, with a clock of its own that may be wrong."""

    def __init__(self, name: str, team: str, folder: Path, key: StoreKey, clock: Clock) -> None:
        self.name = name
        self.team = team
        self.folder = folder
        self.skew = timedelta()
        self.code = ""
        """With which it tries to enrol, until it has."""
        self._key = key
        self._clock = clock
        self.open()

    def open(self) -> None:
        self.core: Core = unlocked(Home(self.folder), self._key, self._now)

    def close(self) -> None:
        self.core.close()

    def reopen(self) -> None:
        """Close the program in order, and start it again."""
        self.close()
        self.open()

    def crash(self, into: Path) -> None:
        """Kill the program: what it had written is all there is."""
        shutil.copytree(self.folder, into)
        self.core.store.abandon()
        self.folder = into
        self.open()

    def clone(self, name: str, into: Path) -> "Laptop":
        """Copy the laptop's disk."""
        self.core.store.rows("SELECT 1")
        shutil.copytree(self.folder, into)
        return Laptop(name, self.team, into, self._key, self._clock)

    # --- What observers do -----------------------------------------------------------------

    @property
    def is_enrolled(self) -> bool:
        return self.core.find_identity() is not None

    @property
    def device(self) -> UUID:
        return self.core.journal.identity.device

    async def enrol(self, line: Line) -> None:
        """Enrol with the code that it has, and take along what waits."""
        invitation = Invitation(URL, self.code, self.name, take_along=True)
        async with HttpRemote(URL, transport=line) as remote:
            await enrol(self.core, remote, invitation)
        self.code = ""

    async def sync(self, line: Line) -> SyncOutcome:
        identity = self.core.journal.identity
        async with HttpRemote(URL, identity.token, transport=line) as remote:
            return await synchronise(self.core, remote)

    def begin(self, station: str, answers: Answers) -> Draft | None:
        """Open a draft and answer it; None without a checklist."""
        forms = self.core.pack.list_forms()
        if not forms:
            return None
        draft = self.core.drafts.open(forms[0], station)
        self.core.drafts.set_answers(draft.id, answers, {}, {})
        return self.core.drafts.get(draft.id)

    def attach(self, draft: Draft, question: str, content: bytes) -> TakenFile:
        photo = self.folder.parent / f"{sha256_hex(content)[:8]}.jpg"
        photo.write_bytes(content)
        return self.core.drafts.attach(draft.id, question, photo)

    def list_sealed(self) -> Sequence[UUID]:
        """Return the reports that were finished here, in order."""
        rows = self.core.store.rows("SELECT report FROM sealed WHERE revision = 1 ORDER BY seq")
        return [UUID(report) for (report,) in rows]

    # --- What it holds ---------------------------------------------------------------------

    def kept(self) -> list[Kept]:
        """Return all entries of all its journals."""
        rows = self.core.store.rows(
            "SELECT j.device, e.seq, e.hash, e.kind, e.body, e.seq <= j.held_through,"
            " j.id = (SELECT max(id) FROM journal)"
            " FROM entry e JOIN journal j ON j.id = e.journal ORDER BY j.id, e.seq"
        )
        return [
            Kept(UUID(device), seq, hashed, kind, bytes(body), bool(held), bool(newest))
            for device, seq, hashed, kind, body, held, newest in rows
        ]

    def receipts(self) -> list[LaptopReceipt]:
        rows = self.core.store.rows(
            "SELECT j.device, r.through, r.head FROM receipt r JOIN journal j ON j.id = r.journal"
        )
        return [LaptopReceipt(UUID(device), through, head) for device, through, head in rows]

    def held_through(self) -> dict[UUID, int]:
        """Return device → up to where the laptop takes its chain for held."""
        rows = self.core.store.rows("SELECT device, held_through FROM journal")
        return {UUID(device): through for device, through in rows}

    def files(self) -> list[FileStanding]:
        rows = self.core.store.rows(
            "SELECT sha256, held_at IS NOT NULL, is_doubted FROM attachment"
            " WHERE sha256 IN (SELECT sha256 FROM sealed_attachment)"
        )
        return [FileStanding(sha256, bool(held), bool(doubted)) for sha256, held, doubted in rows]

    def outcomes(self) -> set[tuple[UUID, int, str, str]]:
        """Return (report, revision, state, reason) of all that it was told."""
        rows = self.core.store.rows("SELECT report, revision, state, reason FROM outcome")
        return {(UUID(report), *rest) for report, *rest in rows}

    def stations(self) -> dict[str, str]:
        return dict(self.core.store.rows("SELECT code, name FROM station"))

    def forms(self) -> set[str]:
        return {form.digest for form in self.core.pack.list_forms()}

    def _now(self) -> datetime:
        return self._clock() + self.skew
