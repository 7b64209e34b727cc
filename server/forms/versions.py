"""What changed between two versions of a form, and whether their answers can be counted together.

Answers are mapped by name: a question keeps its answers while it keeps its name and its kind.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from shared.forms.model import Choice, Form, Group, Question, Repeat, Section, choices_of
from shared.text import Text, in_language

LONGEST_SHOWN = 80
"""Characters of a text that is quoted."""

_KINDS = {"integer": "number", "decimal": "number", "range": "number", "barcode": "text"}
"""Kinds whose answers can be counted together."""
_EXPRESSIONS = {
    "relevant": "when it is asked",
    "required": "when it must be answered",
    "constraint": "what is accepted",
    "warning": "what is asked about",
    "calculation": "how it is worked out",
    "choice_filter": "which choices are offered",
    "default": "what it begins with",
    "dynamic_default": "what it begins with",
}
_TEXTS = {
    "label": "label",
    "hint": "hint",
    "guidance": "guidance",
    "constraint_message": "constraint message",
    "required_message": "required message",
    "warning_message": "warning message",
}
_TOLD = {"name", "type", "choices", *_EXPRESSIONS, *_TEXTS}


class Fate(StrEnum):
    """What became of a question or choice."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """What became of one question."""

    name: str
    fate: Fate
    label: str
    """In the form's default language; of the newer version where it is there."""
    changes: tuple[str, ...] = ()
    """A line each: what changed, from what to what."""
    apart: str = ""
    """Why its answers can't be counted together with the older ones; '' = they can."""


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """What changed from one version of a form to another."""

    form: str
    old: str
    new: str
    settings: tuple[str, ...]
    """What changed about the form as a whole."""
    questions: tuple[QuestionChange, ...]
    """In the order of the newer version, then what is gone."""
    renamed: tuple[tuple[str, str], ...] = ()
    """A question that is gone and a new one that reads the same: their answers do not meet."""

    def with_fate(self, fate: Fate) -> tuple[QuestionChange, ...]:
        """Return the questions that met `fate`."""
        return tuple(each for each in self.questions if each.fate is fate)

    @property
    def is_same(self) -> bool:
        """Whether nothing changed but the version."""
        return not self.settings and len(self.with_fate(Fate.SAME)) == len(self.questions)


@dataclass(frozen=True, slots=True)
class _Placed:
    question: Question
    page: str
    """The section at the top of the form that it stands in."""
    repeats: tuple[str, ...]
    """Those around it, outermost first."""


def compare(old: Form, new: Form) -> VersionDiff:
    """Return what changed from `old` to `new`."""
    before, after = _placed(old), _placed(new)
    language = new.default_language
    questions = [_change(before.get(name), placed, language) for name, placed in after.items()]
    questions += [
        QuestionChange(name, Fate.GONE, _label(placed.question, old.default_language))
        for name, placed in before.items()
        if name not in after
    ]
    return VersionDiff(
        new.id,
        old.version,
        new.version,
        tuple(_settings(old, new)),
        tuple(questions),
        tuple(_renamed(questions)),
    )


def why_apart(old: Question, new: Question) -> str:
    """Return why answers to `old` can't be counted as answers to `new`; '' = they can."""
    if _kind(old) == _kind(new) or (old.type, new.type) == ("select_one", "select_multiple"):
        return ""
    return f"It was {_a(old.type)}, and is {_a(new.type)} now."


def _renamed(questions: Sequence[QuestionChange]) -> Iterator[tuple[str, str]]:
    new = {each.label: each.name for each in questions if each.fate is Fate.NEW and each.label}
    for each in questions:
        if each.fate is Fate.GONE and each.label in new:
            yield each.name, new[each.label]


def _change(before: _Placed | None, after: _Placed, language: str) -> QuestionChange:
    question = after.question
    label = _label(question, language)
    if before is None:
        return QuestionChange(question.name, Fate.NEW, label)
    changes = list(_changes(before, after))
    apart = why_apart(before.question, question)
    if not apart and before.repeats != after.repeats:
        apart = "It is answered once in one version, and several times in the other."
    fate = Fate.CHANGED if changes or apart else Fate.SAME
    return QuestionChange(question.name, fate, label, tuple(changes), apart)


