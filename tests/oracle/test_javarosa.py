"""JavaRosa itself, asked again: the golden table is what it says, and so are generated forms."""

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from shared.forms.evaluation import compile_expression
from tests.oracle.answers import Told, agree, our_answer, read_golden
from tests.oracle.asking import Oracle
from tests.oracle.forms import Generated, forms, paths_of
from tests.oracle.questions import themes
from tests.oracle.scopes import View
from tests.oracle.write_golden import answers_of_javarosa

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
