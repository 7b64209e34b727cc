"""What a checklist is filled in with besides its answers: attached tables, and facts.

Tables lie in the store as they were published. They are read into memory, once, when something
is first looked up in them; a look-up is then answered from an index. Fifty thousand rows take
some tenths of a second to read: a screen lets `read_tables` do that beside it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from client.identity import find_identity
from client.pack import PackStore
from client.store import Store
from shared.forms import tabular
from shared.forms.answers import from_json
from shared.forms.evaluating import Surroundings
from shared.forms.fitting import value_of
from shared.forms.foreseen import look_ups_of
from shared.forms.model import Form, FormFile
from shared.forms.plan import compile_form
from shared.forms.scope import Row
from shared.forms.tables import MemoryTables
from shared.forms.values import Value

_MOST_LOOKED_THROUGH = 200
"""Sealed reports among which the last one of a checklist is looked for."""


class SurroundingsBook:
    """The surroundings of one laptop's checklists."""

    def __init__(self, store: Store, pack: PackStore) -> None:
        self._store = store
        self._shelf = _Shelf(pack)

    def of(self, form: Form, language: str = "") -> Surroundings:
        """Return what `form` is filled in with; expressions name labels in `language`."""
        return Surroundings(
            tables=_FormTables(self._shelf, form),
            facts=self._facts(),
            language=language,
            last_saved=_LastSaved(self._store, form),
        )

    def at_hand(self, form: Form) -> Surroundings:
        """Return the same for a glance at `form`: without tables that would have to be read."""
        return self.of(form) if self._shelf.has_all(form) else Surroundings(facts=self._facts())

    def has_tables(self, form: Form) -> bool:
        """Tell whether all tables of `form` have been read."""
        return self._shelf.has_all(form)

    def read_tables(self, form: Form) -> None:
        """Read the tables of `form` that have not been read, and make the indexes it will ask for.

        May run in a thread of its own: an index of 50,000 rows takes a tenth of a second.
        """
        tables = _FormTables(self._shelf, form)
        for file in _tables_of(form):
            self._shelf.find_rows(file, {})
        for table, equal in look_ups_of(compile_form(form)):
            tables.find_rows(table, equal)

    def _facts(self) -> Mapping[str, str]:
        """Return what the laptop says of itself: pseudonyms that headquarters gave it."""
        identity = find_identity(self._store)
        if identity is None:
            return {}
        return {"deviceid": str(identity.device), "username": identity.team}


class _Shelf:
    """Tables that have been read, by the SHA-256 of their files."""

    def __init__(self, pack: PackStore) -> None:
        self._pack = pack
        self._memory = MemoryTables()
        self._read: set[str] = set()

    def has_all(self, form: Form) -> bool:
        return all(file.sha256 in self._read for file in _tables_of(form))

    def find_rows(self, file: FormFile, equal: Mapping[str, str | float]) -> Sequence[Row] | None:
        if file.sha256 not in self._read:
            self._take_in(file)
        return self._memory.find_rows(file.sha256, equal)

    def _take_in(self, file: FormFile) -> None:
        """Read a file; one that is not here yet is looked for again the next time."""
        content = self._pack.find_file(file.sha256)
        if content is None:
            return
        try:
            table = tabular.read_file_table(content, file.name)
        except tabular.UnreadableTableError:  # publishing read it; the server is newer
            self._read.add(file.sha256)
            return
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        self._memory.add(file.sha256, rows)
        self._read.add(file.sha256)


class _FormTables:
    """The tables of one form by the names that its expressions use."""

    def __init__(self, shelf: _Shelf, form: Form) -> None:
        self._shelf = shelf
        self._files = {tabular.table_name(file.name): file for file in _tables_of(form)}

    def find_rows(self, table: str, equal: Mapping[str, str | float]) -> Sequence[Row] | None:
        """Return rows of an attached file, see `shared.forms.scope.Tables`."""
        file = self._files.get(table)
        return None if file is None else self._shelf.find_rows(file, equal)


class _LastSaved(Mapping[str, Value]):
    """The answers of the report that was last sealed on a checklist; read when asked for."""

    def __init__(self, store: Store, form: Form) -> None:
        self._store = store
        self._form = form
        self._values: dict[str, Value] | None = None

    def __getitem__(self, name: str) -> Value:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, Value]:
        if self._values is None:
            self._values = self._found()
        return self._values

    def _found(self) -> dict[str, Value]:
        rows = self._store.rows(
            "SELECT e.body FROM sealed s JOIN entry e ON e.journal = s.journal AND e.seq = s.seq"
            " ORDER BY s.journal DESC, s.seq DESC LIMIT ?",
            _MOST_LOOKED_THROUGH,
        )
        for (body,) in rows:
            document = json.loads(body)
            if document["form"]["id"] == self._form.id:
                answers = from_json(document["answers"])
                return {
                    question.name: value_of(question, answers[question.name])
                    for question in self._form.single_questions()
                    if question.name in answers
                }
        return {}


def _tables_of(form: Form) -> list[FormFile]:
    return [file for file in form.files if tabular.is_table(file.name)]
