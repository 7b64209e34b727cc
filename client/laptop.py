"""Everything that one laptop keeps, opened with its key and put together.

key = Vault(home).unlock(passphrase)
with open_laptop(home, key, system_clock) as laptop:
    laptop.drafts, laptop.journal, laptop.pack, laptop.reports
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from client.attachments import AttachmentBook
from client.carried import CarriedBook
from client.changes import ChangeBook
from client.check_ins import CheckInBook
from client.config import Home
from client.drafts import DraftBook
from client.identity import Identity, find_identity
from client.incidents import IncidentBook
from client.journal import Journal
from client.messages import MessageBook
from client.pack import PackStore
from client.preferences import PreferenceBook
from client.reports import ReportBook
from client.store import Store, open_store
from client.vault.key_file import StoreKey
from client.visits import VisitBook
from shared.clock import Clock


@dataclass(frozen=True)
class Laptop:
    """The rooms of one open store. Parts share it, so they see each other's changes at once."""

    home: Home
    store: Store
    clock: Clock
    journal: Journal
    drafts: DraftBook
    reports: ReportBook
    pack: PackStore
    changes: ChangeBook
    messages: MessageBook
    incidents: IncidentBook
    check_ins: CheckInBook
    attachments: AttachmentBook
    carried: CarriedBook
    preferences: PreferenceBook
    visits: VisitBook

    def find_identity(self) -> Identity | None:
        """Return the newest enrolment, or None before the first."""
        return find_identity(self.store)

    def close(self) -> None:
        """Close the store."""
        self.store.close()


@contextmanager
def open_laptop(home: Home, key: StoreKey, clock: Clock) -> Generator[Laptop]:
    """Open the store of `home` for a block. Raises as `open_store` does."""
    laptop = unlocked(home, key, clock)
    try:
        yield laptop
    finally:
        laptop.close()


def unlocked(home: Home, key: StoreKey, clock: Clock) -> Laptop:
    """Open the store of `home` and return its rooms; the caller closes them."""
    store = open_store(home, key)
    pack, journal, preferences = PackStore(store), Journal(store), PreferenceBook(store)
    return Laptop(
        home=home,
        store=store,
        clock=clock,
        journal=journal,
        drafts=DraftBook(store, journal, pack, clock),
        reports=ReportBook(store, pack),
        pack=pack,
        changes=ChangeBook(store),
        messages=MessageBook(store, journal, clock),
        incidents=IncidentBook(store, journal, pack, clock),
        check_ins=CheckInBook(store, journal, clock),
        attachments=AttachmentBook(store, journal, clock),
        carried=CarriedBook(store, journal, clock),
        preferences=preferences,
        visits=VisitBook(store, journal, preferences, clock),
    )
