"""Findings, and the reports behind each figure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, cast
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel
from sqlmodel import Session, col, select

from server.accounts.table import ANALYSTS
from server.deps import Reading
from server.findings import service
from server.findings.as_json import as_json
from server.findings.counted import CountedReport
from server.findings.coverage import EVERY_REFUSAL
from server.findings.evidence import Wanted, evidence
from server.findings.evidence_page import LONGEST_LIST, Observed, evidence_page
from server.findings.grouping import OF_TEAMS, attributes
from server.findings.pages import Choices, FormRow, FormsPage, findings_page
from server.findings.problems import UnknownAttribute
from server.findings.service import Cut
from server.findings.tallies import Tallies
from server.findings.tally import Unit
from server.findings.versions_page import Looked, versions_page
from server.forms import service as forms
from server.forms.checking import check_again
from server.forms.versions import compare
from server.missions.here import Here, Place
from server.pages import render
from server.reports.checks.between import DISAGREE
from server.reports.models import Revision
from server.reports.overview import count_by_form
from server.reports.reading import titles
from server.reports.visits import list_refused
from shared.text import in_language

router = APIRouter(prefix="/m/{code}", include_in_schema=False)


def _tallies(request: Request) -> Tallies:
    return cast(Tallies, request.app.state.tallies)


TheTallies = Annotated[Tallies, Depends(_tallies)]


class CutQuery(BaseModel):
    """What an address of findings says; see `server.findings.service.Cut`."""

    by: str = ""
    as_of: str = ""
    unit: Unit = "report"
    verified: bool = False


class EvidenceQuery(BaseModel):
    """What an address of evidence says; see `server.findings.evidence.Wanted`."""

    form: str
    question: str
    value: list[str] = []
    together: bool = False
    but: list[str] = []
    reading: str = ""
    unit: Unit = "report"
    as_of: str = ""
    verified: bool = False
    by: str = ""
    group: str = ""


@router.get("/findings")
def show_forms(here: Here, db: Reading) -> HTMLResponse:
    """List the forms, with how many reports of each count."""
    counts = count_by_form(db, here.mission.id)
    rows = tuple(
        FormRow(
            title=title,
            href=here.path(f"/findings/{quote(form, safe='')}"),
            reports=f"{counts[form].reports:,}" if form in counts else "0",
            stations=f"{len(counts[form].stations):,}" if form in counts else "0",
        )
        for form, title in titles(db, here.mission.id).items()
    )
    refused = len(list_refused(db, here.mission.id, EVERY_REFUSAL))
    visits = "one visit" if refused == 1 else f"{refused:,} visits"
    page = FormsPage(
        frame=here.frame("Findings", "findings"),
        mission=here.mission.code,
        coverage_href=here.path("/coverage") if here.opens("GET /m/{code}/coverage") else "",
        refused=f"Access was refused on {visits}: a finding, not missing data." if refused else "",
        rows=rows,
    )
    return render(page)


@router.get("/findings/{form}.json")
def show_findings_as_json(
    form: str, here: Here, db: Reading, tallies: TheTallies, asked: Annotated[CutQuery, Query()]
) -> JSONResponse:
    """Return what the reports of one form say, as scripts read it."""
    _require_may_compare(here, asked.by)
    return JSONResponse(
        as_json(service.findings(db, here.mission, form, _cut(here, asked), tallies))
    )


@router.get("/findings/{form}")
def show_findings(
    form: str, here: Here, db: Reading, tallies: TheTallies, asked: Annotated[CutQuery, Query()]
) -> HTMLResponse:
    """Show what the reports of one form say, question by question."""
    _require_may_compare(here, asked.by)
    cut = _cut(here, asked)
    found = service.findings(db, here.mission, form, cut, tallies)
    newest = forms.form_of(forms.get_published(db, here.mission.id, form))
    base = here.path(f"/findings/{quote(form, safe='')}")
    given = {
        "as_of": cut.as_of.isoformat() if cut.as_of else "",
        "unit": cut.unit if cut.unit != "report" else "",
        "verified": "true" if cut.verified else "",
    }
    chosen = Choices(
        by=asked.by,
        attributes=tuple(attributes(db, here.mission, teams=_may_compare(here))),
        as_of=_local(cut.as_of, here) if cut.as_of else "",
        unit=cut.unit,
        verified=cut.verified,
        versions_href=f"{base}/versions"
        if here.opens("GET /m/{code}/findings/{form}/versions")
        else "",
        json_href=f"{base}.json?{urlencode(_given(given | {'by': asked.by}))}",
        disputes_href=here.path(f"/review?{urlencode({'form': form, 'check': DISAGREE})}")
        if here.opens("GET /m/{code}/review")
        else "",
        cut=f"Only what had been received by {here.times.at(cut.as_of)}." if cut.as_of else "",
    )

    def href(wanted: dict[str, str]) -> str:
        if not here.opens("GET /m/{code}/evidence"):
            return ""
        return here.path(f"/evidence?{urlencode(wanted | _given(given))}")

    title = in_language(found.title, "en") or form
    return render(findings_page(here.frame(title, "findings"), found, newest, chosen, href))


def _cut(here: Place, asked: CutQuery) -> Cut:
    return Cut(here.moment(asked.as_of), asked.unit, asked.verified, asked.by or None)


def _given(parameters: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if value}


def _may_compare(here: Place) -> bool:
    """Say whether the account may see results by team: they compare observers, not stations."""
    return here.standing.role in ANALYSTS


def _require_may_compare(here: Place, by: str) -> None:
    if by in OF_TEAMS and not _may_compare(here):
        raise UnknownAttribute(
            "Results by team compare observers with each other; they are for the mission's "
            "analysts and coordinators. Choose another breakdown."
        )


@router.get("/findings/{form}/versions")
def show_versions(form: str, here: Here, db: Reading, version: str = "") -> HTMLResponse:
    """Show the versions of a form, and of one of them what it changed and what was found."""
    chosen = forms.get_published(db, here.mission.id, form, version or None)
    versions = [each for each in forms.list_published(db, here.mission.id) if each.form_id == form]
    before = versions[: [each.id for each in versions].index(chosen.id)]
    read = forms.form_of(chosen)
    looked = Looked(
        published=chosen,
        form=read,
        diff=compare(forms.form_of(before[-1]), read) if before else None,
        findings=check_again(db, chosen),
    )
    return render(versions_page(here, versions, looked))


@router.get("/evidence")
def show_evidence(
    here: Here, db: Reading, asked: Annotated[EvidenceQuery, Query()]
) -> HTMLResponse:
    """List the reports behind a figure."""
    wanted = Wanted(
        form=asked.form,
        question=asked.question,
        values=tuple(asked.value),
        together=asked.together,
        but=tuple(tuple(each.split()) for each in asked.but if each.split()),
        reading=asked.reading,
        unit=asked.unit,
        as_of=here.moment(asked.as_of),
        verified=asked.verified,
        by=asked.by,
        group=asked.group,
    )
    _require_may_compare(here, asked.by)
    found = evidence(db, here.mission, wanted)
    observed = _observed(db, found.reports[:LONGEST_LIST], asked.question)
    return render(evidence_page(here, found, wanted, observed))


def _observed(db: Session, reports: Sequence[CountedReport], question: str) -> dict[int, Observed]:
    """Return entry → what the observers answered, and wrote about the question."""
    entries = [report.entry_id for report in reports]
    held = db.exec(select(Revision).where(col(Revision.entry_id).in_(entries)))
    return {
        each.entry_id: Observed(each.answers.get(question), each.comments.get(question, ""))
        for each in held
    }


def _local(moment: datetime, here: Place) -> str:
    """Return `moment` as a browser's field for day and time has it."""
    return f"{moment.astimezone(ZoneInfo(here.mission.timezone)):%Y-%m-%dT%H:%M}"
