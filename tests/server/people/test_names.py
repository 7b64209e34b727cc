"""The store of names: sealed, of its own key, and gone when it is erased."""

import stat
from datetime import date

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlmodel import col, select

from server.accounts.models import TrailEntry
from server.config import Settings
from server.database import Store
from server.key_files import KeyDamaged
from server.missions.models import Mission
from server.people import erasing, reading_names
from server.people.identity import NOBODY, Identity
from server.people.models import Permission
from server.people.names import Names
from server.people.problems import NamesDamaged, NamesLocked
from server.people.sealing import Seal
from server.people.service import Step, get_observer, steps_of, take_step
from shared.ids import new_id
from tests.server.builders import START, a_mission
from tests.server.people.conftest import ANNA, AnObserver
from tests.server.postgres import Cluster

AIGUL = Identity(
    family_name="Сағынтаева", given_name="Айгүл", email="aigul@example.org", phone="+7 701 555 01"
)


def everything_in(settings: Settings) -> bytes:
    return b"".join(each.read_bytes() for each in settings.home.glob("people.db*"))


def test_no_name_lies_in_the_clear_on_the_disk(settings: Settings, names: Names, mission: Mission):
    assert not (settings.home / "people.db").exists()
    observer = new_id()

    names.keep(mission.id, {observer: AIGUL}, now=START)

    assert names.find(observer) == AIGUL
    held = everything_in(settings)
    assert held
    for secret in (AIGUL.family_name, AIGUL.given_name, AIGUL.email, AIGUL.phone):
        assert secret.encode() not in held
    for file in ("people.db", "people.key"):
        assert stat.S_IMODE((settings.home / file).stat().st_mode) == 0o600


def test_lengths_do_not_tell_one_person_from_another():
    seal = Seal(b"k" * 32)
    lengths = {len(seal.seal(b"x" * size, "somebody")) for size in (1, 100, 255)}
    assert len(lengths) == 1
    assert seal.open(seal.seal(b"ends in zeros\x80\0\0", "me"), "me") == b"ends in zeros\x80\0\0"


def test_a_record_given_to_another_observer_does_not_open(names: Names):
    seal = names.seal()
    sealed = seal.seal(b"{}", f"observer {new_id()}")
    with pytest.raises(NamesDamaged, match="does not open"):
        seal.open(sealed, f"observer {new_id()}")
    with pytest.raises(NamesDamaged):
        seal.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "observer")


def test_without_its_key_the_store_stays_shut_and_no_new_key_is_made(
    settings: Settings, names: Names, mission: Mission
):
    names.keep(mission.id, {new_id(): AIGUL}, now=START)
    names.close()
    key = settings.home / "people.key"
    held = key.read_bytes()

    key.unlink()
    with pytest.raises(NamesLocked, match="is missing"):
        Names(settings).of_mission(mission.id)
    assert not key.exists()

    other = settings.model_copy(update={"people_key": SecretStr("ab" * 32)})
    with pytest.raises(NamesLocked, match="another one sealed it"):
        Names(other).keep(mission.id, {new_id(): AIGUL}, now=START)

    key.write_bytes(held)
    key.chmod(0o640)
    with pytest.raises(NamesLocked, match="chmod 600"):
        Names(settings).of_mission(mission.id)
    key.chmod(0o600)
    again = Names(settings)
    assert len(again.of_mission(mission.id)) == 1
    again.close()


def test_a_key_that_is_none_is_told(settings: Settings, mission: Mission):
    short = settings.model_copy(update={"people_key": SecretStr("ab")})
    with pytest.raises(KeyDamaged, match="EVENHAND_PEOPLE_KEY does not hold a key"):
        Names(short).keep(mission.id, {new_id(): AIGUL}, now=START)


def test_the_key_may_lie_on_another_disk(settings: Settings, mission: Mission):
    elsewhere = settings.home.parent / "stick" / "names.key"
    moved = settings.model_copy(update={"people_key_file": elsewhere})
    names = Names(moved)
    names.keep(mission.id, {new_id(): AIGUL}, now=START)
    names.close()
    assert elsewhere.exists()
    assert not (settings.home / "people.key").exists()


