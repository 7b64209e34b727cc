"""How revisions of reports follow, replace and contradict each other. Pure.

The projection is a fold over the journal's entries and people's resolutions, in their order; the
same order gives the same result, which is what `rebuild` relies on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from server.reports.judgement import Ruling
from server.reports.models import Ground, State

Visit = tuple[UUID | None, str, str, UUID]
"""Team, station, form and visit: of reports that share them, the newest counts."""

_OF_SENDER = {Ground.REVOKED_DEVICE, Ground.CLOSED_MISSION}
"""Grounds that lie in whence and when it came; no other is looked for then."""
_OWN_FAULTS = {Ground.NONE, Ground.UNKNOWN_FORM, Ground.UNKNOWN_STATION, Ground.MISFIT}
"""Grounds on which the team's later revisions may build all the same."""


@dataclass(slots=True)
class Standing:
    """What the projection remembers of a revision while it folds."""

    entry_id: int
    report_id: UUID
    revision: int
    team_id: UUID | None
    form_id: str
    station_code: str
    visit_id: UUID
    state: str
    ground: str = Ground.NONE
    judgement: str = ""
    counts_from: datetime | None = None
    superseded_at: datetime | None = None
    duplicate: bool = False
    station_id: UUID | None = None
    region: str = ""

    @property
    def visit(self) -> Visit:
        """Which reports it may be a duplicate of."""
        return (self.team_id, self.station_code, self.form_id, self.visit_id)

    @property
    def counts(self) -> bool:
        """Whether it counts, duplicates aside."""
        return self.state == State.ACCEPTED and self.superseded_at is None

    @property
    def can_be_base(self) -> bool:
        """Whether its team's next revision may build on it."""
        return self.state == State.ACCEPTED or (
            self.state == State.QUARANTINED and self.ground in _OWN_FAULTS
        )


@dataclass
class Standings:
    """All revisions that a run of the fold may touch, and which of them it changed."""

    by_report: dict[UUID, list[Standing]] = field(default_factory=dict[UUID, list[Standing]])
    """In the order of their entries."""
    by_visit: dict[Visit, list[Standing]] = field(default_factory=dict[Visit, list[Standing]])
    changed: dict[int, Standing] = field(default_factory=dict[int, Standing])

    def add(self, standing: Standing) -> None:
        """Take in a revision: one that is stored, or the newest."""
        self.by_report.setdefault(standing.report_id, []).append(standing)
        self.by_visit.setdefault(standing.visit, []).append(standing)

    def find(self, entry_id: int, report_id: UUID) -> Standing | None:
        """Return the revision of an entry, or None."""
        rows = self.by_report.get(report_id, [])
        return next((each for each in rows if each.entry_id == entry_id), None)


def place(
    standings: Standings,
    new: Standing,
    base: int | None,
    received_at: datetime,
    ruling: Ruling,
) -> None:
    """Put a new revision beside the ones before it: decide its state, and what it replaces."""
    before = list(standings.by_report.get(new.report_id, []))  # without the new one
    sound = [each for each in before if each.can_be_base]
    ruling = _of_own_team(new, sound, ruling)
    new.ground, new.judgement = ruling.ground, ruling.sentence
    standings.add(new)
    if ruling.ground is not Ground.NONE:
        new.state = State.QUARANTINED
        if new.can_be_base:
            _supersede(standings, before, received_at, {State.QUARANTINED})
        return
    newest = _newest(sound)
    if newest is not None and (base != newest.revision or new.revision <= newest.revision):
        new.state = State.CONFLICT
        origin = "as a first revision" if base is None else f"from revision {base}"
        new.judgement = (
            f"It was written {origin} while headquarters already had revision {newest.revision}."
        )
        return
    new.state, new.counts_from = State.ACCEPTED, received_at
    _supersede(standings, before, received_at, {State.ACCEPTED, State.QUARANTINED})
    settle_visit(standings, new.visit)


def accept(
    standings: Standings,
    row: Standing,
    at: datetime,
    station: tuple[str, UUID, str] | None,
    sentence: str,
) -> None:
    """Let a person's yes take effect; `station` is code, id and region where it was mapped."""
    row.state, row.counts_from, row.judgement = State.ACCEPTED, at, sentence
    if station is not None:
        standings.by_visit[row.visit].remove(row)
        row.station_code, row.station_id, row.region = station
        standings.by_visit.setdefault(row.visit, []).append(row)
    standings.changed[row.entry_id] = row
    others = [each for each in standings.by_report[row.report_id] if each is not row]
    _supersede(standings, others, at, {State.ACCEPTED, State.QUARANTINED})
    settle_visit(standings, row.visit)


def reject(standings: Standings, row: Standing, sentence: str) -> None:
    """Let a person's no take effect."""
    row.state, row.judgement = State.REJECTED, sentence
    standings.changed[row.entry_id] = row


def settle_visit(standings: Standings, visit: Visit) -> None:
    """Let one of the reports of a visit count: the newest."""
    counting = [each for each in standings.by_visit.get(visit, []) if each.counts]
    counting.sort(key=lambda each: each.entry_id)
    for each in counting:
        duplicate = each is not counting[-1]
        if each.duplicate != duplicate:
            each.duplicate = duplicate
            standings.changed[each.entry_id] = each


def _newest(sound: list[Standing]) -> Standing | None:
    """Return the revision that the next one has to build on, or None."""
    standing = [each for each in sound if each.superseded_at is None]
    return (standing or sound or [None])[-1]


def _of_own_team(new: Standing, sound: list[Standing], ruling: Ruling) -> Ruling:
    if ruling.ground in _OF_SENDER or not sound or sound[0].team_id == new.team_id:
        return ruling
    return Ruling(Ground.OTHER_TEAM, "It revises a report that another team made.")


def _supersede(
    standings: Standings, rows: Iterable[Standing], at: datetime, states: set[State]
) -> None:
    for each in rows:
        if each.superseded_at is None and each.state in states and each.can_be_base:
            each.superseded_at = at
            standings.changed[each.entry_id] = each
            settle_visit(standings, each.visit)
