"""What is to be looked at in people's words: numbers, judging words, names. Pure.

A number must come from the evidence: of the sentence that people rewrote; for their own sentences
and for slots, of the whole statement. A percentage must be one that the ladder of wording allows.
What comes from elsewhere is explained by a person.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from server.missions.document import MissionFile
from server.missions.text_checks import doubts_in
from server.sampling.estimates import Estimate
from server.sampling.rules import Rules
from server.statement.document import Document, Evidence, Sentence
from server.statement.drafts.manuscript import Block
from server.statement.drafts.places_named import places_named
from server.statement.drafts.share_words import base_of, doubtful_shares
from server.statement.ladder import Form, form_for, rounded
from server.statement.languages.language import Language
from server.statement.languages.written_numbers import Sense, WrittenNumber, numbers_in

Known = tuple[Decimal, Sense]
MOST_PLACES = 6
"""Sentences that a mark names in which the number has evidence."""


class MarkKind(StrEnum):
    """Of what kind a mark is."""

    NUMBER = "number"
    SHARE = "share"
    """A word such as “most” whose figures it does not hold."""
    FORBIDDEN = "forbidden"
    PLACE = "place"
    """A station or a team that is named."""
    NAME = "name"
    """Somebody in office."""
    DOUBT = "doubt"
    """It does not agree with what the mission knows: a date, a unit, a spelling."""


@dataclass(frozen=True)
class Mark:
    """Something in a text that is to be looked at."""

    kind: MarkKind
    start: int
    end: int
    text: str
    why: str
    explained: str = ""
    """Where a person says that it comes from, or why it stands; '' = not said."""
    found: tuple[str, ...] = ()
    """Keys of drafted sentences with evidence of this number."""


@dataclass(frozen=True)
class Drafted:
    """A drafted sentence, where it stands, and the numbers that it has evidence of."""

    sentence: Sentence
    paragraph: str
    numbers: frozenset[Known]


@dataclass(frozen=True)
class Checker:
    """What words are checked against."""

    language: Language
    mission: MissionFile
    rules: Rules
    about: frozenset[Known]
    """What any sentence may state: the days in title and date."""
    drafted: tuple[Drafted, ...]
    """All sentences of the tree, in order."""
    stations: frozenset[str] = frozenset()
    """Codes of the register that people's words may hold."""

    def marks(self, block: Block) -> tuple[Mark, ...]:
        """Return what is to be looked at in a block: nothing in words that were drafted."""
        if block.words is None:
            return ()
        text = block.text
        numbers = numbers_in(text, self.language)
        found = [
            *self._numbers(block, numbers),
            *self._shares(block, numbers),
            *self._words(text),
            *self._named(text),
            *self._places_named(text),
            *self._doubts(text),
        ]
        explained = block.words.explained
        return tuple(
            replace(each, explained=explained.get(each.text, ""))
            for each in sorted(found, key=lambda each: (each.start, each.end))
        )

    def _numbers(self, block: Block, numbers: Iterable[WrittenNumber]) -> Iterator[Mark]:
        known = self._known(block)
        for each in numbers:
            wanted = (each.value, each.sense)
            if wanted not in known:
                places = self._places(wanted)
                yield replace(
                    _mark(MarkKind.NUMBER, block.text, each.start, each.end, _why(each, places)),
                    found=tuple(one.sentence.key for one in places),
                )

    def _places(self, wanted: Known) -> list[Drafted]:
        """Return sentences with evidence of a number; those that state it come first."""
        places = [each for each in self.drafted if wanted in each.numbers]
        places.sort(key=lambda each: wanted not in _stated(each.sentence.text, self.language))
        return places[:MOST_PLACES]

    def _known(self, block: Block) -> set[Known]:
        known = set(self.about)
        for each in block.behind:
            known |= numbers_of(each, self.language, self.rules)
        return known

    def _shares(self, block: Block, numbers: Sequence[WrittenNumber]) -> Iterator[Mark]:
        evidence = [each for sentence in block.behind for each in sentence.evidence]
        known = self._known(block)
        stated = [each for each in numbers if (each.value, each.sense) in known]
        for share, why in doubtful_shares(block.text, self.language, evidence, stated, self.rules):
            yield _mark(MarkKind.SHARE, block.text, share.start, share.end, why)

    def _words(self, text: str) -> Iterator[Mark]:
        for start, end in self.language.forbidden_in(text):
            why = "The word judges, or tells the reader what to feel. Say what was observed."
            yield _mark(MarkKind.FORBIDDEN, text, start, end, why)

    def _named(self, text: str) -> Iterator[Mark]:
        for name, why in _in_office(self.mission).items():
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
                yield _mark(MarkKind.NAME, text, *match.span(), why)

    def _places_named(self, text: str) -> Iterator[Mark]:
        teams = {each.code for each in self.mission.teams}
        for start, end, why in places_named(text, self.language, self.stations, teams):
            yield _mark(MarkKind.PLACE, text, start, end, why)

    def _doubts(self, text: str) -> Iterator[Mark]:
        people = _in_office(self.mission)
        for doubt in doubts_in(self.mission, text):
            if doubt.found not in people:
                instead = f" Write “{doubt.instead}”." if doubt.instead else ""
                why = f"{doubt.says}{instead}"
                yield _mark(MarkKind.DOUBT, text, doubt.start, doubt.end, why)


