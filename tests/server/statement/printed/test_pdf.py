"""The PDF: complete, tagged, with its own fonts, and the same every time."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from server.statement.document import Document
from server.statement.printed.laying import lay_out
from server.statement.render_pdf import render
from tests.server.statement.printed.reading import (
    pdf_pages,
    squeezed,
    stands_on,
    stretches,
    structure,
)

LETTERS = {
    "ru": "ЁёЪъЫыЭэЮюЯя",
    "kk": "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁё",
    "tr": "ÇçĞğİıÖöŞşÜü",
}


@pytest.fixture(scope="module")
def content(sample: Document) -> bytes:
    return render(sample)


@pytest.fixture(scope="module")
def pages(content: bytes) -> list[str]:
    return pdf_pages(content)


def test_every_sentence_stands_in_it(pages: list[str], sample: Document):
    missing = [each for each in stretches(lay_out(sample)) if not stands_on(each, pages)]
    assert missing == []


def test_every_footnote_stands_under_its_number(pages: list[str], sample: Document):
    for note in lay_out(sample).footnotes:
        assert stands_on(f"{note.number}{note.id}{note.heading}{note.text}", pages), note


def test_every_evidence_has_its_row_and_every_report_its_identifier(
    pages: list[str], sample: Document
):
    layout = lay_out(sample)
    for row in (row for table in layout.evidence for row in table.rows):
        assert all(stands_on(line, pages) for line in (row.heading, *row.lines)), row
    for name, report in layout.reports:
        assert stands_on(f"{name}{report}", pages)
    for name, value in layout.colophon:
        assert stands_on(f"{name}{value}", pages)


def test_what_is_not_said_and_what_waits_for_a_person_stand_in_it(
    pages: list[str], sample: Document
):
    for gap in sample.gaps:
        assert stands_on(gap.reason, pages)
    for slot in sample.slots():
        assert stands_on(slot.demands, pages)


def test_every_page_is_marked_as_a_draft_with_its_cut(pages: list[str]):
    cut = squeezed("Reports received up to 10 January 2021, 20:30 (UTC+06:00)")
    for place, page in enumerate(pages, start=1):
        assert cut in page
        assert "Draft" in page
        assert f"Page{place}of{len(pages)}" in page


def test_it_is_tagged_in_its_language_and_says_so(content: bytes, sample: Document):
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-GB"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata
    assert reader.metadata.title == sample.title
    assert reader.metadata.author is None
    assert reader.metadata.creation_date is None


def test_its_headings_are_its_outline(content: bytes, sample: Document):
    outline = PdfReader(io.BytesIO(content)).outline
    top = [each.title for each in outline if not isinstance(each, list)]
    assert top == [*(section.title for section in sample.sections if section.title), "Annex"]


def test_each_chart_is_a_figure_that_is_told_in_words(content: bytes, sample: Document):
    told = {each["/Alt"] for each in structure(content) if each.get("/S") == "/Figure"}
    assert told == {chart.alt for chart in lay_out(sample).charts}
    assert told


def test_tables_have_heads_and_notes_are_notes(content: bytes):
    kinds = {str(each.get("/S")) for each in structure(content)}
    assert {"/Table", "/TH", "/TD", "/Note", "/L", "/LI", "/H1", "/H2", "/H3"} <= kinds


def test_all_fonts_are_inside(content: bytes):
    fonts = 0
    for page in PdfReader(io.BytesIO(content)).pages:
        used: Any = page["/Resources"]
        for font in used["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            kept = inner.get_object()["/FontDescriptor"]
            assert "/FontFile2" in kept or "/FontFile3" in kept
            fonts += 1
    assert fonts


@pytest.mark.parametrize(("language", "letters"), LETTERS.items())
def test_the_whole_statement_is_printed_in_every_language(
    sample_in: Callable[[str], Document], language: str, letters: str
):
    document = replace(sample_in(language), title=f"Title {letters}")
    pages = pdf_pages(render(document))
    layout = lay_out(document)
    assert squeezed(letters) in pages[0]
    assert [each for each in stretches(layout) if not stands_on(each, pages)] == []
    for note in layout.footnotes:
        assert stands_on(f"{note.number}{note.id}{note.heading}{note.text}", pages), note


def test_the_same_document_gives_the_same_bytes(content: bytes, sample: Document):
    assert render(sample) == content


def test_a_draft_without_reports_is_printed_too(sample: Document):
    bare = replace(
        sample, sections=(), gaps=(), dateline="", colophon=replace(sample.colophon, cut=None)
    )
    assert "Noreportcountsyet" in pdf_pages(render(bare))[0]
