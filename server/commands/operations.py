"""Keeping a server in order: migrate."""

import typer

from server.commands.session import HomeOption, opened_store, reported


def migrate(home: HomeOption = None) -> None:
    """Bring the database up to date. Safe to repeat."""
    with reported(), opened_store(home):
        typer.echo("The database is up to date.")
