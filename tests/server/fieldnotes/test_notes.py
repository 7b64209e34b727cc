"""Notes are kept as revisions, found in any script, and handed to statements without names."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from server.accounts.caller import Stranger
from server.fieldnotes import erasing, files, for_statement, monitoring, service
from server.fieldnotes.kinds import Kind, Section
from server.fieldnotes.monitoring import Measured
from server.fieldnotes.problems import NoSuchNote, NoteChanged, NoteUnsound
from server.fieldnotes.proving import prove_note_files
from server.fieldnotes.service import Change, Writer, get_note
from server.journal.attachments.arriving import Arriving
from server.journal.attachments.store import FolderStore
from server.missions.document import MeetingKind
from tests.server.builders import START, a_mission, a_team
from tests.server.fieldnotes.conftest import Desk


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Everything here holds on both databases."""
    return request.param


def test_every_change_is_a_revision_and_none_is_lost(desk: Desk):
    row = desk.add(text="First")
    desk.revise(row, Change(seen=1, reason="Misheard"), text="Second")
    desk.revise(row, Change(seen=2, reason="Same"), text="Second")

    newer, older = desk.revisions(row)
    assert (newer.number, newer.body["text"], newer.by, newer.reason) == (
        2,
        "Second",
        "serik",
        "Misheard",
    )
    assert (older.number, older.body["text"], older.by, older.reason) == (1, "First", "aigul", "")


def test_who_changes_what_somebody_else_has_changed_is_told_so(desk: Desk):
    row = desk.add()
    desk.revise(row, Change(seen=1), text="Second")

    with pytest.raises(NoteChanged, match="serik wrote revision 2"):
        desk.revise(row, Change(seen=1), text="Third")
    assert len(desk.revisions(row)) == 2


def test_notes_are_found_by_kind_team_section_region_and_period(desk: Desk):
    a_team(desk.store, desk.mission, "07")
    a_team(desk.store, desk.mission, "08")
    desk.add(Kind.LEGAL, team="07", region="Almaty / Turksib")
    desk.add(Kind.COMPLAINT, section="complaints", quotable="on")
    desk.add(Kind.WEEKLY, team="08", region="Almaty2")

    legal, complaint, week = (
        "OSCE Copenhagen Document 1990, 7.7",
        "Voter lists",
        "Week to 27 September 2026, team 08",
    )
    assert desk.titles()[0] == complaint
    assert set(desk.titles()[1:]) == {week, legal}
    assert desk.titles(kind="legal") == [legal]
    assert desk.titles(team="08") == [week]
    assert desk.titles(section="complaints") == desk.titles(quotable=True) == [complaint]
    assert desk.titles(region="Almaty") == [legal]
    assert desk.titles(since=date(2026, 9, 22)) == [complaint, week]
    assert set(desk.titles(until=date(2026, 9, 23))) == {week, legal}
    assert desk.titles(start=1) == desk.titles()[1:]


def test_words_are_found_in_any_script_and_signs_of_patterns_mean_themselves(desk: Desk):
    desk.add(Kind.CAMPAIGN, place="Алматы, площадь Абая", text="50% full_hall")
    desk.add(Kind.CAMPAIGN, place="Astana")

    assert desk.titles(words="almaty abaia") == ["Rally, Алматы, площадь Абая"]
    assert desk.titles(words="50%") == desk.titles(words="l_h") == desk.titles(words="Алматы")
    assert desk.titles(words="%t%a") == []


def test_a_withdrawn_note_leaves_lists_and_statements_and_comes_back(desk: Desk):
    row = desk.add(Kind.MEDIA, quotable="on", section="media")
    desk.revise(row, Change(1, "Wrong channel", withdrawn=True), quotable="on")

    assert desk.titles() == []
    assert desk.titles(withdrawn=True) == ["Channel One on Auyl: neutral"]
    with desk.store.reading() as db:
        assert for_statement.list_quotable(db, desk.mission.id) == []
        assert monitoring.monitored(db, desk.mission.id).outlets == ()
    desk.revise(row, Change(2, "It was right"), quotable="on")
    assert len(desk.titles()) == 1


def test_a_note_of_another_mission_or_team_is_none(desk: Desk):
    row = desk.add()
    other = a_mission(desk.store, "other-2026")

    with desk.store.reading() as db, pytest.raises(NoSuchNote):
        get_note(db, other.id, row.id)
    with pytest.raises(NoteUnsound, match="no team '99'"):
        desk.add(team="99")


