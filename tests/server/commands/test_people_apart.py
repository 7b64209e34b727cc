"""Backups with and without who the observers are; `verify` copes with each."""

import tarfile
from pathlib import Path

import pytest
import zstandard
from sqlalchemy import text

from server.backups.archive import unpack
from server.config import Settings
from server.database import Store
from server.missions.models import Mission
from server.people.identity import Identity
from server.people.models import Observer
from server.people.names import Names
from shared.ids import new_id
from tests.server.builders import START
from tests.server.commands.running import Run, as_json, on

AIGUL = Identity(family_name="Сағынтаева", given_name="Айгүл")


@pytest.fixture
def observer(store: Store, settings: Settings, mission: Mission) -> Observer:
    """A named observer."""
    observer = Observer(
        id=new_id(),
        mission_id=mission.id,
        code="0107",
        is_named=True,
        created_at=START,
        updated_at=START,
    )
    with store.writing() as db:
        db.add(observer)
        db.flush()
        db.refresh(observer)
        db.expunge(observer)
    names = Names(settings)
    names.keep(mission.id, {observer.id: AIGUL}, now=START)
    names.close()
    return observer


def everything_in(backup: Path) -> bytes:
    with (
        backup.open("rb") as stream,
        zstandard.ZstdDecompressor().stream_reader(stream) as plain,
        tarfile.open(fileobj=plain, mode="r|") as archive,
    ):
        files = (archive.extractfile(each) for each in archive)
        return b"".join(each.read() for each in files if each)


def test_a_backup_without_people_holds_neither_names_nor_their_key(
    run: Run, settings: Settings, observer: Observer, empty: Path, tmp_path: Path
):
    assert observer.is_named
    backup = tmp_path / "monday.tar.zst"
    key = (settings.home / "people.key").read_bytes().strip()

    said = run("backup", backup, "--without-people")

    assert said.exit_code == 0, said.output
    assert "Left out: who the observers are." in said.stdout
    (tmp_path / "unpacked").mkdir()
    manifest = unpack(backup, tmp_path / "unpacked").manifest
    assert "people" not in {each.name.split(".")[0] for each in manifest.files}
    assert key not in everything_in(backup)

    elsewhere = on(empty)
    restored = elsewhere("restore", backup)
    assert "Left out: who the observers are." in restored.stdout
    checked = elsewhere("verify")
    assert checked.exit_code == 0, checked.output
    assert "1 observer is known by the code only" in checked.stdout


def test_a_whole_backup_brings_the_names_back(
    run: Run, observer: Observer, empty: Path, tmp_path: Path
):
    backup = tmp_path / "monday.tar.zst"
    run("backup", backup)

    restored = on(empty)("restore", backup)

    assert restored.exit_code == 0, restored.output
    names = Names(Settings(home=empty))
    assert names.find(observer.id) == AIGUL
    names.close()
    checked = on(empty)("verify")
    assert "Names of observers: 1, each opened." in checked.stdout


def test_verify_names_a_record_that_was_changed(run: Run, settings: Settings, observer: Observer):
    raw = Store(settings.resolved_people_url)
    with raw.writing() as db:
        db.connection().execute(text("UPDATE person SET sealed = zeroblob(300)"))
    raw.close()

    checked = run("verify")

    assert checked.exit_code == 1
    assert f"1 of 1 records do not open ({observer.code})" in checked.stderr
    found = as_json(run("verify", "--json"))
    assert found["ok"] is False
    assert found["names"]["broken"] == [observer.code]


def test_verify_goes_on_without_the_key_and_says_so(
    run: Run, settings: Settings, observer: Observer
):
    del observer  # is kept
    (settings.home / "people.key").unlink()

    checked = run("verify")

    assert checked.exit_code == 0, checked.output
    assert "Names of observers were not checked." in checked.stdout
    assert as_json(run("verify", "--json"))["names"]["locked"] is True
