"""What comes late to the setting puts reports in another light, as a rebuild would."""

from functools import partial

from sqlmodel import select

from server.changes import log
from server.changes.models import Change
from server.database import Store
from server.findings.service import findings
from server.findings.tallies import Tallies
from server.missions.models import Mission
from server.reports.cursor import read_cursor
from server.reports.models import Ground, State
from server.reports.projection import catch_up, rebuild
from server.reports.refolding import list_concerned, read_news
from server.reports.resolving import Deed, resolve
from server.stations import changing
from tests.server.builders import START, a_form, a_published_form, a_register
from tests.server.journal.device import FakeDevice, a_report
from tests.server.reports.conftest import Field

ELSEWHERE = "0099"


def register(store: Store, mission: Mission, code: str) -> None:
    """Take a station into the register."""
    typed = {"code": code, "name": "Boarding school", "region": "North"}
    with store.writing() as db:
        changing.add(db, mission.id, typed, now=START)
    catch_up(store)


def test_a_report_from_a_station_that_the_register_lacked_stands_when_it_comes(
    field: Field, laptop: FakeDevice, store: Store, mission: Mission
):
    field.arrive(laptop, field.report(station=ELSEWHERE))
    assert field.states() == [State.QUARANTINED]

    register(store, mission, ELSEWHERE)

    (row,) = field.revisions()
    assert (row.state, row.ground, row.region) == (State.ACCEPTED, Ground.NONE, "North")
    assert row.counts_from == START


def test_its_observers_are_told(field: Field, laptop: FakeDevice, store: Store, mission: Mission):
    report = field.report(station=ELSEWHERE)
    field.arrive(laptop, report)
    before = len(outcomes(store))

    register(store, mission, ELSEWHERE)

    assert outcomes(store)[before:] == [str(report.report)]


def test_findings_count_it_from_then_on(
    field: Field, laptop: FakeDevice, store: Store, mission: Mission
):
    field.arrive(laptop, field.report(station=ELSEWHERE), field.report())
    tallies = Tallies()

    def counted() -> int:
        with store.reading() as db:
            return findings(db, mission, "voting", tallies=tallies).reports

    assert counted() == 1
    register(store, mission, ELSEWHERE)
    assert counted() == 2


def test_a_form_that_is_published_late_lets_its_reports_stand(
    field: Field, laptop: FakeDevice, store: Store, mission: Mission
):
    later = a_form(version="2")
    field.arrive(laptop, a_report(later))
    assert field.states() == [State.QUARANTINED]

    a_published_form(store, mission, later)
    with store.writing() as db:
        log.note(db, mission.id, "form", [later.id])
    catch_up(store)

    assert field.states() == [State.ACCEPTED]


def test_what_a_person_decided_before_holds_as_after_a_rebuild(
    field: Field, laptop: FakeDevice, store: Store, mission: Mission
):
    field.arrive(laptop, field.report(station=ELSEWHERE), field.report(station="nowhere"))
    mapped, rejected = (row.entry_id for row in field.revisions())
    with store.writing() as db:
        decide = partial(resolve, db, mission.id, by="anna", now=START)
        decide(mapped, Deed.ACCEPT, station_code="0042")
        decide(rejected, Deed.REJECT)

    register(store, mission, ELSEWHERE)
    kept = [row.model_dump() for row in field.revisions()]
    rebuild(store)

    assert [row.model_dump() for row in field.revisions()] == kept
    assert [row["station_code"] for row in kept] == [ELSEWHERE, "nowhere"]


def test_a_whole_register_that_comes_anew_touches_no_report_that_it_says_nothing_new_of(
    field: Field, laptop: FakeDevice, store: Store, mission: Mission
):
    field.arrive(laptop, field.report(station=ELSEWHERE), field.report(station="x"))
    many = "".join(f"many-{number},School,North\n" for number in range(log.MOST_NAMED))
    register = f"code,name,region\n{ELSEWHERE},Boarding school,North\n{many}"
    a_register(store, mission, register, gone="keep")
    catch_up(store)
    assert field.states() == [State.ACCEPTED, State.QUARANTINED]
    with store.reading() as db:
        (line,) = db.exec(select(Change).where(Change.kind == "station")).all()
        assert line.key == log.EVERYTHING
        before = read_cursor(db)

    a_register(store, mission, register.replace("School", "Lyceum"), gone="keep")
    with store.reading() as db:
        assert list_concerned(db, read_news(db, before.setting)) == []
    catch_up(store)
    a_register(store, mission, register.replace("North", "South"), gone="keep")
    catch_up(store)
    assert [row.region for row in field.revisions()] == ["South", ""]


def test_nothing_is_done_twice(field: Field, laptop: FakeDevice, store: Store, mission: Mission):
    field.arrive(laptop, field.report(station=ELSEWHERE))
    register(store, mission, ELSEWHERE)
    told = len(outcomes(store))

    catch_up(store)
    catch_up(store)

    assert len(outcomes(store)) == told


def outcomes(store: Store) -> list[str]:
    with store.reading() as db:
        changes = db.exec(select(Change).where(Change.kind == "outcome")).all()
    return [each.key for each in changes]
