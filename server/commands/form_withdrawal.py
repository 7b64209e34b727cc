"""`evenhand-server form withdraw`: a checklist that is not to be filled in any more."""

from typing import Annotated

import typer

from server.commands.session import HomeOption, MissionOption, opened_store, remember, reported
from server.forms import service as forms
from server.missions.service import get_mission
from shared.clock import system_clock


def withdraw(
    form: Annotated[str, typer.Argument(help="The id of a published form.")],
    mission: MissionOption,
    version: Annotated[
        str, typer.Option("--version", help="Only this one; otherwise all that are offered.")
    ] = "",
    *,
    home: HomeOption = None,
) -> None:
    """Take a form off the laptops. Drafts go on, and reports filled in with it count as ever."""
    with reported(), opened_store(home) as store, store.writing() as db:
        held = get_mission(db, mission, to_write=True)
        gone = forms.withdraw(db, held.id, form, version or None, now=system_clock())
        left = [
            each
            for each in forms.list_published(db, held.id)
            if each.form_id == form and each.withdrawn_at is None
        ]
        versions = ", ".join(each.version for each in gone)
        newest = left[-1].version if left else ""
        if versions:
            subject = f"form {form}"
            remember(db, "form.withdrawn", mission=held, subject=subject, versions=versions)
    if not versions:
        typer.echo(f"{form}: it was withdrawn already. Nothing changed.")
        return
    offered = f"Version {newest} is offered now." if newest else "It is offered no more."
    typer.echo(
        f"{form}: withdrawn, version {versions}. {offered} Drafts on laptops go on; to take it "
        "back, publish the same file again."
    )
