"""The paper twin: all that a form asks, in each language, and nothing that authors smuggled in."""

import pytest

from client.widgets import signs
from server.forms import service
from server.forms.export.answer_boxes import MOST_PRINTED, is_on_paper
from server.forms.export.composing import Edition, compose
from server.forms.export.keys import CHOICE_KEYS
from server.forms.export.printing import print_papers
from server.forms.export.problems import FormLacksLanguage, FormUnprintable
from server.forms.export.writing import as_paper
from server.forms.problems import FormNotPublishable
from server.forms.reading import read_form
from shared.forms.model import (
    Acknowledge,
    Barcode,
    Calculate,
    Choice,
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
    Repeat,
    Section,
    SelectMultiple,
    Shape,
    TextQuestion,
    Time,
    Unsupported,
    choices_of,
)
from shared.text import in_language
from tests.server.forms.export.papers import (
    choices,
    english,
    form_of,
    paper_of,
    printed,
    question_on_paper,
    questions_on,
    read_pdf,
    squeezed,
    standard,
    text_of,
    yes_no,
)
from tests.server.forms.sheets import markdown, sheets

HOSTILE = [
    '#panic("no") #import "x.typ": * #sys.inputs',
    "*bold* _it_ `raw` $x$ @ref <label> \\ // c /* */",
    "= Heading",
    "#{",
    '"]) }',
    "{one} {page} {what}",
    "<script>alert(1)</script> &amp;",
    "- list\n+ enum\n\n/ term: x",
    "bell \x07 nul \x00 tab \x0b end",
    "a" * 400,
]


@pytest.mark.parametrize("name", service.LIBRARY)
def test_every_standard_form_is_whole_on_paper_in_each_of_its_languages(name: str):
    reading = standard(name)
    assert reading.form
    pdf = read_pdf(as_paper(reading, Edition(compact=True)))
    text = text_of(pdf)
    asked = [each for each in reading.form.questions() if is_on_paper(each)]
    for question in asked:
        assert text.count(squeezed(question.name)) >= len(reading.form.languages)
        for language in reading.form.languages:
            for wording in wordings(question, language):
                assert squeezed(wording) in text, (question.name, language, wording)
        assert all(squeezed(choice.name) in text for choice in choices_of(question))


def wordings(question: Question, language: str) -> list[str]:
    texts = [question.label, question.hint, *(each.label for each in choices_of(question))]
    return [in_language(text, language) for text in texts]


def test_the_same_form_gives_the_same_bytes_and_says_no_time():
    reading = standard("header")
    first, second = (as_paper(reading, Edition(languages=("en",))) for _ in range(2))
    assert first == second
    assert b"CreationDate" not in first
    assert b"CreateDate" not in first


def test_the_pdf_is_tagged_for_screen_readers_and_names_its_language():
    reading = standard("header")
    content = as_paper(reading, Edition(languages=("kk",)))
    assert b"pdfuaid" in content
    pdf = read_pdf(content)
    assert pdf.root_object["/Lang"] == "kk"
    assert pdf.root_object["/MarkInfo"]["/Marked"]  # pyright: ignore[reportIndexIssue]


@pytest.mark.parametrize(
    ("language", "tag"), [("zh-hans", "zh"), ("deutsch", "und"), ("default", "und"), ("ar", "ar")]
)
def test_any_name_of_a_language_can_be_printed(language: str, tag: str):
    question = TextQuestion(name="q", label={language: "Plain?"})
    form = form_of(question).model_copy(
        update={"languages": (language,), "default_language": language}
    )
    pdf = read_pdf(print_papers([compose(form, language, Edition())]))
    assert pdf.root_object["/Lang"] == tag
    assert "Plain?" in text_of(pdf)


def test_a_form_that_asks_nothing_is_a_page_without_questions():
    assert len(printed(Calculate(name="c", calculation="1")).pages) == 1


def test_names_that_no_column_holds_break_instead_of_running_off_the_page():
    name = "n" * 300
    pdf = printed(SelectMultiple(name=name, label={}, choices=choices("x" * 300)))
    runs = [len(line) for line in pdf.pages[0].extract_text().splitlines()]
    assert max(runs) < 160
    assert name in text_of(pdf)


def test_what_authors_write_stays_text():
    texts = [TextQuestion(name=f"q{i}", label=english(each)) for i, each in enumerate(HOSTILE)]
    labelled = tuple(Choice(name=f"c{i}", label=english(each)) for i, each in enumerate(HOSTILE))
    hints = Integer(name="n", label=english("N"), hint=english(HOSTILE[0]), guidance=english("#("))
    multiple = SelectMultiple(name="m", label=english("M"), choices=labelled)
    text = text_of(printed(*texts, multiple, hints))
    for each in HOSTILE:
        plain = squeezed("".join(sign for sign in each if sign.isprintable() or sign.isspace()))
        assert text.count(plain) >= 2, each


