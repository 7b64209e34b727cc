"""What was found about a form, as the commands print it."""

from collections.abc import Sequence

import typer

from shared.forms.lint.finding import SURVEY, Level, LintFinding


def print_findings(findings: Sequence[LintFinding], *, to_stderr: bool = True) -> None:
    """Print a line for each finding."""
    for each in findings:
        typer.echo(_line(each), err=to_stderr)


def tally(findings: Sequence[LintFinding]) -> str:
    """Say how many errors and warnings there are: `2 errors, 1 warning`."""
    errors = sum(each.level is Level.ERROR for each in findings)
    return f"{_counted(errors, 'error')}, {_counted(len(findings) - errors, 'warning')}"


def _line(finding: LintFinding) -> str:
    sheet = "" if finding.sheet == SURVEY else f", {finding.sheet}"
    place = f"{sheet}, row {finding.row}" if finding.row is not None else sheet
    head = f"{finding.level.value.capitalize()}{place}"
    return f"{head}: {finding.message} {finding.cure} [{finding.code}]"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
