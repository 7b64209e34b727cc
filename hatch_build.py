"""Compiles the catalogues of the interface, for a wheel and for a folder that is worked in.

A `.mo` file is what the program reads and belongs to no commit: it is made of the `.po` file
beside it, when a wheel is built, by `make env`, and before the tests begin.

    python hatch_build.py       compile what is missing or older than its .po file
"""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
CATALOGUES = ROOT / "client" / "locale"
_NO_DATE = datetime(2020, 2, 2, tzinfo=UTC)


def compiled(po_file: Path) -> bytes:
    """Return the catalogue as gettext reads it. Raises UnicodeError, ValueError: no catalogue."""
    with po_file.open("rb") as stream:
        catalogue = read_po(stream, locale=po_file.parents[1].name, abort_invalid=True)
    catalogue.creation_date = catalogue.revision_date = _NO_DATE  # the same in, the same out
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def compile_catalogues() -> None:
    """Write each `.mo` file that is missing or older than its `.po` file."""
    for po_file in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")):
        mo_file = po_file.with_suffix(".mo")
        if not mo_file.exists() or mo_file.stat().st_mtime < po_file.stat().st_mtime:
            fresh = mo_file.with_suffix(".new")
            fresh.write_bytes(compiled(po_file))
            fresh.replace(mo_file)


class CatalogueHook(BuildHookInterface[Any]):
    """Runs before hatchling gathers the files of a wheel, or points to this folder."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues."""
        del version, build_data
        compile_catalogues()


if __name__ == "__main__":
    compile_catalogues()