def test_a_hostile_title_mission_and_version_stay_text():
    form = form_of(yes_no("V01")).model_copy(
        update={"title": english("#title *b*"), "version": "$1$", "id": "#id"}
    )
    pdf = read_pdf(print_papers([compose(form, "en", Edition(mission="#panic()", drill=True))]))
    text = text_of(pdf)
    for part in ("#title*b*", "$1$", "#id", "#panic()", "DRILL"):
        assert part in text
    assert pdf.metadata
    assert pdf.metadata.title == "#title *b*"


def test_a_sign_that_no_font_has_is_named_not_left_blank():
    with pytest.raises(FormUnprintable, match="no font has a shape for “🗳”"):
        printed(TextQuestion(name="q", label=english("Box 🗳 here")))


def test_each_section_starts_a_page_unless_the_paper_is_compact():
    sections = tuple(
        Section(name=name, label=english(name), children=(yes_no(f"{name}1"),)) for name in "abc"
    )
    form = form_of().model_copy(update={"sections": sections})
    apart = print_papers([compose(form, "en", Edition())])
    together = print_papers([compose(form, "en", Edition(compact=True))])
    assert (len(read_pdf(apart).pages), len(read_pdf(together).pages)) == (3, 1)


def test_pages_are_counted_for_each_language_by_itself():
    form = form_of(yes_no("V01"))
    pdf = read_pdf(print_papers([compose(form, each, Edition()) for each in ("en", "ru")]))
    first, second = (squeezed(page.extract_text()) for page in pdf.pages)
    assert "Page1of1" in first
    assert "Страница1из1" in second


def test_a_question_is_never_torn_from_its_choices():
    many = [yes_no(f"B{i:03}", hint=english("A hint"), comment_on=("no",)) for i in range(90)]
    texts = [squeezed(page.extract_text()) for page in printed(*many).pages]
    assert sum(text.count("Ahint") for text in texts) == 90
    for text in texts:
        assert text.count("Ahint") == text.count("1Yesyes") == text.count("Comment,if2")


def test_a_question_longer_than_a_page_goes_on_instead_of_falling_off():
    label = " ".join(f"word{i}" for i in range(1500))
    listed = tuple(
        Choice(name=f"name{i}", label=english(f"Choice {i} " + "long " * 30))
        for i in range(MOST_PRINTED)
    )
    pdf = printed(
        TextQuestion(name="essay", label=english(label)),
        SelectMultiple(name="long", label=english("Long list"), choices=listed),
    )
    assert len(pdf.pages) > 3
    text = text_of(pdf)
    assert all(f"word{i}" in text for i in range(1500))
    assert all(f"name{i}" in text for i in range(MOST_PRINTED))


def test_a_list_too_long_for_paper_asks_for_the_code():
    listed = tuple(Choice(name=f"d{i}", label=english(f"D {i}")) for i in range(MOST_PRINTED + 1))
    question = question_on_paper(
        SelectMultiple(name="q", list_name="districts", choices=listed, label=english("Q"))
    )
    assert question.answer.kind == "lines"
    assert question.answer.caption == "From the list districts:"


KINDS = [
    (Integer(name="q", constraint=". >= 0 and . <= 6000"), "figures"),
    (Decimal(name="q"), "figures"),
    (Range(name="q", start=1, end=10), "figures"),
    (Rank(name="q", choices=choices("a", "b")), "ranks"),
    (Acknowledge(name="q"), "choices"),
    (Date(name="q"), "date"),
    (Time(name="q"), "time"),
    (DateTime(name="q"), "moment"),
    (TextQuestion(name="q"), "lines"),
    (Barcode(name="q"), "lines"),
    (Geopoint(name="q"), "lines"),
    (Shape(name="q", kind="geoshape"), "lines"),
    (Media(name="q", kind="image"), "lines"),
    (Unsupported(name="q", kind="osm"), "lines"),
]


def test_every_kind_of_question_has_its_boxes():
    for question, kind in KINDS:
        assert question_on_paper(question).answer.kind == kind
    pdf = printed(*(each.model_copy(update={"name": f"k{i}"}) for i, (each, _) in enumerate(KINDS)))
    assert all(f"k{i}" in text_of(pdf) for i in range(len(KINDS)))


