"""Mistakes in the written-out texts of a call: patterns, dates, signs of dates."""

from shared.forms.dates import is_date, unknown_sign
from shared.forms.functions.texts import compiled_pattern
from shared.forms.patterns import PatternError
from shared.forms.syntax import Call, ExpressionError, Text


def check_literals(call: Call) -> None:
    """Raise ExpressionError if a text that only this function reads can't be read."""
    last = call.arguments[-1] if call.arguments else None
    if not isinstance(last, Text):
        return
    if call.name == "regex":
        _check_pattern(last)
    if call.name in ("date", "date-time") and last.value and not is_date(last.value):
        raise ExpressionError(
            f"'{last.value}' is not a date.", last.position, "Write it as '2026-01-31'."
        )
    if call.name in ("format-date", "format-date-time"):
        _check_signs(last)


def _check_pattern(pattern: Text) -> None:
    try:
        compiled_pattern(pattern.value)
    except PatternError as error:
        raise ExpressionError(
            str(error), pattern.position, "Simplify the pattern; it must fit the whole answer."
        ) from None


def _check_signs(pattern: Text) -> None:
    sign = unknown_sign(pattern.value)
    if sign is not None:
        raise ExpressionError(
            f"Dates are not written with `{sign}`.",
            pattern.position,
            "Use %Y %y %m %n %b %d %e %a %W %H %h %M %S %3, and %% for the sign itself.",
        )
