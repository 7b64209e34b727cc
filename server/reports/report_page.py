"""One report as its template sees it: answers, history, and where it comes from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from server.journal.attachments.metadata import can_be_stripped
from server.journal.models import Device, JournalEntry
from server.missions.here import Place
from server.pages import Link, Page
from server.reports.answer_sections import AnswerSection, answer_sections
from server.reports.attached import Attached, file_name
from server.reports.checks.models import Flag
from server.reports.checks.notes import Said
from server.reports.checks.seen import Outcome
from server.reports.models import Ground, Revision, State, Visit
from server.reports.pages import state_words
from server.reports.resolving import WAITING
from server.reports.visit_words import visit_facts
from server.reports.wording import answer_words
from server.stations.models import Station
from shared.forms.model import Form, Question
from shared.forms.paths import name_in
from shared.text import in_language


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that a revision changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A revision."""

    revision: str
    received: str
    state: str
    reason: str
    changes: tuple[Change, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class ProvenanceRow:
    """Where a revision comes from, so that it can be found again in the journals."""

    revision: str
    device: str
    seq: str
    made_at: str
    received: str
    hash: str


@dataclass(frozen=True, slots=True)
class JudgeForm:
    """What a coordinator may decide."""

    action: str
    entry: int
    ask_station: bool
    """The report names a station that is not in the register; it can be mapped to one that is."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that a report names."""

    name: str
    revision: str
    about: str
    """The question that it answers or supports."""
    kind: str
    size: str
    state: str
    has_arrived: bool
    open_at: str
    """Where a copy without position and time is; '' = there is none."""
    original_at: str
    """Where the file itself is; '' = not for this reader, or not here yet."""


@dataclass(frozen=True, slots=True)
class ReportPage(Page):
    """A report."""

    template: ClassVar[str] = "report.html"
    title: str
    summary: str
    station: Link | None
    """Leads to the station's page, or to what teams tell of stations that are not listed; None =
    not for this reader."""
    judgement: str
    judge: JudgeForm | None
    flags: tuple[str, ...]
    """What checks ask about it."""
    checks_at: str
    """Where all its checks are; '' = it does not count, so nothing checks it."""
    visit: tuple[tuple[str, str], ...]
    """What is known of the visit, and of a station that is not in the register."""
    left_out: str
    """Who left the report out of the findings, and why; '' = nobody did."""
    sections: tuple[AnswerSection, ...]
    files: tuple[FileRow, ...]
    history: tuple[HistoryRow, ...]
    provenance: tuple[ProvenanceRow, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A revision with the journal entry it was read from, and the laptop that sent it."""

    revision: Revision
    entry: JournalEntry
    device: Device


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as it was read: its revisions, the newest first."""

    sent: Sequence[Sent]
    form: Form | None
    """None where this version is not among the mission's forms."""
    station: Station | None
    files: Sequence[Attached] = ()
    flags: Sequence[Flag] = ()
    said: Said = field(default_factory=Said)
    """What people said of its answers, and holds."""
    visit: Visit | None = None
    """What the team says of the visit; None until it has left."""

    @property
    def waiting(self) -> Revision | None:
        """The revision that waits for a coordinator, or None."""
        return next(
            (
                each.revision
                for each in self.sent
                if each.revision.state in WAITING and each.revision.superseded_at is None
            ),
            None,
        )

    @property
    def shown(self) -> Revision:
        """The revision that counts, else the newest."""
        counts = [
            each.revision
            for each in self.sent
            if each.revision.state == State.ACCEPTED and each.revision.superseded_at is None
        ]
        return (counts or [self.sent[0].revision])[0]


def report_page(place: Place, opened: Opened) -> ReportPage:
    """Return the page of a report."""
    shown = opened.shown
    form_title = in_language(opened.form.title, "en") if opened.form else ""
    title = f"{form_title or shown.form_id}, station {shown.station_code}"
    waiting = opened.waiting
    return ReportPage(
        frame=place.frame(title, "reports"),
        title=title,
        summary=_summary(place, opened),
        station=_station(place, opened.station),
        judgement=(waiting or shown).judgement,
        judge=JudgeForm(
            action=place.path(f"/reports/{shown.report_id}/judgement"),
            entry=waiting.entry_id,
            ask_station=waiting.ground == Ground.UNKNOWN_STATION,
        )
        if waiting and place.coordinates
        else None,
        flags=tuple(
            in_language(each.message, "en")
            for each in opened.flags
            if each.outcome == Outcome.FLAGGED
        ),
        checks_at=place.path(f"/reports/{shown.report_id}/checks")
        if shown.state == State.ACCEPTED and opened.form
        else "",
        visit=visit_facts(place, shown, opened.visit),
        left_out=_left_out(place, opened.said),
        sections=tuple(answer_sections(opened.form, shown, opened.said)),
        files=tuple(_file_row(place, opened.form, each) for each in opened.files),
        history=tuple(_history(place, opened)),
        provenance=tuple(_provenance(place, each) for each in opened.sent),
    )


def _left_out(place: Place, said: Said) -> str:
    whole = [each for each in said.notes if said.is_left_out and not each.question and each.reason]
    return " ".join(
        f"Left out of the findings by {each.by}, {place.times.at(each.at)}: {each.reason}"
        for each in whole
    )


def _file_row(place: Place, form: Form | None, attached: Attached) -> FileRow:
    row = attached.row
    question = form.question(name_in(row.question)) if form and row.question else None
    about = in_language(question.label, "en") if question else row.question
    address = place.path(f"/reports/{row.report_id}/files/{row.entry_id}")
    here = attached.has_arrived
    return FileRow(
        name=file_name(attached),
        revision=str(row.revision),
        about=about or row.question or "the whole report",
        kind=attached.media_type,
        size=f"{row.size / 1024:,.0f} KiB",
        state="here" if here else "on its way",
        has_arrived=here,
        open_at=address if here and can_be_stripped(attached.media_type) else "",
        original_at=f"{address}/original" if here and place.coordinates else "",
    )


def _station(place: Place, station: Station | None) -> Link | None:
    """Return where more is told of the station."""
    if not place.opens("GET /m/{code}/stations/{station_id}"):
        return None
    if station is None:
        words = "Take the station into the register, or say which one it is"
        return Link(words, place.path("/stations/described"))
    closed = " (closed)" if station.closed_at else ""
    return Link(f"Station {station.code}{closed}", place.path(f"/stations/{station.id}"))


def _summary(place: Place, opened: Opened) -> str:
    shown, station, times = opened.shown, opened.station, place.times
    where = f"{station.name}, {station.region}" if station else "This station is not registered"
    revision = f"revision {shown.revision}, {state_words(shown)}"
    return (
        f"{where}. Team {shown.team_code or 'not known'}, {times.at(shown.arrived_at)} to "
        f"{times.clock(shown.departed_at)}. Form version {shown.form_version}; {revision}; "
        f"received {times.at(shown.received_at)}."
    )


def _history(place: Place, opened: Opened) -> Iterable[HistoryRow]:
    by_number = {each.revision.revision: each.revision for each in opened.sent}
    for each in opened.sent:
        revision = each.revision
        before = by_number.get(revision.base) if revision.base is not None else None
        changes = tuple(_changes(opened.form, before, revision)) if before is not None else ()
        yield HistoryRow(
            revision=str(revision.revision),
            received=place.times.at(revision.received_at),
            state=state_words(revision),
            reason=revision.reason,
            changes=changes,
            nothing="as first sent" if revision.base is None else "no answer changed",
        )


def _changes(form: Form | None, before: Revision, after: Revision) -> Iterable[Change]:
    questions: Mapping[str, Question] = {
        question.name: question for question in (form.questions() if form else ())
    }
    for path in dict.fromkeys([*before.answers, *after.answers]):
        was, became = before.answers.get(path), after.answers.get(path)
        if was != became:
            question = questions.get(name_in(path))
            yield Change(
                f"{_change_label(path, question)}:",
                answer_words(question, was),
                answer_words(question, became),
            )


def _change_label(path: str, question: Question | None) -> str:
    """Return the question's words, and in a repeat which instance it is of."""
    label = in_language(question.label, "en") if question else ""
    around = path.rpartition("/")[0]
    return f"{label} ({around})" if label and around else label or path


def _provenance(place: Place, each: Sent) -> ProvenanceRow:
    return ProvenanceRow(
        revision=str(each.revision.revision),
        device=each.device.name or each.device.channel,
        seq=str(each.entry.seq),
        made_at=each.entry.made_at,
        received=place.times.at(each.entry.received_at),
        hash=each.entry.hash,
    )
