"""`evenhand-server form export`: a form as spreadsheet, XForm, JSON or paper."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from server.commands.form_files import read_form_file
from server.commands.output import STDOUT, FontsOption, OutputOption, Unwritable, write_out
from server.commands.session import HomeOption, MissionOption, opened_store, reported
from server.forms import service as forms
from server.forms.export.composing import Edition
from server.forms.export.problems import UnknownFormFormat
from server.forms.export.published import reading_of
from server.forms.problems import UnknownForm
from server.forms.reading import FormReading
from server.missions.service import get_mission

FORMATS = ("xlsx", "xform", "json", "pdf")


FormArgument = Annotated[
    str,
    typer.Argument(
        help="A standard form such as voting, an XLSForm file, or with --mission the id of a "
        "published form."
    ),
]
FormatOption = Annotated[str, typer.Option("--format", help="xlsx, xform, json or pdf.")]
LanguagesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lang",
        help="Of the pdf; again for more, one after the other in one file. Default: all "
        "languages of the form.",
    ),
]
VersionOption = Annotated[
    str, typer.Option("--version", help="Of the published form; its newest by default.")
]
CompactOption = Annotated[
    bool, typer.Option("--compact", help="A pdf of fewer pages: sections share them.")
]


def export(  # noqa: PLR0913 - the options of a command
    form: FormArgument,
    output: OutputOption,
    format_name: FormatOption,
    lang: LanguagesOption = None,
    mission: MissionOption = "",
    version: VersionOption = "",
    *,
    fonts: FontsOption = None,
    compact: CompactOption = False,
    home: HomeOption = None,
) -> None:
    """Write a form as a spreadsheet (xlsx), for phones (xform), as JSON, or to print (pdf)."""
    _check_options(format_name, lang, version, mission, compact=compact)
    with reported():
        _check_format(format_name)
        if mission:
            reading, edition = _published(form, version or None, mission, home)
        else:
            reading, edition = _unpublished(form), Edition()
            _check_output(form, output)
        edition = replace(edition, languages=tuple(lang or ()), compact=compact, fonts=fonts)
        content = _writers(edition)[format_name](reading)
        write_out(output, content, "form")
    if output != STDOUT:
        typer.echo(f"{output}: {_summary(reading, format_name, lang)}", err=True)
    if format_name == "xlsx":
        _say_what_differs(reading, content)


def _check_options(
    format_name: str, lang: list[str] | None, version: str, mission: str, *, compact: bool
) -> None:
    if version and not mission:
        raise typer.BadParameter("--version goes with --mission: only published forms have several")
    if format_name in FORMATS and format_name != "pdf" and (lang or compact):
        raise typer.BadParameter("--lang and --compact are for --format pdf; the others hold all")


def _check_format(name: str) -> None:
    if name not in FORMATS:
        raise UnknownFormFormat(
            f"Forms can't be written as {name!r}. There are: {', '.join(FORMATS)}."
        )


def _check_output(form: str, output: str) -> None:
    source, target = Path(form), Path(output)
    if source.exists() and target.exists() and target.samefile(source):
        raise Unwritable(
            f"{output} is the form itself, and would be overwritten. Choose another file with -o."
        )


def _published(
    form: str, version: str | None, mission: str, home: Path | None
) -> tuple[FormReading, Edition]:
    with opened_store(home) as store, store.reading() as db:
        held = get_mission(db, mission)
        published = forms.get_published(db, held.id, form, version)
        return reading_of(db, published), Edition(mission=held.title, drill=held.drill)


def _unpublished(form: str) -> FormReading:
    if form in forms.LIBRARY:
        return forms.read_library(form)
    path = Path(form)
    if not path.is_file():
        raise UnknownForm(
            f"There is no file {form}, and no standard form of that name. Standard forms are: "
            f"{', '.join(forms.LIBRARY)}. For a form that a mission published, add --mission."
        )
    return read_form_file(path)


def _writers(edition: Edition) -> dict[str, Callable[[FormReading], bytes]]:
    # Spreadsheets, typesetting and pyxform are heavy; no other command's start should pay.
    from server.forms.export import spreadsheet, writing  # noqa: PLC0415

    return {
        "xlsx": spreadsheet.as_workbook,
        "xform": writing.as_xform,
        "json": writing.as_json,
        "pdf": lambda reading: writing.as_paper(reading, edition),
    }


def _summary(reading: FormReading, format_name: str, lang: list[str] | None) -> str:
    form = reading.form
    if form is None:
        return "written; the form has mistakes, see `evenhand-server form lint`."
    said = f"{form.id}, version {form.version}, {sum(1 for _ in form.questions())} questions"
    if format_name == "pdf":
        said += f", in {', '.join(lang or form.languages)}"
    return f"{said}."


def _say_what_differs(reading: FormReading, workbook: bytes) -> None:
    from server.forms.export.spreadsheet import is_same_form  # noqa: PLC0415 - heavy, see above

    if workbook != reading.source and reading.form and not is_same_form(reading, workbook):
        typer.echo(
            "Careful: read back, the workbook is not quite the same form. It may hold characters "
            "that spreadsheets can't, or have been read by another release. Compare the two with "
            "`evenhand-server form diff`.",
            err=True,
        )
