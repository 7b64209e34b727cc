"""Reading the paths of an expression: `/data/a`, `../a`, `${repeat}[…]/a`, `instance('x')/…`."""

from collections.abc import Callable

from shared.forms.syntax import Call, ExpressionError, LastSaved, Path, Start, Step, Text, Tree
from shared.forms.tokens import Kind, Token

MOST_WORDS = 2_000
LAST_SAVED = "__last-saved"
"""The table that phones keep the form filled in before in."""


class Words:
    """The tokens of an expression, taken one after the other."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def next(self) -> Token:
        """The token that is taken next."""
        return self._tokens[self._at]

    @property
    def after_next(self) -> Token:
        """The token behind the next one; the last, when there is none."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def are_over(self) -> bool:
        """Say whether all tokens have been taken."""
        return self.next.kind is Kind.END

    def next_is(self, *symbols: str) -> bool:
        """Say whether the next token is one of `symbols`."""
        return self.next.kind is Kind.SYMBOL and self.next.value in symbols

    def take(self) -> Token:
        """Return the next token and go on."""
        token = self._tokens[self._at]
        self._at += 1
        if self._at > MOST_WORDS:
            raise ExpressionError(
                f"The expression has more than {MOST_WORDS:,} parts.",
                token.position,
                "Compute parts of it in `calculate` rows and refer to those.",
            )
        return token

    def close(self, opening: Token, sign: str) -> None:
        """Take the bracket `sign` that closes `opening`."""
        token = self.take()
        if token.kind is Kind.SYMBOL and token.value == sign:
            return
        if token.kind is Kind.END:
            raise ExpressionError(
                "A bracket is opened and never closed.",
                opening.position,
                f"Add the missing `{sign}`.",
            )
        raise self.unexpected(token)

    def unexpected(self, token: Token) -> ExpressionError:
        """Return the mistake of a token that stands where it can't."""
        if token.kind is Kind.END:
            return ExpressionError(
                "The expression breaks off.",
                token.position,
                "Write what comes after the last sign.",
            )
        if token.kind is Kind.SYMBOL and token.value in _NOT_READ:
            return ExpressionError(
                f"`{token.value}` is a way through a form that is not read here.",
                token.position,
                "Name the question: ${name}, or /data/group/name.",
            )
        if token.value in (")", "]"):
            opening = "(" if token.value == ")" else "["
            return ExpressionError(
                "A bracket is closed that was never opened.",
                token.position,
                f"Remove the `{token.value}`, or add the missing `{opening}`.",
            )
        return ExpressionError(
            f"`{token.value}` can't stand here.",
            token.position,
            "Look for a missing operator (and, or, =, +), comma or quotation mark before it.",
        )


_NOT_READ = frozenset({"//", "*", "@", "|", "::"})


class PathReader:
    """Reads what follows the beginning of a path; `condition` reads an expression in brackets."""

    def __init__(self, words: Words, condition: Callable[[], Tree]) -> None:
        self._words = words
        self._condition = condition

    def from_root(self, slash: Token) -> Path:
        """Read `/data/…`, whose slash has been taken."""
        first = self._step(self._words.take())
        return Path(slash.position, Start.ROOT, (first, *self._more()))

    def from_here(self, dot: Token) -> Path:
        """Read `../…` or `./…`, whose dots have been taken."""
        up = 1 if dot.value == ".." else 0
        up += self._parents()
        return Path(dot.position, Start.HERE, self._more(), up)

    def from_name(self, name: Token) -> Path:
        """Read `name/…` inside a condition."""
        return Path(name.position, Start.HERE, (self._step(name), *self._more()))

    def from_question(self, name: Token) -> Path:
        """Read `${name}[…]/…`."""
        first = Step(name.position, name.value, self._conditions())
        return Path(name.position, Start.QUESTION, (first, *self._more()), of=name.value)

    def from_current(self, call: Call) -> Path:
        """Read what follows `current()`."""
        if call.arguments or not self._words.next_is("/"):
            raise ExpressionError(
                "`current()` is the beginning of a path.",
                call.position,
                "Write current()/../name, or current()/. for the question's own answer.",
            )
        up = self._parents()
        return Path(call.position, Start.CURRENT, self._more(), up)

    def from_table(self, call: Call) -> Path | LastSaved:
        """Read what follows `instance('name')`."""
        name = call.arguments[0] if len(call.arguments) == 1 else None
        if not isinstance(name, Text):
            raise ExpressionError(
                "`instance` takes the name of one list, in quotation marks.",
                call.position,
                "Write instance('stations')/root/item[…]/column.",
            )
        steps = self._more()
        if name.value == LAST_SAVED and len(steps) > 1:
            return LastSaved(call.position, steps[-1].name)
        is_bare = not any(step.conditions for step in (*steps[:1], *steps[2:]))
        if not 2 <= len(steps) <= 3 or not is_bare:
            raise ExpressionError(
                f"It is not said what is wanted of the list '{name.value}'.",
                call.position,
                f"Write instance('{name.value}')/root/item[…]/column.",
            )
        return Path(call.position, Start.TABLE, steps, of=name.value)

    def _parents(self) -> int:
        """Take each `/..` at the beginning of a path, and each `/.`; return how many lead up."""
        up = 0
        while self._words.next_is("/") and self._words.after_next.value in (".", ".."):
            self._words.take()
            up += len(self._words.take().value) - 1
        return up

    def _more(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        while self._words.next_is("/"):
            self._words.take()
            steps.append(self._step(self._words.take()))
        if self._words.next_is("//", "|", "::"):
            raise self._words.unexpected(self._words.next)
        return tuple(steps)

    def _step(self, token: Token) -> Step:
        if token.kind is Kind.SYMBOL and token.value == "..":
            raise ExpressionError(
                "`..` stands behind a name.",
                token.position,
                "Begin the path with all its `..`, or refer to the question as ${name}.",
            )
        if token.kind is not Kind.NAME:
            raise self._words.unexpected(token)
        return Step(token.position, token.value, self._conditions())

    def _conditions(self) -> tuple[Tree, ...]:
        found: list[Tree] = []
        while self._words.next_is("["):
            opening = self._words.take()
            found.append(self._condition())
            self._words.close(opening, "]")
        return tuple(found)
