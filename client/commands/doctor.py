"""`evenhand doctor`: what is the matter, and what to do; nothing secret, so it can be read out."""

import asyncio
import json
import textwrap
from collections.abc import Iterator
from typing import Annotated

import typer

from client.address import server_address
from client.alone import is_open
from client.commands.given import Given, given_to
from client.commands.secrets import asked, given_passphrase, is_somebody_there
from client.config import PASSPHRASE_VARIABLE
from client.doctor.examination import (
    Examination,
    begin,
    look_at_server,
    look_inside,
)
from client.doctor.finding import note, trouble
from client.vault.key_file import StoreKey
from shared.problems import Problem

WIDTH = 79
PROMPT = "Passphrase (Enter: look without it): "
ELSEWHERE = "Evenhand is open in another window, so the store was not looked through."
LOCKED = "No passphrase was given, so the store and the server were not looked at."


def doctor_command(
    context: typer.Context,
    server: Annotated[
        str, typer.Option(help="Ask this server, too, as https://…, where none is known.")
    ] = "",
    *,
    allow_plain_http: Annotated[bool, typer.Option(help="Ask it without encryption.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say how this laptop is, and what to do next. Nothing in it is secret: read it out.

    With the passphrase it also looks through the store and asks the server. Exit 1 where there
    is trouble.
    """
    given = given_to(context)
    url = server_address(server, plain_http=allow_plain_http) if server else ""
    done = begin(given.home)
    key = _key(given, done)
    if key is not None:
        asyncio.run(look_inside(done, given.home, key, given.clock))
        key.forget()
    if url:
        asyncio.run(look_at_server(done, url, given.clock, plain_http=allow_plain_http))
    typer.echo(_document(done) if as_json else "\n".join(_lines(done)))
    if not done.is_well:
        raise typer.Exit(1)


def _key(given: Given, done: Examination) -> StoreKey | None:
    """Return the store's key where a passphrase is at hand; else note why not."""
    if not given.home.vault_file.exists():
        return None
    if is_open(given.home):
        done.findings.append(note("Store", ELSEWHERE, "Close it there, then repeat this."))
        return None
    try:
        key = given.remembered()
        if key is not None:
            return key
        passphrase = given_passphrase(given.passphrase_file, PASSPHRASE_VARIABLE) or (
            asked(PROMPT) if is_somebody_there() else ""
        )
        if not passphrase:
            done.findings.append(note("Store", LOCKED, "Repeat this with the passphrase."))
            return None
        return given.vault().unlock(passphrase)
    except Problem as problem:
        done.findings.append(trouble("Store", f"{problem.title}.", problem.detail))
        return None


def _document(done: Examination) -> str:
    return json.dumps(
        {
            "ok": done.is_well,
            "versions": done.versions,
            "findings": [
                {
                    "about": each.about,
                    "state": each.state,
                    "said": each.said,
                    "next": each.cure or None,
                }
                for each in done.findings
            ],
            "counts": done.counts or None,
            "next": done.cures,
        }
    )


def _lines(done: Examination) -> Iterator[str]:
    told = done.versions
    yield (
        f"Evenhand {told['evenhand']} (protocol {told['protocol']}), Python {told['python']}, "
        f"Textual {told['textual']},"
    )
    yield f"SQLCipher {told['sqlcipher']}, {told['platform']} {told['machine']}."
    yield ""
    for each in done.findings:
        head = f"{each.state:<8} {each.about}: "
        yield textwrap.fill(head + each.said, WIDTH, subsequent_indent=" " * 9)
    yield ""
    if not done.cures:
        yield "All is well. Nothing to do."
        return
    yield "What to do next:"
    for number, cure in enumerate(done.cures, start=1):
        yield textwrap.fill(f"{number}. {cure}", WIDTH, subsequent_indent="   ")
