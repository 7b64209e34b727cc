"""Checks of a report against others: of its team, its station, and its twins. Pure.

Each looks from one report at its neighbours, so both reports of a pair are flagged, each with the
other.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from server.missions.check_rules import CheckLimits, Severity
from server.reports.checks.seen import Around, Checked, Outcome, SeenReport
from server.reports.checks.wording import sentence
from shared.forms.model import Form, SelectOne
from shared.positions import kilometres_between

SENT_TWICE, TOO_FAR = "sent-twice", "too-far-for-the-time"
TWIN, DISAGREE = "identical-twin", "teams-disagree"
NEAR_ENOUGH = 1.0
"""Kilometres that are never asked about: register positions are rough."""
FREE_KINDS = (int, float)
LEAST_NUMBER = 10
"""Smaller numbers are often the same: booths, members present, none of something."""
LEAST_FREE = 2
"""Answers that two reports hardly share by chance: numbers, and texts of the observers' own."""


def check_between(
    report: SeenReport, around: Around, form: Form, limits: CheckLimits
) -> Iterator[Checked]:
    """Yield what each of our checks of a report against its neighbours comes to."""
    yield from _twice(report, around)
    yield from _too_far(report, around, limits)
    yield from _twins(around)
    yield from _disagreement(report, around, form)


def _twice(report: SeenReport, around: Around) -> Iterator[Checked]:
    for other in around.at_station:
        is_own = (other.team_code, other.form_id) == (report.team_code, report.form_id)
        overlap = report.arrived_at < other.departed_at and other.arrived_at < report.departed_at
        if is_own and overlap:
            yield _flag(SENT_TWICE, Severity.WARNING, other)


def _too_far(report: SeenReport, around: Around, limits: CheckLimits) -> Iterator[Checked]:
    """Look at the way from the station before, and to the station after."""
    here = around.station.position
    if here is None:
        return
    for other in around.of_team:
        there = around.positions.get(other.station_code)
        if there is None:
            continue
        first, second = sorted((report, other), key=lambda each: each.arrived_at)
        minutes = max((second.arrived_at - first.departed_at) / timedelta(minutes=1), 0.0)
        kilometres = kilometres_between(here, there)
        if kilometres > max(NEAR_ENOUGH, limits.fastest_travel * minutes / 60):
            yield _flag(
                TOO_FAR,
                Severity.WARNING,
                other,
                station=other.station_code,
                kilometres=f"{kilometres:,.0f}",
                minutes=round(minutes),
            )


def _twins(around: Around) -> Iterator[Checked]:
    for other in around.twins:
        yield _flag(TWIN, Severity.ALERT, other, station=other.station_code)


def _disagreement(report: SeenReport, around: Around, form: Form) -> Iterator[Checked]:
    for other in around.at_station:
        if other.form_id != report.form_id or other.team_code == report.team_code:
            continue
        questions = tuple(disagreeing(report.answers, other.answers, form))
        if questions:
            values = {"team": other.team_code or "?", "number": len(questions)}
            yield _flag(DISAGREE, Severity.NOTE, other, questions, **values)


def disagreeing(ours: Mapping[str, Any], theirs: Mapping[str, Any], form: Form) -> Iterator[str]:
    """Yield the questions of one choice that both answered, and not alike."""
    for question in form.questions():
        if isinstance(question, SelectOne):
            one, other = ours.get(question.name), theirs.get(question.name)
            if isinstance(one, str) and isinstance(other, str) and one != other:
                yield question.name


def is_telling(answers: Mapping[str, Any]) -> bool:
    """Say whether two reports with these answers would hardly agree by chance."""
    return sum(map(_is_free, answers.values())) >= LEAST_FREE


def _is_free(answer: Any) -> bool:  # noqa: ANN401 - JSON
    """Say whether an answer is a number of two digits and more, or a text of several words."""
    if isinstance(answer, FREE_KINDS) and not isinstance(answer, bool):
        return abs(answer) >= LEAST_NUMBER
    return isinstance(answer, str) and " " in answer.strip()


def _flag(
    check: str,
    severity: Severity,
    other: SeenReport,
    questions: tuple[str, ...] = (),
    **values: object,
) -> Checked:
    words = sentence(check, **values)
    return Checked(check, Outcome.FLAGGED, severity, words, questions, other.report_id)
