"""The list of observers, as its template sees it: codes, and names for who asked for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

from server.missions.deadlines import due_dates
from server.missions.here import Place
from server.missions.models import Team
from server.missions.service import mission_document
from server.pages import Option, Page, options
from server.people.countries import country_name
from server.people.identity import Identity
from server.people.importer import PeopleImporter
from server.people.models import Observer, ObserverRole, Permission
from server.people.service import NO_TEAM, PAGE, Found, Sought
from server.people.standing import Gap, Lack, day_words, gaps_of

NOT_APPLIED = "none"
"""Stands for the empty permission in an address."""


@dataclass(frozen=True, slots=True)
class ObserverRow:
    """An observer in the list."""

    code: str
    href: str
    name: str
    """'' where names are not shown."""
    role: str
    organisation: str
    nationality: str
    team: str
    permission: str
    badge: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObserversPage(Page):
    """The observers that were asked for."""

    template: ClassVar[str] = "observers.html"
    summary: str
    states: str
    """How many have come how far."""
    deadline: str
    rows: tuple[ObserverRow, ...]
    with_names: bool
    may_name: bool
    may_change: bool
    may_import: bool
    may_export: bool
    is_narrowed: bool
    sought: Sought
    name: str
    """What names were searched by; '' = they were not."""
    filters: tuple[tuple[str, str, tuple[Option, ...]], ...]
    """Name, words and options of each."""
    hidden: tuple[tuple[str, str], ...]
    """What a form that asks for names sends along."""
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for, and what it may show."""

    sought: Sought
    page: int
    names: Mapping[UUID, Identity] | None = None
    """None = codes alone."""
    name: str = ""


def observers_page(
    here: Place,
    asked: Asked,
    found: Found,
    teams: Mapping[UUID, Team],
    counts: Mapping[Permission, int],
) -> ObserversPage:
    """Return a page of the list."""
    organisations = organisation_names(here)
    sought = asked.sought
    query = _query(sought)
    return ObserversPage(
        frame=here.frame("Observers", "registers"),
        summary=_summary(found, asked, sum(counts.values())),
        states=" · ".join(
            f"{counts[each]:,} {each.words}" for each in Permission if counts.get(each)
        ),
        deadline=_deadline(here),
        rows=tuple(_row(here, each, teams, organisations, asked) for each in found.observers),
        with_names=asked.names is not None,
        may_name=here.coordinates,
        may_change=here.opens("POST /m/{code}/observers"),
        may_import=here.may_import(PeopleImporter.who),
        may_export=here.opens("GET /m/{code}/observers.csv"),
        is_narrowed=sought != Sought() or asked.page > 1,
        sought=sought,
        name=asked.name,
        filters=_filters(sought, teams, organisations),
        hidden=(*query.items(), ("page", str(asked.page))),
        earlier=_at(here, query, asked.page - 1) if asked.page > 1 else "",
        later=_at(here, query, asked.page + 1) if asked.page * PAGE < found.total else "",
    )


def organisation_names(here: Place) -> dict[str, str]:
    """Return what pages call the mission's organisations, by id."""
    listed = here.mission.document.get("organisations", [])
    return {each["id"]: each.get("short") or each["name"] for each in listed}


def _summary(found: Found, asked: Asked, registered: int) -> str:
    who = "observer" if found.total == 1 else "observers"
    if asked.sought == Sought():
        return f"{found.total:,} {who}" if found.total else "Nobody is registered yet"
    return f"{found.total:,} of {registered:,} observers"


def _deadline(here: Place) -> str:
    if not here.mission.document:
        return ""
    dates = due_dates(mission_document(here.mission))
    found = next((each for each in dates if each.key == "accreditation"), None)
    return f"Accreditation ends {found.when.words}." if found else ""


def _row(
    here: Place,
    observer: Observer,
    teams: Mapping[UUID, Team],
    organisations: Mapping[str, str],
    asked: Asked,
) -> ObserverRow:
    team = teams.get(observer.team_id) if observer.team_id else None
    person = asked.names.get(observer.id) if asked.names else None
    gaps = gaps_of(observer, here.mission.election_date)
    return ObserverRow(
        code=observer.code,
        href=here.path(f"/observers/{observer.code}"),
        name=person.full_name if person else "",
        role=ObserverRole(observer.role).words,
        organisation=organisations.get(observer.organisation, observer.organisation),
        nationality=country_name(observer.nationality),
        team=team.code if team else "",
        permission=permission_words(observer),
        badge=observer.badge,
        lacks=tuple(_brief(gap) for gap in gaps if not _is_said(observer, gap.lack)),
    )


def _brief(gap: Gap) -> str:
    return _BRIEF.get(gap.lack, gap.words)


_BRIEF = {Lack.TRAINING: "training", Lack.CONDUCT: "code of conduct", Lack.TEAM: "a team"}


def _is_said(observer: Observer, lack: Lack) -> bool:
    """Say whether the accreditation's status, which stands beside it, says this already."""
    return lack is Lack.ACCREDITATION and observer.permission != Permission.ACCREDITED.value


def permission_words(observer: Observer) -> str:
    """Return where an observer's accreditation stands, with its days."""
    words = Permission(observer.permission).words
    if observer.permission != Permission.ACCREDITED.value:
        return words
    first, last = observer.valid_from, observer.valid_until
    if first and last:
        return f"{words}, {day_words(first)} to {day_words(last)}"
    return f"{words} until {day_words(last)}" if last else words


def _filters(
    sought: Sought, teams: Mapping[UUID, Team], organisations: Mapping[str, str]
) -> tuple[tuple[str, str, tuple[Option, ...]], ...]:
    codes = sorted(team.code for team in teams.values())
    chosen = NOT_APPLIED if sought.permission == "" else sought.permission or ""
    roles = {each.value: each.words for each in ObserverRole}
    permissions = {each.value or NOT_APPLIED: each.words for each in Permission}
    lacks = {each.value: each.words for each in Lack}
    in_teams = {NO_TEAM: "none"} | {each: each for each in codes}
    return (
        ("role", "Role", options(roles, sought.role)),
        ("organisation", "Organisation", options(organisations, sought.organisation)),
        ("team", "Team", options(in_teams, sought.team)),
        ("permission", "Accreditation", options(permissions, chosen)),
        ("lack", "Missing", options(lacks, sought.lack)),
    )


def _query(sought: Sought) -> dict[str, str]:
    permission = NOT_APPLIED if sought.permission == "" else sought.permission or ""
    given = {
        "words": sought.words,
        "role": sought.role,
        "organisation": sought.organisation,
        "team": sought.team,
        "permission": permission,
        "lack": sought.lack,
    }
    return {name: value for name, value in given.items() if value}


def _at(here: Place, query: Mapping[str, str], page: int) -> str:
    return here.path(f"/observers?{urlencode({**query, 'page': page})}")
