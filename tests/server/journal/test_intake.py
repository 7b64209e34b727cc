"""The rules of intake, over the real protocol, with the line cut wherever it can be."""

import asyncio
import json
from collections.abc import Sequence

import httpx
import pytest
import zstandard
from sqlmodel import col, select

from server.database import Store
from server.journal.models import Device, JournalEntry
from server.missions.models import Mission, Team
from shared.forms.model import Form
from shared.sync import seal
from shared.sync.protocol import MAX_PUSH_BYTES, SPOKEN_VERSIONS, EntryIn, Push, PushOut, Verdict
from tests.server.journal.conftest import code_for
from tests.server.journal.device import FakeDevice, a_report, compressed, enrolled


def kept(store: Store) -> Sequence[JournalEntry]:
    """Return what the journal holds, in the order in which it came."""
    with store.reading() as db:
        return db.exec(select(JournalEntry).order_by(col(JournalEntry.id))).all()


def problem(answer: httpx.Response, status: int, code: str) -> str:
    """Return what a problem says, which must be this one."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["detail"]


@pytest.fixture
def written(device: FakeDevice, form: Form) -> FakeDevice:
    """The device, with three reports that were never sent."""
    for _ in range(3):
        device.write(a_report(form))
    return device


class TestWhatIsReceipted:
    async def test_is_held_byte_for_byte(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        answer = await written.sync(client)

        assert (answer.verdict, answer.receipt.through) == (Verdict.HELD, 3)
        assert written.vouched(answer)
        rows = kept(store)
        assert [row.body.decode() for row in rows] == [each.body for each in written.entries]
        assert [row.hash for row in rows] == written.hashes[1:]
        assert [row.signature is not None for row in rows] == [False, False, True]

    async def test_sent_again_is_receipted_again_and_kept_once(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        await written.sync(client)  # and the answer got lost

        answer = await written.sync(client)

        assert (answer.verdict, answer.receipt.through) == (Verdict.HELD, 3)
        assert len(kept(store)) == 3

    async def test_a_part_of_it_with_more_behind_it_is_taken_on(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        await written.send(client, written.push(1, 2))

        answer = await written.sync(client)

        assert (answer.verdict, answer.receipt.through) == (Verdict.HELD, 3)
        assert [row.seq for row in kept(store)] == [1, 2, 3]

    async def test_twins_at_once_are_kept_once(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        answers = await asyncio.gather(*(written.sync(client) for _ in range(8)))

        assert {(each.verdict, each.receipt.through) for each in answers} == {(Verdict.HELD, 3)}
        assert len(kept(store)) == 3

    async def test_an_empty_push_asks_what_is_held(
        self, client: httpx.AsyncClient, written: FakeDevice
    ):
        await written.sync(client)

        answer = await written.sync(client, first=4)

        assert (answer.verdict, answer.receipt.through) == (Verdict.HELD, 3)
        assert written.vouched(answer)

    async def test_tells_coordinators_who_was_here_and_what_waits(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        await written.send(client, written.push(1, 1, waiting=2))

        with store.reading() as db:
            row = db.get_one(Device, written.id)
        assert (row.waiting, row.last_seen_at) == (2, kept(store)[0].received_at)

    async def test_kinds_that_the_server_does_not_know_are_kept(
        self, client: httpx.AsyncClient, device: FakeDevice, store: Store
    ):
        device.write("{}", kind="weather")

        assert (await device.sync(client)).verdict is Verdict.HELD
        assert kept(store)[0].kind == "weather"


class TestAGap:
    async def test_is_answered_with_where_to_begin(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        await written.send(client, written.push(1, 1))

        answer = await written.sync(client, first=3)

        assert (answer.verdict, answer.receipt.through) == (Verdict.GAP, 1)
        assert written.vouched(answer)
        assert len(kept(store)) == 1
        assert (await written.sync(client, first=2)).verdict is Verdict.HELD

    async def test_where_nothing_is_held_begins_at_the_beginning(
        self, client: httpx.AsyncClient, written: FakeDevice
    ):
        answer = await written.sync(client, first=2)

        assert (answer.verdict, answer.receipt.through) == (Verdict.GAP, 0)
        assert answer.receipt.head == seal.GENESIS


class TestAFork:
    async def test_keeps_both_sides(
        self, client: httpx.AsyncClient, written: FakeDevice, form: Form, store: Store
    ):
        copy = written.clone()
        written.write(a_report(form))
        copy.write(a_report(form))
        await written.sync(client)

        answer = await copy.sync(client)

        assert (answer.verdict, answer.receipt.through) == (Verdict.FORK, 4)
        assert copy.vouched(answer)
        assert [(row.seq, row.forked) for row in kept(store)][3:] == [(4, False), (4, True)]

    async def test_stays_one_however_it_goes_on(
        self, client: httpx.AsyncClient, written: FakeDevice, form: Form, store: Store
    ):
        copy = written.clone()
        for laptop in (written, copy):
            laptop.write(a_report(form))
            await laptop.sync(client)

        copy.write(a_report(form))
        written.write(a_report(form))

        assert (await copy.sync(client, first=5)).verdict is Verdict.FORK
        assert (await copy.sync(client)).verdict is Verdict.FORK
        assert (await written.sync(client, first=5)).verdict is Verdict.HELD
        assert [row.forked for row in kept(store)] == [False] * 4 + [True, True, False]

    async def test_within_one_commit_is_seen_too(
        self, client: httpx.AsyncClient, written: FakeDevice, form: Form, store: Store
    ):
        copy = written.clone()
        written.write(a_report(form))
        copy.write(a_report(form))

        answers = await asyncio.gather(written.sync(client), copy.sync(client))

        assert {each.verdict for each in answers} == {Verdict.HELD, Verdict.FORK}
        assert len(kept(store)) == 5


class TestARefusal:
    async def test_of_a_wrong_signature_keeps_nothing(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        forged = written.push(signature=seal.sign(seal.new_signing_key(), b"something else"))

        answer = await written.send(client, forged)

        assert "nothing was taken in" in problem(answer, 403, "wrong-signature")
        assert kept(store) == []

    async def test_of_one_takes_no_neighbours_along(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        forged = written.push(signature="0" * 128)

        answers = await asyncio.gather(
            *(written.send(client, push) for push in (forged, written.push(), forged))
        )

        assert [each.status_code for each in answers] == [403, 200, 403]
        assert len(kept(store)) == 3

    async def test_of_a_body_changed_on_the_way(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        entries = [
            written.entries[0].model_copy(update={"body": "{}"}),
            *written.entries[1:],
        ]

        answer = await written.send(client, written.push(entries=entries))

        problem(answer, 403, "wrong-signature")
        assert kept(store) == []

    async def test_of_a_chain_that_begins_in_the_middle(
        self, client: httpx.AsyncClient, written: FakeDevice
    ):
        answer = await written.send(client, written.push(previous="f" * 64))

        problem(answer, 409, "broken-chain")

    async def test_of_a_number_that_does_not_follow(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store
    ):
        await written.send(client, written.push(1, 1))
        odd = FakeDevice(written.id, written.token, written.seed, written.server_key)
        odd.entries = [*written.entries[:1], *written.entries[:1]]
        odd.hashes = [written.hashes[1]] * 3
        odd.write("{}")

        answer = await odd.send(client, odd.push(3))

        assert "follows entry 1" in problem(answer, 409, "broken-chain")
        assert len(kept(store)) == 1

    async def test_of_another_laptops_push(
        self,
        client: httpx.AsyncClient,
        written: FakeDevice,
        store: Store,
        mission: Mission,
        team: Team,
    ):
        other = await enrolled(client, code_for(store, mission, team))

        answer = await other.send(client, written.push())

        problem(answer, 403, "wrong-device")

    @pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nobody's"}])
    async def test_of_who_is_not_enrolled(
        self, client: httpx.AsyncClient, written: FakeDevice, headers: dict[str, str]
    ):
        content = written.push().model_dump_json()

        answer = await client.post("/api/v1/push", content=content, headers=headers)

        assert "Enrol it with a code" in problem(answer, 401, "unknown-device")

    async def test_of_another_version_says_what_is_spoken(
        self, client: httpx.AsyncClient, written: FakeDevice
    ):
        document = json.loads(written.push().model_dump_json())
        document |= {"protocol": 99, "entries": "in another form altogether"}
        content = zstandard.compress(json.dumps(document).encode())

        answer = await written.send(client, content)

        problem(answer, 400, "protocol-not-spoken")
        assert answer.json()["spoken"] == list(SPOKEN_VERSIONS)

    async def test_of_a_control_character_where_none_belongs(
        self, client: httpx.AsyncClient, device: FakeDevice
    ):
        device.write("{}", kind="report\n0")

        problem(await device.send(client, device.push()), 400, "push-damaged")


class TestBytes:
    async def test_plain_ones_are_read_too(self, client: httpx.AsyncClient, written: FakeDevice):
        answer = await client.post(
            "/api/v1/push",
            content=written.push().model_dump_json(),
            headers={"Authorization": f"Bearer {written.token}"},
        )

        assert PushOut.model_validate_json(answer.content).receipt.through == 3

    @pytest.mark.parametrize("cut", [0, 1, 10, -1])
    async def test_that_break_off_keep_nothing(
        self, client: httpx.AsyncClient, written: FakeDevice, store: Store, cut: int
    ):
        answer = await written.send(client, compressed(written.push())[:cut])

        assert "Sync again" in problem(answer, 400, "push-damaged")
        assert kept(store) == []

    @pytest.mark.parametrize("known_size", [True, False])
    async def test_a_bomb_does_not_go_off(
        self, client: httpx.AsyncClient, written: FakeDevice, *, known_size: bool
    ):
        packer = zstandard.ZstdCompressor(write_content_size=known_size)
        if known_size:
            bomb = packer.compress(b" " * (MAX_PUSH_BYTES + 1))
        else:
            stream = packer.compressobj()
            bomb = stream.compress(b" " * (MAX_PUSH_BYTES + 1)) + stream.flush()
        assert len(bomb) < 10_000

        problem(await written.send(client, bomb), 413, "push-too-large")

    async def test_too_many_are_not_even_read(self, client: httpx.AsyncClient, written: FakeDevice):
        answer = await written.send(client, b" " * (MAX_PUSH_BYTES + 1))

        problem(answer, 413, "push-too-large")

    async def test_in_a_compression_nobody_knows(
        self, client: httpx.AsyncClient, written: FakeDevice
    ):
        answer = await client.post(
            "/api/v1/push",
            content=b"",
            headers={"Authorization": f"Bearer {written.token}", "Content-Encoding": "br"},
        )

        assert "'br' is not spoken here" in problem(answer, 400, "push-damaged")

    async def test_half_a_letter_is_a_damaged_push(
        self, client: httpx.AsyncClient, written: FakeDevice
    ):
        document = json.loads(written.push().model_dump_json())
        document["entries"][0]["body"] = "\ud800"

        answer = await written.send(client, zstandard.compress(json.dumps(document).encode()))

        problem(answer, 400, "push-damaged")

    async def test_a_large_push_is_taken_in_whole(
        self, client: httpx.AsyncClient, device: FakeDevice
    ):
        device.write("x" * 1_000_000)

        assert (await device.sync(client)).receipt.through == 1


def test_a_push_names_its_first_entry():
    with pytest.raises(ValueError, match="first"):
        Push(
            protocol=1,
            device="01997f00-0000-7000-8000-000000000000",  # pyright: ignore[reportArgumentType]
            first=0,
            previous=seal.GENESIS,
            entries=[EntryIn(made_at="", kind="", body="")],
            signature="0" * 128,
        )
