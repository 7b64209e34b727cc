"""One observer, as its templates see it: by code for all readers, by name for coordinators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from server.missions.here import Place
from server.missions.models import Team
from server.pages import Option, Page
from server.people.countries import country_name, language_name
from server.people.models import Observer, ObserverRole, Permission, PermissionStep
from server.people.pages import organisation_names, permission_words
from server.people.standing import day_words, gaps_of
from server.people.typed import TypedIdentity, TypedObserver, TypedStep


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the accreditation."""

    day: str
    status: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class ObserverPage(Page):
    """One observer, by code; or the empty form of a new one."""

    template: ClassVar[str] = "observer.html"
    code: str
    """'' = a new one."""
    facts: tuple[tuple[str, str], ...]
    lacks: tuple[str, ...]
    steps: tuple[StepRow, ...]
    state: str
    """What is known of who this is, in a sentence."""
    is_erased: bool
    may_change: bool
    may_name: bool
    typed: TypedObserver
    step: TypedStep | None
    roles: tuple[Option, ...]
    organisations: tuple[Option, ...]
    teams: tuple[Option, ...]
    permissions: tuple[Option, ...]
    mistakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdentityPage(Page):
    """Who an observer is."""

    template: ClassVar[str] = "identity.html"
    code: str
    typed: TypedIdentity
    may_change: bool
    mistakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of one observer is made from."""

    observer: Observer | None
    """None = a new one."""
    typed: TypedObserver
    teams: Mapping[UUID, Team]
    steps: Sequence[PermissionStep] = ()
    step: TypedStep | None = None
    """What was typed and could not be kept."""
    mistakes: Sequence[str] = ()
    may_name: bool = False


def observer_page(here: Place, shown: Shown) -> ObserverPage:
    """Return the page of one observer, or the form of a new one."""
    observer, typed = shown.observer, shown.typed
    code = observer.code if observer else ""
    codes = sorted(team.code for team in shown.teams.values())
    chosen = shown.step.permission.value if shown.step else ""
    return ObserverPage(
        frame=here.frame(f"Observer {code}" if code else "New observer", "registers"),
        code=code,
        facts=_facts(here, observer, shown.teams) if observer else (),
        lacks=_lacks(here, observer) if observer else (),
        steps=tuple(_step(here, each) for each in shown.steps),
        state=_state(observer) if observer else "",
        is_erased=bool(observer and observer.erased_at),
        may_change=here.opens("POST /m/{code}/observers/{observer}"),
        may_name=shown.may_name,
        typed=typed,
        step=shown.step,
        roles=tuple(Option(each.value, each.words, each is typed.role) for each in ObserverRole),
        organisations=tuple(
            Option(each, words, each == typed.organisation)
            for each, words in organisation_names(here).items()
        ),
        teams=tuple(Option(each, each, each == typed.team) for each in codes),
        permissions=tuple(
            Option(each.value, each.words, each.value == chosen)
            for each in Permission
            if each.value
        ),
        mistakes=tuple(shown.mistakes),
    )


def identity_page(
    here: Place, code: str, typed: TypedIdentity, mistakes: Sequence[str] = ()
) -> IdentityPage:
    """Return the page of who an observer is."""
    frame = here.frame(f"Who observer {code} is", "registers")
    return IdentityPage(
        frame=frame,
        code=code,
        typed=typed,
        may_change=here.opens("POST /m/{code}/observers/{observer}/identity"),
        mistakes=tuple(mistakes),
    )


def _facts(
    here: Place, observer: Observer, teams: Mapping[UUID, Team]
) -> tuple[tuple[str, str], ...]:
    team = teams.get(observer.team_id) if observer.team_id else None
    names = organisation_names(here)
    days = {
        "Trained": observer.trained_on,
        "Code of conduct signed": observer.conduct_signed_on,
    }
    facts = {
        "Role": ObserverRole(observer.role).words,
        "Organisation": names.get(observer.organisation, observer.organisation),
        "Nationality": country_name(observer.nationality),
        "Languages": ", ".join(language_name(each) for each in observer.languages),
        "Team": f"{team.code} {team.name}".strip() if team else "",
        "Accreditation": permission_words(observer),
        "Badge": observer.badge,
        **{name: day_words(day) if day else "" for name, day in days.items()},
    }
    return tuple((name, words or "–") for name, words in facts.items())


def _lacks(here: Place, observer: Observer) -> tuple[str, ...]:
    gaps = gaps_of(observer, here.mission.election_date)
    return tuple(f"{gap.words[0].upper()}{gap.words[1:]}." for gap in gaps)


def _step(here: Place, step: PermissionStep) -> StepRow:
    return StepRow(
        day=day_words(step.day),
        status=Permission(step.permission).words,
        reason=step.reason,
        by=f"{step.by}, {here.times.at(step.at)}",
    )


def _state(observer: Observer) -> str:
    if observer.erased_at is not None:
        return "Who this was has been erased. The code stays with its reports."
    if observer.is_named:
        return "Name, papers and contacts are kept sealed, apart from everything else."
    return "Nobody has entered who this is."
