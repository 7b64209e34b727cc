"""`evenhand-server backup` and `restore`: what lies beside the database goes along."""

from pathlib import Path

from server.config import Settings
from shared.digest import sha256_hex
from tests.server.commands.running import Run, on
from tests.server.journal.device import FakeDevice


def test_files_named_by_their_hash_go_along_and_come_back(
    run: Run, filled: FakeDevice, settings: Settings, empty: Path, tmp_path: Path
):
    del filled
    photo, bundle = b"a photograph", b"a sealed bundle"
    places = [
        Path("attachments", sha256_hex(photo)[:2], sha256_hex(photo)),
        Path("bundles", "waiting", sha256_hex(bundle)),
    ]
    half = Path("attachments", "arriving", "a-half")
    for place, content in zip([*places, half], (photo, bundle, b"half"), strict=True):
        (settings.home / place).parent.mkdir(parents=True, exist_ok=True)
        (settings.home / place).write_bytes(content)
    file = tmp_path / "monday.tar.zst"

    assert "1 attachments, 1 bundles" in run("backup", file).stdout
    assert on(empty)("restore", file).exit_code == 0

    assert [(empty / each).read_bytes() for each in places] == [photo, bundle]
    assert not (empty / half).exists()


def test_a_photograph_that_rotted_before_keeps_nothing_else_from_coming_back(
    run: Run, filled: FakeDevice, settings: Settings, empty: Path, tmp_path: Path
):
    del filled
    place = settings.attachments / "ab" / ("ab" * 32)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"something else")
    assert run("backup", tmp_path / "monday.tar.zst").exit_code == 0

    done = on(empty)("restore", tmp_path / "monday.tar.zst")

    assert done.exit_code == 0
    assert "had changed before it was backed up" in done.stderr
    assert (empty / "evenhand.db").exists()
    assert not (empty / "attachments").exists()
