"""The real server, in this process, on a home that can be lost and restored."""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import sqlmodel
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col

from server.accounts.caller import operator
from server.app import build_app
from server.backups.restoring import restore
from server.backups.taking import back_up
from server.changes import log
from server.config import Settings
from server.database import Store
from server.forms import service as forms
from server.forms.models import FrozenFile
from server.imports.examining import Said
from server.imports.service import import_table
from server.journal.attachments.store import FolderStore
from server.journal.bundles.taking import BundleIntake
from server.journal.devices import revoke
from server.journal.enrolment import issue_code
from server.journal.models import Device, JournalEntry
from server.messages.recipients import Audience
from server.messages.service import send
from server.migrations.upgrade import upgrade
from server.missions.models import Mission
from server.reports.projection import catch_up
from server.reports.resolving import Deed, list_waiting, resolve
from server.stations import service as stations
from server.stations.importer import StationImporter
from shared.digest import sha256_hex
from shared.forms.model import (
    Choice,
    Form,
    FormFile,
    Integer,
    Media,
    Section,
    SelectOne,
    TextQuestion,
)
from shared.sync.handover import ReceiptsFile
from tests.server.builders import START, a_mission, a_published_form, a_station, a_team
from tests.server.conftest import StoppedClock

TEAMS = ("07", "08")
STATIONS = ("0001", "0002", "0003")


TABLE = b"code,name\n1,One\n2,Two\n"
"""A file that each version of the checklist comes with, all but the same."""


class Held(NamedTuple):
    """An entry as the server's database has it."""

    device: UUID
    seq: int
    hash: str
    kind: str
    body: bytes


def a_checklist(version: int) -> Form:
    """Return a version of the schedules' one checklist."""
    yes_no = (Choice(name="yes", label={"en": "Yes"}), Choice(name="no", label={"en": "No"}))
    questions = (
        SelectOne(name="ramp", label={"en": "A ramp?"}, choices=yes_no),
        Integer(name="booths", label={"en": "Booths"}, constraint=". >= 0"),
        TextQuestion(name="remarks", label={"en": f"Remarks, version {version}"}),
        Media(name="door", label={"en": "The door"}, kind="image"),
    )
    section = Section(name="around", label={"en": "Around"}, children=questions)
    file = FormFile(name="list.csv", sha256=sha256_hex(_table(version)))
    return Form(
        id="voting",
        version=str(version),
        title={"en": "Voting"},
        sections=(section,),
        files=(file,),
    )


def _table(version: int) -> bytes:
    return TABLE + f"{version},This\n".encode()


def publish(store: Store, mission: Mission, version: int, now: datetime) -> None:
    """Publish a version of the checklist, with its file."""
    form, content = a_checklist(version), _table(version)
    row = a_published_form(store, mission, form, published_at=now)
    with store.writing() as db:
        sha256 = form.files[0].sha256
        db.add(FrozenFile(sha256=sha256, content=content, size=len(content), kept_at=now))
        row.files = {file.name: file.sha256 for file in form.files}
        db.merge(row)
        db.flush()
        log.note(db, mission.id, "form", [form.id])


def prepare_home(home: Path) -> None:
    """Make a home with a mission, two teams, three stations and a checklist."""
    home.mkdir(mode=0o700)
    store = Store(f"sqlite:///{home}/evenhand.db")
    upgrade(store)
    mission = a_mission(store)
    for code in TEAMS:
        a_team(store, mission, code)
    for code in STATIONS:
        a_station(store, mission, code)
    publish(store, mission, 1, START)
    with store.writing() as db:
        log.note(db, mission.id, "mission", [mission.code])
    store.close()


