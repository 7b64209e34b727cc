"""What can go wrong while an expression is worked out, where a phone would show an error.

An expression in trouble has no value; who evaluates it decides what that means.
"""

from enum import StrEnum


class TroubleCode(StrEnum):
    """Why there is no value."""

    SEVERAL = "several-answers"
    """A question of a repeat was read as if there were one answer, and there are several."""
    WRONG_KIND = "wrong-kind"
    """A function was given what it can't read, such as a text that is no date."""
    NO_TABLE = "no-such-table"
    """A list or file is not there."""
    TOO_MUCH = "too-much"
    """It costs more than an expression may."""


class TroubleError(Exception):
    """The expression has no value; `message` is a sentence for its author."""

    def __init__(self, code: TroubleCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def wrong_kind(message: str) -> TroubleError:
    """Return the trouble of a value that can't be read as it should be."""
    return TroubleError(TroubleCode.WRONG_KIND, message)
