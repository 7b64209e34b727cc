"""How complete each language is: labels, hints, messages and choices."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.forms.lint.finding import LintFinding, warning
from shared.forms.lint.rules.texts import texts_of
from shared.forms.lint.subject import Subject
from shared.text import Text

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")
SHOWN = 5
"""Names of what is missing; more are counted."""


@dataclass
class Completeness:
    """How many of a form's texts are written in one language."""

    language: str
    texts: int = 0
    """That stand in the form in any language."""
    missing: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Name of the question, group or choice, and the column."""

    @property
    def written(self) -> int:
        """Texts that are there."""
        return self.texts - len(self.missing)

    @property
    def percent(self) -> int:
        """Share of the texts that are there, rounded down: 100 means all."""
        return 100 * self.written // self.texts if self.texts else 100


def completeness(subject: Subject) -> tuple[Completeness, ...]:
    """Return how complete each of the form's languages is, in their order."""
    found = tuple(Completeness(language) for language in subject.form.languages)
    for name, column, text in _all_texts(subject):
        if not any(text.values()):
            continue
        for each in found:
            each.texts += 1
            if not text.get(each.language):
                each.missing.append((name, column))
    return found


def check_translations(subject: Subject) -> Iterator[LintFinding]:
    """Yield a finding for each language with gaps, and for languages without a code."""
    for each in completeness(subject):
        if each.missing:
            yield _gaps(each, subject)
        if not _CODE.fullmatch(each.language):
            yield warning(
                "language-without-code",
                None,
                f"The language `{each.language}` has no code, so that nobody can ask for it.",
                f"Write its columns as label::{each.language.capitalize()} (xx), with the code of "
                "the language in place of xx.",
            )


def _gaps(each: Completeness, subject: Subject) -> LintFinding:
    kinds = Counter(column for _, column in each.missing)
    counted = ", ".join(f"{count} × {column}" for column, count in kinds.items())
    names = list(dict.fromkeys(name for name, _ in each.missing))
    some = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    return warning(
        "missing-translation",
        subject.row(names[0]),
        f"`{each.language}` is {each.percent} % complete: {each.written} of {each.texts} texts. "
        f"Missing: {counted} ({some}).",
        "Translate them; until then they appear in the form's default language.",
    )


def _all_texts(subject: Subject) -> Iterator[tuple[str, str, Text]]:
    """Yield name, column and text of everything that is translated, each list once."""
    if len(subject.form.title) > 1:  # other tools know a title in one language only
        yield "title", "evenhand::title", subject.form.title
    for node in subject.groups:
        yield node.name, "label", node.label
        yield node.name, "hint", node.hint
    for name, question in subject.questions.items():
        for column, text in texts_of(question):
            yield name, column, text
    for each in subject.lists:
        for choice in each.choices:
            yield f"{each.name or each.questions[0].name}/{choice.name}", "choice", choice.label
