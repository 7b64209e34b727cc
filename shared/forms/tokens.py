"""The words of an expression, cut apart by XPath's rules."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from shared.forms.syntax import ExpressionError

LONGEST_EXPRESSION = 10_000
"""Characters. The longest seen in published forms has a few hundred."""

_NAME = r"[^\W\d][\w.\-]*"
_PATTERN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<question>\$\{{\s*(?P<question_name>{_NAME})\s*\}})
    | (?P<last_saved>\$\{{\s*last-saved\#(?P<saved_name>{_NAME})\s*\}})
    | (?P<name>{_NAME}(?::{_NAME})?)
    | (?P<symbol><=|>=|!=|//|\.\.|::|[=<>+\-*(),./\[\]@|])
    """,
    re.VERBOSE,
)
_WORD_OPERATORS = frozenset({"and", "or", "div", "mod"})
_PUNCTUATION = frozenset("(),./[]@|") | {"//", "..", "::"}
_LOOK_ALIKES = str.maketrans("‘’“”–−", "''\"\"--")


class Kind(Enum):
    """What sort of word a token is."""

    NUMBER = auto()
    TEXT = auto()
    REFERENCE = auto()
    LAST_SAVED = auto()
    NAME = auto()
    OPERATOR = auto()
    SYMBOL = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One word: what was written, and where it starts (characters from 0).

    `value` is the word without its wrapping: a text without quotation marks, a reference's name.
    """

    kind: Kind
    value: str
    position: int


def tokens_of(expression: str) -> list[Token]:
    """Cut `expression` into tokens, the last of which is END.

    Raises ExpressionError at the first character that can't begin a word.
    """
    if len(expression) > LONGEST_EXPRESSION:
        raise ExpressionError(
            f"The expression has {len(expression):,} characters; {LONGEST_EXPRESSION:,} is the "
            "most that is read.",
            LONGEST_EXPRESSION,
            "Compute parts of it in `calculate` rows and refer to those.",
        )
    found: list[Token] = []
    position = 0
    while position < len(expression):
        match = _PATTERN.match(expression, position)
        if match is None:
            raise _unreadable(expression, position)
        if match.lastgroup != "space":
            found.append(_token(match, found))
        position = match.end()
    return [*found, Token(Kind.END, "", len(expression))]


def _token(match: re.Match[str], before: list[Token]) -> Token:
    word, position = match[0], match.start()
    match match.lastgroup:
        case "number":
            return Token(Kind.NUMBER, word, position)
        case "text":
            return Token(Kind.TEXT, word[1:-1], position)
        case "question":
            return Token(Kind.REFERENCE, match["question_name"], position)
        case "last_saved":
            return Token(Kind.LAST_SAVED, match["saved_name"], position)
        case "name":
            is_operator = word in _WORD_OPERATORS and _ends_an_operand(before)
            return Token(Kind.OPERATOR if is_operator else Kind.NAME, word, position)
        case _:
            is_symbol = word in _PUNCTUATION or (word == "*" and not _ends_an_operand(before))
            return Token(Kind.SYMBOL if is_symbol else Kind.OPERATOR, word, position)


def _ends_an_operand(before: list[Token]) -> bool:
    if not before:
        return False
    last = before[-1]
    if last.kind is Kind.SYMBOL:
        return last.value in (")", "]", ".", "..", "*")
    return last.kind is not Kind.OPERATOR


def _unreadable(expression: str, position: int) -> ExpressionError:
    sign = expression[position]
    if sign in "'\"":
        return ExpressionError(
            "A text is opened and never closed.",
            position,
            f"Put another {sign} where the text ends.",
        )
    if sign == "$":
        return ExpressionError(
            "A reference is not written as `${name}`.",
            position,
            "Write a dollar sign, then the question's name in curly brackets.",
        )
    if sign.translate(_LOOK_ALIKES) != sign:
        return ExpressionError(
            f"`{sign}` is a typographic sign that expressions don't know.",
            position,
            f"Type a plain {sign.translate(_LOOK_ALIKES)} instead.",
        )
    return ExpressionError(
        f"`{sign}` has no meaning in an expression.", position, "Remove it, or quote it as a text."
    )
