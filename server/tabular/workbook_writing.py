"""Workbooks (XLSX) written row by row, in as little memory as a row takes.

Texts are inline strings of the format Text: none becomes a formula, and `0147` stays `0147`, also
when somebody types it anew. The same rows give the same bytes.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, LargeZipFile, ZipFile, ZipInfo

from shared.problems import Problem

MOST_ROWS = 1_048_576
"""As many as Excel has, the header included."""
MOST_COLUMNS = 16_384
LONGEST_TEXT = 32_767
"""Characters of a cell."""
LONGEST_NAME = 31
"""Characters of a sheet's name."""
_UNFIT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNFIT_NAME = re.compile(r"[\[\]:*?/\\]")
_CUT = "… (cut: the cell of a workbook holds no more)"
_MADE = (1980, 1, 1, 0, 0, 0)
_WIDTH = 14
"""Of a column, in characters."""
_HELD = 20_000
"""Cells that are remembered, as the same choices come again and again."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Cell = str | int | float


class TooLargeForWorkbook(Problem):
    """A sheet would have more rows, columns or bytes than a workbook holds."""

    status = 422
    code = "too-large-for-workbook"
    title = "This is more than a workbook holds"


class Sheet(NamedTuple):
    """A sheet that was written."""

    name: str
    part: str
    """Where it lies in the file."""
    rows: int
    """Below the header."""
    size: int
    """Bytes, unpacked."""
    sha256: str
    cut: int
    """Texts that were longer than a cell."""


class WorkbookWriter:
    """Writes one workbook, sheet after sheet, to a file that can be sought in."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = ZipFile(out, "w", ZIP_DEFLATED)
        self.sheets: list[Sheet] = []

    def add(self, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Sheet:
        """Write a sheet. Raises TooLargeForWorkbook; the file is then worth nothing."""
        if len(header) > MOST_COLUMNS:
            raise TooLargeForWorkbook(
                f"{name} has {len(header):,} columns, and a sheet holds {MOST_COLUMNS:,}. Take "
                "CSV or a data package instead."
            )
        writing = _Writing(name, header)
        part = f"xl/worksheets/sheet{len(self.sheets) + 1}.xml"
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(_info(part), "w") as stream:
                for text in writing.xml(rows):
                    encoded = text.encode()
                    digest.update(encoded)
                    size += len(encoded)
                    stream.write(encoded)
        except (LargeZipFile, RuntimeError):  # a part of 2 GiB and more
            raise _too_many(name) from None
        called = self._name(name)
        sheet = Sheet(called, part, writing.rows, size, digest.hexdigest(), writing.cut)
        self.sheets.append(sheet)
        return sheet

    def close(self) -> None:
        """Write what holds the sheets together."""
        with self._zip:
            for path, content in self._frame():
                self._zip.writestr(_info(path), content)

    def _name(self, name: str) -> str:
        """Return a name that a sheet can have, and that no other has."""
        clean = _UNFIT_NAME.sub("-", name).strip("' ")[:LONGEST_NAME] or "Sheet"
        taken = {each.name.casefold() for each in self.sheets}
        called, number = clean, 1
        while called.casefold() in taken:
            number += 1
            end = f"-{number}"
            called = clean[: LONGEST_NAME - len(end)] + end
        return called

    def _frame(self) -> Iterator[tuple[str, str]]:
        numbers = range(1, len(self.sheets) + 1)
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            f'ContentType="{_PARTS}.worksheet+xml"/>'
            for n in numbers
        )
        yield (
            "[Content_Types].xml",
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_PARTS}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_PARTS}.styles+xml"/>{types}'
            "</Types>",
        )
        yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
        sheets = "".join(
            f'<sheet name={quoteattr(each.name)} sheetId="{n}" r:id="rId{n}"/>'
            for n, each in zip(numbers, self.sheets, strict=True)
        )
        yield (
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets>'
            "</workbook>",
        )
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
        yield "xl/styles.xml", _STYLES


_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2">'
    '<font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)
"""0 as it comes, 1 heads of columns, 2 text."""


class _Writing:
    """One sheet on its way."""

    def __init__(self, name: str, header: Sequence[str]) -> None:
        self.name, self.header = name, header
        self.rows = self.cut = 0
        self._held: dict[str, str] = {}

    def xml(self, rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
        yield (
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            f'</sheetView></sheetViews><cols><col min="1" max="{max(1, len(self.header))}" '
            f'width="{_WIDTH}" customWidth="1"/></cols><sheetData><row>'
            + "".join(self._made(each, 1) for each in self.header)
            + "</row>"
        )
        for row in rows:
            self.rows += 1
            if self.rows >= MOST_ROWS:
                raise _too_many(self.name)
            yield f"<row>{''.join([self._cell(each) for each in row])}</row>"
        yield "</sheetData></worksheet>"

    def _cell(self, value: Cell) -> str:
        if isinstance(value, str):
            if not value:
                return "<c/>"
            held = self._held.get(value)
            return held or self._made(value)
        return f"<c><v>{value!r}</v></c>"

    def _made(self, text: str, style: int = 2) -> str:
        if len(text) > LONGEST_TEXT:
            self.cut += 1
            text = text[: LONGEST_TEXT - len(_CUT)] + _CUT
        inside = escape(_UNFIT.sub("\ufffd", text))
        made = f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{inside}</t></is></c>'
        if style == 2 and len(self._held) < _HELD:
            self._held[text] = made
        return made


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _info(path: str) -> ZipInfo:
    info = ZipInfo(path, _MADE)
    info.compress_type = ZIP_DEFLATED
    return info


def _too_many(name: str) -> TooLargeForWorkbook:
    return TooLargeForWorkbook(
        f"{name} has more rows than a sheet of a workbook holds ({MOST_ROWS - 1:,}, or 2 GB). "
        "Take CSV or a data package, or one form at a time."
    )
