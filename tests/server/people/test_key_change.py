"""Another key to the names: everything opens by it afterwards, and at each step before."""

from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from server.accounts.caller import Stranger
from server.config import Settings
from server.database import Store
from server.imports import keeping
from server.imports.models import ImportedSource
from server.key_files import keep_key
from server.missions.models import Mission
from server.people import key_change
from server.people.identity import Identity
from server.people.importer import PeopleImporter
from server.people.names import Names
from server.people.problems import KeyNotOurs, NamesLocked
from shared.ids import new_id
from tests.server.builders import START
from tests.server.commands.running import on

AIGUL = Identity(family_name="Сағынтаева", given_name="Айгүл")
LIST = "code,family\n0107,Сағынтаева\n".encode()


class Held:
    """One name and one kept list, with what reads them."""

    def __init__(self, store: Store, settings: Settings, mission: Mission) -> None:
        self.store, self.settings, self.observer = store, settings, new_id()
        names = Names(settings)
        names.keep(mission.id, {self.observer: AIGUL}, now=START)
        with store.writing() as db:
            source = keeping.keep(
                db, mission.id, PeopleImporter(names), "list.csv", LIST,
                by=Stranger("anna"), now=START,
            )  # fmt: skip
            self.source: UUID = source.id
        names.close()

    def read(self, names: Names | None = None) -> tuple[Identity | None, bytes]:
        """Return both as a process reads them that starts now, or has opened `names` before."""
        names = names or Names(self.settings)
        with self.store.reading() as db:
            source = db.get_one(ImportedSource, self.source)
            content = keeping.content_of(db, source, PeopleImporter(names).seal)
        return names.find(self.observer), content


@pytest.fixture
def held(store: Store, settings: Settings, mission: Mission) -> Held:
    return Held(store, settings, mission)


def test_everything_is_sealed_by_the_new_key_and_only_by_it(held: Held):
    file = held.settings.names_key_file
    old = file.read_bytes()

    done = key_change.change_key(held.store, held.settings)

    assert (done.records, done.files) == (1, 1)
    assert file.read_bytes() != old
    assert not held.settings.next_names_key_file.exists()
    assert file.stat().st_mode & 0o777 == 0o600
    assert held.read() == (AIGUL, LIST)
    file.write_bytes(old)
    with pytest.raises(NamesLocked):
        held.read()


@pytest.mark.parametrize("step", ["made", "names", "files"])
def test_a_change_that_broke_off_loses_nothing_and_goes_on(
    held: Held, step: str, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    where = {
        "made": (Names, "seal_anew"),
        "names": (keeping, "seal_anew"),
        "files": (Path, "replace"),
    }[step]
    with monkeypatch.context() as patched:
        patched.setattr(*where, broken)
        with pytest.raises(KeyboardInterrupt):
            key_change.change_key(held.store, held.settings)
    assert held.settings.next_names_key_file.exists()
    between = held.read()

    key_change.change_key(held.store, held.settings)

    assert between == (AIGUL, LIST)
    assert held.read() == (AIGUL, LIST)


def test_a_process_that_had_read_the_old_key_reads_the_new_one(held: Held, mission: Mission):
    running = Names(held.settings)
    assert running.find(held.observer) == AIGUL

    key_change.change_key(held.store, held.settings)
    other = new_id()
    running.keep(mission.id, {other: AIGUL}, now=START)

    assert held.read(running) == (AIGUL, LIST)
    assert Names(held.settings).find(other) == AIGUL
    running.close()


def test_a_key_from_the_environment_is_not_ours_to_change(held: Held):
    told = held.settings.names_key_file.read_text().strip()
    settings = held.settings.model_copy(update={"people_key": SecretStr(told)})

    with pytest.raises(KeyNotOurs, match="unset EVENHAND_PEOPLE_KEY"):
        key_change.change_key(held.store, settings)


def test_commands_change_the_key_and_prune_after_a_plan(held: Held):
    run = on(held.settings.home, held.settings.database_url)

    changed = run("people", "change-key")
    plan = run("people", "prune")
    kept = held.read()[0]
    run("people", "prune", "--yes")

    assert "1 records of names, 1 kept lists" in changed.stdout
    assert plan.stdout.endswith("database: 1. To erase them, add --yes.\n")
    assert kept == AIGUL
    assert held.read()[0] is None


def test_a_backup_without_people_has_no_next_key_either(held: Held, tmp_path: Path):
    keep_key(held.settings.next_names_key_file, b"x" * 64)
    run = on(held.settings.home, held.settings.database_url)

    whole = run("backup", tmp_path / "a.tar.zst")
    apart = run("backup", tmp_path / "b.tar.zst", "--without-people")

    assert "people-next.key" in whole.stdout
    assert "people-next.key" not in apart.stdout
