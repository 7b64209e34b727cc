"""Reports on this laptop, from the draft to what headquarters made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from client.language import later, tr
from client.pack import PackStore
from client.store import Row, Store
from shared.problems import Problem
from shared.sync.protocol import ReportBody


class UnknownReport(Problem):
    """No report of this laptop has this id."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "unknown-report"
    title: ClassVar[str] = later("Unknown report")


class ReasonMissing(Problem):
    """A revision says why the report or incident is changed."""

    code: ClassVar[str] = "reason-missing"
    title: ClassVar[str] = later("A reason is missing")


class ReportState(StrEnum):
    """Where a revision of a report stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    """Sealed; only this laptop has it."""
    HELD = "held"
    """On headquarters' disk."""
    QUARANTINED = "quarantined"
    """Held, but set apart until a coordinator has looked at it."""
    CONFLICT = "conflict"
    """Held beside another revision of the same report."""
    REJECTED = "rejected"
    """Held, but it does not count."""


@dataclass(frozen=True)
class SealedReport:
    """The newest revision of one report, as it was sealed. Readable for good."""

    body: ReportBody
    made_at: datetime
    state: ReportState
    held_at: datetime | None
    """The server's time on the first receipt that covers it; None while it waits."""
    reason: str
    """What headquarters says of it; '' when there is nothing to say."""


@dataclass(frozen=True)
class ReportLine:
    """One line of the list of reports: a sealed revision or a draft."""

    report: UUID
    revision: int
    state: ReportState
    form_id: str
    station: str
    visit: UUID
    arrived_at: datetime
    at: datetime
    """When it was sealed; of a draft, when it was last changed."""
    held_at: datetime | None
    reason: str
    draft: UUID | None
    """The draft's id, where the state is DRAFT."""


class ReportBook:
    """Reads the sealed reports of all of this laptop's journals, with their outcomes."""

    def __init__(self, store: Store, pack: PackStore) -> None:
        self._store = store
        self._pack = pack

    def list_reports(self) -> Sequence[ReportLine]:
        """Return all drafts and the newest revision of every sealed report, newest first."""
        drafts = self._store.rows(
            "SELECT report, revision, form.id, station, visit, arrived_at, changed_at, draft.id"
            " FROM draft JOIN form ON form.digest = draft.form"
        )
        lines = [_draft_line(row) for row in drafts]
        lines += [_sealed_line(self._sealed(row)) for row in self._newest()]
        return sorted(lines, key=lambda line: line.at, reverse=True)

    def list_quarantined(self) -> Sequence[SealedReport]:
        """Return the reports that headquarters has set apart, with the reasons."""
        sealed = (self._sealed(row) for row in self._newest())
        return [each for each in sealed if each.state is ReportState.QUARANTINED]

    def get_report(self, report: UUID) -> SealedReport:
        """Return the newest sealed revision of `report`; raises UnknownReport."""
        row = next(iter(self._newest("WHERE s.report = ?", str(report))), None)
        if row is None:
            raise UnknownReport(tr("This laptop has no sealed report of that number."))
        return self._sealed(row)

    def _newest(self, where: str = "", *values: str) -> Sequence[Row]:
        return self._store.rows(
            "SELECT e.body, e.made_at, e.seq <= j.held_through, o.state, o.reason,"  # noqa: S608 - constant texts
            " (SELECT min(r.received_at) FROM receipt r"
            "  WHERE r.journal = e.journal AND r.through >= e.seq), max(s.revision)"
            " FROM sealed s JOIN entry e ON e.journal = s.journal AND e.seq = s.seq"
            " JOIN journal j ON j.id = e.journal"
            " LEFT JOIN outcome o ON o.report = s.report AND o.revision = s.revision"
            f" {where} GROUP BY s.report",
            *values,
        )

    def _sealed(self, row: Row) -> SealedReport:
        body, made_at, is_held, outcome, reason, held_at, _ = row
        state = ReportState.HELD if is_held else ReportState.WAITING
        if is_held and outcome not in {None, "accepted"}:
            state = ReportState(outcome)
        return SealedReport(
            body=ReportBody.model_validate_json(body),
            made_at=datetime.fromisoformat(made_at),
            state=state,
            held_at=datetime.fromisoformat(held_at) if is_held and held_at else None,
            reason=str(reason or "") if is_held else "",
        )


def _draft_line(row: Row) -> ReportLine:
    report, revision, form_id, station, visit, arrived_at, changed_at, draft = row
    return ReportLine(
        report=UUID(report),
        revision=revision,
        state=ReportState.DRAFT,
        form_id=form_id,
        station=station,
        visit=UUID(visit),
        arrived_at=datetime.fromisoformat(arrived_at),
        at=datetime.fromisoformat(changed_at),
        held_at=None,
        reason="",
        draft=UUID(draft),
    )


def _sealed_line(sealed: SealedReport) -> ReportLine:
    body = sealed.body
    return ReportLine(
        report=body.report,
        revision=body.revision,
        state=sealed.state,
        form_id=body.form.id,
        station=body.station,
        visit=body.visit,
        arrived_at=body.arrived_at,
        at=sealed.made_at,
        held_at=sealed.held_at,
        reason=sealed.reason,
        draft=None,
    )
