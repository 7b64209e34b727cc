"""Drafts as they are kept: nobody's words are lost, and reports come in by people's choice."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlmodel import Session

from server.database import Store
from server.reports.checks.models import AnswerNote
from server.statement.drafts import deeds, keeping
from server.statement.drafts.approvals import approve, list_approvals
from server.statement.drafts.comments import comment, resolve
from server.statement.drafts.difference import Kind
from server.statement.drafts.keeping import Kept, require_version
from server.statement.drafts.manuscript import Manuscript
from server.statement.drafts.news import changes_by, news_since
from server.statement.drafts.problems import (
    DraftChanged,
    DraftExists,
    InvalidDeed,
    NoSuchDraft,
    NoSuchSentence,
    SentenceChanged,
)
from server.statement.drafts.standing import Wanted
from server.statement.service import draft as draft_now
from shared.ids import new_id
from tests.server.statement.drafts.conftest import RAMP, VERDICT, Desk, a_desk

MINE = "In 2 of the 14, there was no ramp."


def test_what_is_written_is_kept_with_who_and_when(desk: Desk) -> None:
    kept = desk.write(RAMP, MINE, by="serik")
    words = desk.kept().block(RAMP).words
    assert words
    assert (words.text, words.by, kept.number) == (MINE, "serik", 2)
    assert words.was.startswith("In 2 of the 14")


def test_what_changes_nothing_is_not_kept(desk: Desk) -> None:
    desk.write(RAMP, MINE)
    assert desk.write(RAMP, MINE).number == 2
    assert desk.draft_again().number == 2


def test_of_two_at_once_neither_loses_a_word(desk: Desk) -> None:
    seen = desk.kept().block(RAMP).version
    desk.write(RAMP, MINE, seen=seen, by="serik")
    with pytest.raises(SentenceChanged):
        desk.write(RAMP, "Ramps were missing in two.", seen=seen)
    assert desk.kept().block(RAMP).text == MINE
    again = desk.write(RAMP, "Ramps were missing in two.", seen=2)
    assert again.block(RAMP).text == "Ramps were missing in two."
    assert desk.kept(2).block(RAMP).text == MINE


def test_two_may_work_on_two_sentences_at_once(desk: Desk) -> None:
    seen = desk.kept().block(VERDICT).version
    desk.write(RAMP, MINE, by="serik")
    desk.write(VERDICT, "Our verdict.", seen=seen)
    blocks = desk.kept().blocks
    assert (blocks[RAMP].text, blocks[VERDICT].text) == (MINE, "Our verdict.")


def test_an_older_revision_can_stand_again_over_the_newest_figures(desk: Desk) -> None:
    desk.write(RAMP, MINE)
    desk.write(VERDICT, "Our verdict.")
    desk.keep(answers={"V06": "missing"})
    desk.draft_again()
    with desk.store.writing() as db:
        keeping.restore(db, desk.mission.id, desk.id, 2, by="aigul", now=desk.now)
    now = desk.kept()
    assert now.block(RAMP).text == MINE
    assert now.block(VERDICT).text == ""
    assert "3 of the 15" in now.block(RAMP).drafted
    with desk.store.reading() as db:
        assert len(keeping.list_revisions(db, desk.id)) == 5


def test_untouched_sentences_follow_new_reports_and_edited_ones_say_what_moved(desk: Desk) -> None:
    other = next(key for key in desk.kept().blocks if key.endswith("mission:stations"))
    desk.write(RAMP, MINE)
    desk.keep(answers={"V06": "missing"})
    with desk.store.reading() as db:
        kept = desk.kept()
        assert news_since(db, desk.mission.id, kept.drafted_at).reports == 0
        desk.now += timedelta(hours=1)
    desk.keep(answers={"V06": "missing"}, received_at=desk.now)
    with desk.store.reading() as db:
        assert news_since(db, desk.mission.id, kept.drafted_at).reports == 1
        tree = draft_now(db, desk.mission, "turkic", "en", desk.now)
        found = {each.key: each for each in changes_by(kept, tree)}
    assert found[other].kind is Kind.CHANGED
    assert found[RAMP].kind is Kind.FIGURES
    assert tuple(str(each.of) for each in found[RAMP].figures[0][1:] if each) == ("14", "16")
    kept = desk.draft_again()
    assert "16" in kept.block(other).text
    assert kept.block(RAMP).text == MINE
    demands = {each.kind for each in desk.standing().demands if each.about == RAMP}
    assert demands == {Wanted.MOVED, Wanted.NUMBER}


def test_what_people_corrected_since_is_news_too(desk: Desk) -> None:
    def note(at: datetime, deed: str = "correct", undone_at: datetime | None = None) -> AnswerNote:
        return AnswerNote(
            id=new_id(),
            mission_id=desk.mission.id,
            report_id=new_id(),
            deed=deed,
            question="V06",
            by="serik",
            at=at,
            undone_at=undone_at,
        )

    cut = desk.kept().drafted_at
    later = cut + timedelta(hours=1)
    with desk.store.writing() as db:
        earlier = cut - timedelta(hours=1)
        db.add_all([note(earlier), note(later), note(earlier, undone_at=later)])
        db.add(note(later, deed="verify"))
    with desk.store.reading() as db:
        news = news_since(db, desk.mission.id, cut)
    assert (news.reports, news.words) == (0, "2 reports were corrected since.")


def test_a_change_takes_the_approval_of_its_section_away_and_says_so(desk: Desk) -> None:
    desk.approve_all()
    with desk.store.reading() as db:
        before = list_approvals(db, desk.id)
    assert all(each.ended_at is None for each in before)
    desk.write(RAMP, MINE, by="serik")
    with desk.store.reading() as db:
        [ended] = [each for each in list_approvals(db, desk.id) if each.ended_at]
    assert (ended.ended_by, ended.ended_why) == ("serik", "the text changed")
    desk.write(RAMP, desk.kept().block(RAMP).drafted)
    with desk.store.reading() as db:
        assert [each.id for each in list_approvals(db, desk.id) if each.ended_at] == [ended.id]
    assert any("ended: the text changed" in each.words for each in desk.standing().demands)


def test_nobody_approves_what_they_have_not_read(desk: Desk) -> None:
    standing = desk.standing()
    desk.write(RAMP, MINE)
    now = desk.standing()
    [changed] = [key for key in now.sections if now.sections[key] != standing.sections[key]]
    with desk.store.writing() as db, pytest.raises(DraftChanged):
        approve(
            db,
            desk.id,
            now.kept.laid,
            "en",
            changed,
            seen=standing.sections[changed],
            revision=1,
            by="head",
            now=desk.now,
        )


def test_the_draft_demands_what_is_missing_and_no_more(desk: Desk) -> None:
    slots = [each for each in desk.kept().blocks.values() if each.is_slot]
    demands = desk.standing().demands
    assert len([each for each in demands if each.kind is Wanted.WORDS]) == len(slots) > 3
    desk.write(VERDICT, "A verdict on 4711 voters.")
    of_it = {each.kind for each in desk.standing().demands if each.about == VERDICT}
    assert of_it == {Wanted.BASIS, Wanted.NUMBER}

    def explained(kept: keeping.Kept) -> Manuscript:
        return deeds.explain(kept.manuscript, kept.block(VERDICT), "4711", "a count of ours")

    desk.save(explained)
    with desk.store.writing() as db:
        held = comment(db, desk.id, VERDICT, "Is it so?", by="serik", now=desk.now).id
    of_it = {each.kind for each in desk.standing().demands if each.about == VERDICT}
    assert of_it == {Wanted.BASIS, Wanted.COMMENT}
    with desk.store.writing() as db:
        resolve(db, desk.id, held, resolved=True, by="aigul", now=desk.now)
    desk.fill()
    desk.approve_all()
    assert desk.standing().demands == []


def test_a_slot_that_was_taken_out_is_not_demanded(desk: Desk) -> None:
    desk.save(
        lambda kept: deeds.remove(
            kept.manuscript, kept.block(VERDICT), "no verdict", by="head", at=desk.now
        )
    )
    assert VERDICT not in {each.about for each in desk.standing().demands}


def test_there_is_one_draft_of_a_template_and_language(desk: Desk) -> None:
    with desk.store.writing() as db, pytest.raises(DraftExists):
        keeping.begin(db, desk.mission.id, "turkic", desk.kept().tree, by="serik", now=desk.now)


def test_what_is_not_there_is_said(desk: Desk) -> None:
    with desk.store.reading() as db:
        with pytest.raises(NoSuchDraft):
            keeping.get_draft(db, desk.id, desk.id)
        draft = keeping.get_draft(db, desk.mission.id, desk.id)
        with pytest.raises(NoSuchDraft):
            keeping.read(db, draft, 99)
    with pytest.raises(NoSuchSentence):
        desk.write("T1/nothing", "x")
    with desk.store.writing() as db, pytest.raises(InvalidDeed):
        keeping.correct(db, desk.mission.id, desk.id, "wrong", by="aigul", now=desk.now)


def test_words_too_long_for_one_place_are_refused() -> None:
    with pytest.raises(InvalidDeed):
        keeping.require_text("x" * (keeping.LONGEST_TEXT + 1))


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_on_postgres_it_is_kept_alike(store: Store) -> None:
    desk = a_desk(store)
    desk.write(RAMP, MINE)
    desk.fill()
    desk.approve_all()
    sealed = desk.seal()
    assert sealed.mission_id == desk.mission.id
    assert desk.kept().draft.sealed_at == desk.now


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_of_two_writers_at_the_same_moment_the_second_waits_and_sees_both_texts(
    store: Store,
) -> None:
    desk = a_desk(store)
    seen = desk.kept().block(RAMP).version

    def write(kept: Kept, key: str, words: str) -> Manuscript:
        block = require_version(kept, key, seen)
        return deeds.write(kept.manuscript, block, words, by="serik", at=desk.now)

    def save(db: Session, key: str, words: str) -> int:
        change = partial(write, key=key, words=words)
        saved = keeping.save(
            db, desk.mission.id, desk.id, change, deed="x", by="serik", now=desk.now
        )
        return saved.number

    def second(key: str, words: str) -> int:
        with store.writing() as db:
            return save(db, key, words)

    with ThreadPoolExecutor(2) as pool:
        with store.writing() as db:
            save(db, RAMP, MINE)
            same = pool.submit(second, RAMP, "Ramps were missing in two.")
            other = pool.submit(second, VERDICT, "Our verdict.")
            wait_for_locks(store, same, other)
        with pytest.raises(SentenceChanged):
            same.result()
        assert other.result() == 3
    blocks = desk.kept().blocks
    assert (blocks[RAMP].text, blocks[VERDICT].text) == (MINE, "Our verdict.")


def wait_for_locks(store: Store, *writers: Future[int]) -> None:
    """Return when each writer waits for a lock, or has not waited and is done."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with store.engine.connect() as connection:
        while True:
            held = connection.execute(text(waiting)).scalar_one()
            connection.rollback()
            if held + sum(each.done() for each in writers) >= len(writers):
                return
