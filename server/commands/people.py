"""`evenhand-server people …`: care of the store of names."""

from typing import Annotated

import typer
from sqlmodel import select

from server.commands.session import HomeOption, opened_store, remember, reported, settings_for
from server.people import key_change
from server.people.models import Observer
from server.people.names import Names

app = typer.Typer(help="The store of who the observers are.", no_args_is_help=True)


@app.command("prune")
def prune(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Erase them, for good.")] = False,
    home: HomeOption = None,
) -> None:
    """Erase records that belong to no observer, as where a backup was put back. Plan first."""
    names = Names(settings_for(home))
    try:
        with reported(), opened_store(home) as store, store.writing() as db:
            names.settle(db)
            known = db.exec(select(Observer.id)).all()
            count = names.prune(known) if yes else len(names.strangers(known))
            if yes and count:
                remember(db, "identities.pruned", subject="store of names", records=count)
    finally:
        names.close()
    counted = f"Records that belong to no observer of this database: {count:,}"
    if yes:
        typer.echo(f"{counted}. They were erased." if count else f"{counted}.")
    else:
        typer.echo(f"{counted}." + (" To erase them, add --yes." if count else ""))


@app.command("change-key")
def change_key(*, home: HomeOption = None) -> None:
    """Seal every name, and every kept list of observers, by a new key; forget the old one.

    Stop the server first, and make a backup. If it breaks off, run it again: nothing is lost.
    """
    with reported(), opened_store(home) as store:
        done = key_change.change_key(store, settings_for(home))
        with store.writing() as db:
            remember(
                db,
                "names_key.changed",
                subject="store of names",
                records=done.records,
                files=done.files,
            )
    typer.echo(
        f"Sealed by a new key: {done.records:,} records of names, {done.files:,} kept lists. "
        "Backups from before open with the key that is in them; where you keep the key apart, "
        "keep the old one as long as those backups."
    )
