"""What each kind of note holds, and how a form's fields make one."""

import pytest

from server.fieldnotes.fields import fields_of, read_typed, typed_of
from server.fieldnotes.kinds import BODIES, Complaint, Kind, MediaEntry
from server.fieldnotes.problems import NoteUnsound
from tests.server.fieldnotes.conftest import TYPED


@pytest.mark.parametrize("kind", Kind)
def test_a_note_shown_in_a_form_and_sent_again_is_the_same(kind: Kind):
    typed = TYPED[kind] | {"section.media": "on", "quotable": "on", "sources": "https://x.example"}
    note = read_typed(kind, typed)

    assert read_typed(kind, typed_of(note)) == note
    assert note.quotable
    assert note.sections == ("media",)


@pytest.mark.parametrize("kind", Kind)
def test_a_form_asks_for_every_field_of_its_kind(kind: Kind):
    asked = {each.name for each in fields_of(kind)} | {"team", "region", "sections"}
    unasked = set(BODIES[kind].model_fields) - asked

    assert unasked == ({"last_day"} if kind in {Kind.LEGAL, Kind.MEDIA, Kind.COMPLAINT} else set())


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (Kind.MEETING, {"counterparts": ""}, "Counterparts: nothing is written here. Fill it in."),
        (
            Kind.MEETING,
            {"counterparts": "CEC\n | Chair"},
            "Counterparts, line 2: nothing is written here",
        ),
        (Kind.MEETING, {"day": "20.9.2026"}, "Day: '20.9.2026' is not a day"),
        (Kind.MEETING, {"last_day": "2026-09-01"}, "the last day is before the first"),
        (Kind.MEETING, {"topics": "\0"}, "Topics, line 1: It holds the character U+0000"),
        (Kind.MEETING, {"topics": "x" * 301}, "Topics, line 1: it is longer than 300 characters"),
        (Kind.MEDIA, {"minutes": ""}, "it has neither minutes nor pieces"),
        (Kind.MEDIA, {"minutes": "2000"}, "Minutes: '2000' is too great. Write 1440 or less."),
        (Kind.MEDIA, {"tone": "loud"}, "Tone: 'loud' is not one of the words known here"),
        (Kind.COMPLAINT, {"decided_on": "2026-09-01", "ruling": "upheld"}, "before it was filed"),
        (Kind.COMPLAINT, {"decided_on": "2026-09-30"}, "is pending. Say what was decided"),
        (Kind.CAMPAIGN, {"expected": "many"}, "Announced size: 'many' is not a whole number"),
    ],
)
def test_what_makes_no_note_is_said_with_its_field(kind: Kind, typed: dict[str, str], said: str):
    with pytest.raises(NoteUnsound) as refused:
        read_typed(kind, TYPED[kind] | typed)

    assert said in refused.value.detail


@pytest.mark.parametrize(
    ("typed", "seconds"), [("12,5", 750), ("12.5", 750), ("0:20", 20), ("4:59", 299), ("75", 4500)]
)
def test_minutes_are_read_as_monitors_write_them(typed: str, seconds: int):
    note = read_typed(Kind.MEDIA, TYPED[Kind.MEDIA] | {"minutes": typed})

    assert isinstance(note, MediaEntry)
    assert note.seconds == seconds
    assert read_typed(Kind.MEDIA, typed_of(note)) == note


def test_a_complaint_tells_the_days_to_its_decision():
    decided = TYPED[Kind.COMPLAINT] | {"ruling": "rejected", "decided_on": "2026-09-30"}

    for typed, days in ((decided, 6), (TYPED[Kind.COMPLAINT], None)):
        note = read_typed(Kind.COMPLAINT, typed)
        assert isinstance(note, Complaint)
        assert note.days_to_decision == days


def test_a_title_names_nobody():
    for kind, typed in TYPED.items():
        title = read_typed(kind, typed).title()
        assert title
        assert "K. P." not in title
