"""Deployment sheets: one team's, or all of them in one PDF."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from server.database import Store
from server.deployment.checking import Planning, planning_of
from server.deployment.drafts import NoSuchTeamInPlan
from server.deployment.sheets.composing import Issue, all_phrases, compose
from server.deployment.sheets.printing import print_sheets
from server.deployment.sheets.sheet import Sheet
from server.deps import Now, TheStore
from server.downloads import file_answer
from server.errors import InvalidRequest
from server.missions.document import TeamPlan
from server.missions.here import Here, Place
from server.missions.service import list_teams
from server.missions.versions import newest_number
from server.people.service import all_observers

router = APIRouter(prefix="/m/{code}/plan", include_in_schema=False)
Language = Annotated[str, Query(max_length=3)]
"""'' = the mission's own."""


@router.get("/sheets.pdf")
def print_all(here: Here, store: TheStore, now: Now, language: Language = "") -> Response:
    """Print the published plans of all teams; that leaves an entry in the trail."""
    with store.reading() as db:
        planning = planning_of(db, here.mission.id)
        teams = sorted(planning.document.teams, key=lambda team: team.code)
        if not teams:
            raise NoSuchTeamInPlan("No plan is published yet. Publish the plans first.")
        sheets = _sheets(planning, teams, language)
    _record(here, store, now, "sheets of all teams")
    return file_answer(print_sheets(sheets), "application/pdf", f"{here.mission.code}-sheets.pdf")


@router.get("/teams/{team}/sheet.pdf")
def print_one(
    here: Here, store: TheStore, now: Now, team: str, language: Language = ""
) -> Response:
    """Print the published plan of one team; that leaves an entry in the trail."""
    with store.reading() as db:
        planning = planning_of(db, here.mission.id)
        plan = planning.plans.published.get(team)
        if plan is None:
            raise NoSuchTeamInPlan(f"No plan of team {team} is published. Publish its draft first.")
        sheets = _sheets(planning, [plan], language)
    _record(here, store, now, f"sheet of team {team}")
    return file_answer(print_sheets(sheets), "application/pdf", f"{here.mission.code}-{team}.pdf")


def _record(here: Place, store: Store, now: datetime, subject: str) -> None:
    """Write the trail first: setting many pages takes seconds, in which others want to write."""
    with store.writing() as db:
        here.record(db, "sheets.printed", now=now, subject=subject)


def _sheets(planning: Planning, teams: Sequence[TeamPlan], language: str) -> list[Sheet]:
    language = language or planning.document.language
    if language not in all_phrases():
        raise InvalidRequest(
            f"Deployment sheets are not written in {language!r}. Ask for ?language=en, ru, kk or "
            "tr."
        )
    issue = Issue(
        document=planning.document,
        setting=planning.setting,
        members=_members(planning),
        version=newest_number(planning.db, planning.mission.id),
        language=language,
    )
    return [compose(team, issue) for team in teams]


def _members(planning: Planning) -> Mapping[str, Sequence[str]]:
    """Return team code → codes of who is in the team."""
    db, mission = planning.db, planning.mission
    codes = {team.id: team.code for team in list_teams(db, mission.id)}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for observer in all_observers(db, mission.id):
        if observer.team_id is not None:
            found[codes[observer.team_id]].append(observer.code)
    return found
