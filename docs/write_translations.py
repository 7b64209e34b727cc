# ruff: noqa: ANN401, INP001, T201 - a script, not a package; YAML has no types
"""Keep `translations-to-confirm.csv`, the one file that a translator works from.

    python docs/write_translations.py            write it anew from the forms and statements
    python docs/write_translations.py --check    say whether it is what they say
    python docs/write_translations.py --apply    put its wordings into the forms first

A wording keeps its doubt and its status for as long as it and its English stay as they are.
"""

import csv
import io
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from server.forms import service
from shared.forms.model import Form, Question, Repeat, Section, choices_of
from shared.text import Text

PAGE = Path(__file__).with_name("translations-to-confirm.csv")
FORMS = Path(service.__file__).parent
LIBRARY = FORMS / "library"
PAPER = FORMS / "export" / "phrases.yaml"
DEPLOYMENT_SHEET = FORMS.parent / "deployment" / "sheets" / "phrases.yaml"
STATEMENT = FORMS.parent / "statement"
STATEMENT_FILES = {
    "finding": STATEMENT / "languages" / "findings.yaml",
    "phrase": STATEMENT / "languages" / "phrases.yaml",
    **{path.stem: path for path in sorted((STATEMENT / "templates").glob("*.yaml"))},
}
"""What a statement's part is called here → the file that words it, languages side by side."""
SAMPLE = PAGE.parents[1] / "samples" / "kazakhstan_2021" / "mission.yaml"
BY_HAND = {
    "paper": PAPER.name,
    "deployment_sheet": "server/deployment/sheets/phrases.yaml",
    "sample": "samples/kazakhstan_2021/mission.yaml",
    "statement": "server/statement/languages or templates",
}
"""Where a wording that is no form's is corrected by hand."""
COLUMNS = ("language", "where", "english", "wording", "doubt", "status")
LANGUAGES = ("ru", "kk", "tr")
UNCONFIRMED = "to confirm"
TITLE, LABEL, CHOICE = "title", "label", "choice"
SHEET_COLUMNS = {
    TITLE: "evenhand::title",
    LABEL: "label",
    CHOICE: "label",
    "hint": "hint",
    "constraint": "constraint_message",
    "required": "required_message",
    "warning": "evenhand::warning_message",
}
"""What a part is called here → the column of the XLSForm that holds it."""

Key = tuple[str, str, str]
"""Language, English, wording."""


class Place(NamedTuple):
    """Where a text stands: `voting V01 hint`, `voting yes_no.partly choice`, `paper how 2`."""

    form: str
    name: str
    part: str

    def __str__(self) -> str:
        return " ".join(filter(None, self))


@cache
def every_text() -> dict[str, Text]:
    """Return every text of the forms, on paper, of statements and of the sample, by its place."""
    sources = (_of_library(), _of_paper(), _of_statements(), _of_sample())
    return {str(place): text for source in sources for place, text in source}


def _of_library() -> Iterator[tuple[Place, Text]]:
    for reading in service.list_library():
        if reading.form is None:
            sys.exit(f"{reading.name} can't be read: {reading.errors[0].message}")
        yield from _texts_of(reading.form)


def _of_paper() -> Iterator[tuple[Place, Text]]:
    yield from _side_by_side("paper", PAPER)
    yield from _side_by_side("deployment_sheet", DEPLOYMENT_SHEET)


def _side_by_side(called: str, file: Path) -> Iterator[tuple[Place, Text]]:
    phrases = yaml.safe_load(file.read_text(encoding="utf-8"))
    for name, english in phrases["en"].items():
        for number, _ in enumerate(english, start=1) if name == "how" else [(0, "")]:
            wordings = {code: _phrase(phrases[code][name], number) for code in phrases}
            yield Place(called, name, str(number or "")), wordings


def _phrase(phrase: str | list[str], number: int) -> str:
    if number:
        return phrase[number - 1]
    return phrase if isinstance(phrase, str) else " ".join(phrase)


def _of_statements() -> Iterator[tuple[Place, Text]]:
    for name, path in STATEMENT_FILES.items():
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
        for where, text in _worded(source, ""):
            yield Place("statement", name, where), text


def _worded(node: Any, where: str) -> Iterator[tuple[str, Text]]:
    """Yield the texts below a piece of YAML: maps of languages to wordings, plurals or not."""
    if isinstance(node, list):
        for number, each in enumerate(node, start=1):
            yield from _worded(each, f"{where}.{each.get('id', number)}" if _is_map(each) else "")
    elif _is_map(node) and {"en", *LANGUAGES} >= node.keys() and "en" in node:
        yield from _forms_of(node, where.strip("."))
    elif _is_map(node):
        for name, each in node.items():
            yield from _worded(each, f"{where}.{name}")


