"""`evenhand-server sealed`: the statements that were signed off, and their files."""

import sys
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlmodel import Session

from server.commands.output import STDOUT, OutputOption, print_json, write_out
from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    opened_store,
    remember,
    reported,
)
from server.missions.models import Mission
from server.missions.service import get_mission
from server.statement.drafts import sealing
from server.statement.drafts.models import SealedStatement, StatementDraft
from server.statement.formats import Format

app = typer.Typer(help="Statements that were signed off and sealed.", no_args_is_help=True)


class Taken(StrEnum):
    """What can be taken of a sealed statement: a format, or what the seal is the digest of."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    MD = "md"
    JSON = "json"
    SEAL = "seal"


@app.command("list")
def list_sealed(
    mission: MissionOption, *, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """List a mission's sealed statements, the newest first, with their seals."""
    with reported(), opened_store(home) as store, store.reading() as db:
        held = get_mission(db, mission)
        found = [_told(db, each) for each in sealing.list_statements(db, held.id)]
    if as_json:
        print_json(found)
        return
    for each in found:
        typer.echo(
            f"{each['id']}  {each['template']}, {each['language']}, edition {each['edition']}, "
            f"signed {each['signed_at']}\n  seal {each['seal']}"
        )
    if not found:
        typer.echo("No statement of this mission was signed off yet.")


@app.command("take")
def take_sealed(
    statement: Annotated[UUID, typer.Argument(help="Its id, as `sealed list` prints it.")],
    output: OutputOption,
    taken: Annotated[
        Taken, typer.Option("--format", help="A format, or seal: what the seal is the digest of.")
    ] = Taken.PDF,
    *,
    home: HomeOption = None,
) -> None:
    """Write a sealed statement as it was when it was signed, byte for byte."""
    with reported():
        with opened_store(home) as store:
            with store.reading() as db:
                held = sealing.get_statement(db, statement)
                mission = db.get_one(Mission, held.mission_id)
                content = _content(db, held, taken)
            with store.writing() as db:
                remember(
                    db,
                    "statement.exported",
                    mission=mission,
                    subject=f"statement {statement}",
                    format=taken.value,
                )
        write_out(output, content, "statement")
    if output != STDOUT:
        sys.stderr.write(f"{output}: {len(content):,} bytes, as they were sealed.\n")


def _content(db: Session, held: SealedStatement, taken: Taken) -> bytes:
    if taken is Taken.SEAL:
        return held.content.encode()
    return sealing.get_file(db, held.id, Format(taken.value))


def _told(db: Session, statement: SealedStatement) -> dict[str, Any]:
    draft = db.get_one(StatementDraft, statement.draft_id)
    until = statement.embargo_until
    return {
        "id": str(statement.id),
        "template": draft.template,
        "language": draft.language,
        "edition": draft.edition,
        "reason": draft.reason,
        "signed_at": statement.signed_at.isoformat(),
        "signed_by": statement.signed_by,
        "embargo_until": until.isoformat() if until else None,
        "cut": statement.drafted_at.isoformat(),
        "seal": statement.digest,
        "text_sha256": statement.text_digest,
        "data_sha256": statement.data_digest,
        "files": dict(sealing.list_files(db, statement.id)),
    }
