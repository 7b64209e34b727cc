"""Incidents and check-ins out of the journal, by the rules of reports."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from sqlmodel import Session, col, select

from server.journal.devices import revoke
from server.journal.feed.source import Reader
from server.messages.check_ins import last_of_teams
from server.missions.models import Mission, Team
from server.reports.incidents.categories import category_in
from server.reports.incidents.models import Incident
from server.reports.incidents.reading import Filter, Listed, get_revisions, list_incidents
from server.reports.models import Ground, State
from server.reports.outcome_source import OutcomeSource
from server.reports.projection import rebuild
from shared.ids import new_id
from shared.sync.check_ins import CheckInBody, Wellbeing
from shared.sync.incidents import CATEGORIES, IncidentBody
from shared.sync.protocol import AttachmentBody, OutcomeChange
from tests.server.builders import START, a_team
from tests.server.journal.device import FakeDevice
from tests.server.reports.conftest import Field
from tests.server.staff import a_place


def an_incident(**fields: Any) -> IncidentBody:  # noqa: ANN401 - fields of a message
    given: dict[str, Any] = {
        "incident": new_id(),
        "revision": 1,
        "category": "access",
        "severity": "serious",
        "source": "seen",
        "text": "Refused at the door.",
        "station": "0042",
        "noted_at": START,
    }
    return IncidentBody(**(given | fields))


def corrected(incident: IncidentBody, **fields: Any) -> IncidentBody:  # noqa: ANN401
    given = {"revision": incident.revision + 1, "base": incident.revision, "reason": "Recounted"}
    return incident.model_copy(update=given | fields)


def arrive(field: Field, laptop: FakeDevice, *bodies: IncidentBody | CheckInBody | str) -> None:
    for body in bodies:
        field.arrive(laptop, body, kind="check_in" if isinstance(body, CheckInBody) else "incident")


def rows(field: Field) -> Sequence[Incident]:
    with field.store.reading() as db:
        return db.exec(select(Incident).order_by(col(Incident.entry_id))).all()


def listed(field: Field, **wanted: Any) -> Sequence[Listed]:  # noqa: ANN401
    with field.store.reading() as db:
        return list_incidents(db, a_place(field.mission), Filter(**wanted), 100, now=START)


def test_an_incident_stands_as_it_was_sent(field: Field, laptop: FakeDevice, team: Team):
    sent = an_incident()
    arrive(field, laptop, sent)

    (row,) = rows(field)
    assert (row.incident_id, row.team_code, row.station_code) == (sent.incident, team.code, "0042")
    assert (row.category, row.severity, row.source) == ("access", "serious", "seen")
    assert (row.state, row.ground, row.counts_from) == (State.ACCEPTED, Ground.NONE, START)


def test_an_incident_waits_for_no_station_of_the_register(field: Field, laptop: FakeDevice):
    arrive(field, laptop, an_incident(station="no such"), an_incident(station=""))

    assert [row.state for row in rows(field)] == [State.ACCEPTED, State.ACCEPTED]
    assert [each.station for each in listed(field)] == [None, None]


def test_a_correction_takes_the_place_of_what_it_corrects(field: Field, laptop: FakeDevice):
    first = an_incident()
    arrive(field, laptop, first, corrected(first, severity="minor"))

    (now,) = listed(field)
    assert (now.row.revision, now.row.severity, now.revisions) == (2, "minor", 2)
    with field.store.reading() as db:
        revisions = get_revisions(db, a_place(field.mission), first.incident)
        assert [(each.revision, each.superseded_at) for each in revisions] == [
            (2, None),
            (1, START),
        ]


def test_two_corrections_of_the_same_revision_stand_beside_each_other(
    field: Field, laptop: FakeDevice
):
    first = an_incident()
    arrive(field, laptop, first, corrected(first), corrected(first, text="Let in after all."))

    assert [row.state for row in rows(field)][1:] == [State.ACCEPTED, State.CONFLICT]


def test_another_team_corrects_nobodys_incident(field: Field, laptop: FakeDevice):
    first = an_incident()
    arrive(field, laptop, first)
    stranger = field.laptop(a_team(field.store, field.mission, "08"))
    arrive(field, stranger, corrected(first, text="Nothing happened."))

    assert [(row.state, row.ground) for row in rows(field)][1] == (
        State.QUARANTINED,
        Ground.OTHER_TEAM,
    )


def test_an_incident_of_a_withdrawn_laptop_is_set_apart(field: Field, laptop: FakeDevice):
    with field.store.writing() as db:
        revoke(db, field.mission.id, laptop.id, now=START - timedelta(hours=1))
    arrive(field, laptop, an_incident())

    (row,) = rows(field)
    assert (row.state, row.ground) == (State.QUARANTINED, Ground.REVOKED_DEVICE)


@pytest.mark.parametrize("unknown", [{"category": "drones"}, {"severity": "x"}, {"source": "x"}])
def test_a_word_that_this_server_does_not_know_sets_an_incident_apart_with_the_reason(
    field: Field, laptop: FakeDevice, unknown: dict[str, str]
):
    arrive(field, laptop, an_incident(**unknown))

    (row,) = rows(field)
    assert (row.state, row.ground) == (State.QUARANTINED, Ground.MISFIT)
    assert "the laptop's program may be newer" in row.judgement


@pytest.mark.parametrize(
    "body", ["{}", "not even JSON", an_incident().model_dump_json().replace("Z", "")]
)
def test_what_holds_no_incident_is_listed_as_unreadable(
    field: Field, laptop: FakeDevice, body: str
):
    arrive(field, laptop, body)

    assert rows(field) == []
    (unreadable,) = field.unreadable()
    assert "It holds no incident that can be read" in unreadable.judgement


def test_the_same_incident_sent_by_a_replaced_laptop_counts_once(
    field: Field, laptop: FakeDevice, team: Team
):
    sent = an_incident()
    arrive(field, laptop, sent)
    arrive(field, field.laptop(team), sent)

    assert len(rows(field)) == 1


def test_incidents_are_found_by_category_severity_and_team(field: Field, laptop: FakeDevice):
    arrive(field, laptop, an_incident(), an_incident(category="violence", severity="critical"))

    assert [each.row.category for each in listed(field)] == ["violence", "access"]
    assert [each.row.category for each in listed(field, severity="critical")] == ["violence"]
    assert [each.row.category for each in listed(field, category="access")] == ["access"]
    assert listed(field, team="99") == []
    assert [each.row.category for each in listed(field, start=1)] == ["access"]


def test_a_photograph_of_an_incident_is_listed_with_it_once(field: Field, laptop: FakeDevice):
    first = an_incident()
    arrive(field, laptop, first, corrected(first))
    for revision in (1, 2):
        attached = AttachmentBody(
            report=first.incident,
            revision=revision,
            sha256="a" * 64,
            size=9,
            media_type="image/jpeg",
            name="door.jpg",
        )
        field.arrive(laptop, attached, kind="attachment")

    (now,) = listed(field)
    assert [(each.row.name, each.has_arrived) for each in now.files] == [("door.jpg", False)]


def test_the_team_hears_what_became_of_its_incident(
    field: Field, laptop: FakeDevice, mission: Mission, team: Team
):
    fine, odd = an_incident(), an_incident(category="drones")
    arrive(field, laptop, fine, odd)
    told = outcomes(field, mission, team)

    assert list(told) == [str(odd.incident)]
    value = told[str(odd.incident)].value
    assert value is not None
    assert [(each.state, each.revision) for each in value] == [("quarantined", 1)]


def outcomes(field: Field, mission: Mission, team: Team) -> dict[str, OutcomeChange]:
    with field.store.reading() as db:
        reader, source = _reader(db, mission, team), OutcomeSource()
        pieces = source.after(db, reader, "", 10)
        assert source.count_after(db, reader, "") == len(pieces)
        return {p.place: p.change for p in pieces if isinstance(p.change, OutcomeChange)}


def _reader(db: Session, mission: Mission, team: Team) -> Reader:
    return Reader(db.get_one(Mission, mission.id), db.get_one(Team, team.id))


def a_check_in(state: Wellbeing, **fields: Any) -> CheckInBody:  # noqa: ANN401
    return CheckInBody(state=state, at=START, **fields)


def test_the_last_check_in_of_each_team_is_what_counts(
    field: Field, laptop: FakeDevice, team: Team
):
    other = a_team(field.store, field.mission, "08")
    arrive(field, laptop, a_check_in(Wellbeing.SAFE), a_check_in(Wellbeing.HELP, text="A crowd"))
    arrive(field, field.laptop(other), a_check_in(Wellbeing.SAFE))

    with field.store.reading() as db:
        last = last_of_teams(db, field.mission.id)
        assert {each: (last[each].state, last[each].text) for each in last} == {
            team.id: ("help", "A crowd"),
            other.id: ("safe", ""),
        }


def test_a_rebuild_brings_incidents_and_check_ins_back_the_same(
    field: Field, laptop: FakeDevice, team: Team
):
    first = an_incident()
    arrive(field, laptop, first, corrected(first), corrected(first), a_check_in(Wellbeing.SAFE))
    before = [row.model_dump() for row in rows(field)]

    rebuild(field.store)

    assert [row.model_dump() for row in rows(field)] == before
    with field.store.reading() as db:
        assert last_of_teams(db, field.mission.id)[team.id].state == "safe"


@pytest.mark.parametrize("language", ["ru", "kk", "tr"])
def test_every_category_is_called_as_on_the_laptops(language: str):
    po = Path(__file__).parents[3] / "client" / "locale" / language / "LC_MESSAGES" / "client.po"
    with po.open("rb") as file:
        laptops = read_po(file)
    for category, english in CATEGORIES.items():
        message = laptops.get(english)
        assert message is not None
        assert category_in(category, language) == message.string
    assert category_in("of_a_newer_laptop", language) is None
    assert category_in("of_a_newer_laptop", "en") == "of_a_newer_laptop"
