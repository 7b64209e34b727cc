"""The form of a backup: a tar archive, compressed with zstd, that begins with its manifest.

    manifest.json   format, version, moment, and size and SHA-256 of each file that follows
    evenhand.db     the database
    *.key           the server's keys

`tar --zstd -xf FILE` unpacks it without Evenhand.
"""

import hashlib
import io
import tarfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Annotated

import zstandard
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from server.backups.problems import BackupTooNew, BackupUnreadable

FORMAT = 1
DATABASE = "evenhand.db"
KEYS = "*.key"
MANIFEST = "manifest.json"
_MOST_MANIFEST_BYTES = 1024 * 1024
_LEVEL = 9
_LARGEST_WINDOW = 32 * 1024 * 1024
_PIECE = 1024 * 1024

FileName = Annotated[str, Field(pattern=r"^(evenhand\.db|[A-Za-z0-9_][A-Za-z0-9_-]*\.key)$")]
"""Nothing else belongs into a home: no folder, no way out of it."""


class StoredFile(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: FileName
    size: int = Field(ge=0)
    """Bytes."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = Field(ge=1, le=FORMAT)
    evenhand: str
    """The version that wrote it."""
    created: AwareDatetime
    files: Annotated[list[StoredFile], Field(min_length=1, max_length=100)]


class _OnlyFormat(BaseModel):
    format: int
    evenhand: str = "?"


# --- Writing -----------------------------------------------------------------------------


def write_archive(stream: IO[bytes], files: Sequence[Path], created: datetime) -> Manifest:
    """Write a backup of `files` to `stream` and return its manifest."""
    manifest = Manifest(
        format=FORMAT,
        evenhand=_our_version(),
        created=created,
        files=[_described(file) for file in files],
    )
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    with (
        compressor.stream_writer(stream, closefd=False) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        content = manifest.model_dump_json(indent=2).encode()
        archive.addfile(_member(MANIFEST, len(content), created), io.BytesIO(content))
        for file, stored in zip(files, manifest.files, strict=True):
            with file.open("rb") as source:
                archive.addfile(_member(stored.name, stored.size, created), source)
    return manifest


def _described(file: Path) -> StoredFile:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return StoredFile(name=file.name, size=file.stat().st_size, sha256=digest)


def _member(name: str, size: int, created: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(created.timestamp())
    return member


# --- Reading -----------------------------------------------------------------------------


def unpack(file: Path, folder: Path) -> Manifest:
    """Write what the backup `file` holds into `folder`, and return its manifest.

    Every name, size and hash is checked against the manifest. Raises BackupUnreadable or
    BackupTooNew; `folder` may hold a part of it then.
    """
    with _reported(file), file.open("rb") as stream, _opened(stream) as archive:
        members = iter(archive)
        manifest = _manifest(file, archive, next(members, None))
        left = {stored.name: stored for stored in manifest.files}
        if DATABASE not in left:
            raise _foreign(file, "there is no database in it")
        for member in members:
            stored = left.pop(member.name, None)
            if stored is None or not member.isreg() or member.size != stored.size:
                raise _foreign(file, f"{member.name!r} in it is not what its manifest lists")
            _unpack_one(file, archive, member, folder / stored.name, stored)
    if left:
        raise _foreign(file, f"{', '.join(sorted(left))} is missing from it")
    return manifest


@contextmanager
def _opened(stream: IO[bytes]) -> Generator[tarfile.TarFile]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    with (
        decompressor.stream_reader(stream, closefd=False) as plain,
        tarfile.open(fileobj=plain, mode="r|") as archive,
    ):
        yield archive


@contextmanager
def _reported(file: Path) -> Generator[None]:
    """Turn what the readers of tar and zstd raise into a sentence."""
    try:
        yield
    except zstandard.ZstdError:
        raise _foreign(
            file, "it can't be decompressed: no zstd archive, or a damaged one"
        ) from None
    except (tarfile.TarError, EOFError):
        raise _foreign(file, "it breaks off, or is damaged") from None


def _manifest(file: Path, archive: tarfile.TarFile, member: tarfile.TarInfo | None) -> Manifest:
    """Return the manifest, which has to come first."""
    is_there = member is not None and member.name == MANIFEST and member.isreg()
    if member is None or not is_there or member.size > _MOST_MANIFEST_BYTES:
        raise _foreign(file, "it does not begin with a manifest")
    content = b"".join(_pieces(archive.extractfile(member)))
    try:
        head = _OnlyFormat.model_validate_json(content)
        if head.format > FORMAT:
            raise BackupTooNew(
                f"{file} was written by Evenhand {head.evenhand[:40]}; this one, "
                f"{_our_version()}, can't read it. Install that version, or a later one."
            )
        return Manifest.model_validate_json(content)
    except ValidationError:
        raise _foreign(file, "its manifest is not one of Evenhand's") from None


def _unpack_one(
    file: Path, archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path, stored: StoredFile
) -> None:
    stream = archive.extractfile(member)
    digest = hashlib.sha256()
    with target.open("xb") as out:
        for piece in _pieces(stream):
            digest.update(piece)
            out.write(piece)
    if digest.hexdigest() != stored.sha256:
        raise _foreign(file, f"{stored.name} in it is not what was backed up")


def _our_version() -> str:
    try:
        return version("evenhand")
    except PackageNotFoundError:  # a checkout that was not installed
        return "unknown"


def _pieces(stream: IO[bytes] | None) -> Iterator[bytes]:
    while stream is not None and (piece := stream.read(_PIECE)):
        yield piece


def _foreign(file: Path, why: str) -> BackupUnreadable:
    return BackupUnreadable(
        f"{file} is not a whole backup of Evenhand: {why}. Nothing was restored. Use another "
        "backup, or fetch this one again if it was copied."
    )
