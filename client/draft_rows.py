"""Drafts as the store has them: one row a draft, one row a question that was touched."""

import json
from datetime import datetime
from sqlite3 import Connection
from uuid import UUID

from client.checklist import Draft
from client.letters import clean
from client.store import Row, Store
from shared.forms.answers import Answer, from_json, to_json
from shared.forms.model import Form, SeenBy

COLUMNS = (
    "id, report, revision, base, form, station, visit, arrived_at, departed_at,"
    " current_question, reason, opened_at, changed_at"
)
FORM = 4
"""The place of the form's digest in a row of `COLUMNS`."""


def draft_of(store: Store, row: Row, form: Form) -> Draft:
    """Return the draft that a row of `COLUMNS` begins, with its answers."""
    cells = store.rows(
        "SELECT question, answer, comment, seen_by FROM draft_answer WHERE draft = ?", row[0]
    )
    answers = {name: json.loads(answer) for name, answer, _, _ in cells if answer}
    return Draft(
        id=UUID(row[0]),
        report=UUID(row[1]),
        revision=row[2],
        base=row[3],
        form=form,
        station=row[5],
        visit=UUID(row[6]),
        arrived_at=datetime.fromisoformat(row[7]),
        departed_at=datetime.fromisoformat(row[8]) if row[8] else None,
        answers=from_json(answers),
        comments={name: comment for name, _, comment, _ in cells if comment},
        seen_by={name: SeenBy(seen) for name, _, _, seen in cells if seen},
        current_question=row[9],
        reason=row[10],
        opened_at=datetime.fromisoformat(row[11]),
        changed_at=datetime.fromisoformat(row[12]),
    )


def insert_draft(connection: Connection, draft: Draft) -> None:
    """Write a new draft, with its answers."""
    connection.execute(
        f"INSERT INTO draft ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constant columns
        (
            str(draft.id),
            str(draft.report),
            draft.revision,
            draft.base,
            draft.form.digest,
            draft.station,
            str(draft.visit),
            draft.arrived_at.isoformat(),
            draft.departed_at.isoformat() if draft.departed_at else None,
            draft.current_question,
            draft.reason,
            draft.opened_at.isoformat(),
            draft.changed_at.isoformat(),
        ),
    )
    insert_answers(connection, draft)


def insert_answers(connection: Connection, draft: Draft) -> None:
    """Write the answers, comments and sources of a draft that has none in the store."""
    touched = draft.answers.keys() | draft.comments.keys() | draft.seen_by.keys()
    connection.executemany(
        "INSERT INTO draft_answer (draft, question, answer, comment, seen_by)"
        " VALUES (?, ?, ?, ?, ?)",
        [
            (
                str(draft.id),
                name,
                answer_text(draft.answers.get(name)),
                clean(draft.comments.get(name, "")),
                draft.seen_by.get(name, ""),
            )
            for name in touched
        ],
    )


def replace_answers(connection: Connection, draft: Draft) -> None:
    """Write the answers, comments and sources of a draft over what the store has of them."""
    connection.execute("DELETE FROM draft_answer WHERE draft = ?", (str(draft.id),))
    insert_answers(connection, draft)


def write_cell(
    connection: Connection, draft: UUID, question: str, column: str, value: str | None
) -> None:
    """Write one cell of a question: its `answer`, `comment` or `seen_by`."""
    connection.execute(
        f"INSERT INTO draft_answer (draft, question, {column}) VALUES (?, ?, ?)"  # noqa: S608 - our own column names
        f" ON CONFLICT (draft, question) DO UPDATE SET {column} = excluded.{column}",
        (str(draft), question, value),
    )


def answer_text(answer: Answer | None) -> str | None:
    """Return an answer as it is stored: JSON, or None for a missing one."""
    if answer is None:
        return None
    return clean(json.dumps(to_json({"": answer})[""], ensure_ascii=False))
