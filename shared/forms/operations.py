"""What the functions of expressions do with values that have been worked out already."""

import math
from collections.abc import Callable
from functools import lru_cache

from shared.forms.patterns import Pattern
from shared.forms.values import (
    CLOSE_ENOUGH,
    Value,
    is_empty,
    to_boolean,
    to_date,
    to_number,
    to_text,
)

LONGEST_TEXT = 20_000
"""Of a text that a function makes; more is cut off, so that no form can fill the memory."""


def selected(value: Value, choice: Value) -> Value:
    """Say whether `choice` is among the chosen ones."""
    return to_text(choice).strip() in to_text(value).split()


def count_selected(value: Value) -> Value:
    """Count the choices that were made."""
    return float(len(to_text(value).split()))


def selected_at(value: Value, position: Value) -> Value:
    """Return the choice at `position`, from 0, or ''."""
    choices, at = to_text(value).split(), to_number(position)
    return choices[int(at)] if 0 <= at < len(choices) else ""


def count_non_empty(value: Value) -> Value:
    """Return 1 if the value is there, else 0."""
    return float(to_text(value) != "")


def checklist(least: Value, most: Value, *values: Value) -> Value:
    """Say whether from `least` to `most` of `values` are true; -1 sets no bound."""
    count, lower, upper = sum(map(to_boolean, values)), to_number(least), to_number(most)
    return (lower < 0 or count >= lower) and (upper < 0 or count <= upper)


def round_(value: Value, digits: Value = 0.0) -> Value:
    """Round half up, to a whole number or to `digits` decimals."""
    number, places = to_number(value), to_number(digits)
    if not math.isfinite(number) or not -15 <= places <= 15:
        return number
    scale = 10.0 ** int(places)
    scaled = number * scale + 0.5
    if not math.isfinite(scaled):
        return number
    # 2.345 is a little less as a binary fraction: what is that close to a half counts as one.
    return math.floor(scaled + CLOSE_ENOUGH * max(1.0, abs(scaled))) / scale


def int_(value: Value) -> Value:
    """Cut the fraction off."""
    number = to_number(value)
    return float(math.trunc(number)) if math.isfinite(number) else number


def pow_(base: Value, exponent: Value) -> Value:
    """Raise `base` to `exponent`."""
    try:
        return math.pow(to_number(base), to_number(exponent))
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def extreme(choose: Callable[[list[float]], float]) -> Callable[..., Value]:
    """Make `min` or `max` of the numbers among the values; NaN where there is none."""

    def implementation(*values: Value) -> Value:
        numbers = [number for value in values if not math.isnan(number := to_number(value))]
        return choose(numbers) if numbers else math.nan

    return implementation


def sum_(value: Value) -> Value:
    """Add up; nothing adds up to 0."""
    return 0.0 if is_empty(value) else to_number(value)


def concat(*values: Value) -> Value:
    """Write the values one after the other."""
    return "".join(map(to_text, values))[:LONGEST_TEXT]


def join(separator: Value, *values: Value) -> Value:
    """Write the values with `separator` between them."""
    return to_text(separator).join(map(to_text, values))[:LONGEST_TEXT]


def substr(value: Value, start: Value, end: Value = math.inf) -> Value:
    """Cut out the part from `start` to before `end`, from 0; negative counts from the end."""
    text = to_text(value)
    first, last = to_number(start), to_number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    bounds = [int(max(min(each, len(text)), -len(text))) for each in (first, last)]
    begin, stop = (each + len(text) if each < 0 else each for each in bounds)
    return text[begin:stop]


def before(value: Value, mark: Value) -> Value:
    """Return what stands before `mark`, or ''."""
    before, found, _ = to_text(value).partition(to_text(mark) or "\0")
    return before if found else ""


def after(value: Value, mark: Value) -> Value:
    """Return what stands after `mark`, or ''."""
    return to_text(value).partition(to_text(mark))[2] if to_text(mark) else to_text(value)


def translate(value: Value, old: Value, new: Value) -> Value:
    """Replace each sign of `old` by the one at its place in `new`, or drop it."""
    signs, replacements = to_text(old), to_text(new)
    table: dict[int, str | None] = {}
    for place, sign in enumerate(signs):
        table.setdefault(ord(sign), replacements[place] if place < len(replacements) else None)
    return to_text(value).translate(table)


def regex(value: Value, pattern: Value) -> Value:
    """Say whether the whole of `value` fits `pattern`."""
    try:
        return _compiled(to_text(pattern)).matches(to_text(value))
    except ValueError:
        return False


def reads_as_true(value: Value) -> Value:
    """Say whether the text is `true` or `1`."""
    return to_text(value).strip().lower() in ("true", "1")


def absolute(value: Value) -> Value:
    """Drop the sign."""
    return abs(to_number(value))


def negated(value: Value) -> Value:
    """Turn true into false and false into true."""
    return not to_boolean(value)


def contains(value: Value, part: Value) -> Value:
    """Say whether `part` stands in `value`."""
    return to_text(part) in to_text(value)


def starts_with(value: Value, part: Value) -> Value:
    """Say whether `value` starts with `part`."""
    return to_text(value).startswith(to_text(part))


def ends_with(value: Value, part: Value) -> Value:
    """Say whether `value` ends with `part`."""
    return to_text(value).endswith(to_text(part))


def length(value: Value) -> Value:
    """Count the characters."""
    return float(len(to_text(value)))


def normalised(value: Value) -> Value:
    """Make every run of spaces one, and drop those at the ends."""
    return " ".join(to_text(value).split())


def day_of(value: Value) -> Value:
    """Return `value` as a date, or '' where it is none."""
    return to_date(value) or ""


_compiled = lru_cache(maxsize=256)(Pattern)
