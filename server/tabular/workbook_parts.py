"""The parts of a workbook (XLSX) beside its cells: sheets, shared texts, and how numbers look."""

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from typing import NamedTuple, cast
from unicodedata import normalize
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import (
    MAC_EPOCH,
    WINDOWS_EPOCH,
    from_excel,  # pyright: ignore[reportUnknownVariableType]
    from_ISO8601,  # pyright: ignore[reportUnknownVariableType]
)

from server.tabular.sheet_cells import MOST_CELLS
from server.tabular.xml_texts import TextReader

_ZEROS = re.compile("0+")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LARGEST_TREE = 16_000_000
"""Bytes of a part that is read as a whole: a tree takes ten times as much."""
_EDGES = " \t\r\n\u00a0\u200b\u2060\ufeff"


class SheetPart(NamedTuple):
    """A sheet of a workbook."""

    name: str
    part: str
    """Where it lies in the file."""
    is_visible: bool


class Book:
    """An opened workbook. Raises KeyError, ValueError or ParseError where it is damaged."""

    def __init__(self, parts: ZipFile) -> None:
        self._parts = parts
        places = dict(self._related("", "_rels/.rels"))
        self._part = next((at for kind, at in places.values() if kind == "officeDocument"), "")
        book = self._tree(self._part)
        folder, name = posixpath.split(self._part)
        self._related_parts = dict(self._related(folder, f"{folder}/_rels/{name}.rels"))
        self.sheets = tuple(self._sheets(book))
        self._epoch = _epoch_of(book)

    def values(self) -> "CellValues":
        """Return what makes texts of what its cells hold."""
        by_kind = dict(self._related_parts.values())
        shared, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
        there = self._parts.namelist()
        return CellValues(
            self._texts(shared) if shared in there else [],
            _formats_of(self._tree(styles)) if styles in there else [],
            self._epoch,
        )

    def _sheets(self, book: Element) -> Iterator[SheetPart]:
        for each in book.iter():
            if _local(each) == "sheet":
                relation = next(at for name, at in each.items() if name.rpartition("}")[2] == "id")
                kind, part = self._related_parts[relation]
                is_visible = each.get("state", "visible") == "visible"
                if kind == "worksheet":
                    yield SheetPart(each.get("name", ""), part, is_visible)

    def _related(self, folder: str, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield from a part's relations: id, kind, and the part that it leads to."""
        for each in self._tree(part):
            target = each.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = each.get("Type", "").rsplit("/", 1)[-1]
            yield each.get("Id", ""), (kind, posixpath.normpath(path))

    def _texts(self, part: str) -> list[str]:
        reader = _SharedTexts()
        with self._parts.open(part) as opened:
            reader.read(opened)
        return reader.shared

    def _tree(self, part: str) -> Element:
        if self._parts.getinfo(part).file_size > _LARGEST_TREE:
            raise ValueError(part)
        return fromstring(self._parts.read(part))  # noqa: S314 - entities are refused before


class _SharedTexts(TextReader):
    """Takes in the texts that cells refer to by their number."""

    def __init__(self) -> None:
        super().__init__()
        self.starts, self.ends = {}, {"si": self._end_shared}
        self.shared: list[str] = []

    def _end_shared(self) -> None:
        self.shared.append(_cleaned(self.take()))
        if len(self.shared) > MOST_CELLS:
            raise ValueError(len(self.shared))


class CellValues:
    """From what a cell holds to its text: 147.0 is `147`; a number shown as 0147 is `0147`."""

    def __init__(self, shared: list[str], formats: list[str], epoch: datetime) -> None:
        self._shared = shared
        self._formats = formats
        self._epoch = epoch
        self._shapes: dict[str, str] = {}

    def __call__(self, kind: str, style: str, held: str) -> str:
        """Return the text of a cell of this type and style."""
        if kind == "s":
            return self._shared[int(held)]
        if kind == "inlineStr":
            return _cleaned(held)
        if kind == "n":
            return self._number(held.strip(), style)
        if kind == "b":
            return "true" if int(held) else "false"
        if kind == "d":
            return _moment(cast(object, from_ISO8601(held)))
        return _cleaned(held)

    def _number(self, held: str, style: str) -> str:
        shape = self._shapes.get(style)
        if shape is None:
            shape = self._shapes[style] = self._shape(style)
        if not shape and held.isdigit() and held[0] != "0":
            return held
        if shape in ("day", "duration"):
            return self._day(float(held), is_duration=shape == "duration")
        number = float(held)
        if not number.is_integer():
            return repr(number)
        exact = held.isascii() and held.lstrip("-").isdigit()
        return str(int(held) if exact else int(number)).zfill(len(shape))

    def _shape(self, style: str) -> str:
        """Return how numbers of a style look: day, duration, the zeros of `0000`, or ''."""
        at = int(style or 0)
        code = self._formats[at] if at < len(self._formats) else ""
        if is_date_format(code):
            return "duration" if is_timedelta_format(code) else "day"
        return code if _ZEROS.fullmatch(code) else ""

    def _day(self, number: float, *, is_duration: bool) -> str:
        with suppress(OverflowError, ValueError):
            moment = cast(object, from_excel(number, self._epoch, timedelta=is_duration))
            return _moment(moment)
        return "#VALUE!"


def _cleaned(text: str) -> str:
    """Return a text as people see it: XML can't hold some characters, and has `_x000D_`."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.strip(_EDGES) if text.isascii() else normalize("NFC", text).strip(_EDGES)


def _moment(moment: object) -> str:
    return moment.isoformat() if isinstance(moment, date | time) else str(moment)


def _formats_of(styles: Element) -> list[str]:
    """Return the number formats of the styles that cells have, by the styles' numbers."""
    own = {
        each.get("numFmtId", ""): each.get("formatCode", "")
        for each in styles.iter()
        if _local(each) == "numFmt"
    }
    used = next((each for each in styles if _local(each) == "cellXfs"), ())
    numbers = [each.get("numFmtId", "0") for each in used]
    return [own.get(each) or BUILTIN_FORMATS.get(int(each), "") for each in numbers]


def _epoch_of(book: Element) -> datetime:
    """Return the day that a workbook counts its days from."""
    told = next((each.get("date1904", "") for each in book if _local(each) == "workbookPr"), "")
    return MAC_EPOCH if told in ("1", "true", "on") else WINDOWS_EPOCH


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
