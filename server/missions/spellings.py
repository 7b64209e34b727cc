"""One spelling for each name, and every variant that leads to it.

Organisations and officials carry their variants themselves; names of places, bodies and everything
else stand in `names`. A search finds any variant; a text is asked about where it uses one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.missions.document import MissionFile, Spelling
from shared.folding import fold


@dataclass(frozen=True, slots=True)
class Variant:
    """A name in a text, spelt as this mission does not spell it."""

    start: int
    end: int
    found: str
    preferred: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and what it is."""

    spelling: Spelling
    what: str
    """An office, `organisation`, or '' for a name of the list `names`."""


def names_of(document: MissionFile) -> list[Name]:
    """Return all names that the document knows, with their variants."""
    found = [Name(each, "") for each in document.names]
    for official in document.officials:
        if official.name:
            spelling = Spelling(name=official.name, variants=official.variants)
            found.append(Name(spelling, official.office))
    for organisation in document.organisations:
        short = (organisation.short,) if organisation.short else ()
        spelling = Spelling(name=organisation.name, variants=(*short, *organisation.variants))
        found.append(Name(spelling, "organisation"))
    return found


def find_names(document: MissionFile, words: str) -> list[Name]:
    """Return the names of which some spelling has `words` in it, in any script and case."""
    sought = fold(words).strip()
    return [
        each
        for each in names_of(document)
        if sought and any(sought in fold(text) for text in _spellings(each.spelling))
    ]


def variants_in(document: MissionFile, text: str) -> Iterator[Variant]:
    """Yield where `text` spells a name otherwise than the mission does, in the order of the text.

    Short names of organisations are spellings of their own, and never asked about.
    """
    preferred = _preferred(document)
    if not preferred:
        return
    longest_first = sorted(preferred, key=len, reverse=True)
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE
    )
    by_case = {each.casefold(): name for each, name in preferred.items()}
    for found in pattern.finditer(text):
        name = by_case.get(found[0].casefold(), "")
        if name and found[0].casefold() != name.casefold():
            yield Variant(found.start(), found.end(), found[0], name)


def _preferred(document: MissionFile) -> dict[str, str]:
    """Return each spelling → the preferred one; preferred ones lead to themselves.

    The latter keep a variant from being found inside a preferred name.
    """
    found: dict[str, str] = {}
    for each in document.names:
        found |= dict.fromkeys(each.variants, each.name)
    for official in document.officials:
        found |= dict.fromkeys(official.variants, official.name)
    for organisation in document.organisations:
        found |= dict.fromkeys(organisation.variants, organisation.name)
    for name in names_of(document):
        found |= {name.spelling.name: name.spelling.name}
    for organisation in document.organisations:
        if organisation.short:
            found[organisation.short] = organisation.short
    return {key: value for key, value in found.items() if key and value}


def _spellings(spelling: Spelling) -> tuple[str, ...]:
    return (spelling.name, *spelling.variants)
