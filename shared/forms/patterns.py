"""Regular expressions that can't hang: every character of the text is looked at once.

Python's own matcher backtracks, and a form with `(a+)+$` could freeze a laptop at a polling
station. This one walks all possibilities side by side (Thompson), so that its time is bounded by
pattern length × text length. Single characters and classes are left to Python's `re`, which
can't backtrack on one character. The whole text must match, as on phones.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST_PATTERN = 500
MOST_STATES = 2_000
DEEPEST_GROUPS = 50

Accepts = Callable[[str], bool]

_UNBOUNDED = -1
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_COUNT = re.compile(r"\{(\d+)(,(\d*))?\}")
_PROPERTIES: dict[str, Accepts] = {
    "L": str.isalpha,
    "Lu": str.isupper,
    "Ll": str.islower,
    "N": str.isnumeric,
    "Nd": str.isdecimal,
    "Alpha": lambda sign: sign.isascii() and sign.isalpha(),
    "Digit": lambda sign: sign.isascii() and sign.isdigit(),
    "Alnum": lambda sign: sign.isascii() and sign.isalnum(),
}


class PatternError(ValueError):
    """A pattern that can't be understood; its text is a sentence for the author."""


@dataclass(slots=True)
class _State:
    """Where a match may stand: it goes on freely, or by accepting one character."""

    accepts: Accepts | None = None
    onward: list["_State"] = field(default_factory=list["_State"])


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a pattern that can be built any number of times."""

    build: Callable[["_Builder", _State], _State]
    """Adds the part behind a state and returns the state where it ends."""


class Pattern:
    """A compiled regular expression. Raises PatternError when it can't be understood."""

    def __init__(self, pattern: str) -> None:
        if len(pattern) > LONGEST_PATTERN:
            raise PatternError(f"The pattern is longer than {LONGEST_PATTERN} characters.")
        self._start = _State()
        builder = _Builder()
        self._end = _Reader(pattern).whole().build(builder, self._start)
        self.states = builder.states
        """How many states there are: what every sign of a text may cost."""

    def matches(self, text: str) -> bool:
        """Say whether the whole of `text` fits."""
        places = _reachable([self._start])
        for sign in text:
            places = _reachable(
                [
                    follower
                    for place in places
                    if place.accepts is not None and place.accepts(sign)
                    for follower in place.onward
                ]
            )
        return any(place is self._end for place in places)


def _reachable(states: list[_State]) -> list[_State]:
    """Return `states` and all that follow without reading a character, each once."""
    seen = {id(state) for state in states}
    found = list({id(state): state for state in states}.values())
    for state in found:
        if state.accepts is None:
            for follower in state.onward:
                if id(follower) not in seen:
                    seen.add(id(follower))
                    found.append(follower)
    return found


class _Builder:
    def __init__(self) -> None:
        self.states = 0

    def state(self, accepts: Accepts | None = None) -> _State:
        self.count()
        return _State(accepts)

    def count(self) -> None:
        """Count a state, or a repetition, which may be of nothing at all."""
        self.states += 1
        if self.states > MOST_STATES:
            raise PatternError("The pattern repeats too much to be checked on a laptop.")


def _one(accepts: Accepts) -> _Piece:
    def build(builder: _Builder, before: _State) -> _State:
        reading, after = builder.state(accepts), builder.state()
        before.onward.append(reading)
        reading.onward.append(after)
        return after

    return _Piece(build)


def _sequence(pieces: list[_Piece]) -> _Piece:
    def build(builder: _Builder, before: _State) -> _State:
        for piece in pieces:
            before = piece.build(builder, before)
        return before

    return _Piece(build)


def _either(branches: list[_Piece]) -> _Piece:
    def build(builder: _Builder, before: _State) -> _State:
        after = builder.state()
        for branch in branches:
            entry = builder.state()
            before.onward.append(entry)
            branch.build(builder, entry).onward.append(after)
        return after

    return branches[0] if len(branches) == 1 else _Piece(build)


