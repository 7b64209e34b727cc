"""pyxform's conversion of an XLSForm, with what it says turned into findings.

pyxform stops at the first mistake, and tells of it in sentences of its own; most begin with a row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, cast

from pyxform.builder import (
    create_survey_element_from_dict,  # pyright: ignore[reportUnknownVariableType]
)
from pyxform.errors import PyXFormError
from pyxform.survey import Survey
from pyxform.validators.pyxform.pyxform_reference import parse_pyxform_references
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData

from shared.forms.lint.finding import LintFinding, error, warning

DEEPEST_GROUPS = 20
"""Groups inside each other. A screen shows one or two."""
REFERENCE = "https://xlsform.org"
_NAME_NOT_FOUND = "PYREF_003"
_ROW = re.compile(r"^\s*\[row : (\d+)\]\s*")
_QUOTED = re.compile(r"'([^']+)'")
_NAME_HEADERS = frozenset({"name", "value", "tag"})
_LIST_HEADERS = ("list_name", "list name")
_TOLD_BY_LINT = ("is missing the survey", "is missing the choices", "untranslated")
"""Warnings that our own findings put better."""


@dataclass(slots=True)
class Conversion:
    """What pyxform made of a form: its document and the XForm; None and '' where it gave up."""

    document: dict[str, Any] | None = None
    xform: str = ""
    findings: list[LintFinding] = field(default_factory=list[LintFinding])


def convert(definition: DefinitionData, version: str, draft: str = "") -> Conversion:
    """Convert `definition`; a form that states no version gets `version`.

    `draft` is put behind the version of a form that is only tried out.
    """
    conversion = Conversion()
    warnings: list[str] = []
    try:
        document: dict[str, Any] = workbook_to_json(  # pyright: ignore[reportUnknownVariableType]
            definition, fallback_form_name=definition.fallback_form_name, warnings=warnings
        )
        if not document.get("version"):
            document["version"] = version
            conversion.findings.append(_no_version(version))
        document["version"] = f"{document['version']}{draft}"
        if _depth(document) > DEEPEST_GROUPS:
            conversion.findings.append(_too_deep())
            return conversion
        survey = cast("Survey", create_survey_element_from_dict(document))
        conversion.document = document
        conversion.xform = str(survey.to_xml(validate=False, warnings=warnings))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    except PyXFormError as trouble:
        conversion.findings += _findings_of(trouble, definition)
    except Exception as trouble:  # noqa: BLE001 - pyxform meets some input with Python's own errors
        conversion.findings.append(_unforeseen(trouble))
    conversion.findings += [_warning(text) for text in warnings if not _is_told_by_lint(text)]
    return conversion


def rows_by_name(definition: DefinitionData) -> dict[str, int]:
    """Return the row of the survey sheet in which each question or group is named first."""
    rows: dict[str, int] = {}
    for number, row in enumerate(definition.survey or [], start=2):
        for header, cell in row.items():
            if header.strip().lower() in _NAME_HEADERS:
                rows.setdefault(str(cell).strip(), number)
    return rows


def rows_by_choice(definition: DefinitionData) -> dict[tuple[str, str], int]:
    """Return the row of the choices sheet in which each choice of each list stands first."""
    rows: dict[tuple[str, str], int] = {}
    for number, row in enumerate(definition.choices or [], start=2):
        cells = {header.strip().lower(): str(cell).strip() for header, cell in row.items()}
        list_name = next((cells[each] for each in _LIST_HEADERS if each in cells), "")
        choice = next((cells[each] for each in _NAME_HEADERS if each in cells), "")
        rows.setdefault((list_name, choice), number)
    return rows


def _depth(document: dict[str, Any]) -> int:
    """Return how many groups stand inside each other."""
    level, depth = [document], 0
    while level := [
        child for part in level for child in part.get("children") or [] if child.get("children")
    ]:
        depth += 1
    return depth


def _too_deep() -> LintFinding:
    return error(
        "too-deep",
        None,
        f"More than {DEEPEST_GROUPS} groups stand inside each other.",
        "Make them groups side by side.",
    )


def _no_version(version: str) -> LintFinding:
    return warning(
        "no-version",
        None,
        f"The settings sheet states no version; `{version}` was made from the file's content.",
        "Write a version, such as 2026.1, and a new one for every change.",
    )


def _findings_of(trouble: PyXFormError, definition: DefinitionData) -> list[LintFinding]:
    if getattr(trouble.code, "name", "") == _NAME_NOT_FOUND:
        unknown = list(_unknown_references(definition))
        if unknown:
            return unknown
    text = str(trouble)
    row, text = _split_row(text)
    return [
        error(
            "xlsform",
            row if row is not None else _row_of_quoted(text, definition),
            text,
            f"Correct it in the spreadsheet; the rules of XLSForm are at {REFERENCE}.",
        )
    ]


def _unknown_references(definition: DefinitionData) -> Iterator[LintFinding]:
    """Yield every `${name}` that no question bears: pyxform names only the first."""
    names = rows_by_name(definition)
    for number, row in enumerate(definition.survey or [], start=2):
        for column, cell in row.items():
            for reference in _references_in(str(cell)):
                if reference not in names:
                    near = get_close_matches(reference, names, n=1)
                    yield error(
                        "unknown-name",
                        number,
                        f"Column `{column}`: there is no question `{reference}` in this form.",
                        f"Did you mean `${{{near[0]}}}`?" if near else "Check the spelling.",
                    )


def _references_in(cell: str) -> list[str]:
    try:
        return [reference.name for reference in parse_pyxform_references(cell)]
    except PyXFormError:
        return []


def _row_of_quoted(text: str, definition: DefinitionData) -> int | None:
    """Return the row that holds what `text` quotes, for messages without a row."""
    quoted = set(_QUOTED.findall(text))
    for number, row in enumerate(definition.survey or [], start=2):
        if quoted.intersection(str(cell).strip() for cell in row.values()):
            return number
    return None


def _unforeseen(trouble: Exception) -> LintFinding:
    return error(
        "xlsform",
        None,
        f"The form could not be converted ({type(trouble).__name__}: {str(trouble)[:200]}).",
        "Take the newest rows out until it converts, then look at the last one taken out.",
    )


def _warning(text: str) -> LintFinding:
    row, text = _split_row(text)
    return warning("xlsform", row, text, f"The rules of XLSForm are at {REFERENCE}.")


def _is_told_by_lint(text: str) -> bool:
    return any(part in text for part in _TOLD_BY_LINT)


def _split_row(text: str) -> tuple[int | None, str]:
    match = _ROW.match(text)
    return (int(match[1]), text[match.end() :]) if match else (None, text)
