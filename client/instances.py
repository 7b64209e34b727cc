"""Removing an instance of a repeat from a draft, and bringing it back: one transaction each.

What stands under later instances moves up: `incidents[3]/severity` becomes
`incidents[2]/severity`, with its comment, its source and its files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection

from client.checklist import Draft
from client.draft_rows import replace_answers
from shared.forms.answers import Answer
from shared.forms.instances import removed
from shared.forms.model import SeenBy

Files = Mapping[str, Sequence[tuple[str, str]]]
"""By question: SHA-256 and name of each file."""


@dataclass(frozen=True)
class Contents:
    """All that a draft holds by path, as it was at one moment."""

    answers: Mapping[str, Answer]
    comments: Mapping[str, str]
    seen_by: Mapping[str, SeenBy]
    files: Files


def contents_of(connection: Connection, draft: Draft) -> Contents:
    """Return what a draft holds now."""
    files: dict[str, list[tuple[str, str]]] = {}
    rows = connection.execute(
        "SELECT question, sha256, name FROM draft_attachment WHERE draft = ?", (str(draft.id),)
    )
    for question, sha256, name in rows:
        files.setdefault(question, []).append((sha256, name))
    return Contents(draft.answers, draft.comments, draft.seen_by, files)


def without(contents: Contents, instance: str) -> Contents:
    """Return `contents` without an instance such as `incidents[2]`."""
    return Contents(
        answers=removed(contents.answers, instance, counted=True),
        comments=removed(contents.comments, instance),
        seen_by=removed(contents.seen_by, instance),
        files=removed(contents.files, instance),
    )


def put_into(connection: Connection, draft: Draft, contents: Contents) -> None:
    """Let a draft hold `contents` and nothing else; files that are no longer here stay away."""
    filled = replace(
        draft,
        answers=dict(contents.answers),
        comments=dict(contents.comments),
        seen_by=dict(contents.seen_by),
    )
    replace_answers(connection, filled)
    connection.execute("DELETE FROM draft_attachment WHERE draft = ?", (str(draft.id),))
    connection.executemany(
        "INSERT INTO draft_attachment (draft, question, sha256, name)"
        " SELECT ?, ?, sha256, ? FROM attachment WHERE sha256 = ?",
        [
            (str(draft.id), question, name, sha256)
            for question, files in contents.files.items()
            for sha256, name in files
        ],
    )
