"""Sentences for questions that a template has no words for: in the words of the question. Pure."""

from server.statement.languages.language import Language
from server.statement.languages.phrases import phrase
from server.statement.template import WayPlan
from shared.forms.model import Choice, Question, SelectMultiple, SelectOne
from shared.text import in_language


def ways_for(question: Question, language: Language) -> list[WayPlan]:
    """Return the answers to `question`, each told as it was given; [] if it offers no choices."""
    label = in_language(question.label, language.code) or question.name
    match question:
        case SelectOne():
            return [_one(choice, label, language) for choice in question.choices]
        case SelectMultiple():
            return _several(question, label, language)
        case _:
            return []


def _one(choice: Choice, label: str, language: Language) -> WayPlan:
    answer = _words(choice, language)
    return WayPlan(
        any=(choice.name,),
        so=phrase(language, "answer_first", question=label, answer=answer),
        next=phrase(language, "answer_next", answer=answer),
    )


def _several(question: SelectMultiple, label: str, language: Language) -> list[WayPlan]:
    named = [choice for choice in question.choices if choice.name != "none"]
    some = WayPlan(
        any=tuple(choice.name for choice in named),
        so=phrase(language, "answers_several", question=label),
        items={
            choice.name: phrase(language, "quoted", words=_words(choice, language))
            for choice in named
        },
    )
    none = [
        WayPlan(
            any=(choice.name,),
            so=phrase(language, "answer_first", question=label, answer=_words(choice, language)),
            next=phrase(language, "answers_none", answer=_words(choice, language)),
        )
        for choice in question.choices
        if choice.name == "none"
    ]
    return [some, *none]


def _words(choice: Choice, language: Language) -> str:
    return in_language(choice.label, language.code) or choice.name
