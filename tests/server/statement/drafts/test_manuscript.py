"""What people make of a draft, without a database: nothing is lost, nothing is mixed up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.findings.asked import Asked
from server.findings.counted import CountedReport
from server.missions.document import MissionFile
from server.statement.document import Document, Sentence
from server.statement.drafts import deeds
from server.statement.drafts.composing import compose, section_digests
from server.statement.drafts.difference import Kind, compare, words_of
from server.statement.drafts.keeping import as_content, document_of, says_the_same
from server.statement.drafts.manuscript import (
    Block,
    Manuscript,
    as_kept,
    blocks_of,
    figures_of,
    from_kept,
    lay,
    merged,
    pieces_of,
    stamped,
)
from server.statement.languages.registry import get_language
from server.statement.library import get_template
from server.statement.service import draft_from
from server.statement.survey import Survey, survey_of

NOW = datetime(2021, 1, 10, 20, tzinfo=UTC)
BOOTHS = "T13/finding:voting/V17"
RAMP = "T16/finding:voting/V06"
VERDICT = "T1/slot:verdict"
COUNT = "T18/watch:counting"


@pytest.fixture(scope="session")
def manuscript(sample: Document) -> Manuscript:
    return deeds.first(sample)


def block(manuscript: Manuscript, tree: Document, key: str) -> Block:
    return blocks_of(lay(manuscript, tree))[key]


def edited(manuscript: Manuscript, tree: Document, key: str, text: str) -> Manuscript:
    return deeds.write(manuscript, block(manuscript, tree, key), text, by="aigul", at=NOW)


def redrafted(
    mission: MissionFile,
    library: Sequence[Asked],
    reports: Sequence[tuple[str, CountedReport]],
) -> Document:
    surveys: list[Survey] = [
        survey_of(asked, [report for form, report in reports if form == asked.form_id])
        for asked in library
    ]
    return draft_from(get_template("turkic", "en"), mission, surveys, None)


def with_answer(
    reports: Sequence[tuple[str, CountedReport]], place: int, question: str, value: str
) -> list[tuple[str, CountedReport]]:
    """Return the reports with one answer of the n-th voting report changed."""
    voting = [at for at, (form, _) in enumerate(reports) if form == "voting"]
    changed = list(reports)
    form, report = changed[voting[place % len(voting)]]
    answers = {**report.answers, question: value}
    changed[voting[place % len(voting)]] = (form, report.answering(answers))
    return changed


def test_untouched_it_reads_as_it_was_drafted(sample: Document, manuscript: Manuscript) -> None:
    composed = compose(sample, lay(manuscript, sample))
    assert [each.text for each in composed.sentences()] == [
        each.text for each in sample.sentences()
    ]
    assert composed.colophon.text_digest == sample.colophon.text_digest
    ids = list(dict.fromkeys(each.id for each in composed.evidence()))
    assert ids == [f"E{number}" for number in range(1, len(ids) + 1)]


def test_a_manuscript_and_a_tree_are_kept_whole(sample: Document, manuscript: Manuscript) -> None:
    held = edited(manuscript, sample, RAMP, "In 2 of the 14, there was no ramp.")
    held = deeds.explain(held, block(held, sample, RAMP), "7", "the report")
    held = resting(held, sample, "Two of them.")
    assert from_kept(as_kept(held)) == held
    assert document_of(as_content(sample)) == sample


def test_words_that_are_the_drafted_ones_again_are_nobodys(
    sample: Document, manuscript: Manuscript
) -> None:
    held = edited(manuscript, sample, RAMP, "Something else.")
    assert held.words
    assert edited(held, sample, RAMP, block(held, sample, RAMP).drafted) == manuscript


def test_an_edited_sentence_keeps_its_evidence_and_its_figures_lead_to_reports(
    sample: Document, manuscript: Manuscript
) -> None:
    held = edited(manuscript, sample, RAMP, "There was no ramp in 2 of the 14.")
    sentence = next(
        each for each in compose(sample, lay(held, sample)).sentences() if each.key == RAMP
    )
    drafted = pieces_of(sample)[RAMP]
    assert isinstance(drafted, Sentence)
    assert sentence.text == "There was no ramp in 2 of the 14."
    assert [each.figures for each in sentence.evidence] == [
        each.figures for each in drafted.evidence
    ]
    [figure] = [each for each in sentence.segments if each.figure is not None]
    assert figure.text == "2"
    assert sentence.evidence[0].figures[figure.figure or 0].stations == 2


def test_words_in_a_slot_may_have_paragraphs(sample: Document, manuscript: Manuscript) -> None:
    held = edited(manuscript, sample, "T1/slot:verdict", "First.\r\n\r\nSecond,\nstill second.")
    composed = compose(sample, lay(held, sample))
    of_it = [each for each in composed.paragraphs() if each.id.startswith("T1") and each.parts]
    texts = [part.text for each in of_it for part in each.parts if isinstance(part, Sentence)]
    assert texts[:2] == ["First.", "Second, still second."]
    assert len(list(composed.slots())) == len(list(sample.slots())) - 1
    assert not [gap for gap in composed.gaps if gap.paragraph == "T1"]


def test_taken_out_it_is_not_read_and_can_be_put_back(
    sample: Document, manuscript: Manuscript
) -> None:
    out = deeds.remove(manuscript, block(manuscript, sample, RAMP), "dull", by="aigul", at=NOW)
    texts = [each.key for each in compose(sample, lay(out, sample)).sentences()]
    assert RAMP not in texts
    assert deeds.put_back(out, block(out, sample, RAMP)) == manuscript


def test_one_step_down_and_one_up_is_where_it_was(sample: Document, manuscript: Manuscript) -> None:
    down = deeds.move(manuscript, block(manuscript, sample, BOOTHS), 1)
    assert down.order["T13"] != manuscript.order["T13"]
    assert deeds.move(down, block(down, sample, BOOTHS), -1) == manuscript
    assert deeds.move_to(down, block(down, sample, BOOTHS), "T12").order["T12"][-1] == BOOTHS


def test_a_sentence_of_ones_own_stands_at_the_end_and_goes_when_it_is_emptied(
    sample: Document, manuscript: Manuscript
) -> None:
    held = deeds.add(manuscript, "T13", "1", "Voters were told.", by="aigul", at=NOW)
    key = held.order["T13"][-1]
    assert block(held, sample, key).text == "Voters were told."
    assert deeds.write(held, block(held, sample, key), " ", by="aigul", at=NOW) == manuscript


# Drafted again


def test_drafted_again_from_the_same_reports_nothing_changes(
    sample: Document,
    manuscript: Manuscript,
    sample_mission: MissionFile,
    library: Sequence[Asked],
    sample_reports: Sequence[tuple[str, CountedReport]],
) -> None:
    held = edited(manuscript, sample, RAMP, "In 2 of the 14, there was no ramp.")
    held = deeds.move(held, block(held, sample, BOOTHS), 1)
    again = redrafted(sample_mission, library, sample_reports)
    assert says_the_same(sample, again)
    assert merged(held, again) == held
    assert compare(lay(held, sample), lay(merged(held, again), again)) == []


@settings(max_examples=12, deadline=None)
@given(place=st.integers(0, 13), seed=st.integers(0, 10_000))
def test_another_answer_changes_only_the_sentences_that_rest_on_it(  # noqa: PLR0917
    sample: Document,
    manuscript: Manuscript,
    sample_mission: MissionFile,
    library: Sequence[Asked],
    sample_reports: Sequence[tuple[str, CountedReport]],
    place: int,
    seed: int,
) -> None:
    chance = Random(seed)  # noqa: S311 - the same answers for the same seed
    voting = next(each for each in library if each.form_id == "voting")
    told = {evidence.question for each in sample.sentences() for evidence in each.evidence} - {""}
    question = chance.choice(sorted(told & {each.name for each in voting.questions}))
    value = chance.choice(["none", "missing", "never", "not_observed", "yes", "no"])
    changed = redrafted(
        sample_mission, library, with_answer(sample_reports, place, question, value)
    )
    found = compare(lay(manuscript, sample), lay(merged(manuscript, changed), changed))
    old, new = pieces_of(sample), pieces_of(changed)
    for each in found:
        pieces = [old.get(each.key), new.get(each.key)]
        behind = {
            evidence.question
            for piece in pieces
            if isinstance(piece, Sentence)
            for evidence in piece.evidence
        }
        named_before = _neighbours(sample, each.key) | _neighbours(changed, each.key)
        assert question in behind | named_before, each


def _neighbours(tree: Document, key: str) -> set[str]:
    """Return the questions of the sentence before: whether it stands decides who names the base."""
    for paragraph in tree.paragraphs():
        keys = [part.key for part in paragraph.parts]
        if key in keys:
            return {
                evidence.question
                for part in paragraph.parts[: keys.index(key)]
                if isinstance(part, Sentence)
                for evidence in part.evidence
            }
    return set()


def test_an_edited_sentence_whose_figures_moved_says_so_and_stays(
    sample: Document,
    manuscript: Manuscript,
    sample_mission: MissionFile,
    library: Sequence[Asked],
    sample_reports: Sequence[tuple[str, CountedReport]],
) -> None:
    mine = "In 2 of the 14, there was no ramp."
    held = edited(manuscript, sample, RAMP, mine)
    changed = redrafted(sample_mission, library, with_answer(sample_reports, 0, "V06", "missing"))
    held = merged(held, changed)
    moved = block(held, changed, RAMP)
    assert moved.has_moved
    assert moved.text == mine
    assert moved.words
    assert moved.words.figures != figures_of(moved.piece)
    kept = deeds.keep_mine(held, moved)
    assert not block(kept, changed, RAMP).has_moved
    assert block(kept, changed, RAMP).text == mine
    taken = deeds.unwrite(held, moved)
    assert block(taken, changed, RAMP).text == block(taken, changed, RAMP).drafted != mine


@pytest.mark.parametrize("key", [RAMP, COUNT])
def test_words_without_a_number_keep_all_of_their_evidence(
    sample: Document, manuscript: Manuscript, key: str
) -> None:
    held = edited(manuscript, sample, key, "It was as the law asks.")
    [told] = [each for each in compose(sample, lay(held, sample)).sentences() if each.key == key]
    drafted = pieces_of(sample)[key]
    assert isinstance(drafted, Sentence)
    questions = [each.question for each in drafted.evidence]
    assert [each.question for each in told.evidence] == questions
    named = [each.evidence for each in told.segments if each.evidence]
    assert named == [each.id for each in told.evidence]


def test_own_words_carry_the_evidence_of_what_they_rest_on(
    sample: Document, manuscript: Manuscript
) -> None:
    held = resting(manuscript, sample, "In 2 of 14 there was no ramp.\n\nThe Mission thanks all.")
    told, thanks = [
        each for each in compose(sample, lay(held, sample)).sentences() if each.key == VERDICT
    ]
    ramp = pieces_of(sample)[RAMP]
    assert isinstance(ramp, Sentence)
    assert [each.question for each in told.evidence] == ["V06"]
    assert [each.text for each in told.segments if each.figure is not None] == ["2"]
    assert told.evidence[0].id == told.segments[0].evidence == "E1"
    assert thanks.evidence == ()
    left = deeds.rest_no_more(held, block(held, sample, VERDICT), RAMP)
    composed = compose(sample, lay(left, sample))
    assert not any(each.evidence for each in composed.sentences() if each.key == VERDICT)


def test_own_words_say_when_what_they_rest_on_has_moved(
    sample: Document,
    manuscript: Manuscript,
    sample_mission: MissionFile,
    library: Sequence[Asked],
    sample_reports: Sequence[tuple[str, CountedReport]],
) -> None:
    held = resting(manuscript, sample, "In 2 of the 14 there was no ramp.")
    changed = redrafted(sample_mission, library, with_answer(sample_reports, 0, "V06", "missing"))
    moved = block(held, changed, VERDICT)
    assert list(moved.moved_rests) == [RAMP]
    assert moved.has_moved
    assert not moved.is_redrafted
    stamps = stamped((held, sample), (merged(held, changed), changed), 9).versions
    assert stamps[VERDICT] == 9
    kept = deeds.keep_mine(held, moved)
    assert not block(kept, changed, VERDICT).has_moved
    fewer = replace(sample, sections=sample.sections[:2])
    assert block(merged(held, fewer), fewer, VERDICT).has_moved


def resting(manuscript: Manuscript, tree: Document, text: str) -> Manuscript:
    """Return the manuscript with a verdict that rests on the sentence on ramps."""
    held = edited(manuscript, tree, VERDICT, text)
    ramp = pieces_of(tree)[RAMP]
    assert isinstance(ramp, Sentence)
    return deeds.rest_on(held, block(held, tree, VERDICT), ramp)


def test_words_stay_where_nothing_is_drafted_any_more(
    sample: Document, manuscript: Manuscript
) -> None:
    held = edited(manuscript, sample, RAMP, "In 2 of the 14, there was no ramp.")
    fewer = replace(sample, sections=sample.sections[:2])
    there = block(merged(held, fewer), fewer, RAMP)
    assert there.is_gone
    assert there.text == "In 2 of the 14, there was no ramp."


def test_what_is_new_stands_behind_its_neighbour_in_peoples_order(
    sample: Document, manuscript: Manuscript
) -> None:
    keys = manuscript.order["T13"]
    without = replace(manuscript, order={**manuscript.order, "T13": keys[:1] + keys[2:]})
    assert merged(without, sample) == manuscript


def test_only_what_changed_gets_another_version(sample: Document, manuscript: Manuscript) -> None:
    first = stamped((Manuscript(), sample), (manuscript, sample), 1)
    assert set(first.versions.values()) == {1}
    second = stamped((first, sample), (edited(first, sample, RAMP, "Other."), sample), 2)
    assert {key for key, number in second.versions.items() if number == 2} == {RAMP}


# What differs


def test_words_that_differ_are_told_apart_and_both_texts_can_be_read() -> None:
    old, new = "In 2 of the 14, a ramp was missing.", "In 3 of the 14, ramps were missing."
    pieces = words_of(old, new)
    assert "".join(each.text for each in pieces if each.is_old) == old
    assert "".join(each.text for each in pieces if each.is_new) == new
    assert next(each.text for each in pieces if not each.is_new) == "2"


def test_a_move_is_told_of_the_sentence_that_moved_alone(
    sample: Document, manuscript: Manuscript
) -> None:
    moved = deeds.move(manuscript, block(manuscript, sample, BOOTHS), 1)
    found = compare(lay(manuscript, sample), lay(moved, sample))
    assert [each.kind for each in found] == [Kind.MOVED]


def test_the_digest_of_a_section_changes_with_its_text_alone(
    sample: Document, manuscript: Manuscript
) -> None:
    language = get_language("en")
    before = section_digests(lay(manuscript, sample), language)
    after = section_digests(lay(edited(manuscript, sample, RAMP, "Other."), sample), language)
    assert len([key for key in before if before[key] != after[key]]) == 1