def _repeated(piece: _Piece, least: int, most: int) -> _Piece:
    def build(builder: _Builder, before: _State) -> _State:
        for _ in range(least):
            builder.count()
            before = piece.build(builder, before)
        if most == _UNBOUNDED:
            loop = builder.state()
            before.onward.append(loop)
            piece.build(builder, loop).onward.append(loop)
            return loop
        after = builder.state()
        before.onward.append(after)
        for _ in range(most - least):
            builder.count()
            before = piece.build(builder, before)
            before.onward.append(after)
        return after

    return _Piece(build)


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern.removeprefix("^")
        if self._pattern.endswith("$") and not self._pattern.endswith(r"\$"):
            self._pattern = self._pattern[:-1]
        self._at = 0
        self._depth = 0

    def whole(self) -> _Piece:
        piece = self._branches()
        if self._at < len(self._pattern):
            raise PatternError("The pattern closes a bracket that was never opened.")
        return piece

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _branches(self) -> _Piece:
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        return _either(branches)

    def _branch(self) -> _Piece:
        pieces: list[_Piece] = []
        while self._peek() not in ("", "|", ")"):
            piece = self._atom()
            bounds = self._quantifier()
            pieces.append(piece if bounds is None else _repeated(piece, *bounds))
        return _sequence(pieces)

    def _quantifier(self) -> tuple[int, int] | None:
        sign = self._peek()
        simple = {"*": (0, _UNBOUNDED), "+": (1, _UNBOUNDED), "?": (0, 1)}.get(sign)
        if simple is not None:
            self._at += 1
        elif sign == "{":
            simple = self._count()
        else:
            return None
        if self._peek() in ("?", "+"):  # lazy or possessive: the same for a whole match
            self._at += 1
        return simple

    def _count(self) -> tuple[int, int]:
        match = _COUNT.match(self._pattern, self._at)
        if match is None or len(match[0]) > len("{1000,1000}"):
            raise PatternError("Curly brackets in the pattern hold no plain count, such as {2,5}.")
        self._at = match.end()
        least = int(match[1])
        most = least if match[2] is None else int(match[3]) if match[3] else _UNBOUNDED
        if most != _UNBOUNDED and most < least:
            raise PatternError(f"The count {match[0]} runs backwards.")
        return least, most

    def _atom(self) -> _Piece:
        sign = self._peek()
        if sign == "(":
            return self._group()
        if sign == "\\":
            return _one(self._escape())
        if sign == "[":
            return _one(self._class())
        if sign in "*+?{^$":
            raise PatternError(f"`{sign}` can't stand where it does in the pattern.")
        self._at += 1
        return _one(_any_sign if sign == "." else sign.__eq__)

    def _group(self) -> _Piece:
        self._at += 1
        if self._pattern.startswith("?:", self._at):
            self._at += 2
        elif self._peek() == "?":
            raise PatternError("Conditions such as (?=…) are not read here; use plain brackets.")
        self._depth += 1
        if self._depth > DEEPEST_GROUPS:
            raise PatternError("The pattern has too many brackets inside each other.")
        piece = self._branches()
        if self._peek() != ")":
            raise PatternError("The pattern opens a bracket and never closes it.")
        self._at += 1
        self._depth -= 1
        return piece

    def _escape(self) -> Accepts:
        if self._pattern.startswith((r"\p{", r"\P{"), self._at):
            return self._property()
        word = self._pattern[self._at : self._at + 2]
        if len(word) < 2 or word[1] in "bBAZzGkKQE" or word[1].isdigit():
            raise PatternError(f"`{word}` is not read here; write the pattern without it.")
        self._at += 2
        return _one_sign(word)

    def _property(self) -> Accepts:
        end = self._pattern.find("}", self._at)
        name = self._pattern[self._at + 3 : end].removeprefix("Is")
        if end < 0 or name not in _PROPERTIES:
            raise PatternError(f"`{self._pattern[self._at : end + 1]}` is not read here.")
        negated, accepts = self._pattern[self._at + 1] == "P", _PROPERTIES[name]
        self._at = end + 1
        return (lambda sign: not accepts(sign)) if negated else accepts

    def _class(self) -> Accepts:
        match = _CLASS.match(self._pattern, self._at)
        if match is None:
            raise PatternError("The pattern opens a `[` and never closes it.")
        if "&&" in match[0] or r"\p" in match[0] or "[" in match[0][1:].replace(r"\[", ""):
            raise PatternError(f"`{match[0]}` is not read here; list the characters instead.")
        self._at = match.end()
        return _one_sign(match[0])


def _any_sign(sign: str) -> bool:
    return sign not in "\n\r"


def _one_sign(word: str) -> Accepts:
    """Leave one character's class to Python."""
    try:
        compiled = re.compile(word, re.ASCII)
    except re.error as error:
        raise PatternError(f"`{word}` in the pattern is not understood ({error.msg}).") from None
    return lambda sign: compiled.fullmatch(sign) is not None
