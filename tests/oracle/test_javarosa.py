"""JavaRosa itself, asked again: the golden table is what it says, and so are generated forms."""

import math
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from server.forms.reading import read_form
from shared.forms.evaluation import compile_expression
from shared.forms.remarks import Code
from shared.forms.review import review
from tests.oracle.answers import Told, agree, our_answer, read_golden
from tests.oracle.asking import Oracle
from tests.oracle.forms import Generated, answers_of, forms, paths_of, sheets_of
from tests.oracle.questions import themes
from tests.oracle.scopes import NOW, View
from tests.oracle.write_golden import answers_of_javarosa
from tests.server.forms.sheets import markdown

pytestmark = pytest.mark.java


@pytest.mark.timeout(120)
def test_the_golden_table_is_what_javarosa_says(oracle: Oracle):
    table = answers_of_javarosa(oracle)
    for theme in themes():
        wrong = [
            (now, held)
            for now, held in zip(table[theme], read_golden(theme), strict=True)
            if now.question != held.question or not agree(now.answer, held.answer)
        ]
        assert wrong == []


@pytest.mark.timeout(120)
@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(made=forms())
def test_a_form_of_any_author_runs_here_as_it_runs_on_phones(oracle: Oracle, made: Generated):
    oracle.read(made.xform)
    view = View(made.world)
    for path in paths_of(made.world):
        assert view.root.find(path).is_relevant == oracle.is_relevant(path), path
        written, read = made.calculations.get(re.sub(r"\[\d+\]", "", path), ("", ""))
        if written:
            theirs = Told(**oracle.ask(read, path))
            ours = our_answer(written, view.scope(path))
            assert agree(ours, theirs), f"{path}: {written} is {theirs}, here {ours}"
    for name, constraint in made.constraints.items():
        place = view.root.find(f"/data/{name}")
        if place.value != "" and place.is_relevant:
            allowed = compile_expression(constraint).holds(view.scope(f"/data/{name}"))
            assert allowed == oracle.allows(f"/data/{name}"), constraint


@pytest.mark.timeout(120)
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(made=forms())
def test_a_checklist_is_reviewed_here_as_a_phone_fills_it(oracle: Oracle, made: Generated):
    """The whole way: sheet, form, answers, review."""
    form = read_form(markdown(sheets_of(made)), "made.md").form
    assert form is not None
    looked_at = review(form, answers_of(made.world), now=NOW)
    oracle.read(made.xform)
    for path in paths_of(made.world):
        key = path.removeprefix("/data/")
        _, read = made.calculations.get(re.sub(r"\[\d+\]", "", path), ("", ""))
        if not read:
            assert (key in looked_at.asked) == oracle.is_relevant(path), path
            continue
        theirs, ours = Told(**oracle.ask(read, path)), looked_at.report_answers.get(key, "")
        assert agree(Told("text", str(ours)), _as_kept(theirs)), f"{path}: {read}"
    refused = {each.question for each in looked_at.wrong if each.code is Code.CONSTRAINT}
    for name in made.constraints:
        if name in looked_at.answered:
            assert (name not in refused) == oracle.allows(f"/data/{name}"), made.constraints


def _as_kept(answer: Told) -> Told:
    """Return an answer as a phone writes it into the form; what has no value is left out."""
    if answer.kind == "number":
        number = float(answer.value)
        kept = str(int(number)) if number.is_integer() else repr(number)
        return Told("text", kept if math.isfinite(number) else "")
    if answer.kind == "error":
        return Told("text", "")
    return Told("text", answer.value[:10] if answer.kind == "moment" else answer.value)
