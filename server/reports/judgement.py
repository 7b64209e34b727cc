"""What headquarters makes of a report by rule: whether it stands by itself, or waits for a person.

Pure. Nothing is refused here; what is doubtful is kept apart with a sentence that says why, to
the observer as well as to the coordinator.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.reports.models import Ground
from shared.forms import answers as form_answers
from shared.forms.fitting import is_missing, misfit
from shared.forms.model import (
    Calculate,
    Form,
    Group,
    Hidden,
    Metadata,
    Note,
    Question,
    Rank,
    Repeat,
    Section,
    SelectMultiple,
    SelectOne,
    Unsupported,
    choices_of,
)
from shared.forms.paths import find_path
from shared.sync.protocol import ReportBody
from shared.text import in_language

_ANYTHING = Calculate | Hidden | Metadata | Note | Unsupported
"""Kinds that are not asked on a laptop: what a report says of them is taken as it is."""
MOST_INSTANCES = 10_000
"""Times that a repeat may be filled in; more is a mistake or worse."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The device that an entry came from."""

    mission_id: UUID
    team_id: UUID | None
    team_code: str
    revoked_at: datetime | None
    closed_at: datetime | None = None
    """When its mission was closed."""


class KnownForm:
    """A published form, made ready for judging many reports."""

    def __init__(self, form: Form, version: str, digest: str) -> None:
        self.version = version
        self.digest = digest
        self._questions = {question.name: question for question in form.questions()}
        self._choices = {name: _choices(question) for name, question in self._questions.items()}
        self._repeats = dict(each for section in form.sections for each in _repeats_in(section))
        self._of_one = {
            question.name: self._choices[question.name]
            for question in self._questions.values()
            if isinstance(question, SelectOne) and not self._repeats[question.name]
        }

    def misfit(self, answers: Mapping[str, Any]) -> str:
        """Return a sentence on the first answer that does not fit, or ''.

        What is missing is missing, and never a reason.
        """
        for name, answer in answers.items():
            # Nearly all answers are one of a question's choices: they need no second look.
            if isinstance(answer, str) and answer in self._of_one.get(name, ()):
                continue
            if sentence := self._misfit_of(name, answer):
                return sentence
        return ""

    def _misfit_of(self, key: str, given: object) -> str:
        path = find_path(key)
        if path is None or self._repeats.get(path.name) != tuple(name for name, _ in path.place):
            return f"The form has no question {key!r}."
        question = self._questions.get(path.name)
        if question is None:
            return _misfit_of_count(key, given)
        try:
            answer = form_answers.from_json({key: given})[key]
        except ValueError as error:
            return f"An answer can't be read: {error}."
        if is_missing(answer) or isinstance(question, _ANYTHING):
            return ""
        wrong = misfit(question, self._choices[path.name], answer)
        return f"Question {key!r}: {in_language(wrong.message, 'en')}" if wrong else ""


def _misfit_of_count(key: str, given: object) -> str:
    """Return why `given` is not how many times a repeat was filled in, or ''."""
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= MOST_INSTANCES:
        return ""
    return f"{key!r} is filled in several times, and {given!r} is not how many."


class _Anything(Container[str]):
    """Choices that are not known here: those of attached files, and of other answers."""

    def __contains__(self, name: object) -> bool:
        return True


def _choices(question: Question) -> Container[str]:
    if isinstance(question, SelectOne | SelectMultiple | Rank) and not question.choices:
        return _Anything()
    return frozenset(each.name for each in choices_of(question))


def _repeats_in(
    group: Group, around: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each question and repeat in `group` with the repeats around it, outermost first."""
    for child in group.children:
        if isinstance(child, Section):
            yield from _repeats_in(child, around)
            continue
        yield child.name, around
        if isinstance(child, Repeat):
            yield from _repeats_in(child, (*around, child.name))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules say of a report by itself."""

    ground: Ground = Ground.NONE
    sentence: str = ""


def rule(
    body: ReportBody,
    sender: Sender,
    received_at: datetime,
    versions: Mapping[str, KnownForm],
    *,
    station_is_known: bool,
) -> Ruling:
    """Judge a report by itself. `versions` are those of its form that the mission published."""
    by_sender = ruled_by_sender(sender, received_at)
    if by_sender is not None:
        return by_sender
    form = versions.get(body.form.version)
    unknown = _unknown_form(body, form, versions)
    if form is None or unknown:
        return Ruling(Ground.UNKNOWN_FORM, unknown)
    if not station_is_known:
        return Ruling(
            Ground.UNKNOWN_STATION, f"Station {body.station!r} is not in the mission's register."
        )
    wrong = form.misfit(body.answers)
    return Ruling(Ground.MISFIT, wrong) if wrong else Ruling()


def ruled_by_sender(sender: Sender, received_at: datetime) -> Ruling | None:
    """Judge by whose laptop it came from, whatever it holds; None = nothing speaks against it."""
    if sender.revoked_at is not None and received_at >= sender.revoked_at:
        return Ruling(
            Ground.REVOKED_DEVICE, "It came from a laptop whose enrolment had been withdrawn."
        )
    if sender.closed_at is not None and received_at >= sender.closed_at:
        return Ruling(Ground.CLOSED_MISSION, "It came after the mission had been closed.")
    return None


def _unknown_form(
    body: ReportBody, form: KnownForm | None, versions: Mapping[str, KnownForm]
) -> str:
    if not versions:
        return f"The mission has no form {body.form.id!r}."
    if form is None:
        known = ", ".join(sorted(versions))
        return (
            f"The mission has no version {body.form.version!r} of form {body.form.id!r} "
            f"(it has {known})."
        )
    if form.digest != body.form.digest:
        return (
            f"It was filled in on a form that calls itself {body.form.id!r}, version "
            f"{body.form.version!r}, and is not the one that the mission published."
        )
    return ""
