"""The boxes and lines that a question gets on paper, by its kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.forms.export.bounds import Bounds, bounds_of
from server.forms.export.keys import key_of
from server.forms.export.paper import AnswerKind, PaperAnswer, PaperChoice
from server.forms.export.phrases import Phrases, fill_in
from server.forms.export.wording import Wording, printable
from shared.forms.model import (
    Acknowledge,
    Calculate,
    Date,
    DateTime,
    Decimal,
    Geopoint,
    Hidden,
    Integer,
    Media,
    Metadata,
    Note,
    Question,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    Shape,
    TextQuestion,
    Time,
)

MOST_PRINTED = 120
"""Choices of one question. A longer list is looked up elsewhere, and its code is written down."""
USUAL_DIGITS = 6
MOST_DIGITS = 12
DECIMALS = 2

_CLOCKS: Mapping[str, AnswerKind] = {"date": "date", "time": "time", "dateTime": "moment"}

Select = SelectOne | SelectMultiple | Rank


def is_on_paper(question: Question) -> bool:
    """Tell whether paper shows `question`: what a machine works out or knows is not asked."""
    return not isinstance(question, Calculate | Hidden | Metadata)


def takes_answer(question: Question) -> bool:
    """Tell whether a person answers `question`, rather than read it."""
    is_worked_out = bool(question.calculation and not question.trigger)
    return not (isinstance(question, Note) or question.read_only or is_worked_out)


@dataclass(frozen=True, slots=True)
class AnswerBoxes:
    """Gives questions their boxes, in one language."""

    words: Phrases
    wording: Wording

    def of(self, question: Question) -> PaperAnswer:
        """Return what takes the answer to `question`; a line for kinds that have nothing better."""
        match question:
            case SelectOne() | SelectMultiple() | Rank():
                return self._select(question)
            case Integer() | Decimal() | Range():
                return _figures(question)
            case Date() | Time() | DateTime():
                return PaperAnswer(_CLOCKS[question.type])
            case Acknowledge():
                return PaperAnswer("choices", (PaperChoice("1", "OK", "OK", alert=False),))
            case _:
                return self._lines(question)

    def _select(self, question: Select) -> PaperAnswer:
        count = len(question.choices)
        if not 0 < count <= MOST_PRINTED:
            source = question.from_file.file if question.from_file else question.from_repeat
            caption = fill_in(self.words["from_list"], what=source or question.list_name)
            return PaperAnswer("lines", lines=1, caption=caption)
        choices = tuple(
            PaperChoice(
                key_of(index, count),
                self.wording.of(choice.label) or choice.name,
                printable(choice.name),
                choice.name in question.alert,
            )
            for index, choice in enumerate(question.choices)
        )
        many = isinstance(question, SelectMultiple)
        return PaperAnswer("ranks" if isinstance(question, Rank) else "choices", choices, many=many)

    def _lines(self, question: Question) -> PaperAnswer:
        match question:
            case Geopoint():
                return PaperAnswer("lines", lines=1, caption=self.words["position"])
            case Media() | Shape():
                return PaperAnswer("lines", lines=1, caption=self.words["attach"])
            case TextQuestion():
                return PaperAnswer("lines", lines=4 if "multiline" in question.appearance else 2)
            case _:
                return PaperAnswer("lines", lines=1)


def _figures(question: Integer | Decimal | Range) -> PaperAnswer:
    if isinstance(question, Range):
        bounds = Bounds(min(question.start, question.end), max(question.start, question.end))
        decimals = 0 if question.step % 1 == 0 and question.start % 1 == 0 else DECIMALS
    else:
        bounds = bounds_of(question.constraint)
        decimals = DECIMALS if isinstance(question, Decimal) else 0
    return PaperAnswer(
        "figures", digits=_digits(bounds), decimals=decimals, range=bounds.in_figures()
    )


def _digits(bounds: Bounds) -> int:
    if bounds.high is None:
        return USUAL_DIGITS
    largest = max(abs(bounds.high), abs(bounds.low or 0))
    return min(MOST_DIGITS, len(f"{largest:.0f}"))
