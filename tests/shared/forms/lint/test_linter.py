from shared.forms.lint.finding import Level, LintFinding
from shared.forms.lint.linter import lint
from shared.forms.model import Calculate, Form, Indicator, TextQuestion, Unsupported
from tests.shared.forms.checklists import a_form, negative, number, one, section

ROWS = {"a": 2, "b": 3, "c": 4}


def only(form: Form) -> LintFinding:
    (finding,) = lint(form, ROWS)
    return finding


def test_a_form_without_mistakes_has_no_findings():
    form = a_form(one("a"), one("b", relevant="${a} = 'yes'", indicator=negative("no")))
    assert lint(form, ROWS) == []


def test_a_typo_names_row_column_place_and_cure():
    finding = only(a_form(one("a"), one("b", relevant="selectd(${a}, 'yes')")))
    assert finding == LintFinding(
        Level.ERROR,
        "expression",
        3,
        "b, column `relevant`, character 1: There is no function `selectd`.",
        "Did you mean `selected`?",
    )


def test_a_reference_to_no_question_is_an_error_with_the_nearest_name():
    finding = only(a_form(one("ramp"), one("b", constraint="${rmap} = 'yes'")))
    assert finding.row == 3
    assert "no question `rmap`" in finding.message
    assert finding.cure == "Did you mean `ramp`?"


def test_a_group_has_no_answer_to_refer_to():
    finding = only(a_form(section("group", one("a")), one("b", relevant="${group} = 'yes'")))
    assert "no question `group`" in finding.message


def test_a_circle_is_shown_whole():
    form = a_form(
        one("a", relevant="${c} = 'yes'"), one("b", relevant="${a} = 'yes'"),
        Calculate(name="c", calculation="${b}"),
    )  # fmt: skip
    finding = only(form)
    assert finding.level is Level.ERROR
    assert "waits for itself" in finding.message
    assert all(name in finding.message for name in "abc")


def test_a_section_that_waits_for_a_question_inside_it_is_a_circle():
    finding = only(a_form(section("group", one("a"), relevant="${a} = 'yes'")))
    assert "waits for itself" in finding.message


def test_a_constraint_that_refers_to_its_own_question_is_no_circle():
    assert lint(a_form(number("a", constraint="${a} > 1", required="${a} = ''"))) == []


def test_names_that_stand_twice_are_an_error_and_look_alikes_a_warning():
    twice = only(a_form(section("first", one("a")), section("second", one("a"))))
    assert (twice.level, twice.code) == (Level.ERROR, "duplicate-name")
    alike = only(a_form(one("a"), one("A")))
    assert (alike.level, alike.code) == (Level.WARNING, "look-alike-name")


def test_a_group_may_not_bear_a_question_s_name():
    assert only(a_form(section("a", one("a")))).code == "duplicate-name"


def test_choices_that_the_list_does_not_have_are_an_error():
    indicator = Indicator(id="x.y", positive=("yess",))
    finding = only(a_form(one("a", indicator=indicator)))
    assert finding.code == "unknown-choice"
    assert "`yess`" in finding.message
    assert finding.cure == "Did you mean `yes`?"
    assert only(a_form(one("a", comment_on=("zzz",)))).cure == "It has: yes, no."
    assert "evenhand::alert" in only(a_form(one("a", alert=("zzz",)))).message


def test_a_question_without_choices_is_an_error():
    question = one("a").model_copy(update={"choices": ()})
    assert only(a_form(question)).code == "no-choices"


def test_kinds_that_laptops_cannot_ask_publish_with_a_warning():
    finding = only(a_form(Unsupported(name="a", label={"en": "Photo"}, kind="photo")))
    assert (finding.level, finding.code) == (Level.WARNING, "unsupported-kind")


def test_a_date_written_as_a_text_is_pointed_out():
    form = a_form(TextQuestion(name="a", label={"en": "a"}, constraint=". > '2026-01-31'"))
    assert only(form).cure == "Write date('2026-01-31')."


def test_missing_translations_and_labels_are_pointed_out():
    form = a_form(one("a"), TextQuestion(name="b"), languages=("en", "ru"))
    assert {finding.code for finding in lint(form)} == {"missing-translation", "no-label"}


def test_a_form_full_of_circles_is_still_reported_on():
    pairs = [
        (one(f"x{n}", relevant=f"${{y{n}}} = 'yes'"), one(f"y{n}", relevant=f"${{x{n}}} = 'yes'"))
        for n in range(200)
    ]
    assert lint(a_form(*(each for pair in pairs for each in pair)))
