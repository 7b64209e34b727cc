"""What the observer chose once for all on this laptop; kept in the store, as all else."""

from client.store import Store

FORM_LANGUAGE = "form_language"
"""The code of the language in which checklists are shown, where they have it."""


class PreferenceBook:
    """The preferences of one laptop, by name."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, name: str) -> str:
        """Return what was chosen; '' where nothing was."""
        row = self._store.row("SELECT value FROM preference WHERE name = ?", name)
        return str(row[0]) if row else ""

    def keep(self, name: str, value: str) -> None:
        """Remember a choice. Raises DiskFull."""
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO preference (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
