"""What changed between two versions of a form."""

from typing import Any

import pytest

from server.forms.versions import Fate, QuestionChange, VersionDiff, compare, why_apart
from shared.forms.model import (
    Choice,
    Decimal,
    Form,
    FormFile,
    Indicator,
    Integer,
    Node,
    Question,
    Repeat,
    Section,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)


def form(version: str, *children: Node, **fields: Any) -> Form:  # noqa: ANN401 - fields of a form
    given: dict[str, Any] = {"title": {"en": "Entrance"}} | fields
    page = Section(name="page", children=children)
    return Form(id="entrance", version=version, sections=(page,), **given)


def ramp(*choices: str, **fields: Any) -> SelectOne:  # noqa: ANN401 - fields of a question
    given: dict[str, Any] = {"name": "ramp", "label": {"en": "Is there a ramp?"}} | fields
    offered = tuple(Choice(name=each, label={"en": each}) for each in choices or ("yes", "no"))
    return SelectOne(choices=offered, **given)


def only(diff: VersionDiff) -> QuestionChange:
    (change,) = diff.questions
    return change


def test_a_version_without_changes_says_so():
    diff = compare(form("1", ramp()), form("2", ramp()))
    assert diff.is_same
    assert only(diff) == QuestionChange("ramp", Fate.SAME, "Is there a ramp?")


def test_new_and_gone_questions_are_told():
    old, new = form("1", ramp(), Integer(name="steps")), form("2", TextQuestion(name="why"), ramp())
    diff = compare(old, new)
    assert [(each.name, each.fate) for each in diff.questions] == [
        ("why", Fate.NEW), ("ramp", Fate.SAME), ("steps", Fate.GONE),
    ]  # fmt: skip
    assert not diff.is_same


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"label": {"en": "A ramp?"}}, "label (en): “Is there a ramp?” → “A ramp?”"),
        ({"hint": {"ru": "Вход"}}, "hint (ru): nothing → “Вход”"),
        ({"relevant": "${a} = 1"}, "when it is asked (relevant): nothing → ${a} = 1"),
        ({"core": True}, "core: nothing → yes"),
        ({"alert": ("no",)}, "alert: nothing → no"),
        (
            {"indicator": Indicator(id="x.y", positive=("no",))},
            "indicator positive: yes → no",
        ),
    ],
)
def test_what_changed_is_said_in_words(change: dict[str, Any], line: str):
    before = (
        ramp(indicator=Indicator(id="x.y", positive=("yes",))) if "indicator" in change else ramp()
    )
    diff = compare(form("1", before), form("2", ramp(**change)))
    assert only(diff).fate is Fate.CHANGED
    assert only(diff).changes == (line,)
    assert only(diff).apart == ""


def test_choices_are_compared_by_name():
    diff = compare(form("1", ramp("yes", "no")), form("2", ramp("no", "yes", "level")))
    assert only(diff).changes == (
        "new choices: level", "order of the choices: no, yes, level",
    )  # fmt: skip


def test_a_changed_kind_keeps_the_answers_apart():
    change = only(compare(form("1", ramp()), form("2", TextQuestion(name="ramp"))))
    assert change.apart == "It was a select_one, and is a text now."


@pytest.mark.parametrize(
    ("old", "new", "apart"),
    [
        (Integer(name="a"), Decimal(name="a"), False),
        (ramp(), SelectMultiple(name="ramp", choices=()), False),
        (SelectMultiple(name="ramp", choices=()), ramp(), True),
        (Integer(name="a"), TextQuestion(name="a"), True),
    ],
)
def test_kinds_that_can_be_counted_together_are_known(old: Question, new: Question, *, apart: bool):
    assert bool(why_apart(old, new)) is apart


def test_moving_into_a_repeat_keeps_the_answers_apart():
    inside = Repeat(name="cases", children=(ramp(),))
    change = only(compare(form("1", ramp()), form("2", inside)))
    assert "several times" in change.apart
    assert change.changes == ("repeats: none → cases",)


def test_a_renamed_question_is_pointed_out():
    diff = compare(form("1", ramp()), form("2", ramp(name="ramp_at_door")))
    assert diff.renamed == (("ramp", "ramp_at_door"),)


def test_what_changed_about_the_form_as_a_whole_is_told():
    old = form("1", ramp(), files=(FormFile(name="a.csv", sha256="0" * 64),))
    new = form(
        "2",
        ramp(),
        title={"en": "Door"},
        languages=("en", "ru"),
        files=(FormFile(name="a.csv", sha256="1" * 64), FormFile(name="b.csv", sha256="2" * 64)),
    )
    assert compare(old, new).settings == (
        "title (en): “Entrance” → “Door”",
        "languages: en → en ru",
        "file changed: a.csv",
        "new file: b.csv",
    )
