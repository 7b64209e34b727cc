"""Changing a mission's document from pages: nobody's work is lost, and no rule is passed by."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from server.accounts.caller import Stranger
from server.accounts.models import TrailEntry
from server.changes.models import Change
from server.database import Store
from server.missions import editing, entries, service, versions
from server.missions.document import Contact, MissionFile
from server.missions.editing import ChangedMeanwhile, Edit, InvalidChange
from server.missions.facts import Fact
from server.missions.models import Mission
from tests.server.builders import START

MISSION = """\
code: example-2026
title: Opening observation 2026
election: {name: Parliamentary elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}
sample: {design: srs, population: 9000}
sources: [{id: cec, publisher: Commission, title: Decree}]
facts:
  - {key: voters, label: Voters, value: 100, unit: voters, sources: [cec]}
  - {key: lists, label: Lists, value: 5, unit: lists, sources: [cec]}
"""
AIGUL, SERIK = Stranger("aigul"), Stranger("serik")


@pytest.fixture
def mission(store: Store) -> Mission:
    with store.writing() as db:
        mission, _ = service.load_mission(db, MISSION, now=START, by=AIGUL)
        db.refresh(mission)
        db.expunge(mission)
    return mission


def set_fact(key: str, value: int) -> Callable[[MissionFile], MissionFile]:
    def change(document: MissionFile) -> MissionFile:
        fact = document.fact(key)
        assert fact is not None
        return entries.put(
            document, "facts", fact.model_copy(update={"value": value}), instead_of=key
        )

    return change


def set_title(document: MissionFile) -> MissionFile:
    return document.model_copy(update={"title": "Other"})


def edit(store: Store, mission: Mission, edit: Edit, by: Stranger = SERIK) -> editing.Applied:
    with store.writing() as db:
        return editing.apply(db, mission.id, edit, by=by, now=START)


def held(store: Store, mission: Mission) -> MissionFile:
    with store.reading() as db:
        return service.mission_document(service.get_mission(db, mission.code))


def facts_of(document: MissionFile) -> dict[str, object]:
    return {each.key: each.value for each in document.facts}


def words_of(store: Store, mission: Mission) -> list[tuple[int, str, str]]:
    with store.reading() as db:
        listed = versions.list_versions(db, mission.id)
        return [(each.number, each.name, each.words) for each in listed]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_change_becomes_a_version_and_stands_in_the_trail(store: Store, mission: Mission):
    done = edit(store, mission, Edit(set_fact("voters", 120), "fact 'voters' changed"))

    assert (done.number, done.changed) == (2, True)
    assert facts_of(held(store, mission)) == {"voters": 120, "lists": 5}
    assert words_of(store, mission) == [
        (2, "serik", "fact 'voters' changed"),
        (1, "aigul", "loaded from a file"),
    ]
    with store.reading() as db:
        (entry,) = db.exec(select(TrailEntry).where(TrailEntry.deed == "mission.edited")).all()
        first = versions.document_of(versions.get_version(db, mission, 1))
    assert (entry.name, entry.particulars["version"]) == ("serik", 2)
    assert facts_of(first) == {"voters": 100, "lists": 5}


def test_two_who_change_different_parts_both_keep_their_work(store: Store, mission: Mission):
    opened = held(store, mission)
    voters, lists = (entries.entry_of("facts", key) for key in ("voters", "lists"))
    edits = [
        Edit(set_fact("voters", 120), "a", voters, editing.mark_of(opened, voters)),
        Edit(set_fact("lists", 6), "b", lists, editing.mark_of(opened, lists)),
    ]

    for each in edits:
        edit(store, mission, each)

    assert facts_of(held(store, mission)) == {"voters": 120, "lists": 6}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_edits_at_the_very_same_time_wait_for_each_other(store: Store, mission: Mission):
    def save(key: str) -> None:
        edit(store, mission, Edit(set_fact(key, 7), f"fact '{key}' changed"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(save, ["voters", "lists"] * 2))

    assert facts_of(held(store, mission)) == {"voters": 7, "lists": 7}
    assert [number for number, _, _ in words_of(store, mission)] == [3, 2, 1]


def test_who_comes_second_to_the_same_part_is_told_who_was_first(store: Store, mission: Mission):
    voters = entries.entry_of("facts", "voters")
    seen = editing.mark_of(held(store, mission), voters)
    edit(store, mission, Edit(set_fact("voters", 120), "fact 'voters' changed", voters, seen))
    edit(store, mission, Edit(set_fact("lists", 6), "fact 'lists' changed"), by=AIGUL)

    with pytest.raises(ChangedMeanwhile, match=r"serik did \(fact 'voters' changed; version 2\)"):
        edit(store, mission, Edit(set_fact("voters", 99), "again", voters, seen), by=AIGUL)

    assert facts_of(held(store, mission)) == {"voters": 120, "lists": 6}


def test_what_changes_nothing_makes_no_version(store: Store, mission: Mission):
    done = edit(store, mission, Edit(set_fact("voters", 100), "nothing"))

    assert (done.number, done.changed) == (1, False)
    with store.reading() as db:
        assert db.exec(select(TrailEntry)).all() == []


def test_a_change_is_held_to_the_rules_of_a_mission_file(store: Store, mission: Mission):
    def stranger(document: MissionFile) -> MissionFile:
        fact = document.facts[0].model_copy(update={"sources": ("nobody",), "part_of": "nothing"})
        return entries.put(document, "facts", fact, instead_of="voters")

    with pytest.raises(InvalidChange) as caught:
        edit(store, mission, Edit(stranger, "wrong"))

    assert [each.key for each in caught.value.faults] == ["facts[0].sources[0]", "facts[0].part_of"]
    assert "facts[0].sources[0]: no source 'nobody' is described" in caught.value.detail
    assert "line" not in caught.value.detail
    assert len(words_of(store, mission)) == 1


def test_a_name_stands_once_in_its_list(store: Store, mission: Mission):
    twice = Fact(key="lists", label="Lists again", value=5)

    with pytest.raises(InvalidChange, match="'lists' is in the list already"):
        edit(store, mission, Edit(lambda document: entries.put(document, "facts", twice), "added"))


def test_the_code_of_a_mission_never_changes(store: Store, mission: Mission):
    def renamed(document: MissionFile) -> MissionFile:
        return document.model_copy(update={"code": "other"})

    with pytest.raises(InvalidChange, match="a mission's code never changes"):
        edit(store, mission, Edit(renamed, "renamed"))


def test_what_a_form_sends_is_read_and_refused_as_in_a_file():
    contact = editing.built(Contact, {"role": " Doctor ", "phone": "+7 7172 555 012", "name": ""})
    assert (contact.role, contact.name) == ("Doctor", "")

    with pytest.raises(InvalidChange) as caught:
        editing.built(Contact, {"phone": "call me", "rank": "1"})

    assert [str(each) for each in caught.value.faults] == [
        "role: nothing is written here. Fill it in.",
        "phone: 'call me' is not a telephone number. Write it as it is dialled, with its country "
        "code, for example +7 7172 555 017.",
        "rank: 'rank' is not known here. Reload the page; it may be from an older version.",
    ]


def test_a_model_that_a_change_builds_wrongly_is_explained_too(store: Store, mission: Mission):
    def change(document: MissionFile) -> MissionFile:
        return entries.put(document, "facts", Fact(key="two words", label="x", value=1))

    with pytest.raises(InvalidChange, match="'two words' can't be a code"):
        edit(store, mission, Edit(change, "wrong"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (set_fact("voters", 7), []),
        (set_title, ["mission"]),
    ],
)
def test_laptops_are_told_only_what_concerns_them(
    store: Store,
    mission: Mission,
    change: Callable[[MissionFile], MissionFile],
    told: list[str],
):
    with store.reading() as db:
        before = len(db.exec(select(Change)).all())

    edit(store, mission, Edit(change, "changed"))

    with store.reading() as db:
        assert [each.kind for each in db.exec(select(Change)).all()][before:] == told


def test_entries_without_names_are_known_by_their_place(store: Store, mission: Mission):
    duty = [Contact(role=role, phone="112") for role in ("Doctor", "Police", "Interpreter")]
    document = held(store, mission)
    for each in duty:
        document = entries.put_at(document, "contacts", each, None)
    document = entries.without_at(entries.put_at(document, "contacts", duty[2], 0), "contacts", 1)

    assert [each.role for each in document.contacts] == ["Interpreter", "Interpreter"]
    with pytest.raises(entries.NoSuchEntry, match="no number 3 any more"):
        entries.without_at(document, "contacts", 2)
    with pytest.raises(entries.NoSuchEntry, match="have no 'turnout'"):
        entries.without(document, "facts", "turnout")
