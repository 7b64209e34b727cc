"""A template filled paragraph by paragraph, from surveys and from the mission file. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from server.missions.document import MissionFile
from server.sampling.design import Design
from server.statement import known, reach, recommended
from server.statement.document import Evidence, Paragraph, Section, Segment, Sentence, Slot
from server.statement.fallback import ways_for
from server.statement.ladder import silence_of
from server.statement.languages.language import Language
from server.statement.languages.phrases import every_phrase, phrase
from server.statement.languages.registry import get_language
from server.statement.ledger import Ledger
from server.statement.sentences import Topic, reason_for, tell, tell_one_station
from server.statement.survey import Survey
from server.statement.template import (
    FactPart,
    FindingPart,
    MeetingsPart,
    MissionPart,
    NotesPart,
    OthersPart,
    ParagraphPlan,
    Part,
    RecommendationsPart,
    SlotPlan,
    SubjectsPart,
    Template,
    WatchPart,
    WayPlan,
)
from server.statement.wording import VISIT, Scene

Piece = Sentence | Slot
SCENES = ("opening", "voting", "counting", "tabulation")
"""The standard forms whose scenes have words."""
FEW_WATCHED = 10
"""Below so many stations, a scene says that no wider statement can be made."""


@dataclass
class Drafter:
    """Writes one draft."""

    template: Template
    mission: MissionFile
    surveys: Sequence[Survey]
    design: Design
    ledger: Ledger = field(default_factory=Ledger)
    _visits: Evidence | None = None

    @cached_property
    def language(self) -> Language:
        """The language that is written."""
        return get_language(self.template.language)

    @cached_property
    def known(self) -> known.Known:
        """What the mission file knows, in that language."""
        return known.Known(self.mission, self.language)

    def phrase(self, name: str, /, **values: object) -> str:
        """Return a fixed phrase of that language."""
        return phrase(self.language, name, **values)

    def sections(self) -> tuple[Section, ...]:
        """Write every section of the template."""
        written = tuple(
            Section(plan.title, tuple(self._paragraph(each) for each in plan.paragraphs))
            for plan in self.template.sections
        )
        self._note_leftovers()
        return written

    def _paragraph(self, plan: ParagraphPlan) -> Paragraph:
        writer = _Paragraph(self, plan.id)
        for part in plan.parts:
            writer.write(part)
        if writer.unasked:
            unasked = ", ".join(writer.unasked)
            why = self.phrase("gap_not_asked", names=unasked)
            self.ledger.gap(plan.id, self.phrase("gap_not_asked_topic"), why)
        for form_id in writer.empty:
            topic = self.phrase("gap_form_topic", form=self._title(form_id))
            self.ledger.gap(plan.id, topic, self.phrase("gap_form"))
        return Paragraph(plan.id, plan.title, tuple(writer.pieces), plan.supports)

    def _title(self, form_id: str) -> str:
        held = (each for each in self.surveys if each.asked.form_id == form_id)
        return next((each.title(self.language.code) for each in held), form_id)

    def topic(self, indicator: str) -> Topic | None:
        """Return the question that is read as `indicator`: of the form with most stations."""
        topics = [
            Topic(survey, question, self.design, self.language)
            for survey in self.surveys
            for question in survey.asked.questions
            if question.indicator is not None and question.indicator.id == indicator
        ]
        return max(topics, key=lambda topic: topic.survey.stations, default=None)

    def others(self, sections: Iterable[str]) -> list[Topic]:
        """Return the questions of some sections that no part of the template reads."""
        read = {part.finding for part in self.template.findings()}
        return [
            Topic(survey, question, self.design, self.language)
            for survey in self.surveys
            for question in survey.asked.questions
            if question.indicator is not None
            and question.indicator.section in sections
            and question.indicator.id not in read
        ]

    @cached_property
    def stations(self) -> frozenset[str]:
        """The stations that any form has a report of."""
        return reach.stations_of(self.surveys)

    def scene(self, survey: Survey) -> Scene:
        """Return what a form watched; nothing, where all stations visited have a report of it."""
        if len(survey.codes) == len(self.stations):  # of which they are a part
            return VISIT
        return self.scene_of(survey.asked.form_id, survey.title(self.language.code))

    def scene_of(self, form_id: str, title: str = "") -> Scene:
        """Return what a form watches; a form that nobody has words for is called by its title."""
        own = self.template.scenes.get(form_id)
        if own is not None:
            return Scene(own.told, own.stations)
        name = f"scene_{form_id if form_id in SCENES else 'other'}"
        place = "{place}"
        return Scene(
            self.phrase(name, title=title, place=place),
            self.phrase(f"{name}_stations", title=title),
        )

    def visits(self) -> Evidence | None:
        """Return the evidence of the stations visited, numbered where it is first needed."""
        if self._visits is None and reach.widest(self.surveys) is not None:
            self._visits = reach.visits_evidence(
                self.ledger.next_id(), self.surveys, self.design, self.language
            )
        return self._visits

    def _section(self, section: str) -> str:
        name = f"section_{section}"
        return self.phrase(name) if name in every_phrase() else section.capitalize()

    def _note_leftovers(self) -> None:
        """Note what was asked and is deliberately, or for want of an indicator, not told."""
        asked = [each for survey in self.surveys for each in survey.asked.questions]
        sections = {each.indicator.section for each in asked if each.indicator}
        for section, reason in self.template.silent.items():
            if section in sections:
                self.ledger.gap("", self._section(section), reason)
        unread = [each.name for each in asked if each.indicator is None]
        if unread:
            self.ledger.gap(
                "",
                self.phrase("gap_unread"),
                self.phrase("gap_unread_why", names=", ".join(unread)),
            )
        legal = [part for part in _notes(self.template) if part.notes == "legal"]
        if all(part.keys for part in legal):
            used = [key for part in legal for key in part.keys]
            known.note_unused(self.known, used, self.ledger)


def _notes(template: Template) -> list[NotesPart]:
    return [
        part
        for section in template.sections
        for paragraph in section.paragraphs
        for part in paragraph.parts
        if isinstance(part, NotesPart)
    ]


class _Paragraph:
    """Writes one paragraph; knows which stations it has just named."""

    def __init__(self, drafter: Drafter, paragraph: str) -> None:
        self.drafter = drafter
        self.id = paragraph
        self.pieces: list[Piece] = []
        self.unasked: list[str] = []
        self.empty: dict[str, None] = {}
        """Forms that no report counts of."""
        self._named: frozenset[str] = frozenset()
        self._keys: Counter[str] = Counter()

    def _put(self, piece: Piece, source: str) -> None:
        """Add a piece; `source`, what it draws on, makes the key by which it is known again."""
        key = f"{self.id}/{source}"
        self._keys[key] += 1
        times = self._keys[key]
        self.pieces.append(replace(piece, key=key if times == 1 else f"{key}#{times}"))

    def write(self, part: Part) -> None:
        """Write one part of the paragraph, or note why it can't be written."""
        match part:
            case SlotPlan():
                self._slot(part)
            case MissionPart():
                self._mission(part)
            case FactPart():
                self._fact(part)
            case FindingPart():
                self._finding(part)
            case WatchPart():
                self._watch(part)
            case OthersPart():
                self._others(part)
            case RecommendationsPart():
                self._recommendations()
            case _:
                self._known(part)

    def _gap(self, topic: str, reason: str) -> None:
        self.drafter.ledger.gap(self.id, topic, reason)

    def _slot(self, part: SlotPlan) -> None:
        slot = Slot(part.slot, part.title, part.demands)
        self._put(slot, f"slot:{part.slot}")
        needs = ", ".join(self.drafter.phrase(f"need_{need}") for need in slot.needs)
        self._gap(part.title, self.drafter.phrase("gap_slot", needs=needs))

    def _mission(self, part: MissionPart) -> None:
        if part.mission == "who":
            self._put(known.who(self.drafter.known), "mission:who")
        elif part.mission == "composition":
            told = known.composition(self.drafter.known)
            self._add(told, "gap_members", "composition", "mission:composition")
        else:
            self._reach(part)

    def _reach(self, part: MissionPart) -> None:
        drafter = self.drafter
        evidence = drafter.visits()
        if evidence is None:
            self._gap(drafter.phrase("gap_visited"), drafter.phrase("gap_visited_none"))
            return
        where = (drafter.mission, drafter.surveys, evidence, drafter.language)
        if part.mission == "limits":
            for told in reach.limits_sentences(*where):
                self._put(told, "mission:limits")
        else:
            self._put(reach.stations_sentence(*where), "mission:stations")

    def _fact(self, part: FactPart) -> None:
        drafter = self.drafter
        told = known.fact_sentence(drafter.known, part)
        if isinstance(told, Sentence):
            self._put(told, f"fact:{'+'.join(sorted(known.keys_of(part)))}")
        else:
            for gap, keys in told.items():
                self._gap(drafter.phrase("gap_facts"), drafter.phrase(gap, names=", ".join(keys)))

    def _known(self, part: NotesPart | MeetingsPart | SubjectsPart) -> None:
        held = self.drafter.known
        match part:
            case NotesPart():
                told, key = known.note_sentences(held, part), f"{part.notes}_notes"
                source = f"notes:{part.notes}"
                self._note_lacking(part)
            case MeetingsPart():
                told, key = known.meeting_sentences(held, part), "meetings"
                source = f"meetings:{'+'.join(part.meetings)}"
            case SubjectsPart():
                told, key = known.subject_sentences(held, part), "topics"
                source = f"subjects:{'+'.join(part.subjects)}"
        self._add(told, f"gap_{key}", key, source)

    def _note_lacking(self, part: NotesPart) -> None:
        """Note the keys of notes that the mission file does not have, beside those that it has."""
        lacking = known.lacking_notes(self.drafter.known, part)
        if lacking and len(lacking) < len(part.keys):
            why = self.drafter.phrase("gap_notes_lacking", names=", ".join(lacking))
            self._gap(self.drafter.phrase(f"gap_{part.notes}_notes"), why)

    def _add(self, told: Sequence[Sentence], topic: str, key: str, source: str) -> None:
        """Add sentences; note under the phrase `topic` that the mission file has none."""
        for each in told:
            self._put(each, f"{source}:{each.key}" if each.key else source)
        if not told:
            why = self.drafter.phrase("gap_none_held", key=key)
            self._gap(self.drafter.phrase(topic), why)

    def _recommendations(self) -> None:
        held = self.drafter.known
        told = recommended.prior_sentences(held)
        for each in told:
            self._put(each, f"recommendations:{each.key}")
        if not told and (kept := recommended.prior(held)):
            number = held.language.numeral(len(kept))
            why = self.drafter.phrase("gap_recommendations_why", number=number)
            self._gap(self.drafter.phrase("gap_recommendations"), why)

    def _finding(self, part: FindingPart) -> None:
        topic = self.drafter.topic(part.finding)
        if topic is None:
            self.unasked.append(part.finding)
        else:
            self._tell(topic, part.ways, self.drafter.scene(topic.survey))

    def _tell(self, topic: Topic, ways: Sequence[WayPlan], scene: Scene) -> None:
        stations = topic.survey.codes
        if not stations:
            self.empty[topic.survey.asked.form_id] = None
            return
        told = tell(topic, ways, scene, self.drafter.ledger, again=self._named == stations)
        if isinstance(told, Sentence):
            self._put(told, f"finding:{topic.survey.asked.form_id}/{topic.question.name}")
            self._named = stations
        else:
            self._gap(topic.label, told)

    def _watch(self, part: WatchPart) -> None:
        topics = [(self.drafter.topic(each.finding), each) for each in part.findings]
        asked = [(topic, each) for topic, each in topics if topic is not None]
        self.unasked += [each.finding for topic, each in topics if topic is None]
        stations = max((topic.survey.stations for topic, _ in asked), default=0)
        if stations == 1:
            self._watch_one(part, asked)
        else:
            for topic, each in asked:
                self._tell(topic, each.ways, self.drafter.scene_of(part.watch))
        if part.after and 0 < stations < FEW_WATCHED:
            self._put(Sentence((Segment(part.after),)), f"watch:{part.watch}/after")

    def _watch_one(self, part: WatchPart, asked: Sequence[tuple[Topic, FindingPart]]) -> None:
        """Tell in one sentence what was seen at the one station."""
        answered: list[tuple[Topic, FindingPart]] = []
        for topic, each in asked:
            base = topic.base()
            silent = silence_of(base)
            if silent:
                self._gap(topic.label, reason_for(silent, base, self.drafter.language))
            else:
                answered.append((topic, each))
        if answered:
            scene = self.drafter.scene_of(part.watch)
            told = tell_one_station(answered, scene, self.drafter.ledger)
            self._put(told, f"watch:{part.watch}")

    def _others(self, part: OthersPart) -> None:
        """Tell what else a form asked for this paragraph, in the words of the question."""
        for topic in self.drafter.others(part.others):
            ways = ways_for(topic.question, self.drafter.language)
            if ways:
                self._tell(topic, ways, self.drafter.scene(topic.survey))
            else:
                self._gap(topic.label, self.drafter.phrase("gap_no_choices"))
