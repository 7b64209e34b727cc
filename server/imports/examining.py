"""Reading a kept file with what people say of it, and finding out what importing it would do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from sqlmodel import Session

from server.imports.columns import Columns, Mapped, assigned, lacking, proposed
from server.imports.days import ORDERS
from server.imports.dry_run import DryRun, ShownColumn, planned, shown_errors
from server.imports.importer import Importer, Plan, Reading, TakenRow
from server.imports.problems import Unanswered, WrongColumns
from server.imports.taking import days_in_doubt, taken
from server.missions.models import Mission
from server.tabular.decoding import UnreadableText, readings_of
from server.tabular.reading import kind_of, read_table
from server.tabular.row_errors import RowErrors
from server.tabular.table import HowToRead, Table, UnreadableTable
from shared.problems import Problem

MOST_COLUMNS = 500
_EXAMPLES = 3
_LOOKED_AT = 200
_LONGEST_EXAMPLE = 60
_RANGES_SHOWN = 10
_TITLES = 20
"""Rows in which the columns' names are looked for, where the first has others."""
_TRIES = 3
"""Rows that may be wider than the first, and are read as the columns' names to find out."""


class Said(NamedTuple):
    """What people said of a file."""

    how: HowToRead = HowToRead()
    order: str = ""
    """Of days: one of `days.ORDERS`; '' = nobody was asked."""
    answers: Mapping[str, str] = {}
    """To the importer's questions."""
    mapping: Mapping[str, str] = {}
    """Column → field; {} = as proposed."""

    def as_json(self) -> dict[str, Any]:
        """Return it without the mapping, as it is kept."""
        return {**self.how._asdict(), "order": self.order, "answers": dict(self.answers)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], mapping: Mapping[str, str]) -> "Said":
        """Return what was kept."""
        how = HowToRead(**{name: kept[name] for name in HowToRead._fields if name in kept})
        return cls(how, kept.get("order", ""), kept.get("answers", {}), mapping)


@dataclass
class Opened:
    """A file whose columns are known."""

    table: Table
    mapping: dict[str, str]
    columns: Columns
    said: Said
    errors: RowErrors = field(default_factory=RowErrors)

    def rows(self, importer: Importer) -> Iterable[TakenRow]:
        """Walk its rows; what is wrong with them is noted."""
        return taken(self.table, importer.fields, self.columns, self.said.order, self.errors)


class KeptFile(NamedTuple):
    """A file, and what is known of it."""

    name: str
    content: bytes
    said: Said
    remembered: Mapping[str, str]
    """What the columns of the last file of its kind were."""


class Examined(NamedTuple):
    """What a file is, and what it would do."""

    dry_run: DryRun
    mapping: Mapping[str, str]
    said: Said
    """What people said, and in which row the columns' names were found."""


def table_of(
    content: bytes, name: str, importer: Importer, said: Said, remembered: Mapped
) -> tuple[Table, Said]:
    """Return a file's table, and what was said with the row of the columns' names, if found.

    Registers come with titles above. Where nobody said in which row the names stand, and the first
    one lacks what is needed, the first row below is taken that has it; shown as if it were said.
    Raises UnreadableText or UnreadableTable.
    """
    table = read_table(content, name, said.how)
    known = {**remembered, **said.mapping}
    if said.how.header or not _lacks(table.columns, importer, known):
        return table, said
    for number in _may_be_headers(table, importer, known):
        told = said._replace(how=said.how._replace(header=number))
        with suppress(UnreadableTable):
            below = read_table(content, name, told.how)
            if not _lacks(below.columns, importer, known):
                return below, told
    return table, said


def _lacks(names: Sequence[str], importer: Importer, known: Mapped) -> bool:
    mapped = proposed(names, importer.fields, keeps_rest=False, remembered=known)
    return bool(lacking(mapped, importer.fields))


def _may_be_headers(table: Table, importer: Importer, known: Mapped) -> Iterator[int]:
    """Yield the numbers of the rows to try: cells beyond the first row's width are not known."""
    tries = 0
    for row in islice(table.rows, _TITLES):
        tries += bool(row.surplus)
        if row.surplus or not _lacks(row.cells, importer, known):
            yield row.number
        if tries == _TRIES:
            return


