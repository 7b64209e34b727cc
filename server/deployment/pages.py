"""Teams and their plans, as their templates see them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from urllib.parse import quote, urlencode

from server.deployment.checking import Planning
from server.deployment.drafts import Plans
from server.deployment.importer import PlanImporter
from server.deployment.questions.question import Question, Setting
from server.deployment.reach import is_in_reach
from server.deployment.sheets.composing import all_phrases
from server.deployment.typed import SPARE_ROWS, TypedTeam
from server.missions.document import TeamPlan
from server.missions.here import Place as Mission
from server.pages import Link, Page

TEAMS_A_PAGE = 100
MOST_REGIONS = 500
"""That a form offers."""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in the list."""

    code: str
    href: str
    name: str
    area: str
    vehicle: str
    languages: str
    stops: str
    when: str
    """First and last time, by the clocks of the stations."""
    questions: str
    state: str
    """'' = published as it stands here."""


@dataclass(frozen=True, slots=True)
class TeamsPage(Page):
    """The teams of a mission as they are to be."""

    template: ClassVar[str] = "plan.html"
    summary: str
    may_plan: bool
    may_import: bool
    drafted: int
    questions: int
    rows: tuple[TeamRow, ...]
    sheets: tuple[Link, ...]
    """All published plans on paper, in each language; () = none is published."""
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class StopRow:
    """A row of a team's form."""

    station: str
    at: str
    words: str = ""
    """What the register says of the station."""
    href: str = ""
    """The register's page of it."""


@dataclass(frozen=True, slots=True)
class TeamPage(Page):
    """One team: its form, what is asked about it, what is not published."""

    template: ClassVar[str] = "plan_team.html"
    title: str
    is_new: bool
    may_plan: bool
    elsewhere: bool
    """It works outside the regions in which the account plans."""
    typed: TypedTeam
    stops: tuple[StopRow, ...]
    organisations: tuple[tuple[str, str], ...]
    regions: tuple[Link, ...]
    """The register's, each with the page of its stations."""
    mistakes: tuple[str, ...]
    """What keeps the form from being saved."""
    questions: tuple[str, ...]
    drafted: str
    """Who drafted it and when; '' = it is published as it stands."""
    changes: tuple[str, ...]
    moved_on: bool
    sheets: tuple[Link, ...]
    """The published plan on paper, in each language; () = none is published."""
    example: str
    """A day and a time, as they are typed."""


@dataclass(frozen=True, slots=True)
class QuestionsPage(Page):
    """All questions about the plans, by kind."""

    template: ClassVar[str] = "plan_questions.html"
    title: str
    kinds: tuple[tuple[str, tuple[tuple[str, str], ...], str], ...]
    """Heading, questions with the address of their first team, what is not shown."""


def team_path(here: Mission, code: str) -> str:
    """Return the address of a team's page."""
    return here.path(f"/plan/teams/{quote(code, safe='')}")


def sheet_links(here: Mission, address: str) -> tuple[Link, ...]:
    """Return the sheets at `address` in each language, called by its own name."""
    return tuple(
        Link(words["in_this_language"], here.path(f"{address}?{urlencode({'language': language})}"))
        for language, words in all_phrases().items()
    )


def teams_page(here: Mission, planning: Planning, page: int) -> TeamsPage:
    """Return the list of teams, its page number `page` (from 1)."""
    plans, questions = planning.plans, planning.questions
    gone = {code for code, draft in plans.drafts.items() if draft.value is None}
    listed = dict(plans.published) | dict(plans.intended)
    teams = [listed[code] for code in sorted(listed)]
    start = (page - 1) * TEAMS_A_PAGE
    asked = Counter(code for each in questions for code in each.teams)
    visits = sum(len(team.plan) for team in plans.intended.values())
    address = here.path("/plan")
    return TeamsPage(
        frame=here.frame("Teams and plans", "registers"),
        summary=f"{len(teams) - len(gone):,} teams, {visits:,} visits" if teams else "No teams yet",
        may_plan=here.opens("POST /m/{code}/plan/new"),
        may_import=here.may_import(PlanImporter.who),
        drafted=len(plans.drafts),
        questions=len(questions),
        rows=tuple(
            _team_row(here, team, planning, asked[team.code])
            for team in teams[start : start + TEAMS_A_PAGE]
        ),
        sheets=sheet_links(here, "/plan/sheets.pdf") if plans.published else (),
        earlier=f"{address}?page={page - 1}" if page > 1 else "",
        later=f"{address}?page={page + 1}" if start + TEAMS_A_PAGE < len(teams) else "",
    )


