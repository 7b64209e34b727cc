"""Whole checklists from a file: checked together, and sealed together or not at all.

    {"form": "voting", "station": "42",
     "answers": {"V06": "usable", "V21": ["masks"], "V18": {"non_answer": "not_observed"}},
     "comments": {"V06": "…"}, "seen_by": {"V06": "observed"},
     "attachments": {"V06": ["ramp.jpg"], "": ["protocol.pdf"]},
     "arrived_at": "2021-01-10T08:30", "departed_at": "2021-01-10T09:10+06:00"}

`not_observed`, `dont_know` and `not_applicable` may stand as plain words, too; where a question
has a choice of that very name, the word is the choice. Times without an offset are the station's.
Repeats: see `client.written_answers`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from client.attached_files import FileNotTaken, TakenFile, asks_for_file
from client.draft_checks import UnknownQuestion, check_question
from client.laptop import Laptop
from client.written_answers import read_answers, with_what_the_form_gives
from shared.forms.answers import Answers
from shared.forms.model import Form, SeenBy
from shared.forms.review import Review, review
from shared.problems import Problem
from shared.text import in_language


class AnswersRefused(Problem):
    """Something in the file can't be right. Every mistake is listed, and nothing was stored."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "answers-refused"
    title: ClassVar[str] = "The answers were refused"

    def __init__(self, mistakes: Sequence[str]) -> None:
        listed = "\n".join(f"  {each}" for each in mistakes)
        super().__init__(
            f"Nothing was stored. Correct these and try again:\n{listed}", mistakes=list(mistakes)
        )


class FilledChecklist(BaseModel):
    """One filled checklist, as it is written in a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    station: str = Field(min_length=1)
    answers: dict[str, Any]
    comments: dict[str, str] = Field(default_factory=dict)
    seen_by: dict[str, SeenBy] = Field(default_factory=dict)
    attachments: dict[str, list[Path]] = Field(default_factory=dict[str, list[Path]])
    """Question → files; '' = of the report as a whole."""
    arrived_at: str | None = None
    departed_at: str | None = None


@dataclass(frozen=True)
class FilledReport:
    """What became of one checklist."""

    report: UUID
    form: str
    station: str
    missing: Sequence[str]
    """Required questions without an answer."""
    left_out: Sequence[str]
    """Answers to questions that are not asked, given the others: not in the report."""
    in_register: bool
    """Whether the mission's register knows the station."""

    def warnings(self) -> list[str]:
        """Return what a person should know of a report that was sealed all the same."""
        at = f"{self.form} at {self.station}: "
        told: list[str] = []
        if self.missing:
            told.append(f"{at}no answer to {', '.join(self.missing)}")
        if self.left_out:
            told.append(f"{at}left out, as not asked here: {', '.join(self.left_out)}")
        if not self.in_register:
            told.append(f"{at}the register has no such station; headquarters must place it")
        return told


@dataclass(frozen=True)
class _Ready:
    """A checklist without a mistake."""

    form: Form
    station: str
    answers: Answers
    comments: Mapping[str, str]
    seen_by: Mapping[str, SeenBy]
    arrived_at: datetime
    departed_at: datetime
    review: Review
    files: Sequence[tuple[str, TakenFile]]
    """With the question that each belongs to."""


def read_batch(document: object) -> Sequence[FilledChecklist]:
    """Return the checklists of a JSON list; raises AnswersRefused for another shape."""
    try:
        return TypeAdapter(list[FilledChecklist]).validate_python(document)
    except ValidationError as error:
        raise AnswersRefused(list(_in_words(error))) from None