def _changes(before: _Placed, after: _Placed) -> Iterator[str]:
    old, new = before.question, after.question
    if old.type != new.type:
        yield f"kind: {old.type} → {new.type}"
    for field, words in _TEXTS.items():
        yield from _text_changes(words, getattr(old, field), getattr(new, field))
    for field, words in _EXPRESSIONS.items():
        was, now = getattr(old, field, ""), getattr(new, field, "")
        if was != now:
            yield f"{words} ({field}): {_shown(was)} → {_shown(now)}"
    yield from _choice_changes(choices_of(old), choices_of(new))
    yield from _column_changes(old, new)
    if before.page != after.page:
        yield f"page: {before.page} → {after.page}"
    if before.repeats != after.repeats:
        yield f"repeats: {_path(before.repeats)} → {_path(after.repeats)}"


def _text_changes(words: str, old: Text, new: Text) -> Iterator[str]:
    for language in dict.fromkeys([*old, *new]):
        was, now = old.get(language, ""), new.get(language, "")
        if was != now:
            yield f"{words} ({language}): {_quoted(was)} → {_quoted(now)}"


def _choice_changes(old: Sequence[Choice], new: Sequence[Choice]) -> Iterator[str]:
    before = {choice.name: choice for choice in old}
    after = {choice.name: choice for choice in new}
    if added := [name for name in after if name not in before]:
        yield f"new choices: {', '.join(added)}"
    if gone := [name for name in before if name not in after]:
        yield f"choices gone: {', '.join(gone)}"
    for name, choice in before.items():
        if name in after:
            yield from _text_changes(f"choice {name}", choice.label, after[name].label)
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        yield f"order of the choices: {', '.join(after)}"


def _column_changes(old: Question, new: Question) -> Iterator[str]:
    """Yield changes of everything that has no words of its own above."""
    was, now = _plain(old), _plain(new)
    for field in sorted((was.keys() | now.keys()) - _TOLD):
        for words, before, after in _differing(field, was.get(field), now.get(field)):
            yield f"{words}: {_shown(before)} → {_shown(after)}"


def _differing(words: str, was: object, now: object) -> Iterator[tuple[str, object, object]]:
    """Yield what differs in two values, inside of mappings key by key."""
    if isinstance(was, dict) and isinstance(now, dict):
        held: dict[str, object] = was  # pyright: ignore[reportUnknownVariableType]
        made: dict[str, object] = now  # pyright: ignore[reportUnknownVariableType]
        for key in dict.fromkeys([*held, *made]):
            yield from _differing(f"{words} {key}", held.get(key), made.get(key))
    elif was != now:
        yield words, was, now


def _settings(old: Form, new: Form) -> Iterator[str]:
    if old.id != new.id:
        yield f"form: {old.id} → {new.id}"
    yield from _text_changes("title", old.title, new.title)
    for field in ("languages", "default_language", "instance_name"):
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            yield f"{field.replace('_', ' ')}: {_shown(was)} → {_shown(now)}"
    files = {file.name: file.sha256 for file in old.files}
    held = {file.name: file.sha256 for file in new.files}
    for name in sorted(files.keys() | held.keys()):
        if name not in held:
            yield f"file gone: {name}"
        elif name not in files:
            yield f"new file: {name}"
        elif files[name] != held[name]:
            yield f"file changed: {name}"


def _placed(form: Form) -> dict[str, _Placed]:
    placed: dict[str, _Placed] = {}
    for section in form.sections:
        for question, repeats in _walk(section, ()):
            placed.setdefault(question.name, _Placed(question, section.name, repeats))
    return placed


def _walk(group: Group, repeats: tuple[str, ...]) -> Iterator[tuple[Question, tuple[str, ...]]]:
    inside = (*repeats, group.name) if isinstance(group, Repeat) else repeats
    for child in group.children:
        if isinstance(child, Section | Repeat):
            yield from _walk(child, inside)
        else:
            yield child, inside


def _plain(part: BaseModel) -> Mapping[str, object]:
    return part.model_dump(mode="json")


def _kind(question: Question) -> str:
    return _KINDS.get(question.type, question.type)


def _label(question: Question, language: str) -> str:
    return in_language(question.label, language)


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _path(repeats: tuple[str, ...]) -> str:
    return "/".join(repeats) or "none"


def _quoted(text: str) -> str:
    if not text:
        return "nothing"
    return f"“{text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + '…'}”"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        words = [str(each) for each in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return " ".join(words) or "nothing"
    if isinstance(value, dict):
        parts = (f"{key} {_shown(each)}" for key, each in value.items())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return ", ".join(parts)
    text = "nothing" if value in (None, "") else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
