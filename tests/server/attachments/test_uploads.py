"""Files from laptops: whole or not at all, by whoever announced them, whatever the line does."""

import asyncio
import os
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from server.config import Settings
from server.database import Store
from server.journal.attachments.arriving import Arriving
from server.journal.attachments.models import Upload
from server.journal.devices import revoke
from server.missions.models import Mission, Team
from shared.digest import sha256_hex
from tests.server.attachments.conftest import PHOTO, Sender
from tests.server.builders import START, a_team
from tests.server.conftest import StoppedClock
from tests.server.journal.conftest import code_for
from tests.server.journal.device import enrolled

OTHER = PHOTO + b"another"


def kept(settings: Settings, content: bytes = PHOTO) -> Path:
    sha256 = sha256_hex(content)
    return settings.attachments / sha256[:2] / sha256


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_file_is_kept_by_its_hash_and_receipted(sender: Sender, settings: Settings):
    where = await sender.deliver()

    whole = await sender.tell(where)
    assert (whole.offset, whole.size) == (len(PHOTO), len(PHOTO))
    assert sender.vouches(whole)
    assert kept(settings).read_bytes() == PHOTO
    assert list((settings.attachments / "arriving").iterdir()) == []


async def test_there_is_no_receipt_for_half_a_file(sender: Sender, settings: Settings):
    begun = await sender.begin(await sender.announce())
    where = begun.headers["Location"]
    await sender.send(where, 0, PHOTO[:100])

    assert (await sender.tell(where)).receipt is None
    head = await sender.client.head(where, headers=sender.headers())
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (
        "100",
        str(len(PHOTO)),
    )
    assert not kept(settings).exists()


async def test_beginning_twice_is_beginning_once(sender: Sender):
    entry = await sender.announce()
    first = await sender.begin(entry)
    await sender.send(first.headers["Location"], 0, PHOTO[:100])

    again = await sender.begin(entry)

    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Upload-Offset"] == "100"


async def test_a_file_that_no_report_names_is_not_taken(sender: Sender):
    entry = await sender.announce()

    assert told(await sender.begin(entry + 1)) == (409, "attachment-not-announced")
    assert told(await sender.begin(entry, OTHER)) == (409, "attachment-not-announced")
    assert told(await sender.begin(entry, size=5)) == (409, "attachment-not-announced")


async def test_a_claim_of_two_gigabytes_is_refused_with_the_reason(
    sender: Sender, settings: Settings
):
    entry = await sender.announce(size=2 * 2**30)

    answer = await sender.begin(entry, size=2 * 2**30)

    assert told(answer) == (413, "attachment-too-large")
    assert "2,048.0 MiB" in answer.json()["detail"]
    assert not settings.attachments.exists()


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/x-sh"])
async def test_a_kind_that_is_not_taken_is_refused_before_a_byte(sender: Sender, media_type: str):
    entry = await sender.announce(media_type=media_type)
    assert told(await sender.begin(entry)) == (415, "attachment-kind-not-taken")


async def test_what_a_file_is_its_bytes_say_not_its_name(sender: Sender, settings: Settings):
    program = b"\x7fELF" + bytes(200)
    begun = await sender.begin(await sender.announce(program), program)

    answer = await sender.send(begun.headers["Location"], 0, program)

    assert told(answer) == (415, "attachment-kind-not-taken")
    assert not kept(settings, program).exists()
    assert list((settings.attachments / "arriving").iterdir()) == []


async def test_a_file_that_broke_on_the_way_is_sent_again(sender: Sender, settings: Settings):
    begun = await sender.begin(await sender.announce())
    where = begun.headers["Location"]

    answer = await sender.send(where, 0, b"x" + PHOTO[1:])

    assert told(answer) == (460, "attachment-hash-wrong")
    assert (await sender.tell(where)).offset == 0
    assert not kept(settings).exists()
    assert (await sender.send(where, 0, PHOTO)).status_code == 204
    assert kept(settings).exists()


