"""`evenhand-server rebuild`: make the reports anew from the journal."""

import typer
from sqlmodel import func, select

from server.commands.session import HomeOption, opened_store, remember, reported
from server.reports.models import Revision
from server.reports.projection import rebuild as rebuild_reports


def rebuild(home: HomeOption = None) -> None:
    """Drop the reports and make them anew from the journal. What people decided is kept."""
    with reported(), opened_store(home) as store:
        entries = rebuild_reports(store)
        with store.reading() as db:
            revisions = db.exec(select(func.count()).select_from(Revision)).one()
        with store.writing() as db:
            remember(db, "reports.rebuilt", entries=entries, revisions=revisions)
    typer.echo(f"Journal entries read: {entries:,}. Revisions of reports: {revisions:,}.")
