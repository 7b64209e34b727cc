"""Sentences from findings: one indicator, the ways in which stations answered, the evidence."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.findings.keys import Key, is_answer, values_of
from server.sampling.design import Design
from server.statement.document import LISTED, Evidence, Segment, Sentence, Ways
from server.statement.ladder import Base, Silent, silence_of
from server.statement.languages.language import Language
from server.statement.languages.phrases import phrase
from server.statement.ledger import Ledger
from server.statement.survey import NOWHERE, Survey
from server.statement.template import FindingPart, WayPlan
from server.statement.wording import Piece, Scene, Way, say, told_once
from shared.forms.model import Question, choices_of
from shared.text import in_language


@dataclass(frozen=True)
class Topic:
    """A question of a form that a sentence speaks of."""

    survey: Survey
    question: Question
    design: Design
    language: Language

    @property
    def label(self) -> str:
        """The question as it is asked in the statement's language, else in English."""
        return in_language(self.question.label, self.language.code) or self.question.name

    def base(self) -> Base:
        """Return the stations that its figures are of."""
        return Base(
            visited=self.survey.stations,
            design=self.design.name,
            population=self.design.population,
            silences=self.survey.silences(self.question),
            regions=len(self.survey.regions),
            rules=self.design.rules,
        )


def reason_for(silent: Silent, base: Base, language: Language) -> str:
    """Return why nothing can be said of `base`, for the drafter."""
    silences = ", ".join(
        phrase(
            language,
            "counted_as",
            what=phrase(language, f"silence_{kind}"),
            number=language.numeral(count),
        )
        for kind, count in base.silences.items()
        if count
    )
    return phrase(
        language,
        f"gap_{silent.name.lower()}",
        answered=base.answered,
        visited=base.visited,
        silences=silences,
    )


@dataclass(frozen=True)
class Told:
    """A way as it is told, and the stations where it was so."""

    plan: WayPlan
    way: Way
    stations: tuple[int, ...]


def tell(
    topic: Topic, plans: Sequence[WayPlan], scene: Scene, ledger: Ledger, *, again: bool
) -> Sentence | str:
    """Return the sentence on a question, or why there is none."""
    base = topic.base()
    silent = silence_of(base)
    if silent:
        return reason_for(silent, base, topic.language)
    told = _ways(topic, plans, base)
    evidence = _evidence(topic, base, told, ledger.next_id())
    pieces = say([each.way for each in told], base, topic.language, scene, again=again)
    return Sentence(_segments(pieces, told, evidence.id), (evidence,))


def tell_one_station(
    topics: Sequence[tuple[Topic, FindingPart]], scene: Scene, ledger: Ledger
) -> Sentence:
    """Return all that was watched at one station, as one sentence.

    Each of `topics` has an answer there.
    """
    evidence: list[Evidence] = []
    segments: list[Segment] = []
    language = topics[0][0].language
    for topic, part in topics:
        base = topic.base()
        told = _ways(topic, part.ways, base)
        one = _evidence(topic, base, told, ledger.next_id())
        evidence.append(one)
        case = next(place for place, each in enumerate(told) if each.way.cases)
        if len(evidence) == 1:
            place = language.capital(language.in_scene(scene.told, 1))
            segments += [Segment(place, one.id, case), Segment("; ", one.id)]
        else:
            segments.append(Segment(language.before_last if len(evidence) == len(topics) else "; "))
        segments.append(Segment(told_once(told[case].way, language), one.id))
    segments.append(Segment("."))
    return Sentence(tuple(segments), tuple(evidence))


def _segments(pieces: Iterable[Piece], told: Sequence[Told], evidence: str) -> tuple[Segment, ...]:
    figures = {id(each.way): place for place, each in enumerate(told)}
    return tuple(
        Segment(
            piece.text,
            evidence,
            None if piece.way is None else figures[id(piece.way)],
            piece.silence,
        )
        for piece in pieces
    )


def _ways(topic: Topic, plans: Sequence[WayPlan], base: Base) -> list[Told]:
    """Return the ways of `plans` in order, each answer of each station in the first that fits."""
    places = topic.survey.places.get(topic.question.name, NOWHERE)
    answers = [(key, stations) for key, stations in places.items() if is_answer(key)]
    left = dict(answers)
    told: list[Told] = []
    other = WayPlan(so=phrase(topic.language, "other_answer"))
    for plan in (*plans, other):
        fits = [key for key, _ in answers if key in left and (plan is other or _fits(plan, key))]
        fitting = {key: left.pop(key) for key in fits}
        told.append(_told(topic, plan, fitting.items(), base))
    return told if told[-1].stations else told[:-1]


def _fits(plan: WayPlan, key: Key) -> bool:
    values = set(values_of(key))
    if plan.all:
        return values.issuperset(plan.all)
    return not values.isdisjoint(plan.any)


def _told(
    topic: Topic, plan: WayPlan, fitting: Iterable[tuple[Key, Sequence[int]]], base: Base
) -> Told:
    stations: list[int] = []
    items: Counter[str] = Counter()
    for key, of_key in fitting:
        stations += of_key
        for value in values_of(key):
            items[value] += len(of_key)
    is_rare = len(stations) < base.rules.few * base.answered
    way = Way(
        clause=plan.so,
        cases=len(stations),
        regions=topic.survey.regions_of(stations) if is_rare else {},
        next=plan.next,
        none=plan.none,
        items=tuple((words, items[value]) for value, words in plan.items.items()),
        estimate=topic.survey.estimate(topic.question, stations, topic.design),
        is_rest=plan.rest,
    )
    return Told(plan, way, tuple(sorted(stations)))


def _evidence(topic: Topic, base: Base, told: Sequence[Told], number: str) -> Evidence:
    survey = topic.survey
    span = survey.span
    places = survey.places.get(topic.question.name, NOWHERE)
    counts: Counter[str] = Counter()
    for key, stations in places.items():
        if is_answer(key):
            counts.update({value: len(stations) for value in values_of(key)})
    labels = {
        choice.name: in_language(choice.label, topic.language.code) or choice.name
        for choice in choices_of(topic.question)
    }
    unknown = sorted(value for value in counts if value not in labels)
    return Evidence(
        id=number,
        form=survey.asked.form_id,
        question=topic.question.name,
        label=topic.label,
        figures=tuple(_figure(survey, each) for each in told),
        answered=base.answered,
        visited=base.visited,
        non_answers=dict(base.silences),
        counts={value: counts[value] for value in (*labels, *unknown) if counts[value]},
        labels=labels,
        reports=len(survey.reports),
        unit="station",
        design=topic.design.name,
        population=topic.design.population,
        first_visit=span[0] if span else None,
        last_visit=span[1] if span else None,
        versions=survey.versions,
        as_of=survey.as_of,
        form_title=survey.title(topic.language.code),
    )


def _figure(survey: Survey, told: Told) -> Ways:
    listed = len(told.stations) <= LISTED
    return Ways(
        values=told.plan.all or told.plan.any,
        together=bool(told.plan.all),
        stations=len(told.stations),
        reports=tuple(survey.reports_of(told.stations)) if listed else (),
        estimate=told.way.estimate,
    )
