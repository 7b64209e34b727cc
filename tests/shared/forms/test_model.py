"""What a form is as JSON: no more than was said, and the same digest in every release."""

import json

from pydantic import TypeAdapter

from shared.forms.model import (
    Calculate,
    Choice,
    Form,
    Integer,
    Node,
    Range,
    Rank,
    Repeat,
    Section,
    TextQuestion,
)
from tests.shared.forms.checklists import a_form, number, one, section

REPEATING = Form(
    id="flash",
    version="1",
    title={"en": "Flash"},
    sections=(
        Section(
            name="page",
            children=(
                Integer(name="people"),
                Repeat(
                    name="incidents",
                    count="${people}",
                    children=(
                        TextQuestion(name="what", default="?"),
                        Repeat(name="witnesses", children=(Range(name="age", start=18),)),
                    ),
                ),
                Rank(name="order", choices=(Choice(name="a", label={}),)),
                Calculate(name="sum", calculation="1 + 1"),
            ),
        ),
    ),
)


def test_as_json_a_form_is_the_same_form() -> None:
    assert Form.model_validate_json(REPEATING.model_dump_json()) == REPEATING
    assert Form.model_validate(REPEATING.model_dump(mode="json")) == REPEATING


def test_what_was_not_said_is_not_written() -> None:
    [page] = json.loads(REPEATING.model_dump_json())["sections"]
    assert page["children"][0] == {"type": "integer", "name": "people"}


def test_required_fields_are_written_even_where_they_are_empty() -> None:
    [page] = json.loads(REPEATING.model_dump_json())["sections"]
    assert page["children"][2]["choices"] == [{"name": "a", "label": {}}]


def test_a_later_release_with_more_fields_gives_the_same_digest() -> None:
    class LaterQuestion(Integer):
        units: str = ""
        shades: tuple[str, ...] = ("light", "dark")

    now = TypeAdapter(Node).dump_json(Integer(name="people", core=True))
    later = LaterQuestion(name="people", core=True).model_dump_json().encode()
    assert json.loads(later) == json.loads(now)


def test_another_content_gives_another_digest() -> None:
    form = a_form(section("a", number("n")))
    other = a_form(section("a", number("m")))
    assert form.digest != other.digest
    assert form.digest == Form.model_validate_json(form.model_dump_json()).digest


def test_questions_of_repeats_are_no_single_questions() -> None:
    assert [each.name for each in REPEATING.questions()] == [
        "people",
        "what",
        "age",
        "order",
        "sum",
    ]
    assert [each.name for each in REPEATING.single_questions()] == ["people", "order", "sum"]
    assert REPEATING.question("age") is not None
    assert [each.name for each in a_form(section("a", one("q"))).single_questions()] == ["q"]
