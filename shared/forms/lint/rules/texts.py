"""What the observer reads: there, short enough, and the same in every language."""

import re
from collections.abc import Iterator

from shared.forms.lint.finding import LintFinding, error, warning
from shared.forms.lint.subject import Subject
from shared.forms.model import (
    Calculate,
    Hidden,
    Metadata,
    Question,
    Unsupported,
)
from shared.text import Text

LONGEST_LABEL = 300
"""Characters: four lines of a laptop's screen."""
REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_SILENT = Calculate | Hidden | Metadata
"""Kinds that are never shown."""


def check_texts(subject: Subject) -> Iterator[LintFinding]:
    """Yield what is wrong with labels and hints."""
    for name, question in subject.questions.items():
        row = subject.row(name)
        if isinstance(question, _SILENT):
            continue
        is_worded = any(question.label.values()) or question.media
        if not is_worded and not isinstance(question, Unsupported):
            yield warning(
                "no-label",
                row,
                f"{name} has no label.",
                "Write the question as the observer is to read it.",
            )
        yield from _length(question, row)
        for column, text in texts_of(question):
            yield from _references(name, column, text, subject)


def texts_of(question: Question) -> Iterator[tuple[str, Text]]:
    """Yield each text of a question that a translator would meet, with its column."""
    yield "label", question.label
    yield "hint", question.hint
    yield "guidance_hint", question.guidance
    yield "constraint_message", question.constraint_message
    yield "required_message", question.required_message
    yield "evenhand::warning_message", question.warning_message


def _length(question: Question, row: int | None) -> Iterator[LintFinding]:
    for language, label in question.label.items():
        if len(label) > LONGEST_LABEL:
            yield warning(
                "long-label",
                row,
                f"{question.name}: the label has {len(label)} characters in `{language}`.",
                "Shorten it, and move what explains it into the hint.",
            )


def _references(name: str, column: str, text: Text, subject: Subject) -> Iterator[LintFinding]:
    """Check the answers that a text repeats."""
    by_language = {
        language: frozenset(REFERENCE.findall(wording)) for language, wording in text.items()
    }
    known = subject.order.keys()
    for missing in sorted(frozenset[str]().union(*by_language.values()) - known):
        yield error(
            "unknown-name",
            subject.row(name),
            f"{name}, column `{column}`: there is no question `{missing}` in this form.",
            "Check the spelling.",
        )
    if len(set(by_language.values())) > 1:
        fullest = max(by_language, key=lambda each: len(by_language[each]))
        for language, references in by_language.items():
            if text[language] and by_language[fullest] - references:
                lost = min(by_language[fullest] - references)
                yield warning(
                    "reference-lost",
                    subject.row(name),
                    f"{name}, column `{column}`: `${{{lost}}}` stands in `{fullest}`, and not in "
                    f"`{language}`.",
                    "Let every language repeat the same answers.",
                )
