"""Importing: a file is handed in and looked at, then confirmed, or set aside. All or nothing.

Files are read outside of units of work that write: a long one holds nobody up but its reader.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session

from server.accounts import trail
from server.accounts.caller import Doer
from server.database import Store
from server.imports import keeping
from server.imports.dry_run import DryRun, digest_of_plan
from server.imports.examining import (
    KeptFile,
    Opened,
    Said,
    compared,
    examine,
    mapping_of,
    opened,
    table_of,
)
from server.imports.importer import Deed, Importer, Plan, TakenRow
from server.imports.models import ImportedSource
from server.imports.problems import AlreadySettled, ChangedSince, Unanswered
from server.missions.closing import require_open
from server.missions.models import Mission
from server.tabular.reading import read_table
from server.tabular.row_errors import RowErrors, RowsRefused
from server.tabular.table import Table

_EVERY_ERROR = 1_000_000


class Outcome(NamedTuple):
    """What an import did, or would do."""

    table: Table
    plan: Plan
    source: ImportedSource | None
    """The kept file; None on a dry run."""


def hand_in(  # noqa: PLR0913 - a file, whose it is, who and when
    store: Store, mission: Mission, importer: Importer, name: str, content: bytes, *,
    by: Doer, now: datetime,
) -> UUID:  # fmt: skip
    """Keep a file, look at it for the first time, and return its number. Raises FileTooLarge."""
    with store.writing() as db:
        source = keeping.keep(db, mission.id, importer, name, content, by=by, now=now)
        trail.record(
            db, by, "source.kept", now=now, mission_id=mission.id, subject=f"file {name}",
            kind=importer.kind, sha256=source.sha256,
        )  # fmt: skip
        number = source.id
    look(store, mission, importer, number, Said())
    return number


def look(store: Store, mission: Mission, importer: Importer, number: UUID, said: Said) -> DryRun:
    """Do a dry run of a kept file, with what is said of it, and keep what it shows.

    Raises NoSuchSource, AlreadySettled or SourceErased.
    """
    with store.reading() as db:
        source = _waiting(db, mission, number)
        content = keeping.content_of(db, source, importer.seal)
        remembered = keeping.last_mapping(db, mission.id, importer.kind)
        examined = examine(db, mission, importer, KeptFile(source.name, content, said, remembered))
    with store.writing() as db:
        source = _waiting(db, mission, number)
        source.how, source.mapping = examined.said.as_json(), dict(examined.mapping)
        _show(db, source, importer, examined.dry_run)
    return examined.dry_run


def shown(source: ImportedSource, importer: Importer) -> DryRun:
    """Return what the last dry run of a file found."""
    if not source.shown:
        return DryRun()
    return DryRun.model_validate_json(importer.seal.open(source.shown))


def confirm(  # noqa: PLR0913 - who, when, what, and what they saw
    store: Store, mission: Mission, importer: Importer, number: UUID, *,
    seen: str, gone: str, by: Doer, now: datetime,
) -> Plan:  # fmt: skip
    """Import a kept file, if that does what its dry run showed (`seen`, a digest).

    `gone` says what becomes of those that the file has not. Raises ChangedSince where it would do
    something else by now: what, is shown anew; else NoSuchSource, AlreadySettled, Unanswered.
    """
    file, rows = _read(store, mission, importer, number)
    with store.writing() as db:
        source = _waiting(db, mission, number)
        here = _attached(db, mission)
        plan = compared(db, here, importer, file, rows)
        is_same = not file.errors.total and digest_of_plan(plan) == seen
        if is_same:
            deed = Deed(by, now, _chosen(importer, plan, gone), file.said.answers, _named(source))
            _apply(db, here, importer, source, plan, deed)
    if not is_same:
        look(store, mission, importer, number, file.said)
        raise ChangedSince(
            f"Nothing of {file.table.name} was imported: the {importer.many} have changed since "
            "you looked, so it would now do something else. Look at it again, then confirm."
        )
    return plan


def import_table(  # noqa: PLR0913 - a command's words
    store: Store, mission: Mission, importer: Importer, name: str, content: bytes, said: Said, *,
    by: Doer, now: datetime, gone: str = "", dry_run: bool = False,
) -> Outcome:  # fmt: skip
    """Import a file in one go, as commands do: all of it, or nothing; kept only if it is imported.

    Raises whatever keeps the file from being imported: UnreadableText, UnreadableTable,
    WrongColumns, Unanswered, RowsRefused.
    """
    with store.reading() as db:
        remembered = keeping.last_mapping(db, mission.id, importer.kind)
    table, said = table_of(content, name, importer, said, remembered)
    mapping = mapping_of(table, importer, said, remembered)
    file = opened(table, importer, said, mapping)
    rows = list(file.rows(importer))
    with store.reading() if dry_run else store.writing() as db:
        here = _attached(db, mission)
        plan = compared(db, here, importer, file, rows)
        if file.errors.total:
            raise RowsRefused(name, file.errors.by_rows(), file.errors.total)
        if dry_run:
            return Outcome(table, plan, None)
        source = keeping.keep(db, mission.id, importer, name, content, by=by, now=now)
        source.how, source.mapping = said.as_json(), mapping
        default = next(iter(importer.gone_deeds), "")
        chosen = _chosen(importer, plan, gone or default)
        _apply(
            db, here, importer, source, plan, Deed(by, now, chosen, said.answers, _named(source))
        )
        db.flush()
        db.refresh(source)
        db.expunge(source)
    return Outcome(table, plan, source)


def set_aside(
    db: Session, mission: Mission, importer: Importer, number: UUID, *, by: Doer, now: datetime
) -> None:
    """Give up a file that waits. It stays among the sources. Raises AlreadySettled."""
    source = _waiting(db, mission, number)
    source.state, source.shown = keeping.SET_ASIDE, b""
    source.settled_by, source.settled_at = by.name, now
    db.add(source)
    trail.record(
        db, by, "source.set_aside", now=now, mission_id=mission.id, subject=f"file {source.name}",
        kind=importer.kind,
    )  # fmt: skip


def every_error(
    store: Store, mission: Mission, importer: Importer, number: UUID
) -> Iterator[Sequence[object]]:
    """Yield a header, then all that is wrong with a file that waits, a mistake a row."""
    with store.reading() as db:
        source = _waiting(db, mission, number)
        content = keeping.content_of(db, source, importer.seal)
        said = Said.from_json(source.how, source.mapping)
        table = read_table(content, source.name, said.how)
        file = opened(table, importer, said, dict(source.mapping))
        file.errors = RowErrors(most=_EVERY_ERROR)
        compared(db, mission, importer, file, file.rows(importer))
    yield ("row", "column", "what is wrong", "what to do")
    for error in file.errors.by_rows():
        yield (error.row, error.column, error.message, error.cure)


def _read(
    store: Store, mission: Mission, importer: Importer, number: UUID
) -> tuple[Opened, list[TakenRow]]:
    with store.reading() as db:
        source = _waiting(db, mission, number)
        content = keeping.content_of(db, source, importer.seal)
        said = Said.from_json(source.how, source.mapping)
        table = read_table(content, source.name, said.how)
    file = opened(table, importer, said, dict(said.mapping))
    return file, list(file.rows(importer))


def _apply(
    db: Session, mission: Mission, importer: Importer, source: ImportedSource, plan: Plan,
    deed: Deed,
) -> None:  # fmt: skip
    require_open(mission)
    importer.apply(db, mission, plan, deed)
    source.state, source.shown = keeping.IMPORTED, b""
    source.settled_by, source.settled_at = deed.by.name, deed.now
    source.outcome = _outcome(plan, deed.gone)
    db.add(source)
    trail.record(
        db, deed.by, f"{importer.kind}.imported", now=deed.now, mission_id=mission.id,
        subject=f"file {source.name}", source=str(source.id), sha256=source.sha256,
        new=len(plan.new), changed=len(plan.changed), gone=len(plan.gone), those_gone=deed.gone,
    )  # fmt: skip


def _outcome(plan: Plan, gone: str) -> dict[str, Any]:
    return {
        "rows": plan.rows,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "gone": len(plan.gone),
        "those_gone": gone,
    }


def _chosen(importer: Importer, plan: Plan, gone: str) -> str:
    """Return what becomes of those gone; '' where there are none. Raises Unanswered."""
    if not plan.gone or not importer.gone_deeds:
        return ""
    if len(importer.gone_deeds) == 1:
        return next(iter(importer.gone_deeds))
    if gone not in importer.gone_deeds:
        raise Unanswered(
            f"{len(plan.gone):,} {importer.many} are not in the file. Say what becomes of them: "
            + "; ".join(f"{key} = {words}" for key, words in importer.gone_deeds.items())
            + "."
        )
    return gone


def _show(db: Session, source: ImportedSource, importer: Importer, found: DryRun) -> None:
    source.shown = importer.seal.seal(found.model_dump_json().encode())
    db.add(source)


def _waiting(db: Session, mission: Mission, number: UUID) -> ImportedSource:
    source = keeping.get_source(db, mission.id, number)
    if source.state != keeping.WAITING:
        what = "imported" if source.state == keeping.IMPORTED else "set aside"
        raise AlreadySettled(
            f"{source.name} was {what} by {source.settled_by}. Hand it in again to import it anew."
        )
    return source


def _attached(db: Session, mission: Mission) -> Mission:
    """Return the mission as the unit of work has it."""
    return db.get(Mission, mission.id) or mission


def _named(source: ImportedSource) -> str:
    return f"{source.name} ({source.sha256[:12]})"
