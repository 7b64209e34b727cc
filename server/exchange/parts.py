"""Files inside an export: written once, counted and hashed on the way."""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from server.exchange.table import Table
from server.tabular.csv_writing import csv_lines

_MADE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A table or file that was written."""

    path: str
    """In the archive or workbook; of a GeoJSON, its member."""
    rows: int
    size: int
    """Bytes."""
    sha256: str
    table: Table | None = None
    sheet: str = ""
    """Of a workbook: what the sheet is called."""


class Hashing:
    """A file to write to, which is counted and hashed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> None:
        """Write on."""
        self._digest.update(content)
        self.size += len(content)
        self._stream.write(content)

    @property
    def sha256(self) -> str:
        """Of what was written so far."""
        return self._digest.hexdigest()


class Archive:
    """A ZIP in which the same content gives the same bytes."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = ZipFile(out, "w", ZIP_DEFLATED)
        self.parts: list[Part] = []

    def add_table(self, path: str, table: Table, *, mark: bool) -> Part:
        """Write a table as CSV, for spreadsheets with a byte order `mark`."""
        count = 0

        def rows() -> Generator[object]:
            nonlocal count
            for row in table.rows():
                count += 1
                yield row

        with self._open(path) as stream:
            for line in csv_lines([table.heads], mark=mark):
                stream.write(line.encode())
            for line in csv_lines(rows(), mark=False):  # pyright: ignore[reportArgumentType]
                stream.write(line.encode())
        return self._note(Part(path, count, stream.size, stream.sha256, table))

    def add_file(self, path: str, content: bytes, *, packed: bool = True) -> Part:
        """Write a file; one that is `packed` already is stored as it is."""
        with self._open(path, ZIP_STORED if packed else ZIP_DEFLATED) as stream:
            stream.write(content)
        return self._note(Part(path, 0, stream.size, stream.sha256))

    def close(self) -> None:
        """Write the list of what is in it."""
        self._zip.close()

    def _note(self, part: Part) -> Part:
        self.parts.append(part)
        return part

    @contextmanager
    def _open(self, path: str, kind: int = ZIP_DEFLATED) -> Generator[Hashing]:
        info = ZipInfo(path, _MADE)
        info.compress_type = kind
        with self._zip.open(info, "w", force_zip64=True) as stream:
            yield Hashing(stream)
