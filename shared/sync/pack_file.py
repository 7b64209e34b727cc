"""A pack file: what enrolment and the first pull would bring, for a laptop without a network.

    sealed by the one-time code (`seal.seal_by_code`)
    └── zstd
        └── tar
            ├── pack.json            who it is for, the server's address and key, until when
            ├── changes/1.json …     the pages of the feed, as they would be answered
            ├── form/<digest>.json   the checklists that they name
            └── form-file/<sha256>   the files that those came with

It holds no token and no key of a laptop: the laptop makes its key itself, and shows the code at
its first contact as any laptop does that enrols. Without the code the file is noise.
"""

import io
import string
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

import zstandard
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.problems import Problem
from shared.sync.protocol import ChangesPage, Hash
from shared.sync.seal import open_by_code, seal_by_code

PACK_VERSION = 1
LARGEST_PACK = 256 * 1024 * 1024
"""Bytes, sealed or plain; more is none."""
_HEADER = "pack.json"
_PAGE, _FORM, _FILE = "changes/", "form/", "form-file/"
_AS_READ = str.maketrans("", "", string.whitespace + "-")


class PackUnreadable(Problem):
    """The file is no pack, the code is not its code, or it is damaged."""

    code: ClassVar[str] = "pack-unreadable"
    title: ClassVar[str] = "The pack file can't be opened"


class PackHeader(BaseModel):
    """What a pack says of itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pack: int = PACK_VERSION
    server_url: str = Field(max_length=2000)
    server_key: Hash
    """Ed25519: receipts are checked against it."""
    mission: str = Field(max_length=200)
    team: str = Field(max_length=200)
    made_at: datetime
    expires_at: datetime
    """Until then the laptop must have been in contact with the server."""


@dataclass(frozen=True)
class Pack:
    """All that a laptop needs to begin."""

    header: PackHeader
    pages: Sequence[ChangesPage]
    """The feed from its beginning, in order; at least one page."""
    forms: Mapping[str, Form] = field(default_factory=dict[str, Form])
    """Those that the pages name, by digest."""
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """Those that the forms came with, by SHA-256."""


def spelt_code(code: str) -> str:
    """Return a one-time code as it is compared: without the case, spaces and hyphens of hands."""
    return code.upper().translate(_AS_READ)


def seal_pack(pack: Pack, code: str) -> bytes:
    """Return the bytes of a pack file that `code` opens."""
    plain = zstandard.ZstdCompressor(level=9).compress(_tar(pack))
    return seal_by_code(plain, spelt_code(code))


def open_pack(sealed: bytes, code: str) -> Pack:
    """Return what a pack file holds. Slow on an old laptop. Raises PackUnreadable."""
    compressed = open_by_code(sealed, spelt_code(code))
    if compressed is None:
        raise PackUnreadable(
            "This code does not open the file. Check it sign by sign (there is no 0, 1, I or O in "
            "it), and whether the file is the one that came with it. Where both are right, the "
            "file was damaged: copy it again."
        )
    try:
        plain = zstandard.ZstdDecompressor().decompress(compressed, max_output_size=LARGEST_PACK)
        return _read(dict(_members(plain)))
    except (zstandard.ZstdError, tarfile.TarError, ValidationError, KeyError):
        raise PackUnreadable(
            "The file opens, but is no pack as this program reads them. Is this program older "
            "than the server? Ask your coordinator for a new file, or a newer program."
        ) from None


def _tar(pack: Pack) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in _contents(pack):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _contents(pack: Pack) -> Iterator[tuple[str, bytes]]:
    yield _HEADER, pack.header.model_dump_json().encode()
    for number, page in enumerate(pack.pages, start=1):
        yield f"{_PAGE}{number}.json", page.model_dump_json().encode()
    for digest, form in pack.forms.items():
        yield f"{_FORM}{digest}.json", form.model_dump_json().encode()
    for sha256, content in pack.files.items():
        yield f"{_FILE}{sha256}", content


def _members(plain: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content is not None:
                yield member.name, content.read()


def _read(members: Mapping[str, bytes]) -> Pack:
    header = PackHeader.model_validate_json(members[_HEADER])
    forms = [
        Form.model_validate_json(content)
        for name, content in members.items()
        if name.startswith(_FORM)
    ]
    files = [content for name, content in members.items() if name.startswith(_FILE)]
    return Pack(
        header=header,
        pages=[ChangesPage.model_validate_json(each) for each in _pages(members)],
        forms={each.digest: each for each in forms},
        files={sha256_hex(each): each for each in files},
    )


def _pages(members: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the pages in order; raises KeyError where there is none."""
    yield members[f"{_PAGE}1.json"]
    number = 2
    while content := members.get(f"{_PAGE}{number}.json"):
        yield content
        number += 1
