"""A checklist that is being filled in, kept reviewed from answer to answer.

    reviewing = Reviewing(form, answers, now=clock())
    first = reviewing.begin()                      a new draft: defaults, to be saved
    review = reviewing.change("ramp", "no")        only what depends on it is looked at again
    reviewing.changes                              what the form itself set, to be saved too

`review` is at any time what `shared.forms.review.review` says of the same answers.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shared.forms.answers import Answer
from shared.forms.evaluating import ALONE, Evaluation, Surroundings
from shared.forms.figures import figures_of
from shared.forms.filled import Key, Spot, key_of
from shared.forms.fitting import answer_of, is_missing, misfit
from shared.forms.instances import added, removed
from shared.forms.judging import Beside, judge
from shared.forms.labels import text_with
from shared.forms.model import Calculate, Choice, Form, Hidden, Metadata
from shared.forms.offering import choices_at, names_at
from shared.forms.outcome import NOTHING, Ledger, Review, Verdict
from shared.forms.paths import find_path
from shared.forms.plan import compile_form
from shared.forms.planned import PlannedQuestion, Reader
from shared.forms.remarks import Code, remark
from shared.forms.values import Value, to_text
from shared.text import Text

_STRANGE = Verdict(lists=frozenset({"hidden"}))
_AT_OPENING = frozenset({"start", "today"})
"""Metadata that stays as it was when the draft was opened."""
_MOST_TRIGGERED = 1_000
"""Answers that one change may set, one after the other."""


class Reviewing:
    """A checklist being filled in. Whatever the answers hold, nothing is raised.

    `answers`, `comments` and `seen_by` are copies of its own, by path; change them through the
    methods only. `now` is aware, in the station's time zone.
    """

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Any] | None = None,
        *,
        now: datetime,
        comments: Mapping[str, str] | None = None,
        seen_by: Mapping[str, str] | None = None,
        surroundings: Surroundings = ALONE,
    ) -> None:
        self.form = form
        self.answers: dict[str, Any] = dict(answers or {})
        self.comments = dict(comments or {})
        self.seen_by = dict(seen_by or {})
        self.changes: dict[str, Answer | None] = {}
        """Answers that the form itself set at the last change, with None where it took one away."""
        self._plan = compile_form(form)
        self._surroundings = surroundings
        self._strangers = 0
        self._start(now)

    @property
    def review(self) -> Review:
        """What is asked, missing, wrong and doubtful now."""
        return self._ledger.review()

    def begin(self) -> dict[str, Answer | None]:
        """Give the answers that a new draft begins with; returns them, as `changes`."""
        self.changes = {}
        self._give_first_values(list(self._evaluation.filled.spots()))
        return self.changes

    def change(self, path: str, answer: Any, *, now: datetime | None = None) -> Review:  # noqa: ANN401
        """Set an answer (None: take it away), and what the form sets because of it.

        The number of instances of a repeat stands under the repeat's path.
        """
        self.changes = {}
        if now is not None:
            self._turn_to(now)
        spot = self._set(path, answer)
        self._evaluation.changed.clear()
        self._evaluation.run()
        self._follow([] if spot is None else [spot])
        self._look()
        return self.review

    def comment(self, path: str, comment: str) -> Review:
        """Set the comment on an answer ('': take it away)."""
        return self._beside(self.comments, path, comment)

    def witness(self, path: str, seen_by: str) -> Review:
        """Set how the observer knows of an answer ('': take it away)."""
        return self._beside(self.seen_by, path, seen_by)

    def turn_to(self, now: datetime) -> Review:
        """Set the clock; only what looks at it is looked at again."""
        self._turn_to(now)
        self._evaluation.run()
        self._look()
        return self.review

    def add_instance(self, repeat: str) -> Review:
        """Add an instance to the repeat of that path, with its first values."""
        return self.change(repeat, added(self.answers, repeat))

    def remove_instance(self, instance: str) -> Review:
        """Remove an instance (`incidents[2]`), with its answers; the later ones move up."""
        self.answers = removed(self.answers, instance, counted=True)
        self.comments = removed(self.comments, instance)
        self.seen_by = removed(self.seen_by, instance)
        self.changes = {}
        self._start(self._evaluation.now)
        return self.review

    def choices_for(self, path: str) -> tuple[Choice, ...]:
        """Return the choices that the question of that path offers now, in their order."""
        spot = self._evaluation.filled.by_path.get(path)
        return () if spot is None else choices_at(spot, self._evaluation)

    def figures(self, path: str) -> str:
        """Return the numbers that the warning at that path compares, where they differ; else ''."""
        spot = self._evaluation.filled.by_path.get(path)
        planned = spot.planned if spot is not None else None
        if spot is None or not isinstance(planned, PlannedQuestion) or planned.warning is None:
            return ""
        return figures_of(planned.warning, spot, self._evaluation)

    def text(self, path: str, text: Text) -> Text:
        """Return `text`, of a question at `path` or one of its choices, with answers filled in."""
        spot = self._evaluation.filled.by_path.get(path) or self._evaluation.filled.root
        return text_with(text, lambda name: to_text(self._evaluation.value_named(name, spot)))

    def _start(self, now: datetime) -> None:
        self._evaluation = Evaluation(self._plan, self.answers, now, self._surroundings)
        faulty = dict.fromkeys(fault.name for fault in self._plan.faults)
        self._ledger = Ledger(list(faulty))
        self._verdicts: dict[Spot, Verdict] = {}
        self._strange: dict[str, tuple[Key, Verdict]] = {}
        self._evaluation.run()
        self._evaluation.grown.clear()
        self._evaluation.take_touched()
        self._note_strangers(self.answers)
        self._judge(self._evaluation.filled.spots())

    def _turn_to(self, now: datetime) -> None:
        if now.tzinfo != self._evaluation.now.tzinfo:
            self._start(now)  # moments stand in the zone of `now`
        elif now != self._evaluation.now:
            self._evaluation.turn_to(now)

    def _set(self, path: str, answer: Any) -> Spot | None:  # noqa: ANN401 - what a report holds
        """Set an answer; returns its spot if that is known and the answer another one."""
        old = self.answers.get(path)
        if is_missing(answer):
            self.answers.pop(path, None)
        else:
            self.answers[path] = answer
        spot = self._evaluation.filled.by_path.get(path)
        if spot is None:
            self._note_strangers([path])
            return None
        self._evaluation.ask_again([spot])
        return None if _is_equal(old, answer) else spot

    def _set_itself(self, spot: Spot, answer: Answer | None) -> Spot | None:
        """Set an answer that the form gives; returns its spot if it is another one."""
        changed = self._set(spot.path, answer)
        if changed is not None:
            self.changes[spot.path] = answer
        return changed

    def _follow(self, changed: list[Spot]) -> None:
        """Set what the form sets: by triggers, in new instances, and once for all."""
        evaluation = self._evaluation
        set_already: set[Spot] = set()
        waiting = [*changed, *(spot for spot in evaluation.changed if spot not in changed)]
        while waiting and len(set_already) < _MOST_TRIGGERED:
            for target in self._triggered_by(waiting):
                if target not in set_already:
                    set_already.add(target)
                    self._set_itself(target, self._set_by_trigger(target))
            evaluation.changed.clear()
            evaluation.run()
            grown = [spot for spot in evaluation.grown if not spot.is_gone]
            evaluation.grown.clear()
            self._give_first_values(grown)
            waiting = [spot for spot in evaluation.changed if not spot.is_gone]
            if set_already.issuperset(self._triggered_by(waiting)) and not evaluation.grown:
                break
        self._keep_what_stays()

    def _triggered_by(self, spots: Iterable[Spot]) -> list[Spot]:
        found: dict[Spot, None] = {}
        for spot in spots:
            for planned in self._plan.triggered.get(spot.name, ()):
                found |= dict.fromkeys(self._evaluation.near(spot, Reader(planned, is_near=True)))
        return list(found)

    def _set_by_trigger(self, target: Spot) -> Answer | None:
        planned = target.planned
        assert isinstance(planned, PlannedQuestion)  # noqa: S101 - only questions have triggers
        if planned.calculation is None:
            return None
        found = self._evaluation.outcome(target, planned.calculation, target.value)
        return None if found is None else answer_of(planned.question, found)

    def _give_first_values(self, spots: list[Spot]) -> None:
        """Give static defaults to all, then dynamic ones, one after the other."""
        open_spots = [
            spot
            for spot in spots
            if isinstance(spot.planned, PlannedQuestion) and is_missing(self.answers.get(spot.path))
        ]
        for spot in open_spots:
            self._set_first(spot, self._static(spot))
        self._evaluation.run()
        for spot in open_spots:
            if isinstance(spot.planned, PlannedQuestion) and spot.planned.default is not None:
                found = self._evaluation.outcome(spot, spot.planned.default)
                self._set_first(spot, found)
                self._evaluation.run()
        if self._evaluation.grown:
            grown = list(self._evaluation.grown)
            self._evaluation.grown.clear()
            self._give_first_values(grown)
        self._keep_what_stays()
        self._look()

    def _static(self, spot: Spot) -> Value | None:
        planned = spot.planned
        assert isinstance(planned, PlannedQuestion)  # noqa: S101 - the caller looked
        question = planned.question
        if isinstance(question, Metadata):
            return spot.value if question.kind in _AT_OPENING else None
        return question.default or None

    def _set_first(self, spot: Spot, value: Value | None) -> None:
        planned = spot.planned
        if value is None or not isinstance(planned, PlannedQuestion):
            return
        question = planned.question
        answer = answer_of(question, value)
        if answer is None:
            return
        offered = names_at(spot, self._evaluation)
        is_free = isinstance(question, Calculate | Hidden)
        if is_free or offered is None or misfit(question, offered, answer) is None:
            self._set_itself(spot, answer)

    def _keep_what_stays(self) -> None:
        """Put what was worked out once for all among the answers."""
        for spot in list(self._evaluation.touched):
            planned = spot.planned
            is_kept = isinstance(planned, PlannedQuestion) and planned.keeps_its_value
            if is_kept and spot.is_relevant and not is_missing(spot.answer):
                self._set_itself(spot, spot.answer)
        self._evaluation.run()

    def _look(self) -> None:
        """Judge what was touched, and note what came and went."""
        evaluation = self._evaluation
        for spot in evaluation.gone:
            self._ledger.put(spot.key, spot.path, self._verdicts.pop(spot, NOTHING), NOTHING)
        self._note_strangers(spot.path for spot in evaluation.gone if spot.path in self.answers)
        evaluation.gone.clear()
        touched = evaluation.take_touched()
        for path in [spot.path for spot in touched if spot.path in self._strange]:
            self._forget_stranger(path)
        self._judge(touched)

    def _judge(self, spots: Iterable[Spot]) -> None:
        beside = Beside(self.comments, self.seen_by)
        for spot in spots:
            verdict = judge(spot, self._evaluation, beside)
            old = self._verdicts.get(spot, NOTHING)
            if verdict != old:
                self._ledger.put(spot.key, spot.path, old, verdict)
                self._verdicts[spot] = verdict

    def _beside(self, held: dict[str, str], path: str, words: str) -> Review:
        if words:
            held[path] = words
        else:
            held.pop(path, None)
        spot = self._evaluation.filled.by_path.get(path)
        if spot is not None:
            self._judge([spot])
        return self.review

    def _note_strangers(self, paths: Iterable[str]) -> None:
        """Note answers that no question takes now: of instances that are gone, or of no form."""
        for path in paths:
            if path not in self.answers:
                self._forget_stranger(path)
            if path in self._strange or path not in self.answers:
                continue
            if path in self._evaluation.filled.by_path:
                continue
            key, verdict = self._strange_verdict(path)
            self._strange[path] = (key, verdict)
            self._ledger.put(key, path, NOTHING, verdict)

    def _forget_stranger(self, path: str) -> None:
        known = self._strange.pop(path, None)
        if known is not None:
            self._ledger.put(known[0], path, known[1], NOTHING)

    def _strange_verdict(self, path: str) -> tuple[Key, Verdict]:
        found = find_path(path)
        node = None if found is None else self._plan.find(found.name)
        if found is not None and node is not None and not _is_section(node):
            key = key_of(found.place, node, self._plan.find)
            if key is not None:
                return key, _STRANGE
        self._strangers += 1
        return (-1, self._strangers), Verdict(wrong=remark(str(path), Code.UNKNOWN_QUESTION))


def _is_section(node: object) -> bool:
    return not isinstance(node, PlannedQuestion) and not getattr(node, "is_repeat", False)


def _is_equal(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other
