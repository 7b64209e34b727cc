"""What laptops rely on, whoever answers."""

from pathlib import Path

import pytest

from client.attached_files import FileNotTaken
from client.enrolment import Invitation, enrol
from client.laptop import Laptop
from client.remote import ServerProblem, Unreachable
from client.sync import pull, synchronise
from shared.sync.protocol import EnrolIn, Verdict
from shared.sync.seal import new_signing_key, public_key_of
from tests.client.samples import ANSWERS, make_form
from tests.contract.worlds import World, cut
from tests.server.journal.device import FakeDevice

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 2500
"""More than two pieces."""


def line_of(world: World, laptop: Laptop):
    return world.line(laptop.journal.identity.token)


async def a_device(world: World) -> FakeDevice:
    seed = new_signing_key()
    given = await world.line().enrol(
        EnrolIn(protocol=2, code=world.code(), public_key=public_key_of(seed))
    )
    return FakeDevice(given.device, given.token, seed, given.server_key)


def a_photo(tmp_path: Path, content: bytes = PHOTO, name: str = "IMG_1.jpg") -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


async def a_report(world: World, laptop: Laptop, *photos: Path) -> None:
    """Fill in and finish a report with photographs."""
    form = make_form()
    if not laptop.pack.list_forms():
        world.offer(form)
        world.add_station("42")
        await pull(laptop, line_of(world, laptop))
    draft = laptop.drafts.open(form, "42")
    laptop.drafts.set_answers(draft.id, ANSWERS, {}, {})
    for photo in photos:
        laptop.drafts.attach(draft.id, "V06", photo)
    laptop.drafts.finish(draft.id)


class TestEnrolling:
    async def test_a_code_enrols_once(self, world: World, laptop: Laptop):
        code = world.code()
        await enrol(laptop, world.line(), Invitation("https://hq.example.org", code))

        with pytest.raises(ServerProblem):
            await world.line().enrol(EnrolIn(protocol=2, code=code, public_key="0" * 64))


class TestPushing:
    async def test_what_is_next_is_held_and_held_again(self, world: World):
        device = await a_device(world)
        device.write("{}")

        for _ in range(2):
            answer = await world.line(device.token).push(device.push())
            assert (answer.verdict, answer.receipt.through) == (Verdict.HELD, 1)
            assert device.vouched(answer)

    async def test_a_gap_is_told(self, world: World):
        device = await a_device(world)
        device.write("{}")
        device.write("[]")

        answer = await world.line(device.token).push(device.push(first=2))

        assert (answer.verdict, answer.receipt.through) == (Verdict.GAP, 0)

    async def test_a_copy_is_a_fork_and_both_are_held(self, world: World):
        device = await a_device(world)
        copy = device.clone()
        device.write('"one"')
        copy.write('"other"')
        await world.line(device.token).push(device.push())

        answer = await world.line(device.token).push(copy.push())

        assert (answer.verdict, answer.receipt.through) == (Verdict.FORK, 1)
        assert copy.vouched(answer)

    async def test_a_wrong_signature_is_refused(self, world: World):
        device = await a_device(world)
        device.write("{}")

        with pytest.raises(ServerProblem):
            await world.line(device.token).push(device.push(signature="0" * 128))


class TestPulling:
    async def test_everything_is_told_and_then_only_what_is_new(
        self, world: World, enrolled: Laptop
    ):
        form = make_form()
        world.offer(form)
        world.add_station("42")
        line = line_of(world, enrolled)

        assert await pull(enrolled, line)
        assert [each.digest for each in enrolled.pack.list_forms()] == [form.digest]
        assert enrolled.pack.find_station("42") is not None
        assert enrolled.pack.get_header().team == "07"
        assert not await pull(enrolled, line)

        world.add_station("43")
        world.drop_station("42")
        assert await pull(enrolled, line)
        assert enrolled.pack.find_station("43") is not None
        assert enrolled.pack.find_station("42") is None

    async def test_a_withdrawn_form_never_touches_drafts(self, world: World, enrolled: Laptop):
        form = make_form()
        world.offer(form)
        line = line_of(world, enrolled)
        await pull(enrolled, line)
        draft = enrolled.drafts.open(form, "42")

        world.withdraw(form.id)
        await pull(enrolled, line)

        assert enrolled.pack.list_forms() == []
        assert enrolled.drafts.get(draft.id).form == form
        enrolled.drafts.finish(draft.id)
        assert (await synchronise(enrolled, line)).waiting == 0

    async def test_a_newer_version_takes_the_place_of_the_older(
        self, world: World, enrolled: Laptop
    ):
        world.offer(make_form("1"))
        await pull(enrolled, line_of(world, enrolled))
        world.offer(make_form("2"))
        await pull(enrolled, line_of(world, enrolled))

        assert [each.version for each in enrolled.pack.list_forms()] == ["2"]
        assert enrolled.pack.get_form(make_form("1").digest).version == "1"

    async def test_a_message_comes_and_its_reading_goes_back(self, world: World, enrolled: Laptop):
        world.say("Window closes at 11:00")
        line = line_of(world, enrolled)
        await pull(enrolled, line)

        (message,) = enrolled.messages.list_messages()
        assert (message.text, message.sender) == ("Window closes at 11:00", "ann")
        enrolled.messages.acknowledge(message.id)
        enrolled.messages.acknowledge(message.id)
        assert enrolled.messages.count_unread() == 0
        assert (await synchronise(enrolled, line)).sent == 1

    async def test_a_cursor_that_leads_nowhere_begins_anew(self, world: World, enrolled: Laptop):
        page = await line_of(world, enrolled).changes("rubbish")
        assert page.begins


