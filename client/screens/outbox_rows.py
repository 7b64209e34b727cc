"""What the outbox lists: everything that was made here, and how far it has come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from textual.content import Content

from client.attached_files import AttachedFile
from client.carried import CarriedBundle
from client.incidents import IncidentDraft, SealedIncident
from client.journal import Note
from client.language import later, tr
from client.reports import ReportLine, ReportState
from client.screens.desk import Desk
from client.screens.incident_words import CATEGORY_WORDS
from client.screens.sync_words import moment
from client.widgets.answer_rows import size_in_words
from client.widgets.rows import columns

STATE_WORDS: Mapping[ReportState, str] = {
    ReportState.DRAFT: later("draft"),
    ReportState.WAITING: later("waits"),
    ReportState.HELD: later("held"),
    ReportState.QUARANTINED: later("set apart"),
    ReportState.CONFLICT: later("two versions"),
    ReportState.REJECTED: later("not counted"),
}
REFUSED = later("not taken")
EXPLAINED: Mapping[ReportState, str] = {
    ReportState.DRAFT: later("Not sealed yet; last changed at %(at)s. Enter opens it."),
    ReportState.WAITING: later(
        "Sealed at %(at)s; only this laptop has it. It goes out with the next sync."
    ),
    ReportState.HELD: later("On headquarters' disk since %(at)s; the receipt was checked."),
    ReportState.QUARANTINED: later(
        "Held since %(at)s, but a coordinator must look at it first. r opens it for correction."
    ),
    ReportState.CONFLICT: later(
        "Held since %(at)s, beside another version; a coordinator decides."
    ),
    ReportState.REJECTED: later(
        "Held since %(at)s, but a coordinator decided that it does not count. r corrects it."
    ),
}
ASKS = later("Headquarters says: %(reason)s")
INCIDENT = later("Incident")
UNDECIDED = later("not described yet")
NOTES: Mapping[str, str] = {
    "visit": later("Visit"),
    "check_in": later("Check-in"),
    "acknowledgement": later("Message confirmed as read"),
    "withdrawal": later("Withdrawal"),
}
OTHER_NOTE = later("Entry")
FILE_WAITS = later("It follows its report or incident, piece by piece; only this laptop has it.")
FILE_HELD = later("Headquarters has it whole; the receipt was checked.")
BUNDLE_WAITS = later(
    "A colleague's bundle, sealed: nobody can read it here. It goes with the sync."
)
BUNDLE_HELD = later("Handed over. %(verdict)s")
NOT_TAKEN = later("Headquarters does not take it: %(reason)s It stays on this laptop.")
_SIGNS = {
    ReportState.DRAFT: ("○", "$muted"),
    ReportState.WAITING: ("●", "bold"),
    ReportState.HELD: ("✓", "$accent"),
}
_LOOK_HERE = ("!", "$warning bold")
_STATE, _AT = 14, 14
MOST_NOTES, MOST_FILES = 20, 20


@dataclass(frozen=True)
class Line:
    """One thing on its way."""

    key: str
    state: ReportState
    state_words: str
    at: str
    """When it was held, or else made; '' = nobody knows."""
    title: str
    meaning: str
    """What the state means, and what headquarters says."""
    report: ReportLine | None = None
    incident: UUID | None = None
    """Of an incident, draft or sealed."""

    def row(self) -> Content:
        """Return the line as it is shown."""
        is_refused = self.state_words == tr(REFUSED)
        sign, style = _LOOK_HERE if is_refused else _SIGNS.get(self.state, _LOOK_HERE)
        return columns(
            (sign, 2, style),
            (self.state_words, _STATE, style),
            (self.at, _AT, "$muted"),
            (self.title, 0, ""),
        )


class OutboxLines:
    """Reads what is on its way from the books of one laptop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def reports_and_incidents(self) -> list[Line]:
        """Return drafts and sealed ones, the newest first."""
        book = self._desk.laptop.incidents
        lines = [
            (each.at, self._of_report(each)) for each in self._desk.laptop.reports.list_reports()
        ]
        lines += [(each.noted_at, self._of_draft(each)) for each in book.list_drafts()]
        lines += [(each.made_at, self._of_incident(each)) for each in book.list_sealed()]
        return [line for _, line in sorted(lines, key=lambda each: each[0], reverse=True)]

    def notes(self) -> Iterator[Line]:
        """Yield visits, check-ins and confirmations, the newest first."""
        for number, note in enumerate(self._desk.laptop.journal.list_notes(MOST_NOTES)):
            yield self._of_note(f"note {number}", note)

    def files(self) -> Iterator[Line]:
        """Yield photographs and other files, those that wait first."""
        for file in self._desk.laptop.attachments.list_on_the_way(MOST_FILES):
            yield self._of_file(file)

    def bundles(self) -> Iterator[Line]:
        """Yield the bundles of colleagues, those that wait first."""
        for bundle in self._desk.laptop.carried.list_all():
            yield self._of_bundle(bundle)

    # --- Each kind ---------------------------------------------------------------------

    def _of_report(self, line: ReportLine) -> Line:
        title = tr("%(form)s · %(station)s") % {
            "form": self._desk.form_title(line.form_id) + _revision(line.revision),
            "station": self._desk.station_title(line.station),
        }
        at = self._moment(line.held_at or line.at)
        key = f"{line.report} {line.revision}"
        return Line(
            key,
            line.state,
            tr(STATE_WORDS[line.state]),
            at,
            title,
            _meaning(line.state, at, line.reason),
            report=line,
        )

    def _of_incident(self, sealed: SealedIncident) -> Line:
        body, at = sealed.body, self._moment(sealed.held_at or sealed.made_at)
        return Line(
            f"incident {body.incident}",
            sealed.state,
            tr(STATE_WORDS[sealed.state]),
            at,
            self._incident_title(body.category, body.station, body.revision),
            _meaning(sealed.state, at, sealed.reason),
            incident=body.incident,
        )

    def _of_draft(self, draft: IncidentDraft) -> Line:
        at = self._moment(draft.noted_at)
        return Line(
            f"begun {draft.id}",
            ReportState.DRAFT,
            tr(STATE_WORDS[ReportState.DRAFT]),
            at,
            self._incident_title(draft.category, draft.station, draft.revision),
            _meaning(ReportState.DRAFT, at, ""),
            incident=draft.id,
        )

    def _of_note(self, key: str, note: Note) -> Line:
        state = ReportState.HELD if note.held_at else ReportState.WAITING
        at = self._moment(note.held_at or note.made_at)
        title = tr(NOTES.get(note.kind, OTHER_NOTE))
        return Line(key, state, tr(STATE_WORDS[state]), at, title, _meaning(state, at, ""))

    def _of_file(self, file: AttachedFile) -> Line:
        state = ReportState.HELD if file.is_held else ReportState.WAITING
        title = f"{file.name or file.sha256[:12]} · {size_in_words(file.size)}"
        words, meaning = STATE_WORDS[state], tr(FILE_HELD if file.is_held else FILE_WAITS)
        if file.refusal and not file.is_held:
            words, meaning = REFUSED, tr(NOT_TAKEN) % {"reason": file.refusal}
        return Line(f"file {file.sha256}", state, tr(words), "", title, meaning)

    def _of_bundle(self, bundle: CarriedBundle) -> Line:
        state = ReportState.HELD if bundle.handed_at else ReportState.WAITING
        at = bundle.handed_at or bundle.taken_at
        words, meaning = STATE_WORDS[state], tr(BUNDLE_WAITS)
        if bundle.handed_at:
            meaning = tr(BUNDLE_HELD) % {"verdict": bundle.verdict}
        elif bundle.refusal:
            words, meaning = REFUSED, tr(NOT_TAKEN) % {"reason": bundle.refusal}
        title = f"{bundle.name} · {size_in_words(bundle.size)}"
        when = self._moment(datetime.fromisoformat(at))
        return Line(f"bundle {bundle.sha256}", state, tr(words), when, title, meaning)

    def _incident_title(self, category: str, station: str, revision: int) -> str:
        what = tr(CATEGORY_WORDS.get(category, category)) or tr(UNDECIDED)
        title = f"{tr(INCIDENT)}{_revision(revision)} · {what}"
        return f"{title} · {self._desk.station_title(station)}" if station else title

    def _moment(self, at: datetime) -> str:
        return moment(at, self._desk.laptop.clock(), self._desk.zone())


def _revision(number: int) -> str:
    return tr(" (revision %(number)s)") % {"number": number} if number > 1 else ""


def _meaning(state: ReportState, at: str, reason: str) -> str:
    said = tr(ASKS) % {"reason": reason} if reason else ""
    return f"{tr(EXPLAINED[state]) % {'at': at}} {said}".strip()
