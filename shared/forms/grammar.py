"""From an expression's text to its tree: a Pratt parser for XForms XPath.

    or  <  and  <  = !=  <  < <= > >=  <  + -  <  * div mod  <  unary minus  <  paths

Size and depth are bounded, so that no form, however hostile, can hang or overflow a laptop.
"""

from shared.forms.routes import PathReader, Words
from shared.forms.syntax import (
    Call,
    Current,
    ExpressionError,
    LastSaved,
    Negation,
    Number,
    Operation,
    Reference,
    Text,
    Tree,
    parts_of,
)
from shared.forms.tokens import Kind, Token, tokens_of

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
    return _parsed(expression, inside=False)


def parse_condition(expression: str) -> Tree:
    """Read what may stand in square brackets or in `choice_filter`: bare names are columns."""
    return _parsed(expression, inside=True)


def _parsed(expression: str, *, inside: bool) -> Tree:
    tree = _Parser(Words(tokens_of(expression)), inside=inside).whole()
    _check_depth(tree)
    return tree


def _check_depth(tree: Tree) -> None:
    level, depth = [tree], 1
    while level := [part for each in level for part in parts_of(each)]:
        depth += 1
        if depth > DEEPEST_TREE:
            raise _too_deep(tree.position, f"more than {DEEPEST_TREE} operations in a row")


class _Parser:
    def __init__(self, words: Words, *, inside: bool) -> None:
        self._words = words
        self._inside = inside
        self._depth = 0
        self._paths = PathReader(words, self._condition)

    def whole(self) -> Tree:
        if self._words.are_over():
            raise ExpressionError("The expression is empty.", 0, "Write it, or clear the cell.")
        tree = self._expression(0)
        if not self._words.are_over():
            raise self._words.unexpected(self._words.next)
        return tree

    def _condition(self) -> Tree:
        """Read what stands in square brackets, up to its end."""
        before, self._inside = self._inside, True
        tree = self._expression(0)
        self._inside = before
        return tree

    def _expression(self, weakest: int) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            place = self._words.next.position
            raise _too_deep(place, f"more than {DEEPEST_NESTING} levels inside each other")
        left = self._operand()
        while True:
            token = self._words.next
            strength = _STRENGTH.get(token.value, 0) if token.kind is Kind.OPERATOR else 0
            if strength <= weakest:
                self._depth -= 1
                return left
            self._words.take()
            left = Operation(token.position, token.value, left, self._expression(strength))

    def _operand(self) -> Tree:
        token = self._words.take()
        match token.kind:
            case Kind.NUMBER | Kind.TEXT:
                return _literal(token)
            case Kind.REFERENCE:
                is_path = self._words.next_is("/", "[")
                return self._paths.from_question(token) if is_path else _reference(token)
            case Kind.LAST_SAVED:
                return LastSaved(token.position, token.value)
            case Kind.NAME:
                return self._named(token)
            case _:
                return self._sign(token)

    def _sign(self, token: Token) -> Tree:
        if token.value == "-" and token.kind is Kind.OPERATOR:
            return Negation(token.position, self._expression(_UNARY))
        if token.kind is not Kind.SYMBOL:
            raise self._words.unexpected(token)
        match token.value:
            case ".":
                is_path = self._words.next_is("/")
                return self._paths.from_here(token) if is_path else Current(token.position)
            case "..":
                return self._paths.from_here(token)
            case "/":
                return self._paths.from_root(token)
            case "(":
                inner = self._expression(0)
                self._words.close(token, ")")
                return inner
            case _:
                raise self._words.unexpected(token)

    def _named(self, name: Token) -> Tree:
        if self._words.next_is("("):
            return self._call(name)
        if self._inside:
            return self._paths.from_name(name)
        raise ExpressionError(
            f"`{name.value}` stands alone: it is neither a text nor a reference.",
            name.position,
            f"Write '{name.value}' for the text, or ${{{name.value}}} for the answer.",
        )

    def _call(self, name: Token) -> Tree:
        call = Call(name.position, name.value, self._arguments())
        if name.value == "current":
            return self._paths.from_current(call)
        if name.value == "instance":
            return self._paths.from_table(call)
        return call

    def _arguments(self) -> tuple[Tree, ...]:
        opening = self._words.take()
        arguments: list[Tree] = []
        if not self._words.next_is(")"):
            arguments.append(self._expression(0))
            while self._words.next_is(","):
                self._words.take()
                arguments.append(self._expression(0))
        self._words.close(opening, ")")
        return tuple(arguments)


def _literal(token: Token) -> Number | Text:
    if token.kind is Kind.NUMBER:
        return Number(token.position, float(token.value))
    return Text(token.position, token.value)


def _reference(token: Token) -> Reference:
    return Reference(token.position, token.value)


def _too_deep(position: int, what: str) -> ExpressionError:
    return ExpressionError(
        f"The expression has {what}.",
        position,
        "Compute parts of it in `calculate` rows and refer to those.",
    )
