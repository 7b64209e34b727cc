"""Keeping a server in order: migrate, verify, backup, restore."""

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from server.accounts.caller import operator
from server.accounts.trail import record
from server.accounts.trail_reading import Proof, prove
from server.backups.archive import Manifest
from server.backups.restoring import restore as restore_backup
from server.backups.taking import back_up
from server.changes.log import begin_anew
from server.commands.session import (
    HomeOption,
    JsonOption,
    opened_store,
    reported,
    settings_for,
)
from server.database import Store
from server.fieldnotes.proving import NoteFiles, prove_note_files
from server.journal.faults import Fault
from server.journal.verification import Verification, whose
from server.journal.verification import verify as verify_journal
from server.journal.verification_files import verify_files
from server.journal.verification_marks import verify_marks
from server.migrations.upgrade import is_current
from server.missions.proving import Versions, prove_versions
from server.people.verification import NamesFound, prove_names
from server.statement.drafts.verification import Seals, verify_seals
from shared.clock import system_clock

TRAIL_ADVICE = (
    "Somebody changed the database by hand. Compare the trail with a backup from before: "
    "evenhand-server trail export, on both."
)


def migrate(home: HomeOption = None) -> None:
    """Bring the database up to date. Safe to repeat."""
    with reported(), opened_store(home):
        typer.echo("The database is up to date.")


