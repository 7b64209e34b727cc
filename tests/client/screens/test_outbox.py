"""The outbox: the way of everything, long work that tells how far it is, and memory sticks."""

import asyncio
import dataclasses
from pathlib import Path

import pytest

from client.language import tr
from client.screens.courier import CourierState, Pace
from client.screens.incident import IncidentScreen
from client.screens.outbox import OutboxScreen
from client.screens.stick import StickScreen
from client.screens.sync_words import clock_words, duration, next_try, progress_line
from client.steps.push import push_from
from client.sync import Progress, SyncOutcome
from shared.sync.bundle import looks_sealed, new_bundle_key, recipient_of
from shared.sync.handover import ReceiptsFile
from shared.sync.incidents import IncidentBody
from shared.sync.protocol import Outcome
from tests.client.fake_server import FakeServer
from tests.client.samples import make_pack
from tests.client.screens.steps import Program, in_one_line

PHOTO = b"\xff\xd8\xff\xe0" + b"what was seen" * 100_000
SENT = ("ctrl+n", "1", "2", "1", "ctrl+f")


def lines_with(program: Program, words: str) -> list[str]:
    return [line for line in program.text().splitlines() if words in line]


async def test_an_incident_is_listed_with_its_way_and_corrected_with_a_reason(
    program: Program, server: FakeServer
) -> None:
    server.reachable = False
    await program.press(*SENT, "o")
    assert "● waits" in lines_with(program, "Incident · Observers refused")[0]
    server.reachable = True
    await program.press("y")
    assert "✓ held" in lines_with(program, "Incident · Observers refused")[0]
    await program.press("r")
    await program.type("It was only a delay")
    await program.press("enter")
    assert isinstance(program.app.screen, IncidentScreen)
    assert "It was only a delay" in program.text()
    await program.press("up", "up", "up", "3", "ctrl+f")
    assert isinstance(program.app.screen, OutboxScreen)
    old, new = map(IncidentBody.model_validate_json, server.bodies("incident"))
    assert (old.revision, new.revision, new.reason) == (1, 2, "It was only a delay")
    assert "Incident (revision 2)" in program.text()


async def test_a_half_written_incident_is_opened_from_the_outbox(program: Program) -> None:
    await program.press("ctrl+n", "1", "escape", "o", "enter")
    assert isinstance(program.app.screen, IncidentScreen)
    assert "▸ How serious?" in program.text()


async def test_what_is_set_apart_says_what_headquarters_asks_and_the_key_that_corrects_it(
    program: Program, server: FakeServer
) -> None:
    await program.press(*SENT)
    (sealed,) = program.laptop.incidents.list_sealed()
    asked = "Two revisions. Which one holds?"
    server.judged = [
        Outcome(report=sealed.body.incident, revision=1, state="quarantined", reason=asked)
    ]
    await program.press("o", "y")
    assert "! set apart" in lines_with(program, "Incident · Observers refused")[0]
    words = in_one_line(program.text())
    assert f"r opens it for correction. Headquarters says: {asked}" in words


async def test_files_check_ins_and_carried_bundles_have_their_lines(
    program: Program, server: FakeServer, tmp_path: Path
) -> None:
    file, bundle = tmp_path / "door.jpg", tmp_path / "team-08.bundle"
    file.write_bytes(PHOTO)
    bundle.write_bytes(b"age-encryption.org/v1\n" + bytes(100))
    draft = dataclasses.replace(
        program.laptop.incidents.begin(""), category="team", severity="minor", source="seen"
    )
    program.laptop.incidents.attach(draft, program.laptop.attachments.take(file))
    program.laptop.incidents.seal(draft.id)
    program.laptop.carried.take(bundle)
    server.reachable = False
    await program.press("c", "s", "escape", "o")
    assert "● waits" in lines_with(program, "door.jpg · 1.2 MB")[0]
    assert "● waits" in lines_with(program, "Check-in")[0]
    assert "● waits" in lines_with(program, "team-08.bundle")[0]
    server.reachable = True
    await program.press("y")
    assert "✓ held" in lines_with(program, "door.jpg · 1.2 MB")[0]
    assert "✓ held" in lines_with(program, "Check-in")[0]


