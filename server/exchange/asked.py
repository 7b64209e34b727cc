"""What a form asks over all of its versions, repeats included. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.forms.versions import why_apart
from shared.forms.model import Form, Group, Metadata, Note, Question, Repeat, Section
from shared.text import Text

_OF_PEOPLE = frozenset(
    {"deviceid", "username", "email", "phonenumber", "simserial", "subscriberid", "audit"}
)
"""Metadata that tell whose laptop it was."""
NOTHING: frozenset[str] = frozenset()
_OF_PLACE = frozenset({"start-geopoint", "background-audio"})


@dataclass(frozen=True, slots=True)
class Asking:
    """A question at its place."""

    question: Question
    repeats: tuple[str, ...] = ()
    """Those that it stands in, outermost first."""
    one_kind: bool = True
    """All versions asked it as the same kind of question."""


@dataclass(frozen=True)
class AskedForm:
    """A form, as its tables need it."""

    form_id: str
    title: Text
    versions: tuple[Form, ...]
    """The newest first."""
    askings: tuple[Asking, ...]
    """Of the newest version in its order, then what only older ones asked."""
    repeats: tuple[tuple[str, ...], ...]
    """Each repeat with those around it, outermost first; itself last."""

    def standing_in(self, repeats: tuple[str, ...]) -> list[Asking]:
        """Return the questions that stand in these repeats, and in no further one."""
        return [each for each in self.askings if each.repeats == repeats]


def asked_form(forms: Sequence[Form], *, people: bool, exact_times: bool) -> AskedForm:
    """Return what the versions of one form, newest first, ask together.

    Without `people`, what tells whose laptop it was is left out; without `exact_times`, where it
    was.
    """
    askings: dict[str, Asking] = {}
    repeats: dict[tuple[str, ...], None] = {}
    hidden = (NOTHING if people else _OF_PEOPLE) | (NOTHING if exact_times else _OF_PLACE)
    for form in forms:
        for section in form.sections:
            for each in _walk(section, ()):
                if isinstance(each, tuple):
                    repeats.setdefault(each)
                elif not _is_hidden(each.question, hidden):
                    _put(askings, each)
    first = forms[0]
    return AskedForm(first.id, first.title, tuple(forms), tuple(askings.values()), tuple(repeats))


def _is_hidden(question: Question, hidden: frozenset[str]) -> bool:
    return isinstance(question, Note) or (
        isinstance(question, Metadata) and question.kind in hidden
    )


def _put(askings: dict[str, Asking], each: Asking) -> None:
    """Add a question of an older version, or note that it was asked otherwise."""
    name = each.question.name
    held = askings.setdefault(name, each)
    if held.repeats != each.repeats or why_apart(each.question, held.question):
        askings[name] = Asking(held.question, held.repeats, one_kind=False)


def _walk(group: Group, around: tuple[str, ...]) -> Iterator[Asking | tuple[str, ...]]:
    for child in group.children:
        if isinstance(child, Section):
            yield from _walk(child, around)
        elif isinstance(child, Repeat):
            inside = (*around, child.name)
            yield inside
            yield from _walk(child, inside)
        else:
            yield Asking(child, around)
