"""The draft statement: as a page, and to take away."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from server.deps import Now, Reading, TheStore
from server.downloads import file_answer
from server.missions.here import Here
from server.pages import render
from server.statement import service
from server.statement.formats import FORMATS, Format
from server.statement.pages import statement_page

router = APIRouter(prefix="/m/{code}", include_in_schema=False)


class DraftQuery(BaseModel):
    """Which draft: its template, language and cut."""

    template: str = "turkic"
    lang: str = "en"
    as_of: str = ""


@router.get("/statement")
def show_draft(here: Here, db: Reading, asked: Annotated[DraftQuery, Query()]) -> HTMLResponse:
    """Show the draft, with the reports behind each figure one step away."""
    cut = here.moment(asked.as_of)
    draft = service.draft(db, here.mission, asked.template, asked.lang, cut)
    return render(statement_page(here, draft, asked.model_dump(exclude_defaults=True)))


@router.get("/statement.{extension}")
def take_draft(
    extension: Format,
    here: Here,
    db: Reading,
    asked: Annotated[DraftQuery, Query()],
    store: TheStore,
    now: Now,
) -> Response:
    """Hand the draft out as a file."""
    with store.writing() as trail:
        here.record(
            trail,
            "statement.exported",
            now=now,
            subject=f"draft {asked.template} {asked.lang}",
            format=extension.value,
        )
    cut = here.moment(asked.as_of)
    written = FORMATS[extension]
    content = written.write(service.draft(db, here.mission, asked.template, asked.lang, cut))
    name = f"{here.mission.code}-statement-draft.{extension.value}"
    return file_answer(content, written.media_type, name)
