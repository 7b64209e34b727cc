"""`evenhand-server form diff`: what changed between two versions of a form."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from server.commands.form_files import read_form_file
from server.commands.output import print_json
from server.commands.session import HomeOption, JsonOption, MissionOption, opened_store, reported
from server.forms import service as forms
from server.forms.problems import FormsNotComparable
from server.forms.reading import form_in
from server.forms.versions import Fate, QuestionChange, VersionDiff, compare
from server.missions.service import get_mission
from shared.forms.model import Form


def diff(
    what: Annotated[
        list[str],
        typer.Argument(
            help="Two files, the older first; or with --mission the form's id and one or two of "
            "its versions (the newest is the second one if it is left out)."
        ),
    ],
    mission: MissionOption = "",
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Say which questions are the same, changed, new and gone, and whose answers still meet."""
    with reported():
        old, new = _published(what, mission, home) if mission else _files(what)
        found = compare(old, new)
    if as_json:
        print_json(_as_json(found))
    else:
        for line in diff_lines(found):
            typer.echo(line)


def diff_lines(found: VersionDiff) -> Iterator[str]:
    """Yield the differences, a line each, the worst first."""
    same_version = found.old == found.new
    versions = found.new if same_version else f"{found.old} → {found.new}"
    yield f"{found.form}, version {versions}"
    if found.is_same:
        yield "Nothing changed." if same_version else "Nothing changed but the version."
        return
    if same_version:
        yield f"Both are version {found.new}: give the newer one a version of its own."
    yield ", ".join(f"{len(found.with_fate(fate))} {fate.value}" for fate in Fate)
    yield from (f"  {line}" for line in found.settings)
    for each in found.questions:
        if each.apart:
            yield f"! {each.name}: {each.apart} Its answers are not counted together."
    for gone, new in found.renamed:
        yield f"! {gone} is gone and {new} reads the same: answers are mapped by name, not by text."
    for fate, sign in ((Fate.CHANGED, "~"), (Fate.NEW, "+"), (Fate.GONE, "-")):
        for each in found.with_fate(fate):
            yield f"{sign} {each.name}  {each.label}".rstrip()
            yield from (f"    {line}" for line in each.changes)


def _files(what: list[str]) -> tuple[Form, Form]:
    paths = [Path(each) for each in what]
    absent = [path for path in paths if not path.is_file()]
    if absent:
        raise FormsNotComparable(
            f"There is no file {absent[0]}. Name two files, or add --mission to compare versions "
            "that were published."
        )
    if len(paths) != 2:
        raise FormsNotComparable("Name two files to compare: the older one first.")
    old, new = (form_in(read_form_file(path)) for path in paths)
    return old, new


def _published(what: list[str], mission: str, home: Path | None) -> tuple[Form, Form]:
    if len(what) not in (2, 3):
        raise FormsNotComparable(
            "Name the form and one or two of its versions, such as: voting 2026.1 2026.2."
        )
    with opened_store(home) as store, store.reading() as db:
        held = get_mission(db, mission)
        newer = what[2] if len(what) == 3 else None
        versions = (what[1], newer)
        old, new = (
            forms.form_of(forms.get_published(db, held.id, what[0], each)) for each in versions
        )
    return old, new


def _as_json(found: VersionDiff) -> dict[str, Any]:
    return {
        "form": found.form,
        "old": found.old,
        "new": found.new,
        "settings": list(found.settings),
        "renamed": [{"gone": gone, "new": new} for gone, new in found.renamed],
        "questions": [_question_json(each) for each in found.questions],
    }


def _question_json(each: QuestionChange) -> dict[str, Any]:
    return {
        "name": each.name,
        "label": each.label,
        "fate": each.fate.value,
        "changes": list(each.changes),
        "apart": each.apart,
    }
