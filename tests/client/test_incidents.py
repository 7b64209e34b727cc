"""Incidents and check-ins: written down safely, sealed once, corrected, held with their files."""

from dataclasses import replace
from pathlib import Path

import pytest

from client.incidents import IncidentDraft, IncidentGone, IncidentIncomplete
from client.laptop import Laptop
from client.reports import ReasonMissing, ReportState
from client.sync import pull, synchronise
from shared.digest import sha256_hex
from shared.sync.check_ins import CheckInBody, Wellbeing
from shared.sync.incidents import IncidentBody
from shared.sync.protocol import AttachmentBody, Outcome
from tests.client.fake_server import FakeServer

PHOTO = b"\xff\xd8\xff\xe0" + b"what was seen" * 1000


def begun(laptop: Laptop, **fields: str) -> IncidentDraft:
    given = {"category": "access", "severity": "serious", "source": "seen", **fields}
    draft = replace(laptop.incidents.begin("57"), **given)
    laptop.incidents.save(draft)
    return draft


def test_a_half_written_incident_is_on_the_disk_at_every_step(enrolled: Laptop) -> None:
    draft = enrolled.incidents.begin("57")
    assert enrolled.incidents.list_drafts() == []
    for change in ({"category": "violence"}, {"text": "Two men at the"}, {"station": ""}):
        draft = replace(draft, **change)
        enrolled.incidents.save(draft)
        assert enrolled.incidents.list_drafts() == [draft]


def test_an_incident_is_not_sealed_before_it_says_what_how_grave_and_how_known(
    enrolled: Laptop,
) -> None:
    draft = begun(enrolled, severity="", source="")
    with pytest.raises(IncidentIncomplete, match="severity, source"):
        enrolled.incidents.seal(draft.id)
    assert enrolled.incidents.list_drafts() == [draft]
    assert enrolled.journal.standing().made == 0


async def test_a_sealed_incident_reaches_headquarters_with_its_photograph(
    enrolled: Laptop, server: FakeServer, tmp_path: Path
) -> None:
    file = tmp_path / "door.jpg"
    file.write_bytes(PHOTO)
    draft = begun(enrolled, text=" Refused at the door. ")
    enrolled.incidents.attach(draft, enrolled.attachments.take(file))
    enrolled.incidents.seal(draft.id)
    assert enrolled.incidents.list_drafts() == []
    (waiting,) = enrolled.incidents.list_sealed()
    assert waiting.state is ReportState.WAITING

    await synchronise(enrolled, server.line())
    (body,) = server.bodies("incident")
    held = IncidentBody.model_validate_json(body)
    assert (held.incident, held.station, held.text) == (draft.id, "57", "Refused at the door.")
    assert held.noted_at.isoformat() == "2021-01-10T08:47:00+06:00", "by the station's clock"
    (announced,) = server.bodies("attachment")
    assert AttachmentBody.model_validate_json(announced).report == draft.id
    assert server.files[sha256_hex(PHOTO)] == PHOTO
    (sealed,) = enrolled.incidents.list_sealed()
    assert sealed.state is ReportState.HELD
    assert sealed.held_at is not None


def test_a_file_of_a_half_written_incident_stays_and_goes_with_it(
    enrolled: Laptop, tmp_path: Path
) -> None:
    file = tmp_path / "door.jpg"
    file.write_bytes(PHOTO)
    draft = begun(enrolled)
    taken = enrolled.attachments.take(file)
    enrolled.incidents.attach(draft, taken)
    enrolled.attachments.forget_orphans()
    (attached,) = enrolled.incidents.files_of(draft.id)
    assert attached.name == "door.jpg"
    enrolled.incidents.discard(draft.id)
    assert enrolled.incidents.list_drafts() == []
    assert enrolled.attachments.piece_at(taken.sha256, 0) == b""


async def test_a_correction_is_a_new_revision_with_its_reason_and_the_same_files(
    enrolled: Laptop, server: FakeServer, tmp_path: Path
) -> None:
    file = tmp_path / "door.jpg"
    file.write_bytes(PHOTO)
    first = begun(enrolled)
    enrolled.incidents.attach(first, enrolled.attachments.take(file))
    enrolled.incidents.seal(first.id)
    with pytest.raises(ReasonMissing):
        enrolled.incidents.revise(first.id, " ")
    again = enrolled.incidents.revise(first.id, "It was the other door")
    assert enrolled.incidents.revise(first.id, "") == again, "a begun correction goes on"
    enrolled.incidents.save(replace(again, severity="minor"))
    enrolled.incidents.seal(first.id)

    await synchronise(enrolled, server.line())
    old, new = (IncidentBody.model_validate_json(each) for each in server.bodies("incident"))
    assert (old.revision, new.revision, new.base) == (1, 2, 1)
    assert (new.severity, new.reason) == ("minor", "It was the other door")
    assert len(server.bodies("attachment")) == 2
    (sealed,) = enrolled.incidents.list_sealed()
    assert sealed.body == new


async def test_what_headquarters_says_of_an_incident_is_shown_with_it(
    enrolled: Laptop, server: FakeServer
) -> None:
    draft = begun(enrolled)
    enrolled.incidents.seal(draft.id)
    await synchronise(enrolled, server.line())
    server.judged = [
        Outcome(report=draft.id, revision=1, state="conflict", reason="Two revisions.")
    ]
    await pull(enrolled, server.line())
    (sealed,) = enrolled.incidents.list_sealed()
    assert (sealed.state, sealed.reason) == (ReportState.CONFLICT, "Two revisions.")


def test_an_incident_that_is_not_here_is_said_so(enrolled: Laptop) -> None:
    stranger = enrolled.incidents.begin("")
    with pytest.raises(IncidentGone):
        enrolled.incidents.seal(stranger.id)
    with pytest.raises(IncidentGone):
        enrolled.incidents.revise(stranger.id, "It was another one")


async def test_a_check_in_is_known_to_be_held_once_its_receipt_is_here(
    enrolled: Laptop, server: FakeServer
) -> None:
    assert enrolled.check_ins.find_last() is None
    enrolled.check_ins.check_in(Wellbeing.SAFE)
    enrolled.check_ins.check_in(Wellbeing.HELP, "57", "The car will not start")
    waiting = enrolled.check_ins.find_last()
    assert waiting is not None
    assert (waiting.state, waiting.is_held) == (Wellbeing.HELP, False)
    await synchronise(enrolled, server.line())
    held = enrolled.check_ins.find_last()
    assert held is not None
    assert held.is_held
    last = CheckInBody.model_validate_json(server.bodies("check_in")[-1])
    assert (last.state, last.station, last.text) == (
        Wellbeing.HELP,
        "57",
        "The car will not start",
    )
