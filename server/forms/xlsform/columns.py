"""The columns of our own in an XLSForm, `evenhand::…`, which other tools ignore."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal, get_args

from server.forms.xlsform.languages import Languages
from shared.forms.answers import NonAnswer
from shared.forms.lint.finding import LintFinding, error
from shared.forms.model import Indicator
from shared.text import Text

Scale = Literal["", "assessment", "frequency"]

COLUMNS = (
    "indicator",
    "positive",
    "negative",
    "section",
    "core",
    "seen_by",
    "alert",
    "non_answers",
    "comment_on",
    "scale",
    "warning",
    "warning_message",
    "sum",
)
NEGATIVE = "*negative"
"""In `comment_on` and `alert`: every choice that is negative."""
NO_NON_ANSWERS = "none"

_YES = frozenset({"yes", "true", "true()", "1", "x"})
_NO = frozenset({"", "no", "false", "false()", "0"})
_SCALES: tuple[str, ...] = get_args(Scale)


@dataclass(slots=True)
class Columns:
    """What our columns say of a question."""

    indicator: Indicator | None = None
    core: bool = False
    seen_by: bool = False
    alert: tuple[str, ...] = ()
    comment_on: tuple[str, ...] = ()
    non_answers: tuple[NonAnswer, ...] = tuple(NonAnswer)
    warning: str = ""
    warning_message: Text = field(default_factory=dict[str, str])
    scale: Scale = ""
    adds_up: bool = False

    def of_question(self) -> dict[str, Any]:
        """Return the fields that every kind of question has."""
        return {
            "indicator": self.indicator,
            "core": self.core,
            "seen_by": self.seen_by,
            "alert": self.alert,
            "comment_on": self.comment_on,
            "non_answers": self.non_answers,
            "warning": self.warning,
            "warning_message": self.warning_message,
            "adds_up": self.adds_up,
        }


def read_columns(
    part: dict[str, Any], row: int | None, languages: Languages
) -> tuple[Columns, list[LintFinding]]:
    """Return what our columns say of a question of pyxform's document, and what is wrong there.

    A list of choices of the name `assessment` or `frequency` makes a scale of that name.
    """
    cells: dict[str, Any] = part.get("evenhand") or {}
    reading = _Reading(cells, str(part.get("name")), row)
    negative = reading.words("negative")
    columns = Columns(
        indicator=_indicator(reading, negative),
        core=reading.flag("core"),
        seen_by=reading.flag("seen_by"),
        alert=_spread(reading.words("alert"), negative),
        comment_on=_spread(reading.words("comment_on"), negative),
        non_answers=_non_answers(reading),
        warning=reading.cell("warning"),
        warning_message=languages.text(cells.get("warning_message")),
        scale=_scale(reading, str(part.get("list_name", ""))),
        adds_up=reading.flag("sum"),
    )
    reading.note_unknown()
    return columns, reading.findings


@dataclass(slots=True)
class _Reading:
    cells: dict[str, Any]
    name: str
    row: int | None
    findings: list[LintFinding] = field(default_factory=list[LintFinding])

    def cell(self, column: str) -> str:
        return str(self.cells.get(column) or "").strip()

    def words(self, column: str) -> tuple[str, ...]:
        return tuple(self.cell(column).replace(",", " ").split())

    def flag(self, column: str) -> bool:
        word = self.cell(column).casefold()
        if word not in _YES | _NO:
            self.complain(
                column, f"`{word}` is neither yes nor no", "Write yes, or clear the cell."
            )
        return word in _YES

    def complain(self, column: str, what: str, cure: str) -> None:
        self.findings.append(
            error("evenhand-column", self.row, f"{self.name}, `evenhand::{column}`: {what}.", cure)
        )

    def note_unknown(self) -> None:
        for column in self.cells:
            if column not in COLUMNS:
                near = get_close_matches(column, COLUMNS, n=1)
                cure = f"Did you mean `evenhand::{near[0]}`?" if near else "Remove the column."
                self.complain(column, "there is no such column", cure)


def _indicator(reading: _Reading, negative: tuple[str, ...]) -> Indicator | None:
    name, positive = reading.cell("indicator"), reading.words("positive")
    if not name:
        if positive or negative:
            reading.complain(
                "indicator",
                "choices are positive or negative, but for no indicator",
                "Give the indicator a name, such as secrecy.booth_screen.",
            )
        return None
    return Indicator(id=name, positive=positive, negative=negative, section=reading.cell("section"))


def _spread(words: tuple[str, ...], negative: tuple[str, ...]) -> tuple[str, ...]:
    if NEGATIVE not in words:
        return words
    own = [word for word in words if word != NEGATIVE]
    return tuple(dict.fromkeys([*own, *negative]))


def _non_answers(reading: _Reading) -> tuple[NonAnswer, ...]:
    words = reading.words("non_answers")
    if not words:
        return tuple(NonAnswer)
    unknown = set(words) - {each.value for each in NonAnswer} - {NO_NON_ANSWERS}
    if unknown:
        reading.complain(
            "non_answers",
            f"`{min(unknown)}` is not one of the non-answers",
            "They are not_observed, dont_know and not_applicable; none offers no non-answer.",
        )
    return tuple(each for each in NonAnswer if each.value in words)


def _scale(reading: _Reading, list_name: str) -> Scale:
    own = reading.cell("scale")
    if own and own not in _SCALES:
        reading.complain("scale", f"`{own}` is not a scale", "Write assessment or frequency.")
    for scale in ("assessment", "frequency"):
        if scale == (own or list_name):
            return scale
    return ""
