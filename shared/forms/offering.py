"""Which choices a question offers now: all of its list, those that fit, rows of a file."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from shared.forms.evaluating import Evaluation
from shared.forms.filled import Spot
from shared.forms.lists import Select
from shared.forms.model import Choice, FileList, choices_of
from shared.forms.planned import PlannedQuestion
from shared.forms.scope import Row
from shared.forms.shuffling import shuffled
from shared.forms.tabular import table_name
from shared.forms.trouble import TroubleError
from shared.forms.values import to_boolean, to_text

_NOTHING: Container[str] = frozenset[str]()


def choices_at(spot: Spot, evaluation: Evaluation) -> tuple[Choice, ...]:
    """Return the choices that the question at `spot` offers now, in their order.

    Those of a list are all offered where the filter can't be worked out; those of a file that is
    not at hand are none.
    """
    planned = spot.planned
    if not isinstance(planned, PlannedQuestion) or not isinstance(planned.question, Select):
        return ()
    question = planned.question
    if question.from_repeat:
        offered: Sequence[Choice] = list(_from_repeat(planned, evaluation))
    elif question.from_file is not None:
        rows = _rows(spot, planned, table_name(question.from_file.file), evaluation)
        offered = list(_from_rows(rows or (), question.from_file, evaluation))
    elif planned.choice_filter is None:
        offered = choices_of(question)
    else:
        offered = _filtered(spot, planned, evaluation)
    return tuple(_in_order(offered, spot, planned, evaluation))


def names_at(spot: Spot, evaluation: Evaluation) -> Container[str] | None:
    """Return the names of the choices on offer at `spot`; None where that can't be worked out."""
    planned = spot.planned
    if not isinstance(planned, PlannedQuestion) or not isinstance(planned.question, Select):
        return _NOTHING
    question = planned.question
    if question.from_repeat:
        return {choice.name for choice in _from_repeat(planned, evaluation)}
    if question.from_file is not None:
        return _names_in_file(spot, planned, question.from_file, evaluation)
    if planned.choice_filter is None:
        return planned.choices
    rows = _rows(spot, planned, evaluation.tables.own_table(question), evaluation)
    return None if rows is None else {row.get("name", "") for row in rows}


def _filtered(spot: Spot, planned: PlannedQuestion, evaluation: Evaluation) -> Sequence[Choice]:
    tables = evaluation.tables
    table = tables.own_table(planned.question)
    rows = _rows(spot, planned, table, evaluation)
    if rows is None:
        return choices_of(planned.question)
    found = (tables.choice_at(table, row) for row in rows)
    return [choice for choice in found if choice is not None]


def _rows(
    spot: Spot, planned: PlannedQuestion, table: str, evaluation: Evaluation
) -> Sequence[Row] | None:
    """Return the rows of `table` that fit; None where there is no such table, or trouble."""
    if planned.choice_filter is None:
        return evaluation.tables.find_rows(table, {})
    try:
        return planned.choice_filter.rows(table, evaluation.scope(spot, spot.value))
    except (TroubleError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class _NamesInFile:
    """The names in a file, asked one by one: there may be tens of thousands."""

    evaluation: Evaluation
    source: FileList

    def __contains__(self, name: object) -> bool:
        table = table_name(self.source.file)
        rows = self.evaluation.tables.find_rows(table, {self.source.value: str(name)})
        return bool(rows)


def _names_in_file(
    spot: Spot, planned: PlannedQuestion, source: FileList, evaluation: Evaluation
) -> Container[str] | None:
    table = table_name(source.file)
    if planned.choice_filter is None:
        is_there = evaluation.tables.find_rows(table, {source.value: ""}) is not None
        return _NamesInFile(evaluation, source) if is_there else None
    rows = _rows(spot, planned, table, evaluation)
    return None if rows is None else {row.get(source.value, "") for row in rows}


def _from_rows(rows: Sequence[Row], source: FileList, evaluation: Evaluation) -> Iterator[Choice]:
    language = evaluation.plan.form.default_language
    for row in rows:
        name = row.get(source.value, "")
        if name:
            yield Choice(name=name, label={language: row.get(source.label, "") or name})


def _from_repeat(planned: PlannedQuestion, evaluation: Evaluation) -> Iterator[Choice]:
    """Yield a choice for each answer to the question that gives the choices."""
    question = planned.question
    source = question.from_repeat if isinstance(question, Select) else ""
    read = evaluation.plan.questions.get(source)
    if read is None:
        return
    language = evaluation.plan.form.default_language
    candidates = sorted(evaluation.filled.by_node[read.place].values(), key=lambda one: one.key)
    for candidate in candidates:
        name = to_text(candidate.value)
        if name and candidate.is_relevant and _fits(candidate, planned, evaluation):
            yield Choice(name=name, label={language: name})


def _fits(candidate: Spot, planned: PlannedQuestion, evaluation: Evaluation) -> bool:
    if planned.repeat_filter is None:
        return True
    found = evaluation.outcome(candidate, planned.repeat_filter, candidate.value)
    return found is None or to_boolean(found)


def _in_order(
    offered: Sequence[Choice], spot: Spot, planned: PlannedQuestion, evaluation: Evaluation
) -> Sequence[Choice]:
    """Return the choices shuffled, if the author wants it and gives a number to begin with."""
    parameters = planned.question.parameters
    seed = parameters.get("seed", "")
    if parameters.get("randomize", "").lower() != "true" or not seed:
        return offered
    is_reference = seed.startswith("${")
    start = evaluation.value_named(seed[2:-1].strip(), spot) if is_reference else seed
    try:
        return shuffled(offered, start, lambda: 0.0)
    except TroubleError:
        return offered
