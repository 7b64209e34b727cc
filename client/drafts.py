"""Checklists being filled: how a draft is opened, and becomes an entry of the journal.

open ──▶ set_answer, set_comment … (client.draft_answers) ──▶ finish ──▶ an entry of the journal
  ▲                                                                             │
  └─────────────────────────────── revise ◀─────────────────────────────────────┘
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from client.attachments import AttachmentBook
from client.checklist import Draft
from client.draft_answers import DraftAnswers, DraftGone
from client.draft_checks import without_end
from client.draft_rows import COLUMNS, insert_draft
from client.journal import Journal
from client.language import tr
from client.letters import clean
from client.pack import PackStore
from client.reports import ReasonMissing, ReportBook
from client.store import Store
from client.surroundings import SurroundingsBook
from client.visits import find_description, find_open_visit, find_visit
from shared.clock import Clock
from shared.digest import canonical_json
from shared.forms.answers import from_json
from shared.forms.model import Form, SeenBy
from shared.forms.outcome import Review
from shared.ids import new_id
from shared.sync.protocol import ReportBody


class DraftBook(DraftAnswers):
    """The drafts of one laptop, from opening to sealing."""

    def __init__(self, store: Store, journal: Journal, pack: PackStore, clock: Clock) -> None:
        super().__init__(store, pack, AttachmentBook(store, journal, clock), clock)
        self.surroundings = SurroundingsBook(store, pack)
        """What the checklists are filled in with besides their answers."""
        self._journal = journal
        self._reports = ReportBook(store, pack)

    # --- Opening -----------------------------------------------------------------------

    def open(
        self,
        form: Form,
        station: str,
        arrived_at: datetime | None = None,
        *,
        visit: UUID | None = None,
    ) -> Draft:
        """Begin a report on `station` and return its draft, with what the form gives of itself.

        It belongs to `visit`, or to the one that `find_visit` finds there; else to one of its own.
        `arrived_at` is aware; without it, it is the arrival of the visit that is under way, else
        now, by the station's clock.
        """
        station = clean(station)
        under_way = find_open_visit(self._store, station)
        now = self._clock()
        arrived = arrived_at or (under_way.arrived_at if under_way else self.now_at(station))
        draft = Draft(
            id=new_id(now),
            report=new_id(now),
            revision=1,
            base=None,
            form=form,
            station=station,
            visit=visit or find_visit(self._store, station, arrived) or new_id(now),
            arrived_at=arrived,
            departed_at=None,
            answers={},
            comments={},
            seen_by={},
            current_question="",
            reason="",
            opened_at=now,
            changed_at=now,
        )
        reviewing = draft.reviewing(self.now_at(station), self.surroundings.of(form))
        reviewing.begin()
        draft = replace(draft, answers=reviewing.answers)
        self._insert(draft)
        return draft

    def revise(self, report: UUID, reason: str) -> Draft:
        """Open the newest revision of a sealed report for change, and return the draft.

        A draft of the same report that is already open is returned as it is. Raises
        ReasonMissing or `client.reports.UnknownReport`.
        """
        if not reason.strip():
            raise ReasonMissing(
                tr("Say in a few words why the report is changed; headquarters sees both versions.")
            )
        row = self._store.row("SELECT id FROM draft WHERE report = ?", str(report))
        if row is not None:
            return self.get(UUID(row[0]))
        body = self._reports.get_report(report).body
        draft = self._draft_of(body, clean(reason.strip()))
        with self._store.writing():
            self._insert(draft)
            self._attachments.link_as_sealed(draft.id, report, body.revision)
        return draft

    def list_drafts(self) -> Sequence[Draft]:
        """Return the open drafts, the one changed last first.

        After a rescue a draft may lack its checklist: it is left out until a sync brings it.
        """
        rows = self._store.rows(
            f"SELECT {COLUMNS} FROM draft WHERE form IN (SELECT digest FROM form)"  # noqa: S608 - constant columns
            " ORDER BY changed_at DESC, id DESC"
        )
        return [self._draft(row) for row in rows]

    def count(self) -> int:
        """Return how many drafts are open."""
        row = self._store.row("SELECT count(*) FROM draft")
        return int(row[0]) if row else 0

    def glance_at(self, draft: Draft) -> Review:
        """Return the review of a draft for a list of many: tables are not read for it."""
        return draft.review(self.now_at(draft.station), self.surroundings.at_hand(draft.form))

    def now_at(self, station: str) -> datetime:
        """Return the present moment by the station's clock, to the second."""
        zone = self._pack.timezone_of(station)
        return self._clock().astimezone(zone).replace(microsecond=0)

    # --- The visit's times --------------------------------------------------------------

    def set_arrived_at(self, draft_id: UUID, moment: datetime) -> None:
        """Correct the time of arrival (aware)."""
        self._update(draft_id, "arrived_at", moment.isoformat())

    def set_departed_at(self, draft_id: UUID, moment: datetime | None) -> None:
        """Note the time of departure (aware) before finishing; None takes it back."""
        self._update(draft_id, "departed_at", moment.isoformat() if moment else None)

    def discard(self, draft_id: UUID) -> None:
        """Throw a draft away for good. A report it revised stays as it was. Raises DraftGone."""
        with self._store.writing() as connection:
            gone = connection.execute("DELETE FROM draft WHERE id = ?", (str(draft_id),))
            if gone.rowcount == 0:
                raise DraftGone
            self._attachments.forget_orphans()

    # --- Finishing ---------------------------------------------------------------------

    def finish(
        self, draft_id: UUID, departed_at: datetime | None = None, *, as_it_is: bool = False
    ) -> UUID:
        """Seal the draft into the journal and return its report's id.

        Hidden answers stay behind; missing ones are allowed, and with `as_it_is` wrong ones too:
        headquarters judges them. The entry is appended and the draft closed in one transaction.
        Raises NotFinished for wrong answers or times (nothing is changed then), DraftGone,
        EntryTooLong, DiskFull or NotEnrolled.
        """
        with self._store.writing() as connection:
            draft = self.get(draft_id)
            departed = departed_at or draft.departed_at or self.now_at(draft.station)
            around = self.surroundings.of(draft.form)
            body = draft.report_body(departed, around, as_it_is=as_it_is)
            described = find_description(self._store, draft.visit)
            body = body.model_copy(update={"described": described})
            entry = self._journal.append(
                "report",
                canonical_json(body.model_dump(mode="json")),
                self._clock().astimezone(),
            )
            connection.execute(
                "INSERT INTO sealed (report, revision, journal, seq, station, visit, departed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    str(draft.report),
                    draft.revision,
                    self._journal.number(),
                    entry.seq,
                    draft.station,
                    str(draft.visit),
                    _in_utc(departed),
                ),
            )
            asked = set(draft.review(departed, around).asked)
            self._attachments.announce(draft_id, draft.form, body, asked)
            connection.execute("DELETE FROM draft WHERE id = ?", (str(draft_id),))
            self._attachments.forget_orphans()
        return draft.report

    def _draft_of(self, body: ReportBody, reason: str) -> Draft:
        now, form = self._clock(), self._pack.get_form(body.form.digest)
        return Draft(
            id=new_id(now),
            report=body.report,
            revision=body.revision + 1,
            base=body.revision,
            form=form,
            station=body.station,
            visit=body.visit,
            arrived_at=body.arrived_at,
            departed_at=body.departed_at,
            answers=without_end(from_json(body.answers), form),
            comments=dict(body.comments),
            seen_by={name: SeenBy(value) for name, value in body.seen_by.items()},
            current_question="",
            reason=reason,
            opened_at=now,
            changed_at=now,
        )

    def _insert(self, draft: Draft) -> None:
        with self._store.writing() as connection:
            insert_draft(connection, draft)


def _in_utc(moment: datetime) -> str:
    """Return `moment` so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
