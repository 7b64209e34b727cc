"""A bundle, opened: its plain bytes in a file without a name, which no crash leaves behind."""

import io
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from server.journal.attachments.arriving import room_told
from server.journal.attachments.store import make_folder
from server.journal.bundles.keys import BundleKeys
from shared.sync.bundle import (
    BundleUnreadable,
    Manifest,
    Part,
    decrypt_bundle,
    read_manifest,
    read_parts,
)


class OpenedBundle:
    """What a bundle holds, as far as it could be decrypted."""

    def __init__(self, plain: IO[bytes], mission_id: UUID, *, is_whole: bool) -> None:
        self._plain = plain
        self.mission_id = mission_id
        """Whose key opened it."""
        self.is_whole = is_whole
        self.manifest: Manifest = read_manifest(_as_buffered(plain))

    def parts(self) -> Iterator[Part]:
        """Yield what it holds, up to where it breaks off."""
        return read_parts(_as_buffered(self._plain))


@contextmanager
def opened_bundle(
    source: Path, keys: BundleKeys, missions: Sequence[UUID], folder: Path
) -> Generator[OpenedBundle]:
    """Open `source` with the key of whichever of `missions` it was made for, for a block.

    Its plain bytes lie in `folder` meanwhile. Raises BundleUnreadable or StorageFull.
    """
    make_folder(folder)
    with tempfile.TemporaryFile(dir=folder) as plain, source.open("rb") as sealed:
        for mission_id in missions:
            sealed.seek(0)
            try:
                is_whole = _decrypt(sealed, keys.identity_of(mission_id), plain)
            except BundleUnreadable:
                continue
            yield OpenedBundle(plain, mission_id, is_whole=is_whole)
            return
    raise BundleUnreadable(
        f"{source.name} can't be opened with a key of this server. It is no bundle, its beginning "
        "is damaged, or it was made for a mission of another server. Copy it again, or ask the "
        "team what it was enrolled for."
    )


def _decrypt(sealed: io.BufferedReader, identity: str, plain: IO[bytes]) -> bool:
    with room_told():
        out = _Told(plain)
        is_whole = decrypt_bundle(sealed, identity, out)
        if out.trouble is not None:
            raise out.trouble  # a full disk looks like a file that breaks off
        plain.flush()
    return is_whole


class _Told(io.BufferedIOBase):
    """Writes to a file, and remembers what went wrong with that."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.trouble: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, piece: "bytes | memoryview | bytearray", /) -> int:  # type: ignore[override]  # what pyrage hands over
        try:
            return self._file.write(piece)
        except OSError as trouble:
            self.trouble = trouble
            raise


def _as_buffered(file: IO[bytes]) -> io.BufferedIOBase:
    assert isinstance(file, io.BufferedIOBase)  # noqa: S101 - what binary temporary files are
    return file
