"""Incidents on this laptop: half-written, sealed, held.

begin ─▶ save, attach … (on the disk each time) ─▶ seal: an entry of the journal ─▶ held
  ▲                                                                                  │
  └──────────────────────────────────── revise ◀─────────────────────────────────────┘
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from client.attached_files import AttachedFile, TakenFile
from client.attachments import AttachmentBook
from client.journal import Journal
from client.language import later, tr
from client.letters import clean
from client.pack import PackStore
from client.reports import ReasonMissing, ReportState
from client.store import Row, Store
from shared.clock import Clock
from shared.digest import canonical_json
from shared.ids import new_id
from shared.problems import Problem
from shared.sync.incidents import INCIDENT, MOST_WORDS, IncidentBody

NEEDED = ("category", "severity", "source")
"""What an incident can't be sent without."""


class IncidentIncomplete(Problem):
    """An incident is not sent before it says what it is, how grave, and how the team knows."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "incident-incomplete"
    title: ClassVar[str] = later("The incident is not complete")


class IncidentGone(Problem):
    """No half-written incident has this id, or no sealed one."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "incident-gone"
    title: ClassVar[str] = later("This incident is not here")


@dataclass(frozen=True)
class IncidentDraft:
    """An incident that is being written down; change it with `replace` and save it."""

    id: UUID
    station: str
    """Its code, or what the observer wrote; '' = at no station."""
    noted_at: datetime
    """When it was begun, aware, by the station's clock."""
    category: str = ""
    severity: str = ""
    source: str = ""
    text: str = ""
    revision: int = 1
    base: int | None = None
    reason: str = ""
    """Why it is corrected; '' for a new one."""

    @property
    def missing(self) -> Sequence[str]:
        """Return which of `NEEDED` nobody has chosen yet, in that order."""
        return [name for name in NEEDED if not getattr(self, name)]


@dataclass(frozen=True)
class SealedIncident:
    """The newest revision of an incident, as it was sealed."""

    body: IncidentBody
    made_at: datetime
    state: ReportState
    held_at: datetime | None
    """The server's time on the first receipt that covers it; None while it waits."""
    reason: str
    """What headquarters says of it; '' when there is nothing to say."""