def checker_for(
    tree: Document,
    mission: MissionFile,
    language: Language,
    stations: frozenset[str] = frozenset(),
) -> Checker:
    """Return what checks people's words in a statement drafted as `tree`.

    `stations` are codes of the register that those words may hold.
    """
    rules = tree.colophon.rules
    about: set[Known] = set()
    for text in (tree.title, tree.subtitle, tree.dateline):
        about |= _stated(text, language)
    drafted = tuple(
        Drafted(part, paragraph.id, numbers_of(part, language, rules))
        for paragraph in tree.paragraphs()
        for part in paragraph.parts
        if isinstance(part, Sentence)
    )
    return Checker(language, mission, rules, frozenset(about), drafted, stations)


def _mark(kind: MarkKind, text: str, start: int, end: int, why: str) -> Mark:
    return Mark(kind, start, end, text[start:end], why)


def _why(number: WrittenNumber, places: Sequence[Drafted]) -> str:
    """Say why a number is marked, and where the statement has evidence of it."""
    if number.sense is Sense.SHARE:
        said = _NO_SHARE.format(number=f"{number.value:,}")
    else:
        what = "No day" if number.sense is Sense.DAY else "No figure"
        said = f"{what} behind this sentence is {number.value:,}."
    if not places:
        return said
    stands = ", ".join(dict.fromkeys(each.paragraph for each in places))
    return f"{said} There is evidence of it in {stands}: say that these words rest on it."


def _in_office(mission: MissionFile) -> dict[str, str]:
    """Return the names of people in office → what to say instead."""
    return {
        name: f"Statements name no person in office. Say “{official.office}”."
        for official in mission.officials
        for name in (official.name, *official.variants)
        if name
    }


def numbers_of(sentence: Sentence, language: Language, rules: Rules) -> frozenset[Known]:
    """Return the numbers that a drafted sentence has evidence of."""
    known = _stated(sentence.text, language)
    for evidence in sentence.evidence:
        known |= {(Decimal(count), Sense.COUNT) for count in _counts_behind(evidence)}
        known |= _of_days(each for each in (evidence.first_visit, evidence.last_visit) if each)
        shares = set(_shares_behind(evidence, rules))
        known |= {(share, Sense.SHARE) for share in shares}
        # "± 1.7" and "between 0.1 and 2.3" stand without a sign.
        known |= {(share, Sense.COUNT) for share in shares if share % 1}
    for citation in sentence.citations:
        known |= _stated(citation.what, language)
        known |= _of_days(each for each in (citation.as_of, citation.published) if each)
    return frozenset(known)


def _stated(text: str, language: Language) -> set[Known]:
    return {(each.value, each.sense) for each in numbers_in(text, language)}


def _cases(evidence: Evidence) -> list[int]:
    told = [each.stations for each in evidence.figures]
    return [*told, *evidence.counts.values(), *evidence.non_answers.values()]


def _counts_behind(evidence: Evidence) -> Iterator[int]:
    yield from (evidence.answered, evidence.visited, evidence.reports)
    if evidence.population is not None:
        yield evidence.population
    for count in _cases(evidence):
        yield from (count, max(evidence.answered - count, 0))


def _shares_behind(evidence: Evidence, rules: Rules) -> Iterator[Decimal]:
    """Yield the percentages that may be written of so many stations, so chosen."""
    base = base_of(evidence, rules)
    if not evidence.answered or form_for(base) is Form.COUNT:
        return
    for count in _cases(evidence):
        for decimals in (0, 1):
            figure = rounded(count / evidence.answered, decimals)
            if figure is not None:
                yield Decimal(figure)
    for each in evidence.figures:
        if each.estimate is not None:
            yield from _shares_of(each.estimate)


def _shares_of(estimate: Estimate) -> Iterator[Decimal]:
    """Yield what an estimate says in per cent: its share, its margin, both ends of its interval."""
    for share in (estimate.share, estimate.margin, *(estimate.interval or ())):
        if share is not None:
            yield from (Decimal(f"{100 * share:.{decimals}f}") for decimals in (0, 1))


def _of_days(days: Iterable[date]) -> set[Known]:
    return {
        known
        for day in days
        for known in ((Decimal(day.day), Sense.DAY), (Decimal(day.year), Sense.COUNT))
    }


_NO_SHARE = (
    "No figure here may be written as {number} per cent: the evidence has another share, or it is "
    "of too few stations. Say in how many of how many."
)
