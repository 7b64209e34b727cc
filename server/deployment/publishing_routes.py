"""Publishing plans, their history, and what holds for all of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from server.bounds import PlainText
from server.deployment.checking import planning_of
from server.deployment.publishing import list_publications, publish
from server.deployment.publishing_pages import changes_page, history_page, settings_page
from server.deployment.reach import require_area, teams_in_reach
from server.deps import Now, Reading, Writing
from server.missions import editing
from server.missions.document import MissionFile, Pace
from server.missions.editing import ChangedMeanwhile, Edit, InvalidChange, built, mark_of
from server.missions.here import Here
from server.missions.service import mission_document
from server.pages import render

router = APIRouter(prefix="/m/{code}/plan", include_in_schema=False)
MOST_LISTED = 50
_LABELS = {
    "visits_a_day": "Visits a day",
    "minutes_a_visit": "Minutes that a visit takes",
    "kilometres_an_hour": "Kilometres an hour",
}


class ToPublish(BaseModel):
    """What is to be published, as it was seen."""

    team: list[PlainText] = []
    note: PlainText = Field(default="", max_length=1000)
    seen: str = ""


class TypedSettings(BaseModel):
    """What holds for all plans, as somebody typed it."""

    visits_a_day: PlainText = ""
    minutes_a_visit: PlainText = ""
    kilometres_an_hour: PlainText = ""
    reminders: PlainText = Field(default="", max_length=20_000)
    """One a line."""
    seen: str = ""

    def pace(self) -> Pace:
        """Return what a day can hold. Raises InvalidChange."""
        return built(Pace, self.model_dump(exclude={"reminders", "seen"}))


@router.get("/changes")
def show_changes(here: Here, db: Reading) -> HTMLResponse:
    """Show what is drafted, and what publishing it would change for whom."""
    planning = planning_of(db, here.mission.id)
    return render(changes_page(here, planning, teams_in_reach(here, planning.plans)))


@router.post("/publication")
def publish_plans(
    here: Here, db: Writing, now: Now, asked: Annotated[ToPublish, Form()]
) -> RedirectResponse:
    """Publish the drafts of the ticked teams: their laptops learn it with the next sync."""
    planning = planning_of(db, here.mission.id)
    for code in asked.team:
        draft = planning.plans.drafts.get(code)
        require_area(here, draft.value if draft else None, planning.plans.published.get(code))
    publication = publish(
        db,
        here.mission.id,
        asked.team,
        planning.changes,
        by=here.caller,
        now=now,
        seen=asked.seen,
        note=asked.note.strip(),
        questions=len(planning.questions),
    )
    here.record(
        db,
        "plan.published",
        now=now,
        subject=f"plan, version {publication.version}",
        teams=sorted(publication.teams),
        open_questions=publication.questions,
        note=publication.note,
    )
    return RedirectResponse(here.path("/plan/history"), status_code=303)


@router.get("/history")
def show_history(
    here: Here, db: Reading, before: Annotated[UUID | None, Query()] = None
) -> HTMLResponse:
    """Show when plans were published, by whom, and what changed for whom."""
    published = list_publications(db, here.mission.id, before=before, most=MOST_LISTED)
    return render(history_page(here, published, MOST_LISTED))


@router.get("/settings")
def show_settings(here: Here) -> HTMLResponse:
    """Show what a day can hold, and what every deployment sheet reminds of."""
    document = mission_document(here.mission)
    seen = mark_of(document, _settings)
    pace, reminders = document.pace.model_dump(), "\n".join(document.reminders)
    return render(settings_page(here, pace, reminders, seen))


@router.post("/settings")
def change_settings(
    here: Here, db: Writing, now: Now, typed: Annotated[TypedSettings, Form()]
) -> Response:
    """Change what holds for all plans."""
    here.require_region("")
    reminders = tuple(line.strip() for line in typed.reminders.splitlines() if line.strip())
    document = mission_document(here.mission)
    try:
        update = {"pace": typed.pace(), "reminders": reminders}

        def change(document: MissionFile) -> MissionFile:
            return document.model_copy(update=update)

        edit = Edit(change, "Pace and reminders of the plans changed", _settings, typed.seen)
        editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    except (InvalidChange, ChangedMeanwhile) as problem:
        told = problem.told(_LABELS) if isinstance(problem, InvalidChange) else [problem.detail]
        seen = mark_of(document, _settings)
        pace = typed.model_dump(include=set(Pace.model_fields))
        page = settings_page(here, pace, typed.reminders, seen, told)
        return render(page, problem.status)
    return RedirectResponse(here.path("/plan"), status_code=303)


def _settings(document: MissionFile) -> object:
    return (document.pace, document.reminders)
