"""The coverage of a mission: a page, and JSON for scripts."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field

from server.deps import Now, Reading
from server.findings import coverage_json
from server.findings.coverage import coverage_table
from server.findings.coverage_page import coverage_page
from server.findings.grouping import attributes
from server.missions.here import Here
from server.pages import render
from server.reports.reading import titles
from server.sampling.groups import depth_of

router = APIRouter(prefix="/m/{code}", include_in_schema=False)


class CoverageQuery(BaseModel):
    """What an address of the coverage says."""

    form: str = ""
    """Only reports of this form; '' = of any."""
    depth: Annotated[int, Field(ge=1, le=20)] = 1
    """How deep regions are told apart."""


@router.get("/coverage.json")
def show_coverage_as_json(
    here: Here, db: Reading, now: Now, asked: Annotated[CoverageQuery, Query()]
) -> JSONResponse:
    """Return which stations are covered, by region and team."""
    table = coverage_table(db, here.mission, now, form=asked.form, depth=asked.depth)
    return JSONResponse(coverage_json.as_json(table))


@router.get("/coverage")
def show_coverage(
    here: Here, db: Reading, now: Now, asked: Annotated[CoverageQuery, Query()]
) -> HTMLResponse:
    """Show which stations are covered, what is missing, and who is late."""
    table = coverage_table(db, here.mission, now, form=asked.form, depth=asked.depth)
    query = urlencode({"form": asked.form, "depth": asked.depth})
    page = coverage_page(
        here,
        table,
        dict(titles(db, here.mission.id)),
        depth=asked.depth,
        deepest=max(depth_of(each) or 1 for each in attributes(db, here.mission)),
        json_href=here.path(f"/coverage.json?{query}"),
    )
    return render(page)
