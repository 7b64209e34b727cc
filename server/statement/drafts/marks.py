"""What is to be looked at in people's words: numbers, judging words, names. Pure.

A number must come from the evidence: of the sentence that people rewrote; for their own sentences
and for slots, of the whole statement. A percentage must be one that the ladder of wording allows.
What comes from elsewhere is explained by a person.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from server.missions.document import MissionFile
from server.missions.text_checks import doubts_in
from server.sampling.estimates import Estimate
from server.statement.document import Document, Evidence, Sentence
from server.statement.drafts.manuscript import Block
from server.statement.ladder import Base, Form, form_for, rounded
from server.statement.languages.language import Language
from server.statement.languages.written_numbers import numbers_in

Known = tuple[Decimal, bool]
"""A number, and whether it is one of per cent."""


class MarkKind(StrEnum):
    """Of what kind a mark is."""

    NUMBER = "number"
    FORBIDDEN = "forbidden"
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


@dataclass(frozen=True)
class Checker:
    """What words are checked against."""

    language: Language
    mission: MissionFile
    everywhere: frozenset[Known]
    """The numbers that the statement as a whole has evidence of."""

    def marks(self, block: Block) -> tuple[Mark, ...]:
        """Return what is to be looked at in a block: nothing in words that were drafted."""
        if block.words is None:
            return ()
        text = block.text
        found = [*self._numbers(block), *self._words(text), *self._named(text), *self._doubts(text)]
        explained = block.words.explained
        return tuple(
            Mark(kind, start, end, text := block.text[start:end], why, explained.get(text, ""))
            for kind, start, end, why in sorted(found, key=lambda each: (each[1], each[2]))
        )

    def _numbers(self, block: Block) -> Iterator[tuple[MarkKind, int, int, str]]:
        if isinstance(block.piece, Sentence):
            known = numbers_of(block.piece, self.language)
            why = "No figure behind this sentence is {number}."
        else:
            known = self.everywhere
            why = "No figure behind this statement is {number}."
        for each in numbers_in(block.text, self.language):
            if (each.value, each.is_share) not in known:
                said = (_NO_SHARE if each.is_share else why).format(number=f"{each.value:,}")
                yield MarkKind.NUMBER, each.start, each.end, said

    def _words(self, text: str) -> Iterator[tuple[MarkKind, int, int, str]]:
        for start, end in self.language.forbidden_in(text):
            why = "The word judges, or tells the reader what to feel. Say what was observed."
            yield MarkKind.FORBIDDEN, start, end, why

    def _named(self, text: str) -> Iterator[tuple[MarkKind, int, int, str]]:
        for name, why in _in_office(self.mission).items():
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
                yield MarkKind.NAME, *match.span(), why

    def _doubts(self, text: str) -> Iterator[tuple[MarkKind, int, int, str]]:
        people = _in_office(self.mission)
        for doubt in doubts_in(self.mission, text):
            if doubt.found not in people:
                instead = f" Write “{doubt.instead}”." if doubt.instead else ""
                yield MarkKind.DOUBT, doubt.start, doubt.end, f"{doubt.says}{instead}"


def checker_for(tree: Document, mission: MissionFile, language: Language) -> Checker:
    """Return what checks people's words in a statement drafted as `tree`."""
    known: set[Known] = set()
    for sentence in tree.sentences():
        known |= numbers_of(sentence, language)
    for text in (tree.title, tree.subtitle, tree.dateline):
        known |= _stated(text, language)
    return Checker(language, mission, frozenset(known))


def _in_office(mission: MissionFile) -> dict[str, str]:
    """Return the names of people in office → what to say instead."""
    return {
        name: f"Statements name no person in office. Say “{official.office}”."
        for official in mission.officials
        for name in (official.name, *official.variants)
        if name
    }


def numbers_of(sentence: Sentence, language: Language) -> frozenset[Known]:
    """Return the numbers that a drafted sentence has evidence of."""
    known = _stated(sentence.text, language)
    for evidence in sentence.evidence:
        known |= {(Decimal(count), False) for count in _counts_behind(evidence)}
        shares = set(_shares_behind(evidence))
        known |= {(share, True) for share in shares}
        # "± 1.7" and "between 0.1 and 2.3" stand without a sign.
        known |= {(share, False) for share in shares if share % 1}
    for citation in sentence.citations:
        known |= _stated(citation.what, language)
        known |= _of_days(each for each in (citation.as_of, citation.published) if each)
    return frozenset(known)


def _stated(text: str, language: Language) -> set[Known]:
    return {(each.value, each.is_share) for each in numbers_in(text, language)}


def _cases(evidence: Evidence) -> list[int]:
    told = [each.stations for each in evidence.figures]
    return [*told, *evidence.counts.values(), *evidence.non_answers.values()]


def _counts_behind(evidence: Evidence) -> Iterator[int]:
    yield from (evidence.answered, evidence.visited, evidence.reports)
    if evidence.population is not None:
        yield evidence.population
    for count in _cases(evidence):
        yield from (count, max(evidence.answered - count, 0))
    for visit in (evidence.first_visit, evidence.last_visit):
        if visit:
            yield from (visit.day, visit.year)


def _shares_behind(evidence: Evidence) -> Iterator[Decimal]:
    """Yield the percentages that may be written of so many stations, so chosen."""
    base = Base(evidence.visited, evidence.design, evidence.population, evidence.non_answers)
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
    return {(Decimal(number), False) for day in days for number in (day.day, day.year)}


_NO_SHARE = (
    "No figure here may be written as {number} per cent: the evidence has another share, or it is "
    "of too few stations. Say in how many of how many."
)
