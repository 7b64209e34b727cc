"""Builders of small checklists: say only what matters to the test."""

from datetime import UTC, datetime
from typing import Any

from shared.forms.model import (
    Choice,
    Form,
    Indicator,
    Integer,
    Node,
    Section,
    SelectMultiple,
    SelectOne,
)
from shared.forms.review import Review, review

NOW = datetime(2026, 10, 4, 12, tzinfo=UTC)


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(name=name, label={"en": name}) for name in names)


def one(name: str, *names: str, **rest: Any) -> SelectOne:  # noqa: ANN401 - any field
    return SelectOne(
        name=name, label={"en": name}, choices=choices(*(names or ("yes", "no"))), **rest
    )


def several(name: str, *names: str, **rest: Any) -> SelectMultiple:  # noqa: ANN401 - any field
    return SelectMultiple(name=name, label={"en": name}, choices=choices(*names), **rest)


def number(name: str, **rest: Any) -> Integer:  # noqa: ANN401 - any field
    return Integer(name=name, label={"en": name}, **rest)


def negative(*names: str) -> Indicator:
    return Indicator(id="test.indicator", negative=names)


def section(name: str, *children: Node, **rest: Any) -> Section:  # noqa: ANN401 - any field
    return Section(name=name, children=children, **rest)


def a_form(*questions: Node, **rest: Any) -> Form:  # noqa: ANN401 - any field
    """A form of one section, or of the sections given."""
    sections = tuple(each for each in questions if isinstance(each, Section))
    loose = tuple(each for each in questions if not isinstance(each, Section))
    if loose:
        sections = (section("page", *loose), *sections)
    return Form(id="test", version="1", title={"en": "Test"}, sections=sections, **rest)


def looked_at(form: Form, answers: dict[str, Any], **rest: Any) -> Review:  # noqa: ANN401 - any field
    return review(form, answers, now=NOW, **rest)
