"""The keys and signs of a checklist, and the words beside them: states are read, not guessed.

✓ answered    ! look here    ● chosen    ■ / □ one of several, chosen or not
"""

from shared.forms.answers import Answer, NonAnswer
from shared.forms.model import Choice, Question, SeenBy, SelectMultiple, choices_of

ANSWERED, ATTENTION, CHOSEN, TICKED, UNTICKED = "✓", "!", "●", "■", "□"
CURSOR_BAR = "▌"

NON_ANSWER_KEYS: dict[str, NonAnswer] = {
    "o": NonAnswer.NOT_OBSERVED,
    "d": NonAnswer.DONT_KNOW,
    "n": NonAnswer.NOT_APPLICABLE,
}
NON_ANSWER_WORDS: dict[NonAnswer, str] = {
    NonAnswer.NOT_OBSERVED: "not observed",
    NonAnswer.DONT_KNOW: "don't know",
    NonAnswer.NOT_APPLICABLE: "not applicable",
}
SEEN_BY_WORDS: dict[SeenBy, str] = {
    SeenBy.OBSERVED: "seen",
    SeenBy.REPORTED: "reported by others",
    SeenBy.BOTH: "seen and reported",
}
SEEN_BY_SHORT: dict[SeenBy | None, str] = {
    None: "seen?",
    SeenBy.OBSERVED: "seen",
    SeenBy.REPORTED: "reported",
    SeenBy.BOTH: "both",
}
"""The same, where room is short."""
CHOICE_KEYS = "1234567890abefhijklmprtuvwxyz"
"""One a choice, in their order. Letters that mean something else on the page are left out."""
PICK_KEY = "/"
"""Opens a list to search, where there are more choices than keys."""
NONE_OF_THEM = "none"
"""The choice of a `select_multiple` that excludes the others."""


def has_many_choices(question: Question) -> bool:
    """Tell whether the choices of `question` are more than there are keys."""
    return len(choices_of(question)) > len(CHOICE_KEYS)


def keyed_choices(question: Question) -> list[tuple[str, Choice]]:
    """Return the choices of `question`, each with its key; none where they are too many."""
    if has_many_choices(question):
        return []
    return list(zip(CHOICE_KEYS, choices_of(question), strict=False))


def find_choice(question: Question, key: str) -> Choice | None:
    """Return the choice that `key` answers, or None."""
    return next((choice for each, choice in keyed_choices(question) if each == key), None)


def chosen_names(answer: Answer | None) -> list[str]:
    """Return the names of the choices that `answer` holds; empty for a non-answer and for none."""
    if isinstance(answer, NonAnswer) or answer is None:
        return []
    return answer if isinstance(answer, list) else [str(answer)]


def toggled(question: SelectMultiple, chosen: list[str], name: str) -> list[str]:
    """Return `chosen` with `name` added or taken away, in the form's order.

    `none` excludes the others, and any other excludes `none`.
    """
    if name in chosen:
        wanted = set(chosen) - {name}
    elif name == NONE_OF_THEM:
        wanted = {name}
    else:
        wanted = (set(chosen) | {name}) - {NONE_OF_THEM}
    return [choice.name for choice in question.choices if choice.name in wanted]


def next_seen_by(current: SeenBy | None) -> SeenBy:
    """Return what follows `current` as `s` is pressed again and again."""
    order = list(SeenBy)
    return order[(order.index(current) + 1) % len(order)] if current else order[0]
