"""Sentences for questions that a template has no words for: in the words of the question. Pure."""

from server.statement.template import WayPlan
from shared.forms.model import Choice, Question, SelectMultiple, SelectOne
from shared.text import in_language


def ways_for(question: Question) -> list[WayPlan]:
    """Return the answers to `question`, each told as it was given; [] if it offers no choices."""
    label = in_language(question.label, "en") or question.name
    match question:
        case SelectOne():
            return [
                WayPlan(any=(choice.name,), so=f"{_answer(label, place)} “{_words(choice)}”")
                for place, choice in enumerate(question.choices)
            ]
        case SelectMultiple():
            return _several(question, label)
        case _:
            return []


def _several(question: SelectMultiple, label: str) -> list[WayPlan]:
    named = [choice for choice in question.choices if choice.name != "none"]
    some = WayPlan(
        any=tuple(choice.name for choice in named),
        so=f"to “{label}” the observers answered",
        items={choice.name: f"“{_words(choice)}”" for choice in named},
    )
    none = [
        WayPlan(any=(choice.name,), so=f"they answered “{_words(choice)}”")
        for choice in question.choices
        if choice.name == "none"
    ]
    return [some, *none]


def _answer(label: str, place: int) -> str:
    return f"the answer to “{label}” was" if place == 0 else "it was"


def _words(choice: Choice) -> str:
    return in_language(choice.label, "en") or choice.name
