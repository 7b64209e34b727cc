"""Checks of one report by itself: its times, its position, answers that are all alike. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from server.missions.check_rules import CheckLimits, Severity
from server.reports.checks.seen import Around, Checked, Outcome, SeenReport
from server.reports.checks.wording import sentence
from shared.forms.model import Form, Geopoint, SelectOne
from shared.positions import Position, kilometres_between

TOO_SHORT, TOO_LONG, OUTSIDE_HOURS = "visit-too-short", "visit-too-long", "outside-hours"
FAR, CLOCK_OFF, STRAIGHT_LINE = "far-from-station", "clock-off", "straight-line"
_OK = Outcome.OK


def check_alone(
    report: SeenReport, around: Around, form: Form, limits: CheckLimits
) -> Iterator[Checked]:
    """Yield what each of our checks of a single report comes to."""
    yield from _of_times(report, around, limits)
    yield _of_clock(around, limits)
    yield from _of_position(report, around, form, limits)
    yield from _of_straight_lines(report, form, limits)


def _of_times(report: SeenReport, around: Around, limits: CheckLimits) -> Iterator[Checked]:
    minutes = int((report.departed_at - report.arrived_at) / timedelta(minutes=1))
    short, long = minutes < limits.shortest_visit, minutes > limits.longest_visit
    yield _found(TOO_SHORT, short, Severity.NOTE, minutes=minutes)
    yield _found(TOO_LONG, long, Severity.NOTE, minutes=minutes)
    if report.form_id not in limits.within_hours:
        return
    if around.station.hours is None:
        yield Checked(OUTSIDE_HOURS, Outcome.MISSING)
        return
    opens, closes = around.station.hours
    arrived = report.arrived_at.astimezone(around.station.zone)
    outside = not opens <= arrived.time() <= closes
    yield _found(OUTSIDE_HOURS, outside, Severity.WARNING, arrived=f"{arrived:%H:%M}")


def _of_clock(around: Around, limits: CheckLimits) -> Checked:
    if around.clock_ahead is None:
        return Checked(CLOCK_OFF, Outcome.MISSING)
    minutes = round(abs(around.clock_ahead) / 60)
    return _found(CLOCK_OFF, minutes > limits.clock_off, Severity.WARNING, minutes=minutes)


def _of_position(
    report: SeenReport, around: Around, form: Form, limits: CheckLimits
) -> Iterator[Checked]:
    for question in form.questions():
        if not isinstance(question, Geopoint):
            continue
        here, there = _point(report.answers.get(question.name)), around.station.position
        if here is None or there is None:
            yield Checked(FAR, Outcome.MISSING, questions=(question.name,))
            continue
        metres = round(kilometres_between(here, there) * 1000)
        far = metres > limits.farthest_from_station
        yield _found(FAR, far, Severity.WARNING, (question.name,), metres=f"{metres:,}")


def _of_straight_lines(report: SeenReport, form: Form, limits: CheckLimits) -> Iterator[Checked]:
    """Compare questions that offer the same choices: a scale, or yes and no."""
    alike: defaultdict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for question in form.questions():
        given = report.answers.get(question.name)
        if isinstance(question, SelectOne) and isinstance(given, str):
            alike[tuple(each.name for each in question.choices)][question.name] = given
    long = [given for given in alike.values() if len(given) >= limits.straight_line]
    straight = [given for given in long if len(set(given.values())) == 1]
    if long:
        questions = [name for given in straight or long for name in given]
        number = len(questions)
        yield _found(STRAIGHT_LINE, bool(straight), Severity.NOTE, questions, number=number)


def _found(
    check: str,
    is_bad: bool,  # noqa: FBT001 - private
    severity: Severity,
    questions: Sequence[str] = (),
    **values: object,
) -> Checked:
    if not is_bad:
        return Checked(check, _OK, severity, questions=tuple(questions))
    return Checked(check, Outcome.FLAGGED, severity, sentence(check, **values), tuple(questions))


def _point(answer: Any) -> Position | None:  # noqa: ANN401 - JSON
    """Return latitude and longitude of an answer `lat lon altitude accuracy`, or None."""
    try:
        latitude, longitude = map(float, str(answer).split()[:2])
    except ValueError:
        return None
    return Position(latitude, longitude)
