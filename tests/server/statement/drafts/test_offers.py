"""What the mission knows and a draft does not say yet: offered, taken up, worded, watched."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from server.accounts.models import Role, TrailEntry
from server.accounts.trail_reading import prove
from server.fieldnotes.kinds import Kind, Section
from server.fieldnotes.models import Fieldnote
from server.fieldnotes.service import Change
from server.reports.incidents.handling import Log, add_source, withdraw_source
from server.reports.incidents.models import Incident
from server.reports.incidents.stating import SourceKind
from server.statement.drafts import deeds
from server.statement.drafts.drawn import Origin, stub_of
from server.statement.drafts.keeping import Kept
from server.statement.drafts.manuscript import Manuscript
from server.statement.drafts.offers import (
    Offers,
    find_offer,
    in_other_sections,
    offers_for,
    supporting,
)
from server.statement.drafts.problems import InvalidDeed, StatementIncomplete
from server.statement.drafts.standing import Wanted
from server.statement.formats import FORMATS, Format
from server.statement.languages.registry import get_language
from shared.ids import new_id
from tests.server.builders import START
from tests.server.fieldnotes.conftest import Desk as Notes
from tests.server.pages.reading import text_of
from tests.server.statement.drafts.conftest import Desk
from tests.server.statement.drafts.test_pages import at, browser

QUOTE = "Parties were heard by the commission."


def a_note(desk: Desk, quotable: str = "on", text: str = QUOTE) -> Fieldnote:
    notes = Notes(desk.store, desk.mission)
    return notes.add(Kind.LEGAL, section="legal", quotable=quotable, text=text)


def revise(desk: Desk, note: Fieldnote, text: str = QUOTE, *, withdrawn: bool = False) -> Fieldnote:
    change = Change(note.newest, "it was found out", withdrawn=withdrawn)
    return Notes(desk.store, desk.mission).revise(note, change, quotable="on", text=text)


def an_incident(desk: Desk) -> UUID:
    """Keep an incident that one team saw, and nobody else."""
    incident = new_id()
    with desk.store.writing() as db:
        db.add(
            Incident(
                entry_id=900 + incident.int % 90,
                incident_id=incident,
                revision=1,
                mission_id=desk.mission.id,
                device_id=desk.keep._laptop.id,
                team_code="07",
                category="violence",
                severity="serious",
                source="seen",
                text="Somebody named Ospanov hit a clerk.",
                station_code="0042",
                noted_at=START,
                made_at="",
                received_at=START,
                state="accepted",
            )
        )
    return incident


def log(desk: Desk, incident: UUID) -> Log:
    return Log(desk.mission.id, incident, "aigul", START)


def prove_it(desk: Desk, incident: UUID) -> UUID:
    """Add the document that an incident needs before it may be stated."""
    with desk.store.writing() as db:
        return add_source(db, log(desk, incident), SourceKind.DOCUMENT, "Police report", "").id


def offered(desk: Desk) -> Offers:
    with desk.store.reading() as db:
        return offers_for(db, desk.mission, desk.kept().manuscript, "en")


def take_up(desk: Desk, source: UUID) -> str:
    """Take a note or an incident up as the page does; return the key of the sentence."""
    with desk.store.reading() as db:
        offer = find_offer(db, desk.mission, desk.kept().manuscript, "en", source)

    def add(kept: Kept) -> Manuscript:
        return deeds.add(
            kept.manuscript, "T2", "x", offer.text, by="aigul", at=desk.now, drawn=offer.drawn
        )

    desk.save(add)
    return f"{deeds.HUMAN}x"


def demanded(desk: Desk, key: str) -> list[Wanted]:
    return [each.kind for each in desk.standing().demands if each.about == key]


def test_notes_are_offered_where_they_may_be_quoted_and_until_they_are_taken_up(desk: Desk):
    note = a_note(desk)
    a_note(desk, quotable="", text="Not for quoting.")
    Notes(desk.store, desk.mission).add(Kind.MEETING, quotable="on")
    offers = offered(desk)
    assert [each.text for each in supporting(offers, [Section.LEGAL, Section.MEDIA])] == [QUOTE]
    assert not supporting(offers, [Section.MEDIA])
    [(section, found)] = in_other_sections(offers, [Section.MEDIA])
    assert (section, [each.text for each in found]) == (Section.LEGAL, [QUOTE])
    assert not list(in_other_sections(offers, [Section.LEGAL]))
    take_up(desk, note.id)
    assert not offered(desk).notes
    with desk.store.reading() as db, pytest.raises(InvalidDeed, match="taken it up already"):
        find_offer(db, desk.mission, desk.kept().manuscript, "en", note.id)


def test_an_incident_is_offered_once_it_may_be_stated_and_begins_with_nothing_but_its_kind(
    desk: Desk,
):
    incident = an_incident(desk)
    assert not offered(desk).incidents
    assert "one source" in offered(desk).withheld[0].reasons[0]
    with desk.store.reading() as db, pytest.raises(InvalidDeed, match="one source"):
        find_offer(db, desk.mission, desk.kept().manuscript, "en", incident)
    prove_it(desk, incident)
    assert not offered(desk).withheld
    assert offered(desk).incidents[0].text == "An incident was recorded: Violence or unrest."
    assert stub_of("violence", get_language("ru")).startswith("Зафиксирован инцидент: Насилие ")
    assert stub_of("of_a_newer_laptop", get_language("ru")).startswith(
        "Зафиксирован инцидент: [en] of_a_newer_laptop"
    )


def test_what_was_taken_up_is_worded_by_a_person_and_outlives_new_reports(desk: Desk):
    key = take_up(desk, a_note(desk).id)
    assert demanded(desk, key) == [Wanted.WORDING]
    desk.write(key, QUOTE)
    assert demanded(desk, key) == []
    desk.write(key, "The commission heard parties.")
    desk.keep(answers={"V06": "missing"})
    words = desk.draft_again().block(key).words
    assert words
    assert words.text == "The commission heard parties."
    assert words.drawn
    assert (words.drawn.origin, words.drawn.worded) == (Origin.LEGAL, True)


def test_a_note_that_was_revised_is_read_again_and_a_withdrawn_one_can_not_stand(desk: Desk):
    note = a_note(desk)
    key = take_up(desk, note.id)
    desk.write(key, QUOTE)
    note = revise(desk, note, text="Two parties were heard.")
    assert demanded(desk, key) == [Wanted.SOURCE]
    desk.save(lambda kept: deeds.see_source(kept.manuscript, kept.block(key), note.newest))
    assert demanded(desk, key) == []
    revise(desk, note, withdrawn=True)
    assert desk.standing().changes[key].revision is None
    assert demanded(desk, key) == [Wanted.SOURCE]
    desk.save(
        lambda kept: deeds.remove(kept.manuscript, kept.block(key), "", by="aigul", at=desk.now)
    )
    assert demanded(desk, key) == []


def test_a_ready_statement_waits_when_an_incident_may_not_be_stated_any_more(ready: Desk):
    incident = an_incident(ready)
    source = prove_it(ready, incident)
    key = take_up(ready, incident)
    ready.write(key, "Unrest was recorded outside a polling station.")
    ready.approve_all()
    assert not ready.standing().demands
    with ready.store.writing() as db:
        withdraw_source(db, log(ready, incident), source)
    assert demanded(ready, key) == [Wanted.SOURCE]
    with pytest.raises(StatementIncomplete, match="may not speak of it any more"):
        ready.seal()


def test_readers_are_told_kind_and_day_and_nothing_that_leads_to_the_place(desk: Desk):
    incident = an_incident(desk)
    prove_it(desk, incident)
    desk.write(take_up(desk, incident), "Unrest was recorded.")
    document = desk.standing().document
    assert (
        "Incident recorded by the Mission, 4 October 2026"
        in FORMATS[Format.MARKDOWN].write(document).decode()
    )
    for extension in (Format.MARKDOWN, Format.JSON, Format.HTML):
        public = FORMATS[extension].write(document).decode()
        assert "Incident recorded by the Mission" in public
        assert not [each for each in (str(incident), "Ospanov", "0042", "Police") if each in public]


async def test_a_drafter_takes_up_an_offer_on_the_page(desk: Desk, tmp_path: Path):
    note, incident = a_note(desk), an_incident(desk)
    async with browser(desk, Role.DRAFTER, tmp_path) as client:
        page = text_of((await client.get(at(desk))).text)
        assert "Not said yet: 1 note of Electoral system and law, Complaints" in page
        assert "Take it up in T8" in page
        assert "Of no section" not in page
        assert "It rests on one source" in page
        form = {"source": str(note.id), "paragraph": "T2"}
        assert (await client.post(at(desk, "/offers"), data=form)).status_code == 303
        for refused in (form, form | {"source": str(incident)}):
            assert (await client.post(at(desk, "/offers"), data=refused)).status_code == 422
        kept = desk.kept()
        key = kept.manuscript.order["T2"][-1]
        shown = (await client.get(at(desk))).text
        assert "to be worded" in shown
        assert f'/fieldnotes/{note.id}">Legal note, 21 Sep 2026</a>' in shown
        newest = revise(desk, note, text="Two parties were heard.").newest
        one = (await client.get(at(desk, "/sentence"), params={"key": key})).text
        assert f'name="source_seen" value="{newest}"' in one
        seen = str(kept.block(key).version)
        form = {"deed": "see_source", "key": key, "seen": seen, "source_seen": str(newest)}
        assert (await client.post(at(desk, "/sentence"), data=form)).status_code == 303
        assert not desk.standing().changes
    with desk.store.reading() as db:
        assert not prove(db, "").broken
        trail = [each.particulars for each in db.exec(select(TrailEntry))]
        assert "take_up" in str(trail)
