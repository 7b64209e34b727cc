"""What the walk over pyxform's document needs everywhere, and what it finds on its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from server.forms.xlsform.languages import Languages
from shared.forms.lint.finding import LintFinding, Rows
from shared.text import Text

Document = dict[str, Any]
"""A part of pyxform's document: the form, a group or a question."""

KINDS = cast("Mapping[str, Document]", QUESTION_TYPE_DICT)
"""What pyxform knows of each kind of question: how it is bound, and by what it is asked."""


def mapping(part: Mapping[str, Any], key: str) -> Document:
    """Return the mapping that `part` holds under `key`; empty if there is none."""
    value = part.get(key)
    return cast("Document", value) if isinstance(value, dict) else {}


@dataclass(slots=True)
class Walk:
    """The form's languages, rows and lists of choices; and the findings so far."""

    languages: Languages
    rows: Rows
    choices: Mapping[str, list[Document]]
    external: Sequence[Mapping[str, str]] = ()
    """Rows of the sheet `external_choices`."""
    findings: list[LintFinding] = field(default_factory=list[LintFinding])
    files: dict[str, int | None] = field(default_factory=dict[str, "int | None"])
    """Files that a row of the survey declares (`csv-external`) → the row."""

    def row(self, part: Document) -> int | None:
        """Return the row of the survey sheet in which `part` stands, if it stands in one."""
        return self.rows.get(str(part.get("name")))

    def text(self, value: Any) -> Text:  # noqa: ANN401 - a str, a mapping or nothing
        """Return a cell, or the cells of several languages, as a text."""
        return self.languages.text(value)
