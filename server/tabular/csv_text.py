"""CSV: the encoding and the separator are found out and said."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from server.tabular.decoding import decode
from server.tabular.table import (
    AS_FOUND,
    HowToRead,
    Row,
    Table,
    UnreadableTable,
    columns_of,
    row_of,
)

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_INVISIBLE = " \t\r\n\u00a0\u200b\u2060\ufeff"


def read_csv(content: bytes, name: str, how: HowToRead = AS_FOUND) -> Table:
    """Read the bytes of a CSV file. Raises UnreadableText or UnreadableTable."""
    decoded = decode(content, name, how.encoding)
    text = unicodedata.normalize("NFC", decoded.text)
    separator, text, skipped = _separator_of(text, how.separator)
    records = _records(text, separator, name)
    if how.header > skipped + 1:
        records = islice(records, how.header - skipped - 1, None)
    first = next((each for each in records if any(each[1])), None)
    if first is None:
        raise UnreadableTable(f"{name} is empty. Its first row must hold the names of the columns.")
    number, header = first
    columns = columns_of(header, name, number + skipped)
    rows = _CsvRows(text, separator, name, columns, number, skipped)
    parts = SEPARATORS.get(separator, separator)
    said = f"{decoded.encoding.upper()}, columns separated by {parts}"
    return Table(name, columns, rows, said, "csv")


@dataclass(frozen=True)
class _CsvRows:
    """The rows below the header, parsed anew each time: the text is what takes least memory."""

    text: str
    separator: str
    name: str
    columns: tuple[str, ...]
    header: int
    """Number of the header's record."""
    skipped: int
    """Lines before the first record."""

    def __iter__(self) -> Iterator[Row]:
        records = _records(self.text, self.separator, self.name)
        for number, cells in islice(records, self.header, None):
            row = row_of(number + self.skipped, cells, self.columns)
            if row is not None:
                yield row


def _separator_of(text: str, told_by_people: str = "") -> tuple[str, str, int]:
    """Return the separator, the text without Excel's `sep=` line, and how many lines that took."""
    first, _, rest = text.partition("\n")
    told = first.strip()
    if told.lower().startswith("sep=") and len(told) == 5:
        return told_by_people or told[4], rest, 1
    if told_by_people:
        return told_by_people, text, 0
    lines = (line for line in islice(io.StringIO(text), 100) if line.strip(_INVISIBLE))
    header = next(lines, "")
    widths = {each: _width(header, each) for each in SEPARATORS}
    return max(SEPARATORS, key=lambda each: widths[each]), text, 0


def _width(line: str, separator: str) -> int:
    try:
        return max((len(each) for each in csv.reader([line], delimiter=separator)), default=0)
    except csv.Error:
        return 0


def _records(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with its number, cells trimmed."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for record in reader:
            number += 1
            yield number, [_cell(cell) for cell in record]
    except csv.Error as error:
        raise UnreadableTable(
            f"{name}, row {number + 1} (line {reader.line_num}): {_explained(error)} Nothing was "
            "imported."
        ) from None


def _cell(cell: str) -> str:
    cell = cell.strip(_INVISIBLE)
    if cell.startswith('="') and cell.endswith('"'):
        # how spreadsheets are made to keep leading zeros in a CSV file
        return cell[2:-1]
    return cell


def _explained(error: csv.Error) -> str:
    said = str(error)
    if "field larger" in said:
        return (
            f"a cell is longer than {csv.field_size_limit():,} characters. Is a quotation mark "
            "left open?"
        )
    if "unexpected end" in said:
        return "a quotation mark is opened and never closed."
    if "expected after" in said:
        return (
            "text follows a closing quotation mark. Write a quotation mark inside a quoted cell "
            'twice ("").'
        )
    return f"the row is not CSV ({said})."
