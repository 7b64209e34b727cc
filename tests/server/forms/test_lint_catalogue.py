"""Every code is found in a form that has the mistake, and told to authors in the docs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.forms.reading import FormReading, read_form
from shared.forms.lint.catalogue import CATALOGUE
from shared.forms.lint.finding import LintFinding
from tests.server.forms.lint_examples import EXAMPLES, Example

ROOT = Path(__file__).parents[3]
WORDS = {"error", "warning"}
NOT_FROM_SPREADSHEETS = ["no-choices"]
"""pyxform stops at them with words of its own; see tests/shared/forms/lint/test_linter.py."""


def read(example: Example) -> FormReading:
    return read_form(example.source, "entrance.md", example.files)


def found(code: str) -> LintFinding:
    findings = read(EXAMPLES[code]).findings
    return next(each for each in findings if each.code == code)


def test_every_code_has_an_example_and_no_other():
    assert sorted([*EXAMPLES, *NOT_FROM_SPREADSHEETS]) == sorted(CATALOGUE)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_mistake_is_found_in_its_row_with_a_cure(code: str):
    finding = found(code)
    level, _ = CATALOGUE[code]
    assert level in {None, finding.level}
    assert finding.row == EXAMPLES[code].row
    assert re.match(r"[A-Z`$].*[.?!]$", finding.cure, re.DOTALL), finding.cure
    assert finding.message.rstrip(")").endswith((".", "”.", ":", "…"))  # a sentence


def test_every_code_in_the_code_is_in_the_catalogue():
    assert set(codes_in_the_code()) <= CATALOGUE.keys()


def codes_in_the_code() -> Iterator[str]:
    for room in ("shared/forms", "server/forms"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WORDS:
                    for each in ast.walk(node.args[0]):
                        if isinstance(each, ast.Constant) and isinstance(each.value, str):
                            yield each.value


def test_the_docs_tell_every_code_as_the_catalogue_does():
    told = re.findall(
        r"^\| `([^`]+)` \| (error|warning|either) \| (.+) \|$",
        (ROOT / "docs" / "forms.md").read_text(),
        re.MULTILINE,
    )
    known = [
        (code, level.value if level else "either", meaning)
        for code, (level, meaning) in CATALOGUE.items()
    ]
    assert told == known


def test_the_example_in_the_docs_has_no_mistakes():
    (example,) = re.findall(
        r"^```\n(\| survey \|\n.*?)^```",
        (ROOT / "docs" / "forms.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
    reading = read_form(example.encode(), "secrecy.md")
    assert reading.findings == ()
    assert reading.form is not None
    unseen = reading.form.question("unseen")
    assert unseen is not None
    assert unseen.comment_on == ("sometimes", "never")
