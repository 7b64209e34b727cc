"""Files that are frozen with a form, and drafts that only drills see."""

from datetime import timedelta

import pytest

from server.database import Store
from server.forms import service
from server.forms.problems import DraftOutsideDrill, FormVersionUsed
from server.forms.reading import FormReading, read_form
from server.missions.models import Mission
from shared.digest import sha256_hex
from tests.server.builders import START, a_mission
from tests.server.forms.sheets import markdown, sheets, workbook

LATER = START + timedelta(hours=1)
STATIONS = b"name,label\n42,School No. 12\n"
WHERE = ["select_one_from_file stations.csv", "where", "Where?", ""]


def reading(stations: bytes = STATIONS, *rows: list[str], draft: bool = False) -> FormReading:
    source = markdown(sheets(WHERE, *rows))
    return read_form(source, "entrance.md", {"stations.csv": stations}, draft=draft)


def test_a_file_is_frozen_with_the_form_and_found_by_its_hash(store: Store, mission: Mission):
    with store.writing() as db:
        published = service.publish(db, mission.id, reading(), now=START)
        assert published.files == {"stations.csv": sha256_hex(STATIONS)}
    with store.reading() as db:
        assert service.find_file(db, mission.id, sha256_hex(STATIONS)) == STATIONS
        (file,) = service.form_of(service.get_published(db, mission.id, "entrance")).files
        assert (file.name, file.sha256, file.rows) == ("stations.csv", sha256_hex(STATIONS), 1)


def test_another_missions_file_is_not_handed_out(store: Store, mission: Mission):
    other = a_mission(store, code="other-2026")
    with store.writing() as db:
        service.publish(db, mission.id, reading(), now=START)
        assert service.find_file(db, other.id, sha256_hex(STATIONS)) is None
        assert service.find_file(db, mission.id, "0" * 64) is None


def test_a_file_that_two_versions_use_is_kept_once(store: Store, mission: Mission):
    newer = read_form(
        markdown(sheets(WHERE, version="2")), "entrance.md", {"stations.csv": STATIONS}
    )
    with store.writing() as db:
        service.publish(db, mission.id, reading(), now=START)
        service.publish(db, mission.id, newer, now=LATER)
        assert service.find_file(db, mission.id, sha256_hex(STATIONS)) == STATIONS


def test_another_file_under_the_same_version_is_refused(store: Store, mission: Mission):
    with store.writing() as db:
        service.publish(db, mission.id, reading(), now=START)
        with pytest.raises(FormVersionUsed, match="Write a new version"):
            service.publish(db, mission.id, reading(STATIONS + b"57,Library\n"), now=LATER)


def test_a_draft_is_for_drills_only(store: Store, mission: Mission):
    with store.writing() as db:
        with pytest.raises(DraftOutsideDrill, match="drill: true"):
            service.publish(db, mission.id, reading(draft=True), now=START)
        assert service.list_published(db, mission.id) == []


def test_every_attempt_at_a_draft_is_a_version_of_its_own(store: Store):
    drill = a_mission(store, code="drill", drill=True)
    attempts = [reading(draft=True), reading(STATIONS, ["text", "why", "Why?", ""], draft=True)]
    with store.writing() as db:
        first, second, again = (
            service.publish(db, drill.id, each, now=START + timedelta(minutes=minute), drill=True)
            for minute, each in enumerate([*attempts, attempts[1]])
        )
        assert first.version != second.version
        assert again.id == second.id
        assert all(each.version.startswith("1-draft-") and each.draft for each in (first, second))
        assert [each.version for each in service.list_current(db, drill.id)] == [second.version]
        assert f'version="{second.version}"' in second.xform


def test_after_its_drafts_the_version_itself_is_still_free(store: Store):
    drill = a_mission(store, code="drill", drill=True)
    with store.writing() as db:
        service.publish(db, drill.id, reading(draft=True), now=START, drill=True)
        published = service.publish(db, drill.id, reading(), now=LATER, drill=True)
        assert (published.version, published.draft) == ("1", False)
        assert [each.version for each in service.list_current(db, drill.id)] == ["1"]


def test_the_same_form_in_another_notation_is_the_same(store: Store, mission: Mission):
    content = sheets()
    with store.writing() as db:
        first = service.publish(
            db, mission.id, read_form(markdown(content), "entrance.md"), now=START
        )
        second = service.publish(
            db, mission.id, read_form(workbook(content), "entrance.xlsx"), now=LATER
        )
        assert second.id == first.id
