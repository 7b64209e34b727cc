"""How an incident and what is done about it are put into words."""

from collections.abc import Mapping
from datetime import datetime

from server.missions.here import Place
from server.reports.incidents.handling import Deed
from server.reports.incidents.models import Incident, IncidentAction, IncidentHandling
from server.reports.incidents.reading import Order, Status
from server.reports.incidents.stating import Credibility, Outcome
from server.reports.models import State
from server.reports.pages import STATES
from server.stations.models import Station
from shared.sync.incidents import SEVERITIES

STATUSES: Mapping[str, str] = {
    Status.OPEN: "open",
    Status.OVERDUE: "overdue",
    Status.CLOSED: "closed",
    Status.WAITING: "waiting for a decision",
}
ORDERS: Mapping[str, str] = {
    Order.LATEST: "latest first",
    Order.AGE: "oldest first",
    Order.SEVERITY: "gravest first",
    Order.DEADLINE: "due soonest first",
}
CREDIBILITIES: Mapping[str, str] = {
    Credibility.CONFIRMED: "confirmed",
    Credibility.CREDIBLE: "credible",
    Credibility.UNVERIFIED: "not verified yet",
    Credibility.DOUBTFUL: "doubtful",
}
OUTCOMES: Mapping[str, str] = {each.value: each.words for each in Outcome}

_DEEDS: Mapping[str, str] = {
    Deed.OWNER: "Owner",
    Deed.DEADLINE: "Deadline",
    Deed.SEVERITY: "Severity, as headquarters sees it",
    Deed.CREDIBILITY: "Credibility, as headquarters sees it",
    Deed.PROVISION: "Legal provision",
    Deed.NOTED: "Done",
    Deed.CLOSED: "Closed",
    Deed.REOPENED: "Opened again",
    Deed.MERGED: "Merged into another incident",
    Deed.PARTED: "Counts by itself again",
    Deed.SOURCE: "Source added",
    Deed.SOURCE_WITHDRAWN: "Source withdrawn",
    Deed.ASKED: "Asked",
    Deed.JUDGED: "Decided",
}
_DECISIONS = {"accept": "accepted", "reject": "rejected"}


def severity_in_words(row: Incident, handling: IncidentHandling | None) -> str:
    """Return the severity that counts, with the team's own beside it where they differ."""
    ours = handling.severity if handling else ""
    return f"{ours} (the team: {row.severity})" if ours and ours != row.severity else row.severity


def is_grave(row: Incident, handling: IncidentHandling | None) -> bool:
    """Say whether an incident is of the gravest kind."""
    return ((handling and handling.severity) or row.severity) == next(iter(SEVERITIES))


def credibility_in_words(row: Incident, handling: IncidentHandling | None) -> str:
    """Return how the team knows, and what headquarters thinks of it."""
    ours = CREDIBILITIES.get(handling.credibility, "") if handling else ""
    return f"{row.source}, {ours}" if ours else row.source


def status_in_words(handling: IncidentHandling | None, now: datetime) -> str:
    """Return how far an incident has come."""
    if handling is None or (handling.closed_at is None and handling.merged_into is None):
        return "overdue" if is_overdue(handling, now) else "open"
    if handling.merged_into is not None:
        return "duplicate"
    return f"closed: {OUTCOMES.get(handling.outcome, handling.outcome)}"


def is_overdue(handling: IncidentHandling | None, now: datetime) -> bool:
    """Say whether an open incident's deadline has passed."""
    return bool(
        handling and handling.deadline and handling.closed_at is None and handling.deadline < now
    )


def state_in_words(row: Incident, revisions: int) -> str:
    """Return what is to be known of a revision besides; '' = it stands as it is."""
    if row.state != State.ACCEPTED:
        return f"{STATES[State(row.state)]}: {row.judgement}"
    return f"corrected, revision {row.revision}" if revisions > 1 else ""


def station_in_words(row: Incident, station: Station | None) -> str:
    """Return the station that an incident names."""
    if not row.station_code:
        return "at no station"
    if station is None:
        return f"{row.station_code} (not in the register)"
    return f"{station.code}, {station.name}"


def action_in_words(place: Place, action: IncidentAction) -> str:
    """Return a line of the log as a sentence without its reason."""
    what = _DEEDS.get(action.deed, action.deed)
    before, after = (_value(place, action.deed, each) for each in (action.before, action.after))
    if before and after:
        return f"{what}: {before} → {after}"
    if action.deed in {Deed.OWNER, Deed.DEADLINE, Deed.SEVERITY, Deed.CREDIBILITY, Deed.PROVISION}:
        return f"{what}: {after or 'none any more'}"
    return f"{what}: {after or before}" if after or before else what


def _value(place: Place, deed: str, value: str) -> str:
    match deed:
        case Deed.DEADLINE if value:
            return place.times.at(datetime.fromisoformat(value))
        case Deed.CREDIBILITY:
            return CREDIBILITIES.get(value, value)
        case Deed.CLOSED | Deed.REOPENED:
            return OUTCOMES.get(value, value)
        case Deed.JUDGED:
            return _DECISIONS.get(value, value)
        case _:
            return value
