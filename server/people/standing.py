"""What an observer still lacks before election day, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.people.models import Observer, ObserverRole, Permission


class Lack(StrEnum):
    """What may be missing."""

    TRAINING = "training"
    CONDUCT = "conduct"
    ACCREDITATION = "accreditation"
    TEAM = "team"

    @property
    def words(self) -> str:
        """The lack as the list's filter calls it."""
        return _WORDS[self]


_WORDS = {
    Lack.TRAINING: "not trained",
    Lack.CONDUCT: "code of conduct not signed",
    Lack.ACCREDITATION: "no accreditation that holds on election day",
    Lack.TEAM: "in no team",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that an observer lacks."""

    lack: Lack
    words: str


def gaps_of(observer: Observer, election_day: date) -> tuple[Gap, ...]:
    """Return what `observer` lacks, the most pressing first."""
    return tuple(_gaps(observer, election_day))


def _gaps(observer: Observer, election_day: date) -> Iterator[Gap]:
    role = ObserverRole(observer.role)
    if role is not ObserverRole.DRIVER and (words := permission_gap(observer, election_day)):
        yield Gap(Lack.ACCREDITATION, words)
    if observer.conduct_signed_on is None:
        yield Gap(Lack.CONDUCT, "has not signed the code of conduct")
    if role.observes and observer.trained_on is None:
        yield Gap(Lack.TRAINING, "has not been trained")
    if role in IN_TEAMS and observer.team_id is None:
        yield Gap(Lack.TEAM, "is in no team")


IN_TEAMS = frozenset({ObserverRole.LTO, ObserverRole.STO})
"""Roles that go out in teams; whoever else is in none lacks nothing."""


def permission_gap(observer: Observer, election_day: date) -> str:
    """Return why the accreditation does not hold on election day; '' where it does."""
    permission = Permission(observer.permission)
    if permission is not Permission.ACCREDITED:
        return _NOT_HELD[permission]
    if observer.valid_until is not None and observer.valid_until < election_day:
        return f"accreditation ends on {day_words(observer.valid_until)}, before election day"
    if observer.valid_from is not None and observer.valid_from > election_day:
        return f"accreditation begins on {day_words(observer.valid_from)}, after election day"
    return ""


_NOT_HELD = {
    Permission.NONE: "accreditation has not been applied for",
    Permission.APPLIED: "accreditation has been applied for and not granted yet",
    Permission.REFUSED: "accreditation was refused",
    Permission.WITHDRAWN: "accreditation was withdrawn",
}


def day_words(day: date) -> str:
    """Return a day as pages write it."""
    return f"{day.day} {day:%b %Y}"
