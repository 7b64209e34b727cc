import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.forms.evaluation import compile_expression
from shared.forms.grammar import parse
from shared.forms.syntax import Call, ExpressionError, Number, Operation, Reference, references_of


def mistake(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text)
    return caught.value


def test_multiplication_binds_before_addition_and_addition_before_comparison():
    tree = parse("1 + 2 * 3 < 8")
    assert isinstance(tree, Operation)
    assert tree.operator == "<"
    assert isinstance(tree.left, Operation)
    assert tree.left.operator == "+"


def test_operators_of_one_strength_are_read_from_the_left():
    tree = parse("10 - 4 - 3")
    assert isinstance(tree, Operation)
    assert tree.right == Number(9, 3.0)


def test_every_question_that_is_read_is_a_dependency():
    tree = parse("if(${V01} = 'none', /data/around/V03, ../V04) and not(${ H08 })")
    assert references_of(tree) == {"V01", "V03", "V04", "H08"}


def test_a_name_with_dots_and_dashes_is_one_name():
    assert parse("${a-b.c}") == Reference(0, "a-b.c")


def test_the_words_of_operators_may_be_names_of_questions():
    assert references_of(parse("${and} and ${div} div ${mod}")) == {"and", "div", "mod"}


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("1 +", 3, "breaks off"),
        ("(1 = 1", 0, "never closed"),
        ("(1, 2)", 2, "can't stand here"),
        ("not(${a}", 3, "never closed"),
        ("1)", 1, "never opened"),
        ("'abc", 0, "never closed"),
        ("${a", 0, "${name}"),
        ("${a} = ‘x’", 7, "typographic"),
        ("${a} ${b}", 5, "can't stand here"),
        ("a = 1", 0, "stands alone"),
        ("1 ~ 2", 2, "no meaning"),
        ("/data/r[1", 7, "never closed"),
        ("/data/r]", 7, "never opened"),
        ("/data//x", 5, "not read here"),
        ("//x", 0, "not read here"),
        ("/data/*", 6, "not read here"),
        ("/data/@id", 6, "not read here"),
        ("/data/a | /data/b", 8, "not read here"),
        ("/data/a/../b", 8, "stands behind a name"),
        ("instance(${a})/root/item", 0, "name of one list"),
        ("instance('a')/root", 0, "wanted of the list"),
        ("sum(3)", 4, "wants a question"),
        ("format-date(., '%A')", 15, "`%A`"),
        ("selectd(${a}, 'x')", 0, "no function `selectd`"),
        ("1 + if(1, 2)", 4, "3 arguments"),
        ("round(1, 2, 3)", 0, "1 to 2 arguments"),
        ("join()", 0, "1 or more"),
        ("pulldata('a', 'b')", 0, "4 arguments"),
        ("regex(., '(a')", 9, "never closes"),
        (". > date('2026-13-01')", 9, "not a date"),
    ],
)
def test_a_mistake_says_where_it_is_and_what_to_write_instead(text: str, position: int, words: str):
    error = mistake(text)
    assert error.position == position
    assert words in error.message
    assert error.cure.endswith((".", "?"))


def test_a_misspelt_function_is_met_with_the_nearest_name():
    assert mistake("selectd(${a}, 'x')").cure == "Did you mean `selected`?"


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 100_000,
        "(" * 5_000,
        "not(" * 3_000 + "1" + ")" * 3_000,
        "-" * 5_000 + "1",
        "1" + " + 1" * 900,
        "1 or 1 and 1 = 1 < 1 + 1 * -(" * 300,
        "concat(" + "1, " * 1_500 + "1)",
        "concat(" + "1, " * 4_000 + "1)",
    ],
)
def test_a_hostile_expression_is_refused_and_overflows_nothing(hostile: str):
    assert mistake(hostile).cure


def test_a_sum_over_every_contestant_is_no_hostile_expression():
    assert compile_expression(" + ".join(f"${{c{each}}}" for each in range(150)))


def test_a_call_keeps_its_arguments_in_order():
    tree = parse("substr('x', 1, 2)")
    assert isinstance(tree, Call)
    assert [getattr(each, "value", None) for each in tree.arguments] == ["x", 1.0, 2.0]


XPATH = st.text("abc${}.'\"()[],/=<>!+-* 019\n‘|", max_size=40) | st.text(max_size=20)


def understood(text: str) -> ExpressionError | None:
    try:
        compile_expression(text)
    except ExpressionError as error:
        return error
    return None


@given(XPATH)
def test_whatever_is_written_is_understood_or_explained(text: str):
    error = understood(text)
    if error is not None:
        assert 0 <= error.position <= len(text)
        assert error.message
        assert error.cure
