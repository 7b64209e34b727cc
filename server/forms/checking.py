"""A published form, checked again: what today's check finds in it, with the rows of its source."""

from sqlmodel import Session

from server.forms.export.published import reading_of
from server.forms.models import PublishedForm
from server.forms.problems import FormUnreadable
from server.forms.reading import read_form
from server.forms.service import form_of
from shared.forms.lint.finding import LintFinding
from shared.forms.lint.linter import lint


def check_again(db: Session, published: PublishedForm) -> tuple[LintFinding, ...]:
    """Return what the check finds in `published`; without rows where its source can't be read."""
    held = reading_of(db, published)
    try:
        again = read_form(held.source, held.name, held.attached, draft=held.draft)
    except FormUnreadable:
        return tuple(lint(form_of(published)))
    return again.findings