def test_figures_get_as_many_boxes_as_the_largest_number_has_digits():
    bounded = question_on_paper(KINDS[0][0]).answer
    assert (bounded.digits, bounded.decimals, bounded.range) == (4, 0, "0–6\u202f000")
    assert question_on_paper(Decimal(name="q", constraint=". <= 99")).answer.decimals == 2
    assert question_on_paper(Range(name="q", start=0, end=1, step=0.25)).answer.decimals == 2


def test_what_a_machine_works_out_is_not_asked_on_paper():
    paper = paper_of(
        Calculate(name="c", calculation="1"),
        Hidden(name="h"),
        Metadata(name="m", kind="start"),
        Note(name="n", label=english("Read this")),
        Integer(name="sum", label=english("Sum"), calculation="1 + 1"),
        yes_no("V01"),
    )
    assert [row.type for row in paper.sections[0].rows] == ["note", "note", "question"]
    assert list(questions_on(paper)) == ["V01"]


def test_non_answers_seen_by_alerts_and_comments_are_printed_where_they_are_offered():
    question = question_on_paper(
        yes_no(
            "V01",
            non_answers=("not_observed", "dont_know"),
            seen_by=True,
            core=True,
            alert=("yes",),
            comment_on=("yes", "no"),
        )
    )
    assert question.non_answers == ("o", "d")
    assert (question.seen_by, question.core) == (True, True)
    assert [choice.alert for choice in question.answer.choices] == [True, False]
    assert question.comment == "Comment, if 1 or 2"


def test_rules_stand_beside_the_question_or_on_the_last_page():
    paper = paper_of(
        yes_no("V01"),
        yes_no("V02", relevant="${V01} = 'yes'"),
        yes_no("V03", relevant="string-length(${V01}) > 2"),
        yes_no("V04", relevant="string-length(${V01}) > 2"),
    )
    asked = questions_on(paper)
    assert asked["V02"].only_if == "Only if V01 = 1 (Yes)"
    assert asked["V03"].only_if == asked["V04"].only_if == "Only under rule R1 (last page)"
    assert [(rule.place, rule.expression) for rule in paper.rules] == [
        ("R1", "string-length(V01) > 2")
    ]


def test_a_repeat_is_printed_as_blank_blocks_whose_codes_say_which():
    open_ended = Repeat(name="incidents", label=english("Incident"), children=(yes_no("seen"),))
    codes = list(questions_on(paper_of(open_ended)))
    assert codes == ["incidents[1]/seen", "incidents[2]/seen", "incidents[3]/seen"]
    fixed = open_ended.model_copy(update={"count": "5"})
    assert len(questions_on(paper_of(fixed))) == 5


def test_repeats_in_repeats_never_print_a_ream():
    node: Repeat | Question = yes_no("q")
    for depth in range(15):
        node = Repeat(name=f"r{depth}", children=(node,), count="1000000")
    assert len(questions_on(paper_of(node))) <= 100


def test_a_group_in_a_section_shows_how_far_its_condition_reaches():
    group = Section(name="g", children=(yes_no("V02"),), relevant="${V01} = 'yes'")
    asked = questions_on(paper_of(yes_no("V01"), group, yes_no("V03")))
    assert [each.under for each in asked.values()] == [False, True, False]


def test_groups_without_titles_and_deep_ones_can_be_tagged():
    node: Section | Question = yes_no("q")
    for depth in range(18):
        node = Section(name=f"g{depth}", label=english("G" * (depth % 2)), children=(node,))
    assert "q?" in text_of(printed(node))


def test_a_quoted_answer_is_printed_as_its_code():
    assert question_on_paper(Integer(name="n", label=english("How many of ${V01}?"))).label == (
        "How many of [V01]?"
    )


def test_the_keys_on_paper_are_the_keys_of_the_laptop():
    assert CHOICE_KEYS == signs.CHOICE_KEYS
    offered = question_on_paper(yes_no("V01")).non_answers
    assert offered == tuple(signs.NON_ANSWER_KEYS)


def test_a_language_that_the_form_lacks_is_refused():
    with pytest.raises(FormLacksLanguage, match=r"is not written in 'fr'\. It is written in: en"):
        as_paper(standard("header"), Edition(languages=("en", "fr")))


def test_a_form_with_mistakes_is_not_printed():
    row = ["integer", "more", "More?", "${nobody} = 'x'"]
    with pytest.raises(FormNotPublishable, match=r"row 4.*Nothing was written"):
        as_paper(read_form(markdown(sheets(row)), "entrance.md"), Edition())
