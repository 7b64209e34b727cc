"""What in a text does not agree with what the mission knows: dates, units, names.

A source that writes “Jan. 1” for an election on the tenth, “10 January 2020” for 2021, or “398
countries” where 398 observers came from 31 states is quoted as it is; but nobody should take it
over unawares. Each doubt is a question to a person, and nothing is changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.missions.document import MissionFile
from server.missions.facts import Fact
from server.missions.spellings import variants_in
from server.missions.written_dates import WrittenDate, written_dates

_VOTE = (
    r"(?:elections?(?!\s+(?:commission|observ|admin))|election\s+day|voting(?:\s+day)?|polling\s+day|"
    r"polls?|vote|выбор\w*|голосовани\w*|сайлау\w*|дауыс\s+беру\w*|seçim\w*|oylama\w*)"
)
_APART = r"(?:for|of|in|to|before|after|and|until|where)"
"""Words behind a date after which the election is another thing than that day."""
_HELD = (
    r"(?:held|place|scheduled(?:\s+for)?|set\s+for|called\s+for|пройдут|состоятся|өтеді|yapılacak)"
)
"""The word just before the day on which an election is held, takes place, is scheduled for."""
_WEEKDAY = r"(?:(?:sun|mon|tues|wednes|thurs|fri|satur)day|воскресенье|жексенбі|pazar)"
_BEFORE = re.compile(
    rf"{_VOTE}(?:(?:\s+\w+){{0,4}}|(?:\s+\w+){{0,12}}\s+{_HELD}(?:\s+(?:on|в))?)"
    rf"(?:,?\s+{_WEEKDAY},?)?\s+$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"^(?:\s+(?!{_APART}\b)\w+){{0,2}}\s+{_VOTE}(?!\w)", re.IGNORECASE)
_REACH = 120
"""Characters around a date in which the election is looked for."""
_FIGURE = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+)(?![\w.,]*\d)(?:\s+([^\W\d_]+)){1}"
)
_LEAST_TELLING = 20
"""A smaller figure is the same as another by chance."""
_FAMILIES = (
    {"state", "country", "nation"},
    {"observer", "person", "people", "expert"},
    {"candidate"},
    {"voter", "elector"},
    {"station"},
    {"commission"},
    {"organisation", "organization"},
    {"party", "list"},
)
"""Nouns that count the same kind of thing."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place in a text that a person should look at."""

    start: int
    end: int
    found: str
    says: str
    """What does not agree, a sentence."""
    instead: str = ""
    """What could be written there; '' = that is for the person to say."""


def doubts_in(document: MissionFile, text: str) -> list[Doubt]:
    """Return what in `text` does not agree with `document`, in the order of the text."""
    found = [*_dates(document, text), *_units(document, text), *_names(document, text)]
    return sorted(found, key=lambda each: each.start)


def _dates(document: MissionFile, text: str) -> Iterator[Doubt]:
    held = document.election.date
    words = f"{held.day} {held:%B %Y}"
    for each in written_dates(text):
        same_day = (each.day, each.month) == (held.day, held.month)
        found = text[each.start : each.end]
        if same_day and each.year not in (None, held.year):
            says = (
                f"The day is election day's, but the year is {each.year}: the election is on "
                f"{words}."
            )
            yield Doubt(each.start, each.end, found, says, words)
        elif each.swapped == (held.month, held.day, held.year) and not same_day:
            says = (
                f"Read month first this is election day, read day first it is another. Write "
                f"{words}."
            )
            yield Doubt(each.start, each.end, found, says, words)
        elif not same_day and _is_about_the_vote(text, each):
            says = f"This reads as the day of the election, which is on {words}."
            yield Doubt(each.start, each.end, found, says)


def _is_about_the_vote(text: str, date: WrittenDate) -> bool:
    before = text[max(date.start - _REACH, 0) : date.start]
    after = text[date.end : date.end + _REACH]
    return bool(_BEFORE.search(before) or _AFTER.search(after))


def _units(document: MissionFile, text: str) -> Iterator[Doubt]:
    facts = [each for each in document.facts if isinstance(each.value, int)]
    for found in _FIGURE.finditer(text):
        value, noun = int(re.sub(r"\D", "", found[1])), found[2].lower()
        family = _family(noun)
        same = [each for each in facts if each.value == value and value >= _LEAST_TELLING]
        others = [each for each in same if _families_of(each) and family not in _families_of(each)]
        if family and others and len(others) == len(same):
            right = _of_family(facts, family, others[0])
            says = f"{found[1]} is '{others[0].label}', in {others[0].unit}{right}."
            yield Doubt(found.start(), found.end(2), f"{found[1]} {found[2]}", says)


def _of_family(facts: list[Fact], family: frozenset[str], wrong: Fact) -> str:
    """Return, as the end of a sentence, the fact that was meant, if there is just one nearby."""
    meant = [
        each
        for each in facts
        if family in _families_of(each) and each.as_of == wrong.as_of and each.key != wrong.key
    ]
    return f"; '{meant[0].label}' is {meant[0].value}" if len(meant) == 1 else ""


def _families_of(fact: Fact) -> set[frozenset[str]]:
    return {family for word in fact.unit.lower().split() if (family := _family(word))}


def _family(noun: str) -> frozenset[str]:
    """Return the nouns that count the same as `noun`, in whatever number; empty = not known."""
    singular = {noun, noun.removesuffix("s"), re.sub("ies$", "y", noun)}
    return next((frozenset(each) for each in _FAMILIES if each & singular), frozenset[str]())


def _names(document: MissionFile, text: str) -> Iterator[Doubt]:
    for each in variants_in(document, text):
        says = f"This mission writes {each.preferred}."
        yield Doubt(each.start, each.end, each.found, says, each.preferred)
