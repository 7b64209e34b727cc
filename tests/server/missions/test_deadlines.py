"""The deadline engine: rules, stated dates, the mission's clock."""

from datetime import UTC, datetime, timedelta

import pytest

from server.missions.agenda.reminding import agenda_at
from server.missions.calendar import Done
from server.missions.deadlines import (
    ERASURE,
    State,
    disagreements,
    due_dates,
    moment_of,
    phase_now,
    spans,
    with_done,
)
from server.missions.document import MissionFile
from server.missions.reading import InvalidMissionFile, read_mission_file
from shared.phase import Stage
from tests.samples.kazakhstan import the_mission

HEAD = """\
code: m
title: M
election: {name: E, date: 2021-01-10, country: KZ, timezone: ZONE,
  voting: {opens: "07:00", closes: "20:00"}}
sample: {design: route}
"""


def mission(more: str = "", zone: str = "Asia/Almaty", day: str = "2021-01-10") -> MissionFile:
    return read_mission_file(HEAD.replace("ZONE", zone).replace("2021-01-10", day) + more)


@pytest.mark.parametrize(
    ("rule", "zone", "day", "expected"),
    [
        # Five clear days: the deadlines of 2019, 2021 and 2023 in Kazakhstan.
        ("E-6 18:00", "Asia/Almaty", "2019-06-09", "2019-06-03T12:00Z"),
        ("E-6 18:00", "Asia/Almaty", "2021-01-10", "2021-01-04T12:00Z"),
        ("E-6 18:00", "Asia/Almaty", "2023-03-19", "2023-03-13T12:00Z"),
        # The clocks change between the deadline and election day.
        ("E-6 18:00", "Europe/Paris", "2026-03-30", "2026-03-24T17:00Z"),
        ("E-6 18:00", "Europe/Paris", "2026-10-26", "2026-10-20T16:00Z"),
        ("E 18:00", "Europe/Paris", "2026-10-26", "2026-10-26T17:00Z"),
        # A time that the clocks skip, and one that comes twice.
        ("E 02:30", "Europe/Paris", "2026-03-29", "2026-03-29T01:30Z"),
        ("E 02:30", "Europe/Paris", "2026-10-25", "2026-10-25T00:30Z"),
        ("E+75", "Asia/Almaty", "2021-01-10", "2021-03-25T18:00Z"),
    ],
)
def test_a_rule_counts_by_the_wall_clock_of_the_mission(
    rule: str, zone: str, day: str, expected: str
):
    moment = moment_of(mission(zone=zone, day=day), rule)

    assert moment.at.astimezone(UTC) == datetime.fromisoformat(expected)


def test_the_sample_has_its_deadlines_without_writing_them_twice():
    found = {each.key: each for each in due_dates(the_mission())}

    ends = found["accreditation"]
    assert (ends.when.words, ends.rule, ends.days_before) == (
        "4 January 2021, 18:00",
        "E-6 18:00",
        6,
    )
    assert ends.disagreement == ""
    assert found["statement"].when.words == "11 January 2021"


def test_a_date_and_a_rule_that_disagree_are_both_shown():
    document = mission(
        "calendar: {deadlines: [{key: ends, label: Accreditation, at: 2021-01-05 18:00, "
        "rule: E−6  18:00}]}\n"
    )

    (due,) = due_dates(document)

    assert due.when.words == "5 January 2021, 18:00"
    assert disagreements(document) == [
        "calendar: 'Accreditation' is stated as 5 January 2021, 18:00, but by the rule E-6 18:00 "
        "it is 4 January 2021, 18:00."
    ]


def test_a_day_and_a_time_on_that_day_agree():
    document = mission(
        "calendar: {deadlines: [{key: ends, label: A, at: 2021-01-04, rule: E-6 18:00}]}\n"
    )

    assert disagreements(document) == []


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2021-01-01T00:00", State.AHEAD),
        ("2021-01-08T18:00", State.DUE_SOON),
        ("2021-01-11T23:59", State.DUE_SOON),
        ("2021-01-12T00:00", State.OVERDUE),
    ],
)
def test_a_day_is_met_until_its_end_by_the_mission_s_clock(now: str, state: State):
    document = mission("calendar: {deadlines: [{key: s, label: Statement, rule: E+1}]}\n")
    (due,) = due_dates(document)

    at = datetime.fromisoformat(now + "+06:00")

    assert due.state(at, timedelta(days=7)) is state


def test_what_is_done_is_neither_due_nor_overdue():
    document = mission(
        "calendar: {deadlines: [{key: s, label: S, rule: E+1, "
        "done: {at: 2021-01-11 15:00, by: anna}}]}\n"
    )

    assert (
        due_dates(document)[0].state(datetime(2022, 1, 1, tzinfo=UTC), timedelta(7)) is State.DONE
    )


def test_what_is_long_past_is_counted_only_but_erasing_is_told_on():
    document = mission(
        "retention_days: 30\ncalendar: {deadlines: [{key: s, label: Statement, rule: E+1}]}\n"
    )
    years_later = datetime(2026, 1, 1, tzinfo=UTC)

    agenda = agenda_at(document, years_later)
    done = with_done(document, ERASURE, Done(at=years_later, by="anna"))

    assert [each.label for each in agenda.reminders] == ["Personal data are to be erased"]
    assert agenda.forgotten == 1
    assert done is not None
    assert agenda_at(done, years_later).reminders == ()


def test_phases_stand_in_order_and_know_what_they_cover():
    document = mission(
        "calendar:\n  phases:\n"
        "    - {key: silence, label: Silence, kind: silence, begins: E-1 00:00, ends: E 07:00}\n"
        "    - {key: nomination, label: Nomination, begins: 2020-11-10, ends: 2020-11-30}\n"
        "period: {first_day: 2021-01-06, last_day: 2021-01-10}\n"
    )

    found = spans(document)

    assert [each.key for each in found] == ["nomination", "mission", "silence", "voting"]
    night = datetime.fromisoformat("2021-01-10T23:30+06:00")
    assert [each.key for each in found if each.covers(night)] == ["mission"]
    assert phase_now(document, night).stage is Stage.COUNTING


def test_a_phase_that_ends_before_it_begins_is_asked_about():
    document = mission("calendar: {phases: [{key: p, label: P, begins: E, ends: E-1}]}\n")

    assert disagreements(document) == ["calendar: 'P' ends before it begins."]


@pytest.mark.parametrize(
    ("date", "complaint"),
    [
        ("rule: E minus 6", "'E minus 6' is not a rule of the calendar"),
        ("rule: E-6 24:00", "not a rule of the calendar"),
        ("at: 04.01.2021", "'04.01.2021' is not a day with a time"),
        ("at: 0001-01-01", "the year 1 can't be meant"),
    ],
)
def test_what_is_neither_date_nor_rule_is_told_with_its_cure(date: str, complaint: str):
    with pytest.raises(InvalidMissionFile) as caught:
        mission(f"calendar: {{deadlines: [{{key: d, label: D, {date}}}]}}\n")

    assert complaint in caught.value.detail
    assert caught.value.detail.count("line ") == 1
