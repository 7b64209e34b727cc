"""The page of one incident, as its template sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from server.missions.here import Place
from server.pages import Link, Option, Page, options
from server.reports.attached import Attached
from server.reports.incidents import words
from server.reports.incidents.models import Incident, IncidentAction, IncidentHandling
from server.reports.incidents.pages import FileLink, links, path_of
from server.reports.incidents.stating import Case, SourceKind, may_be_stated, vouching
from server.reports.models import State
from server.reports.pages import STATES
from server.reports.resolving import WAITING
from server.stations.models import Station
from shared.sync.incidents import CATEGORIES, SEVERITIES, SOURCES


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One revision of an incident."""

    title: str
    facts: tuple[tuple[str, str], ...]
    text: str
    station_at: str
    """The page of its station; '' = it names none that is listed, or not for this reader."""
    entry: str
    """The journal entry, where it waits for a decision; '' = it does not."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source that somebody added."""

    kind: str
    name: str
    text: str
    added: str
    withdrawn: str
    withdraw_at: str
    """'' = it is withdrawn."""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the log."""

    at: str
    by: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class HandlingView:
    """What headquarters makes of an incident."""

    facts: tuple[tuple[str, str], ...]
    is_overdue: bool
    merged_into: str
    """The page of the incident that counts for this one; '' = none does."""
    duplicates: tuple[Link, ...]
    vouching: str
    reasons: tuple[str, ...]
    """Why a statement may not speak of it; none = it may."""
    sources: tuple[SourceRow, ...]
    actions: tuple[ActionRow, ...]
    owner: str
    deadline: str
    """As a field of a form takes it."""
    provision: str
    is_closed: bool
    severities: tuple[Option, ...]
    credibilities: tuple[Option, ...]
    outcomes: tuple[Option, ...]
    kinds: tuple[Option, ...]
    others: tuple[Option, ...]
    """Incidents that it may be merged into."""
    owners: tuple[str, ...]
    """Names that may be meant."""
    provisions: tuple[str, ...]
    can_ask: bool


@dataclass(frozen=True, slots=True)
class IncidentPage(Page):
    """One incident with all its revisions, the newest first."""

    template: ClassVar[str] = "incident.html"
    title: str
    here: str
    revisions: tuple[RevisionView, ...]
    files: tuple[FileLink, ...]
    handling: HandlingView | None
    """None: the reader is a partner, and sees what its own observers sent."""
    may_change: bool
    may_judge: bool
    """Also after the mission was closed: nothing waits for ever."""
    sees_originals: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What is read for the part of the page that headquarters writes."""

    case: Case
    actions: Sequence[IncidentAction]
    others: Sequence[Incident]
    owners: Sequence[str]
    now: datetime


def incident_page(
    place: Place,
    rows: Sequence[Incident],
    station: Station | None,
    files: Sequence[Attached],
    around: Around | None,
) -> IncidentPage:
    """Return the page of one incident; `rows` are its revisions, the newest first."""
    newest = rows[0]
    category = CATEGORIES.get(newest.category, newest.category)
    return IncidentPage(
        frame=place.frame(category, "incidents"),
        title=category,
        here=path_of(place, newest.incident_id),
        revisions=tuple(
            _revision(place, each, station if each is newest else None) for each in rows
        ),
        files=links(place, newest.incident_id, files),
        handling=_handling(place, around) if around else None,
        may_change=place.opens("POST /m/{code}/incidents/{incident_id}/handling"),
        may_judge=place.opens("POST /m/{code}/incidents/{incident_id}/judgement"),
        sees_originals=place.coordinates,
    )