def _team_row(here: Mission, team: TeamPlan, planning: Planning, questions: int) -> TeamRow:
    return TeamRow(
        code=team.code,
        href=team_path(here, team.code),
        name=team.name,
        area="; ".join(team.regions) or "the whole mission",
        vehicle=team.vehicle,
        languages=", ".join(team.languages),
        stops=str(len(team.plan)),
        when=_when(team, planning.setting),
        questions=str(questions or ""),
        state=_state(planning.plans, team.code),
    )


def _when(team: TeamPlan, setting: Setting) -> str:
    """Return the first and the last time of a plan."""
    times = sorted(visit.at for visit in setting.visits(team) if visit.at)
    if not times:
        return ""
    if {each.date() for each in times} == {setting.clocks.day}:
        return f"{times[0]:%H:%M}–{times[-1]:%H:%M}"
    first, last = (f"{each.day} {each:%b %H:%M}" for each in (times[0], times[-1]))
    return f"{first} – {last}"


def _state(plans: Plans, code: str) -> str:
    draft = plans.drafts.get(code)
    if draft is None:
        return ""
    if draft.value is None:
        return f"to be removed ({draft.by})"
    return f"{'new' if draft.base is None else 'changed'} ({draft.by})"


def team_page(
    here: Mission,
    planning: Planning,
    typed: TypedTeam,
    setting: Setting,
    mistakes: Sequence[str] = (),
) -> TeamPage:
    """Return the page of one team, with what is typed in its form.

    `setting` knows the stations that are typed.
    """
    is_new = not typed.seen
    draft = None if is_new else planning.plans.drafts.get(typed.code)
    title = "A new team" if is_new else f"Team {typed.code} {typed.name}".strip()
    asked = [] if is_new else [each for each in planning.questions if typed.code in each.teams]
    of_it = (planning.plans.find(typed.code), planning.plans.published.get(typed.code))
    is_mine = is_new or is_in_reach(here, *of_it)
    may_plan = is_mine and here.opens("POST /m/{code}/plan/new")
    return TeamPage(
        frame=here.frame(title, "registers"),
        title=title,
        is_new=is_new,
        may_plan=may_plan,
        elsewhere=here.opens("POST /m/{code}/plan/new") and not may_plan,
        typed=typed,
        stops=(
            *(_stop_row(here, station, at, setting) for station, at in typed.stops),
            *[StopRow("", "")] * SPARE_ROWS,
        ),
        organisations=tuple((each.id, each.name) for each in planning.document.organisations),
        regions=tuple(
            Link(region, here.path(f"/stations?{urlencode({'region': region})}"))
            for region in sorted(filter(None, setting.regions))[:MOST_REGIONS]
        ),
        mistakes=tuple(mistakes),
        questions=tuple(each.words for each in asked),
        drafted=f"{draft.by}, {here.times.at(draft.at)}" if draft else "",
        changes=tuple(planning.changes_for(typed.code)) if draft else (),
        moved_on=draft is not None and planning.plans.has_moved_on(typed.code),
        sheets=sheet_links(here, f"/plan/teams/{quote(typed.code, safe='')}/sheet.pdf")
        if typed.code in planning.plans.published
        else (),
        example=f"{planning.setting.clocks.day - timedelta(days=1)} 17:00",
    )


def _stop_row(here: Mission, station: str, at: str, setting: Setting) -> StopRow:
    place = setting.places.get(station)
    if place is None:
        return StopRow(station, at, "not in the register" if station else "")
    zone = f", by the clock of {place.zone.key}" if place.zone != setting.clocks.mission else ""
    closed = "; closed" if place.is_closed else ""
    words = f"{place.name}, {place.region}{zone}{closed}"
    return StopRow(station, at, words, here.path(f"/stations/{place.id}"))


def questions_page(here: Mission, questions: Sequence[Question], most: int) -> QuestionsPage:
    """Return the page of all questions, of each kind at most `most`."""
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for each in questions:
        href = team_path(here, each.teams[0]) if each.teams else ""
        by_kind.setdefault(each.kind.value, []).append((each.words, href))
    count = len(questions)
    counted = f"{count:,} questions" if count > 1 else "One question" if count else "No questions"
    return QuestionsPage(
        frame=here.frame("Questions about the plans", "registers"),
        title=f"{counted} about the plans",
        kinds=tuple(
            (
                f"{kind} ({len(asked):,})",
                tuple(asked[:most]),
                f"{len(asked) - most:,} more are not shown." if len(asked) > most else "",
            )
            for kind, asked in by_kind.items()
        ),
    )
