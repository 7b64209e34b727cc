"""The tables of a form: one row a report, and for each repeat one row an instance."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from server.exchange.asked import AskedForm, Asking
from server.exchange.cells import Words, Writer, plain
from server.exchange.own_columns import (
    BEFORE,
    BEHIND,
    REPORT,
    STATION,
    TEAM,
    VEILED_TEAM,
    Own,
    names_beside,
)
from server.exchange.selection import Glance, Selection, Taken
from server.exchange.table import Cell, Field, Kind, Reference, Table
from shared.forms.model import (
    Calculate,
    Date,
    Decimal,
    Integer,
    Question,
    Range,
    SelectOne,
    choices_of,
)
from shared.forms.paths import Place, path_to
from shared.text import in_language

Draw = Callable[[Taken], Cell]
"""Draws the cell of one column."""
_KINDS: dict[type, Kind] = {Integer: "integer", Decimal: "number", Range: "number", Date: "date"}
_CALCULATED: Mapping[str, Kind] = {"integer": "integer", "decimal": "number", "date": "date"}


def table_name(*parts: str) -> str:
    """Return a name for a table and its file: lower case, digits and hyphens."""
    spelt = "-".join(parts).lower()
    clean = "".join(each if each.isascii() and each.isalnum() else "-" for each in spelt)
    return "-".join(part for part in clean.split("-") if part) or "form"


@dataclass(frozen=True)
class FormTables:
    """Draws the tables of one form."""

    selection: Selection
    asked: AskedForm
    glance: Glance
    name: str

    def tables(self) -> Iterator[Table]:
        """Yield the form's table, then those of its repeats."""
        yield self._main()
        for repeats in self.asked.repeats:
            yield self._repeat(repeats)

    @cached_property
    def _own(self) -> Mapping[str, str]:
        """Our columns → their names here."""
        taken = {each.question.name for each in self.asked.askings}
        return names_beside(taken | {each for repeats in self.asked.repeats for each in repeats})

    @cached_property
    def _words(self) -> Words:
        return Words(self.selection.ground.wanted.language)

    def _main(self) -> Table:
        ground = self.selection.ground
        columns = [*self._about(BEFORE), *self._answers(()), *self._beside()]
        columns += [*self._counts(), *self._about(BEHIND)]
        draws = [draw for _, draw in columns]
        fields = tuple(each for each, _ in columns)

        def rows() -> Iterator[Sequence[Cell]]:
            for taken in self.selection.taken(self.asked.form_id):
                yield [draw(taken) for draw in draws]

        return Table(
            self.name,
            in_language(self.asked.title, ground.wanted.language or "en") or self.asked.form_id,
            fields,
            rows,
            key=(self._own[REPORT],),
            references=(Reference((self._own[STATION],), "stations", ("code",)),),
            header=self._header(fields),
        )

    def _header(self, fields: Sequence[Field]) -> tuple[str, ...]:
        """Return what stands above the columns where labels are wanted: name and label."""
        language = self.selection.ground.wanted.language
        if not language:
            return ()
        labels = [in_language(each.labels, language) for each in fields]
        return tuple(
            f"{each.name} {' '.join(label.split())}" if label else each.name
            for each, label in zip(fields, labels, strict=True)
        )

    def _about(self, columns: Sequence[Own]) -> Iterator[tuple[Field, Draw]]:
        ground = self.selection.ground
        for each in columns:
            called = TEAM if each.name == VEILED_TEAM and ground.wanted.people else each.name
            yield Field(self._own[called], each.words, each.kind), partial(each.draw, ground)

    def _answers(self, repeats: tuple[str, ...]) -> Iterator[tuple[Field, Draw]]:
        for asking in self.asked.standing_in(repeats):
            writer = self._writer(asking.question)
            yield self._field(asking), _answer(writer, asking.question.name)

    def _writer(self, question: Question) -> Writer:
        return Writer(question, self._words, self.selection.ground.disguise)

    def _field(self, asking: Asking) -> Field:
        question = asking.question
        strict = asking.one_kind and not self.selection.ground.wanted.quarantine
        kind = _KINDS.get(type(question), "string")
        if isinstance(question, Calculate):
            kind = _CALCULATED.get(question.kind, "string")
        closed = strict and isinstance(question, SelectOne) and not self._words.language
        return Field(
            question.name,
            in_language(question.label, "en"),
            kind if strict and not self._words.language else "string",
            labels=question.label,
            choices=tuple(each.name for each in choices_of(question)) if closed else (),
        )

    def _beside(self) -> Iterator[tuple[Field, Draw]]:
        """Yield what observers wrote beside answers outside of repeats, where anybody did."""
        for asking in self.asked.standing_in(()):
            name = asking.question.name
            if name in self.glance.seen_by:
                words = f"How the team knows its answer to {name}"
                yield Field(f"seen_by_{name}", words), _seen_by(name)
            if name in self.glance.comments:
                yield Field(f"comment_{name}", f"The team's comment on {name}"), _comment(name)

    def _counts(self) -> Iterator[tuple[Field, Draw]]:
        """Yield how many instances each outermost repeat has."""
        for repeats in self.asked.repeats:
            if len(repeats) == 1:
                words = f"How many times '{repeats[0]}' was filled in"
                yield Field(f"_n_{repeats[0]}", words, "integer"), _count(repeats[0])

    def _repeat(self, repeats: tuple[str, ...]) -> Table:
        askings = self.asked.standing_in(repeats)
        writers = [(each.question.name, self._writer(each.question)) for each in askings]
        numbers = tuple(
            Field(each, f"Which instance of '{each}', from 1", "integer") for each in repeats
        )
        report = Field(self._own[REPORT], "The report that it belongs to")
        comments = Field("_comments", "What the team wrote beside it, by question")
        fields = (report, *numbers, *(self._field(each) for each in askings), comments)

        def rows() -> Iterator[Sequence[Cell]]:
            for taken in self.selection.taken(self.asked.form_id):
                answers = taken.answers
                report = self.selection.ground.disguise.id_of(taken.kept.report_id)
                for place in _places(answers, repeats):
                    cells = [
                        each.write(answers.get(path_to(place, name))) for name, each in writers
                    ]
                    said = _comments_at(taken, place, [name for name, _ in writers])
                    yield [report, *(number for _, number in place), *cells, said]

        parent = table_name(self.name, *repeats[:-1]) if len(repeats) > 1 else self.name
        joins = (self._own[REPORT], *repeats[:-1])
        return Table(
            table_name(self.name, *repeats),
            f"{self.asked.form_id}: {', '.join(repeats)}",
            fields,
            rows,
            key=(self._own[REPORT], *repeats),
            references=(Reference(joins, parent, joins),),
            header=self._header(fields),
        )


def _places(answers: Mapping[str, Any], repeats: Sequence[str]) -> Iterator[Place]:
    """Yield each place at which the innermost of `repeats` was filled in."""
    places: list[Place] = [()]
    for repeat in repeats:
        places = [
            (*place, (repeat, number))
            for place in places
            for number in range(1, _number(answers.get(path_to(place, repeat))) + 1)
        ]
    yield from places


def _number(raw: Any) -> int:  # noqa: ANN401 - JSON
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else 0


def _comments_at(taken: Taken, place: Place, names: Sequence[str]) -> str:
    """Return what was written beside the answers of one instance, a line each."""
    said = ((name, taken.kept.comments.get(path_to(place, name))) for name in names)
    return "\n".join(f"{name}: {comment}" for name, comment in said if comment)


def _answer(writer: Writer, name: str) -> Draw:
    return lambda taken: writer.write(taken.answers.get(name))


def _seen_by(name: str) -> Draw:
    return lambda taken: taken.kept.seen_by.get(name, "")


def _comment(name: str) -> Draw:
    return lambda taken: plain(taken.kept.comments.get(name, ""))


def _count(repeat: str) -> Draw:
    return lambda taken: _number(taken.kept.answers.get(repeat))
