"""The review queue, and the checks of one report, as their templates see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

from server.missions.check_rules import Severity
from server.missions.here import Place
from server.pages import Option, Page, options
from server.reports.checks.models import AnswerNote, Flag, Inquiry
from server.reports.checks.notes import NoteDeed, Said
from server.reports.checks.queue import QueueFilter
from server.reports.checks.seen import Checked, Outcome, SeenReport
from server.reports.models import Revision
from server.reports.wording import answer_words, counting_words
from shared.forms.model import Form, Question
from shared.forms.paths import name_in
from shared.text import in_language

MOST_LISTED = 100
SEVERITY_WORDS = {
    Severity.ALERT: "alert",
    Severity.WARNING: "to be asked",
    Severity.NOTE: "worth a look",
}
OUTCOME_WORDS = {
    Outcome.OK: "ok",
    Outcome.FLAGGED: "flagged",
    Outcome.MISSING: "not to be checked: an answer is missing",
    Outcome.VERIFIED: "flagged, and verified",
}
DEED_WORDS = {
    NoteDeed.VERIFY: "verified",
    NoteDeed.CORRECT: "corrected",
    NoteDeed.EXCLUDE: "left out of the findings",
    NoteDeed.SETTLE: "settled",
}


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag in the queue."""

    href: str
    severity: str
    is_grave: bool
    since: str
    message: str
    form: str
    station: str
    region: str
    team: str
    note: str
    """What happened to it so far; '' = nothing."""


@dataclass(frozen=True, slots=True)
class QueuePage(Page):
    """What checks ask, the most urgent first."""

    template: ClassVar[str] = "review.html"
    counts: str
    blind: tuple[str, ...]
    """The mission's own checks that can't ask anything, and why."""
    rows: tuple[FlagRow, ...]
    severities: tuple[Option, ...]
    forms: tuple[Option, ...]
    teams: tuple[Option, ...]
    outcomes: tuple[Option, ...]
    kept: tuple[tuple[str, str], ...]
    """Filters of the address that have no field: name and value."""
    more: str
    nothing: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of a report."""

    check: str
    key: str
    message: str
    outcome: str
    severity: str
    is_flagged: bool
    answers: tuple[str, ...]
    """The answers that it looked at, each with its question; where it compares two teams, those
    of the other one too."""
    other: str
    """Where the other report is; '' = none."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What somebody said."""

    at: str
    by: str
    words: str
    reason: str
    undo_at: str
    """Where it is taken back; '' = it was, or the reader may not."""
    undone: str


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What the team was asked."""

    at: str
    by: str
    text: str
    answered: str


@dataclass(frozen=True, slots=True)
class ChecksPage(Page):
    """The checks of one report, and all that was said about it."""

    template: ClassVar[str] = "report_checks.html"
    title: str
    report_at: str
    left_out: bool
    """A person left the report out of the findings: nothing checks it."""
    flagged: tuple[CheckRow, ...]
    others: tuple[CheckRow, ...]
    notes: tuple[NoteRow, ...]
    asked: tuple[AskedRow, ...]
    say_at: str
    """Where something is said; '' = the reader may not."""
    ask_at: str
    questions: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """The queue as it was read."""

    flags: Sequence[Flag]
    """May be one more than a page lists."""
    asked: frozenset[UUID]
    """Reports whose teams were asked and have not answered."""
    counts: Mapping[str, int]
    """By severity, of all that waits."""
    titles: Mapping[str, str]
    """Of forms, by id."""
    teams: Iterable[str]
    blind: Sequence[str] = ()
    """What the mission's own checks name and that is not there."""


def queue_page(place: Place, wanted: QueueFilter, held: Held) -> QueuePage:
    """Return the review queue."""
    flags, titles = held.flags, held.titles
    shown = flags[:MOST_LISTED]
    chosen = wanted.model_dump(mode="json", exclude_defaults=True)
    more = {**chosen, "start": wanted.start + MOST_LISTED}
    return QueuePage(
        frame=place.frame("Review", "review"),
        counts=_counts(held.counts),
        blind=tuple(held.blind) if place.coordinates else (),
        rows=tuple(_flag_row(place, titles, each, held.asked) for each in shown),
        severities=options(
            {each.value: words for each, words in SEVERITY_WORDS.items()}, wanted.severity
        ),
        forms=options(titles, wanted.form),
        teams=options({each: each for each in held.teams}, wanted.team),
        outcomes=options(
            {Outcome.FLAGGED: "waiting", Outcome.VERIFIED: "verified or settled"}, wanted.outcome
        ),
        kept=tuple((name, chosen[name]) for name in ("check", "station") if name in chosen),
        more=place.path(f"/review?{urlencode(more)}") if len(flags) > MOST_LISTED else "",
        nothing="Nothing fits. Take a filter away."
        if chosen
        else "Nothing waits: no check asks anything about the reports that count.",
    )


def _counts(counts: Mapping[str, int]) -> str:
    parts = [f"{counts.get(each, 0):,} {words}" for each, words in SEVERITY_WORDS.items()]
    return f"{sum(counts.values()):,} waiting: {', '.join(parts)}."


