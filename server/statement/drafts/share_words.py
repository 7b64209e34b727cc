"""Words for shares in people's own sentences, held against the ladder's bands. Pure.

"Most" is said of 75 to 94 per cent, and never without its figure; of fewer than ten stations no
such word is said at all. Of a sample the whole interval must lie in the band, or the weaker word
is said.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain

from server.sampling.estimates import Estimate, estimate_alone
from server.sampling.rules import Rules
from server.statement.document import Evidence
from server.statement.ladder import Base, Word, held_word, rounded, word_for
from server.statement.languages.language import Language
from server.statement.languages.quantifiers import WrittenShare, shares_in
from server.statement.languages.written_numbers import Sense, WrittenNumber

LEAST_FOR_WORDS = 10
"""Of fewer stations with an answer, numbers are given and no word for a share."""
_SHOWN = 4
_BANDS = {
    Word.NONE: "of 0",
    Word.FEW: "of less than 5 per cent",
    Word.SOME: "of 5 to 24 per cent",
    Word.MANY: "of 25 to 44 per cent",
    Word.HALF: "of 45 to 55 per cent",
    Word.MAJORITY: "of 51 to 74 per cent",
    Word.MOST: "of 75 to 94 per cent",
    Word.NEARLY_ALL: "of 95 per cent and more",
    Word.ALL: "of every one",
}
_WHOLE = (Word.ALL, Word.NONE)


def base_of(evidence: Evidence, rules: Rules) -> Base:
    """Return the stations that the figures of an evidence are of."""
    return Base(
        evidence.visited,
        evidence.design,
        evidence.population,
        evidence.non_answers,
        rules=rules,
    )


def doubtful_shares(
    text: str,
    language: Language,
    behind: Sequence[Evidence],
    stated: Sequence[WrittenNumber],
    rules: Rules,
) -> Iterator[tuple[WrittenShare, str]]:
    """Yield the words for shares that are not held by the evidence behind them, and why.

    `stated` are the numbers of the text that have evidence.
    """
    counted = [each for each in behind if each.question]
    for share in shares_in(text, language):
        why = _doubt(share.word, counted, stated, rules)
        if why:
            yield share, why


def _doubt(
    word: Word, behind: Sequence[Evidence], stated: Sequence[WrittenNumber], rules: Rules
) -> str:
    said = f"It is said {_BANDS[word]}."
    if not behind:
        return f"{said} No figure stands behind these words: say what they rest on, or explain it."
    most = max(behind, key=lambda each: each.answered)
    if most.answered < LEAST_FOR_WORDS and word not in _WHOLE:
        return (
            f"Of {most.answered} stations give the number: no word for a share is said of so few."
        )
    held = [
        (cases, each)
        for each in behind
        for cases, found in _shares(each)
        if _is_said(word, cases, found, base_of(each, rules))
    ]
    if not held or (word in _WHOLE and not any(_is_of_all(each, stated) for _, each in held)):
        return f"{said} The figures are {_figures(behind)}."
    if not any(_is_beside(cases, each, stated) for cases, each in held):
        return f"{said} It never stands without its figure, of {_figures(behind)}: say it beside."
    return ""


def _is_said(word: Word, cases: int, found: Estimate | None, base: Base) -> bool:
    share = cases / base.answered if base.answered else 0.0
    if word in _WHOLE or not base.chosen.has_margins:
        return word_for(share) is word
    found = found or estimate_alone(cases, base.answered, base.chosen)
    return held_word(found.share or share, found.interval) is word


def _is_of_all(evidence: Evidence, stated: Sequence[WrittenNumber]) -> bool:
    """Whether nobody would read stations without an answer into "all" or "none"."""
    named = {each.value for each in stated}
    return evidence.answered == evidence.visited or evidence.answered in named


def _is_beside(cases: int, evidence: Evidence, stated: Sequence[WrittenNumber]) -> bool:
    """Whether the text states a figure: its count, its share, or for none what none is of."""
    counts = {each.value for each in stated if each.sense is Sense.COUNT}
    if (cases or evidence.answered) in counts:
        return True
    shares = {each.value for each in stated if each.sense is Sense.SHARE}
    share = cases / evidence.answered if evidence.answered else 0.0
    figures = (rounded(share, decimals) for decimals in (0, 1))
    return any(figure is not None and Decimal(figure) in shares for figure in figures)


def _shares(evidence: Evidence) -> Iterator[tuple[int, Estimate | None]]:
    """Yield every count that a word may be said of, and its contrary."""
    for figure in evidence.figures:
        yield figure.stations, figure.estimate
    counts = {*evidence.counts.values(), *(each.stations for each in evidence.figures)}
    for count in counts:
        yield from ((count, None), (max(evidence.answered - count, 0), None))


def _figures(behind: Sequence[Evidence]) -> str:
    """Name the shares behind the words: `12 of 14 (86 per cent)`."""
    told = dict.fromkeys(
        (figure.stations, each.answered)
        for each in behind
        for figure in each.figures
        if each.answered
    )
    named = [
        f"{cases:,} of {of:,} ({rounded(cases / of, 0) or round(100 * cases / of)} per cent)"
        for cases, of in told
    ]
    return ", ".join(chain(named[:_SHOWN], ["…"] if len(named) > _SHOWN else []))