def _is_map(node: Any) -> bool:
    return isinstance(node, dict) and bool(node)


def _forms_of(text: dict[str, Any], where: str) -> Iterator[tuple[str, Text]]:
    if set(text) == {"en"}:  # shorter English that others do without
        return
    if isinstance(text["en"], str):
        yield where, text
        return
    for form in sorted({form for wordings in text.values() for form in wordings}):
        yield (
            f"{where}.{form}",
            {code: each.get(form, each["other"]) for code, each in text.items()},
        )


def _of_sample() -> Iterator[tuple[Place, Text]]:
    wordings = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))["wordings"]
    for number, english in enumerate(next(iter(wordings.values())), start=1):
        text = {"en": english, **{code: wordings[code][english] for code in wordings}}
        yield Place("sample", str(number), ""), text


def _texts_of(form: Form) -> Iterator[tuple[Place, Text]]:
    yield Place(form.id, "", TITLE), form.title
    for section in form.sections:
        for name, part, text in _texts_in(section):
            if text:
                yield Place(form.id, name, part), text


def _texts_in(node: Section | Repeat | Question) -> Iterator[tuple[str, str, Text]]:
    yield node.name, LABEL, node.label
    yield node.name, "hint", node.hint
    if isinstance(node, Section | Repeat):
        for child in node.children:
            yield from _texts_in(child)
        return
    yield node.name, "constraint", node.constraint_message
    yield node.name, "required", node.required_message
    yield node.name, "warning", node.warning_message
    for choice in choices_of(node):
        yield f"{getattr(node, 'list_name', '')}.{choice.name}", CHOICE, choice.label


def page() -> str:
    """Return the file as it should be: every wording once, with all places where it stands."""
    places: dict[Key, dict[str, None]] = {}
    for where, text in every_text().items():
        for language in LANGUAGES:
            if where.startswith("statement ") and language not in text:
                continue  # a template that has no wording in this language
            key = (language, text["en"], text.get(language, ""))
            places.setdefault(key, {})[where] = None
    noted = {_key(row): (row["doubt"], row["status"]) for row in held()}
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow(COLUMNS)
    for key in sorted(places, key=lambda each: LANGUAGES.index(each[0])):
        language, english, wording = key
        doubt, status = noted.get(key, ("", UNCONFIRMED))
        writer.writerow((language, "; ".join(places[key]), english, wording, doubt, status))
    return content.getvalue()


def held() -> list[dict[str, str]]:
    """Return the rows of the file as it is."""
    if not PAGE.exists():
        return []
    return list(csv.DictReader(io.StringIO(PAGE.read_text(encoding="utf-8-sig"))))


def _key(row: dict[str, str]) -> Key:
    return row["language"], row["english"], row["wording"]


def apply(rows: list[dict[str, str]], library: Path) -> None:
    """Put every wording in `rows` that the forms do not have yet into those in `library`."""
    now = every_text()
    for row in rows:
        for where in row["where"].split("; "):
            if now[where].get(row["language"]) == row["wording"]:
                continue
            if where.split(" ")[0] in BY_HAND:
                print(f"{where}: change it in {BY_HAND[where.split(' ')[0]]}: {row['wording']}")
            else:
                _put(where, row["language"], row["wording"], library)


def _put(where: str, language: str, wording: str, library: Path) -> None:
    form, *name, part = where.split(" ")
    path = library / f"{form}.md"
    lines = path.read_text(encoding="utf-8").splitlines()
    sheet, head = "", []
    for number, line in enumerate(lines):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) < 2:
            sheet, head = cells[0], []
        elif not head:
            head = cells
        elif _is_there(dict(zip(head, cells, strict=True)), sheet, part, "".join(name)):
            cells[_column(head, part, language)] = wording
            lines[number] = f"|        | {' | '.join(cells[1:])} |"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{where}: {wording}")


def _is_there(row: dict[str, str], sheet: str, part: str, name: str) -> bool:
    if part == TITLE:
        return sheet == "settings"
    if part == CHOICE:
        return sheet == "choices" and f"{row['list_name']}.{row['name']}" == name
    return sheet == "survey" and row["name"] == name


def _column(head: list[str], part: str, language: str) -> int:
    start = f"{SHEET_COLUMNS[part]}::"
    return next(
        place
        for place, column in enumerate(head)
        if column.startswith(start) and column.endswith(f"({language})")
    )


if __name__ == "__main__":
    if "--apply" in sys.argv:
        apply(held(), LIBRARY)
        every_text.cache_clear()
    if "--check" in sys.argv:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8-sig") == page()
        sys.exit(0 if same else f"{PAGE.name} is not what the forms say.")
    # Spreadsheet programs take a file for UTF-8 only if it begins with this mark.
    PAGE.write_text(page(), encoding="utf-8-sig")
