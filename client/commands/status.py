"""`evenhand status`: what is here, and what headquarters has."""

import json
from typing import Annotated, Any

import typer

from client.commands.carry import carried_as_json
from client.commands.enrol import NOT_YET_KNOWN
from client.commands.given import given_to
from client.laptop import Laptop
from client.sync import FORKED


def status_command(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say what is on this laptop, and what of it headquarters holds."""
    with given_to(context).laptop() as laptop:
        status = status_of(laptop)
    if as_json:
        typer.echo(json.dumps(status))
        return
    for line in _lines(status):
        typer.echo(line)


def status_of(laptop: Laptop) -> dict[str, Any]:
    """Return the document that `--json` prints."""
    identity = laptop.find_identity()
    standing = laptop.journal.standing() if identity else None
    until = standing.held_until if standing else None
    quarantined = laptop.reports.list_quarantined()
    files = laptop.attachments.standing()
    return {
        "team": identity.team if identity else None,
        "mission": identity.mission if identity else None,
        "device": str(identity.device) if identity else None,
        "server": identity.server_url if identity else None,
        "introduced": identity.is_introduced if identity else False,
        "drafts": laptop.drafts.count(),
        "waiting": standing.waiting if standing else 0,
        "held": standing.held if standing else 0,
        "held_until": until.isoformat() if until else None,
        "oldest_waiting": standing.oldest_waiting if standing else None,
        "forked": standing.is_forked if standing else False,
        "carried": [carried_as_json(each) for each in laptop.carried.list_all()],
        "attachments": {
            "waiting": files.waiting,
            "held": files.held,
            "refused": files.refused,
        },
        "unread_messages": laptop.messages.count_unread(),
        "quarantined": [
            {"report": str(each.body.report), "reason": each.reason} for each in quarantined
        ],
    }


def _lines(status: dict[str, Any]) -> list[str]:
    if status["device"] is None:
        return ["This laptop is not enrolled yet. Next: evenhand enrol URL CODE"]
    held = f" (up to {status['held_until']})" if status["held_until"] else ""
    lines = [
        f"Team {status['team']} of {status['mission']}, {status['server']}",
        f"Drafts: {status['drafts']}. Waiting: {status['waiting']}. "
        f"Held by headquarters: {status['held']}{held}.",
    ]
    if not status["introduced"]:
        lines.append(NOT_YET_KNOWN)
    files = status["attachments"]
    if any(files.values()):
        refused = f" Not taken: {files['refused']}." if files["refused"] else ""
        lines.append(f"Files waiting: {files['waiting']}. Held: {files['held']}.{refused}")
    waiting = [each for each in status["carried"] if not each["handed_over_at"]]
    if waiting:
        lines.append(f"Carried for other teams: {len(waiting)} bundles. See: evenhand carry")
    if status["unread_messages"]:
        lines.append(
            f"Messages from headquarters that nobody has confirmed: {status['unread_messages']}."
        )
    lines += [f"Set apart: {each['report']}: {each['reason']}" for each in status["quarantined"]]
    if status["forked"]:
        lines.append(FORKED)
    return lines
