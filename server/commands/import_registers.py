"""`evenhand-server import stations`, and the like: a register's file, all of it or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from server.accounts.caller import operator
from server.commands.import_terms import EncodingOption, FileArgument, SheetOption, problem_as_json
from server.commands.output import print_json
from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    opened_store,
    reported,
    settings_for,
)
from server.importers import importers
from server.imports import columns, keeping
from server.imports.days import ORDERS
from server.imports.examining import Said, mapping_of, table_of
from server.imports.importer import Importer
from server.imports.keeping import MOST_MEGABYTES
from server.imports.problems import FileTooLarge, Unanswered
from server.imports.service import Outcome, import_table
from server.missions.service import get_mission
from server.tabular.table import HowToRead
from shared.clock import system_clock

LISTED_ABSENT = 50
_MERGED = ("", "fill", "first")


@dataclass(frozen=True)
class _Words:
    """What stands on the command line."""

    kind: str
    file: Path
    mission: str
    said: Said
    maps: Mapping[str, str]
    gone: str
    dry_run: bool


def register_command(kind: str) -> Callable[..., None]:
    """Return the command that imports registers of `kind`."""

    def command(  # noqa: PLR0913, PLR0917 - a command's options
        file: FileArgument,
        mission: MissionOption,
        maps: Annotated[
            list[str] | None,
            typer.Option("--map", help='field="column": a column that is called otherwise.'),
        ] = None,
        answers: Annotated[
            list[str] | None,
            typer.Option("--answer", help="question=answer, where the kind of register asks one."),
        ] = None,
        encoding: EncodingOption = "",
        sheet: SheetOption = "",
        separator: Annotated[
            str, typer.Option(help="Between the columns of a CSV file, if it is not found out.")
        ] = "",
        header: Annotated[
            int, typer.Option(help="Row with the columns' names, if not the first.")
        ] = 0,
        merged: Annotated[
            str, typer.Option(help="fill: each merged cell has the value; first: only the first.")
        ] = "",
        days: Annotated[
            str, typer.Option(help="Order of days in the file: dmy, mdy or ymd. Never guessed.")
        ] = "",
        gone: Annotated[
            str, typer.Option(help="What becomes of those that are not in the file: keep, close.")
        ] = "",
        *,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Check the file and change nothing.")
        ] = False,
        as_json: JsonOption = False,
        home: HomeOption = None,
    ) -> None:
        _check_choices(merged, days)
        how = HowToRead(encoding, separator, sheet, header, merged)
        said = Said(how, days, dict(_pair(each, "--answer") for each in answers or []))
        told = dict(_pair(each, "--map") for each in maps or [])
        _run(_Words(kind, file, mission, said, told, gone, dry_run), home, as_json=as_json)

    return command


def _run(words: _Words, home: Path | None, *, as_json: bool) -> None:
    head = {"mission": words.mission, "file": words.file.name, "dry_run": words.dry_run}
    importer = importers(settings_for(home))[words.kind]
    with reported(), problem_as_json({**head, "imported": False}, wanted=as_json):
        outcome = _import(words, importer, home)
    if as_json:
        print_json({**head, **_as_json(outcome), "imported": not words.dry_run})
    else:
        typer.echo(_sentences(outcome, importer, words))


def _import(words: _Words, importer: Importer, home: Path | None) -> Outcome:
    if words.file.stat().st_size > MOST_MEGABYTES * 2**20:
        raise FileTooLarge(f"{words.file.name} has more than {MOST_MEGABYTES} MiB. Split it.")
    if words.gone and words.gone not in importer.gone_deeds:
        known = "; ".join(f"{key}: {said}" for key, said in importer.gone_deeds.items())
        raise Unanswered(f"--gone {words.gone} is not known. {known or 'It is not asked here'}.")
    content = words.file.read_bytes()
    with opened_store(home) as store:
        with store.reading() as db:
            mission = get_mission(db, words.mission, to_write=not words.dry_run)
            remembered = keeping.last_mapping(db, mission.id, importer.kind)
            db.expunge(mission)
        table, said = table_of(content, words.file.name, importer, words.said, remembered)
        mapped = columns.told(
            table.columns,
            importer.fields,
            words.maps,
            mapping_of(table, importer, said, remembered),
            spare=columns.REST if importer.keeps_rest else columns.LEFT_OUT,
        )
        return import_table(
            store, mission, importer, words.file.name, content, said._replace(mapping=mapped),
            by=operator(), now=system_clock(), gone=words.gone, dry_run=words.dry_run,
        )  # fmt: skip


def _check_choices(merged: str, days: str) -> None:
    if merged not in _MERGED:
        raise typer.BadParameter("--merged is fill or first.")
    if days and days not in ORDERS:
        raise typer.BadParameter("--days is dmy, mdy or ymd.")


def _pair(text: str, option: str) -> tuple[str, str]:
    field, separator, column = text.partition("=")
    if not separator or not field or not column:
        raise typer.BadParameter(
            f"'{text}' is not field=column. Write for example {option} code=Number."
        )
    return field.strip(), column.strip()


def _as_json(outcome: Outcome) -> dict[str, Any]:
    plan, source = outcome.plan, outcome.source
    return {
        "read_as": outcome.table.how,
        "rows": plan.rows,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "not_in_file": len(plan.gone),
        "not_in_file_codes": [each.key for each in plan.gone[:LISTED_ABSENT]],
        "those_gone": source.outcome["those_gone"] if source else "",
        **plan.counts,
        "notices": plan.notices,
        "source": str(source.id) if source else None,
        "sha256": source.sha256 if source else None,
        "errors": [],
    }


def _sentences(outcome: Outcome, importer: Importer, words: _Words) -> str:
    plan = outcome.plan
    count = f"1 {importer.one}" if plan.rows == 1 else f"{plan.rows:,} {importer.many}"
    lines = [
        f"{words.file.name} ({outcome.table.how}): {count}, {len(plan.new):,} new, "
        f"{len(plan.changed):,} changed, {plan.unchanged:,} unchanged."
    ]
    if plan.gone:
        keys = ", ".join(each.key for each in plan.gone[:5])
        keys += ", …" if len(plan.gone) > 5 else ""
        become = _become(outcome, importer, words)
        lines.append(f"In the register, not in this file, and {become}: {len(plan.gone)} ({keys}).")
    lines += plan.notices
    if words.dry_run:
        lines.append("This was a dry run: nothing was imported.")
    return "\n".join(lines)


def _become(outcome: Outcome, importer: Importer, words: _Words) -> str:
    """Return what became of those gone, as a participle."""
    source = outcome.source
    chosen = source.outcome["those_gone"] if source else words.gone
    chosen = chosen or next(iter(importer.gone_deeds), "keep")
    return {"keep": "kept", "close": "closed", "remove": "taken out"}.get(chosen, chosen)
