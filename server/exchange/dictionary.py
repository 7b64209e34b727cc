"""The form's dictionary: every question and choice of every version, with all labels. Pure."""

from collections.abc import Iterator, Sequence

from server.exchange.asked import AskedForm
from server.exchange.table import Cell, Field, Table
from shared.forms.model import Form, Question, choices_of

_QUESTION = (
    Field("form"),
    Field("version"),
    Field("position", "Its place in the form, from 1", "integer"),
    Field("question", "Its name: the column of the form's table"),
    Field("type", "As XLSForm calls it"),
    Field("repeat", "The repeats that it stands in, the outermost first"),
    Field("relevant", "When it is asked; empty = always"),
    Field("non_answers", "Which of the three it offers"),
    Field("indicator", "What statements know it by"),
    Field("positive", "Answers that the indicator reads as positive"),
    Field("negative", "Answers that the indicator reads as negative"),
)
_CHOICE = (
    Field("form"),
    Field("version"),
    Field("question"),
    Field("position", "Its place among the choices, from 1", "integer"),
    Field("choice", "Its name: the cell of the form's table"),
)


def dictionary(forms: Sequence[AskedForm], names: tuple[str, str]) -> Iterator[Table]:
    """Yield the table of questions and that of choices, called `names`."""
    languages = _languages(forms)
    questions, choices = names

    def question_rows() -> Iterator[Sequence[Cell]]:
        for form, place, question, repeats in _questions(forms):
            labels = [question.label.get(each, "") for each in languages]
            yield [*_about(form, place, question, repeats), *labels]

    def choice_rows() -> Iterator[Sequence[Cell]]:
        for form, _, question, _ in _questions(forms):
            for place, choice in enumerate(choices_of(question), start=1):
                labels = [choice.label.get(each, "") for each in languages]
                yield [form.id, form.version, question.name, place, choice.name, *labels]

    labels = tuple(Field(f"label_{each}", f"Its words, language {each}") for each in languages)
    key = ("form", "version", "question")
    yield Table(questions, "Questions of the forms", (*_QUESTION, *labels), question_rows, key)
    yield Table(
        choices, "Choices of the questions", (*_CHOICE, *labels), choice_rows, (*key, "choice")
    )


def _languages(forms: Sequence[AskedForm]) -> list[str]:
    each = (language for form in forms for one in form.versions for language in one.languages)
    return list(dict.fromkeys(each))


def _questions(
    forms: Sequence[AskedForm],
) -> Iterator[tuple[Form, int, Question, tuple[str, ...]]]:
    """Yield each question that has a column, in each version that asks it."""
    for form in forms:
        repeats = {each.question.name: each.repeats for each in form.askings}
        for version in reversed(form.versions):
            for place, question in enumerate(version.questions(), start=1):
                if question.name in repeats:
                    yield version, place, question, repeats[question.name]


def _about(form: Form, place: int, question: Question, repeats: tuple[str, ...]) -> Sequence[Cell]:
    indicator = question.indicator
    return (
        form.id,
        form.version,
        place,
        question.name,
        question.type,
        " ".join(repeats),
        question.relevant,
        " ".join(question.non_answers),
        indicator.id if indicator else "",
        " ".join(indicator.positive) if indicator else "",
        " ".join(indicator.negative) if indicator else "",
    )