def _revision(place: Place, row: Incident, station: Station | None) -> RevisionView:
    facts = (
        ("Severity", f"{row.severity}: {SEVERITIES.get(row.severity, 'not known here')}"),
        ("Category", CATEGORIES.get(row.category, row.category)),
        ("Credibility", f"{row.source}: {SOURCES.get(row.source, 'not known here')}"),
        ("Station", words.station_in_words(row, station)),
        ("Team", row.team_code),
        ("Noted", place.times.at(row.noted_at)),
        ("Received", place.times.at(row.received_at)),
        ("Why corrected", row.reason),
        ("State", f"{STATES[State(row.state)]} {row.judgement}".strip() if row.judgement else ""),
    )
    stands = row.superseded_at is None
    return RevisionView(
        title=f"Revision {row.revision} · {'as it stands' if stands else 'corrected since'}",
        facts=tuple((name, value) for name, value in facts if value),
        text=row.text,
        station_at=place.path(f"/stations/{station.id}")
        if station and place.opens("GET /m/{code}/stations/{station_id}")
        else "",
        entry=str(row.entry_id) if stands and row.state in WAITING else "",
    )


def _handling(place: Place, around: Around) -> HandlingView:
    case = around.case
    handling = case.handling or IncidentHandling(
        incident_id=case.incident.incident_id, mission_id=place.mission.id
    )
    here = path_of(place, case.incident.incident_id)
    notes = place.mission.document.get("legal_notes", [])
    return HandlingView(
        facts=_facts(place, case.incident, handling, around.now),
        is_overdue=words.is_overdue(handling, around.now),
        merged_into=path_of(place, handling.merged_into) if handling.merged_into else "",
        duplicates=tuple(_link(place, each) for each in case.duplicates),
        vouching=", ".join(vouching(case)),
        reasons=may_be_stated(case),
        sources=_sources(place, case, here),
        actions=tuple(_action(place, each) for each in around.actions),
        owner=handling.owner,
        deadline=_field_of(place, handling.deadline),
        provision=handling.provision,
        is_closed=handling.closed_at is not None,
        severities=options({each: each for each in SEVERITIES}, handling.severity),
        credibilities=options(words.CREDIBILITIES, handling.credibility),
        outcomes=options(words.OUTCOMES, ""),
        kinds=options({each.value: each.words for each in SourceKind}, ""),
        others=tuple(
            Option(str(each.incident_id), _named(place, each), chosen=False)
            for each in around.others
        ),
        owners=tuple(around.owners),
        provisions=tuple(str(each["key"]) for each in notes),
        can_ask=bool(case.incident.team_code),
    )


def _facts(
    place: Place, row: Incident, handling: IncidentHandling, now: datetime
) -> tuple[tuple[str, str], ...]:
    facts = (
        ("State", words.status_in_words(handling, now)),
        ("Why closed", handling.closed_because),
        ("Owner", handling.owner or "nobody yet"),
        ("Deadline", place.times.at(handling.deadline) if handling.deadline else "none"),
        ("Severity", words.severity_in_words(row, handling)),
        ("Credibility", words.credibility_in_words(row, handling)),
        ("Legal provision", handling.provision),
    )
    return tuple((name, value) for name, value in facts if value)


def _sources(place: Place, case: Case, here: str) -> tuple[SourceRow, ...]:
    own = case.incident.incident_id
    return tuple(
        SourceRow(
            kind=SourceKind(each.kind).words,
            name=each.name,
            text=each.text,
            added=f"{place.times.brief(each.at)}, {each.by}",
            withdrawn=f"withdrawn by {each.withdrawn_by}" if each.withdrawn_at else "",
            withdraw_at=f"{here}/sources/{each.id}/withdrawal"
            if each.withdrawn_at is None and each.incident_id == own
            else "",
        )
        for each in case.sources
    )


def _action(place: Place, action: IncidentAction) -> ActionRow:
    return ActionRow(
        at=place.times.at(action.at),
        by=action.by,
        what=words.action_in_words(place, action),
        text=action.text,
    )


def _link(place: Place, row: Incident) -> Link:
    return Link(_named(place, row), path_of(place, row.incident_id))


def _named(place: Place, row: Incident) -> str:
    """Name an incident in a few words."""
    category = CATEGORIES.get(row.category, row.category)
    at = f"station {row.station_code}" if row.station_code else "at no station"
    return f"{place.times.brief(row.received_at)} · {category} · {at} · team {row.team_code}"


def _field_of(place: Place, moment: datetime | None) -> str:
    return f"{moment.astimezone(place.times.zone):%Y-%m-%dT%H:%M}" if moment else ""
