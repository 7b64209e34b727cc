"""From an expression's text to its tree: a Pratt parser for XForms XPath.

    or  <  and  <  = !=  <  < <= > >=  <  + -  <  * div mod  <  unary minus

Size and depth are bounded, so that no form, however hostile, can hang or overflow a laptop.
"""

from shared.forms.syntax import (
    Call,
    Current,
    ExpressionError,
    Negation,
    Number,
    Operation,
    Reference,
    Text,
    Tree,
    parts_of,
)
from shared.forms.tokens import Kind, Token, tokens_of

MOST_NODES = 2_000
DEEPEST_NESTING = 100
"""Brackets, and operators that bind more tightly, one inside the other."""
DEEPEST_TREE = 200
"""Operations one inside the other, as in `1 + 1 + 1 …`."""

_STRENGTH = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_UNARY = 7


def parse(expression: str) -> Tree:
    """Read `expression`; raises ExpressionError with the place of the first mistake."""
    tree = _Parser(tokens_of(expression)).whole()
    _check_depth(tree)
    return tree


def _check_depth(tree: Tree) -> None:
    level, depth = [tree], 1
    while level := [part for each in level for part in parts_of(each)]:
        depth += 1
        if depth > DEEPEST_TREE:
            raise _too_big(tree.position, f"more than {DEEPEST_TREE} operations in a row")


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._nodes = 0

    def whole(self) -> Tree:
        if self._tokens[0].kind is Kind.END:
            raise ExpressionError("The expression is empty.", 0, "Write it, or clear the cell.")
        tree = self._expression(0)
        rest = self._tokens[self._next]
        if rest.kind is not Kind.END:
            raise _unexpected(rest)
        return tree

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise _too_big(token.position, f"more than {MOST_NODES:,} parts")
        return token

    def _peek_is(self, symbol: str) -> bool:
        token = self._tokens[self._next]
        return token.kind is Kind.SYMBOL and token.value == symbol

    def _expression(self, weakest: int) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            place = self._tokens[self._next].position
            raise _too_big(place, f"more than {DEEPEST_NESTING} levels inside each other")
        left = self._operand()
        while True:
            token = self._tokens[self._next]
            strength = _STRENGTH.get(token.value, 0) if token.kind is Kind.OPERATOR else 0
            if strength <= weakest:
                self._depth -= 1
                return left
            self._take()
            left = Operation(token.position, token.value, left, self._expression(strength))

    def _operand(self) -> Tree:
        token = self._take()
        match token.kind:
            case Kind.NUMBER:
                return Number(token.position, float(token.value))
            case Kind.TEXT:
                return Text(token.position, token.value)
            case Kind.REFERENCE:
                return Reference(token.position, token.value)
            case Kind.NAME:
                return self._call(token)
            case _:
                return self._sign(token)

    def _sign(self, token: Token) -> Tree:
        if token.value == "." and token.kind is Kind.SYMBOL:
            return Current(token.position)
        if token.value == "-" and token.kind is Kind.OPERATOR:
            return Negation(token.position, self._expression(_UNARY))
        if token.value == "(" and token.kind is Kind.SYMBOL:
            inner = self._expression(0)
            self._close(token)
            return inner
        raise _unexpected(token)

    def _call(self, name: Token) -> Tree:
        if not self._peek_is("("):
            raise ExpressionError(
                f"`{name.value}` stands alone: it is neither a text nor a reference.",
                name.position,
                f"Write '{name.value}' for the text, or ${{{name.value}}} for the answer.",
            )
        opening = self._take()
        arguments: list[Tree] = []
        if not self._peek_is(")"):
            arguments.append(self._expression(0))
            while self._peek_is(","):
                self._take()
                arguments.append(self._expression(0))
        self._close(opening)
        return Call(name.position, name.value, tuple(arguments))

    def _close(self, opening: Token) -> None:
        token = self._take()
        if token.kind is Kind.SYMBOL and token.value == ")":
            return
        if token.kind is Kind.END:
            raise ExpressionError(
                "A bracket is opened and never closed.",
                opening.position,
                "Add the missing `)`.",
            )
        raise _unexpected(token)


def _unexpected(token: Token) -> ExpressionError:
    if token.kind is Kind.END:
        return ExpressionError(
            "The expression breaks off.", token.position, "Write what comes after the last sign."
        )
    if token.value == ")":
        return ExpressionError(
            "A bracket is closed that was never opened.",
            token.position,
            "Remove the `)`, or add the missing `(`.",
        )
    return ExpressionError(
        f"`{token.value}` can't stand here.",
        token.position,
        "Look for a missing operator (and, or, =, +), comma or quotation mark before it.",
    )


def _too_big(position: int, what: str) -> ExpressionError:
    return ExpressionError(
        f"The expression has {what}.",
        position,
        "Compute parts of it in `calculate` rows and refer to those.",
    )
