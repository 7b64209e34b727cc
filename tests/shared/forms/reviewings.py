"""Checklists that are being filled in, for tests."""

from typing import Any

from shared.forms.model import Form
from shared.forms.remarks import Code
from shared.forms.reviewing import Reviewing
from tests.shared.forms.checklists import NOW


def filling(form: Form, answers: dict[str, Any] | None = None, **rest: Any) -> Reviewing:  # noqa: ANN401 - any field
    return Reviewing(form, answers, now=NOW, **rest)


def codes(reviewing: Reviewing) -> list[tuple[str, Code]]:
    return [(each.question, each.code) for each in reviewing.review.wrong]
