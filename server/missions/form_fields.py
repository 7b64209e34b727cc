"""Forms that change a part of the mission's document, as their template sees them.

A form that was refused is shown again with everything that was typed and, beside each field, what
is wrong with it and what to write instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from server.missions.editing import ChangedMeanwhile, InvalidChange
from server.missions.faults import Fault
from shared.problems import Problem

Options = tuple[tuple[str, str], ...]
"""Values to choose from, with their words."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    options: Options = ()
    """To choose one from; () = a text."""
    ticked: tuple[str, ...] | None = None
    """Of `options`, when several may be chosen; None = one."""
    lines: int = 1
    """How many lines of text are seen."""
    needed: bool = False
    wide: bool = False
    """It has the whole line for itself."""
    problem: str = ""

    @property
    def kind(self) -> str:
        """How it is shown: `ticks`, `choice`, `area` or `line`."""
        if self.options:
            return "choice" if self.ticked is None else "ticks"
        return "area" if self.lines > 1 else "line"


@dataclass(frozen=True, slots=True)
class Form:
    """A form, or a form that was refused."""

    action: str
    button: str
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...] = ()
    """Names and values that go with it: the mark of what was seen, the name it had."""
    problem: str = ""
    """What is wrong with it as a whole."""

    @property
    def is_refused(self) -> bool:
        """Whether something is wrong with it."""
        return bool(self.problem or any(each.problem for each in self.fields))


def refused(form: Form, problem: Problem, seen: str) -> Form:
    """Return `form`, filled with what was typed, with what `problem` says of it.

    `seen` is the mark of what is kept now: who saves again after a conflict has seen that.
    """
    if isinstance(problem, InvalidChange):
        return _with_faults(form, problem.faults)
    shown = replace(form, problem=problem.detail)
    if isinstance(problem, ChangedMeanwhile):
        others = tuple(each for each in form.hidden if each[0] != "seen")
        return replace(shown, hidden=(*others, ("seen", seen)))
    return shown


def _with_faults(form: Form, faults: Sequence[Fault]) -> Form:
    """Put each fault beside its field; what is about none of them stands above the form."""
    by_field: dict[str, list[str]] = {}
    others: list[str] = []
    names = {each.name for each in form.fields}
    for fault in faults:
        name = _field_of(fault.key, names)
        if name:
            by_field.setdefault(name, []).append(f"{_capital(fault.message)}. {fault.cure}")
        else:
            others.append(str(fault))
    fields = tuple(
        replace(each, problem=" ".join(by_field.get(each.name, ()))) for each in form.fields
    )
    return replace(form, fields=fields, problem=" ".join(others))


def _field_of(key: str, names: set[str]) -> str:
    """Return the field that a fault at `key` (`facts[2].value`) is about; '' = none."""
    parts = key.replace("]", "").replace("[", ".").split(".")
    return next((part for part in reversed(parts) if part in names), "")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def options_of(words: Mapping[str, str], *, none: str = "") -> Options:
    """Return `words` (value → words) as options; `none` = the words for choosing nothing."""
    listed = tuple(words.items())
    return (("", none), *listed) if none else listed
