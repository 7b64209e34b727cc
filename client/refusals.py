"""Access refused: the visit ends, and a report says so, so that findings count it.

Which question of the mission's checklists holds it, their indicators tell: how the visit ended
(in the standard library H06 of the visit's form), or else whether the team was let in (V08). Where
a mission asks neither, the visit alone carries the refusal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from client.laptop import Laptop
from client.visits import Visit
from shared.forms.model import Choice, Form, SelectOne, Time
from shared.sync.visits import Refusal

_CHOICES = {
    ("access.visit_end", "not_let_in"): "refused_entry",
    ("access.visit_end", "made_to_leave"): "asked_to_leave",
    ("access.admitted", "not_let_in"): "refused",
}
"""Indicator and kind of refusal → the choice that means it. The first that a mission has."""
_ARRIVAL, _DEPARTURE = "coverage.arrival", "coverage.departure"


@dataclass(frozen=True)
class RefusalQuestion:
    """Where a checklist holds that access was refused."""

    form: Form
    question: str
    choice: str
    choices: Sequence[Choice]


def find_question(forms: Sequence[Form], refusal: Refusal) -> RefusalQuestion | None:
    """Return the question of the mission's checklists that counts this refusal, or None."""
    for (indicator, kind), choice in _CHOICES.items():
        if kind != refusal.kind:
            continue
        for form in forms:
            for question in form.questions():
                if (
                    isinstance(question, SelectOne)
                    and question.indicator is not None
                    and question.indicator.id == indicator
                    and any(each.name == choice for each in question.choices)
                ):
                    return RefusalQuestion(form, question.name, choice, question.choices)
    return None


def refuse(laptop: Laptop, visit: UUID, at: datetime, refusal: Refusal) -> UUID | None:
    """End a visit because access was refused, and seal the report on it, all or nothing.

    Returns the report, None where no checklist asks. A draft of that checklist which is open in
    this visit becomes the report. Raises as `VisitBook.leave` and `DraftBook.finish`.
    """
    found = find_question(laptop.pack.list_forms(), refusal)
    with laptop.store.writing():
        left = laptop.visits.leave(visit, at, refusal)
        if found is None:
            return None
        drafts = laptop.drafts
        under_way = (
            each
            for each in drafts.list_drafts()
            if each.visit == visit and each.form.id == found.form.id
        )
        draft = next(under_way, None) or drafts.open(
            found.form, left.station, left.arrived_at, visit=visit
        )
        answers = {found.question: found.choice, **dict(_times(found.form, left))}
        drafts.set_several(draft.id, answers, at=found.question)
        said = draft.comments.get(found.question, "")
        drafts.set_comment(
            draft.id, found.question, "\n".join(filter(None, (said, in_words(refusal))))
        )
        return drafts.finish(draft.id, at, as_it_is=True)


def in_words(refusal: Refusal) -> str:
    """Return the refusal as a comment has it: what was said, and whom the team asked."""
    return f"{refusal.reason} (asked: {refusal.asked})" if refusal.asked else refusal.reason


def _times(form: Form, visit: Visit) -> Iterator[tuple[str, str]]:
    """Yield the answers to the questions about arrival and departure, where a form has them."""
    times = {_ARRIVAL: visit.arrived_at, _DEPARTURE: visit.departed_at}
    for question in form.questions():
        if isinstance(question, Time) and question.indicator is not None:
            at = times.get(question.indicator.id)
            if at is not None:
                yield question.name, f"{at:%H:%M}"