def test_an_erased_person_leaves_nothing_but_the_code(
    store: Store, settings: Settings, names: Names, an_observer: AnObserver, mission: Mission
):
    fields = {"badge": "B-17", "nationality": "KZ", "languages": ["kk"], "organisation": "osce"}
    observer = an_observer(**fields, is_named=True)
    names.keep(mission.id, {observer.id: AIGUL}, now=START)
    record = sealed_record(settings)[40:200]
    assert record in everything_in(settings)
    with store.writing() as db:
        refused = Step(Permission.REFUSED, date(2026, 9, 1), "Aigul's papers were late")
        take_step(db, get_observer(db, mission.id, "0107"), refused, by="anna", now=START)
    names.close()  # erasing needs no key
    (settings.home / "people.key").unlink()

    with store.writing() as db:
        held = get_observer(db, mission.id, "0107")
        erasing.erase_one(db, names, held, by=ANNA, now=START)

    with store.reading() as db:
        left = get_observer(db, mission.id, "0107")
        assert (left.badge, left.nationality, left.languages) == ("", "", [])
        assert (left.organisation, left.permission, left.is_named) == ("osce", "refused", False)
        assert left.erased_at == START
        assert [each.reason for each in steps_of(db, left.id)] == [""]
        assert [each.deed for each in db.exec(select(TrailEntry))] == ["identity.erased"]
    assert record not in everything_in(settings)


def sealed_record(settings: Settings) -> bytes:
    """Return the one sealed record, as its database has it."""
    raw = Store(settings.resolved_people_url)
    with raw.reading() as db:
        sealed: bytes = db.connection().execute(text("SELECT sealed FROM person")).scalar_one()
    raw.close()
    return sealed


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_after_retention_everybody_is_erased_in_this_mission_only(
    store: Store, names: Names, an_observer: AnObserver, mission: Mission
):
    other = a_mission(store, "other-2026")
    here, there, stranger = an_observer("1"), an_observer("2", mission_id=other.id), new_id()
    names.keep(mission.id, {here.id: AIGUL, stranger: AIGUL}, now=START)
    names.keep(other.id, {there.id: AIGUL}, now=START)

    with store.writing() as db:
        assert erasing.erase_all(db, names, mission, by=ANNA, now=START) == 2
        assert erasing.erase_all(db, names, mission, by=ANNA, now=START) == 0

    assert names.of_mission(mission.id) == {}
    assert names.find(there.id) == AIGUL


def test_records_that_belong_to_nobody_are_told_and_pruned(names: Names, mission: Mission):
    known, stranger = new_id(), new_id()
    names.keep(mission.id, {known: AIGUL, stranger: AIGUL}, now=START)

    proof = names.prove({known})

    assert (proof.people, proof.broken, proof.strangers) == (2, (), 1)
    assert names.prune({known}) == 1
    assert names.prove({known}).strangers == 0


def test_a_record_that_was_tampered_with_is_found(
    settings: Settings, names: Names, mission: Mission
):
    observer = new_id()
    names.keep(mission.id, {observer: AIGUL}, now=START)
    raw = Store(settings.resolved_people_url)
    with raw.writing() as db:
        db.connection().execute(text("UPDATE person SET sealed = zeroblob(300)"))
    raw.close()

    assert names.prove({observer}).broken == (observer,)


def test_reading_and_searching_names_leave_a_trace_without_the_name(
    store: Store, names: Names, an_observer: AnObserver, mission: Mission
):
    observer, other = an_observer("0107"), an_observer("0108")
    names.keep(mission.id, {observer.id: AIGUL}, now=START)

    with store.writing() as db:
        assert reading_names.read_name(db, names, observer, by=ANNA, now=START) == AIGUL
        assert reading_names.read_name(db, names, other, by=ANNA, now=START) == NOBODY
        found = reading_names.find_by_name(db, names, mission.id, "sagyntaeva", by=ANNA, now=START)
        nobody = reading_names.find_by_name(db, names, mission.id, "ивано", by=ANNA, now=START)

    assert set(found) == {observer.id}
    assert nobody == {}
    with store.reading() as db:
        trail = db.exec(select(TrailEntry).order_by(col(TrailEntry.seq))).all()
    assert [each.deed for each in trail] == ["identity.read"] * 2 + ["identity.searched"] * 2
    assert trail[0].subject == "observer 0107"
    assert "sag" not in str([each.particulars for each in trail]).lower()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            Identity(family_name="Иванов", given_name="Иван"),
            Identity(family_name="Ivanov", given_name="Ivan"),
        ),
        (
            Identity(family_name="Ivan", given_name="Ivanov"),
            Identity(family_name="Ivanov", given_name="Ivan"),
        ),
        (AIGUL, Identity(other_script="Sagyntaeva Aigul")),
    ],
)
def test_one_person_in_two_scripts_is_the_same_person(one: Identity, other: Identity):
    assert one.spellings & other.spellings


def test_the_store_may_be_another_database(settings: Settings, cluster: Cluster, mission: Mission):
    url = cluster.url(cluster.create())
    names = Names(settings.model_copy(update={"people_url": url}))
    assert not names.is_there
    observer = new_id()

    names.keep(mission.id, {observer: AIGUL}, now=START)

    assert names.find(observer) == AIGUL
    assert names.prove({observer}).people == 1
    assert names.erase([observer]) == 1
    assert not (settings.home / "people.db").exists()
    names.close()
