"""Sentences on what became of the recommendations of past missions. Pure.

Each report is told by itself: how many of its recommendations the mission assessed, and how. That
the mission assesses them is said; of those that were not assessed, only how many they are.
"""

from collections import Counter
from collections.abc import Sequence

from server.missions.recommendations import Followed, Recommendation
from server.statement.document import Citation, Segment, Sentence
from server.statement.known import Known
from server.statement.languages.phrases import plural

_TOLD = (Followed.FULLY, Followed.MOSTLY, Followed.PARTLY, Followed.NOT)


def prior_sentences(known: Known) -> list[Sentence]:
    """Return a sentence for each report of which at least one recommendation was assessed."""
    reports = dict.fromkeys(each.report for each in prior(known))
    told = (_sentence(known, report) for report in reports)
    return [each for each in told if each is not None]


def prior(known: Known) -> list[Recommendation]:
    """Return the recommendations that past missions made, as far as the mission keeps them."""
    return [each for each in known.mission.recommendations if each.is_prior]


def _sentence(known: Known, report: str) -> Sentence | None:
    language = known.language
    of_it = [each for each in prior(known) if each.report == report]
    counts = Counter(each.status for each in of_it)
    assessed = sum(counts[each] for each in _TOLD)
    if not assessed:
        return None
    items = [_counted(known, f"recommended_{each}", counts[each]) for each in _TOLD if counts[each]]
    text = plural(
        language,
        "recommended",
        assessed,
        n=language.fact(assessed),
        report=known.words(report),
        items=language.listing(items),
    )
    if left := counts[Followed.NOT_ASSESSED]:
        text += _counted(known, "recommended_left", left)
    return Sentence(
        (Segment(language.sentence(text)),),
        citations=tuple(dict.fromkeys(_citations(known, of_it))),
        key=report,
    )


def _counted(known: Known, name: str, number: int) -> str:
    return plural(known.language, name, number, n=known.language.fact(number))


def _citations(known: Known, of_it: Sequence[Recommendation]) -> list[Citation]:
    """Return the report, and whatever texts the recommendations name beside it."""
    first = of_it[0]
    what = known.phrase("citation_recommendations")
    report = Citation(
        source=f"report-{first.key}",
        publisher=first.report,
        title=what,
        published=first.made_on,
        as_of=max((each.assessed_on for each in of_it if each.assessed_on), default=None),
        what=what,
    )
    named = [known.mission.source(name) for each in of_it for name in each.sources]
    return [
        report,
        *(
            Citation(
                each.id, each.publisher, each.title, each.date, None, what, known.mission.language
            )
            for each in named
            if each is not None
        ),
    ]
