"""A projection in miniature, in which anything may happen, as the real one lets it."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, func, select

from server.database import Store
from server.findings.service import Cut
from server.forms.models import PublishedForm
from server.journal.models import Device
from server.missions.models import Mission
from server.reports.checks.models import AnswerNote, DueCheck, Flag
from server.reports.models import ProjectionCursor, Resolution, Revision, State
from shared.forms.model import (
    Choice,
    Form,
    Indicator,
    Integer,
    Section,
    SelectMultiple,
    SelectOne,
)
from shared.ids import new_id
from tests.server.builders import a_station

START = datetime(2026, 10, 4, 7, 0, tzinfo=UTC)
CHOICES = tuple(Choice(name=name, label={}) for name in ("yes", "no", "none"))
QUESTIONS = (
    SelectOne(
        name="ramp",
        choices=CHOICES,
        indicator=Indicator(id="r", positive=("yes",), negative=("no",)),
    ),
    SelectMultiple(
        name="influence",
        choices=CHOICES,
        seen_by=True,
        indicator=Indicator(id="i", positive=("none",), negative=("no", "yes")),
    ),
    Integer(name="booths"),
)
DESIGNS: tuple[dict[str, Any], ...] = (
    {"design": "srs", "population": 900},
    {
        "design": "stratified",
        "population": 900,
        "strata": {"by": "region", "sizes": {"Akmola": 300, "Almaty": 600}},
    },
    {"design": "route"},
)
ATTRIBUTES = ("region", "region:2", "setting", "building", "team", "hour", "version")
REGIONS = ("Akmola / Kokshetau", "Akmola / Stepnogorsk", "Almaty", "")


DEEDS = (
    "report",
    "quarantine",
    "revise",
    "duplicate",
    "accept",
    "reject",
    "speak",
    "take_back",
    "ask",
    "rebuild",
    "publish",
)


class World:
    """A projection in miniature: it changes revisions as the real one does."""

    def __init__(self, store: Store, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a test's dice
        self.store = store
        self.mission = Mission(
            id=new_id(),
            code=f"example-{new_id()}",
            title="",
            election_date=date(2026, 10, 4),
            timezone="UTC",
            design=DESIGNS[seed % 3]["design"],
            population=900,
            document={"sample": DESIGNS[seed % 3]},
            digest="",
            loaded_at=START,
        )
        self.device = Device(
            id=new_id(),
            mission_id=self.mission.id,
            public_key="",
            token_hash=str(new_id()),
            enrolled_at=START,
        )
        with self.store.writing() as db:
            cursor = db.get(ProjectionCursor, "reports")
            self.entry = cursor.entry_id if cursor else 0
            self.version = cursor.version if cursor else 0
            self.rebuilds = cursor.rebuilds if cursor else 0
            for row in (self.mission, self.device):
                db.add(row)
                db.flush()
                db.refresh(row)
                db.expunge(row)
            self._publish(db, "1", QUESTIONS)
        for number in range(4):  # two more are visited than are in the register
            self._station(number)

    @property
    def now(self) -> datetime:
        """The moment of the last entry."""
        return START + timedelta(minutes=self.entry)

    def _station(self, number: int) -> None:
        a_station(
            self.store,
            self.mission,
            f"{number}",
            setting="urban" if number % 2 else "",
            timezone="Asia/Almaty" if number == 3 else "",
            attributes={"building": "school"} if number else {},
        )

    def _publish(self, db: Session, version: str, questions: tuple[Any, ...]) -> None:
        form = Form(
            id="voting",
            version=version,
            title={},
            sections=(Section(name="all", children=questions),),
        )
        row = PublishedForm(
            id=new_id(),
            mission_id=self.mission.id,
            form_id="voting",
            version=version,
            digest="",
            document=form.model_dump(mode="json"),
            xform="",
            source_name="",
            source_sha256="",
            source=b"",
            published_at=START + timedelta(minutes=self.entry),
        )
        db.add(row)

    def _answers(self) -> dict[str, Any]:
        answers: dict[str, Any] = {
            "ramp": self.random.choice(["yes", "no", {"non_answer": "not_observed"}]),
            "influence": self.random.choice([["none"], ["no", "yes"], {"non_answer": "dont_know"}]),
            "booths": self.random.randrange(5),
        }
        return {name: value for name, value in answers.items() if self.random.random() < 0.8}

    def _new(self, db: Session, **fields: Any) -> Revision:  # noqa: ANN401
        self.entry += 1
        moment = self.now
        given: dict[str, Any] = {
            "entry_id": self.entry,
            "entry_hash": f"{self.entry:064x}",
            "report_id": new_id(),
            "revision": 1,
            "mission_id": self.mission.id,
            "device_id": self.device.id,
            "form_id": "voting",
            "form_version": "1",
            "team_code": self.random.choice(["07", "08", "09", ""]),
            "station_code": f"{self.random.randrange(6)}",
            "region": self.random.choice(REGIONS),
            "visit_id": new_id(),
            "arrived_at": moment,
            "departed_at": moment,
            "made_at": "",
            "received_at": moment,
            "counts_from": moment,
            "answers": self._answers(),
            "seen_by": self.random.choice([{}, {"influence": "reported"}]),
            "state": State.ACCEPTED,
        }
        row = Revision(**(given | fields))
        db.add(row)
        return row

    def _any(self, db: Session, state: State) -> Revision | None:
        rows = db.exec(
            select(Revision)
            .where(Revision.mission_id == self.mission.id, Revision.state == state)
            .where(col(Revision.superseded_at).is_(None))
            .order_by(col(Revision.entry_id))
        ).all()
        return self.random.choice(rows) if rows else None

    def report(self, db: Session) -> None:
        self._new(db)

    def quarantine(self, db: Session) -> None:
        self._new(db, state=State.QUARANTINED, counts_from=None)

    def revise(self, db: Session) -> None:
        old = self._any(db, State.ACCEPTED)
        if old is not None:
            revised = self._new(
                db,
                report_id=old.report_id,
                revision=old.revision + 1,
                visit_id=old.visit_id,
                station_code=old.station_code,
                team_code=old.team_code,
                duplicate=old.duplicate,
            )
            old.superseded_at = revised.received_at

    def duplicate(self, db: Session) -> None:
        old = self._any(db, State.ACCEPTED)
        if old is not None:
            old.duplicate = True
            self._new(
                db,
                visit_id=old.visit_id,
                station_code=old.station_code,
                team_code=old.team_code,
            )

    def accept(self, db: Session) -> None:
        row = self._any(db, State.QUARANTINED)
        if row is not None:
            row.state, row.counts_from = State.ACCEPTED, self.now
            row.station_code, row.region = "mapped", "Almaty"
            self._decided(db, row.entry_id)

    def reject(self, db: Session) -> None:
        row = self._any(db, State.ACCEPTED)
        if row is not None:
            row.state = State.REJECTED
            self._decided(db, row.entry_id)

    def _decided(self, db: Session, entry_id: int) -> None:
        decided: dict[str, Any] = {"deed": "accept", "by": "anna", "at": START}
        db.add(
            Resolution(
                id=new_id(),
                mission_id=self.mission.id,
                entry_id=entry_id,
                after_entry=self.entry,
                **decided,
            )
        )

    def speak(self, db: Session) -> None:
        """Correct an answer, leave one out, or leave out the whole report."""
        row = self._any(db, State.ACCEPTED)
        if row is not None:
            question = self.random.choice(["ramp", "influence", "booths", ""])
            deed = "correct" if question and self.random.random() < 0.5 else "exclude"
            db.add(
                AnswerNote(
                    id=new_id(),
                    mission_id=self.mission.id,
                    report_id=row.report_id,
                    deed=deed,
                    question=question,
                    was=row.answers.get(question) if question else None,
                    value={"influence": ["no"], "booths": 9}.get(question, "no"),
                    by="anna",
                    at=self.now,
                )
            )

    def ask(self, db: Session) -> None:
        """Let a check ask something, find it settled, or be still to come."""
        row = self._any(db, State.ACCEPTED)
        what = self.random.choice(["flagged", "verified", "due"])
        if row is None:
            return
        if what == "due":
            db.add(DueCheck(report_id=row.report_id))
            return
        held = col(Flag.entry_id) == row.entry_id
        number = db.exec(select(func.count()).select_from(Flag).where(held)).one()
        db.add(
            Flag(
                entry_id=row.entry_id,
                number=number,
                mission_id=self.mission.id,
                report_id=row.report_id,
                form_id="voting",
                station_code=row.station_code,
                check="any",
                severity="note",
                rank=2,
                outcome=what,
                message={},
                questions=[],
                since=row.received_at,
            )
        )

    def take_back(self, db: Session) -> None:
        held = select(AnswerNote).where(
            AnswerNote.mission_id == self.mission.id, col(AnswerNote.undone_at).is_(None)
        )
        note = db.exec(held.order_by(col(AnswerNote.id))).first()
        if note is not None:
            note.undone_at = self.now

    def rebuild(self, db: Session) -> None:
        """Judge all anew, by another register."""
        mine = select(Revision).where(Revision.mission_id == self.mission.id)
        for row in db.exec(mine).all():
            row.region = self.random.choice(REGIONS)
        self.rebuilds += 1

    def publish(self, db: Session) -> None:
        extra = Integer(name=f"extra{self.entry}")
        self._publish(db, f"{self.entry}-{self.random.random()}", (*QUESTIONS, extra))

    def a_cut(self, by: str | None) -> Cut:
        """Draw how somebody may look: as of any moment, by stations, what is verified."""
        dice = self.random
        as_of = dice.choice([None, START + timedelta(minutes=dice.randint(0, self.entry + 1))])
        return Cut(
            as_of=as_of,
            unit=dice.choice(["report", "station"]),
            verified=as_of is None and dice.random() < 0.5,
            by=by,
        )

    def do(self, deed: str) -> None:
        with self.store.writing() as db:
            getattr(self, deed)(db)
            if deed != "publish":
                self.version += 1
                db.merge(
                    ProjectionCursor(
                        name="reports",
                        entry_id=self.entry,
                        version=self.version,
                        rebuilds=self.rebuilds,
                    )
                )
