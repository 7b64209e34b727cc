"""What was changed in a draft, step by step, so that each step can be undone and done again.

    set_answer … ──▶ a step: the cells before, the cells after
    undo ──▶ the cells before stand again, the step waits to be redone
    a new change ──▶ what was undone is forgotten

Steps are written in the transaction of the change itself and lie beside the draft in the store:
they outlive a lock, a kill and the night, and go with the draft when it is sealed.
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any
from uuid import UUID

from client.store import Store

MOST_STEPS = 200
"""Of one draft; older ones can't be undone any more."""
_BLANK = (None, "", "", ())

Cell = tuple[str | None, str, str, tuple[tuple[str, str], ...]]
"""Answer as it is stored, comment, how it is known, and SHA-256 and name of each file."""
Cells = dict[str, Cell]


@dataclass(frozen=True)
class Step:
    """One change that was undone or done again."""

    question: str
    """The path at which it was made: of a question, of a repeat, or of an instance."""


class DraftHistory:
    """The steps of all drafts of one laptop."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @contextmanager
    def step(self, draft: UUID, question: str) -> Generator[Connection]:
        """Run a block as one transaction that changes a draft, and note it as one step."""
        with self._store.writing() as connection:
            before = _cells_of(connection, draft)
            yield connection
            changed = _difference(before, _cells_of(connection, draft))
            if changed:
                self._note(connection, draft, question, changed)

    def undo(self, draft: UUID) -> Step | None:
        """Put back what stood before the last step; None where there is none."""
        return self._turn(draft, is_undone=False)

    def redo(self, draft: UUID) -> Step | None:
        """Do again what was undone last; None where nothing was."""
        return self._turn(draft, is_undone=True)

    def _note(
        self,
        connection: Connection,
        draft: UUID,
        question: str,
        changed: Mapping[str, tuple[Cell, Cell]],
    ) -> None:
        key = str(draft)
        connection.execute("DELETE FROM draft_step WHERE draft = ? AND is_undone", (key,))
        (number,) = connection.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM draft_step WHERE draft = ?", (key,)
        ).fetchone()
        connection.execute(
            "INSERT INTO draft_step (draft, number, question, changed) VALUES (?, ?, ?, ?)",
            (key, number, question, json.dumps(changed)),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO draft_step_file (draft, number, sha256) VALUES (?, ?, ?)",
            [
                (key, number, sha256)
                for cells in changed.values()
                for cell in cells
                for sha256, _ in cell[3]
            ],
        )
        connection.execute(
            "DELETE FROM draft_step WHERE draft = ? AND number <= ?", (key, number - MOST_STEPS)
        )

    def _turn(self, draft: UUID, *, is_undone: bool) -> Step | None:
        """Turn the step at the edge between what is done and what was undone."""
        edge = "ASC" if is_undone else "DESC"
        with self._store.writing() as connection:
            row = connection.execute(
                "SELECT number, question, changed FROM draft_step"  # noqa: S608 - constant texts
                f" WHERE draft = ? AND is_undone = ? ORDER BY number {edge} LIMIT 1",
                (str(draft), is_undone),
            ).fetchone()
            if row is None:
                return None
            number, question, changed = row
            for path, (before, after) in json.loads(changed).items():
                _put(connection, draft, path, after if is_undone else before)
            connection.execute(
                "UPDATE draft_step SET is_undone = ? WHERE draft = ? AND number = ?",
                (not is_undone, str(draft), number),
            )
        return Step(question)


def _cells_of(connection: Connection, draft: UUID) -> Cells:
    """Return all that a draft holds, by path."""
    files: dict[str, list[tuple[str, str]]] = {}
    for question, sha256, name in connection.execute(
        "SELECT question, sha256, name FROM draft_attachment WHERE draft = ? ORDER BY sha256",
        (str(draft),),
    ):
        files.setdefault(question, []).append((sha256, name))
    cells: Cells = {path: (None, "", "", tuple(each)) for path, each in files.items()}
    for path, answer, comment, seen_by in connection.execute(
        "SELECT question, answer, comment, seen_by FROM draft_answer WHERE draft = ?",
        (str(draft),),
    ):
        cells[path] = (answer, comment, seen_by, tuple(files.get(path, ())))
    return cells


def _difference(before: Cells, after: Cells) -> dict[str, tuple[Cell, Cell]]:
    """Return, of the paths whose cells differ, both cells."""
    return {
        path: (old, new)
        for path in before.keys() | after.keys()
        if (old := before.get(path, _BLANK)) != (new := after.get(path, _BLANK))
    }


def _put(connection: Connection, draft: UUID, path: str, cell: Any) -> None:  # noqa: ANN401 - JSON
    """Let a path hold a cell and nothing else; files that are no longer here stay away."""
    answer, comment, seen_by, files = cell
    key = (str(draft), path)
    connection.execute("DELETE FROM draft_answer WHERE draft = ? AND question = ?", key)
    connection.execute("DELETE FROM draft_attachment WHERE draft = ? AND question = ?", key)
    if answer is not None or comment or seen_by:
        connection.execute(
            "INSERT INTO draft_answer (draft, question, answer, comment, seen_by)"
            " VALUES (?, ?, ?, ?, ?)",
            (*key, answer, comment, seen_by),
        )
    connection.executemany(
        "INSERT INTO draft_attachment (draft, question, sha256, name)"
        " SELECT ?, ?, sha256, ? FROM attachment WHERE sha256 = ?",
        [(*key, name, sha256) for sha256, name in files],
    )
