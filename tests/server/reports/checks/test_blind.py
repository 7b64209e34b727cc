"""A check of the mission's own that names what is not there is said to be blind."""

import pytest

from server.database import Store
from server.missions.models import Mission
from server.reports.checks.blind import blind_checks
from tests.server.builders import a_form, a_published_form


def blind(store: Store, mission: Mission, flag: str, form: str = "voting") -> str:
    own = {"id": "own", "form": form, "flag": flag, "message": {"en": "Is it so?"}}
    with store.writing() as db:
        db.get_one(Mission, mission.id).document = {"checks": {"own": [own]}}
    with store.reading() as db:
        return " ".join(blind_checks(db, mission.id))


@pytest.fixture
def published(store: Store, mission: Mission) -> Mission:
    a_published_form(store, mission, a_form())
    return mission


@pytest.mark.parametrize(
    "flag",
    [
        "${booths} > ${station.voters}",
        "${visit.minutes} > 5 and ${visit.voting.ramp} = 'no'",
        "${highest.voting.booths} > ${booths}",
    ],
)
def test_what_is_there_is_not_spoken_of(store: Store, published: Mission, flag: str):
    assert blind(store, published, flag) == ""


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("${boots} > 3", "'own' can never ask: the form 'voting' asks no ${boots}."),
        ("${station.voter} > 3", "there is no ${station.voter}, only station.code, station.kind"),
        ("${visit.header.H05} = 'x'", "names the form 'header', which is not published"),
        ("${latest.voting.boots} > 3", "the form 'voting' asks no ${latest.voting.boots}"),
        ("${newest.voting.booths} > 3", "there is no ${newest.voting.booths}"),
    ],
)
def test_what_is_not_there_is_named(store: Store, published: Mission, flag: str, words: str):
    assert words in blind(store, published, flag)


def test_a_form_that_is_not_published_is_named(store: Store, published: Mission):
    assert "the form 'votign' is not published" in blind(store, published, "1 = 1", "votign")
