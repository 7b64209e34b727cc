"""Files on the laptop: encrypted, one by hash, forgotten only when a receipt allows it."""

from pathlib import Path

import pytest

from client.attached_files import FileNotTaken
from client.attachments import PIECE_BYTES
from client.enrolment import Invitation, enrol
from client.journal import FalseReceipt
from client.laptop import Laptop
from client.steps.push import push_from
from client.sync import synchronise
from shared.digest import sha256_hex
from shared.forms.model import Form, Media, Section
from shared.sync.media import KINDS, sniff
from shared.sync.protocol import MAX_ATTACHMENT_BYTES, Push, ReportBody
from tests.client.fake_server import FakeServer
from tests.client.samples import ANSWERS, keep_pack, make_form, make_pack

PHOTO = b"\xff\xd8\xff\xe0" + b"planted in a photograph" * 30_000
FORM = Form(
    id="flash",
    version="1",
    title={"en": "Flash"},
    sections=(
        Section(
            name="page",
            children=(
                Media(name="photo", kind="image"),
                Media(name="sound", kind="audio", relevant="${photo} != ''"),
            ),
        ),
    ),
)


def a_file(tmp_path: Path, content: bytes = PHOTO, name: str = "IMG_1.jpg") -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


def sealed(laptop: Laptop, *files: Path, question: str = "V06"):
    draft = laptop.drafts.open(make_form(), "42")
    laptop.drafts.set_answers(draft.id, ANSWERS, {}, {})
    for file in files:
        laptop.drafts.attach(draft.id, question, file)
    return laptop.drafts.finish(draft.id)


def kinds(laptop: Laptop) -> list[str]:
    return [entry.kind for entry in laptop.journal.entries(1, 100)]


def test_a_file_is_in_pieces_and_whole(enrolled: Laptop, tmp_path: Path):
    taken = enrolled.attachments.take(a_file(tmp_path))

    assert taken.sha256 == sha256_hex(PHOTO)
    offset, read = 0, b""
    while piece := enrolled.attachments.piece_at(taken.sha256, offset):
        assert len(piece) <= PIECE_BYTES
        read, offset = read + piece, offset + len(piece)
    assert read == PHOTO
    assert (
        enrolled.attachments.piece_at(taken.sha256, PIECE_BYTES + 7)
        == PHOTO[PIECE_BYTES + 7 : 2 * PIECE_BYTES]
    )


def test_nothing_of_a_file_is_readable_on_the_disk(enrolled: Laptop, tmp_path: Path):
    photo = a_file(tmp_path, name="planted-name.jpg")
    assert b"planted in" in photo.read_bytes()
    sealed(enrolled, photo)

    files = [file for file in enrolled.home.folder.rglob("*") if file.is_file()]
    assert enrolled.home.store_files[0] in files
    for file in files:
        content = file.read_bytes()
        assert b"planted in" not in content
        assert b"planted-name" not in content


def test_entries_announce_the_files_behind_their_report(enrolled: Laptop, tmp_path: Path):
    sealed(enrolled, a_file(tmp_path))
    assert kinds(enrolled) == ["report", "attachment"]


def test_the_answer_to_a_question_for_a_file_is_its_hash(enrolled: Laptop, tmp_path: Path):
    keep_pack(enrolled, make_pack(forms=(FORM,)), enrolled.clock())
    draft = enrolled.drafts.open(FORM, "42")
    enrolled.drafts.attach(draft.id, "photo", a_file(tmp_path, PHOTO + b"1"))
    enrolled.drafts.attach(draft.id, "photo", a_file(tmp_path))

    assert enrolled.drafts.get(draft.id).answers == {"photo": f"sha256:{sha256_hex(PHOTO)}"}
    assert len(enrolled.drafts.list_files(draft.id)) == 1
    enrolled.drafts.detach(draft.id, "photo", sha256_hex(PHOTO))
    assert enrolled.drafts.get(draft.id).answers == {}


def test_a_file_taken_away_stays_for_undoing_until_the_draft_goes(enrolled: Laptop, tmp_path: Path):
    draft = enrolled.drafts.open(enrolled.pack.form_called("voting"), "42")
    taken = enrolled.drafts.attach(draft.id, "V06", a_file(tmp_path))
    enrolled.drafts.detach(draft.id, "V06", taken.sha256)
    assert enrolled.drafts.list_files(draft.id) == []
    enrolled.drafts.undo(draft.id)
    assert [file.question for file in enrolled.drafts.list_files(draft.id)] == ["V06"]

    enrolled.drafts.discard(draft.id)
    assert enrolled.store.rows("SELECT 1 FROM attachment_piece") == []


def test_a_photograph_of_a_question_that_is_not_asked_stays_behind(
    enrolled: Laptop, tmp_path: Path
):
    draft = enrolled.drafts.open(enrolled.pack.form_called("voting"), "42")
    enrolled.drafts.attach(draft.id, "V02", a_file(tmp_path))  # asked only after a delay
    enrolled.drafts.attach(draft.id, "V06", a_file(tmp_path, PHOTO + b"1"))

    enrolled.drafts.finish(draft.id)

    assert kinds(enrolled) == ["report", "attachment"]


def test_a_hidden_answers_file_stays_behind(enrolled: Laptop, tmp_path: Path):
    keep_pack(enrolled, make_pack(forms=(FORM,)), enrolled.clock())
    draft = enrolled.drafts.open(FORM, "42")
    sound = a_file(tmp_path, b"OggS" + bytes(99), "sound.ogg")
    enrolled.drafts.attach(draft.id, "sound", sound)

    enrolled.drafts.finish(draft.id)

    assert kinds(enrolled) == ["report"]