def mapping_of(
    table: Table, importer: Importer, said: Said, remembered: Mapping[str, str]
) -> dict[str, str]:
    """Return what the columns are: as people said, else as `remembered`, else by their names.

    Raises WrongColumns where there are more than anybody can look through.
    """
    if len(table.columns) > MOST_COLUMNS:
        raise WrongColumns(
            f"{table.name} has {len(table.columns):,} columns; {MOST_COLUMNS} is the most. Leave "
            "out what the register does not need. Is the separator right?"
        )
    known = {**remembered, **said.mapping}
    return proposed(
        table.columns, importer.fields, keeps_rest=importer.keeps_rest, remembered=known
    )


def opened(table: Table, importer: Importer, said: Said, mapping: dict[str, str]) -> Opened:
    """Return the table with its columns assigned.

    Raises WrongColumns, or Unanswered where merged cells or days can be understood in two ways, or
    an importer's question has no answer.
    """
    columns = assigned(table.columns, importer.fields, mapping)
    unanswered = [each for each in importer.asks if each.needed and not said.answers.get(each.name)]
    if unanswered:
        questions = "; ".join(f"{each.words} (--answer {each.name}=…)" for each in unanswered)
        raise Unanswered(f"Something about {table.name} has to be said first: {questions}.")
    if table.merged:
        some = ", ".join(table.merged[:5]) + (", …" if len(table.merged) > 5 else "")
        raise Unanswered(
            f"{table.name} has merged cells ({some}). Say what they mean: that each cell has the "
            "value (--merged fill), or only the first (--merged first).",
            merged=list(table.merged[:_RANGES_SHOWN]),
        )
    if not said.order and (doubt := days_in_doubt(table, importer.fields, columns)):
        raise Unanswered(
            f"{table.name} has days whose order can't be known ({', '.join(doubt)}). Say it: "
            + "; ".join(f"--days {key} = {words}" for key, words in ORDERS.items())
            + ".",
            days=doubt,
        )
    return Opened(table, mapping, columns, said)


def compared(
    db: Session, mission: Mission, importer: Importer, file: Opened, rows: Iterable[TakenRow]
) -> Plan:
    """Return what importing `rows` of `file` would do; mistakes are noted in `file.errors`."""
    reading = Reading(file.columns, rows, file.errors, file.said.answers)
    plan = importer.compare(db, mission, reading)
    if not file.errors.total and not plan.rows:
        message = f"no {importer.one} stands below the header"
        file.errors.add(1, "", message, f"Add one row a {importer.one}.")
    return plan


def examine(db: Session, mission: Mission, importer: Importer, kept: KeptFile) -> Examined:
    """Find out what importing a file would do, or what keeps it from being imported."""
    said, mapping = kept.said, dict(kept.said.mapping)
    recalled = [(name, target) for name, target in kept.remembered.items() if target]
    kind = {"kind": kind_of(kept.content)}
    about: dict[str, Any] = {}
    try:
        table, said = table_of(kept.content, kept.name, importer, said, kept.remembered)
        mapping = mapping_of(table, importer, said, kept.remembered)
        about = {
            "as_before": not said.mapping and any(mapping.get(e) == t for e, t in recalled),
            "read_as": table.how,
            "sheets": list(table.sheets),
            "columns": _examples(table),
            "merged_total": len(table.merged),
        }
        file = opened(table, importer, said, mapping)
        plan = compared(db, mission, importer, file, file.rows(importer))
    except UnreadableText as problem:
        about |= {"trouble": problem.detail, "encodings": readings_of(kept.content)}
    except Problem as problem:
        asked = {name: problem.extra[name] for name in ("merged", "days") if name in problem.extra}
        about |= asked or {"trouble": problem.detail}
    else:
        about |= _found(file, plan)
    return Examined(DryRun(**kind, **about), mapping, said)


def _found(file: Opened, plan: Plan) -> dict[str, Any]:
    if not file.errors.total:
        return planned(plan)
    return {
        "errors": shown_errors(file.errors.by_rows()),
        "errors_total": file.errors.total,
        "notices": plan.notices,
    }


def _examples(table: Table) -> list[ShownColumn]:
    """Return each named column with a few different cells of it."""
    found: list[dict[str, None]] = [{} for _ in table.columns]
    for row in islice(table.rows, _LOOKED_AT):
        for at, cell in enumerate(row.cells):
            if cell and len(found[at]) < _EXAMPLES:
                found[at][cell[:_LONGEST_EXAMPLE]] = None
    return [
        ShownColumn(name=name, examples=list(examples))
        for name, examples in zip(table.columns, found, strict=True)
        if name
    ]
