"""What headquarters does about incidents: beside what the teams sent, and never instead of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from server.messages.models import Message
from server.missions.models import Team
from server.reports.incidents import cases, handling, judging, stating
from server.reports.incidents.handling import Log, Plan
from server.reports.incidents.models import Incident
from server.reports.incidents.problems import NoSuchIncident, NotDone
from server.reports.incidents.reading import (
    Filter,
    Order,
    Status,
    count_incidents,
    get_revisions,
    list_incidents,
)
from server.reports.incidents.stating import Outcome, SourceKind
from server.reports.projection import rebuild
from server.reports.resolving import Deed as Decision
from server.reports.resolving import NothingToResolve
from shared.ids import new_id
from shared.sync.incidents import IncidentBody
from tests.server.builders import START, a_team
from tests.server.journal.device import FakeDevice
from tests.server.reports.conftest import Field
from tests.server.reports.test_incidents import an_incident, arrive, rows
from tests.server.staff import a_place


def log(field: Field, incident: IncidentBody, by: str = "aigul") -> Log:
    return Log(field.mission.id, incident.incident, by, START)


def reasons(field: Field, incident: IncidentBody) -> str:
    with field.store.reading() as db:
        case = cases.get_case(db, field.mission.id, incident.incident)
        return " ".join(stating.may_be_stated(case))


def listed(field: Field, **wanted: Any) -> list[str]:  # noqa: ANN401 - a filter's fields
    with field.store.reading() as db:
        found = list_incidents(db, a_place(field.mission), Filter(**wanted), 100, now=START)
        return [each.row.text for each in found]


def counted(field: Field) -> tuple[int, ...]:
    with field.store.reading() as db:
        return tuple(count_incidents(db, a_place(field.mission), now=START).values())


def do(field: Field, deed: Callable[[Session], object]) -> None:
    with field.store.writing() as db:
        deed(db)


def actions(field: Field, incident: IncidentBody) -> Sequence[tuple[str, str, str, str]]:
    with field.store.reading() as db:
        found = handling.list_actions(db, incident.incident)
        return [(each.deed, each.before, each.after, each.by) for each in reversed(found)]


def test_headquarters_severity_stands_beside_the_teams_and_decides_the_order(
    field: Field, laptop: FakeDevice
):
    grave, slight = an_incident(text="grave"), an_incident(text="slight", severity="minor")
    arrive(field, laptop, slight, grave)
    do(field, lambda db: handling.handle(db, log(field, slight), Plan(severity="critical")))
    do(field, lambda db: handling.handle(db, log(field, slight), Plan(severity="critical")))

    assert listed(field, sort=Order.SEVERITY) == ["slight", "grave"]
    assert listed(field, severity="critical") == ["slight"]
    assert listed(field, severity="minor") == []
    assert [row.severity for row in rows(field)] == ["minor", "serious"]
    assert actions(field, slight) == [("severity", "", "critical", "aigul")]


def test_what_is_overdue_is_told_and_what_is_due_soonest_stands_first(
    field: Field, laptop: FakeDevice
):
    late, soon, whenever = (an_incident(text=each) for each in ("late", "soon", "whenever"))
    arrive(field, laptop, whenever, soon, late)
    for incident, hours in ((late, -1), (soon, 2)):
        plan = Plan(owner="serik", deadline=START + timedelta(hours=hours))
        do(field, lambda db, i=incident, p=plan: handling.handle(db, log(field, i), p))

    assert listed(field, sort=Order.DEADLINE) == ["late", "soon", "whenever"]
    assert listed(field, sort=Order.AGE) == ["whenever", "soon", "late"]
    assert listed(field, status=Status.OVERDUE) == ["late"]
    assert listed(field, owner="serik", status=Status.OPEN) == ["late", "soon"]
    assert counted(field) == (3, 1, 0, 0)


def test_closing_takes_a_reason_and_can_be_undone(field: Field, laptop: FakeDevice):
    incident = an_incident(text="open")
    arrive(field, laptop, incident)
    with field.store.writing() as db:
        with pytest.raises(NotDone, match="why it is closed"):
            handling.close(db, log(field, incident), Outcome.NOTED, " ")
        handling.close(db, log(field, incident), Outcome.UNFOUNDED, "No such street.")
        with pytest.raises(NotDone, match="closed already"):
            handling.close(db, log(field, incident), Outcome.NOTED, "Again")

    assert counted(field) == (0, 0, 1, 0)
    assert listed(field, status=Status.CLOSED) == ["open"]
    assert "unfounded" in reasons(field, incident)
    do(field, lambda db: handling.reopen(db, log(field, incident), "It was found."))
    assert counted(field) == (1, 0, 0, 0)
    assert {each[0] for each in actions(field, incident)} == {"closed", "reopened"}


def test_one_source_may_not_be_stated_and_two_teams_or_a_document_may(
    field: Field, laptop: FakeDevice
):
    incident = an_incident()
    arrive(field, laptop, incident)
    assert "rests on one source, team 07" in reasons(field, incident)

    same = (SourceKind.TEAM, " 07 ", "")
    other = (SourceKind.ORGANISATION, "Citizens' Watch", "Their report")
    document = (SourceKind.DOCUMENT, "Protocol 3", "")
    do(field, lambda db: handling.add_source(db, log(field, incident), *same))
    assert "one source" in reasons(field, incident)
    do(field, lambda db: handling.add_source(db, log(field, incident), *other))
    assert reasons(field, incident) == ""
    withdraw_all(field, incident)
    assert "one source" in reasons(field, incident)
    do(field, lambda db: handling.add_source(db, log(field, incident), *document))
    assert reasons(field, incident) == ""


@pytest.mark.parametrize("typed", ["07", " Team 07 ", "TEAM 07"])
def test_a_team_counts_once_however_it_is_typed(field: Field, laptop: FakeDevice, typed: str):
    incident = an_incident()
    arrive(field, laptop, incident)
    source = (SourceKind.TEAM, typed, "")
    do(field, lambda db: handling.add_source(db, log(field, incident), *source))
    assert "rests on one source, team 07" in reasons(field, incident)


def test_a_team_that_the_mission_does_not_have_is_no_source(field: Field, laptop: FakeDevice):
    incident = an_incident()
    arrive(field, laptop, incident)
    source = (SourceKind.TEAM, "the other team", "")
    with pytest.raises(NotDone, match=r"no team 'the other team'. Write a team's code: 07\."):
        do(field, lambda db: handling.add_source(db, log(field, incident), *source))


def withdraw_all(field: Field, incident: IncidentBody) -> None:
    with field.store.writing() as db:
        for each in handling.list_sources(db, [incident.incident]):
            handling.withdraw_source(db, log(field, incident), each.id)


def test_what_was_only_told_to_teams_is_no_source_however_often(field: Field, laptop: FakeDevice):
    told, again = an_incident(source="reported"), an_incident(source="reported")
    arrive(field, laptop, told)
    arrive(field, field.laptop(a_team(field.store, field.mission, "08")), again)
    do(field, lambda db: handling.merge(db, log(field, again), told.incident, "Same street"))

    assert "No team saw or heard it itself" in reasons(field, told)


def test_duplicates_stay_visible_count_once_and_can_be_parted(field: Field, laptop: FakeDevice):
    first, second = an_incident(text="first"), an_incident(text="second")
    arrive(field, laptop, first)
    arrive(field, field.laptop(a_team(field.store, field.mission, "08")), second)
    do(field, lambda db: handling.merge(db, log(field, second), first.incident, "Same door"))

    assert listed(field) == ["second", "first"]
    assert counted(field)[0] == 1
    assert reasons(field, first) == ""  # two teams saw it
    assert "It is a duplicate" in reasons(field, second)
    with field.store.reading() as db:
        assert [each.incident.text for each in cases.list_cases(db, field.mission.id)] == ["first"]
    do(field, lambda db: handling.part(db, log(field, second), "Two doors"))
    assert counted(field)[0] == 2
    assert "one source" in reasons(field, first)


def test_nothing_is_merged_into_itself_or_along_a_chain(field: Field, laptop: FakeDevice):
    one, two, three = an_incident(), an_incident(), an_incident()
    arrive(field, laptop, one, two, three)
    do(field, lambda db: handling.merge(db, log(field, two), one.incident, "Same"))

    for which, into, why in (
        (one, one, "no duplicate of itself"),
        (one, three, "Others were merged into this one"),
        (three, two, "That incident is a duplicate itself"),
        (two, three, "This incident is a duplicate itself"),
    ):
        with field.store.writing() as db, pytest.raises(NotDone, match=why):
            handling.merge(db, log(field, which), into.incident, "Same")
    with field.store.writing() as db, pytest.raises(NoSuchIncident):
        handling.merge(db, log(field, three), new_id(), "Same")


def test_the_team_is_asked_by_a_message(field: Field, laptop: FakeDevice, team: Team):
    incident = an_incident()
    arrive(field, laptop, incident)
    asked = "How many?"
    do(field, lambda db: handling.ask_team(db, field.mission, log(field, incident), asked))

    with field.store.reading() as db:
        (message,) = db.exec(select(Message)).all()
    assert message.audience == f"team {team.code}"
    assert message.text == "About the incident you reported at 0042: How many?"
    assert actions(field, incident)[0][0] == "asked"


def test_what_people_did_survives_a_rebuild(field: Field, laptop: FakeDevice, team: Team):
    odd, other = an_incident(category="drones", text="odd"), an_incident(text="other")
    arrive(field, laptop, odd, other)
    waiting = entry_of(field, odd)
    assert "waits for a decision" in reasons(field, odd)
    do(field, lambda db: judging.judge(db, log(field, odd), waiting, Decision.ACCEPT, reason="Ok"))
    do(field, lambda db: handling.merge(db, log(field, other), odd.incident, "Same"))
    do(field, lambda db: handling.handle(db, log(field, odd), Plan(owner="serik")))
    before = everything(field, odd)

    rebuild(field.store)

    assert everything(field, odd) == before
    assert rows(field)[0].state == "accepted"
    assert rows(field)[0].judgement == "Accepted by aigul; Ok."
    assert field.told(team)[-1] == ("outcome", str(odd.incident))
    with field.store.writing() as db, pytest.raises(NothingToResolve, match="accepted already"):
        judging.judge(db, log(field, odd), waiting, Decision.REJECT)


def test_a_rejected_incident_is_never_stated(field: Field, laptop: FakeDevice):
    odd = an_incident(category="drones")
    arrive(field, laptop, odd)
    do(
        field,
        lambda db: judging.judge(db, log(field, odd), entry_of(field, odd), Decision.REJECT),
    )

    assert "It was rejected." in reasons(field, odd)
    with field.store.writing() as db, pytest.raises(NoSuchIncident):
        judging.judge(db, log(field, an_incident()), 999, Decision.REJECT)


def entry_of(field: Field, incident: IncidentBody) -> int:
    with field.store.reading() as db:
        return get_revisions(db, a_place(field.mission), incident.incident)[0].entry_id


def everything(field: Field, incident: IncidentBody) -> Sequence[object]:
    def of(each: UUID) -> list[Incident]:
        with field.store.reading() as db:
            return list(get_revisions(db, a_place(field.mission), each))

    return [
        [row.model_dump() for row in of(incident.incident)],
        actions(field, incident),
        reasons(field, incident),
        listed(field, owner="serik"),
        counted(field),
    ]
