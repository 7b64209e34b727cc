from datetime import UTC, datetime, timedelta

import pytest

from server.database import Store
from server.forms import service
from server.forms.problems import FormNotPublishable, FormVersionUsed, UnknownForm
from server.missions.models import Mission
from shared.digest import sha256_hex
from tests.server.forms.sheets import markdown, sheets

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def reading(*rows: list[str], version: str = "1") -> service.FormReading:
    return service.read_form(markdown(sheets(*rows, version=version)), "entrance.md")


def test_what_is_published_is_what_was_read(store: Store, mission: Mission):
    read = reading()
    with store.writing() as db:
        service.publish(db, mission.id, read, now=NOW)
    with store.reading() as db:
        published = service.get_published(db, mission.id, "entrance", "1")
        assert service.form_of(published) == read.form
        assert published.xform == read.xform
        assert published.source == read.source
        assert published.source_sha256 == sha256_hex(read.source)
        assert published.digest == service.form_of(published).digest
        assert published.published_at == NOW


def test_publishing_the_same_again_changes_nothing(store: Store, mission: Mission):
    with store.writing() as db:
        first = service.publish(db, mission.id, reading(), now=NOW)
        second = service.publish(db, mission.id, reading(), now=LATER)
        assert second.id == first.id
        assert len(service.list_published(db, mission.id)) == 1


def test_a_published_version_never_changes(store: Store, mission: Mission):
    with store.writing() as db:
        service.publish(db, mission.id, reading(), now=NOW)
        with pytest.raises(FormVersionUsed) as caught:
            service.publish(db, mission.id, reading(["text", "why", "Why?", ""]), now=LATER)
        assert "Write a new version" in caught.value.detail
        assert len(service.list_published(db, mission.id)) == 1


def test_the_newest_version_is_found_unless_another_is_asked_for(store: Store, mission: Mission):
    with store.writing() as db:
        service.publish(db, mission.id, reading(version="10"), now=NOW)
        service.publish(db, mission.id, reading(version="9"), now=LATER)
        newest = service.get_published(db, mission.id, "entrance")
        assert newest.version == "9"
        assert service.get_published(db, mission.id, "entrance", "10").version == "10"
        assert [each.version for each in service.list_current(db, mission.id)] == ["9"]


def test_a_form_with_mistakes_is_not_published_and_all_of_them_are_told(
    store: Store, mission: Mission
):
    wrong = reading(["text", "why", "Why?", "selectd(.)"], ["text", "who", "Who?", "(("])
    with store.writing() as db, pytest.raises(FormNotPublishable) as caught:
        service.publish(db, mission.id, wrong, now=NOW)
    assert "row 4" in caught.value.detail
    assert "1 more" in caught.value.detail
    assert [finding["row"] for finding in caught.value.extra["findings"]] == [4, 5]


def test_a_form_with_warnings_is_published(store: Store, mission: Mission):
    with store.writing() as db:
        published = service.publish(
            db, mission.id, reading(["geopoint", "here", "Here", ""]), now=NOW
        )
        assert published.form_id == "entrance"


def test_a_form_that_the_mission_does_not_have_is_met_with_those_it_has(
    store: Store, mission: Mission
):
    with store.writing() as db:
        with pytest.raises(UnknownForm, match="Import one first"):
            service.get_published(db, mission.id, "entrance")
        service.publish(db, mission.id, reading(), now=NOW)
        with pytest.raises(UnknownForm, match="It has: entrance"):
            service.get_published(db, mission.id, "exit")


def test_names_that_are_too_long_to_keep_are_a_mistake():
    assert {finding.code for finding in reading(version="1" * 121).errors} == {"too-long"}
