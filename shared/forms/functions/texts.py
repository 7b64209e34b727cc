"""Texts: joining, cutting, searching, comparing with a pattern."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from shared.forms.functions.numbers import whole
from shared.forms.functions.signature import Argument, Build, Function, spread
from shared.forms.patterns import Pattern, PatternError
from shared.forms.scope import Closure, Scope
from shared.forms.syntax import Text
from shared.forms.trouble import wrong_kind
from shared.forms.values import LONGEST_TEXT, Value, to_text

_SIGNS_A_STEP = 64
"""How many signs of a text cost as much as one step."""
_SPACES = re.compile(r"\s+", re.ASCII)
_CONTROLS = "".join(map(chr, range(33)))


def _of_texts(implementation: Callable[..., Value]) -> Build:
    """Compile a function of texts; long ones are paid for."""

    def build(arguments: Sequence[Argument]) -> Closure:
        closures = [each.value for each in arguments]

        def closure(scope: Scope) -> Value:
            texts = [to_text(each(scope)) for each in closures]
            scope.spend(sum(map(len, texts)) // _SIGNS_A_STEP)
            return implementation(*texts)

        return closure

    return build


def _joined(texts: Sequence[str], separator: str, scope: Scope) -> str:
    length = sum(map(len, texts)) + len(separator) * len(texts)
    scope.spend(len(texts) + length // _SIGNS_A_STEP)
    return separator.join(texts)[:LONGEST_TEXT]


def _concat(arguments: Sequence[Argument]) -> Closure:
    values = spread(arguments)
    return lambda scope: _joined([to_text(each) for each in values(scope)], "", scope)


def _join(arguments: Sequence[Argument]) -> Closure:
    separator, values = arguments[0].value, spread(arguments[1:])

    def closure(scope: Scope) -> Value:
        mark = to_text(separator(scope))
        return _joined([to_text(each) for each in values(scope)], mark, scope)

    return closure


def _substr(arguments: Sequence[Argument]) -> Closure:
    """Cut out the part from a place to before another, from 0; negative counts from the end."""
    value, start, *rest = (each.value for each in arguments)

    def closure(scope: Scope) -> Value:
        text = to_text(value(scope))
        scope.spend(len(text) // _SIGNS_A_STEP)
        first, last = whole(start(scope)), whole(rest[0](scope)) if rest else len(text)
        begin, end = (max(0, each + len(text) if each < 0 else each) for each in (first, last))
        return text[begin:end]

    return closure


def _about_itself(implementation: Callable[[str], Value]) -> Build:
    """Compile a function of one text, which is the question's own answer if it isn't given."""

    def build(arguments: Sequence[Argument]) -> Closure:
        if arguments:
            return _of_texts(implementation)(arguments)
        return lambda scope: implementation(to_text(scope.current))

    return build


def _contains(text: str, part: str) -> Value:
    return part in text


def _before(text: str, mark: str) -> Value:
    place = text.find(mark)
    return text[:place] if place > 0 else ""


def _after(text: str, mark: str) -> Value:
    place = text.find(mark)
    return text[place + len(mark) :] if place >= 0 else ""


def _translate(text: str, old: str, new: str) -> Value:
    table: dict[int, str | None] = {}
    for place, sign in enumerate(old):
        table.setdefault(ord(sign), new[place] if place < len(new) else None)
    return text.translate(table)


def _normalised(text: str) -> Value:
    return _SPACES.sub(" ", text.strip(_CONTROLS))


def _length(text: str) -> Value:
    return float(len(text))


def _regex(arguments: Sequence[Argument]) -> Closure:
    value, pattern = arguments[0].value, arguments[1].value
    written = arguments[1].tree
    ready = compiled_pattern(written.value) if isinstance(written, Text) else None

    def closure(scope: Scope) -> Value:
        text = to_text(value(scope))
        wanted = _understood(to_text(pattern(scope))) if ready is None else ready
        scope.spend((len(text) + 1) * wanted.states)
        return wanted.matches(text)

    return closure


def _understood(pattern: str) -> Pattern:
    try:
        return compiled_pattern(pattern)
    except PatternError as error:
        raise wrong_kind(str(error)) from None


compiled_pattern = lru_cache(maxsize=256)(Pattern)
"""Return the pattern of a text; raises PatternError."""


def _text(implementation: Callable[..., Value], least: int, most: int) -> Function:
    return Function(least, most, _of_texts(implementation), constant=True)


TEXTS: dict[str, Function] = {
    "string": _text(str, 1, 1),
    "concat": Function(0, None, _concat, constant=True),
    "join": Function(1, None, _join, constant=True),
    "contains": _text(_contains, 2, 2),
    "starts-with": _text(str.startswith, 2, 2),
    "ends-with": _text(str.endswith, 2, 2),
    "string-length": Function(0, 1, _about_itself(_length)),
    "normalize-space": Function(0, 1, _about_itself(_normalised)),
    "substr": Function(2, 3, _substr, constant=True),
    "substring-before": _text(_before, 2, 2),
    "substring-after": _text(_after, 2, 2),
    "translate": _text(_translate, 3, 3),
    "regex": Function(2, 2, _regex, constant=True),
}