@pytest.mark.parametrize("offset", ["50", "0", "101", str(10**17)])
async def test_a_piece_that_does_not_follow_changes_nothing(sender: Sender, offset: str):
    begun = await sender.begin(await sender.announce())
    where = begun.headers["Location"]
    await sender.send(where, 0, PHOTO[:100])

    answer = await sender.send(where, int(offset), PHOTO[100:])

    assert told(answer) == (409, "upload-offset-wrong")
    assert answer.json()["offset"] == 100
    assert (await sender.tell(where)).offset == 100


async def test_more_bytes_than_announced_are_refused(sender: Sender):
    begun = await sender.begin(await sender.announce())
    where = begun.headers["Location"]

    assert told(await sender.send(where, 0, PHOTO + b"!")) == (413, "upload-too-long")
    assert (await sender.tell(where)).offset == 0


async def test_what_came_before_the_line_broke_is_kept(sender: Sender):
    begun = await sender.begin(await sender.announce())
    where = begun.headers["Location"]

    sent = await _cut_off(sender, where, [PHOTO[:100], PHOTO[100:150]])

    assert sent == []  # nobody was there to be answered
    assert (await sender.tell(where)).offset == 150
    assert (await sender.send(where, 150, PHOTO[150:])).status_code == 204


async def _cut_off(sender: Sender, where: str, pieces: list[bytes]) -> list[object]:
    """Send pieces, and hang up in the middle of the request."""
    messages: list[dict[str, object]] = [
        {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
    ]
    answers: list[object] = []

    async def receive() -> dict[str, object]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: object) -> None:
        answers.append(message)

    headers = sender.headers() | {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": "0",
    }
    transport = sender.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    scope = {
        "type": "http",
        "method": "PATCH",
        "path": where,
        "raw_path": where.encode(),
        "query_string": b"",
        "headers": [(key.lower().encode(), value.encode()) for key, value in headers.items()],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("server", 80),
        "client": ("laptop", 1),
    }
    await transport.app(scope, receive, send)  # pyright: ignore[reportArgumentType]
    return [each for each in answers if not messages and isinstance(each, bytes)]


async def test_the_same_file_again_from_the_same_team_is_held_at_once(
    sender: Sender, store: Store, mission: Mission, team: Team
):
    await sender.deliver()
    device = await enrolled(sender.client, code_for(store, mission, team))
    replaced = Sender(sender.client, device)

    begun = await replaced.begin(await replaced.announce())

    assert begun.headers["Upload-Offset"] == str(len(PHOTO))
    assert replaced.vouches(await replaced.tell(begun.headers["Location"]))


async def test_another_team_does_not_learn_that_a_file_is_held(
    sender: Sender, store: Store, mission: Mission, settings: Settings
):
    await sender.deliver()
    other = await enrolled(sender.client, code_for(store, mission, a_team(store, mission, "08")))
    stranger = Sender(sender.client, other)

    begun = await stranger.begin(await stranger.announce())
    where = begun.headers["Location"]
    assert begun.headers["Upload-Offset"] == "0"
    assert (await stranger.tell(where)).receipt is None

    assert (await stranger.send(where, 0, PHOTO)).status_code == 204
    assert stranger.vouches(await stranger.tell(where))
    assert [each.name for each in kept(settings).parent.iterdir()] == [sha256_hex(PHOTO)]


async def test_another_device_can_neither_see_nor_go_on_with_an_upload(
    sender: Sender, store: Store, mission: Mission, team: Team
):
    begun = await sender.begin(await sender.announce())
    where = begun.headers["Location"]
    other = Sender(sender.client, await enrolled(sender.client, code_for(store, mission, team)))

    for answer in (
        await other.client.get(where, headers=other.headers()),
        await other.send(where, 0, PHOTO),
    ):
        assert told(answer) == (404, "no-such-upload")


async def test_a_withdrawn_laptop_completes_what_it_signed(
    sender: Sender, store: Store, mission: Mission
):
    entry = await sender.announce()
    with store.writing() as db:
        revoke(db, mission.id, sender.device.id, now=START)

    begun = await sender.begin(entry)
    assert (await sender.send(begun.headers["Location"], 0, PHOTO)).status_code == 204


