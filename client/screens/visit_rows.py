"""The checklists of a visit as rows: to go on with, to begin, and sealed ones with their state."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from textual.widgets.option_list import Option

from client.checklist import Draft
from client.language import later, tr, trn
from client.reports import ReportLine, ReportState
from client.screens.desk import Desk, title_of
from client.screens.form_pages import Unseen
from client.screens.outbox_rows import STATE_WORDS
from client.screens.sync_words import moment
from client.visits import Visit
from client.widgets.rows import columns
from shared.forms.model import Form, Note

CONTINUE, BEGIN, SEALED = later("continue"), later("begin"), later("✓ sealed")
_DEED, _FORM = 14, 34


class VisitForms:
    """What there is to fill in at one station, as it was when it was read."""

    def __init__(self, desk: Desk, station: str, visit: Visit | None) -> None:
        self._desk = desk
        self.drafts: Sequence[Draft] = [
            each for each in desk.laptop.drafts.list_drafts() if each.station == station
        ]
        self.sealed: Sequence[ReportLine] = _sealed_in(desk, visit.id) if visit else ()
        begun = {each.form.id for each in self.drafts} | {each.form_id for each in self.sealed}
        self.forms: Sequence[Form] = [
            form for form in desk.laptop.pack.list_forms() if form.id not in begun
        ]
        """Those that can be begun: of two reports on one form of a visit only one counts."""

    def rows(self) -> Iterator[Option]:
        """Yield a row for each: what can be gone on with first, what is done last."""
        for number, draft in enumerate(self.drafts):
            found = self._desk.laptop.drafts.glance_at(draft)
            progress = tr("%(answered)s of %(asked)s answered") % {
                "answered": len(found.answered),
                "asked": len(found.asked),
            }
            yield self._row(CONTINUE, draft.form, progress, f"draft {number}")
        for number, form in enumerate(self.forms):
            asked = sum(not isinstance(each, Note | Unseen) for each in form.questions())
            words = trn("%(count)s question", "%(count)s questions", asked) % {"count": asked}
            yield self._row(BEGIN, form, words, f"form {number}")
        for line in self.sealed:
            state = tr(STATE_WORDS[line.state])
            at = moment(line.at, self._desk.laptop.clock(), self._desk.zone())
            cells = (
                (tr(SEALED), _DEED, "$muted"),
                (self._desk.form_title(line.form_id), _FORM, ""),
                (f"{at} · {state}", 0, "$muted"),
            )
            yield Option(columns(*cells), f"sealed {line.report}")

    def _row(self, deed: str, form: Form, about: str, key: str) -> Option:
        title = title_of(form, self._desk.form_language(form))
        cells = ((tr(deed), _DEED, "$accent"), (title, _FORM, ""), (about, 0, "$muted"))
        return Option(columns(*cells), key)


def _sealed_in(desk: Desk, visit: UUID) -> Sequence[ReportLine]:
    lines = desk.laptop.reports.list_reports()
    sealed = [line for line in lines if line.visit == visit]
    return [line for line in sealed if line.state is not ReportState.DRAFT]
