"""What a form asks, over all of its published versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, col, select

from server.findings.keys import Apart, is_counted
from server.forms.models import PublishedForm
from server.forms.problems import UnknownForm
from server.forms.versions import why_apart
from shared.forms.model import Form, Question, Repeat, Section
from shared.text import Text

PROTOCOL = "protocol"
"""The section whose figures are copied from the results protocol."""


@dataclass(frozen=True)
class Asked:
    """The questions of a form."""

    form_id: str
    title: Text
    questions: tuple[Question, ...]
    """Of the newest version in its order, then what only older ones asked; none in repeats."""
    copied: frozenset[str] = frozenset()
    """Names of the questions that copy the results protocol."""
    apart: Apart = field(default_factory=dict[str, frozenset[str]])

    def versions_apart(self, question: str) -> tuple[str, ...]:
        """Return the versions whose answers to `question` are counted nowhere."""
        return tuple(version for version, names in self.apart.items() if question in names)


def get_asked(db: Session, mission_id: UUID, form_id: str) -> Asked:
    """Return what the form asks. Raises UnknownForm, listing what there is."""
    query = (
        select(PublishedForm)
        .where(PublishedForm.mission_id == mission_id, PublishedForm.form_id == form_id)
        .order_by(col(PublishedForm.published_at).desc(), col(PublishedForm.id).desc())
    )
    forms = [Form.model_validate(row.document) for row in db.exec(query)]
    if not forms:
        known = list_forms(db, mission_id)
        there = f"There are: {', '.join(known)}." if known else "None is published yet."
        raise UnknownForm(f"The mission has no form {form_id!r}. {there}")
    return asked_in(forms)


def list_forms(db: Session, mission_id: UUID) -> list[str]:
    """Return the ids of the mission's forms, in the order in which they were first published."""
    query = (
        select(PublishedForm.form_id)
        .where(PublishedForm.mission_id == mission_id)
        .order_by(col(PublishedForm.published_at), col(PublishedForm.id))
    )
    return list(dict.fromkeys(db.exec(query)))


def asked_in(forms: Sequence[Form]) -> Asked:
    """Return what the versions of one form, newest first, ask together."""
    questions: dict[str, Question] = {}
    for form in forms:
        for question in form.single_questions():
            if is_counted(question):
                questions.setdefault(question.name, question)
    sections = (section for form in forms for section in form.sections)
    return Asked(
        form_id=forms[0].id,
        title=forms[0].title,
        questions=tuple(questions.values()),
        copied=frozenset(name for section in sections for name in _copied(section, inside=False)),
        apart=_apart(forms, questions),
    )


def _apart(forms: Sequence[Form], questions: Mapping[str, Question]) -> Apart:
    """Return which versions asked which of `questions` as another kind."""
    found = {
        form.version: frozenset(
            question.name
            for question in form.single_questions()
            if question.name in questions and why_apart(question, questions[question.name])
        )
        for form in forms
    }
    return {version: names for version, names in found.items() if names}


def _copied(section: Section, *, inside: bool) -> Iterator[str]:
    inside = inside or section.name == PROTOCOL
    for child in section.children:
        if isinstance(child, Section):
            yield from _copied(child, inside=inside)
        elif isinstance(child, Repeat):
            continue  # what is asked several times a report is not counted
        elif inside or (child.indicator is not None and child.indicator.section == PROTOCOL):
            yield child.name
