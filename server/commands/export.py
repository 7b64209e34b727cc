"""`evenhand-server export`: the reports, taken out; and what was taken out before."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from server.accounts.caller import operator
from server.accounts.models import TrailEntry
from server.commands.export_files import draft_beside, manifest_in, put, require_free
from server.commands.findings import AsOfOption, moment
from server.commands.output import print_json
from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    opened_store,
    reported,
    settings_for,
)
from server.database import Store
from server.exchange import service
from server.exchange.service import Export, Tools
from server.exchange.wanted import EVERYTHING, Wanted, format_called
from server.journal.attachments.store import FolderStore
from server.journal.keys import server_key
from server.missions.service import get_mission
from shared.clock import system_clock
from shared.digest import sha256_hex
from shared.problems import Problem


class Unproven(Problem):
    """A file is of no export that the mission knows of."""

    code = "unproven-export"
    title = "The file is of no export"


OutputOption = Annotated[
    Path,
    typer.Option(
        "-o",
        "--output",
        help="The file to write. A csv goes into a .zip; into a folder; or as .csv, with the "
        "tables that belong to it beside it.",
    ),
]
FormatOption = Annotated[str, typer.Option("--format", help="csv, xlsx, geojson or datapackage.")]
FormsOption = Annotated[
    list[str] | None, typer.Option("--form", help="Only this form's reports; again for more.")
]
LabelsOption = Annotated[
    str, typer.Option("--labels", help="Labels of this language (en, ru, …) in place of names.")
]
QuarantineOption = Annotated[
    bool, typer.Option("--quarantine", help="Also what stands in quarantine or conflict.")
]
PeopleOption = Annotated[
    bool, typer.Option("--people", help="Codes of teams and observers, no stand-ins.")
]
ExactTimesOption = Annotated[
    bool, typer.Option("--exact-times", help="Moments as they are, not cut to the hour.")
]
AttachmentsOption = Annotated[
    bool, typer.Option("--attachments", help="Photographs, without position and time.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over what is there.")]
ProveOption = Annotated[
    Path | None,
    typer.Option(
        "--prove",
        help="A file: say in which export it went out, if in any.",
        exists=True,
        dir_okay=False,
    ),
]


def export(  # noqa: PLR0913 - the options of a command
    mission: MissionOption,
    output: OutputOption,
    format_name: FormatOption,
    form: FormsOption = None,
    as_of: AsOfOption = "",
    labels: LabelsOption = "",
    *,
    quarantine: QuarantineOption = False,
    people: PeopleOption = False,
    exact_times: ExactTimesOption = False,
    attachments: AttachmentsOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Take the reports out, with their dictionary, the cut, digests and a seal."""
    with reported():
        kind = format_called(format_name)
        require_free(output, kind, force=force)
        with opened_store(home) as store, draft_beside(output) as draft:
            wanted = Wanted(
                kind,
                tuple(form or ()),
                _moment(store, mission, as_of),
                labels,
                quarantine=quarantine,
                people=people,
                exact_times=exact_times,
                attachments=attachments,
            )
            made = _make(store, home, mission, wanted, draft)
            written = put(draft, output, kind, force=force)
    _tell(made, written, as_json=as_json)


def exports(
    mission: MissionOption,
    prove: ProveOption = None,
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List what was taken out of a mission; or prove that a file is what was taken out."""
    with reported(), opened_store(home) as store, store.reading() as db:
        held = get_mission(db, mission)
        if prove is not None:
            _prove(service.find_export(db, held.id, sha256_hex(prove.read_bytes())), prove)
            return
        entries = service.list_exports(db, held.id)
    if as_json:
        print_json({"mission": mission, "exports": [_entry_json(each) for each in entries]})
        return
    for each in entries:
        said = each.particulars
        typer.echo(
            f"{each.at:%Y-%m-%d %H:%M}Z  {each.name}  {each.subject}: {said['reports']} reports "
            f"up to {said['cut']}; also: {', '.join(said['opened']) or 'nothing'}; {said['sha256']}"
        )
    if not entries:
        typer.echo("Nothing was taken out yet.")


def _entry_json(entry: TrailEntry) -> dict[str, Any]:
    return {"number": entry.seq, "at": entry.at.isoformat(), "by": entry.name, **entry.particulars}


def _prove(entry: TrailEntry | None, file: Path) -> None:
    if entry is None:
        raise Unproven(
            f"{file.name} is of no export of this mission: it was changed, or comes from elsewhere."
        )
    typer.echo(
        f"{file.name} is as it was taken out on {entry.at:%d %B %Y, %H:%M} UTC by {entry.name} "
        f"({entry.subject}, up to {entry.particulars['cut']}; entry {entry.seq} of the trail)."
    )


def _moment(store: Store, mission: str, as_of: str) -> datetime | None:
    with store.reading() as db:
        return moment(as_of, get_mission(db, mission).timezone)


def _make(store: Store, home: Path | None, code: str, wanted: Wanted, draft: Path) -> Export:
    settings, now = settings_for(home), system_clock()
    tools = Tools(store, server_key(settings.home), FolderStore(settings.attachments))
    with store.reading() as db:
        mission = get_mission(db, code)
    with draft.open("w+b") as out:
        made = service.make_export(tools, mission, wanted, EVERYTHING, out, now=now)
    with store.writing() as db:
        service.record_export(db, operator(), mission.id, made, now=now)
    return made


def _tell(made: Export, written: list[Path], *, as_json: bool) -> None:
    manifest = made.manifest
    if as_json:
        files = [str(each) for each in written]
        print_json({"files": files, "sha256": made.sha256, "bytes": made.size, **manifest})
        return
    count = "1 report" if made.reports == 1 else f"{made.reports:,} reports"
    beside = f" and {len(written) - 1} files beside it" if len(written) > 1 else ""
    typer.echo(f"{written[0]}{beside}: {count} up to {manifest['cut']}.")
    for each in manifest["resources"]:
        if not each["rows"]:
            continue
        typer.echo(f"  {each.get('sheet', each['path'])}: {each['rows']:,} rows")
    for note in manifest["notes"]:
        typer.echo(f"  {note}")
    seal = manifest_in(written)
    proof = f"{seal.name} is sealed by the server's key" if seal else f"SHA-256 {made.sha256}"
    typer.echo(f"{proof}. `evenhand-server exports --prove` knows each of the files again.")