class IncidentBook:
    """The incidents of one laptop."""

    def __init__(self, store: Store, journal: Journal, pack: PackStore, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._pack = pack
        self._clock = clock
        self._attachments = AttachmentBook(store, journal, clock)

    # --- Writing down ------------------------------------------------------------------

    def begin(self, station: str) -> IncidentDraft:
        """Return a new incident at `station`. It is on the disk once it is saved.

        Before the first sync the time is by the laptop's own zone.
        """
        zone = self._pack.timezone_of(station) if self._pack.find_header() else None
        noted_at = self._clock().astimezone(zone).replace(microsecond=0)
        return IncidentDraft(id=new_id(self._clock()), station=station, noted_at=noted_at)

    def station_at_hand(self) -> str:
        """Return the station of the visit or draft that is open, the one changed last; or ''."""
        row = self._store.row(
            "SELECT station, changed_at FROM draft UNION ALL"
            " SELECT station, changed_at FROM visit WHERE departed_at IS NULL"
            " ORDER BY changed_at DESC LIMIT 1"
        )
        return str(row[0]) if row else ""

    def save(self, draft: IncidentDraft) -> None:
        """Write all of a draft; it is on the disk when this returns. Raises DiskFull."""
        text = clean(draft.text)[:MOST_WORDS]
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO incident_draft (incident, revision, base, category, severity, source,"
                " text, station, noted_at, reason, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (incident) DO UPDATE SET"
                " category = excluded.category, severity = excluded.severity,"
                " source = excluded.source, text = excluded.text, station = excluded.station,"
                " changed_at = excluded.changed_at",
                (
                    str(draft.id),
                    draft.revision,
                    draft.base,
                    draft.category,
                    draft.severity,
                    draft.source,
                    text,
                    clean(draft.station),
                    draft.noted_at.isoformat(),
                    draft.reason,
                    self._clock().isoformat(),
                ),
            )

    def list_drafts(self) -> Sequence[IncidentDraft]:
        """Return the half-written incidents, the one changed last first."""
        rows = self._store.rows(
            f"SELECT {_COLUMNS} FROM incident_draft ORDER BY changed_at DESC, incident DESC"  # noqa: S608 - constant columns
        )
        return [_draft(row) for row in rows]

    def discard(self, incident: UUID) -> None:
        """Throw a half-written incident away, with its files. One that is not there is no error."""
        with self._store.writing() as connection:
            connection.execute("DELETE FROM incident_draft WHERE incident = ?", (str(incident),))
            self._attachments.forget_orphans()

    def attach(self, draft: IncidentDraft, taken: TakenFile) -> None:
        """Let a half-written incident have a file that is in the store already."""
        with self._store.writing() as connection:
            self.save(draft)
            connection.execute(
                "INSERT OR REPLACE INTO incident_file (incident, sha256, name) VALUES (?, ?, ?)",
                (str(draft.id), taken.sha256, taken.name),
            )

    def detach(self, incident: UUID, sha256: str) -> None:
        """Take a file away again."""
        with self._store.writing() as connection:
            connection.execute(
                "DELETE FROM incident_file WHERE incident = ? AND sha256 = ?",
                (str(incident), sha256),
            )
            self._attachments.forget_orphans()

    def files_of(self, incident: UUID) -> Sequence[AttachedFile]:
        """Return the files of a half-written incident."""
        return self._attachments.of_incident(incident)

    # --- Sealing -----------------------------------------------------------------------

    def seal(self, incident: UUID) -> IncidentBody:
        """Make an entry of a half-written incident, and announce its files, in one transaction.

        Raises IncidentGone, IncidentIncomplete (nothing is changed then), EntryTooLong, DiskFull
        or NotEnrolled.
        """
        with self._store.writing() as connection:
            draft = self._get_draft(incident)
            if draft.missing:
                raise IncidentIncomplete(
                    tr(
                        "Headquarters must know what happened, how serious it is and how you know. "
                        "Not chosen yet: %(fields)s."
                    )
                    % {"fields": ", ".join(draft.missing)}
                )
            body = _body(draft)
            content = canonical_json(body.model_dump(mode="json"))
            self._journal.append(INCIDENT, content, self._clock().astimezone())
            for file in self.files_of(incident):
                self._attachments.announce_file(file, incident, draft.revision)
            connection.execute("DELETE FROM incident_draft WHERE incident = ?", (str(incident),))
            self._attachments.forget_orphans()
        return body

    def revise(self, incident: UUID, reason: str) -> IncidentDraft:
        """Return a saved draft of the next revision of a sealed incident; a begun one goes on.

        Its files go along. Raises ReasonMissing or IncidentGone.
        """
        begun = [each for each in self.list_drafts() if each.id == incident]
        if begun:
            return begun[0]
        if not reason.strip():
            raise ReasonMissing(
                tr("Say in a few words why it is changed; headquarters sees both versions.")
            )
        body = self.get_sealed(incident).body
        draft = IncidentDraft(
            id=incident,
            station=body.station,
            noted_at=body.noted_at,
            category=body.category,
            severity=body.severity,
            source=body.source,
            text=body.text,
            revision=body.revision + 1,
            base=body.revision,
            reason=clean(reason.strip()),
        )
        with self._store.writing() as connection:
            self.save(draft)
            connection.execute(
                "INSERT OR IGNORE INTO incident_file (incident, sha256, name)"
                " SELECT report, sha256, name FROM sealed_attachment"
                " WHERE report = ? AND revision = ?",
                (str(incident), body.revision),
            )
        return draft

    # --- Looking -----------------------------------------------------------------------

    def list_sealed(self) -> Sequence[SealedIncident]:
        """Return the newest revision of every sealed incident, the newest first."""
        newest: dict[UUID, SealedIncident] = {}
        for row in self._rows_of_entries():
            sealed = _sealed(row)
            held = newest.get(sealed.body.incident)
            if held is None or held.body.revision <= sealed.body.revision:
                newest[sealed.body.incident] = sealed
        return sorted(newest.values(), key=lambda each: each.made_at, reverse=True)

    def get_sealed(self, incident: UUID) -> SealedIncident:
        """Return the newest sealed revision of an incident. Raises IncidentGone."""
        found = [each for each in self.list_sealed() if each.body.incident == incident]
        if not found:
            raise IncidentGone(tr("This laptop has no sealed incident of that number."))
        return found[0]

    def _rows_of_entries(self) -> Sequence[Row]:
        """Return all incidents of the journals; what was moved into a newer one comes last."""
        return self._store.rows(
            "SELECT e.body, e.made_at, e.seq <= j.held_through, o.state, o.reason,"
            " (SELECT min(r.received_at) FROM receipt r"
            "  WHERE r.journal = e.journal AND r.through >= e.seq)"
            " FROM entry e JOIN journal j ON j.id = e.journal"
            " LEFT JOIN outcome o ON o.report = (CAST(e.body AS TEXT) ->> 'incident')"
            " AND o.revision = (CAST(e.body AS TEXT) ->> 'revision')"
            " WHERE e.kind = ? ORDER BY e.journal, e.seq",
            INCIDENT,
        )

    def _get_draft(self, incident: UUID) -> IncidentDraft:
        row = self._store.row(
            f"SELECT {_COLUMNS} FROM incident_draft WHERE incident = ?",  # noqa: S608 - constant columns
            str(incident),
        )
        if row is None:
            raise IncidentGone(
                tr("This incident is no longer open: it was sealed or thrown away on this laptop.")
            )
        return _draft(row)


_COLUMNS = "incident, station, noted_at, category, severity, source, text, revision, base, reason"


def _draft(row: Row) -> IncidentDraft:
    incident, station, noted_at, *others = row
    return IncidentDraft(UUID(incident), station, datetime.fromisoformat(noted_at), *others)


def _body(draft: IncidentDraft) -> IncidentBody:
    return IncidentBody(
        incident=draft.id,
        revision=draft.revision,
        base=draft.base,
        category=draft.category,
        severity=draft.severity,
        source=draft.source,
        text=draft.text.strip(),
        station=draft.station,
        noted_at=draft.noted_at,
        reason=draft.reason,
    )


def _sealed(row: Row) -> SealedIncident:
    body, made_at, is_held, outcome, reason, held_at = row
    sealed = SealedIncident(
        body=IncidentBody.model_validate_json(body),
        made_at=datetime.fromisoformat(made_at),
        state=ReportState.HELD if is_held else ReportState.WAITING,
        held_at=datetime.fromisoformat(held_at) if is_held and held_at else None,
        reason="",
    )
    if is_held and outcome not in {None, "accepted"}:
        return replace(sealed, state=ReportState(outcome), reason=str(reason or ""))
    return sealed
