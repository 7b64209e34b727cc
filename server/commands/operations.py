"""Keeping a server in order: migrate, verify."""

import json
from uuid import UUID

import typer

from server.commands.session import HomeOption, JsonOption, opened_store, reported
from server.journal.faults import Fault
from server.journal.verification import Verification, whose
from server.journal.verification import verify as verify_journal


def migrate(home: HomeOption = None) -> None:
    """Bring the database up to date. Safe to repeat."""
    with reported(), opened_store(home):
        typer.echo("The database is up to date.")


def verify(*, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Prove every chain, hash and signature of the journal again. Exit 1 when one is broken."""
    with reported(), opened_store(home) as store, store.reading() as db:
        found = verify_journal(db)
        owners = {fault.device: whose(db, fault.device) for fault in found.broken}
    if as_json:
        typer.echo(_as_json(found, owners))
    elif found.ok:
        typer.echo(f"{_checked(found)}: every chain is whole.")
    else:
        typer.echo(_as_text(found, owners), err=True)
    if not found.ok:
        raise typer.Exit(1)


def _checked(found: Verification) -> str:
    return ", ".join(
        f"{number:,} {one if number == 1 else several}"
        for number, one, several in (
            (found.devices, "device", "devices"),
            (found.entries, "entry", "entries"),
            (found.signatures, "signature", "signatures"),
        )
    )


def _as_text(found: Verification, owners: dict[UUID, str]) -> str:
    lines = [f"{_checked(found)}. The journal is broken:"]
    lines += [
        f"- {owners[fault.device]}, entry {fault.seq}: {fault.sentence}." for fault in found.broken
    ]
    if found.unlisted:
        lines.append(f"- and {found.unlisted:,} more like these.")
    lines += dict.fromkeys(fault.advice for fault in found.broken)
    return "\n".join(lines)


def _as_json(found: Verification, owners: dict[UUID, str]) -> str:
    document = {
        "ok": found.ok,
        "devices": found.devices,
        "entries": found.entries,
        "signatures": found.signatures,
        "broken": [_fault_as_json(fault, owners[fault.device]) for fault in found.broken],
        "broken_unlisted": found.unlisted,
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _fault_as_json(fault: Fault, owner: str) -> dict[str, object]:
    return {
        "device": str(fault.device),
        "seq": fault.seq,
        "fault": fault.kind.value,
        "expected": fault.expected,
        "found": fault.found,
        "message": f"{owner}, entry {fault.seq}: {fault.sentence}.",
        "advice": fault.advice,
    }
