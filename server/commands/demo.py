"""`evenhand-server demo`: from checklists at stations to a draft statement, on one machine.

Nothing in it is a short cut: a server of its own process, two laptops with encrypted stores, and
the observers' own program, which fills, seals and sends over HTTP.
"""

import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from server.accounts.caller import Standing, operator
from server.accounts.models import Role
from server.accounts.service import create_account
from server.commands.demo_parts import (
    Laptop,
    ServerProcess,
    program,
    require_client,
    sample_folder,
)
from server.commands.session import opened_store, remember, reported, settings_for
from server.forms import service as forms
from server.imports.examining import Said
from server.imports.service import import_table
from server.journal.enrolment import issue_code
from server.missions import service as missions
from server.people.importer import PeopleImporter
from server.people.names import Names
from server.statement.document import Document, Sentence
from server.statement.formats import FORMATS
from server.statement.service import draft
from server.stations.importer import StationImporter
from shared.clock import system_clock
from shared.problems import Problem

SAMPLE = "kazakhstan_2021"
MARK = ".evenhand-demo"
"""Stands in a folder that a demo made and a later one may make anew."""
STAFF, HEAD = "demo", "head"
"""Whoever runs everything, and the head of mission, who alone signs."""
EXAMPLES = 3


class HomeInUse(Problem):
    """The folder for the demo holds something that is not a demo's."""

    status = 409
    code = "home-in-use"
    title = "The folder is in use"


class NotHeld(Problem):
    """Reports stayed on a laptop though its sync went through."""

    status = 500
    code = "demo-not-held"
    title = "Reports did not reach the server"


@dataclass(frozen=True)
class Prepared:
    """What stands before the first laptop comes."""

    mission: str
    title: str
    stations: int
    checklists: str
    codes: Mapping[str, str]
    """Team → its enrolment code."""
    password: str
    """Of the coordinator's account."""


def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Stop the server when the statement is drafted.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of the server; 0 = any that is free.")] = 8000,
    home: Annotated[
        Path | None,
        typer.Option(
            help="A folder for it all; an earlier demo's is made anew.",
            show_default="a temporary one",
        ),
    ] = None,
) -> None:
    """Load the sample mission, let two teams fill and sync, and draft the statement."""
    with reported():
        require_client()
        folder = _fresh(home)
        prepared = _prepare(folder)
        _say("mission", prepared.title)
        _say("register", f"{prepared.stations} polling stations")
        _say("checklists", prepared.checklists)
        with ServerProcess(folder, port) as server:
            _say("server", f"answers at {server.url}")
            for team, code in prepared.codes.items():
                _say(f"team {team}", _observe(folder, server.url, team, code))
            server.wait_until_read()
            statement = _draft(folder, prepared.mission)
            later = f"{program('evenhand-server')} serve --home {folder}"
            typer.echo(_guide(folder, later if once else server.url, prepared, statement))
            if not once:
                typer.echo("\nThe server stays up until you press Ctrl+C.")
                server.wait()


def _fresh(home: Path | None) -> Path:
    if home is None:
        home = Path(tempfile.mkdtemp(prefix="evenhand-demo-"))
    elif home.exists() and any(home.iterdir()):
        if not (home / MARK).exists():
            raise HomeInUse(
                f"{home} holds files that are not a demo's. Choose an empty folder with --home."
            )
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / MARK).touch()
    return home.absolute()


def _prepare(folder: Path) -> Prepared:
    """Set the mission up as its staff would."""
    sample, now = sample_folder(SAMPLE), system_clock()
    password, length = secrets.token_urlsafe(12), settings_for(folder).enrolment_length
    with opened_store(folder) as store:
        with store.writing() as db:
            mission, _ = missions.load_mission(db, sample / "mission.yaml", now=now)
            db.flush()
            remember(db, "mission.loaded", mission=mission, subject=f"mission {mission.code}")
            db.expunge(mission)
        register, _ = (
            import_table(
                store, mission, importer, file.name, file.read_bytes(), Said(),
                by=operator(), now=now,
            )
            for importer, file in (
                (StationImporter(), sample / "stations.csv"),
                (PeopleImporter(Names(settings_for(folder))), sample / "observers.csv"),
            )
        )  # fmt: skip
    with opened_store(folder) as store, store.writing() as db:
        published = [forms.publish(db, mission.id, each, now=now) for each in forms.list_library()]
        for name, role in ((STAFF, Role.ADMIN), (HEAD, Role.HEAD)):
            create_account(db, name, Standing(role), password, now=now)
            remember(db, "account.created", subject=f"account {name}", role=role.value)
        teams = [
            team.code
            for team in missions.list_teams(db, mission.id)
            if _checklists(team.code).exists()
        ]
        return Prepared(
            mission=mission.code,
            title=mission.title,
            stations=len(register.plan.new),
            checklists=", ".join(form.form_id for form in published),
            codes={
                team: issue_code(db, mission.code, team, length=length, now=now).code
                for team in teams
            },
            password=password,
        )


def _checklists(team: str) -> Path:
    return sample_folder(SAMPLE) / "checklists" / f"team-{team}.json"


def _observe(folder: Path, url: str, team: str, code: str) -> str:
    """Let a team's laptop enrol, fill and seal offline, then sync; say what came of it."""
    laptop = Laptop(folder / "laptops" / team)
    laptop.run("enrol", url, code, "--name", f"laptop of {team}")
    laptop.run("fill", "--batch", str(_checklists(team)))
    offline = laptop.status()
    laptop.run("sync")
    synced = laptop.status()
    if synced["waiting"]:
        raise NotHeld(
            f"{synced['waiting']} reports of {team} did not reach the server. They are safe in "
            f"{laptop.home}; the server's log is {folder / 'server.log'}."
        )
    return (
        f"{offline['waiting']} checklists sealed offline in an encrypted store, "
        f"{synced['held']} held by headquarters"
    )


def _draft(folder: Path, mission_code: str) -> Document:
    """Write the statement in every form there is, and return it."""
    with opened_store(folder) as store, store.reading() as db:
        document = draft(db, missions.get_mission(db, mission_code))
    for form, written in FORMATS.items():
        (folder / f"statement.{form.value}").write_bytes(written.write(document))
    return document


def _guide(folder: Path, pages: str, prepared: Prepared, statement: Document) -> str:
    sentences = "\n  ".join(_examples(statement))
    laptop = folder / "laptops" / next(iter(prepared.codes))
    return f"""
The draft statement says, for example:

  {sentences}

Read it          {folder / "statement.pdf"}
                 {folder / "statement.docx"}
                 {folder / "statement.html"}
                 {folder / "statement.md"}
                 {folder / "statement.json"}  (with the evidence)
Open the pages   {pages}
                 name {STAFF}, password {prepared.password}
                 (the statement is signed by {HEAD}, same password)
See a laptop     {program("evenhand")} --home {laptop}
                 passphrase: {Laptop.PASSPHRASE}

Station numbers and single answers of this sample are illustrative."""


def _examples(statement: Document) -> list[str]:
    """Return the first sentences that observers' answers made."""
    drafted = (
        part.text
        for section in statement.sections
        for paragraph in section.paragraphs
        for part in paragraph.parts
        if isinstance(part, Sentence) and any(each.question for each in part.evidence)
    )
    return list(islice(drafted, EXAMPLES))


def _say(what: str, sentence: str) -> None:
    typer.echo(f"{what:<16} {sentence}")
