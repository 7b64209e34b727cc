"""Which column of a file is which field: proposed by names, said by people, remembered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from server.imports.problems import WrongColumns
from shared.folding import fold

REST = "*"
"""What a column is that has no field and is kept under its own name."""
LEFT_OUT = ""
"""What a column is that is not imported."""
Mapped = Mapping[str, str]
"""Column → field, level of a field, REST or LEFT_OUT."""
_SIGNS = re.compile(r"[\W_]+")


class AField(Protocol):
    """What is needed of a field here."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def aliases(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def required(self) -> bool: ...  # noqa: D102
    @property
    def levels(self) -> int: ...  # noqa: D102
    @property
    def level_aliases(self) -> Mapping[str, int]: ...  # noqa: D102


@dataclass(frozen=True)
class Columns:
    """Positions of the columns, from 0."""

    names: tuple[str, ...]
    """Of the file, in its order."""
    fields: Mapping[str, int]
    """Field → position; without those that levels make up."""
    levels: Mapping[str, tuple[int, ...]]
    """Field → the columns that make it up, outermost first."""
    rest: Mapping[str, int]
    """Column that is kept under its own name → position."""

    def called(self, field: str) -> str:
        """Return what the file calls the column of `field`; the field's name if it has none."""
        if field in self.levels:
            return self.names[self.levels[field][0]]
        return self.names[self.fields[field]] if field in self.fields else field

    def has(self, field: str) -> bool:
        """Say whether a column is `field`."""
        return field in self.fields or field in self.levels


def targets(fields: Sequence[AField]) -> Iterator[str]:
    """Yield what a column may be, beside REST and LEFT_OUT."""
    for field in fields:
        yield field.name
        yield from (f"{field.name}{level}" for level in range(1, field.levels + 1))


def proposed(
    names: Sequence[str], fields: Sequence[AField], *, keeps_rest: bool, remembered: Mapped
) -> dict[str, str]:
    """Propose what each named column is: as `remembered` from the last file, else by its name."""
    known = set(targets(fields))
    mapped = {
        name: remembered[name]
        for name in names
        if name and remembered.get(name) in known | {REST, LEFT_OUT}
    }
    taken = {target for target in mapped.values() if target in known}
    aliases = _aliases(fields)
    spare = REST if keeps_rest else LEFT_OUT
    for name in (each for each in names if each and each not in mapped):
        # The field's very name counts before any alias.
        target = name.casefold() if name.casefold() in known else aliases.get(_key(name), "")
        if target and target not in taken:
            taken.add(target)
            mapped[name] = target
        else:
            mapped[name] = spare
    _level(mapped, fields, remembered)
    return {name: mapped[name] for name in names if name}


def _level(mapped: dict[str, str], fields: Sequence[AField], remembered: Mapped) -> None:
    """Make a column that was taken for a whole path the outermost level of it, beside others."""
    for field in (each for each in fields if each.levels):
        taken = {mapped[name] for name in mapped} & set(_levels_of(field))
        outermost = f"{field.name}1"
        for name, target in mapped.items():
            if target == field.name and taken and outermost not in taken and name not in remembered:
                mapped[name] = outermost


def lacking(mapped: Mapped, fields: Sequence[AField]) -> list[str]:
    """Return the fields that there must be a column for, and none is by `mapped`."""
    there = set(mapped.values())
    return [
        each.name for each in fields if each.required and not there & {each.name, *_levels_of(each)}
    ]


def told(
    names: Sequence[str], fields: Sequence[AField], said: Mapped, before: Mapped, *, spare: str
) -> dict[str, str]:
    """Return `before` with what people say on a command line: `said` is field → column.

    A column that was a field, and is no longer, becomes `spare`. Raises WrongColumns for a field
    or column that is not there.
    """
    known = list(targets(fields))
    by_name = {name.casefold(): name for name in names if name}
    mapped = dict(before)
    for target, column in said.items():
        if target not in known:
            plain = [field.name for field in fields]
            raise WrongColumns(
                f"--map {target}={column}: there is no field '{target}'. {_near(target, plain)}"
                f"The fields: {', '.join(plain)}{_levels(fields)}"
            )
        if column.casefold() not in by_name:
            raise WrongColumns(
                f"--map {target}={column}: the file has no column '{column}'. "
                f"{_near(column, names)}Its columns: {_listed(names)}."
            )
        for name, other in mapped.items():
            if other == target:
                mapped[name] = spare
        mapped[by_name[column.casefold()]] = target
    return mapped


def assigned(names: Sequence[str], fields: Sequence[AField], mapped: Mapped) -> Columns:
    """Return where each field stands, as `mapped` has it.

    Raises WrongColumns where two columns are one field, or none is one that is needed.
    """
    places: dict[str, int] = {}
    rest: dict[str, int] = {}
    known = set(targets(fields))
    for at, name in enumerate(names):
        target = mapped.get(name, LEFT_OUT) if name else LEFT_OUT
        if target == REST:
            rest[name] = at
        elif target in places:
            raise WrongColumns(
                f"Two columns are said to be '{target}': '{names[places[target]]}' and '{name}'. "
                "Choose one of them."
            )
        elif target in known:
            places[target] = at
    levels = {
        field.name: at
        for field in fields
        if (at := tuple(places.pop(each) for each in _levels_of(field) if each in places))
    }
    for name in levels:
        if name in places:
            raise WrongColumns(
                f"'{names[places[name]]}' is said to be '{name}', and other columns its levels "
                f"({name}1, {name}2, …). Leave one of them out."
            )
    columns = Columns(tuple(names), places, levels, rest)
    _require(columns, fields)
    return columns


def _require(columns: Columns, fields: Sequence[AField]) -> None:
    missing = [each.name for each in fields if each.required and not columns.has(each.name)]
    if not missing:
        return
    spare = list(columns.rest) or [name for name in columns.names if name]
    example = f'--map {missing[0]}="{spare[0] if spare else "COLUMN"}"'
    what = "column is" if len(missing) == 1 else "columns are"
    raise WrongColumns(
        f"The {what} missing: {', '.join(missing)}. Found: {_listed(columns.names)}. Rename the "
        f"columns, or say which one it is, on the page or for example {example}; or, where the "
        "names stand in another row, say in which (--header 3). Nothing was imported.",
        missing=missing,
        found=[name for name in columns.names if name],
    )


def _levels_of(field: AField) -> Iterator[str]:
    return (f"{field.name}{level}" for level in range(1, field.levels + 1))


def _aliases(fields: Sequence[AField]) -> dict[str, str]:
    """Return what each folded name means; of two fields with one alias, the first has it."""
    found: dict[str, str] = {}
    for field in fields:
        for alias in (field.name, *field.aliases):
            found.setdefault(_key(alias), field.name)
        for alias, level in field.level_aliases.items():
            found.setdefault(_key(alias), f"{field.name}{level}")
    return found


def _key(name: str) -> str:
    return _SIGNS.sub("", fold(name.replace("№", " no ").replace("_", " ")))


def _levels(fields: Sequence[AField]) -> str:
    return "".join(f", {each.name}1, {each.name}2, …" for each in fields if each.levels)


def _near(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word.casefold(), [each for each in known if each], n=1)
    return f"Did you mean '{near[0]}'? " if near else ""


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name for name in names if name) or "none"