class Headquarters:
    """A server with one mission, and what coordinators do there."""

    def __init__(self, home: Path) -> None:
        self._folder = home.parent
        self.home = home
        self.clock = StoppedClock(START + timedelta(hours=1))
        self.versions = 1
        self.backups: list[Path] = []
        self._lives = 0
        self._homes = 0
        self._ending = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Start the application on the home."""
        self.store = Store(f"sqlite:///{self.home}/evenhand.db")
        self._settings = Settings(home=self.home, database_url=self.store.url)
        self.app: FastAPI = build_app(self._settings, self.clock, self.store)
        await self._ending.enter_async_context(self.app.router.lifespan_context(self.app))
        with self.store.reading() as db:
            self.mission = db.exec(sqlmodel.select(Mission)).one()
            db.expunge(self.mission)

    async def stop(self) -> None:
        """End it in order."""
        await self._ending.aclose()
        self.store.close()

    # --- Deeds ---------------------------------------------------------------------------

    def issue_code(self, team: str) -> str:
        with self.store.writing() as db:
            length = timedelta(days=300)
            now = self.clock()
            return issue_code(db, self.mission.code, team, length=length, now=now).code

    def revoke(self, device: UUID) -> None:
        with self.store.writing() as db:
            if db.get(Device, device) is not None:  # a restored server may not know it
                revoke(db, self.mission.id, device, now=self.clock())

    def publish(self) -> None:
        self.versions += 1
        publish(self.store, self.mission, self.versions, self.clock())

    def withdraw(self) -> None:
        """Take the newest version of the checklist off the laptops, but never the last one."""
        with self.store.writing() as db:
            offered = [
                each
                for each in forms.list_published(db, self.mission.id)
                if each.withdrawn_at is None
            ]
            if len(offered) > 1:
                newest = max(offered, key=lambda each: int(each.version))
                forms.withdraw(
                    db, self.mission.id, newest.form_id, newest.version, now=self.clock()
                )

    def import_register(self, codes: Sequence[str], name: str) -> None:
        """Import a register with these stations, all of a new name."""
        rows = "".join(f"{code},{name} {code},North\n" for code in codes)
        import_table(
            self.store, self.mission, StationImporter(), "register.csv",
            f"code,name,region\n{rows}".encode(), Said(), by=operator(), now=self.clock(),
        )  # fmt: skip

    def resolve(self, which: int, deed: Deed) -> None:
        """Decide about one of the reports that wait."""
        catch_up(self.store)
        with self.store.writing() as db:
            waiting = list_waiting(db, self.mission.id)
            if waiting:
                entry = waiting[which % len(waiting)].entry_id
                resolve(db, self.mission.id, entry, deed, by="ann", now=self.clock())

    def say(self, text: str) -> None:
        with self.store.writing() as db:
            send(db, self.mission, Audience(), text, by="ann", now=self.clock())

    def take_bundle(self, bundle: Path) -> ReceiptsFile:
        """Import a bundle; return the receipts. Raises Problem where nothing of it is readable."""
        intake = BundleIntake(self._settings, self.store)
        verdict = intake.take_in(bundle, now=self.clock())
        catch_up(self.store)
        return intake.receipts([verdict], now=self.clock())

    # --- Backups -------------------------------------------------------------------------

    def back_up(self) -> None:
        target = self._folder / f"backup-{len(self.backups)}.tar.zst"
        back_up(self._settings, target, now=self.clock(), replace=False)
        self.backups.append(target)

    async def restore(self, which: int) -> None:
        """Lose the machine, and begin on a new one with one of the backups."""
        await self.stop()
        self._homes += 1
        self.home = self._folder / f"hq-{self._homes}"
        self.home.mkdir(mode=0o700)
        settings = Settings(home=self.home, database_url=f"sqlite:///{self.home}/evenhand.db")
        restore(settings, self.backups[which % len(self.backups)])
        await self.start()

    # --- Looking -------------------------------------------------------------------------

    def held(self) -> list[Held]:
        """Return the whole journal, in the order in which it came."""
        columns = (JournalEntry.device_id, JournalEntry.seq, JournalEntry.hash, JournalEntry.kind)
        everything = select(*map(col, columns), col(JournalEntry.body))
        with self.store.reading() as db:
            rows = db.connection().execute(everything.order_by(col(JournalEntry.id)))
            return [Held(*row) for row in rows]

    def news(self) -> log.Position:
        """Project all there is, and return the end of the log of changes."""
        catch_up(self.store)
        with self.store.reading() as db:
            return log.newest(db)

    def find_file(self, sha256: str) -> bytes | None:
        """Return a file that the server keeps, or None."""
        files: FolderStore = self.app.state.attachments
        if not files.holds(sha256):
            return None
        with files.open(sha256) as file:
            return file.read()

    def list_forms(self) -> set[str]:
        """Return the digests of the checklists that are offered."""
        with self.store.reading() as db:
            return {each.digest for each in forms.list_current(db, self.mission.id)}

    def list_stations(self) -> dict[str, str]:
        """Return code → name."""
        with self.store.reading() as db:
            return {each.code: each.name for each in stations.list_stations(db, self.mission.id)}
