"""One door for all tables: what a file is, its first bytes say, not its name."""

from pathlib import Path

from server.tabular.csv_text import read_csv
from server.tabular.table import Table, UnreadableTable
from server.tabular.workbook import read_xlsx

MAX_BYTES = 400_000_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_OTHERS = {b"%PDF": "a PDF document", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}


def open_table(path: Path, *, encoding: str = "", sheet: str = "") -> Table:
    """Read the table in the file at `path`: CSV or XLSX.

    `encoding` is that of a CSV file that is neither UTF-8 nor UTF-16, `sheet` the sheet of a
    workbook that is not its first. Raises UnreadableText or UnreadableTable, saying what to do;
    OSError where the file can't be opened.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableTable(
            f"{path.name} is longer than {MAX_BYTES // 1_000_000} MB. Split it in several files."
        )
    return read_table(path.read_bytes(), path.name, encoding=encoding, sheet=sheet)


def read_table(content: bytes, name: str, *, encoding: str = "", sheet: str = "") -> Table:
    """Read the table in `content`, a file called `name`; see `open_table`."""
    if content.startswith(_ZIP):
        if b"mimetypeapplication/vnd.oasis" in content[:120]:
            raise UnreadableTable(
                f"{name} is an OpenDocument spreadsheet. Save it as XLSX or as CSV (UTF-8)."
            )
        return read_xlsx(content, name, sheet)
    if content.startswith(_OLD_EXCEL):
        raise UnreadableTable(
            f"{name} is an old Excel file (.xls) or protected by a password. Save it as XLSX "
            "without a password, or as CSV (UTF-8)."
        )
    for mark, what in _OTHERS.items():
        if content.startswith(mark):
            raise UnreadableTable(f"{name} is {what}, not a table. Save the table as CSV or XLSX.")
    return read_csv(content, name, encoding)
