"""`evenhand-server sample-size`: how many stations a margin needs."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from server.commands.session import JsonOption
from server.sampling.intervals import margin as margin_of
from server.sampling.intervals import still_possible
from server.sampling.planning import SPARE, SamplePlan, design_effect_of, plan_sample


def sample_size(  # noqa: PLR0913 - the options of a command
    population: Annotated[int, typer.Option("--population", min=1, help="Stations in all.")],
    margin: Annotated[
        float,
        typer.Option("--margin", min=0.1, max=50, help="The margin wanted, in percentage points."),
    ] = 5.0,
    share: Annotated[
        float,
        typer.Option("--share", min=0, max=100, help="The share expected, in per cent."),
    ] = 50.0,
    per_team: Annotated[
        float, typer.Option("--per-team", min=1, help="Reports that each team will send.")
    ] = 1.0,
    likeness: Annotated[
        float,
        typer.Option(
            "--likeness",
            min=0,
            max=1,
            help="How much the reports of one team are alike: 0 not at all, 1 wholly. 0.1 is "
            "usual for gradings.",
        ),
    ] = 0.0,
    spare: Annotated[
        float, typer.Option("--spare", min=0, max=100, help="Spare stations, in per cent.")
    ] = SPARE * 100,
    *,
    stations: Annotated[
        int | None,
        typer.Option("--stations", min=1, help="Say instead what so many stations can tell."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say how many stations a simple random sample needs for a margin at 95 %."""
    effect = design_effect_of(per_team, likeness)
    if stations is not None:
        _tell_what_they_tell(min(stations, population), population, effect, as_json=as_json)
        return
    plan = plan_sample(
        margin / 100, population, share=share / 100, design_effect=effect, spare=spare / 100
    )
    if as_json:
        typer.echo(json.dumps({"population": population, "design_effect": effect, **asdict(plan)}))
    else:
        typer.echo(_sentences(plan, population, effect))


def _tell_what_they_tell(stations: int, population: int, effect: float, *, as_json: bool) -> None:
    effective = max(1.0, stations / effect)
    worst, hidden = margin_of(0.5, effective, population, stations), still_possible(effective)
    if as_json:
        figures = {"effective": effective, "margin": worst, "still_possible": hidden}
        typer.echo(json.dumps({"population": population, "stations": stations, **figures}))
        return
    typer.echo(
        f"{stations:,} of the {population:,} stations, if chance chose them, keep a margin of "
        f"± {100 * worst:.1f} percentage points at 95 %.\n"
        f"What none of them shows may still be so at {100 * hidden:.1f} % of all stations."
    )


def _sentences(plan: SamplePlan, population: int, effect: float) -> str:
    kept = f"± {100 * plan.margin:.1f} percentage points at 95 %"
    lines = [
        f"{plan.needed:,} of the {population:,} stations keep a margin of {kept}.",
        f"Draw {plan.drawn:,}, so that some may fail.",
    ]
    if effect > 1:
        lines.append(
            f"Reports of one team are alike, so {plan.needed:,} say as much as "
            f"{plan.effective:,.0f} that are not (design effect {effect:.2f})."
        )
    lines.append("A margin means something only where chance chooses the stations.")
    return "\n".join(lines)
