"""The attached files of a form, ready for look-ups."""

from collections.abc import Mapping

from shared.forms.tables import MemoryTables
from shared.forms.tabular import is_table, read_file_table, table_name


def tables_from(files: Mapping[str, bytes]) -> MemoryTables:
    """Return the tables in `files`, contents by name; other files are passed over.

    Raises UnreadableTableError, which publishing does not let come to that.
    """
    tables = MemoryTables()
    for name, content in files.items():
        if is_table(name):
            table = read_file_table(content, name)
            tables.add(
                table_name(name), [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            )
    return tables
