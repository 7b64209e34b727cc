"""A finding about a form: what is wrong, where it stands, and what to do about it.

Errors keep a form from being published, for it would misbehave at a polling station. Warnings
publish: the form works, but not as well as its author may think.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Rows = Mapping[str, int]
"""Name of a question or group → the row of the survey sheet it stands in."""
SURVEY = "survey"
CHOICES = "choices"
SETTINGS = "settings"


class Level(StrEnum):
    """Whether a form with this finding may be published."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A mistake or a doubt: what is wrong, where, and what to do about it."""

    level: Level
    code: str
    """One of `shared.forms.lint.catalogue`."""
    row: int | None
    """Of the sheet, the header being row 1; None where it is about the whole form."""
    message: str
    cure: str
    sheet: str = SURVEY
    """The sheet in which `row` is counted."""


def error(
    code: str, row: int | None, message: str, cure: str, *, sheet: str = SURVEY
) -> LintFinding:
    """Return a finding that refuses publishing."""
    return LintFinding(Level.ERROR, code, row, message, cure, sheet)


def warning(
    code: str, row: int | None, message: str, cure: str, *, sheet: str = SURVEY
) -> LintFinding:
    """Return a finding that publishes."""
    return LintFinding(Level.WARNING, code, row, message, cure, sheet)
