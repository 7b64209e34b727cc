"""The calendar for calendar programs, read back by the rules of RFC 5545."""

import re
from datetime import UTC, datetime

import pytest

from server.missions.agenda.icalendar import icalendar
from server.missions.document import MissionFile
from server.missions.reading import read_mission_file
from tests.samples.kazakhstan import the_mission

NOW = datetime(2021, 1, 1, 12, tzinfo=UTC)
Event = dict[str, str]


def read(content: bytes) -> list[Event]:
    """Return the events of a calendar: unfolded, unescaped, with their parameters in the name."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    unfolded: list[str] = []
    for line in lines:
        if line.startswith(b" "):
            unfolded[-1] += line[1:].decode()
        else:
            unfolded.append(line.decode())
    assert unfolded[0] == "BEGIN:VCALENDAR"
    assert unfolded[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in unfolded
    events: list[Event] = []
    open_parts: list[str] = []
    for line in unfolded:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z]+=[A-Z-]+)*", name), line
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts[-1] == "VEVENT":
            assert name not in events[-1]
            events[-1][name] = re.sub(
                r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), value
            )
    assert open_parts == []
    return events


@pytest.fixture(scope="module")
def sample() -> dict[str, Event]:
    events = read(icalendar(the_mission(), NOW))
    return {each["UID"].split("@")[0]: each for each in events}


def test_moments_are_in_utc_and_days_are_days(sample: dict[str, Event]):
    assert sample["deadline-accreditation"]["DTSTART"] == "20210104T120000Z"
    statement = sample["deadline-statement"]
    assert statement["DTSTART;VALUE=DATE"] == "20210111"
    assert statement["DTEND;VALUE=DATE"] == "20210112"
    assert sample["phase-nomination"]["DTEND;VALUE=DATE"] == "20201201"
    voting = sample["phase-voting"]
    assert (voting["DTSTART"], voting["DTEND"]) == ("20210110T010000Z", "20210110T140000Z")


def test_every_event_has_what_the_standard_asks_for(sample: dict[str, Event]):
    for event in sample.values():
        assert {"UID", "DTSTAMP", "SUMMARY"} <= set(event)
        assert event["DTSTAMP"] == "20210101T120000Z"
    assert len(sample) == 6


def test_long_and_odd_texts_come_back_whole():
    label = "Заявление; миссии, \\n: " + "ұзын мәтін " * 20
    document: MissionFile = read_mission_file(
        "code: m\ntitle: M\nsample: {design: srs}\n"
        "election: {name: E, date: 2026-10-04, country: XX, timezone: UTC}\n"
        f"calendar: {{deadlines: [{{key: d, rule: E+1, label: '{label}', note: \"a\\nb\"}}]}}\n"
    )

    found = read(icalendar(document, NOW))[1]

    assert found["SUMMARY"] == label.strip()
    assert found["DESCRIPTION"] == "By rule: E+1. a\nb"
