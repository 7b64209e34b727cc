"""Checks written as expressions: the rules of the form itself, and the mission's own. Pure.

Beside the answers of the report, the mission's own checks may name what stands around it:

    ${station.voters}         of the register; also station.setting, station.kind, station.region
    ${visit.minutes}          how long the visit was; also visit.arrived, visit.departed (HH:MM)
    ${visit.header.H05}       the answer in the report of that checklist from the same visit
    ${highest.voting.V34}     the highest number in that checklist from the station, of all teams;
                              also lowest, and latest for the answer of the last report
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import Any

from server.missions.check_rules import OwnCheck, Severity
from server.reports.checks.seen import Around, Checked, Outcome, SeenReport
from shared.forms.answers import Answer, from_json
from shared.forms.evaluating import ALONE, Evaluation
from shared.forms.evaluation import Expression, compile_expression
from shared.forms.filled import Spot
from shared.forms.judging import Beside, judge
from shared.forms.model import Form
from shared.forms.paths import Place
from shared.forms.plan import compile_form
from shared.forms.planned import PlannedQuestion
from shared.forms.values import Value, is_empty
from shared.text import Text

_NOTHING_BESIDE = Beside({}, {})


class FilledReport:
    """A report put into its form, so that expressions can be worked out on it."""

    def __init__(self, report: SeenReport, form: Form, around: Around) -> None:
        self.report = report
        self.around = around
        at = report.departed_at.astimezone(around.station.zone)
        answers = dict(_readable(report.answers))
        self._evaluation = Evaluation(compile_form(form), answers, at, ALONE)
        self._evaluation.run()

    def by_the_form(self) -> Iterator[Checked]:
        """Yield what the form's own constraints and warnings come to, where they are asked."""
        for spot in self._evaluation.filled.spots():
            if isinstance(spot.planned, PlannedQuestion) and spot.is_relevant:
                yield from self._of_question(spot, spot.planned)

    def by_the_mission(self, own: Sequence[OwnCheck]) -> Iterator[Checked]:
        """Yield what the mission's checks of this checklist come to."""
        for check in own:
            if check.form == self.report.form_id:
                yield self._of_own(check)

    def _of_question(self, spot: Spot, planned: PlannedQuestion) -> Iterator[Checked]:
        rules = (("constraint", planned.constraint), ("warning", planned.warning))
        held = [(name, rule) for name, rule in rules if rule is not None]
        if not held:
            return
        verdict = judge(spot, self._evaluation, _NOTHING_BESIDE)
        said: dict[str, Text] = {"constraint": verdict.wrong.message} if verdict.wrong else {}
        if verdict.flagged:
            said["warning"] = verdict.flagged[0].message
        for name, rule in held:
            read = self._read_by(rule, spot)
            yield _checked(f"{spot.path}.{name}", said.get(name), spot, read)

    def _of_own(self, check: OwnCheck) -> Checked:
        expression = _compiled(check.flag)
        values = {**self._evaluation.values, **self._from_around(expression)}
        scope = self._evaluation.scope(self._evaluation.filled.root)
        scope.values = values
        needed = sorted(expression.dependencies)
        names = tuple(name for name in needed if name in self._evaluation.values)
        if any(is_empty(values.get(name, "")) for name in needed if name in values):
            return Checked(check.id, Outcome.MISSING, check.severity, questions=names)
        is_bad = expression.holds(scope)
        words = dict(check.message) if is_bad else None
        outcome = Outcome.FLAGGED if is_bad else Outcome.OK
        return Checked(check.id, outcome, check.severity, words, names)

    def _read_by(self, rule: Expression, own: Spot) -> Sequence[Spot]:
        """Return the answers that `rule` reads: its own, and the others in their order.

        Of a question in a repeat, that of the same instance; from outside the repeat, all.
        """
        filled, plan = self._evaluation.filled, self._evaluation.plan
        found = {own.path: own}
        for name in sorted(rule.dependencies):
            read = plan.questions.get(name)
            if read is None:
                continue
            for place, spot in filled.by_node[read.place].items():
                if _stand_together(place, own.place):
                    found.setdefault(spot.path, spot)
        return list(found.values())

    def _from_around(self, expression: Expression) -> Mapping[str, Value]:
        dotted = (name for name in expression.dependencies if "." in name)
        return {name: _around(name, self.report, self.around) for name in dotted}


def _checked(check: str, words: Text | None, own: Spot, read: Sequence[Spot]) -> Checked:
    """Return what a rule of the form came to that reads these answers.

    Of one answer among several, such as a line of a list, a rule that fails may lack it.
    """
    questions = tuple(each.path for each in read)
    lacking = [each for each in read if is_empty(each.value)]
    if any(own.place[: len(each.place)] == each.place for each in lacking):
        words = None
    if words is not None:
        return Checked(check, Outcome.FLAGGED, Severity.WARNING, words, questions)
    outcome = Outcome.MISSING if lacking else Outcome.OK
    return Checked(check, outcome, Severity.WARNING, questions=questions)


def _stand_together(one: Place, other: Place) -> bool:
    """Say whether no instance of a repeat around both tells two places apart."""
    for (repeat, number), (beside, its) in zip(one, other, strict=False):
        if repeat != beside:
            return True
        if number != its:
            return False
    return True


def _readable(answers: Mapping[str, Any]) -> Iterator[tuple[str, Answer]]:
    """Yield the answers that can be read; a person may have accepted a report with others."""
    for path, raw in answers.items():
        with suppress(ValueError):
            yield path, from_json({path: raw})[path]


def _around(name: str, report: SeenReport, around: Around) -> Value:
    """Return what a dotted name means; '' where there is nothing of the kind."""
    first, _, rest = name.partition(".")
    if first == "station":
        return _of_station(rest, around)
    if first == "visit" and "." not in rest:
        return _of_visit(rest, report, around)
    form, _, question = rest.partition(".")
    others = [each for each in around.at_station if each.form_id == form]
    if first == "visit":
        others = [
            each
            for each in others
            if (each.visit_id, each.team_code) == (report.visit_id, report.team_code)
        ]
    given = [answer for each in others if _is_value(answer := each.answers.get(question))]
    if not given:
        return ""
    if first in {"highest", "lowest"}:
        numbers = [float(each) for each in given if isinstance(each, int | float)]
        return (max if first == "highest" else min)(numbers, default="")
    return _as_value(given[-1])


def _of_station(name: str, around: Around) -> Value:
    station = around.station
    known: dict[str, Value] = {
        "voters": "" if station.voters is None else float(station.voters),
        "setting": station.setting,
        "kind": station.kind,
        "region": station.region,
        "code": station.code,
    }
    return known.get(name, "")


def _of_visit(name: str, report: SeenReport, around: Around) -> Value:
    if name == "minutes":
        return (report.departed_at - report.arrived_at) / timedelta(minutes=1)
    moments = {"arrived": report.arrived_at, "departed": report.departed_at}
    at = moments.get(name)
    return f"{at.astimezone(around.station.zone):%H:%M}" if at else ""


def _is_value(answer: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(answer, str | int | float) and answer != ""


def _as_value(answer: Any) -> Value:  # noqa: ANN401 - JSON
    return float(answer) if isinstance(answer, int | float) else str(answer)


@cache
def _compiled(text: str) -> Expression:
    return compile_expression(text)
