"""The draft statement: as a page, and to take away."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from server.deps import Reading
from server.missions.here import Here
from server.pages import render
from server.statement import service
from server.statement.pages import statement_page

router = APIRouter(prefix="/m/{code}", include_in_schema=False)


class DraftQuery(BaseModel):
    """Which draft: its template, language and cut."""

    template: str = "turkic"
    lang: str = "en"
    as_of: str = ""

    def parameters(self) -> dict[str, str]:
        """Return what was asked for, without what is as always."""
        return self.model_dump(exclude_defaults=True)


@router.get("/statement")
def show_draft(here: Here, db: Reading, asked: Annotated[DraftQuery, Query()]) -> HTMLResponse:
    """Show the draft, with the reports behind each figure one step away."""
    draft = service.draft(db, here.mission, asked.template, asked.lang, here.moment(asked.as_of))
    return render(statement_page(here, draft, asked.parameters()))
