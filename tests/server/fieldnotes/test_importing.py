"""Tables of notes: read as people write them, all or nothing, and twice is once."""

import pytest

from server.accounts.caller import Operator
from server.fieldnotes import erasing, monitoring, searching, service
from server.fieldnotes.importer import note_importers
from server.fieldnotes.kinds import Kind, MeetingNote
from server.fieldnotes.searching import Filter
from server.fieldnotes.service import Change
from server.fieldnotes.table import table_of
from server.imports.examining import Said
from server.imports.importer import Plan
from server.imports.service import import_table
from server.missions.models import Mission
from server.tabular.csv_writing import csv_lines
from server.tabular.row_errors import RowsRefused
from tests.server.builders import START, a_team
from tests.server.fieldnotes.conftest import Desk

IMPORTERS = {each.kind: each for each in note_importers()}
ANN = Operator("ann")
MEDIA = (
    "Date;Channel;Party;Sentiment;Duration;May be quoted in a statement;supports\n"
    "23.09.2026;Channel One;Auyl;Positive;12:30;yes;media; campaign\n"
    "23.09.2026;Channel One;Auyl;positive;12:30;yes;media\n"
    "23.09.2026;Channel One;Auyl;positive;12:30;yes;media\n"
    "24.09.2026;Channel One;Adal;negative;1,5;;\n"
).replace("media; campaign", '"media; Campaign"')


def take(desk: Desk, kind: str, text: str) -> Plan:
    return import_table(
        desk.store, desk.mission, IMPORTERS[kind], "notes.csv", text.encode(), Said(order="dmy"),
        by=ANN, now=START,
    ).plan  # fmt: skip


def test_a_table_of_monitoring_becomes_notes_once(desk: Desk):
    plan = take(desk, "media-monitoring", MEDIA)
    assert [each.key for each in plan.new] == ["2026-09-23"] * 3 + ["2026-09-24"]
    assert plan.notices == ["Rows that say the same as another row: 1. Each becomes a note."]
    assert desk.titles(section="campaign") == ["Channel One on Auyl: positive"]
    assert len(desk.titles(quotable=True)) == 3
    with desk.store.reading() as db:
        (outlet,) = monitoring.monitored(db, desk.mission.id).outlets
    assert (outlet.entries, outlet.seconds) == (4, 3 * 750 + 90)
    again = take(desk, "media-monitoring", MEDIA)
    assert (again.new, again.unchanged) == ([], 4)


def test_what_was_corrected_or_withdrawn_meanwhile_stays_so(desk: Desk):
    table = 'day,outlet,actor,tone,minutes\n2026-09-23,Channel One,Auyl,neutral,"12,5"\n'
    row = desk.add(Kind.MEDIA)
    desk.revise(row, Change(1), minutes="13")
    assert (take(desk, "media-monitoring", table).unchanged) == 1
    desk.revise(row, Change(2, "not ours", withdrawn=True))
    assert (take(desk, "media-monitoring", table).unchanged) == 1
    assert desk.titles() == []


def test_meetings_name_bodies_offices_and_people_and_are_erased_with_their_lists(
    desk: Desk, mission: Mission
):
    a_team(desk.store, mission, "07")
    text = (
        "day,institution,position,name,topics,team,How\n"
        '2026-09-20,"CEC; Akimat","Chair; ","K. P.",voter lists; queues,07,By telephone\n'
    )
    take(desk, "meetings", text)
    with desk.store.writing() as db:
        (row,) = searching.list_notes(db, mission.id, Filter(), 9)
        note = service.newest_of(db, row)
        assert isinstance(note, MeetingNote)
        met = [(each.body, each.office, each.name) for each in note.counterparts]
        assert met == [("CEC", "Chair", "K. P."), ("Akimat", "", "")]
        assert (note.topics, note.team, note.channel) == (
            ("voter lists", "queues"), "07", "telephone",
        )  # fmt: skip
        kept = db.get_one(Mission, mission.id)
        assert erasing.count_lists(db, kept) == 1
        assert erasing.erase_lists(db, kept, ANN, START) == 1
        assert erasing.count_lists(db, kept) == 0


def test_every_mistake_of_a_table_is_told_with_its_row_and_column(desk: Desk):
    text = (
        "day,outlet,who,tone,minutes,team,supports\n"
        "2026-09-23,,Auyl,loud,5,,\n"
        "2026-09-23,One,Auyl,,5,,\n"
        "2026-09-23,One,Auyl,neutral,2000,,\n"
        "2026-09-23,One,Auyl,neutral,,,\n"
        "2026-09-23,One,Auyl,neutral,5,99,\n"
        "2026-09-23,One,Auyl,neutral,5,,gossip\n"
    ).replace("who", "actor")
    with pytest.raises(RowsRefused) as refused:
        take(desk, "media-monitoring", text)
    told = refused.value.detail
    for row, words in (
        (2, "column 'outlet': outlet is missing"),
        (2, "column 'tone': 'loud' is not known"),
        (3, "column 'tone': it is missing. Write one of positive, neutral, negative."),
        (4, "column 'minutes': '2000' is too great"),
        (5, "it has neither minutes nor pieces"),
        (6, "column 'team': the mission has no team '99'"),
        (7, "column 'supports': 'gossip' is no section"),
    ):
        assert f"Row {row}" in told
        assert words in told
    assert told.count("Row ") == 7, "each once"
    assert desk.titles() == []


@pytest.mark.parametrize("kind", IMPORTERS)
def test_what_was_handed_out_comes_back_as_what_is_there(desk: Desk, kind: str):
    of = {"media-monitoring": Kind.MEDIA, "meetings": Kind.MEETING, "complaints": Kind.COMPLAINT}
    notes = of.get(kind, Kind.CAMPAIGN)
    more = {"counterparts": "CEC | Chair | K. P.\nAkimat", "topics": "Lists\nQueues"}
    typed = more | {"text": "One line", "quotable": "on"}
    desk.add(notes, START, "media", **typed)
    desk.add(notes)
    with desk.store.reading() as db:
        rows = list(table_of(db, desk.mission.id, Filter(kind=notes)))
    assert len(rows) == 3
    plan = take(desk, kind, "".join(csv_lines(rows)))
    assert (plan.unchanged, plan.new) == (2, [])
    assert "2. They are these notes" in plan.notices[0]
    without = [row[1:] for row in rows]
    plan = take(desk, kind, "".join(csv_lines(without)))
    assert (plan.unchanged, plan.new, plan.notices) == (2, [], []), "by what they say"