async def test_a_revision_has_the_files_of_the_one_before(
    enrolled: Laptop, server: FakeServer, tmp_path: Path
):
    report = sealed(enrolled, a_file(tmp_path))
    await synchronise(enrolled, server.line())
    draft = enrolled.drafts.revise(report, "a wrong ramp")
    enrolled.drafts.finish(draft.id)

    outcome = await synchronise(enrolled, server.line())

    assert kinds(enrolled) == ["report", "attachment"] * 2
    assert (outcome.attachments_sent, outcome.attachments_waiting) == (0, 0)
    assert enrolled.attachments.of_report(report, 2)[0].is_held


async def test_a_false_receipt_marks_nothing(enrolled: Laptop, server: FakeServer, tmp_path: Path):
    sealed(enrolled, a_file(tmp_path))
    await synchronise(enrolled, server.line())
    receipt = (await server.line().upload(next(iter(server.uploads)))).receipt
    assert receipt is not None
    enrolled.attachments.note_lost(receipt.sha256)

    for change in ({"size": 1}, {"sha256": "0" * 64}, {"received_at": "never"}):
        with pytest.raises(FalseReceipt):
            enrolled.attachments.hold(receipt.model_copy(update=change))
    assert enrolled.attachments.standing().held == 0


async def test_a_refusal_is_kept_with_its_reason_and_the_report_is_held(
    enrolled: Laptop, server: FakeServer, tmp_path: Path
):
    server.most_bytes = 100
    report = sealed(enrolled, a_file(tmp_path))

    outcome = await synchronise(enrolled, server.line())

    assert (outcome.waiting, outcome.trouble, outcome.attachments_waiting) == (0, None, 0)
    (file,) = enrolled.attachments.of_report(report, 1)
    assert (file.is_held, file.refusal) == (False, "The file is too large.")


async def test_only_what_is_held_makes_room(enrolled: Laptop, server: FakeServer, tmp_path: Path):
    held, waits = PHOTO + b"held", PHOTO + b"waits"
    sealed(enrolled, a_file(tmp_path, held))
    await synchronise(enrolled, server.line())
    sealed(enrolled, a_file(tmp_path, waits))

    enrolled.attachments.make_room(0)

    assert enrolled.attachments.piece_at(sha256_hex(held), 0) == b""
    assert enrolled.attachments.piece_at(sha256_hex(waits), 0) != b""
    assert enrolled.attachments.standing().held == 1


async def test_what_headquarters_lost_again_makes_no_room(
    enrolled: Laptop, server: FakeServer, tmp_path: Path
):
    lost, held = PHOTO + b"lost", PHOTO + b"held"
    for content in (lost, held):
        sealed(enrolled, a_file(tmp_path, content))
    await synchronise(enrolled, server.line())
    enrolled.attachments.note_lost(sha256_hex(lost))

    enrolled.attachments.make_room(0)

    assert enrolled.attachments.piece_at(sha256_hex(lost), 0) != b""
    assert enrolled.attachments.piece_at(sha256_hex(held), 0) == b""


async def test_what_is_asked_about_anew_makes_no_room(
    enrolled: Laptop, server: FakeServer, tmp_path: Path
):
    sealed(enrolled, a_file(tmp_path))
    await synchronise(enrolled, server.line())
    enrolled.attachments.doubt()

    enrolled.attachments.make_room(0)

    assert enrolled.attachments.piece_at(sha256_hex(PHOTO), 0) != b""


async def test_a_restored_server_is_sent_the_file_again(
    enrolled: Laptop, server: FakeServer, tmp_path: Path
):
    sealed(enrolled, a_file(tmp_path))
    await synchronise(enrolled, server.line())
    server.files.clear()
    server.feed.restore()

    outcome = await synchronise(enrolled, server.line())

    assert outcome.attachments_sent == 1
    assert list(server.files.values()) == [PHOTO]


async def test_what_did_not_get_across_is_announced_by_the_next_enrolment(
    enrolled: Laptop, server: FakeServer, tmp_path: Path
):
    sealed(enrolled, a_file(tmp_path))
    server.most_bytes = 0
    line = server.line()
    await line.push(push_of(enrolled))
    server.most_bytes = MAX_ATTACHMENT_BYTES

    await enrol(
        enrolled, server.line(), Invitation("https://hq.example.org", "CODE-2", take_along=True)
    )
    await synchronise(enrolled, server.line())

    assert enrolled.attachments.standing().held == 1


def push_of(laptop: Laptop) -> Push:

    return push_from(laptop.journal, 1)


def test_a_file_that_is_too_large_is_told_so(enrolled: Laptop, tmp_path: Path):
    large = tmp_path / "film.mp4"
    with large.open("wb") as file:
        file.write(b"\x00\x00\x00\x18ftypmp42")
        file.truncate(MAX_ATTACHMENT_BYTES + 1)

    with pytest.raises(FileNotTaken, match="64 is the most"):
        enrolled.attachments.take(large)
    assert enrolled.store.rows("SELECT 1 FROM attachment_piece") == []


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe1....Exif", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\x00\x00\x00AVI LIST", None),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypqt  ", "video/quicktime"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        (b"MZ\x90\x00", None),
        (b"\x7fELF", None),
        (b"", None),
        ("Шко́ла".encode() * 600, "text/plain"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_files_kind_is_what_its_bytes_say(head: bytes, kind: str | None):
    assert sniff(head[:4096]) == kind
    assert kind is None or kind in KINDS


def test_a_report_body_is_what_it_was_without_files(enrolled: Laptop):
    sealed(enrolled)
    (entry,) = enrolled.journal.entries(1, 10)
    assert "sha256" not in ReportBody.model_validate_json(entry.body).answers
