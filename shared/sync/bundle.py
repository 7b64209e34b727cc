"""A bundle: what would go over the line, in one file for a USB stick or a courier's laptop.

    age, to the mission's key (X25519)
    └── tar
        ├── bundle.json          who made it, when, and which entries it should hold
        ├── push/1.zst …         pushes, byte for byte as they would be posted
        └── attachment/<sha256>  files, whole

The courier can't read it, and nobody can alter it unnoticed: each push bears its device's own
signature. Pushes come first, so that a file whose copying broke off still hands over its
reports. Nothing is written in plain on the way out: the tar is made while it is encrypted.
"""

import io
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NamedTuple
from uuid import UUID

import pyrage
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pyrage import x25519

from shared.problems import Problem
from shared.sync.protocol import MAX_PUSH_BYTES, EnrolIn

BUNDLE_VERSION = 1
MANIFEST = "bundle.json"
_MAGIC = b"age-encryption.org/v1\n"
_PUSH, _ATTACHMENT = "push/", "attachment/"
_LARGEST_MANIFEST = 64 * 1024
_PIECE = 256 * 1024
MOST_PARTS = 100_000
"""In one bundle; more is somebody's mischief."""


class BundleUnreadable(Problem):
    """The file is no bundle, or was made for another mission."""

    code: ClassVar[str] = "bundle-unreadable"
    title: ClassVar[str] = "This file can't be opened as a bundle"


class Manifest(BaseModel):
    """What a bundle says of itself; the signatures inside prove what is true of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    bundle: int
    mission: str = Field(max_length=200)
    device: UUID
    first: int = Field(ge=1)
    """The seq of the first entry in it."""
    through: int = Field(ge=0)
    """The seq of the last."""
    attachments: int = Field(default=0, ge=0)
    made_at: str = Field(max_length=40)
    enrolment: EnrolIn | None = None
    """Of a laptop that was set up from a pack file and was never in contact: who it is."""


@dataclass(frozen=True, slots=True)
class PushPart:
    """A push as it would be posted: zstd-compressed JSON."""

    compressed: bytes


@dataclass(frozen=True, slots=True)
class AttachmentPart:
    """A file, read from `content` piece by piece."""

    sha256: str
    size: int
    content: Iterable[bytes]


Part = PushPart | AttachmentPart


def new_bundle_key() -> str:
    """Return a fresh age identity: the mission's secret, with which bundles are opened."""
    return str(x25519.Identity.generate())


def looks_sealed(file: Path) -> bool:
    """Tell whether a file begins as bundles do; only decrypting tells whether it is one."""
    with file.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def recipient_of(identity: str) -> str:
    """Return the public half of an age identity: what bundles are made for."""
    return str(x25519.Identity.from_str(identity).to_public())


# --- Out -----------------------------------------------------------------------------------


def write_bundle(
    manifest: Manifest, parts: Iterable[Part], recipient: str, out: io.BufferedIOBase
) -> None:
    """Write a bundle for `recipient` to `out`; memory stays small however large it gets."""
    public = x25519.Recipient.from_str(recipient)
    pyrage.encrypt_io(_Stream(_tar(manifest, parts)), out, [public])


def _tar(manifest: Manifest, parts: Iterable[Part]) -> Iterator[bytes]:
    yield from _member(MANIFEST, manifest.model_dump_json().encode())
    for number, part in enumerate(parts, start=1):
        match part:
            case PushPart():
                yield from _member(f"{_PUSH}{number}.zst", part.compressed)
            case AttachmentPart():
                yield _header(f"{_ATTACHMENT}{part.sha256}", part.size)
                yield from part.content
                yield _padding(part.size)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _member(name: str, content: bytes) -> Iterator[bytes]:
    yield _header(name, len(content))
    yield content
    yield _padding(len(content))


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.PAX_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


class _Stream(io.BufferedIOBase):
    """Pieces of bytes, as a file that is read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        taken, self._rest = (
            (self._rest, b"")
            if size is None or size < 0
            else (self._rest[:size], self._rest[size:])
        )
        return taken


# --- In ------------------------------------------------------------------------------------


def decrypt_bundle(source: io.BufferedIOBase, identity: str, plain: io.BufferedIOBase) -> bool:
    """Decrypt `source` into `plain` and return whether it is whole.

    Of a file that was cut off or damaged, all that comes before the damage is in `plain`, each
    byte of it proven by age. Raises BundleUnreadable where not even the beginning can be read.
    """
    try:
        pyrage.decrypt_io(source, plain, [x25519.Identity.from_str(identity)])
    except pyrage.DecryptError as trouble:
        raise BundleUnreadable(
            f"The file can't be decrypted with this mission's key ({trouble}). It was made for "
            "another mission, or its beginning is damaged: copy it from the laptop again."
        ) from None
    except OSError:
        return False
    return True


def read_manifest(plain: io.BufferedIOBase) -> Manifest:
    """Return what the decrypted bundle says of itself; raises BundleUnreadable."""
    first = next(_members(plain), None)
    if first is not None and first.name == MANIFEST and first.size <= _LARGEST_MANIFEST:
        with suppress(ValidationError):
            return _checked(Manifest.model_validate_json(_content(plain, first)))
    raise BundleUnreadable(
        "The file decrypts, but does not begin as a bundle does. Have it made again with "
        "`evenhand bundle`."
    )


def _checked(manifest: Manifest) -> Manifest:
    if manifest.bundle != BUNDLE_VERSION:
        raise BundleUnreadable(
            f"The bundle is of version {manifest.bundle}; this server reads version "
            f"{BUNDLE_VERSION}. Update the server, then import it again."
        )
    return manifest


def read_parts(plain: io.BufferedIOBase) -> Iterator[Part]:
    """Yield what the decrypted bundle holds, up to where it breaks off.

    A part that is not there whole is left out. Names that bundles do not use are passed over.
    """
    for member in _members(plain):
        if member.name.startswith(_PUSH) and member.size <= MAX_PUSH_BYTES:
            yield PushPart(_content(plain, member))
        elif member.name.startswith(_ATTACHMENT):
            name = member.name.removeprefix(_ATTACHMENT)
            yield AttachmentPart(name, member.size, _pieces(plain, member))


class _Member(NamedTuple):
    """An ordinary file of the tar, all of which is there."""

    name: str
    begins: int
    """Where its content does."""
    size: int


def _members(plain: io.BufferedIOBase) -> Iterator[_Member]:
    """Yield the members, header by header.

    Not by tarfile: it follows a header's claims of long names into memory and recursion, and
    remembers every member.
    """
    length = plain.seek(0, io.SEEK_END)
    offset = 0
    for _ in range(MOST_PARTS):
        plain.seek(offset)
        try:
            header = tarfile.TarInfo.frombuf(
                plain.read(tarfile.BLOCKSIZE), "utf-8", "surrogateescape"
            )
        except tarfile.TarError:  # the end, or damage
            return
        begins = offset + tarfile.BLOCKSIZE
        if header.size < 0 or begins + header.size > length:
            return
        if header.type in (tarfile.REGTYPE, tarfile.AREGTYPE):
            yield _Member(header.name, begins, header.size)
        offset = begins + header.size + (-header.size % tarfile.BLOCKSIZE)


def _content(plain: io.BufferedIOBase, member: _Member) -> bytes:
    return b"".join(_pieces(plain, member))


def _pieces(plain: io.BufferedIOBase, member: _Member) -> Iterator[bytes]:
    ends = member.begins + member.size
    for offset in range(member.begins, ends, _PIECE):
        plain.seek(offset)
        yield plain.read(min(_PIECE, ends - offset))
