"""What paper shows of a statement: all of it, each footnote where its figure is."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from markupsafe import escape

from server.statement import render_html
from server.statement.annex import annex_of
from server.statement.document import Document
from server.statement.printed.laying import HEADINGS, lay_out
from server.statement.printed.layout import Run, Space, Words


def runs_of(document: Document) -> list[Run]:
    blocks = [block for part in lay_out(document).parts for block in part.blocks]
    return [run for block in blocks if isinstance(block, Words) for run in block.runs]


def test_the_text_is_the_document_s_sentence_for_sentence(sample: Document):
    text = "".join(run.text for run in runs_of(sample))
    place = 0
    for sentence in sample.sentences():
        place = text.index(sentence.text, place) + len(sentence.text)
    assert place == len(text)


def test_footnotes_are_numbered_as_the_text_calls_them(sample: Document):
    layout = lay_out(sample)
    called = [run.note for run in runs_of(sample) if run.note and not run.again]
    assert called == list(range(1, len(layout.footnotes) + 1))
    assert [note.number for note in layout.footnotes] == called


def test_every_evidence_and_every_source_has_its_footnote_and_its_row(sample: Document):
    layout, annex = lay_out(sample), annex_of(sample)
    ids = [note.id for note in (*annex.evidence, *annex.sources)]
    rows = [row.id for table in layout.evidence for row in table.rows]
    rows += [row.id for row in layout.sources]
    assert sorted(note.id for note in layout.footnotes) == sorted(ids)
    assert sorted(rows) == sorted(ids)


def test_evidence_that_no_word_names_is_called_at_the_end_of_its_sentence(sample: Document):
    section = sample.sections[2]
    paragraph = section.paragraphs[0]
    sentence = next(each for each in sample.sentences() if each.evidence)
    mute = replace(
        sentence, segments=tuple(replace(each, evidence="") for each in sentence.segments)
    )
    silent = replace(
        sample,
        sections=(replace(section, paragraphs=(replace(paragraph, parts=(mute,)),)),),
    )
    assert [note.id for note in lay_out(silent).footnotes] == [each.id for each in mute.evidence]


def test_evidence_that_is_told_twice_has_one_footnote(sample: Document):
    section = sample.sections[2]
    sentence = next(each for each in sample.sentences() if each.evidence)
    paragraph = replace(section.paragraphs[0], parts=(sentence, sentence))
    twice = replace(sample, sections=(replace(section, paragraphs=(paragraph,)),))
    notes = [(run.note, run.again) for run in runs_of(twice) if run.note]
    assert notes == [(1, False), (1, True)]


def test_every_place_for_a_person_says_what_it_demands(sample: Document):
    blocks = [block for part in lay_out(sample).parts for block in part.blocks]
    spaces = [block for block in blocks if isinstance(block, Space)]
    assert [space.demands for space in spaces] == [slot.demands for slot in sample.slots()]
    assert all(space.needs == ("Author", "Basis", "Sign-off") for space in spaces)


def test_a_chart_compares_answers_and_says_in_words_what_it_shows(sample: Document):
    charts = {chart.id: chart for chart in lay_out(sample).charts}
    booths = next(each for each in sample.evidence() if each.question == "V17")
    chart = charts[booths.id]
    assert [(bar.label, bar.value) for bar in chart.bars] == [
        ("Open, but the voter is turned away", "11"),
        ("Open and visible", "3"),
    ]
    assert [round(bar.share * 14) for bar in chart.bars] == [11, 3]
    assert "Open and visible: 3" in chart.alt
    assert "Answered for 14 of 14 stations." in chart.alt
    alone = {each.id for each in sample.evidence() if each.answered < 2 or len(each.counts) < 2}
    assert not alone & set(charts)


@pytest.mark.parametrize(
    ("language", "mark", "author", "cut"),
    [
        ("en", "Draft", "Author", "Reports received up to 10 January 2021, 20:30 (UTC+06:00)"),
        ("ru", "Проект", "Автор", "10 января 2021"),
        ("kk", "Жоба", "Авторы", "10 қаңтар"),
        ("tr", "Taslak", "Yazar", "10 Ocak 2021"),
    ],
)
def test_paper_speaks_the_language_of_its_statement(
    sample_in: Callable[[str], Document], language: str, mark: str, author: str, cut: str
):
    layout = lay_out(sample_in(language))
    blocks = [block for part in layout.parts for block in part.blocks]
    space = next(block for block in blocks if isinstance(block, Space))
    assert (layout.mark, space.needs[0]) == (mark, author)
    assert cut in layout.cut
    assert "20:30 (UTC+06:00)" in layout.cut
    assert set(layout.words) == {*HEADINGS, "charts_lead", "page"}
    assert "{page}" in layout.words["page"]
    assert "{pages}" in layout.words["page"]


def test_before_the_first_report_no_cut_is_claimed(sample: Document):
    empty = replace(sample, colophon=replace(sample.colophon, cut=None))
    layout = lay_out(empty)
    assert layout.cut == "No report counts yet"
    assert layout.cut_at is None


def test_the_web_page_draws_the_same_charts(sample: Document):
    page, charts = render_html.render(sample), lay_out(sample).charts
    assert page.count('<table class="bars"') == len(charts)
    for chart in charts:
        assert f'<table class="bars" aria-label="{escape(chart.heading)}">' in page
        for bar in chart.bars:
            length = round(bar.share * 1000)
            assert (
                f'width="{length}" height="10"/></svg></td><td class="figure">{bar.value}' in page
            )
