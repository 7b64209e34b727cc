"""The form of a backup: a tar archive, compressed with zstd, that begins with its manifest.

    manifest.json         format, version, moment, and size and SHA-256 of database and keys
    evenhand.db           the database
    people.db             who the observers are, sealed, unless it was left out
    *.key                 the server's keys
    attachments/<sha256>  photographs, recordings and files, each named by what it holds
    bundles/<sha256>      bundles that wait for earlier ones, sealed; likewise

`tar --zstd -xf FILE` unpacks it without Evenhand. Format 1 had no attachments and no bundles,
format 2 no names.
"""

import hashlib
import io
import os
import re
import tarfile
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Annotated, Literal, NamedTuple

import zstandard
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from server.backups.problems import BackupTooNew, BackupUnreadable

ATTACHMENTS, BUNDLES = "attachments", "bundles"
"""The folders of files that are named by their SHA-256."""
FORMAT = 3
DATABASE = "evenhand.db"
PEOPLE = "people.db"
KEYS = "*.key"
MANIFEST = "manifest.json"
_MOST_MANIFEST_BYTES = 1024 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")
_LEVEL = 9
_LARGEST_WINDOW = 32 * 1024 * 1024
_PIECE = 1024 * 1024

FileName = Annotated[
    str, Field(pattern=r"^(evenhand\.db|people\.db|[A-Za-z0-9_][A-Za-z0-9_-]*\.key)$")
]
"""Nothing else belongs into a home: no folder, no way out of it."""


LeftOut = Literal["people"]
"""What a backup may be taken without."""


class StoredFile(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: FileName
    size: int = Field(ge=0)
    """Bytes."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class NamedFile(NamedTuple):
    """A file of a backup that is named by its hash."""

    name: str
    """With its folder."""
    size: int
    sha256: str


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = Field(ge=1, le=FORMAT)
    evenhand: str
    """The version that wrote it."""
    created: AwareDatetime
    files: Annotated[list[StoredFile], Field(min_length=1, max_length=1000)]
    """Databases and keys."""
    left_out: Annotated[list[LeftOut], Field(max_length=10)] = []
    """What the home had and whoever took the backup did not want in it."""
    named: dict[str, int] = Field(default_factory=dict[str, int])
    """Folder → how many files follow that are named by their hash."""


class _OnlyFormat(BaseModel):
    format: int
    evenhand: str = "?"


# --- Writing -----------------------------------------------------------------------------


def write_archive(
    stream: IO[bytes],
    files: Sequence[Path],
    named: Mapping[str, Sequence[Path]],
    *,
    left_out: Sequence[LeftOut] = (),
    created: datetime,
) -> Manifest:
    """Write a backup of `files` to `stream`, and what is `named` by hash; return its manifest."""
    manifest = Manifest(
        format=FORMAT,
        evenhand=_our_version(),
        created=created,
        files=[_described(file) for file in files],
        left_out=[*left_out],
        named={folder: len(there) for folder, there in named.items()},
    )
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    with (
        compressor.stream_writer(stream, closefd=False) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        content = manifest.model_dump_json(indent=2).encode()
        archive.addfile(_member(MANIFEST, len(content), created), io.BytesIO(content))
        for file, stored in zip(files, manifest.files, strict=True):
            _add(archive, file, stored.name, created)
        for folder, there in named.items():
            for file in there:
                _add(archive, file, f"{folder}/{file.name}", created)
    return manifest


def _add(archive: tarfile.TarFile, file: Path, name: str, created: datetime) -> None:
    with file.open("rb") as source:
        archive.addfile(_member(name, os.fstat(source.fileno()).st_size, created), source)


def _described(file: Path) -> StoredFile:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return StoredFile(name=file.name, size=file.stat().st_size, sha256=digest)


def _member(name: str, size: int, created: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(created.timestamp())
    return member


# --- Reading -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Unpacked:
    """What came out of a backup."""

    manifest: Manifest
    rotten: Sequence[str]
    """Files that are not what their names say: so they were when the backup was taken."""


def unpack(file: Path, folder: Path) -> Unpacked:
    """Write what the backup `file` holds into `folder`.

    Every name, size and hash is checked. A file named by its hash that had changed before it was
    backed up is left out, for the sake of the rest. Raises BackupUnreadable or BackupTooNew;
    `folder` may hold a part of it then.
    """
    rotten: list[str] = []
    with _reported(file), file.open("rb") as stream, _opened(stream) as archive:
        members = iter(archive)
        manifest = _manifest(file, archive, next(members, None))
        left = {stored.name: stored for stored in manifest.files}
        if DATABASE not in left:
            raise _foreign(file, "there is no database in it")
        missing = Counter(manifest.named)
        for member in members:
            stored = left.pop(member.name, None) or _named(member, missing)
            if stored is None or not member.isreg() or member.size != stored.size:
                raise _foreign(file, f"{member.name!r} in it is not what its manifest lists")
            if _unpack_one(archive, member, folder / stored.name) == stored.sha256:
                continue
            if isinstance(stored, StoredFile):
                raise _foreign(file, f"{member.name} in it is not what was backed up")
            (folder / stored.name).unlink()
            rotten.append(stored.name)
    if left or any(missing.values()):
        what = sorted(left) or [f"a file of {each}" for each, count in missing.items() if count]
        raise _foreign(file, f"{', '.join(what)} is missing from it")
    return Unpacked(manifest, rotten)


def _named(member: tarfile.TarInfo, missing: Counter[str]) -> "NamedFile | None":
    """Return what a member is that is named by its hash, and count it; None for any other."""
    folder, _, sha256 = member.name.partition("/")
    if not missing[folder] or not _HASH.fullmatch(sha256):
        return None
    missing[folder] -= 1
    return NamedFile(member.name, member.size, sha256)


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


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    """Write one file and return its SHA-256."""
    stream = archive.extractfile(member)
    digest = hashlib.sha256()
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with target.open("xb") as out:
        for piece in _pieces(stream):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


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