def fill(laptop: Laptop, checklists: Sequence[FilledChecklist]) -> Sequence[FilledReport]:
    """Check all of `checklists`, then seal them all in one transaction, in order.

    Missing answers are no mistake. Raises AnswersRefused with every mistake, UnknownForm, NoPack,
    NotEnrolled or DiskFull; nothing is stored then.
    """
    _ = laptop.journal.identity  # raises NotEnrolled before anything else is said
    ready: list[_Ready] = []
    mistakes: list[str] = []
    for number, checklist in enumerate(checklists, start=1):
        before = "" if len(checklists) == 1 else f"Checklist {number} ({checklist.station}): "
        found = _checked(laptop, checklist)
        if isinstance(found, _Ready):
            ready.append(found)
        else:
            mistakes += [before + each for each in found]
    if mistakes:
        laptop.attachments.forget_orphans()
        raise AnswersRefused(mistakes)
    with laptop.store.writing():
        return [_sealed(laptop, each) for each in ready]


def _checked(laptop: Laptop, checklist: FilledChecklist) -> _Ready | list[str]:
    """Return the checklist made ready, or what is wrong with it."""
    form = laptop.pack.form_called(checklist.form)
    try:
        answers = read_answers(form, checklist.answers)
        files = _files(laptop, checklist)
        answers |= {name: file.answer for name, file in files if asks_for_file(form, name)}
        arrived, departed = _times(laptop, checklist)
    except ValueError as error:
        return [str(error)]
    except FileNotTaken as problem:
        return [problem.detail]
    around = laptop.drafts.surroundings.of(form)
    answers = with_what_the_form_gives(form, answers, around, arrived)
    found = review(
        form,
        answers,
        now=departed,
        comments=checklist.comments,
        seen_by=checklist.seen_by,
        surroundings=around,
    )
    mistakes = [f"{each.question}: {in_language(each.message, 'en')}" for each in found.wrong]
    mistakes += _strangers(
        form, [*checklist.comments, *checklist.seen_by, *filter(None, checklist.attachments)]
    )
    if departed < arrived:
        mistakes.append("the departure is before the arrival")
    if mistakes:
        return mistakes
    return _Ready(
        form=form,
        station=checklist.station,
        answers=answers,
        comments=checklist.comments,
        seen_by=checklist.seen_by,
        arrived_at=arrived,
        departed_at=departed,
        review=found,
        files=files,
    )


def _files(laptop: Laptop, checklist: FilledChecklist) -> Sequence[tuple[str, TakenFile]]:
    """Take the files into the store. Raises FileNotTaken."""
    return [
        (question, laptop.attachments.take(path))
        for question, paths in checklist.attachments.items()
        for path in paths
    ]


def _sealed(laptop: Laptop, ready: _Ready) -> FilledReport:
    drafts = laptop.drafts
    draft = drafts.open(ready.form, ready.station, ready.arrived_at)
    drafts.set_answers(draft.id, ready.answers, ready.comments, ready.seen_by)
    for question, file in ready.files:
        drafts.attach_taken(draft.id, question, file)
    return FilledReport(
        report=drafts.finish(draft.id, ready.departed_at),
        form=ready.form.id,
        station=ready.station,
        missing=ready.review.missing_required,
        left_out=ready.review.hidden,
        in_register=laptop.pack.find_station(ready.station) is not None,
    )


def _times(laptop: Laptop, checklist: FilledChecklist) -> tuple[datetime, datetime]:
    """Return arrival and departure; the one that is not given follows from the other, or now."""
    now = laptop.drafts.now_at(checklist.station)
    arrived = _moment("arrived_at", checklist.arrived_at, now)
    departed = _moment("departed_at", checklist.departed_at, now)
    if arrived is None:
        arrived = min(now, departed) if departed else now
    return arrived, departed or max(now, arrived)


def _moment(name: str, written: str | None, now: datetime) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(
            f"{name}: {written!r} is not a time like 2021-01-10T08:30 or 2021-01-10T08:30+06:00"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def _strangers(form: Form, paths: Iterable[str]) -> Iterable[str]:
    for path in dict.fromkeys(paths):
        try:
            check_question(form, path)
        except UnknownQuestion:
            yield f"{path}: the form has no question of this name"


def _in_words(error: ValidationError) -> Iterable[str]:
    for each in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in each["loc"])
        yield f"{place or 'the file'}: {each['msg']}"
