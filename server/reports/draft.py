"""What a few entries of the journal will change in the projection, worked out beforehand."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from server.reports import beside, fold
from server.reports import entries as journal
from server.reports.checks.due import note_due
from server.reports.entries import Beside, Entry, Read
from server.reports.fold import Standing, Standings
from server.reports.incidents.folding import IncidentFold
from server.reports.judgement import KnownForm, rule
from server.reports.models import Resolution, State, UnreadableEntry
from server.reports.outcome_source import tell_of, tell_outcomes
from server.reports.registers import Registers
from server.reports.resolving import apply
from server.reports.standings import REVISIONS, read_standings, reports_of, write_changes
from server.reports.visits import tell_others
from shared.sync.incidents import IncidentBody


class Draft:
    """What a few entries will change, worked out without changing anything."""

    def __init__(self, db: Session, taken: Sequence[Entry], forms: dict[UUID, KnownForm]) -> None:
        self._db = db
        self._taken = [journal.read(entry) for entry in taken]
        self._registers = Registers(forms)
        self._standings = Standings()
        self._fresh: dict[int, tuple[Standing, Read]] = {}
        self._unreadable: list[Read] = []
        self._beside: list[SQLModel] = []
        self._incidents = IncidentFold()

    def project(self, due: Sequence[Resolution]) -> None:
        """Fold the entries, and the resolutions that are due behind them."""
        resolutions: defaultdict[int, list[Resolution]] = defaultdict(list)
        for resolution in due:
            resolutions[resolution.after_entry].append(resolution)
        self._read_ahead(due)
        for read in self._taken:
            self._take(read)
            for resolution in resolutions[read.entry.id]:
                apply(self._db, self._standings, resolution)
                apply(self._db, self._incidents.standings, resolution)

    def write(self, db: Session) -> None:
        """Write it all, in `db`."""
        rows = [self._row(standing, read) for standing, read in self._fresh.values()]
        if rows:
            db.connection().execute(insert(REVISIONS), rows)
        write_changes(
            db,
            (each for each in self._standings.changed.values() if each.entry_id not in self._fresh),
        )
        db.add_all(self._unreadable_row(read) for read in self._unreadable)
        db.add_all(self._beside)
        tell_of(db, self._incidents.write(db))
        fresh = [standing for standing, _ in self._fresh.values()]
        touched = [*fresh, *self._standings.changed.values()]
        tell_outcomes(db, touched)
        note_due(db, (each.report_id for each in touched))
        tell_others(
            db,
            (
                (self._mission_of(read), each.station_code, each.team_id)
                for each, read in self._fresh.values()
                if each.counts
            ),
        )

    def _read_ahead(self, due: Sequence[Resolution]) -> None:
        registers, bodies = self._registers, [read.body for read in self._taken if read.body]
        registers.read_senders(self._db, {read.entry.device_id for read in self._taken})
        codes: defaultdict[UUID, set[str]] = defaultdict(set)
        for read in self._taken:
            if read.body:
                codes[self._mission_of(read)].add(read.body.station)
        registers.read_forms(self._db, codes)
        registers.read_stations(self._db, codes)
        reports = {body.report for body in bodies}
        reports |= reports_of(self._db, (resolution.entry_id for resolution in due))
        self._standings = self._standings_of(reports, {body.visit for body in bodies})
        named = (read.beside for read in self._taken)
        self._incidents.read_ahead(
            self._db, {each.incident for each in named if isinstance(each, IncidentBody)}
        )
        self._incidents.read_decided(self._db, (resolution.entry_id for resolution in due))

    def _standings_of(self, reports: set[UUID], visits: set[UUID]) -> Standings:
        return read_standings(self._db, reports, visits)

    def _mission_of(self, read: Read) -> UUID:
        return self._registers.senders[read.entry.device_id].mission_id

    def _take(self, read: Read) -> None:
        body, entry = read.body, read.entry
        if body is None:
            if read.trouble:
                self._unreadable.append(read)
            elif read.beside is not None:
                self._take_beside(read, read.beside)
            return
        before = self._standings.by_report.get(body.report, [])
        same = [each.entry_id for each in before if each.revision == body.revision]
        if same and journal.is_repeated(self._db, entry, same, self._taken):
            return
        sender = self._registers.senders[entry.device_id]
        station = self._registers.stations.get((sender.mission_id, body.station))
        standing = Standing(
            entry_id=entry.id,
            report_id=body.report,
            revision=body.revision,
            team_id=sender.team_id,
            form_id=body.form.id,
            station_code=body.station,
            visit_id=body.visit,
            state=State.ACCEPTED,
            station_id=station.id if station else None,
            region=station.region if station else "",
        )
        ruling = rule(
            body,
            sender,
            entry.received_at,
            self._registers.published.get((sender.mission_id, body.form.id), {}),
            station_is_known=station is not None,
        )
        fold.place(self._standings, standing, body.base, entry.received_at, ruling)
        self._fresh[entry.id] = standing, read

    def _take_beside(self, read: Read, held: Beside) -> None:
        sender = self._registers.senders[read.entry.device_id]
        if isinstance(held, IncidentBody):
            self._incidents.take(self._db, read, held, sender)
        else:
            self._beside.append(beside.row_of(read.entry, held, sender))

    def _row(self, standing: Standing, read: Read) -> dict[str, object]:
        body, entry = read.body, read.entry
        assert body is not None  # noqa: S101 - only those with a body are fresh
        sender = self._registers.senders[entry.device_id]
        return {
            "entry_id": entry.id,
            "entry_hash": entry.hash,
            "report_id": body.report,
            "revision": body.revision,
            "base": body.base,
            "mission_id": sender.mission_id,
            "device_id": entry.device_id,
            "team_id": sender.team_id,
            "team_code": sender.team_code,
            "form_id": body.form.id,
            "form_version": body.form.version,
            "station_code": standing.station_code,
            "station_id": standing.station_id,
            "region": standing.region,
            "described": body.described.model_dump() if body.described else None,
            "visit_id": body.visit,
            "arrived_at": body.arrived_at,
            "departed_at": body.departed_at,
            "made_at": entry.made_at,
            "received_at": entry.received_at,
            "counts_from": standing.counts_from,
            "superseded_at": standing.superseded_at,
            "duplicate": standing.duplicate,
            "answers": body.answers,
            "comments": body.comments,
            "seen_by": body.seen_by,
            "reason": body.reason,
            "state": standing.state,
            "ground": standing.ground,
            "judgement": standing.judgement,
        }

    def _unreadable_row(self, read: Read) -> UnreadableEntry:
        return UnreadableEntry(
            entry_id=read.entry.id,
            mission_id=self._mission_of(read),
            device_id=read.entry.device_id,
            kind=read.entry.kind,
            judgement=read.trouble,
        )