def test_a_statement_gets_what_may_be_quoted_of_its_section_as_of_its_moment(desk: Desk):
    later = START + timedelta(hours=1)
    quoted = desk.add(Kind.CAMPAIGN, quotable="on", text="First", section="campaign")
    desk.revise(quoted, Change(1), later, quotable="on", text="Second")
    desk.add(Kind.CAMPAIGN, section="campaign")

    def texts(section: Section | None, hours: float) -> list[str]:
        as_of = START + timedelta(hours=hours)
        with desk.store.reading() as db:
            found = for_statement.list_quotable(db, desk.mission.id, section, as_of)
            return [each.text for each in found]

    assert texts(None, 0.5) == ["First"]
    assert texts(None, 2) == ["Second"]
    assert texts(Section.CAMPAIGN, -1) == []
    assert texts(Section.CAMPAIGN, 0.5) == ["First"]
    assert texts(Section.MEDIA, 2) == []


def test_a_quotable_meeting_enters_statements_by_its_office_alone(desk: Desk):
    for text in ("", "The second of us wrote it down, too."):
        desk.add(
            quotable="on",
            with_whom="commission",
            topics="Voter lists",
            channel="in_person",
            text=text,
        )
    desk.add(Kind.CAMPAIGN, quotable="on")
    desk.add()

    with desk.store.reading() as db:
        (meeting,) = for_statement.quotable_meetings(db, desk.mission.id)
    assert meeting.kind is MeetingKind.COMMISSION
    assert [(each.body, each.office, each.name) for each in meeting.counterparts] == [
        ("Central Commission", "Deputy chair", "")
    ]
    assert meeting.topics == ("Voter lists",)


def test_media_time_is_summed_by_outlet_actor_and_tone(desk: Desk):
    desk.add(Kind.MEDIA)
    desk.add(Kind.MEDIA, minutes="60", tone="positive")
    desk.add(Kind.MEDIA, outlet="Weekly", minutes="", pieces="3")
    changed = desk.add(Kind.MEDIA, day="2026-08-01", minutes="99")
    desk.revise(changed, Change(1), minutes="1", actor="Adal", day="2026-09-25")

    with desk.store.reading() as db:
        found = monitoring.monitored(db, desk.mission.id, since=date(2026, 9, 1))
    assert (found.first_day, found.last_day) == (date(2026, 9, 23), date(2026, 9, 25))
    channel, weekly = found.outlets
    assert [(row.actor, tuple(row.seconds.values())) for row in channel.rows] == [
        ("Auyl", (3600, 750, 0)),
        ("Adal", (0, 60, 0)),
    ]
    assert (channel.seconds, channel.entries) == (4410, 3)
    assert channel.rows[0].share == pytest.approx(4350 / 4410)
    assert [(row.all_pieces, row.share) for row in weekly.rows] == [(3, None)]


def test_an_outlet_heard_for_less_than_an_hour_has_no_shares():
    (table,) = monitoring.tabulated([Measured("A", "b", "neutral", 3599, 0, 2)])
    (longer,) = monitoring.tabulated([Measured("A", "b", "neutral", 3600, 0, 2)])

    assert table.rows[0].share is None
    assert longer.rows[0].share == 1


def test_files_beside_notes_are_proven_again(desk: Desk, tmp_path: Path):
    row, kept = desk.add(), FolderStore(tmp_path / "kept")
    places = Arriving(tmp_path / "arriving"), kept
    with desk.store.writing() as db:
        held = service.get_note(db, desk.mission.id, row.id)
        file = files.take_in(
            db, held, BytesIO(b"%PDF-1.7"), "a.pdf", Writer("aigul", START), places
        ).sha256

    def proven() -> str:
        with desk.store.reading() as db:
            return prove_note_files(db, tmp_path / "kept").words

    assert proven() == "Files beside notes: 1, as it was handed in."
    (tmp_path / "kept" / file[:2] / file).write_bytes(b"else")
    assert f"the file {file}; what is kept gives" in proven()
    (tmp_path / "kept" / file[:2] / file).unlink()
    assert f"the file {file}, which is gone" in proven()


def test_after_its_retention_a_meeting_names_its_bodies_and_nobody(desk: Desk):
    row = desk.add(text="As it was")
    desk.revise(row, Change(1), text="As it was said")
    with desk.store.writing() as db:
        assert erasing.count_named(db, desk.mission) == 1
        assert erasing.erase_names(db, desk.mission, Stranger("aigul"), START) == 1

    with desk.store.reading() as db:
        assert erasing.count_named(db, desk.mission) == 0
    for revision in desk.revisions(row):
        (counterpart,) = revision.body["counterparts"]
        assert counterpart == {
            "body": "Central Commission",
            "office": "Deputy chair",
            "name": "",
        }
    assert desk.titles(words="as it was said") == ["Central Commission"]
    assert desk.titles(words="K. P.") == []
