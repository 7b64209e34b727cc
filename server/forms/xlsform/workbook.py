"""From a file's bytes to the sheets of an XLSForm, as pyxform reads them.

Everything that people send is met here: the wrong file, half a file, another encoding, a
workbook that would unfold to gigabytes. What comes out is pyxform's own definition of the form.
"""

from io import BytesIO
from pathlib import PurePath

from pyxform.xls2json_backends import (
    DefinitionData,
    get_xlsform,  # pyright: ignore[reportUnknownVariableType]
)

from server.forms.problems import FormUnreadable
from server.tabular.unpacking import complaint_about

EXTENSIONS = (".xlsx", ".xlsm", ".xls", ".csv", ".md")
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNFOLDED = 40 * 1024 * 1024
"""Bytes of a workbook's parts once unpacked."""
MOST_ROWS = 5_000


def read_workbook(content: bytes, name: str) -> DefinitionData:
    """Return the sheets of the XLSForm `content`, sent as file `name`.

    Raises FormUnreadable with what is wrong with the file and what to do.
    """
    extension = _checked_extension(content, name)
    if extension in (".xlsx", ".xlsm"):
        _check_zip(content, name)
    elif extension != ".xls":
        content = _as_utf8(content, name)
    try:
        definition = get_xlsform(BytesIO(content), file_type=extension)
    except Exception as error:  # pyxform and openpyxl raise whatever they meet
        raise FormUnreadable(
            f"{name} can't be read as an XLSForm ({_sentence(error)}). Open it in a spreadsheet "
            "program, check that it has the sheets survey, choices and settings, and save it anew."
        ) from error
    if not definition.survey:
        raise FormUnreadable(
            f"{name} has no rows in a sheet named survey. Put the questions there, under a header "
            "with type, name and label."
        )
    if len(definition.survey) > MOST_ROWS:
        raise FormUnreadable(
            f"{name} has {len(definition.survey):,} rows; {MOST_ROWS:,} is the most that is read. "
            "Remove empty rows, or split the form."
        )
    definition.fallback_form_name = PurePath(name).stem
    return definition


def _checked_extension(content: bytes, name: str) -> str:
    extension = PurePath(name).suffix.lower()
    if extension not in EXTENSIONS:
        raise FormUnreadable(
            f"{name} is not a kind of file that forms come in. Save the form as Excel workbook "
            "(.xlsx), CSV (.csv) or Markdown tables (.md)."
        )
    if not content.strip():
        raise FormUnreadable(f"{name} is empty. Save it anew and send it again.")
    if len(content) > LARGEST_FILE:
        raise FormUnreadable(
            f"{name} has {len(content) / 1024 / 1024:.0f} MB; {LARGEST_FILE // 1024 // 1024} MB is "
            "the most that is read. Remove pictures and unused sheets."
        )
    return extension


def _check_zip(content: bytes, name: str) -> None:
    complaint = complaint_about(content, LARGEST_UNFOLDED)
    if complaint.endswith("?"):
        raise FormUnreadable(
            f"{name} is not a whole Excel workbook; it may have been cut off on its way. Send it "
            "again, or save it anew as .xlsx."
        )
    if complaint:
        raise FormUnreadable(
            f"{name} {complaint}. Remove all that is not the form and save it anew."
        )


def _as_utf8(content: bytes, name: str) -> bytes:
    try:
        return content.decode("utf-8-sig").encode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FormUnreadable(
            f"{name}, line {line}: the file is not in the UTF-8 encoding. Save it as “CSV UTF-8”, "
            "or as .xlsx."
        ) from error


def _sentence(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0].rstrip(".")[:300] if text else type(error).__name__