async def test_two_connections_do_not_write_into_each_other(
    sender: Sender, store: Store, settings: Settings
):
    begun = await sender.begin(await sender.announce())
    where = begun.headers["Location"]
    with store.reading() as db:
        upload = db.get_one(Upload, _id(where))
    held = Arriving(settings.attachments / "arriving").open(upload.id, 0)

    assert told(await sender.send(where, 0, PHOTO)) == (423, "upload-in-use")
    held.close()
    answers = await asyncio.gather(*(sender.send(where, 0, PHOTO) for _ in range(3)))

    assert min(each.status_code for each in answers) == 204
    assert {each.status_code for each in answers} <= {204, 409, 423}
    assert kept(settings).read_bytes() == PHOTO


async def test_after_a_power_cut_the_offset_is_what_is_on_the_disk(
    sender: Sender, settings: Settings
):
    entry = await sender.announce()
    begun = await sender.begin(entry)
    where = begun.headers["Location"]
    await sender.send(where, 0, PHOTO[:200])
    part = settings.attachments / "arriving" / str(_id(where))
    with part.open("ab") as file:
        file.write(b"never synced")
    assert (await sender.send(where, 200, PHOTO[200:])).status_code == 204
    assert kept(settings).read_bytes() == PHOTO

    begun = await sender.begin(await sender.announce(OTHER), OTHER)
    where = begun.headers["Location"]
    await sender.send(where, 0, OTHER[:200])
    os.truncate(settings.attachments / "arriving" / str(_id(where)), 20)
    again = await sender.begin(len(sender.device.entries), OTHER)
    assert again.headers["Upload-Offset"] == "20"


async def test_a_receipt_never_outlives_the_file(sender: Sender, settings: Settings):
    """A folder restored from an older backup than the database."""
    where = await sender.deliver()
    kept(settings).unlink()

    begun = await sender.begin(len(sender.device.entries))

    assert begun.headers["Upload-Offset"] == "0"
    assert (await sender.tell(where)).receipt is None


async def test_abandoned_uploads_are_cleared_away(
    sender: Sender, store: Store, clock: StoppedClock, settings: Settings
):
    begun = await sender.begin(await sender.announce())
    await sender.send(begun.headers["Location"], 0, PHOTO[:200])
    clock.forward(days=15)

    await sender.begin(await sender.announce(OTHER), OTHER)

    assert list((settings.attachments / "arriving").iterdir()) == []
    with store.reading() as db:
        assert db.get(Upload, _id(begun.headers["Location"])) is None


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({"Tus-Resumable": "0.2.2"}, "tus-version-unknown"),
        ({"Upload-Length": "-1"}, "tus-refused"),
        ({"Upload-Length": "1e3"}, "tus-refused"),
        ({"Upload-Length": "9" * 40}, "tus-refused"),
        ({"Upload-Metadata": ""}, "tus-refused"),
        ({"Upload-Metadata": "sha256 ../../etc/passwd"}, "tus-refused"),
        ({"Upload-Metadata": "sha256 Li4vLi4vZXRjL3Bhc3N3ZA==,entry MQ=="}, "tus-refused"),
        ({"Upload-Metadata": "x" * 5000}, "tus-refused"),
        ({"Authorization": "Bearer nobody"}, "unknown-device"),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_odd_headers_are_refused_in_words(
    sender: Sender, headers: dict[str, str], problem: str
):
    good = {
        "Upload-Length": "5",
        "Upload-Metadata": "sha256 "
        "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA==,"
        "entry MQ==",
    }
    answer = await sender.client.post("/api/v1/uploads", headers=sender.headers(**good) | headers)

    assert answer.json()["code"] == problem
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert 400 <= answer.status_code < 500


async def test_the_server_says_what_it_speaks(sender: Sender):
    answer = await sender.client.options("/api/v1/uploads")

    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(64 * 2**20)


async def test_where_nothing_lets_patch_through_post_does(sender: Sender, settings: Settings):
    begun = await sender.begin(await sender.announce())
    headers = sender.headers(
        **{
            "X-HTTP-Method-Override": "PATCH",
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": "0",
        }
    )
    answer = await sender.client.post(begun.headers["Location"], content=PHOTO, headers=headers)

    assert answer.status_code == 204
    assert kept(settings).exists()


def _id(where: str) -> UUID:
    return UUID(where.rsplit("/", 1)[1])
