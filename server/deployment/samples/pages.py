"""Samples, as their templates see them."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.deployment.places import Place
from server.deployment.samples.handing import Handed, draw_of
from server.deployment.samples.models import SampledStation, StationSample
from server.deployment.samples.service import Proof, asked_of
from server.deployment.samples.table import state_of
from server.missions.document import SampleDraw
from server.missions.here import Place as Mission
from server.missions.service import mission_document
from server.pages import Page
from server.sampling.drawing import LEAST_PER_STRATUM, Allocation
from server.sampling.planning import plan_sample, widest_margin
from server.stations.columns import KINDS

MOST_SHOWN = 300
USUAL_MARGINS = (10, 5, 3)
"""In percentage points, at 95 %."""


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample in the list."""

    number: int
    href: str
    what: str
    stations: str
    frame: str
    seed: str
    by: str
    at: str
    is_design: bool


@dataclass(frozen=True, slots=True)
class SamplesPage(Page):
    """The samples of a mission, and the form that draws one."""

    template: ClassVar[str] = "samples.html"
    rows: tuple[SampleRow, ...]
    may_draw: bool
    typed: Mapping[str, object]
    kinds: tuple[str, ...]
    advice: str
    """How many stations usual margins need; '' = the register has none."""
    mistake: str


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station of a sample."""

    stratum: str
    place: str
    code: str
    name: str
    region: str
    state: str
    why: str
    teams: str


@dataclass(frozen=True, slots=True)
class SamplePage(Page):
    """One sample: how it was drawn, whether that can be proven, its stations."""

    template: ClassVar[str] = "sample.html"
    title: str
    facts: tuple[tuple[str, str], ...]
    proof: tuple[str, ...]
    strata: tuple[tuple[str, str, str], ...]
    """Stratum, its stations, those drawn; () = there are none."""
    rows: tuple[StationRow, ...]
    more: str
    here: str
    """Address of the page."""
    may_draw: bool
    may_plan: bool
    is_design: bool
    scope: str
    """What findings would speak of with it as the design; '' = it is."""
    said: str
    """What was just done."""


def empty_form() -> dict[str, object]:
    """Return what stands in the form at first; a seed that nobody chose is proposed."""
    return {
        "size": "",
        "seed": secrets.token_hex(8),
        "by": "",
        "allocation": Allocation.PROPORTIONAL.value,
        "least": LEAST_PER_STRATUM,
        "within": "",
        "left_out": (),
        "note": "",
    }


def samples_page(
    here: Mission,
    samples: Sequence[StationSample],
    *,
    stations: int,
    may_draw: bool,
    typed: Mapping[str, object],
    mistake: str = "",
) -> SamplesPage:
    """Return the page of all samples, with what is typed in its form.

    `stations` are the open ones of the register.
    """
    declared = _declared(here)
    return SamplesPage(
        frame=here.frame("Samples of stations", "registers"),
        rows=tuple(_row(here, each, declared) for each in samples),
        may_draw=may_draw,
        typed=typed,
        kinds=KINDS,
        advice=_advice(stations),
        mistake=mistake,
    )


def sample_page(  # noqa: PLR0913 - what the page shows
    here: Mission,
    sample: StationSample,
    stations: Sequence[SampledStation],
    places: Mapping[str, Place],
    teams: Mapping[str, Sequence[str]],
    proof: Proof,
    *,
    may_draw: bool,
    said: str = "",
) -> SamplePage:
    """Return the page of a sample."""
    asked, is_design = asked_of(sample), draw_of(sample) == _declared(here)
    left = len(stations) - MOST_SHOWN
    return SamplePage(
        frame=here.frame(f"Sample {sample.number}", "registers"),
        title=f"Sample {sample.number}: {sum(sample.sizes.values()):,} stations",
        facts=tuple(_facts(here, sample, stations)),
        proof=tuple(_proof(proof)),
        strata=tuple(
            (stratum or "all", f"{count:,}", f"{sample.sizes.get(stratum, 0):,}")
            for stratum, count in sample.strata.items()
        )
        if asked.is_stratified
        else (),
        rows=tuple(_station(each, places, teams) for each in stations[:MOST_SHOWN]),
        more=f"{left:,} more are in the CSV." if left > 0 else "",
        here=here.path(f"/samples/{sample.number}"),
        may_draw=may_draw,
        may_plan=here.opens("POST /m/{code}/samples/{number}/handing-out"),
        is_design=is_design,
        scope="" if is_design else _scope(sample),
        said=said,
    )


def handed_words(handed: Handed) -> str:
    """Say what became of a sample's stations."""
    given = ", ".join(f"{team}: {count}" for team, count in handed.teams.items())
    parts = [f"Drafted for the teams {given}." if given else "No station was added to a plan."]
    if handed.planned:
        parts.append(f"Planned already: {handed.planned}.")
    if handed.nobody:
        some = ", ".join(handed.nobody[:10]) + (", …" * (len(handed.nobody) > 10))
        parts.append(f"In no team's area: {len(handed.nobody)} ({some}).")
    return " ".join(parts)


