# ruff: noqa: INP001, T201 - a script, not a package
"""Bring the interface's catalogues up to date with the texts in the client's code.

    python docs/write_catalogues.py            write client/locale anew, translations kept
    python docs/write_catalogues.py --check    say whether it is what the code says

What is new comes untranslated: nothing is guessed, so nothing is fuzzy. What the code no longer
says is left out. There is no date and no line number in the files, so they change with the texts.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from client.language import CATALOGUES, DOMAIN, ENGLISH, LANGUAGES

ROOT = Path(__file__).parents[1]
SOURCES = (ROOT / "client", ROOT / "shared")
TEMPLATE = CATALOGUES / f"{DOMAIN}.pot"
KEYWORDS = {"tr": None, "later": None, "trn": (1, 2), "in_catalogue": None}
"""Functions whose texts belong into the catalogues; the last one is `shared.text`'s."""
HEADER = """\
# The interface of the observers' program. See docs/translating.md.
# Written by docs/write_catalogues.py: correct the translations, the rest is made anew.
"""


def said_by_the_code() -> Catalog:
    """Return a catalogue of every text that the client's code hands to `tr` and its like."""
    found = Catalog(domain=DOMAIN, header_comment=HEADER.strip(), fuzzy=False)
    for folder in SOURCES:
        for name, _, message, _, context in extract_from_dir(folder, keywords=KEYWORDS):
            place = (folder / name).relative_to(ROOT).as_posix()
            found.add(message, locations=[(place, 0)], context=context)
    return found


def catalogue_file(language: str) -> Path:
    """Return where the catalogue of a language stands."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def brought_up_to_date(language: str, template: Catalog) -> Catalog:
    """Return the catalogue of `language` with exactly the texts of `template`."""
    path = catalogue_file(language)
    held = Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    if path.exists():
        with path.open("rb") as stream:
            held = read_po(stream, locale=language, domain=DOMAIN)
    held.update(template, no_fuzzy_matching=True)
    held.obsolete.clear()
    held.header_comment = template.header_comment
    return held


def written(catalogue: Catalog) -> str:
    """Return a catalogue as a file holds it."""
    made = io.BytesIO()
    write_po(made, catalogue, width=100, include_lineno=False, sort_by_file=True)
    lines = made.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_CHANGING))


_CHANGING = tuple(
    f'"{name}'
    for name in (
        "Project",
        "POT-Creation",
        "PO-Revision",
        "Generated",
        "Last-",
        "Report-",
        "Language-",
    )
)
"""Lines of a catalogue's head that tell of the writing and not of the texts."""


def pages() -> dict[Path, str]:
    """Return each file of the catalogues, as it should be."""
    template = said_by_the_code()
    translated = [each for each in LANGUAGES if each != ENGLISH]
    return {TEMPLATE: written(template)} | {
        catalogue_file(each): written(brought_up_to_date(each, template)) for each in translated
    }


def main() -> None:
    """Write the files, or compare them."""
    differing = {
        path: text
        for path, text in pages().items()
        if not path.exists() or path.read_text("utf-8") != text
    }
    if "--check" in sys.argv:
        if differing:
            sys.exit(f"Not what the code says: {', '.join(path.name for path in differing)}.")
        return
    for path, text in differing.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(f"written: {path}")


if __name__ == "__main__":
    main()
