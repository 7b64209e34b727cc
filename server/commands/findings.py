"""`evenhand-server findings`: what the reports of a form say."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from server.commands.output import print_json
from server.commands.session import HomeOption, JsonOption, MissionOption, opened_store, reported
from server.errors import InvalidRequest
from server.findings.as_json import as_json as to_json
from server.findings.charts import disputed_in_words, numbers_in_words
from server.findings.figures import figure, not_counted, outside_words
from server.findings.finding import FormFindings, QuestionFinding
from server.findings.service import Cut, findings
from server.findings.tally import Unit
from server.missions.here import DRILL
from server.missions.service import get_mission
from shared.forms.model import Integer
from shared.text import in_language

AsOfOption = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="Look only at what had been received by then, such as 2021-01-10T20:00 (by the "
        "mission's clock) or 2021-01-10T14:00Z.",
        show_default="everything",
    ),
]


def print_findings(  # noqa: PLR0913 - the options of a command
    mission: MissionOption,
    form: Annotated[str, typer.Option("--form", help="The form's id.")],
    by: Annotated[
        str,
        typer.Option(
            "--by",
            help="Break down by region, region:2, setting, kind, hour, version, team, "
            "organisation, nationality, role, or a column of the register.",
        ),
    ] = "",
    as_of: AsOfOption = "",
    unit: Annotated[
        Unit, typer.Option("--unit", help="Count reports, or stations with their visits together.")
    ] = "report",
    *,
    verified: Annotated[
        bool,
        typer.Option("--verified", help="Only reports of which no check asks anything."),
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Print what the reports of a form say, question by question."""
    with reported(), opened_store(home) as store, store.reading() as db:
        held = get_mission(db, mission)
        at = moment(as_of, held.timezone)
        cut = Cut(as_of=at, unit=unit, verified=verified, by=by or None)
        found = findings(db, held, form, cut)
    if as_json:
        print_json(to_json(found))
    else:
        for line in table(found):
            typer.echo(line)


def moment(text: str, timezone: str) -> datetime | None:
    """Return the moment that `text` says; without an offset, by the mission's clock.

    Raises InvalidRequest.
    """
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidRequest(
            f"{text!r} is not a moment. Write it as 2021-01-10T20:00, by the mission's clock, "
            "or with an offset, as 2021-01-10T14:00Z."
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(timezone))


def table(found: FormFindings) -> Iterator[str]:
    """Yield the findings line by line, each figure with its base."""
    reports = f"{found.reports:,} report{'' if found.reports == 1 else 's'}"
    stations = f"{found.stations:,} station{'' if found.stations == 1 else 's'}"
    if found.drill:
        yield DRILL
    yield f"{in_language(found.title, 'en') or found.form} ({found.form}), {found.mission}"
    yield (
        f"{reports} from {stations}; {found.coverage.covered:,} of {found.coverage.expected:,} "
        f"stations of the {found.coverage.source} are covered. Unit: {found.unit}."
    )
    if found.as_of is not None:
        yield f"Only what had been received by {found.as_of:%Y-%m-%d %H:%M %z}."
    if found.verified:
        yield "Only reports of which no check asks anything."
    if found.outside.units:
        yield outside_words(found.outside)
    for each in found.questions:
        yield ""
        yield from _question(each, found)


def _question(each: QuestionFinding, found: FormFindings) -> Iterator[str]:
    label = in_language(each.question.label, "en")
    yield f"{each.question.name}  {label}"
    yield f"    answered {each.answered:,} of {each.reports:,}{_silences(each)}"
    yield from _options(each, found, "    ")
    yield from _numbers(each, "    ")
    if disputed := disputed_in_words(each, found):
        yield f"    {disputed}"
    if each.apart:
        yield f"    {not_counted(each.apart)}"
    for name, group in each.groups.items():
        if group.answered and (group.options or group.summary):
            yield f"    {name}: answered {group.answered:,} of {group.reports:,}"
            yield from _options(group, found, "        ")
            yield from _numbers(group, "        ")


def _numbers(each: QuestionFinding, indent: str) -> Iterator[str]:
    if each.summary:
        yield indent + numbers_in_words(each.summary, whole=isinstance(each.question, Integer))


def _options(each: QuestionFinding, found: FormFindings, indent: str) -> Iterator[str]:
    for option in each.options:
        if option.count:
            label = in_language(option.label, "en") or option.value
            thin = found.is_thin(each)
            counted = figure(option.count, each.answered, found.design, option.estimate, thin=thin)
            yield f"{indent}{counted:<28} {label}"


def _silences(each: QuestionFinding) -> str:
    kinds = {
        "not observed": each.not_observed,
        "don't know": each.dont_know,
        "not applicable": each.not_applicable,
        "missing": each.missing,
    }
    given = [f"{count:,} {kind}" for kind, count in kinds.items() if count]
    return f" ({', '.join(given)})" if given else ""
