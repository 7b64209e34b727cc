"""The Word document: it opens, it is complete, and it is the same every time."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zipfile import ZipFile

import docx
import pytest

from server.statement.document import Document
from server.statement.printed.laying import lay_out
from server.statement.render_docx import render
from tests.server.statement.printed.reading import W, WordFile, word_file


@pytest.fixture(scope="module")
def content(sample: Document) -> bytes:
    return render(sample)


@pytest.fixture(scope="module")
def file(content: bytes) -> WordFile:
    return word_file(content)


def test_every_part_is_well_formed_and_named_by_the_package(file: WordFile):
    types = file.parts["[Content_Types].xml"].decode()
    for name in file.parts:
        file.tree(name)
        assert name.endswith(".rels") or name.startswith("[") or f'PartName="/{name}"' in types


@pytest.mark.parametrize("language", ["en", "ru", "kk", "tr"])
def test_every_sentence_stands_in_it(sample_in: Callable[[str], Document], language: str):
    document = sample_in(language)
    text = "\n".join(word_file(render(document)).paragraphs())
    for sentence in document.sentences():
        assert sentence.text in text


def test_footnotes_are_real_and_numbered_as_in_the_text(file: WordFile, sample: Document):
    notes = file.footnotes()
    assert file.called() == list(notes) == list(range(1, len(notes) + 1))
    for note in lay_out(sample).footnotes:
        assert notes[note.number].split() == f"{note.id} {note.heading} {note.text}".split()


def test_titles_in_another_language_are_marked_as_of_theirs(sample_in: Callable[[str], Document]):
    title = "Turkic Council Mission monitored elections in Kazakhstan"
    for language, tags in (("ru", {"en-GB"}), ("tr", {"en-GB"}), ("en", set[str]())):
        written = word_file(render(sample_in(language)))
        for part in ("word/footnotes.xml", "word/document.xml"):
            found = [
                (run.findtext(f"{W}t") or "", each.attrib[f"{W}val"])
                for run in written.tree(part).iter(f"{W}r")
                for each in run.iter(f"{W}lang")
            ]
            assert {tag for _, tag in found} == tags
            assert ((title, "en-GB") in found) == bool(tags)
            assert all("Источник" not in text for text, _ in found)


def test_every_evidence_has_a_row_that_its_footnote_leads_to(file: WordFile, sample: Document):
    document, notes = file.tree("word/document.xml"), file.tree("word/footnotes.xml")
    places = [each.attrib[f"{W}name"] for each in document.iter(f"{W}bookmarkStart")]
    numbers = [each.attrib[f"{W}id"] for each in document.iter(f"{W}bookmarkStart")]
    links = {each.attrib[f"{W}anchor"] for each in notes.iter(f"{W}hyperlink")}
    assert len(set(places)) == len(places)
    assert len(set(numbers)) == len(numbers)
    assert links <= set(places)
    assert {each.id for each in sample.evidence()} <= links


def test_word_s_own_styles_are_used_and_all_of_them_are_defined(content: bytes, file: WordFile):
    read = docx.Document(io.BytesIO(content))
    used = {paragraph.style.name for paragraph in read.paragraphs if paragraph.style}
    assert {"Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "List Bullet"} <= used
    assert "Caption" in used
    named = {each.attrib[f"{W}styleId"] for each in file.tree("word/styles.xml").iter(f"{W}style")}
    for part in ("document", "footnotes", "header", "footer"):
        tree = file.tree(f"word/{part}.xml")
        for kind in ("pStyle", "rStyle", "tblStyle"):
            assert {each.attrib[f"{W}val"] for each in tree.iter(f"{W}{kind}")} <= named


def test_every_table_repeats_its_head_and_is_as_wide_as_its_columns(file: WordFile):
    tables = list(file.tree("word/document.xml").iter(f"{W}tbl"))
    assert tables
    for table in tables:
        first, *rows = list(table.iter(f"{W}tr"))
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        columns = len(list(table.iter(f"{W}gridCol")))
        assert all(len(row.findall(f"{W}tc")) == columns for row in (first, *rows))


def test_bars_are_as_long_as_their_share_and_their_table_says_it_in_words(
    file: WordFile, sample: Document
):
    described = [
        each.attrib[f"{W}val"] for each in file.tree("word/document.xml").iter(f"{W}tblDescription")
    ]
    assert described == [chart.alt for chart in lay_out(sample).charts]


def test_it_says_what_it_is_and_not_who_made_it_on_which_machine(content: bytes, sample: Document):
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert properties.title == sample.title
    assert properties.language == "en-GB"
    assert properties.author == properties.last_modified_by == ""
    assert sample.colophon.cut
    assert properties.created == sample.colophon.cut.astimezone(UTC)


def test_it_is_marked_as_a_draft_with_its_cut_and_its_page_on_every_page(file: WordFile):
    (head,), (foot,) = file.paragraphs("word/header.xml"), file.paragraphs("word/footer.xml")
    assert head == "DraftReports received up to 10 January 2021, 20:30 (UTC+06:00)"
    assert foot.endswith("Page 1 of 1")
    fields = [
        each.attrib[f"{W}instr"].strip()
        for each in file.tree("word/footer.xml").iter(f"{W}fldSimple")
    ]
    assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize(
    ("language", "locale"), [("en", "en-GB"), ("ru", "ru-RU"), ("kk", "kk-KZ"), ("tr", "tr-TR")]
)
def test_spelling_is_checked_in_the_language_of_the_text(
    sample: Document, language: str, locale: str
):
    styles = word_file(render(replace(sample, language=language))).tree("word/styles.xml")
    spoken = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert spoken is not None
    assert spoken.attrib[f"{W}val"] == locale


def test_the_same_document_gives_the_same_bytes(content: bytes, sample: Document):
    assert render(sample) == content
    with ZipFile(io.BytesIO(content)) as file:
        assert {each.date_time for each in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_draft_without_reports_opens_too(sample: Document):
    bare = replace(
        sample, sections=(), gaps=(), dateline="", colophon=replace(sample.colophon, cut=None)
    )
    read = docx.Document(io.BytesIO(render(bare)))
    assert read.paragraphs[0].text == sample.title
    assert read.core_properties.created is None or read.core_properties.created < datetime(
        1990, 1, 1, tzinfo=UTC
    )
