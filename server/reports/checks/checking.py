"""All checks of one report. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from server.missions.check_rules import CheckRules
from server.reports.checks.alone import check_alone
from server.reports.checks.between import check_between
from server.reports.checks.expressions import FilledReport
from server.reports.checks.notes import Said
from server.reports.checks.seen import Around, Checked, Outcome, SeenReport
from shared.forms.model import Form


def check_report(
    report: SeenReport, around: Around, form: Form, rules: CheckRules, said: Said
) -> Iterator[Checked]:
    """Yield what every check comes to, in the order in which they are shown."""
    filled = FilledReport(report, form, around)
    as_it_counts = replace(report, answers=said.applied_to(report.answers))
    for found in (
        *filled.by_the_form(),
        *filled.by_the_mission(rules.own),
        *check_alone(report, around, form, rules.limits),
        *check_between(as_it_counts, around, form, rules.limits),
    ):
        if not rules.leaves_out(found.check):
            severity = rules.severity_of(found.check, found.severity)
            yield _with_word(replace(found, severity=severity), report, said)


def _with_word(found: Checked, report: SeenReport, said: Said) -> Checked:
    """Take in what people have said about a check that is flagged."""
    if found.outcome is not Outcome.FLAGGED:
        return found
    if not said.is_settled(found.key, found.questions, report.answers):
        return found
    return replace(found, outcome=Outcome.VERIFIED)
