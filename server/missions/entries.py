"""Entries of a mission document's lists, found and replaced by what names them.

Facts and notes have a `key`, organisations and sources an `id`, teams a `code`; entries of the
other lists have no name and are known by their place.
"""

from typing import Any, cast

from pydantic import BaseModel

from server.errors import NotFound
from server.missions.document import MissionFile
from server.missions.editing import InvalidChange, Part
from server.missions.faults import Fault

_NAMES = ("key", "id", "code")


class NoSuchEntry(NotFound):
    """The mission's document has no entry of this name."""

    code = "no-such-entry"
    title = "There is no such entry"


def name_of(entry: BaseModel) -> str:
    """Return what an entry is called; '' where its kind has no names."""
    return next((str(getattr(entry, each)) for each in _NAMES if hasattr(entry, each)), "")


def find_entry(document: MissionFile, listed: str, name: str) -> BaseModel | None:
    """Return the entry `name` of the list `listed` (`facts`), or None."""
    return next((each for each in _entries(document, listed) if name_of(each) == name), None)


def entry_of(listed: str, name: str) -> Part:
    """Return the part of a document that is the entry `name` of the list `listed`."""
    return lambda document: find_entry(document, listed, name)


def put(
    document: MissionFile, listed: str, entry: BaseModel, *, instead_of: str = ""
) -> MissionFile:
    """Return `document` with `entry` in place of the one called `instead_of`, or else as the last.

    Raises NoSuchEntry, and InvalidChange where another entry has its name already.
    """
    entries, name = _entries(document, listed), name_of(entry)
    if name and name != instead_of and find_entry(document, listed, name) is not None:
        cure = "Choose another name, or change the entry that has it."
        raise InvalidChange([Fault(0, _name_key(entry), f"'{name}' is in the list already", cure)])
    if not instead_of:
        return _with(document, listed, (*entries, entry))
    at = _place(document, listed, instead_of)
    return _with(document, listed, (*entries[:at], entry, *entries[at + 1 :]))


def without(document: MissionFile, listed: str, name: str) -> MissionFile:
    """Return `document` without the entry `name` of the list `listed`. Raises NoSuchEntry."""
    at, entries = _place(document, listed, name), _entries(document, listed)
    return _with(document, listed, (*entries[:at], *entries[at + 1 :]))


def put_at(document: MissionFile, listed: str, entry: BaseModel, at: int | None) -> MissionFile:
    """Return `document` with `entry` at the place `at` (from 0) of a list; None = as the last.

    Raises NoSuchEntry.
    """
    entries = _entries(document, listed)
    if at is None:
        return _with(document, listed, (*entries, entry))
    _require_place(document, listed, at)
    return _with(document, listed, (*entries[:at], entry, *entries[at + 1 :]))


def without_at(document: MissionFile, listed: str, at: int) -> MissionFile:
    """Return `document` without what stands at the place `at` of a list. Raises NoSuchEntry."""
    _require_place(document, listed, at)
    entries = _entries(document, listed)
    return _with(document, listed, (*entries[:at], *entries[at + 1 :]))


def _entries(document: MissionFile, listed: str) -> tuple[BaseModel, ...]:
    return cast(tuple[BaseModel, ...], getattr(document, listed))


def _with(document: MissionFile, listed: str, entries: tuple[Any, ...]) -> MissionFile:
    return document.model_copy(update={listed: entries})


def _place(document: MissionFile, listed: str, name: str) -> int:
    names = [name_of(each) for each in _entries(document, listed)]
    if name not in names:
        raise NoSuchEntry(f"The mission's {listed} have no '{name}'. It may have been removed.")
    return names.index(name)


def _require_place(document: MissionFile, listed: str, at: int) -> None:
    if not 0 <= at < len(_entries(document, listed)):
        raise NoSuchEntry(f"The mission's {listed} have no number {at + 1} any more.")


def _name_key(entry: BaseModel) -> str:
    return next(each for each in _NAMES if hasattr(entry, each))
