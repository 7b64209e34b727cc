"""Files that somebody brought on a memory stick, where systems put sticks."""

import os
import string
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

PACK_FILES = "*.pack"
_PLACES = ("/media", "/run/media", "/mnt", "/Volumes")
_DEPTHS = ("", "*/", "*/*/", "*/*/*/")
"""A stick's own folder lies up to two folders deep; the file may lie in one of the stick's."""
_MOST = 20


def places_of_sticks() -> Sequence[Path]:
    """Return the folders under which this system shows memory sticks."""
    if sys.platform == "win32":
        return [Path(f"{letter}:/") for letter in string.ascii_uppercase[3:]]
    return [Path(each) for each in _PLACES]


def find_files(pattern: str, places: Sequence[Path]) -> list[Path]:
    """Return the first files on sticks whose name fits; what can't be read is passed over."""
    return sorted(islice(_files(pattern, places), _MOST))


def find_sticks(places: Sequence[Path]) -> list[Path]:
    """Return the folders of sticks that can be written to."""
    return sorted(islice(_writable(places, 2), _MOST))


def _writable(folders: Sequence[Path], deeper: int) -> Iterator[Path]:
    """Yield the folders that can be written to, and of the others those within them."""
    for folder in folders:
        try:
            if not folder.is_dir():
                continue
            if os.access(folder, os.W_OK):
                yield folder
            elif deeper:
                yield from _writable(sorted(folder.iterdir()), deeper - 1)
        except OSError:
            continue


def _files(pattern: str, places: Sequence[Path]) -> Iterator[Path]:
    for place in places:
        for depth in _DEPTHS:
            try:
                yield from (each for each in place.glob(depth + pattern) if each.is_file())
            except OSError:  # a stick that is pulled out, a drive without a disk
                continue
