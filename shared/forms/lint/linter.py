"""All that is looked for in a form, theme by theme."""

from collections.abc import Iterator
from difflib import get_close_matches

from shared.forms.lint.finding import SURVEY, LintFinding, Rows, error
from shared.forms.lint.rules.choices import check_choices
from shared.forms.lint.rules.files import check_files
from shared.forms.lint.rules.indicators import check_indicators
from shared.forms.lint.rules.kinds import check_kinds
from shared.forms.lint.rules.names import check_names
from shared.forms.lint.rules.paths import check_paths
from shared.forms.lint.rules.portability import check_portability
from shared.forms.lint.rules.reach import check_reach
from shared.forms.lint.rules.texts import check_texts
from shared.forms.lint.rules.translations import check_translations
from shared.forms.lint.subject import ChoiceRows, Subject
from shared.forms.model import Form

_CHECKS = (
    check_names,
    check_paths,
    check_reach,
    check_portability,
    check_choices,
    check_indicators,
    check_texts,
    check_translations,
    check_kinds,
    check_files,
)


def lint(
    form: Form, rows: Rows | None = None, choice_rows: ChoiceRows | None = None
) -> list[LintFinding]:
    """Return all findings about `form`: of the survey sheet first, in the order of the rows."""
    subject = Subject(form, rows or {}, choice_rows or {})
    found = [*_faults(subject)]
    for check in _CHECKS:
        found += check(subject)
    return sorted(found, key=lambda finding: (finding.sheet != SURVEY, finding.row or 0))


def _faults(subject: Subject) -> Iterator[LintFinding]:
    """Yield the expressions that can't be used."""
    for fault in subject.plan.faults:
        trouble = fault.error
        cure = trouble.cure
        if trouble.message.startswith("There is no question `"):
            near = get_close_matches(trouble.message.split("`")[1], subject.plan.questions, n=1)
            cure = f"Did you mean `{near[0]}`?" if near else cure
        yield error(
            "expression",
            subject.row(fault.name),
            f"{fault.name}, column `{fault.column}`, character {trouble.position + 1}: "
            f"{trouble.message}",
            cure,
        )