def _flag_row(
    place: Place, titles: Mapping[str, str], flag: Flag, asked: frozenset[UUID]
) -> FlagRow:
    return FlagRow(
        href=checks_path(place, flag.report_id),
        severity=SEVERITY_WORDS[Severity(flag.severity)],
        is_grave=flag.severity == Severity.ALERT,
        since=place.times.brief(flag.since),
        message=in_language(flag.message, "en"),
        form=titles.get(flag.form_id, flag.form_id),
        station=flag.station_code,
        region=flag.region,
        team=flag.team_code,
        note="the team was asked" if flag.report_id in asked else "",
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """A report as its checks look at it: the revision that counts, and what stands around it."""

    form: Form
    shown: Revision
    said: Said = field(default_factory=Said)
    """What people said of it, and holds."""
    at_station: Sequence[SeenReport] = ()
    """Other reports from the station; their answers as they count."""


def checks_page(
    place: Place,
    looked: Looked,
    found: Sequence[Checked],
    notes: Sequence[AnswerNote],
    inquiries: Sequence[Inquiry],
) -> ChecksPage:
    """Return the checks of the revision of a report that counts."""
    form, shown = looked.form, looked.shown
    title = f"{in_language(form.title, 'en') or form.id}, station {shown.station_code}"
    may = place.opens("POST /m/{code}/reports/{report_id}/notes")
    rows = [_check_row(place, looked, each) for each in found]
    order = {Severity.ALERT: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    pairs = sorted(zip(found, rows, strict=True), key=lambda pair: order[pair[0].severity])
    base = f"/reports/{shown.report_id}"
    return ChecksPage(
        frame=place.frame(f"Checks of {title}", "review"),
        title=f"Checks of {title}",
        report_at=place.path(base),
        left_out=looked.said.is_left_out,
        flagged=tuple(row for each, row in pairs if each.message),
        others=tuple(row for each, row in pairs if not each.message),
        notes=tuple(_note_row(place, form, base, each, may=may) for each in notes),
        asked=tuple(_asked_row(place, shown, each) for each in inquiries),
        say_at=place.path(f"{base}/notes") if may else "",
        ask_at=place.path(f"{base}/inquiries") if may and shown.team_code else "",
        questions=tuple(_choices(form, shown)),
    )


def checks_path(place: Place, report_id: UUID) -> str:
    """Return the address of the checks of a report."""
    return place.path(f"/reports/{report_id}/checks")


def _check_row(place: Place, looked: Looked, each: Checked) -> CheckRow:
    beside = next((one for one in looked.at_station if one.report_id == each.other), None)
    return CheckRow(
        check=each.check,
        key=each.key,
        message=in_language(each.message or {}, "en"),
        outcome=OUTCOME_WORDS[each.outcome],
        severity=SEVERITY_WORDS[each.severity],
        is_flagged=each.outcome is Outcome.FLAGGED,
        answers=tuple(_answer(looked, path, beside) for path in each.questions),
        other=place.path(f"/reports/{each.other}") if each.other else "",
    )


def _answer(looked: Looked, path: str, beside: SeenReport | None) -> str:
    """Return a question with its answer, with what counts instead, and with the other team's."""
    question, answers = _question(looked.form, path), looked.shown.answers
    raw, counting = answers.get(path), looked.said.applied_to(answers).get(path)
    words = f"{_label(question, path)} {answer_words(question, raw)}"
    if instead := counting_words(question, raw, counting):
        words = f"{words} ({instead})"
    if beside is not None:
        other = answer_words(question, beside.answers.get(path))
        words = f"{words}; team {beside.team_code or 'not known'}: {other}"
    return words


def _note_row(place: Place, form: Form, base: str, note: AnswerNote, *, may: bool) -> NoteRow:
    question = _question(form, note.question)
    about = (
        _label(question, note.question)
        if note.question
        else note.check.partition("/")[0] or "the whole report:"
    )
    words = f"{about} {DEED_WORDS[NoteDeed(note.deed)]}"
    if note.deed == NoteDeed.CORRECT:
        before, after = answer_words(question, note.was), answer_words(question, note.value)
        words = f"{about} {before} → {after}"
    undone = note.undone_at is not None
    return NoteRow(
        at=place.times.brief(note.at),
        by=note.by,
        words=words,
        reason=note.reason,
        undo_at=place.path(f"{base}/notes/{note.id}/end") if may and not undone else "",
        undone=f"taken back by {note.undone_by}, {place.times.brief(note.undone_at)}"
        if note.undone_at
        else "",
    )


def _asked_row(place: Place, shown: Revision, each: Inquiry) -> AskedRow:
    newer = shown.revision > each.revision
    return AskedRow(
        at=place.times.brief(each.at),
        by=each.by,
        text=each.text,
        answered=f"revision {shown.revision} came since" if newer else "no newer revision yet",
    )


def _choices(form: Form, shown: Revision) -> Iterable[Option]:
    for path, raw in shown.answers.items():
        question = _question(form, path)
        if question is not None:
            words = f"{_label(question, path)} {answer_words(question, raw)}"
            yield Option(path, words, chosen=False)


def _question(form: Form, path: str) -> Question | None:
    return form.question(name_in(path)) if path else None


def _label(question: Question | None, path: str) -> str:
    words = in_language(question.label, "en") if question else ""
    return words if words.endswith("?") else f"{words or path}:"
