"""The pages of teams and plans: read by all, drafted by coordinators for their regions."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from server.accounts.problems import OutsideRegions
from server.deployment import drafts
from server.deployment.checking import Planning, planning_of, setting_of
from server.deployment.drafts import Planner
from server.deployment.pages import questions_page, team_page, team_path, teams_page
from server.deployment.plan_table import table_of
from server.deployment.reach import require_area
from server.deployment.typed import TypedTeam, as_typed, team_of
from server.deps import Now, Reading, TheStore, Writing
from server.downloads import csv_answer
from server.missions.editing import ChangedMeanwhile, InvalidChange
from server.missions.here import Here, Place
from server.pages import render
from server.tabular.csv_writing import csv_lines

router = APIRouter(prefix="/m/{code}", include_in_schema=False)
MOST_QUESTIONS = 100
"""Of one kind, on a page."""


@router.get("/plan")
def show_teams(
    here: Here, db: Reading, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> HTMLResponse:
    """List the teams as they are to be, with what is asked about them."""
    return render(teams_page(here, planning_of(db, here.mission.id), page))


@router.get("/plan/questions")
def show_questions(here: Here, db: Reading) -> HTMLResponse:
    """Show all questions about the plans."""
    planning = planning_of(db, here.mission.id)
    return render(questions_page(here, planning.questions, MOST_QUESTIONS))


@router.get("/plan.csv")
def export_plans(here: Here, store: TheStore, now: Now) -> Response:
    """Hand the published plans out as CSV; that leaves an entry in the trail."""
    with store.writing() as db:
        here.record(db, "plan.exported", now=now, subject="plans of all teams")
    with store.reading() as db:
        planning = planning_of(db, here.mission.id)
        rows = list(table_of(planning.document.teams, planning.setting))
    return csv_answer(csv_lines(rows), f"{here.mission.code}-plan.csv")


@router.get("/plan/new")
def show_new_team(here: Here, db: Reading) -> HTMLResponse:
    """Show the empty form of a team."""
    return _form(here, planning_of(db, here.mission.id), TypedTeam())


@router.post("/plan/new")
def add_team(here: Here, db: Writing, now: Now, typed: Annotated[TypedTeam, Form()]) -> Response:
    """Draft a new team."""
    return _keep(here, db, now, typed.model_copy(update={"seen": ""}))


@router.get("/plan/teams/{team}")
def show_team(here: Here, db: Reading, team: str) -> HTMLResponse:
    """Show a team's form, what is asked about it, and what is not published."""
    planning = planning_of(db, here.mission.id)
    plans = planning.plans
    draft = plans.drafts.get(team)
    planned = plans.find(team) or (draft.base if draft else None) or plans.get(team)
    return _form(here, planning, as_typed(planned, planning.setting, plans.mark(team)))


@router.post("/plan/teams/{team}")
def change_team(
    here: Here, db: Writing, now: Now, team: str, typed: Annotated[TypedTeam, Form()]
) -> Response:
    """Draft a change of a team."""
    return _keep(here, db, now, typed.model_copy(update={"code": team, "seen": typed.seen or "-"}))


@router.post("/plan/teams/{team}/removal")
def remove_team(
    here: Here, db: Writing, now: Now, team: str, seen: Annotated[str, Form()]
) -> RedirectResponse:
    """Draft that a team is removed."""
    plans = planning_of(db, here.mission.id).plans
    require_area(here, plans.get(team))
    drafts.remove_team(db, plans, team, _planner(here, now), seen=seen)
    here.record(db, "plan.drafted", now=now, subject=f"team {team}", removed=True)
    return RedirectResponse(here.path("/plan"), status_code=303)


@router.post("/plan/teams/{team}/discarding")
def discard_draft(here: Here, db: Writing, now: Now, team: str) -> RedirectResponse:
    """Forget what was drafted for a team."""
    plans = planning_of(db, here.mission.id).plans
    require_area(here, plans.published.get(team), plans.find(team))
    drafts.discard(db, here.mission.id, team)
    here.record(db, "plan.discarded", now=now, subject=f"team {team}")
    return RedirectResponse(here.path("/plan"), status_code=303)


def _keep(here: Place, db: Session, now: datetime, typed: TypedTeam) -> Response:
    """Keep what was typed as a draft, or show it again with what is wrong."""
    planning = planning_of(db, here.mission.id)
    plans = planning.plans
    try:
        team = team_of(db, planning.mission, typed)
        require_area(here, team, plans.find(team.code))
        drafts.keep_team(db, plans, team, _planner(here, now), seen=typed.seen)
    except InvalidChange as problem:
        return _form(here, planning, typed, problem.told({"code": "Code"}), problem.status)
    except OutsideRegions as problem:
        return _form(here, planning, typed, [problem.detail], problem.status)
    except ChangedMeanwhile as problem:
        again = typed.model_copy(update={"seen": plans.mark(typed.code)})
        return _form(here, planning, again, [problem.detail], problem.status)
    here.record(db, "plan.drafted", now=now, subject=f"team {team.code}", stations=len(team.plan))
    return RedirectResponse(team_path(here, team.code), status_code=303)


def _planner(here: Place, now: datetime) -> Planner:
    return Planner(here.mission.id, here.caller.name, now)


def _form(
    here: Place,
    planning: Planning,
    typed: TypedTeam,
    mistakes: list[str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    codes = {station for station, _ in typed.stops}
    setting = setting_of(planning.db, planning.mission, planning.document, codes)
    return render(team_page(here, planning, typed, setting, mistakes or []), status)
