"""The pages of samples: drawn by who keeps registers, for the whole mission."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field, ValidationError
from sqlmodel import Session

from server.bounds import PlainText
from server.deployment.drafts import Planner
from server.deployment.places import count_by_region
from server.deployment.samples import handing, service
from server.deployment.samples.asking import Asked
from server.deployment.samples.models import StationSample
from server.deployment.samples.pages import (
    SamplesPage,
    empty_form,
    handed_words,
    sample_page,
    samples_page,
)
from server.deployment.samples.table import surroundings_of, table_of
from server.deps import Now, Reading, TheStore, Writing
from server.downloads import csv_answer
from server.missions.explaining import explained
from server.missions.here import Here, Place
from server.missions.models import Mission
from server.pages import render
from server.sampling.problems import ImpossibleSample
from server.tabular.csv_writing import csv_lines

router = APIRouter(prefix="/m/{code}/samples", include_in_schema=False)
_NAMES = {"size": "How many stations", "seed": "Seed", "least": "At least of each stratum"}
Number = Annotated[int, Path(ge=1, lt=2**31)]


class Typed(BaseModel):
    """The form that draws a sample. Texts, as somebody typed them."""

    size: PlainText = ""
    seed: PlainText = ""
    by: PlainText = ""
    allocation: PlainText = ""
    least: PlainText = ""
    within: PlainText = ""
    left_out: list[PlainText] = []
    note: PlainText = ""

    def asked(self) -> Asked:
        """Return what it asks for; what is empty is as usual. Raises ValidationError."""
        return Asked.model_validate({k: v for k, v in self.model_dump().items() if v != ""})


class GivenUp(BaseModel):
    """A station that can't be visited."""

    station: PlainText = Field(max_length=80)
    why: PlainText = Field(default="", max_length=500)


@router.get("")
def show_samples(here: Here, db: Reading) -> HTMLResponse:
    """List the samples that were drawn, and offer to draw one."""
    return render(_samples(here, db, empty_form()))


@router.post("")
def draw_sample(here: Here, db: Writing, now: Now, typed: Annotated[Typed, Form()]) -> Response:
    """Draw a sample and keep it; or show the form again with what is wrong."""
    here.require_region("")
    try:
        sample = service.draw(
            db, db.get_one(Mission, here.mission.id), typed.asked(), by=here.caller.name, now=now
        )
    except (ValidationError, ImpossibleSample) as problem:
        return render(_samples(here, db, typed.model_dump(), _mistake(problem)), 422)
    here.record(
        db,
        "sample.drawn",
        now=now,
        subject=f"sample {sample.number}",
        seed=sample.seed,
        frame=sample.frame_digest,
        stations=sum(sample.sizes.values()),
    )
    return RedirectResponse(here.path(f"/samples/{sample.number}"), status_code=303)


@router.get("/{number}")
def show_sample(here: Here, db: Reading, number: Number) -> HTMLResponse:
    """Show a sample, drawn again while it is shown."""
    return _page(here, db, service.get_sample(db, here.mission.id, number))


@router.get("/{number}/stations.csv")
def export_sample(here: Here, store: TheStore, now: Now, number: Number) -> Response:
    """Hand a sample out as CSV; that leaves an entry in the trail."""
    with store.reading() as db:
        sample = service.get_sample(db, here.mission.id, number)
        stations, places, teams = surroundings_of(db, sample)
        rows = list(table_of(sample, stations, places, teams, drill=here.mission.drill))
    with store.writing() as db:
        here.record(db, "sample.exported", now=now, subject=f"sample {number}")
    return csv_answer(csv_lines(rows), f"{here.mission.code}-sample-{number}.csv")


@router.post("/{number}/replacement")
def replace_station(
    here: Here, db: Writing, now: Now, number: Number, given_up: Annotated[GivenUp, Form()]
) -> RedirectResponse:
    """Give a station up; the next of its stratum stands in for it."""
    here.require_region("")
    sample = service.get_sample(db, here.mission.id, number)
    code = given_up.station.strip()
    stand_in = service.give_up(db, sample, code, given_up.why, by=here.caller.name, now=now)
    here.record(
        db,
        "sample.replaced",
        now=now,
        subject=f"sample {number}",
        station=code,
        why=given_up.why.strip(),
        stands_in=stand_in.code if stand_in else "nobody: the stratum has no station left",
    )
    return RedirectResponse(here.path(f"/samples/{number}"), status_code=303)


@router.post("/{number}/handing-out")
def hand_out(here: Here, db: Writing, now: Now, number: Number) -> HTMLResponse:
    """Draft the stations into the plans of the teams by their areas, and say what became of them.

    Done again, it adds what is not planned yet; so a reload does no harm.
    """
    here.require_region("")
    sample = service.get_sample(db, here.mission.id, number)
    mission = db.get_one(Mission, here.mission.id)
    planner = Planner(mission.id, here.caller.name, now)
    handed = handing.hand_out(db, mission, sample, planner)
    here.record(
        db,
        "sample.handed_out",
        now=now,
        subject=f"sample {number}",
        teams=sorted(handed.teams),
        in_no_area=len(handed.nobody),
    )
    return _page(here, db, sample, handed_words(handed))


@router.post("/{number}/adoption")
def adopt_sample(here: Here, db: Writing, now: Now, number: Number) -> RedirectResponse:
    """Declare the sample as the mission's design."""
    here.require_region("")
    sample = service.get_sample(db, here.mission.id, number)
    handing.adopt(db, here.mission, sample, by=here.caller, now=now)
    return RedirectResponse(here.path(f"/samples/{number}"), status_code=303)


def _samples(
    here: Place, db: Session, typed: Mapping[str, object], mistake: str = ""
) -> SamplesPage:
    return samples_page(
        here,
        service.list_samples(db, here.mission.id),
        stations=sum(count_by_region(db, here.mission.id).values()),
        may_draw=_may_draw(here),
        typed=typed,
        mistake=mistake,
    )


def _may_draw(here: Place) -> bool:
    return here.opens("POST /m/{code}/samples")


def _page(here: Place, db: Session, sample: StationSample, said: str = "") -> HTMLResponse:
    proof = service.prove(db, here.mission, sample)
    surroundings = surroundings_of(db, sample)
    return render(
        sample_page(here, sample, *surroundings, proof, may_draw=_may_draw(here), said=said)
    )


def _mistake(problem: Any) -> str:  # noqa: ANN401 - one of two errors
    if isinstance(problem, ImpossibleSample):
        return problem.detail
    first = problem.errors()[0]
    where = str(first["loc"][0]) if first["loc"] else ""
    message, cure = explained(first)
    return f"{_NAMES.get(where, where)}: {message}. {cure} Nothing was drawn."
