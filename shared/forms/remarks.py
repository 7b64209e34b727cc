"""What a review has to say about an answer: a stable code, and a sentence in several languages."""

from dataclasses import dataclass
from enum import StrEnum

from shared.text import Text, in_catalogue


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
    Code.WRONG_KIND: in_catalogue(
        "“%(given)s” is not the kind of answer that this question takes."
    ),
    Code.NOT_A_CHOICE: in_catalogue("“%(given)s” is not one of the choices."),
    Code.NO_LONGER_OFFERED: in_catalogue(
        "“%(given)s” is not offered any more, because of another answer. Choose anew."
    ),
    Code.NOT_ALL_RANKED: in_catalogue(
        "Put all of the choices in order; %(given)s of them have no place yet."
    ),
    Code.NOT_ON_SCALE: in_catalogue("“%(given)s” is not a step of this scale."),
    Code.NONE_WITH_OTHERS: in_catalogue(
        "“None” can't stand together with other choices. Keep one or the other."
    ),
    Code.CHOSEN_TWICE: in_catalogue("One of the choices was made twice."),
    Code.TOO_LONG: in_catalogue(
        "The text has %(given)s characters; 10,000 is the most. Shorten it."
    ),
    Code.NON_ANSWER_NOT_OFFERED: in_catalogue(
        "“%(given)s” is not offered here. Give one of the answers."
    ),
    Code.CONSTRAINT: in_catalogue("This answer is outside what the form allows. Read it again?"),
    Code.UNKNOWN_QUESTION: in_catalogue("The form has no question of this name."),
    Code.COMMENT_WANTED: in_catalogue("Say in a few words what you saw."),
    Code.SEEN_BY_WANTED: in_catalogue("Did you see this yourselves, or was it reported to you?"),
    Code.DOUBTFUL: in_catalogue("This is unusual. Read it again?"),
    Code.NOT_CHECKED: in_catalogue("This question has a rule that this program does not know yet."),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the answer to `question`: for programs the code, for people the message."""

    question: str
    """Its path (`shared.forms.paths`): the key of its answer."""
    code: Code
    message: Text
    sentence: str = ""
    """Our own sentence, as catalogues have it; '' where the form's author wrote one."""
    given: str = ""
    """What fills `%(given)s` in the sentence."""


def remark(question: str, code: Code, *, given: str = "", own: Text | None = None) -> Remark:
    """Return a remark in the form author's `own` words, or else in ours."""
    if own:
        return Remark(question, code, own)
    sentence = _SENTENCES[code]
    return Remark(question, code, {"en": sentence % {"given": given}}, sentence, given)
