"""Notes as a mission's staff keep them, without a page between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest

from server.database import Store
from server.fieldnotes import searching, service
from server.fieldnotes.fields import read_typed
from server.fieldnotes.kinds import Kind
from server.fieldnotes.models import Fieldnote, FieldnoteRevision
from server.fieldnotes.searching import Filter
from server.fieldnotes.service import Change, Writer
from server.missions.models import Mission
from tests.server.builders import START

TYPED: dict[Kind, dict[str, str]] = {
    Kind.MEETING: {
        "day": "2026-09-20",
        "counterparts": "Central Commission | Deputy chair | K. P.",
    },
    Kind.LEGAL: {"day": "2026-09-21", "instrument": "copenhagen_1990", "provision": "7.7"},
    Kind.CAMPAIGN: {"day": "2026-09-22", "event": "rally", "place": "Almaty, Abay square"},
    Kind.MEDIA: {
        "day": "2026-09-23",
        "outlet": "Channel One",
        "actor": "Auyl",
        "tone": "neutral",
        "minutes": "12,5",
    },
    Kind.COMPLAINT: {"day": "2026-09-24", "filed_with": "Regional court", "matter": "Voter lists"},
    Kind.WEEKLY: {"day": "2026-09-21", "last_day": "2026-09-27", "text": "A calm week."},
}
"""What is the least that makes a note of each kind."""


@dataclass
class Desk:
    """Where notes are kept."""

    store: Store
    mission: Mission

    def add(
        self, kind: Kind = Kind.MEETING, at: datetime = START, section: str = "", **typed: str
    ) -> Fieldnote:
        """Keep a note; what is not said is the least that makes one."""
        typed |= {f"section.{section}": "on"} if section else {}
        with self.store.writing() as db:
            note = read_typed(kind, TYPED[kind] | typed)
            row = service.add(db, self.mission, note, Writer("aigul", at))
            db.flush()
            db.refresh(row)
            db.expunge(row)
            return row

    def revise(
        self, row: Fieldnote, change: Change, at: datetime = START, **typed: str
    ) -> Fieldnote:
        """Keep the next revision of a note."""
        with self.store.writing() as db:
            kind = Kind(row.kind)
            held = service.get_note(db, self.mission.id, row.id)
            note = read_typed(kind, TYPED[kind] | typed)
            kept = service.revise(db, self.mission, held, note, Writer("serik", at), change)
            db.flush()
            db.refresh(kept)
            db.expunge(kept)
            return kept

    def revisions(self, row: Fieldnote) -> Sequence[FieldnoteRevision]:
        """Return all revisions of a note, the newest first."""
        with self.store.reading() as db:
            return service.list_revisions(db, row.id)

    def titles(self, **wanted: object) -> list[str]:
        """Return the titles of the notes that fit."""
        with self.store.reading() as db:
            fitting = Filter.model_validate(wanted)
            found = searching.list_notes(db, self.mission.id, fitting, 50)
            count = searching.count_notes(db, self.mission.id, fitting)
            assert count == len(found) + fitting.start
            return [each.title for each in found]


@pytest.fixture
def desk(store: Store, mission: Mission) -> Desk:
    return Desk(store, mission)
