"""Kinds of questions that a terminal asks in another way than a phone, or can't ask."""

from collections.abc import Iterator

from shared.forms.lint.finding import LintFinding, warning
from shared.forms.lint.subject import Subject
from shared.forms.model import (
    Barcode,
    Geopoint,
    Metadata,
    Question,
    Shape,
    Unsupported,
)

_KNOWN_FACTS = frozenset({"start", "end", "today", "deviceid", "username"})
"""Metadata that laptops fill in."""
_DRAWN = frozenset(
    {"draw", "signature", "annotate", "image-map", "placement-map", "maps", "bearing"}
)
"""Appearances that change what is captured; all others change only how it looks."""


def check_kinds(subject: Subject) -> Iterator[LintFinding]:
    """Yield what laptops do otherwise than phones, so that nobody is surprised in the field."""
    for name, question in subject.questions.items():
        row = subject.row(name)
        told = _of_kind(question)
        if told is not None:
            code, what, cure = told
            yield warning(code, row, f"{name} {what}", cure)
        drawn = sorted(_DRAWN & set(question.appearance.split()))
        if drawn or "ex:" in question.appearance:
            yield warning(
                "appearance-ignored",
                row,
                f"{name} has the appearance `{drawn[0] if drawn else 'ex:'}`, which a terminal "
                "can't show: it is asked without.",
                "Make sure that the question can be answered without it.",
            )


def _of_kind(question: Question) -> tuple[str, str, str] | None:
    match question:
        case Unsupported():
            return (
                "unsupported-kind",
                f"is of the kind `{question.kind}`, which laptops can't ask: it is shown as such "
                "and stays missing.",
                "Ask it in another way, or fill it in on a phone.",
            )
        case Shape():
            return (
                "phone-only",
                f"is a {question.kind}, which a terminal can't draw: observers attach a file, or "
                "note that it was done on a phone.",
                "Ask for a geopoint if one position is enough.",
            )
        case Geopoint() | Barcode():
            return (
                "typed-on-laptop",
                f"is a {question.type}: on a laptop it is typed.",
                "Say in the hint where the observer finds it.",
            )
        case Metadata() if question.kind not in _KNOWN_FACTS:
            return (
                "metadata-empty",
                f"is `{question.kind}`, which laptops do not record: it stays empty.",
                "Nothing needs doing if phones alone are to fill it in.",
            )
        case _:
            return None
