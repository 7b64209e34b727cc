"""Every text of the library stands in four languages, and fits a narrow terminal."""

import re
from collections.abc import Iterator
from textwrap import wrap

import pytest

from server.forms import service
from shared.forms.model import Calculate, Form, Question, Repeat, Section, choices_of
from shared.text import Text

LANGUAGES = ("en", "ru", "kk", "tr")
COLUMNS = 80 - 6
"""What a terminal of 80 columns leaves for the text of a question."""
CYRILLIC = re.compile(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")
KAZAKH_ALONE = re.compile(r"[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")
LATIN_WORDS = re.compile(r"[A-Za-z]+")


def every_text(form: Form) -> Iterator[tuple[str, str, Text]]:
    """Yield each text: whose it is, which part, the wordings."""
    yield form.id, "title", form.title
    for section in form.sections:
        yield from _texts_of(section)


def _texts_of(node: Section | Repeat | Question) -> Iterator[tuple[str, str, Text]]:
    if isinstance(node, Section | Repeat):
        yield node.name, "label", node.label
        for child in node.children:
            yield from _texts_of(child)
        return
    if not isinstance(node, Calculate):
        yield node.name, "label", node.label
        yield node.name, "hint", node.hint
    if node.constraint:
        yield node.name, "constraint", node.constraint_message
    if node.warning:
        yield node.name, "warning", node.warning_message
    for choice in choices_of(node):
        yield f"{node.name} {choice.name}", "choice", choice.label


@pytest.fixture(params=service.LIBRARY)
def form(library: dict[str, Form], request: pytest.FixtureRequest) -> Form:
    return library[request.param]


def test_every_form_names_its_four_languages(form: Form):
    assert set(form.languages) == set(LANGUAGES)
    assert form.default_language == "en"


def test_no_text_falls_back_to_another_language(form: Form):
    lacking = [
        f"{whose} {part} {language}"
        for whose, part, text in every_text(form)
        for language in LANGUAGES
        if not text.get(language, "").strip()
    ]
    assert lacking == []


def test_each_wording_is_written_in_its_own_alphabet(form: Form):
    for whose, part, text in every_text(form):
        assert not CYRILLIC.search(text["en"]), (whose, part)
        assert not CYRILLIC.search(text["tr"]), (whose, part)
        for language in ("ru", "kk"):
            assert not LATIN_WORDS.search(text[language]), (whose, part, text[language])
        assert not KAZAKH_ALONE.search(text["ru"]), (whose, part)


def test_no_sentence_was_left_in_another_language(form: Form):
    for whose, part, text in every_text(form):
        if len(text["en"].split()) > 3:
            assert len({text[language] for language in LANGUAGES}) == 4, (whose, part, text)
        if part in ("hint", "warning", "constraint"):
            assert not re.search(r"\b(или|если|было|только|нет)\b", text["kk"]), (whose, text["kk"])


def test_questions_ask_and_sentences_end_in_every_language(form: Form):
    for whose, part, text in every_text(form):
        ends = {text[language][-1] in ".?!" for language in LANGUAGES}
        assert len(ends) == 1, (whose, part, text)
        asks = {text[language].endswith("?") for language in LANGUAGES}
        assert len(asks) == 1, (whose, part, text)


def test_figures_are_the_same_in_every_language(form: Form):
    for whose, part, text in every_text(form):
        if part in ("constraint", "warning", "hint"):
            figures = {
                language: re.findall(r"\d+", re.sub(r"(?<=\d)[,.](?=\d{3})", "", text[language]))
                for language in LANGUAGES
            }
            assert len({tuple(sorted(each)) for each in figures.values()}) == 1, (whose, figures)


def test_doubts_are_questions_and_accuse_nobody(form: Form):
    accusing = re.compile(
        r"fraud|falsif|rigg|stolen|wrong|фальс|подтас|бұрмала|hile|sahte", re.IGNORECASE
    )
    for whose, part, text in every_text(form):
        if part in ("warning", "constraint"):
            for language in LANGUAGES:
                assert text[language].endswith("?"), (whose, text[language])
                assert not accusing.search(text[language]), (whose, text[language])


@pytest.mark.parametrize(
    ("parts", "most"), [({"warning", "constraint"}, 3), ({"label", "hint"}, 2), ({"choice"}, 1)]
)
def test_texts_fit_a_terminal_of_80_columns(form: Form, parts: set[str], most: int):
    for whose, part, text in every_text(form):
        if part in parts:
            for language in LANGUAGES:
                lines = wrap(text[language], COLUMNS)
                assert len(lines) <= most, (whose, language, text[language])


def test_titles_of_pages_fit_beside_each_other(form: Form):
    for section in form.sections:
        assert all(len(section.label[language]) <= 28 for language in LANGUAGES), section.label


def test_a_choice_is_called_the_same_wherever_it_stands_in_a_shared_list(
    library: dict[str, Form],
):
    shared: dict[tuple[str, ...], Text] = {}
    for form in library.values():
        for question in form.questions():
            names = tuple(choice.name for choice in choices_of(question))
            if names in (
                ("yes", "no"),
                ("yes", "partly", "no"),
                ("very_good", "good", "bad", "very_bad"),
            ):
                for choice in choices_of(question):
                    assert shared.setdefault((*names, choice.name), choice.label) == choice.label
    assert len(shared) == 2 + 3 + 4