def verify(
    trail_head: Annotated[
        str, typer.Option(help="A hash that `trail head` printed before: is it still there?")
    ] = "",
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Prove every chain, hash, signature and file again. Exit 1 when one is broken."""
    with reported(), opened_store(home) as store, store.reading() as db:
        trail = prove(db, trail_head)
        settings = settings_for(home)
        found = verify_journal(db)
        verify_marks(db, settings.home, found)
        notes = prove_note_files(db, settings.attachments)
        verify_files(db, settings.attachments, found, beside=notes.hashes)
        owners = {fault.device: whose(db, fault.device) for fault in found.broken}
        names = prove_names(db, settings)
        seals = verify_seals(db)
        versions = prove_versions(db)
    if as_json:
        typer.echo(_as_json(found, owners, trail, (names, seals, notes, versions)))
    elif found.ok and not trail.broken:
        what = "every chain and file" if found.files else "every chain"
        typer.echo(f"{_checked(found)}: {what} is whole.{_beside(found)}")
        if trail.head.seq:
            count = "1 entry" if trail.head.seq == 1 else f"{trail.head.seq:,} entries"
            typer.echo(f"Audit trail: {count}, whole. Its head is {trail.head.hash}.")
    else:
        typer.echo(_as_text(found, owners, trail), err=True)
    besides = (names, seals, notes, versions)
    for beside in besides:
        if beside.words and not as_json:
            typer.echo(beside.words, err=bool(beside.broken))
    if not found.ok or trail.broken or any(each.broken for each in besides):
        raise typer.Exit(1)


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write, such as monday.tar.zst.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    without_people: Annotated[
        bool, typer.Option("--without-people", help="Leave out who the observers are.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Copy database, keys, attachments and waiting bundles into one file, while the server runs."""
    with reported():
        # Not migrated first: a backup is what one takes before an update.
        manifest = back_up(
            settings_for(home),
            file,
            now=system_clock(),
            replace=force,
            with_people=not without_people,
        )
        size = file.stat().st_size / 2**20
    typer.echo(
        f"Wrote {file} ({size:,.1f} MiB): {_contents(manifest)}.\n"
        "It holds every report in the clear, and the server's keys. Keep it locked away."
        f"{_about_people(manifest)}"
    )


def restore(
    file: Annotated[
        Path, typer.Argument(help="A backup of this server.", exists=True, dir_okay=False)
    ],
    home: HomeOption = None,
) -> None:
    """Put a backup into an empty home."""
    with reported():
        settings = settings_for(home)
        unpacked = restore_backup(settings, file, _require_known_schema)
    for name in unpacked.rotten:
        typer.echo(f"Left out: {name} had changed before it was backed up.", err=True)
    typer.echo(
        f"Restored into {settings.home}: {_contents(unpacked.manifest)}."
        f"{_about_people(unpacked.manifest)}\n"
        "Next: evenhand-server verify. Laptops send again what came after the backup; those that "
        "enrolled after it need a new code."
    )


def restored(home: HomeOption = None) -> None:
    """Say that the database was put back with its own tools, such as pg_restore.

    Laptops are told everything anew and ask after their files, and send again what is missing.
    `restore` does this by itself.
    """
    with reported(), opened_store(home) as store, store.writing() as db:
        begin_anew(db)
        record(db, operator(), "database.restored", now=system_clock())
    typer.echo(
        "Laptops will be told everything anew at their next sync, and send again what is missing "
        "here. Next: evenhand-server verify."
    )


def _require_known_schema(database: Path) -> None:
    store = Store(f"sqlite:///{database}")
    try:
        is_current(store)  # an older one is brought up to date when the server starts
    finally:
        store.close()


def _about_people(manifest: Manifest) -> str:
    if "people" not in manifest.left_out:
        return ""
    return (
        "\nLeft out: who the observers are. Without people.db and its key they are known by their "
        "codes only."
    )


def _contents(manifest: Manifest) -> str:
    names = ", ".join(
        [
            *(stored.name for stored in manifest.files),
            *(f"{count:,} {folder}" for folder, count in manifest.named.items() if count),
        ]
    )
    moment = manifest.created
    return f"{names}, as of {moment.day} {moment:%B %Y, %H:%M} UTC"


def _checked(found: Verification) -> str:
    return ", ".join(
        f"{number:,} {one if number == 1 else several}"
        for number, one, several in (
            (found.devices, "device", "devices"),
            (found.entries, "entry", "entries"),
            (found.signatures, "signature", "signatures"),
            (found.files, "file", "files"),
        )
        if number or several != "files"
    )


def _beside(found: Verification) -> str:
    """Return what is no fault, and worth knowing."""
    said = ""
    if found.files_not_arrived:
        said += f"\nOn their way from laptops: {found.files_not_arrived:,} more."
    if found.files_extra:
        said += (
            f"\nIn the folder attachments, and named by nobody: {len(found.files_extra):,}. They "
            "do no harm; a backup or a stopped upload left them."
        )
    return said


def _as_text(found: Verification, owners: dict[UUID, str], trail: Proof) -> str:
    lines = [f"{sentence}." for sentence in trail.broken]
    if trail.broken:
        lines.append(TRAIL_ADVICE)
    if found.ok:
        return "\n".join(lines)
    lines.append(f"{_checked(found)}. The journal is broken:")
    lines += [
        f"- {owners[fault.device]}, entry {fault.seq}: {fault.sentence}." for fault in found.broken
    ]
    if found.unlisted:
        lines.append(f"- and {found.unlisted:,} more like these.")
    lines += dict.fromkeys(fault.advice for fault in found.broken)
    return "\n".join(lines)


def _as_json(
    found: Verification,
    owners: dict[UUID, str],
    trail: Proof,
    beside: tuple[NamesFound, Seals, NoteFiles, Versions],
) -> str:
    names, seals, notes, versions = beside
    document = {
        "ok": found.ok and not trail.broken and not any(each.broken for each in beside),
        "devices": found.devices,
        "entries": found.entries,
        "signatures": found.signatures,
        "marks": found.marks,
        "attachments": {
            "checked": found.files,
            "not_arrived": found.files_not_arrived,
            "extra": found.files_extra,
        },
        "broken": [_fault_as_json(fault, owners[fault.device]) for fault in found.broken],
        "broken_unlisted": found.unlisted,
        "trail": {"entries": trail.head.seq, "head": trail.head.hash, "broken": trail.broken},
        "names": names.as_json(),
        "statements": seals.as_json(),
        "notes": notes.as_json(),
        "missions": versions.as_json(),
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
