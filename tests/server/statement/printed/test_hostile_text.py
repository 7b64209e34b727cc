"""What people write is text in every format: never markup, code or a broken file."""

import io
from dataclasses import replace

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.statement.document import Document, Gap, Section, Segment, Sentence, Slot
from server.statement.printed.characters import REPLACEMENT, fit
from server.statement.problems import StatementUnprintable
from server.statement.render_docx import render as as_docx
from server.statement.render_pdf import render as as_pdf
from tests.server.statement.printed.reading import pdf_pages, squeezed, word_file

MARKUP = (
    '#panic("x") #read("/etc/passwd") $x^2$ *bold* _it_ `raw` @E1 <E1> // no /* no */ = no \\',
    "<w:p/> &amp; ]]> <!-- --> <script>alert(1)</script> \" '",
    "{{ 7 * 7 }} {% for x in y %} {0} {count} {page}",
)
CONTROLS = "a\x00b\x08c\x0bd\x1fe\x7ff\x9fg\ud800h\ufffei"
LONG = "x" * 400


def saying(sample: Document, text: str) -> Document:
    """Return a document that says `text` wherever somebody may have written it."""
    sentence = Sentence((Segment(text),))
    paragraph = replace(
        sample.sections[1].paragraphs[0], parts=(sentence, Slot("s", text, text, (text,)))
    )
    return replace(
        sample,
        title=text,
        subtitle=text,
        illustrative=text,
        sections=(Section(text, (paragraph,)),),
        gaps=(Gap("T1", text, text),),
    )


@pytest.mark.parametrize("text", MARKUP)
def test_markup_of_any_kind_is_printed_as_it_is(sample: Document, text: str):
    document = saying(sample, text)
    assert word_file(as_docx(document)).paragraphs().count(text) >= 3
    assert squeezed(text) in "".join(pdf_pages(as_pdf(document)))


def test_markup_in_answers_and_questions_is_printed_as_it_is(sample: Document):
    text = MARKUP[0] + MARKUP[1]
    sentence = next(each for each in sample.sentences() if len(each.evidence[:1]) == 1)
    evidence = replace(
        sentence.evidence[0],
        label=text,
        question=text,
        counts={"a": 1, "b": 2},
        labels={"a": text, "b": text},
        answered=3,
    )
    paragraph = replace(
        sample.sections[1].paragraphs[0], parts=(replace(sentence, evidence=(evidence,)),)
    )
    document = replace(sample, sections=(Section("", (paragraph,)),))
    file = word_file(as_docx(document))
    assert text in file.paragraphs()
    assert any(text in note for note in file.footnotes().values())
    assert squeezed(text) in "".join(pdf_pages(as_pdf(document)))


def test_characters_that_no_document_may_hold_are_replaced_in_plain_sight(sample: Document):
    told = f"a{REPLACEMENT}b{REPLACEMENT}c{REPLACEMENT}d{REPLACEMENT}e"
    document = saying(sample, CONTROLS)
    assert word_file(as_docx(document)).paragraphs()[0].startswith(told)
    assert told in pdf_pages(as_pdf(document))[0]


def test_words_that_no_line_can_hold_stay_on_the_page(sample: Document):
    document = saying(sample, LONG)
    assert LONG in word_file(as_docx(document)).paragraphs()
    assert LONG in "".join(pdf_pages(as_pdf(document)))


@pytest.mark.parametrize("text", ["一二三", "🗳"])
def test_scripts_without_a_font_are_kept_in_docx_and_named_for_pdf(sample: Document, text: str):
    document = saying(sample, text)
    assert text in word_file(as_docx(document)).paragraphs()
    with pytest.raises(StatementUnprintable, match="no font has a shape for") as caught:
        as_pdf(document)
    assert "Take it as docx" in str(caught.value)


def test_what_is_read_from_right_to_left_is_printed_letter_for_letter(sample: Document):
    text = "שלום abc לכולם"
    document = saying(sample, text)
    assert text in word_file(as_docx(document)).paragraphs()
    assert set(squeezed(text)) <= set(pdf_pages(as_pdf(document))[0])


@given(st.text())
def test_what_is_fit_stays_as_it_is(text: str):
    once = fit(text)
    assert fit(once) == once
    assert "\n" not in once


@settings(max_examples=25, deadline=None)
@given(text=st.text(st.characters(codec=None), max_size=60))
def test_any_text_at_all_makes_a_document_that_opens_and_says_it(sample: Document, text: str):
    content = as_docx(saying(sample, text))
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == fit(text)
