"""What a review has to say about an answer: a stable code, and a sentence in several languages."""

from dataclasses import dataclass
from enum import StrEnum

from shared.text import Text


class Code(StrEnum):
    """Why an answer is wrong, or looks doubtful."""

    WRONG_KIND = "wrong_kind"
    NOT_A_CHOICE = "not_a_choice"
    NO_LONGER_OFFERED = "no_longer_offered"
    NOT_ALL_RANKED = "not_all_ranked"
    NOT_ON_SCALE = "not_on_scale"
    NONE_WITH_OTHERS = "none_with_others"
    CHOSEN_TWICE = "chosen_twice"
    TOO_LONG = "too_long"
    NON_ANSWER_NOT_OFFERED = "non_answer_not_offered"
    CONSTRAINT = "constraint"
    UNKNOWN_QUESTION = "unknown_question"
    COMMENT_WANTED = "comment_wanted"
    SEEN_BY_WANTED = "seen_by_wanted"
    DOUBTFUL = "doubtful"
    NOT_CHECKED = "not_checked"


_SENTENCES = {
    Code.WRONG_KIND: "“{given}” is not the kind of answer that this question takes.",
    Code.NOT_A_CHOICE: "“{given}” is not one of the choices.",
    Code.NO_LONGER_OFFERED: "“{given}” is not offered any more, because of another answer. "
    "Choose anew.",
    Code.NOT_ALL_RANKED: "Put all of the choices in order; {given} of them have no place yet.",
    Code.NOT_ON_SCALE: "“{given}” is not a step of this scale.",
    Code.NONE_WITH_OTHERS: "“None” can't stand together with other choices. Keep one or the other.",
    Code.CHOSEN_TWICE: "One of the choices was made twice.",
    Code.TOO_LONG: "The text has {given} characters; 10,000 is the most. Shorten it.",
    Code.NON_ANSWER_NOT_OFFERED: "“{given}” is not offered here. Give one of the answers.",
    Code.CONSTRAINT: "This answer is outside what the form allows. Read it again?",
    Code.UNKNOWN_QUESTION: "The form has no question of this name.",
    Code.COMMENT_WANTED: "Say in a few words what you saw.",
    Code.SEEN_BY_WANTED: "Did you see this yourselves, or was it reported to you?",
    Code.DOUBTFUL: "This is unusual. Read it again?",
    Code.NOT_CHECKED: "This question has a rule that this program does not know yet.",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the answer to `question`: for programs the code, for people the message."""

    question: str
    """Its path (`shared.forms.paths`): the key of its answer."""
    code: Code
    message: Text


def remark(question: str, code: Code, *, given: str = "", own: Text | None = None) -> Remark:
    """Return a remark in the form author's `own` words, or else in ours."""
    return Remark(question, code, own or {"en": _SENTENCES[code].format(given=given)})
