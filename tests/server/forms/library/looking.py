"""How the tests of the library look at a checklist."""

from datetime import UTC, datetime
from typing import Any

from shared.forms.model import Calculate, Form, Note, Question
from shared.forms.review import Review, review

NOW = datetime(2026, 10, 4, 12, tzinfo=UTC)


def asking(form: Form) -> list[Question]:
    """Return the questions that want an answer."""
    return [each for each in form.questions() if not isinstance(each, Note | Calculate)]


def looked_at(form: Form, answers: dict[str, Any]) -> Review:
    """Review `answers` on the day of the tests."""
    return review(form, answers, now=NOW)
