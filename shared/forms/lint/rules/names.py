"""Names of questions and groups: each its own, told apart by eye, and nobody else's."""

from collections.abc import Iterator

from shared.forms.lint.confusables import alphabets_of, skeleton
from shared.forms.lint.finding import LintFinding, error, warning
from shared.forms.lint.reserved import find_owner
from shared.forms.lint.subject import Subject
from shared.forms.model import Metadata, Note
from shared.forms.planned import PlannedQuestion, name_of

LONGEST_NAME = 63
"""Characters: what databases and statistics programs keep of a column's name."""


def check_names(subject: Subject) -> Iterator[LintFinding]:
    """Yield what is wrong with names."""
    yield from _doubles(subject)
    for name, question in subject.questions.items():
        row = subject.row(name)
        yield from _mixed(name, row)
        if not isinstance(question, Note | Metadata):
            yield from _taken(name, row)
        if len(name) > LONGEST_NAME:
            yield warning(
                "long-name",
                row,
                f"The name `{name[:40]}…` has {len(name)} characters.",
                f"Keep it within {LONGEST_NAME}: other programs cut the rest off.",
            )


def _doubles(subject: Subject) -> Iterator[LintFinding]:
    seen: dict[str, str] = {}
    for node in subject.plan.nodes:
        name = name_of(node)
        is_question = isinstance(node, PlannedQuestion)
        if not is_question and name not in subject.questions:
            continue
        earlier = seen.setdefault(skeleton(name), name)
        if not is_question or subject.plan.questions.get(name) is not node:
            yield error(
                "duplicate-name",
                subject.row(name),
                f"The name `{name}` stands more than once in the form.",
                "Give each question and group a name of its own.",
            )
        elif earlier != name:
            yield _look_alike(name, earlier, subject.row(name))


def _look_alike(name: str, earlier: str, row: int | None) -> LintFinding:
    if name.casefold() == earlier.casefold():
        how = "differ only in capital letters"
    else:
        how = "look the same, and are written with different signs"
    return warning(
        "look-alike-name",
        row,
        f"`{name}` and `{earlier}` {how}.",
        "Give one of them another name: tables of answers can mix them up.",
    )


def _mixed(name: str, row: int | None) -> Iterator[LintFinding]:
    alphabets = alphabets_of(name)
    if len(alphabets) > 1:
        # The alphabet with the fewest letters is most likely the slip.
        odd = min(alphabets, key=lambda each: len(alphabets[each]))
        others = ", ".join(each.capitalize() for each in alphabets if each != odd)
        yield warning(
            "mixed-alphabets",
            row,
            f"`{name}` mixes alphabets: {' '.join(alphabets[odd])} is {odd.capitalize()}, the "
            f"rest {others}.",
            "Type the name anew in one alphabet; best in plain Latin letters.",
        )


def _taken(name: str, row: int | None) -> Iterator[LintFinding]:
    owner = find_owner(name)
    if owner:
        yield warning(
            "reserved-name",
            row,
            f"`{name}` is {owner}.",
            f"Add a word to it, such as `{name}_seen`.",
        )
