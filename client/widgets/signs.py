"""The keys and signs of a checklist, and the words beside them: states are read, not guessed.

✓ answered    ! look here    ● chosen    ■ / □ one of several, chosen or not
"""

from collections.abc import Sequence
from dataclasses import dataclass

from client.language import later, spoken
from shared.forms.answers import Answer, NonAnswer
from shared.forms.model import Question, SeenBy, choices_of
from shared.text import in_language

ANSWERED, ATTENTION, CHOSEN, TICKED, UNTICKED = "✓", "!", "●", "■", "□"
CURSOR_BAR = "▌"

NON_ANSWER_KEYS: dict[str, NonAnswer] = {
    "o": NonAnswer.NOT_OBSERVED,
    "d": NonAnswer.DONT_KNOW,
    "n": NonAnswer.NOT_APPLICABLE,
}
_NON_ANSWER_WORDS: dict[str, dict[NonAnswer, str]] = {
    "en": {
        NonAnswer.NOT_OBSERVED: "not observed",
        NonAnswer.DONT_KNOW: "don't know",
        NonAnswer.NOT_APPLICABLE: "not applicable",
    },
    "ru": {
        NonAnswer.NOT_OBSERVED: "не наблюдали",
        NonAnswer.DONT_KNOW: "не знаем",
        NonAnswer.NOT_APPLICABLE: "неприменимо",
    },
    "kk": {
        NonAnswer.NOT_OBSERVED: "байқалмады",
        NonAnswer.DONT_KNOW: "білмейміз",
        NonAnswer.NOT_APPLICABLE: "қолданылмайды",
    },
    "tr": {
        NonAnswer.NOT_OBSERVED: "gözlemlenmedi",
        NonAnswer.DONT_KNOW: "bilmiyoruz",
        NonAnswer.NOT_APPLICABLE: "uygulanamaz",
    },
}
"""By the language in which the checklist is shown: the same words as in its hints. Not of the
catalogues: those follow the interface's language."""
SEEN_BY_WORDS: dict[SeenBy, str] = {
    SeenBy.OBSERVED: later("seen"),
    SeenBy.REPORTED: later("reported by others"),
    SeenBy.BOTH: later("seen and reported"),
}
SEEN_BY_QUESTION = later("seen or reported?")
SEEN_BY_SHORT: dict[SeenBy | None, str] = {
    None: later("seen?"),
    SeenBy.OBSERVED: later("seen"),
    SeenBy.REPORTED: later("reported"),
    SeenBy.BOTH: later("both"),
}
"""The same, where room is short."""
CHOICE_KEYS = "1234567890befhijklmprtuvwxyz"
"""One a choice, in their order. Letters that mean something else on the page are left out."""
PICK_KEY = "/"
"""Opens a list to search, where there are more choices than keys."""
PICK_KEYS = (PICK_KEY, ".")
"""A Russian keyboard has the second in the place of the first."""
COMMENT_KEY, ATTACH_KEY, SEEN_KEY, GUIDANCE_KEY = "c", "a", "s", "g"
"""What can be said about any question, beside its answer."""
PHONE_KEY = "p"
UP_KEYS, DOWN_KEYS = ("+", "="), ("-", "_")
"""One step more, or one place further up; one less, or further down."""
NONE_OF_THEM = "none"
"""The choice of a `select_multiple` that excludes the others."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice as it is offered just now."""

    name: str
    label: str
    media: str = ""
    """What belongs to it and can't be shown, such as `picture: ramp.png`."""


def non_answer_words(non_answer: NonAnswer, language: str) -> str:
    """Return the words of a non-answer in the language of the checklist, else of the interface."""
    return _NON_ANSWER_WORDS.get(language, _NON_ANSWER_WORDS[spoken()])[non_answer]


def offers_of(question: Question, language: str) -> tuple[Offer, ...]:
    """Return the choices of `question` as its form lists them."""
    return tuple(
        Offer(each.name, in_language(each.label, language) or each.name)
        for each in choices_of(question)
    )


def keyed(offers: Sequence[Offer]) -> list[tuple[str, Offer]]:
    """Return the offers, each with its key; none where they are more than there are keys."""
    if len(offers) > len(CHOICE_KEYS):
        return []
    return list(zip(CHOICE_KEYS, offers, strict=False))


def find_offer(offers: Sequence[Offer], key: str) -> Offer | None:
    """Return the offer that `key` answers, or None."""
    return next((offer for each, offer in keyed(offers) if each == key), None)


def chosen_names(answer: Answer | None) -> list[str]:
    """Return the names of the choices that `answer` holds; empty for a non-answer and for none."""
    if isinstance(answer, NonAnswer) or answer is None:
        return []
    return answer if isinstance(answer, list) else [str(answer)]


def toggled(offers: Sequence[Offer], chosen: list[str], name: str) -> list[str]:
    """Return `chosen` with `name` added or taken away, in the order of the offers.

    `none` excludes the others, and any other excludes `none`.
    """
    if name in chosen:
        wanted = [each for each in chosen if each != name]
    elif name == NONE_OF_THEM:
        wanted = [name]
    else:
        wanted = [*(each for each in chosen if each != NONE_OF_THEM), name]
    order = {offer.name: place for place, offer in enumerate(offers)}
    return sorted(wanted, key=lambda each: order.get(each, len(order)))


def ranked(chosen: list[str], name: str) -> list[str]:
    """Return `chosen` with `name` in the next place, or without it where it has one."""
    if name in chosen:
        return [each for each in chosen if each != name]
    return [*chosen, name]


def moved(chosen: list[str], name: str, step: int) -> list[str]:
    """Return `chosen` with `name` moved by `step` places, as far as it goes."""
    if name not in chosen:
        return chosen
    rest = [each for each in chosen if each != name]
    place = min(max(chosen.index(name) + step, 0), len(rest))
    return [*rest[:place], name, *rest[place:]]


def next_seen_by(current: SeenBy | None) -> SeenBy:
    """Return what follows `current` as `s` is pressed again and again."""
    order = list(SeenBy)
    return order[(order.index(current) + 1) % len(order)] if current else order[0]
