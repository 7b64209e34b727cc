"""A mission with reports, and a draft of its statement."""

import shutil
from collections.abc import Callable, Generator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from server.accounts.caller import Stranger
from server.accounts.trail import record
from server.database import Store
from server.forms import service as forms
from server.missions.models import Mission
from server.missions.service import mission_document
from server.statement.drafts import approvals, deeds, keeping, sealing
from server.statement.drafts.keeping import Kept, require_version
from server.statement.drafts.manuscript import Manuscript
from server.statement.drafts.models import SealedStatement
from server.statement.drafts.standing import Standing, standing_of
from server.statement.drafts.verification import SEALED
from server.statement.service import draft as draft_now
from tests.server.builders import START, a_mission, a_team
from tests.server.kept_reports import Keep, a_laptop

DOCUMENT: dict[str, Any] = {
    "code": "sample-2026",
    "title": "Sample observation",
    "election": {
        "name": "Parliamentary elections",
        "date": "2026-10-04",
        "country": "FR",
        "timezone": "Europe/Paris",
    },
    "sample": {"design": "convenience"},
}
RAMP = "T16/finding:voting/V06"
VERDICT = "T1/slot:verdict"


@dataclass
class Desk:
    """Works on one draft, as drafters do through the pages."""

    store: Store
    mission: Mission
    now: datetime
    id: UUID
    keep: Keep
    """Keeps a report of the standard voting checklist."""
    by: str = "aigul"
    moves: timedelta = field(default=timedelta(minutes=1))

    def kept(self, number: int | None = None) -> Kept:
        with self.store.reading() as db:
            draft = keeping.get_draft(db, self.mission.id, self.id)
            kept = keeping.read(db, draft, number)
            db.expunge_all()
            return kept

    def standing(self) -> Standing:
        with self.store.reading() as db:
            kept = keeping.read(db, keeping.get_draft(db, self.mission.id, self.id))
            standing = standing_of(db, kept, mission_document(self.mission))
            db.expunge_all()
            return standing

    def save(self, change: Callable[[Kept], Manuscript], by: str = "") -> Kept:
        self.now += self.moves
        with self.store.writing() as db:
            return keeping.save(
                db, self.mission.id, self.id, change, deed="x", by=by or self.by, now=self.now
            )

    def write(
        self, key: str, text: str, *, basis: str = "", seen: int | None = None, by: str = ""
    ) -> Kept:
        def change(kept: Kept) -> Manuscript:
            version = kept.block(key).version if seen is None else seen
            block = require_version(kept, key, version)
            return deeds.write(
                kept.manuscript, block, text, basis=basis, by=by or self.by, at=self.now
            )

        return self.save(change, by)

    def draft_again(self) -> Kept:
        self.now += timedelta(hours=2)
        with self.store.reading() as db:
            tree = draft_now(db, self.mission, "turkic", "en", self.now)
        with self.store.writing() as db:
            return keeping.save(
                db,
                self.mission.id,
                self.id,
                lambda kept: kept.manuscript,
                deed="x",
                by=self.by,
                now=self.now,
                tree=(tree, self.now),
            )

    def approve_all(self) -> None:
        standing = self.standing()
        with self.store.writing() as db:
            for section, digest in standing.sections.items():
                approvals.approve(
                    db,
                    self.id,
                    standing.kept.laid,
                    "en",
                    section,
                    seen=digest,
                    revision=standing.kept.number,
                    by="head",
                    now=self.now,
                )

    def fill(self) -> None:
        """Write something into every slot."""
        for block in list(self.kept().blocks.values()):
            if block.is_slot:
                self.write(block.key, "The Mission thanks everybody.", basis="its findings")

    def seal(self, embargo: datetime | None = None) -> SealedStatement:
        """Sign the draft off as the head of mission does."""
        prepared = sealing.prepare(self.standing(), now=self.now)
        with self.store.writing() as db:
            draft = keeping.get_draft(db, self.mission.id, self.id)
            standing = standing_of(db, keeping.read(db, draft), mission_document(self.mission))
            sealed = sealing.seal(
                db, draft, standing, prepared, by="head", embargo_until=embargo, now=self.now
            )
            particulars = {"statement": str(sealed.id), "seal": sealed.digest}
            record(
                db,
                Stranger("head"),
                SEALED,
                now=self.now,
                mission_id=None,
                subject="",
                **particulars,
            )
            db.flush()
            db.expunge_all()
            return sealed


def a_desk(store: Store) -> Desk:
    """Begin a draft in English, from reports of 14 stations: in two of them a ramp was missing."""
    mission = a_mission(store, "sample-2026", document=DOCUMENT)
    with store.writing() as db:
        published = forms.publish(db, mission.id, forms.read_library("voting"), now=START)
        form = forms.form_of(published)
    keep = Keep(store, mission, a_laptop(store, mission, a_team(store, mission)), form)
    for place in range(14):
        keep(answers={"V06": "missing" if place < 2 else "usable"})
    now = START + timedelta(hours=12)
    with store.reading() as db:
        tree = draft_now(db, mission, "turkic", "en", now)
    with store.writing() as db:
        draft_id = keeping.begin(db, mission.id, "turkic", tree, by="aigul", now=now).id
    return Desk(store, mission, now, draft_id, keep)


@dataclass
class Stage:
    """A database at one stage of a draft's life, made once and copied for each test."""

    file: Path
    desk: Desk
    sealed: SealedStatement | None = None

    def copied(self, to: Path) -> Desk:
        shutil.copy(self.file, to)
        store = Store(f"sqlite:///{to}")
        keep = copy(self.desk.keep)
        keep._store = store
        return replace(self.desk, store=store, keep=keep)


@pytest.fixture(scope="session")
def stages(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    """A draft as it was begun, one that nothing is missing from, and a sealed one."""
    room = tmp_path_factory.mktemp("drafts")
    file = room / "work.db"
    shutil.copy(migrated_file, file)
    desk = a_desk(Store(f"sqlite:///{file}"))
    stages: dict[str, Stage] = {}

    def keep_stage(name: str, sealed: SealedStatement | None = None) -> None:
        desk.store.close()
        shutil.copy(file, room / f"{name}.db")
        stages[name] = Stage(room / f"{name}.db", replace(desk, keep=copy(desk.keep)), sealed)

    keep_stage("begun")
    desk.fill()
    desk.approve_all()
    keep_stage("ready")
    keep_stage("sealed", desk.seal())
    return stages


@pytest.fixture
def desk(stages: dict[str, Stage], tmp_path: Path) -> Generator[Desk]:
    """A draft that was just begun."""
    desk = stages["begun"].copied(tmp_path / "desk.db")
    yield desk
    desk.store.close()


@pytest.fixture
def ready(stages: dict[str, Stage], tmp_path: Path) -> Generator[Desk]:
    """A draft that nothing is missing from."""
    desk = stages["ready"].copied(tmp_path / "ready.db")
    yield desk
    desk.store.close()


@pytest.fixture
def done(stages: dict[str, Stage], tmp_path: Path) -> Generator[tuple[Desk, SealedStatement]]:
    """A draft that was signed off and sealed."""
    stage = stages["sealed"]
    assert stage.sealed
    desk = stage.copied(tmp_path / "done.db")
    yield desk, stage.sealed
    desk.store.close()
