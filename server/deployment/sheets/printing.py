"""Deployment sheets as one PDF: A4, black on white, one team after the other."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources

from server.deployment.sheets.sheet import Sheet
from server.typesetting import NotTypeset, typeset
from shared.problems import Problem


class SheetsUnprintable(Problem):
    """The deployment sheets can't be set as a PDF."""

    status = 422
    code = "sheets-unprintable"
    title = "The deployment sheets can't be printed"


def print_sheets(sheets: Sequence[Sheet]) -> bytes:
    """Return one PDF with all `sheets`, each with its own page numbers.

    Raises SheetsUnprintable, which names the text that keeps it from being set.
    """
    template = (resources.files("server.deployment.sheets") / "sheet.typ").read_bytes()
    data = json.dumps([asdict(sheet) for sheet in sheets], ensure_ascii=False)
    try:
        return typeset(template, {"sheets": data})
    except NotTypeset as error:
        if error.without_shape:
            detail = (
                f"No font has a shape for “{error.without_shape}”. Take it out of the name, the "
                "address or the text that has it, or take the plans as CSV."
            )
        else:
            detail = (
                f"{error.message}. Take the plans as CSV, and send this sentence to those who "
                "maintain the program."
            )
        raise SheetsUnprintable(detail) from error