def _advice(stations: int) -> str:
    if not stations:
        return ""
    plans = [(points, plan_sample(points / 100, stations)) for points in USUAL_MARGINS]
    told = ", ".join(f"± {points} points {plan.needed:,}" for points, plan in plans)
    return (
        f"Of {stations:,} open stations, a simple random sample needs for a margin of {told}. Draw "
        "a tenth more, for those that can't be visited; more again where the visits of one team "
        "are alike."
    )


def _row(here: Mission, sample: StationSample, declared: SampleDraw | None) -> SampleRow:
    asked = asked_of(sample)
    what = "simple random"
    if asked.is_stratified:
        what = f"stratified by {asked.by}, {asked.allocation.value}"
    return SampleRow(
        number=sample.number,
        href=here.path(f"/samples/{sample.number}"),
        what=what,
        stations=f"{sum(sample.sizes.values()):,}",
        frame=f"{sum(sample.strata.values()):,}",
        seed=sample.seed,
        by=sample.by,
        at=here.times.at(sample.at),
        is_design=draw_of(sample) == declared,
    )


def _declared(here: Mission) -> SampleDraw | None:
    """Return the draw that the mission's document declares."""
    return mission_document(here.mission).sample.draw


def _facts(
    here: Mission, sample: StationSample, stations: Sequence[SampledStation]
) -> list[tuple[str, str]]:
    asked, population = asked_of(sample), sum(sample.strata.values())
    left_out = f", without {', '.join(asked.left_out)}" if asked.left_out else ""
    facts = [
        ("Drawn", f"{here.times.at(sample.at)}, by {sample.by}"),
        (
            "Out of",
            f"{population:,} open stations, {asked.within or 'the whole register'}{left_out}",
        ),
        ("Seed", sample.seed),
        ("Frame, SHA-256", sample.frame_digest),
    ]
    if asked.is_stratified:
        how = f"{asked.by}; {asked.allocation.value}, at least {asked.least} of each"
        facts.insert(2, ("Strata", how))
    facts += _reach(sample, stations)
    if asked.note:
        facts.append(("Note", asked.note))
    return facts


def _scope(sample: StationSample) -> str:
    asked, population = asked_of(sample), sum(sample.strata.values())
    parts = [f"in {asked.within}" if asked.within else ""]
    parts += [f"without {', '.join(asked.left_out)}" if asked.left_out else ""]
    told = f" ({', '.join(filter(None, parts))})" if any(parts) else ""
    return (
        f"As the mission's design, it lets findings and statements speak of {population:,} "
        f"stations{told} and of no others. Visits elsewhere don't belong in its figures."
    )


def _reach(sample: StationSample, stations: Sequence[SampledStation]) -> Iterator[tuple[str, str]]:
    """Yield how far the stations that can be visited will carry, and what is missing of them."""
    left = Counter(each.stratum for each in stations if not each.given_up_why)
    lost = {name: size - left[name] for name, size in sample.sizes.items() if size > left[name]}
    if lost:
        where = f" ({', '.join(name for name in lost if name)})" if any(lost) else ""
        words = f"{sum(lost.values()):,} of them; no station is left to stand in{where}"
        yield "Can't be visited", words
    widest = widest_margin(sample.strata, left)
    words = "none: of some stratum, no station will report"
    if widest is not None:
        words = f"at most ± {100 * widest:.1f} points at 95 %, if all of them report"
    yield "Margin", words


def _proof(proof: Proof) -> list[str]:
    return [
        "Drawn again with this seed from the kept frame, it is the same."
        if proof.draws_again and proof.frame_is_whole
        else "Drawn again, it is NOT the same: what is kept was changed. Verify the server.",
        "The register, asked in the same way, gives the same frame today."
        if proof.register_is_same
        else "The register has changed since; what was drawn from is kept with the sample.",
    ]


def _station(
    station: SampledStation,
    places: Mapping[str, Place],
    teams: Mapping[str, Sequence[str]],
) -> StationRow:
    place = places.get(station.code)
    state = state_of(station)
    if station.stands_in_for:
        state += f" for {station.stands_in_for}"
    return StationRow(
        stratum=station.stratum,
        place=str(station.place),
        code=station.code,
        name=place.name if place else "not in the register any more",
        region=place.region if place else "",
        state=state,
        why=station.given_up_why,
        teams=", ".join(teams.get(station.code, ())),
    )
