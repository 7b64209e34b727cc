"""What was worded, as a reader sees it."""

from collections.abc import Iterable

from server.statement.wording import Piece


def text_of(pieces: Iterable[Piece]) -> str:
    """Return a sentence as plain text."""
    return "".join(piece.text for piece in pieces)
