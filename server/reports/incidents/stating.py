"""Whether a statement may speak of an incident. Pure.

Two independent sources that saw or heard it, or a document: the rule of the Declaration of
Principles for International Election Observation that findings are accurate and verified, as the
house makes it exact. What somebody told a team is no source of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.reports.incidents.models import Incident, IncidentHandling, IncidentSource
from server.reports.models import State
from shared.folding import fold

FIRST_HAND = ("seen", "heard")
"""Of `shared.sync.incidents.SOURCES`: the team itself can vouch for it."""


class SourceKind(StrEnum):
    """What else speaks for an incident."""

    TEAM = "team"
    ORGANISATION = "organisation"
    DOCUMENT = "document"
    COMPLAINT = "complaint"

    @property
    def words(self) -> str:
        """What it is, for people."""
        return _SOURCE_WORDS[self]

    @property
    def is_written(self) -> bool:
        """Whether it is a document, which suffices by itself."""
        return self in {SourceKind.DOCUMENT, SourceKind.COMPLAINT}


_SOURCE_WORDS = {
    SourceKind.TEAM: "another team of ours",
    SourceKind.ORGANISATION: "another organisation's observers",
    SourceKind.DOCUMENT: "a document",
    SourceKind.COMPLAINT: "a complaint's case file",
}


class Credibility(StrEnum):
    """What headquarters thinks of an incident, beside what the team says of its source."""

    CONFIRMED = "confirmed"
    CREDIBLE = "credible"
    UNVERIFIED = "unverified"
    DOUBTFUL = "doubtful"


class Outcome(StrEnum):
    """What a closed incident came to."""

    DEALT_WITH = "dealt_with"
    PASSED_ON = "passed_on"
    NOTED = "noted"
    UNFOUNDED = "unfounded"

    @property
    def words(self) -> str:
        """What it means, for people."""
        return _OUTCOME_WORDS[self]


_OUTCOME_WORDS = {
    Outcome.DEALT_WITH: "dealt with",
    Outcome.PASSED_ON: "passed on to who can act",
    Outcome.NOTED: "noted, nothing to be done",
    Outcome.UNFOUNDED: "looked into and found to be unfounded",
}


@dataclass(frozen=True, slots=True)
class Case:
    """An incident with all that bears on whether a statement may speak of it."""

    incident: Incident
    """Its newest revision that stands."""
    handling: IncidentHandling | None = None
    duplicates: Sequence[Incident] = ()
    """The incidents that were merged into it, each as it stands."""
    sources: Sequence[IncidentSource] = ()
    """What people added, of it and of its duplicates; withdrawn ones do not count."""


def may_be_stated(case: Case) -> tuple[str, ...]:
    """Return the reasons why a statement may not speak of an incident; none = it may."""
    return (*_unfit(case), *_unsupported(case))


def vouching(case: Case) -> tuple[str, ...]:
    """Return who vouches first-hand for an incident, each once: teams and organisations."""
    teams = [
        f"team {each.team_code}"
        for each in (case.incident, *case.duplicates)
        if each.state == State.ACCEPTED and each.source in FIRST_HAND and each.team_code
    ]
    added = [
        f"team {each.name}" if each.kind == SourceKind.TEAM else each.name
        for each in case.sources
        if each.withdrawn_at is None and not SourceKind(each.kind).is_written
    ]
    named: dict[str, str] = {}
    for name in [*teams, *added]:
        named.setdefault(fold(name), name)
    return tuple(named.values())


def _unfit(case: Case) -> list[str]:
    """Return what forbids it whatever the sources are."""
    handling, reasons = case.handling, list[str]()
    if case.incident.state == State.REJECTED:
        reasons.append("It was rejected.")
    elif case.incident.state != State.ACCEPTED:
        reasons.append("It waits for a decision: accept or reject it first.")
    if handling is None:
        return reasons
    if handling.merged_into is not None:
        reasons.append("It is a duplicate: the incident that it was merged into counts for both.")
    if handling.outcome == Outcome.UNFOUNDED:
        reasons.append("It was closed as unfounded.")
    if handling.credibility == Credibility.DOUBTFUL:
        reasons.append("Headquarters holds it to be doubtful.")
    return reasons


def _unsupported(case: Case) -> list[str]:
    """Return what its sources lack."""
    if any(SourceKind(each.kind).is_written and not each.withdrawn_at for each in case.sources):
        return []
    vouchers = vouching(case)
    if len(vouchers) >= 2:
        return []
    if vouchers:
        return [
            f"It rests on one source, {vouchers[0]}. It needs a second, independent one, or a "
            "document."
        ]
    return [
        "No team saw or heard it itself: it was told to them. It needs two independent sources, or "
        "a document."
    ]
