"""`evenhand fill`: seal checklists that were filled elsewhere."""

import json
from collections.abc import Sequence
from json import JSONDecodeError
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from client.commands.given import given_to
from client.filling import AnswersRefused, FilledChecklist, FilledReport, fill, read_batch
from client.laptop import Laptop

_AN_ANSWERS_FILE = 'a JSON object like {"V06": "usable", "V21": ["masks"]}'


def fill_command(  # noqa: PLR0913 - the options of a command are its arguments
    context: typer.Context,
    *,
    form: Annotated[str, typer.Option(help="The checklist's id.")] = "",
    station: Annotated[str, typer.Option(help="The station's code.")] = "",
    answers: Annotated[
        Path | None, typer.Option(help="JSON: question name → answer.", dir_okay=False)
    ] = None,
    arrived: Annotated[
        str | None, typer.Option(help="ISO 8601; without an offset, the station's time.")
    ] = None,
    departed: Annotated[str | None, typer.Option(help="Likewise.")] = None,
    attach: Annotated[
        list[str] | None,
        typer.Option(
            metavar="QUESTION=PATH",
            help="A photograph, recording or file; =PATH for the report as a whole. Repeatable.",
        ),
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            help="JSON list of {form, station, answers, comments?, seen_by?, arrived_at?,"
            " attachments?, departed_at?}: all are sealed, or none.",
            dir_okay=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Seal a filled checklist, or many. They wait on this laptop for the next sync."""
    if batch is not None:
        if form or station or answers or arrived or departed or attach:
            raise typer.BadParameter("--batch stands alone: the file names forms and stations.")
        checklists = read_batch(_json(batch))
    elif form and station and answers:
        one = _one(form, station, _json(answers), (arrived, departed))
        checklists = [one.model_copy(update={"attachments": _attached(attach or [])})]
    else:
        raise typer.BadParameter("Give --form, --station and --answers, or --batch.")
    with given_to(context).laptop() as laptop:
        reports = fill(laptop, checklists)
        for report in reports:
            for warning in report.warnings():
                typer.echo(f"Note: {warning}.", err=True)
        _tell(laptop, reports, as_one=batch is None, as_json=as_json)


def _one(
    form: str, station: str, answers: object, times: tuple[str | None, str | None]
) -> FilledChecklist:
    if not isinstance(answers, dict):
        raise AnswersRefused([f"the file is not {_AN_ANSWERS_FILE}"])
    checklist = {
        "form": form,
        "station": station,
        "answers": cast("dict[str, Any]", answers),
        "arrived_at": times[0],
        "departed_at": times[1],
    }
    return read_batch([checklist])[0]


def _attached(options: Sequence[str]) -> dict[str, list[Path]]:
    """Return question → files of the options `QUESTION=PATH`."""
    attached: dict[str, list[Path]] = {}
    for option in options:
        question, equals, path = option.partition("=")
        if not equals or not path:
            raise typer.BadParameter(f"--attach {option}: write it as QUESTION=PATH.")
        attached.setdefault(question.strip(), []).append(Path(path))
    return attached


def _json(file: Path) -> object:
    try:
        return json.loads(file.read_text("utf-8-sig"), parse_constant=_refuse_constant)
    except OSError as error:
        raise typer.BadParameter(f"{file} can't be read: {error.strerror}.") from None
    except JSONDecodeError as error:
        raise AnswersRefused(
            [f"{file} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}"]
        ) from None
    except (UnicodeDecodeError, RecursionError):
        raise AnswersRefused([f"{file} is not JSON in UTF-8"]) from None


def _refuse_constant(name: str) -> Any:  # noqa: ANN401 - what json expects
    raise JSONDecodeError(f"{name} is not a number", name, 0)


def _tell(laptop: Laptop, reports: Sequence[FilledReport], *, as_one: bool, as_json: bool) -> None:
    waiting = laptop.journal.standing().waiting
    if not as_json:
        typer.echo(f"Sealed: {len(reports)}. Waiting on this laptop: {waiting}.")
        return
    told = [_as_json(report) for report in reports]
    document = told[0] | {"waiting": waiting} if as_one else {"reports": told, "waiting": waiting}
    typer.echo(json.dumps(document))


def _as_json(report: FilledReport) -> dict[str, Any]:
    return {
        "report": str(report.report),
        "form": report.form,
        "station": report.station,
        "missing": list(report.missing),
        "left_out": list(report.left_out),
        "in_register": report.in_register,
    }
