"""The calendar as an iCalendar file (RFC 5545), for the calendar programs that people have.

Moments are written in UTC, which every program turns to its own clock; whole days as days. Lines
end with CRLF and are folded at 75 bytes, texts are escaped (sections 3.1 and 3.3.11).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from server.missions.deadlines import DueDate, Moment, Span, due_dates, spans
from server.missions.document import MissionFile

MEDIA_TYPE = "text/calendar; charset=utf-8"
_LINE = 75
"""Bytes of a line, without its end."""


def icalendar(document: MissionFile, now: datetime) -> bytes:
    """Return the calendar of `document`; `now` is when it is written."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Evenhand//Mission calendar//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_titled(document, document.title)}",
        f"X-WR-CALNAME:{_titled(document, document.title)}",
    ]
    stamp = f"DTSTAMP:{_utc(now)}"
    day = document.election.date
    lines += _event(document, "election-day", document.election.name, stamp, _days(day, day))
    for span in spans(document):
        lines += _of_span(document, span, stamp)
    for due in due_dates(document):
        lines += _of_deadline(document, due, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _of_span(document: MissionFile, span: Span, stamp: str) -> list[str]:
    whole = span.begins.is_day and span.ends.is_day
    when = (
        _days(span.begins.at.date(), span.ends.at.date())
        if whole
        else [f"DTSTART:{_utc(span.begins.at)}", f"DTEND:{_utc(span.ends.end)}"]
    )
    return _event(document, f"phase-{span.key}", span.label, stamp, when, span.note)


def _of_deadline(document: MissionFile, due: DueDate, stamp: str) -> list[str]:
    title = f"{due.label} (done)" if due.done else due.label
    notes = [
        f"By rule: {due.rule}." if due.rule else "",
        f"Seen to by: {due.owner}." if due.owner else "",
        due.disagreement,
        due.note,
    ]
    alarm = [] if due.done else _ALARM
    said = " ".join(each for each in notes if each)
    return _event(document, f"deadline-{due.key}", title, stamp, _at(due.when), said, alarm)


_ALARM = [
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "DESCRIPTION:Due in a day",
    "TRIGGER:-P1D",
    "END:VALARM",
]


def _event(  # noqa: PLR0913, PLR0917 - what an event is made of
    document: MissionFile,
    name: str,
    title: str,
    stamp: str,
    when: list[str],
    said: str = "",
    alarm: list[str] | None = None,
) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@{document.code}.evenhand",
        stamp,
        *when,
        f"SUMMARY:{_titled(document, title)}",
        *([f"DESCRIPTION:{_escaped(said)}"] if said else []),
        "TRANSP:TRANSPARENT",
        *(alarm or []),
        "END:VEVENT",
    ]


def _at(moment: Moment) -> list[str]:
    if moment.is_day:
        return _days(moment.at.date(), moment.at.date())
    return [f"DTSTART:{_utc(moment.at)}"]


def _days(first: date, last: date) -> list[str]:
    """Return whole days; what ends them is the first day that is none of them."""
    end = max(last, first) + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _titled(document: MissionFile, words: str) -> str:
    """Return `words` as a title; a drill's say so, among whatever else the calendar shows."""
    return _escaped(f"DRILL: {words}" if document.drill else words)


def _escaped(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(sign, written)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Yield `line` in pieces that fit, cut between characters; later ones begin with a space."""
    piece, size = "", 0
    for sign in line:
        length = len(sign.encode())
        if size + length > _LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + length
    yield piece