class TestUploading:
    async def test_files_follow_the_reports(self, world: World, enrolled: Laptop, tmp_path: Path):
        await a_report(world, enrolled, a_photo(tmp_path))

        outcome = await synchronise(enrolled, line_of(world, enrolled))

        assert outcome.trouble is None
        assert (outcome.sent, outcome.attachments_sent, outcome.attachments_waiting) == (2, 1, 0)
        assert world.kept(PHOTO) == PHOTO

    async def test_the_same_photograph_twice_is_one(
        self, world: World, enrolled: Laptop, tmp_path: Path
    ):
        await a_report(world, enrolled, a_photo(tmp_path), a_photo(tmp_path, name="copy.jpg"))
        await a_report(world, enrolled, a_photo(tmp_path, name="again.jpg"))

        outcome = await synchronise(enrolled, line_of(world, enrolled))

        assert outcome.attachments_sent == 1
        assert enrolled.attachments.standing().made == 1

    async def test_a_file_without_an_entry_is_not_taken(self, world: World, enrolled: Laptop):
        with pytest.raises(ServerProblem) as raised:
            await line_of(world, enrolled).begin_upload("0" * 64, 5, 1)
        assert raised.value.server_code == "attachment-not-announced"

    async def test_a_piece_begins_where_the_upload_ends(
        self, world: World, enrolled: Laptop, tmp_path: Path
    ):
        await a_report(world, enrolled, a_photo(tmp_path))
        line = line_of(world, enrolled)
        await synchronise(enrolled, cut(line, 3, acted=True)[0])
        (file,) = enrolled.attachments.list_waiting()
        upload = await line.begin_upload(file.sha256, file.size, file.entry)

        with pytest.raises(ServerProblem) as raised:
            await line.send_piece(upload.id, upload.offset + 1, b"x")
        assert raised.value.server_code == "upload-offset-wrong"
        with pytest.raises(ServerProblem) as raised:
            await line.send_piece(upload.id, upload.offset, bytes(file.size + 1))
        assert raised.value.server_code == "upload-too-long"

    async def test_other_bytes_are_not_the_file(
        self, world: World, enrolled: Laptop, tmp_path: Path
    ):
        await a_report(world, enrolled, a_photo(tmp_path))
        line = line_of(world, enrolled)
        await synchronise(enrolled, cut(line, 2, acted=False)[0])
        (file,) = enrolled.attachments.list_waiting()
        upload = await line.begin_upload(file.sha256, file.size, file.entry)

        with pytest.raises(ServerProblem) as raised:
            await line.send_piece(upload.id, 0, bytes(file.size))
        assert raised.value.server_code == "attachment-hash-wrong"
        assert (await line.upload(upload.id)).receipt is None
        assert (await synchronise(enrolled, line)).attachments_sent == 1

    async def test_another_laptop_does_not_see_the_upload(
        self, world: World, enrolled: Laptop, tmp_path: Path
    ):
        await a_report(world, enrolled, a_photo(tmp_path))
        await synchronise(enrolled, line_of(world, enrolled))
        other = await a_device(world)
        held = await line_of(world, enrolled).begin_upload(*_named(enrolled))

        with pytest.raises(ServerProblem) as raised:
            await world.line(other.token).upload(held.id)
        assert raised.value.server_code == "no-such-upload"

    @pytest.mark.parametrize("acted", [False, True])
    async def test_the_line_is_cut_at_every_message(
        self, world: World, enrolled: Laptop, tmp_path: Path, *, acted: bool
    ):
        """Report and photograph are held in the end, each once, wherever it breaks."""
        for at in range(7):
            content = PHOTO + bytes([at])
            await a_report(world, enrolled, a_photo(tmp_path, content))
            broken, line = cut(line_of(world, enrolled), at, acted=acted)
            try:
                outcome = await synchronise(enrolled, broken)
                assert isinstance(outcome.trouble, Unreachable) or line.messages <= at
            except Unreachable:
                assert at == 0

            outcome = await synchronise(enrolled, line_of(world, enrolled))
            assert outcome.trouble is None
            assert (outcome.waiting, outcome.attachments_waiting) == (0, 0)
            assert world.kept(content) == content

    async def test_a_program_is_refused_before_it_is_stored(
        self, world: World, enrolled: Laptop, tmp_path: Path
    ):
        with pytest.raises(FileNotTaken, match="kind that is not taken"):
            await a_report(world, enrolled, a_photo(tmp_path, b"\x7fELF" + bytes(100)))


def _named(laptop: Laptop) -> tuple[str, int, int]:
    row = laptop.store.row(
        "SELECT a.sha256, a.size, s.seq FROM attachment a"
        " JOIN sealed_attachment s ON s.sha256 = a.sha256"
    )
    assert row is not None
    return str(row[0]), int(row[1]), int(row[2])
