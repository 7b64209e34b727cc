"""What is given to `evenhand-server restore` and is no whole backup: refused, nothing written."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.backups.archive import unpack
from server.backups.problems import BackupTooNew, BackupUnreadable
from tests.server.commands.running import on, refused


def an_archive(file: Path, members: list[tuple[tarfile.TarInfo | str, bytes]]) -> Path:
    """Write an archive of anything."""
    with (
        file.open("wb") as stream,
        zstandard.ZstdCompressor().stream_writer(stream) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        for given, content in members:
            member = tarfile.TarInfo(given) if isinstance(given, str) else given
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file


def a_manifest(files: dict[str, bytes], **changes: Any) -> bytes:  # noqa: ANN401 - JSON values
    """Return a manifest that fits `files`."""
    document: dict[str, Any] = {
        "format": 1,
        "evenhand": "0.1.0",
        "created": "2026-10-04T07:00:00Z",
        "files": [
            {"name": name, "size": len(each), "sha256": hashlib.sha256(each).hexdigest()}
            for name, each in files.items()
        ],
    }
    return json.dumps(document | changes).encode()


def a_symlink(name: str, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member


GOOD = {"evenhand.db": b"database", "server.key": b"k" * 32}
DATABASE = ("evenhand.db", b"database")
KEY = ("server.key", b"k" * 32)
ESCAPES = ["../x.key", "/etc/x.key", "keys/server.key", "evenhand.db/../x.key", ".key", "a\n.key"]
FOREIGN: dict[str, tuple[list[tuple[tarfile.TarInfo | str, bytes]], str]] = {
    "no manifest": ([DATABASE, KEY], "does not begin with a manifest"),
    "manifest at the end": (
        [DATABASE, KEY, ("manifest.json", a_manifest(GOOD))],
        "does not begin with a manifest",
    ),
    "someone else's manifest": ([("manifest.json", b'{"version": 3}')], "not one of Evenhand's"),
    "a manifest that is no JSON": ([("manifest.json", b"\xff\x00")], "not one of Evenhand's"),
    "a manifest that is a link": (
        [(a_symlink("manifest.json", "/etc/passwd"), b"")],
        "does not begin with a manifest",
    ),
    "no database": (
        [("manifest.json", a_manifest({"server.key": b"k" * 32})), KEY],
        "there is no database in it",
    ),
    "a file is missing": ([("manifest.json", a_manifest(GOOD)), DATABASE], "server.key is missing"),
    "a file too many": (
        [("manifest.json", a_manifest(GOOD)), DATABASE, KEY, ("more.key", b"")],
        "'more.key' in it is not what its manifest lists",
    ),
    "a file twice": (
        [("manifest.json", a_manifest(GOOD)), DATABASE, DATABASE, KEY],
        "'evenhand.db' in it is not what its manifest lists",
    ),
    "another content": (
        [("manifest.json", a_manifest(GOOD)), ("evenhand.db", b"DATABASE"), KEY],
        "evenhand.db in it is not what was backed up",
    ),
    "another length": (
        [("manifest.json", a_manifest(GOOD)), ("evenhand.db", b"data"), KEY],
        "is not what its manifest lists",
    ),
    "a link instead of a file": (
        [
            ("manifest.json", a_manifest({"evenhand.db": b"", "server.key": b""})),
            (a_symlink("evenhand.db", "/etc/passwd"), b""),
        ],
        "is not what its manifest lists",
    ),
    "a newer format": ([("manifest.json", b'{"format": 99, "evenhand": "3.1"}')], "Evenhand 3.1"),
    **{
        f"a way out: {name!r}": (
            [("manifest.json", a_manifest({"evenhand.db": b"", name: b"x"})), (name, b"x")],
            "not one of Evenhand's",
        )
        for name in ESCAPES
    },
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_archive_is_refused_and_nothing_is_written(
    kind: str, empty: Path, tmp_path: Path
):
    members, why = FOREIGN[kind]
    file = an_archive(tmp_path / "given.tar.zst", members)
    before = sorted(tmp_path.rglob("*"))

    assert why in refused(on(empty)("restore", file))

    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"a" * 5000])
def test_a_file_that_is_no_archive_is_refused(content: bytes, empty: Path, tmp_path: Path):
    file = tmp_path / "given.tar.zst"
    file.write_bytes(content)

    assert "is not a whole backup of Evenhand" in refused(on(empty)("restore", file))
    assert list(empty.iterdir()) == []


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_backup_that_was_cut_or_changed_is_refused_or_whole(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
):
    """Whatever happened to its bytes: what is unpacked without a word is what was backed up."""
    folder = tmp_path_factory.mktemp("archive")
    members = [("manifest.json", a_manifest(GOOD)), *GOOD.items()]
    file = an_archive(folder / "given.tar.zst", [*members])
    content = bytearray(file.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1), "place")
    if data.draw(st.booleans(), "cut"):
        del content[place:]
    else:
        content[place] ^= data.draw(st.integers(1, 255), "flip")
    file.write_bytes(content)

    try:
        unpack(file, folder)
    except (BackupUnreadable, BackupTooNew):
        return
    assert {name: (folder / name).read_bytes() for name in GOOD} == GOOD
