"""The lists of choices that a form carries, as tables; and behind them its attached files."""

from collections.abc import Mapping, Sequence

from shared.forms.model import Choice, Question, Rank, SelectMultiple, SelectOne, choices_of
from shared.forms.planned import CompiledForm
from shared.forms.scope import Row, Tables
from shared.forms.tabular import table_name
from shared.text import in_language

Select = SelectOne | SelectMultiple | Rank


class FormTables:
    """Tables by name: a list of choices by its own, a file by its name without the ending.

    A form's own lists are indexed once for all reviews of it.
    """

    def __init__(self, plan: CompiledForm, files: Tables | None) -> None:
        self._plan = plan
        self._files = files

    def find_rows(self, table: str, equal: Mapping[str, str | float]) -> Sequence[Row] | None:
        """Return rows of a list or file, see `shared.forms.scope.Tables`."""
        rows = self._plan.lists.find_rows(table, equal)
        if rows is None and table not in self._plan.listed:
            choices = self.choices_in(table)
            self._plan.listed[table] = {}
            if choices:
                self._take_in(table, choices)
                rows = self._plan.lists.find_rows(table, equal)
        if rows is None and self._files is not None:
            return self._files.find_rows(table, equal)
        return rows

    def choices_in(self, list_name: str) -> tuple[Choice, ...]:
        """Return the choices of a list; () if there is none of that name."""
        found = self._plan.form.lists.get(list_name)
        if found is not None or not list_name:
            return found or ()
        for planned in self._plan.questions.values():
            question = planned.question
            if isinstance(question, Select) and question.list_name == list_name:
                return question.choices
        return ()

    def own_table(self, question: Question) -> str:
        """Return the name of the table of the question's own choices."""
        table = f"choices of {question.name}"
        if table not in self._plan.listed:
            self._take_in(table, choices_of(question))
        return table

    def choice_at(self, table: str, row: Row) -> Choice | None:
        """Return the choice that a row of a form's own list stands for."""
        return self._plan.listed.get(table, {}).get(id(row))

    def label_in_file(self, question: Question, choice: str) -> str:
        """Return the label of `choice` in the file that the question offers, '' if it has none."""
        source = question.from_file if isinstance(question, Select) else None
        if source is None:
            return ""
        rows = self.find_rows(table_name(source.file), {source.value: choice})
        return rows[0].get(source.label, "") if rows else ""

    def _take_in(self, table: str, choices: Sequence[Choice]) -> None:
        language = self._plan.form.default_language
        rows: list[Row] = [
            {
                "name": each.name,
                "label": in_language(each.label, language, language),
                **each.columns,
            }
            for each in choices
        ]
        self._plan.lists.add(table, rows)
        pairs = zip(rows, choices, strict=True)
        self._plan.listed[table] = {id(row): choice for row, choice in pairs}
