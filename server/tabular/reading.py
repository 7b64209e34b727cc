"""One door for all tables: what a file is, its first bytes say, not its name."""

from server.tabular.csv_text import read_csv
from server.tabular.geojson import is_geojson, read_geojson
from server.tabular.table import AS_FOUND, HowToRead, Table, UnreadableTable
from server.tabular.workbook import read_xlsx

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_OTHERS = {b"%PDF": "a PDF document", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}


def read_table(content: bytes, name: str, how: HowToRead = AS_FOUND) -> Table:
    """Read the table in `content`, a file called `name`: CSV, XLSX or GeoJSON.

    Raises UnreadableText or UnreadableTable, saying what to do.
    """
    if kind_of(content) == "xlsx":
        if b"mimetypeapplication/vnd.oasis" in content[:120]:
            raise UnreadableTable(
                f"{name} is an OpenDocument spreadsheet. Save it as XLSX or as CSV (UTF-8)."
            )
        return read_xlsx(content, name, how)
    if content.startswith(_OLD_EXCEL):
        raise UnreadableTable(
            f"{name} is an old Excel file (.xls) or protected by a password. Save it as XLSX "
            "without a password, or as CSV (UTF-8)."
        )
    for mark, what in _OTHERS.items():
        if content.startswith(mark):
            raise UnreadableTable(f"{name} is {what}, not a table. Save the table as CSV or XLSX.")
    if kind_of(content) == "geojson":
        return read_geojson(content, name)
    return read_csv(content, name, how)


def kind_of(content: bytes) -> str:
    """Return what a table would be read as: xlsx, geojson or csv."""
    if content.startswith(_ZIP):
        return "xlsx"
    return "geojson" if is_geojson(content) else "csv"
