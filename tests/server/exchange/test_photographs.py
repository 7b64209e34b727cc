"""Photographs go out only where they are asked for, and tell of no place."""

import io
from datetime import timedelta
from pathlib import Path

from PIL import Image

from server.config import Settings
from server.database import Store
from server.exchange.wanted import Format
from server.journal.attachments.models import Upload
from server.journal.attachments.store import FolderStore
from server.journal.models import Device
from server.reports.models import AttachedFile, Revision
from shared.digest import sha256_hex
from shared.ids import new_id
from tests.server.attachments.test_metadata import a_photo
from tests.server.builders import START
from tests.server.exchange.conftest import TakeOut
from tests.server.kept_reports import Keep


def attach(
    store: Store, kept: Revision, content: bytes, media_type: str, *, number: int, done: bool = True
) -> None:
    """Let a report name a file, which has arrived or not."""
    digest, size = sha256_hex(content), len(content)
    file = AttachedFile(
        entry_id=900 + number, mission_id=kept.mission_id, device_id=kept.device_id,
        team_id=kept.team_id, report_id=kept.report_id, revision=1, question="ramp",
        sha256=digest, size=size, media_type=media_type,
    )  # fmt: skip
    upload = Upload(
        id=new_id(), mission_id=kept.mission_id, device_id=kept.device_id, sha256=digest,
        size=size, media_type=media_type, begun_at=START, touched_at=START,
        done_at=START + timedelta(minutes=1) if done else None,
    )  # fmt: skip
    with store.writing() as db:
        db.add_all([file, upload])


def test_they_are_drawn_anew_and_what_can_not_be_is_left_out(
    store: Store, settings: Settings, tmp_path: Path, laptop: Device, keep: Keep, take_out: TakeOut
):
    kept = keep()
    assert kept.team_id == laptop.team_id
    photo, film = a_photo(), b"not to be stripped"
    for number, (content, kind) in enumerate(((photo, "image/jpeg"), (film, "video/mp4"))):
        (tmp_path / "arrived").write_bytes(content)
        FolderStore(settings.attachments).take(tmp_path / "arrived", sha256_hex(content))
        attach(store, kept, content, kind, number=number)
    attach(store, kept, b"on its way", "image/png", number=2, done=False)

    for kind in (Format.CSV, Format.DATAPACKAGE):
        out = take_out(kind, attachments=True)
        assert photo not in out.content
        assert film not in out.content
    drawn, stays, not_here = take_out(attachments=True).rows("attachments")
    content = take_out(attachments=True).read(drawn["file"])
    with Image.open(io.BytesIO(content)) as picture:
        assert dict(picture.getexif()) == {}
    assert drawn["sha256"] == sha256_hex(content)
    assert (stays["file"], not_here["file"]) == ("", "")
    assert "can't be taken out" in stays["left_out"]
    assert "not arrived" in not_here["left_out"]
    assert "attachments.csv" not in [each["path"] for each in take_out().made.manifest["resources"]]
