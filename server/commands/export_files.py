"""Where an export is put: whole or not at all, and over nothing that is there unless told so."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from server.commands.output import Unwritable
from server.exchange.wanted import Format
from server.exchange.writing import MANIFEST
from shared.problems import Problem

ARCHIVE = ".zip"
LIST = "reports.csv"
"""The list of all reports, where there are several forms."""


class FileStands(Problem):
    """There is a file of that name already."""

    code = "file-stands"
    title = "The file is there already"


def require_free(output: Path, kind: Format, *, force: bool) -> None:
    """Raise FileStands or Unwritable where an export can't be put to `output`."""
    if output.is_dir():
        if kind is not Format.CSV:
            raise Unwritable(f"{output} is a folder. Name a file in it with -o.")
        return
    if not output.parent.is_dir():
        raise Unwritable(f"There is no folder {output.parent}. Make it, or choose another with -o.")
    if output.exists() and not force:
        raise stands(output)


@contextmanager
def draft_beside(output: Path) -> Generator[Path]:
    """Give an empty file on the disk of `output`; it is gone at the end."""
    folder = output if output.is_dir() else output.parent
    try:
        handle, name = tempfile.mkstemp(prefix=".export-", dir=folder)
    except OSError as error:
        raise _unwritable(output, error) from None
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def put(draft: Path, output: Path, kind: Format, *, force: bool) -> list[Path]:
    """Put what stands in `draft` where it was asked for; return the files, the first one first.

    A csv goes into `output` as it is where that is a .zip; else its files are put into the
    folder `output`, or beside the file `output`, which is then the form's table, or of several
    forms the list of all reports.
    """
    try:
        if kind is Format.CSV and output.suffix.lower() != ARCHIVE:
            return _unpack(draft, output, force=force)
        draft.chmod(0o600)
        draft.replace(output)
    except OSError as error:
        raise _unwritable(output, error) from None
    return [output]


def _unpack(draft: Path, output: Path, *, force: bool) -> list[Path]:
    with ZipFile(draft) as archive:
        places = _places(archive.namelist(), output)
        for place in places.values():
            if place.exists() and not force:
                raise stands(place)
        for name, place in places.items():
            place.parent.mkdir(exist_ok=True)
            with archive.open(name) as packed, place.open("wb") as unpacked:
                place.chmod(0o600)
                while chunk := packed.read(1 << 20):
                    unpacked.write(chunk)
    return list(places.values())


def _places(names: list[str], output: Path) -> dict[str, Path]:
    """Return file in the archive → where it is put."""
    if output.is_dir():
        return {name: output / name for name in names}
    first = LIST if LIST in names else names[0]
    beside = {name: output.with_name(f"{output.stem}-{name}") for name in names if name != first}
    attached = {name: output.parent / name for name in names if "/" in name}
    return {first: output, **beside, **attached}


def manifest_in(written: list[Path]) -> Path | None:
    """Return which of the files is the manifest, where it stands by itself."""
    return next((each for each in written if each.name.endswith(MANIFEST)), None)


def stands(place: Path) -> FileStands:
    """Return the problem of a file that would be written over."""
    return FileStands(
        f"{place} is there already. Choose another name with -o, or write over it with --force."
    )


def _unwritable(output: Path, error: OSError) -> Unwritable:
    return Unwritable(
        f"The export can't be written to {output}: {error.strerror or error}. Choose another "
        "place with -o."
    )
