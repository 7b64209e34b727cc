"""The files that come with a form, checked and named by their hash."""

from collections.abc import Mapping

from shared.digest import sha256_hex
from shared.forms.lint.finding import LintFinding, error, warning
from shared.forms.model import FormFile
from shared.forms.tabular import UnreadableTableError, is_table, read_file_table

LARGEST_FILE = 50 * 1024 * 1024


def read_attached(
    attached: Mapping[str, bytes], declared: Mapping[str, int | None]
) -> tuple[tuple[FormFile, ...], list[LintFinding]]:
    """Return the `attached` files by name, and what is wrong with them.

    `declared` are the files for which the survey has a row of their own, with that row.
    """
    findings = [_missing(name, row) for name, row in declared.items() if name not in attached]
    files: list[FormFile] = []
    for name, content in sorted(attached.items()):
        file, trouble = _read(name, content)
        files.append(file)
        findings += trouble
    return tuple(files), findings


def _read(name: str, content: bytes) -> tuple[FormFile, list[LintFinding]]:
    plain = FormFile(name=name, sha256=sha256_hex(content))
    if len(content) > LARGEST_FILE:
        size = len(content) / 1024 / 1024
        message = f"{name} has {size:.0f} MB; {LARGEST_FILE // 1024 // 1024} MB is the most."
        cure = "Leave out what no team of the mission needs."
        return plain, [error("attached-file", None, message, cure)]
    if not is_table(name):
        return plain, []
    try:
        table = read_file_table(content, name)
    except UnreadableTableError as trouble:
        message = f"{name} can't be read as a table: {trouble.message}"
        return plain, [error("attached-file", None, message, trouble.cure)]
    file = plain.model_copy(update={"columns": table.columns, "rows": len(table.rows)})
    return file, [] if table.is_plain else [_not_for_phones(name)]


def _not_for_phones(name: str) -> LintFinding:
    return warning(
        "attached-file-phones",
        None,
        f"{name} is read here, but phones want UTF-8 with commas between the columns.",
        "Save it as “CSV UTF-8” with commas, if phones are to use it.",
    )


def _missing(name: str, row: int | None) -> LintFinding:
    return error(
        "missing-file",
        row,
        f"The form looks things up in {name}, which was not attached.",
        f"Attach {name} when you publish the form.",
    )
