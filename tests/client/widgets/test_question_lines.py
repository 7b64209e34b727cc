import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.widgets.layouts import by_place, digit_by_place
from client.widgets.plain import lay_out_plainly
from client.widgets.question_lines import QuestionLines, lay_out
from client.widgets.question_state import QuestionState
from client.widgets.signs import CHOICE_KEYS, find_offer, keyed, offers_of, toggled
from shared.forms.answers import NonAnswer
from shared.forms.model import Choice, Integer, Question, SelectMultiple, SelectOne, Unsupported


def one(*labels: str) -> SelectOne:
    choices = tuple(Choice(name=f"c{n}", label={"en": label}) for n, label in enumerate(labels))
    return SelectOne(name="Q", label={"en": "Was it so?"}, choices=choices)


def several(*names: str) -> SelectMultiple:
    return SelectMultiple(name="Q", choices=tuple(Choice(name=each, label={}) for each in names))


def drawn(
    question: Question, state: QuestionState, *, width: int = 80, current: bool = True
) -> QuestionLines:
    return lay_out(question, state, width=width, current=current, language="en")


def text(lines: QuestionLines) -> str:
    return "\n".join(line.plain for line in lines.lines)


@given(
    labels=st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12),
    width=st.integers(30, 200),
    remarks=st.lists(st.text(min_size=1, max_size=120), max_size=2),
)
def test_a_question_keeps_its_height_when_the_cursor_comes_and_goes(
    labels: list[str], width: int, remarks: list[str]
) -> None:
    state = QuestionState(answer="c0", remarks=tuple(remarks))
    with_cursor = drawn(one(*labels), state, width=width)
    without = drawn(one(*labels), state, width=width, current=False)
    assert len(with_cursor.lines) == len(without.lines)


def test_an_answer_keeps_the_height_too() -> None:
    question = one("yes", "no")
    heights = {
        len(drawn(question, QuestionState(answer=answer)).lines)
        for answer in (None, "c0", "c1", NonAnswer.DONT_KNOW)
    }
    assert len(heights) == 1


def test_what_was_said_stays_in_sight_when_the_cursor_has_gone() -> None:
    state = QuestionState(answer=NonAnswer.NOT_OBSERVED, comment="the curtain was closed")
    shown = text(drawn(one("yes", "no"), state, current=False))
    assert "● not observed" in shown
    assert "“the curtain was closed”" in shown


def test_zero_is_shown_and_blank_says_what_is_asked() -> None:
    assert "0" in text(drawn(Integer(name="Q"), QuestionState(answer=0)))
    assert "a whole number" in text(drawn(Integer(name="Q"), QuestionState()))


def test_a_kind_that_a_laptop_can_not_ask_says_so() -> None:
    question = Unsupported(name="Q", kind="barcode", label={"en": "Scan the seal"})
    assert "A laptop can't ask this (barcode)" in text(drawn(question, QuestionState()))


def test_a_list_longer_than_the_keys_is_searched_instead() -> None:
    question = one(*(f"District {n}" for n in range(231)))
    assert keyed(offers_of(question, "en")) == []
    shown = text(drawn(question, QuestionState(answer="c7")))
    assert "● District 7" in shown
    assert "/ choose from 231 answers" in shown


def test_each_key_answers_one_choice_and_no_key_means_two_things() -> None:
    question = one(*(f"label {n}" for n in range(len(CHOICE_KEYS))))
    offers = offers_of(question, "en")
    found = [find_offer(offers, key) for key in CHOICE_KEYS]
    assert found == list(offers)
    assert not set(CHOICE_KEYS) & set("odncsgq?/")


@given(st.lists(st.sampled_from(["a", "b", "c", "none"]), max_size=12))
def test_none_never_stands_beside_others(presses: list[str]) -> None:
    offers, chosen = offers_of(several("a", "b", "c", "none"), "en"), list[str]()
    for name in presses:
        chosen = toggled(offers, chosen, name)
        assert chosen == ["none"] or "none" not in chosen
        assert len(set(chosen)) == len(chosen)


def test_a_screen_reader_gets_one_thing_a_line_and_words_for_signs() -> None:
    lay_out_plainly(plain=True)
    try:
        state = QuestionState(answer="c1", comment="noted")
        lines = text(drawn(one("Yes", "No"), state)).splitlines()
        asked = text(drawn(one("Yes", "No"), QuestionState(remarks=("Is it so?",))))
    finally:
        lay_out_plainly(plain=False)
    stripped = [line.strip(" ▌✓●") for line in lines]
    assert stripped[:4] == ["answered:", "Was it so?", "1 Yes", "2 No, chosen"]
    assert "o not observed" in stripped
    assert "look at this again:" in asked


@pytest.mark.parametrize(
    ("width", "words"), [(120, "s seen or reported?"), (76, " g  c ✓  a  s seen?"), (40, "…")]
)
def test_all_that_can_be_said_stands_on_one_row_that_fits(width: int, words: str) -> None:
    question = one("yes").model_copy(update={"seen_by": True})
    state = QuestionState(answer=NonAnswer.DONT_KNOW, comment="x", has_guidance=True)
    row = drawn(question, state, width=width).lines[-1]
    assert row.cell_length <= width
    assert row.plain.endswith(words)
    assert " ● d don't know" in row.plain


def test_keys_are_taken_by_their_place_on_the_keyboard() -> None:
    assert [by_place(key) for key in "щвтсфыпo1"] == [*"odncasgo1"]
    assert [digit_by_place(key) for key in '"әіңғ,.үұқ'] == [*"1234567890"]