@pytest.mark.parametrize(
    ("progress", "speed", "said"),
    [
        (Progress("pull", 0, 0, left=50, done=150, total=200), None, "75 per cent"),
        (
            Progress("attachments", 0, 0, left=1, done=1_048_576, total=4_194_304),
            104_857.6,
            "25 per cent · 1.0 MB of 4.0 MB · 102 KB a second · about 30 s left",
        ),
        (Progress("push", 0, 3), None, ""),
    ],
)
def test_long_work_tells_how_far_it_is_and_how_fast(
    progress: Progress, speed: float | None, said: str
) -> None:
    line = progress_line(CourierState(is_running=True, progress=progress, speed=speed))
    assert line.lstrip("█░ ") == said


def test_the_pace_is_that_of_the_stage_under_way() -> None:
    pace = Pace()
    at = [Progress("pull", 0, 0, done=5, total=9)]
    at += [Progress("attachments", 0, 0, done=each, total=900) for each in (100, 300)]
    assert [pace.speed(each, now) for now, each in enumerate(at)] == [None, None, 200.0]
    again = Progress("attachments", 0, 0, done=0, total=900)
    assert pace.speed(again, 10) is None, "a new run begins anew"


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(None, ""), (60, ""), (7200, "clock is 2 h fast"), (-400, "clock is 7 min slow")],
)
def test_a_wrong_clock_is_explained_in_words(ahead: int | None, said: str) -> None:
    outcome = SyncOutcome(0, 0, False, False, None, clock_ahead=ahead)  # noqa: FBT003 - positions
    words = clock_words(CourierState(outcome=outcome))
    assert said in words
    assert bool(words) == bool(said)


def test_lengths_of_time_are_said_in_their_largest_unit() -> None:
    given = (0.2, 59, 61, 3600 * 5, 86_400 * 3)
    assert [duration(each) for each in given] == ["1 s", "59 s", "1 min", "5 h", "3 days"]
    assert next_try(None) == ""
    assert "within 1 min" in next_try(6)
    assert "within 10 min" in next_try(300)
    assert "within 1 h" in next_try(3600)


async def test_a_wrong_clock_and_the_next_try_stand_in_the_outbox(
    program: Program, server: FakeServer
) -> None:
    server.clock_ahead = -7200
    await program.press("y", "o")
    assert "This laptop's clock is 2 h slow" in in_one_line(program.text())
    server.reachable = False
    await program.press("y")
    assert "The next try comes by itself within" in in_one_line(program.text())


async def test_a_bundle_is_made_carried_and_its_receipts_read(
    program: Program, server: FakeServer, tmp_path: Path
) -> None:
    pack = make_pack()
    recipient = {"bundle_recipient": recipient_of(new_bundle_key())}
    mission = pack.mission.model_copy(update=recipient)
    server.mission_pack = pack.model_copy(update={"mission": mission})
    await program.press("y")
    server.reachable = False
    await program.press(*SENT)
    stick = tmp_path / "media" / "STICK"
    stick.mkdir(parents=True)
    desk = program.app.desk
    assert desk is not None
    await program.app.push_screen(StickScreen(desk, [tmp_path / "media" / "STICK"]))
    await program.press("b")
    assert str(stick.name) in program.text()
    await program.press("enter")
    (made,) = stick.glob("team-*.bundle")
    assert looks_sealed(made)
    assert "1 entry, 0 files." in in_one_line(program.text())
    journal = program.laptop.journal
    receipt = server.push(push_from(journal, 1))
    told = ReceiptsFile(mission="m", made_at="2021-01-10", pushes=[receipt])
    (stick / "receipts.json").write_text(told.model_dump_json())
    await program.press("r", "enter")
    assert "Newly held by headquarters: 1 entry, 0 files." in in_one_line(program.text())
    assert journal.standing().waiting == 0


async def test_a_colleagues_bundle_is_taken_along_and_a_wrong_place_is_said(
    program: Program, tmp_path: Path
) -> None:
    bundle = tmp_path / "team-08.bundle"
    bundle.write_bytes(b"age-encryption.org/v1\n" + bytes(100))
    desk = program.app.desk
    assert desk is not None
    await program.app.push_screen(StickScreen(desk, [tmp_path]))
    await program.press("c", "enter")
    assert "team-08.bundle lies in this laptop's store now" in in_one_line(program.text())
    (carried,) = program.laptop.carried.list_all()
    assert carried.name == "team-08.bundle"
    await program.press("b")
    await program.type("/no/such/place")
    await program.press("enter")
    assert "! " in program.text()
    assert "/no/such/place" in program.text()
    await program.press("escape", "w", "enter")
    (written,) = await asyncio.to_thread(lambda: [*tmp_path.glob("receipts-*.json")])
    assert ReceiptsFile.model_validate_json(written.read_bytes()).pushes == []
    assert tr("Memory stick") in program.text()
