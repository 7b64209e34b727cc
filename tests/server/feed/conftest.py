"""The feed as one team's laptops see it, without HTTP."""

from collections.abc import Iterator

import pytest

from server.app import feed
from server.database import Store
from server.journal.feed.pages import Feed
from server.journal.feed.source import Reader
from server.missions.models import Mission, Team
from shared.sync.protocol import Change, ChangesPage


class Listener:
    """A laptop that does nothing but listen, and knows what it was told."""

    def __init__(self, store: Store, mission: Mission, team: Team) -> None:
        self._store = store
        self._ids = mission.id, team.id
        self.team = team
        self.feed: Feed = feed()
        self.cursor = ""
        self.known: dict[tuple[str, str], Change] = {}
        self._named: set[tuple[str, str]] = set()

    def page(self) -> ChangesPage:
        """Ask for one page, and take it in."""
        with self._store.reading() as db:
            reader = Reader(db.get_one(Mission, self._ids[0]), db.get_one(Team, self._ids[1]))
            page = self.feed.page(db, reader, self.cursor)
        if page.begins:
            self._named = set()
        for each in page.changes:
            self._named.add((each.kind, each.key))
            self.known[each.kind, each.key] = each
            if each.value is None:
                del self.known[each.kind, each.key]
        if page.is_whole:
            self.known = {key: each for key, each in self.known.items() if key in self._named}
        self.cursor = page.cursor
        return page

    def pages(self) -> Iterator[ChangesPage]:
        """Ask until nothing follows."""
        more = True
        while more:
            page = self.page()
            more = page.more
            yield page

    def listen(self) -> list[tuple[str, str]]:
        """Ask until nothing follows; return what was told, by kind and key, in order."""
        return [(each.kind, each.key) for page in self.pages() for each in page.changes]

    def stations(self) -> list[str]:
        """Return the codes of the stations that it knows."""
        return sorted(key for kind, key in self.known if kind == "station")


@pytest.fixture
def listener(store: Store, mission: Mission, team: Team) -> Listener:
    return Listener(store, mission, team)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Everything in this room holds on both databases."""
    return request.param
