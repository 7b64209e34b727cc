"""One checklist as far as it is filled, and the report that it becomes."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from client.language import later, tr
from shared.forms.answers import Answers, to_json
from shared.forms.evaluating import ALONE, Surroundings
from shared.forms.model import Form, SeenBy
from shared.forms.outcome import Review
from shared.forms.remarks import Remark
from shared.forms.reviewing import Reviewing
from shared.problems import Problem
from shared.sync.protocol import FormReference, ReportBody
from shared.text import in_language


class NotFinished(Problem):
    """The review found answers that can't be right, or times that can't be."""

    code: ClassVar[str] = "not-finished"
    title: ClassVar[str] = later("The checklist can't be finished yet")


@dataclass(frozen=True)
class Draft:
    """A snapshot of one checklist being filled: read it again after a change."""

    id: UUID
    report: UUID
    revision: int
    base: int | None
    """The revision it was edited from; None for a new report."""
    form: Form
    station: str
    visit: UUID
    arrived_at: datetime
    departed_at: datetime | None
    answers: Answers
    comments: dict[str, str]
    seen_by: dict[str, SeenBy]
    current_question: str
    """Where the observer was; '' at the start."""
    reason: str
    """Why the report is revised; '' for a new one."""
    opened_at: datetime
    changed_at: datetime

    def reviewing(self, now: datetime, surroundings: Surroundings = ALONE) -> Reviewing:
        """Return the draft kept reviewed; `now` is aware, the station's time."""
        return Reviewing(
            self.form,
            self.answers,
            now=now,
            comments=self.comments,
            seen_by=self.seen_by,
            surroundings=surroundings,
        )

    def review(self, now: datetime, surroundings: Surroundings = ALONE) -> Review:
        """Return what is asked, missing, wrong and flagged; `now` is aware, the station's time."""
        return self.reviewing(now, surroundings).review

    def report_body(
        self,
        departed_at: datetime,
        surroundings: Surroundings = ALONE,
        *,
        as_it_is: bool = False,
    ) -> ReportBody:
        """Return the report that this draft becomes: what is hidden stays behind.

        Raises NotFinished where the departure is before the arrival, or where an answer is wrong
        and the observer did not say that it is to go `as_it_is`.
        """
        if departed_at < self.arrived_at:
            raise NotFinished(
                tr(
                    "The departure (%(departed_at)s) is before the arrival (%(arrived_at)s). "
                    "Correct one of the two."
                )
                % {"departed_at": f"{departed_at:%H:%M}", "arrived_at": f"{self.arrived_at:%H:%M}"}
            )
        found = self.review(departed_at, surroundings)
        if found.wrong and not as_it_is:
            listed = "; ".join(_in_words(each) for each in found.wrong)
            raise NotFinished(
                tr("Some answers can't be right. Correct them, then finish: %(listed)s")
                % {"listed": listed}
            )
        asked = set(found.asked)
        return ReportBody(
            report=self.report,
            revision=self.revision,
            base=self.base,
            form=FormReference(id=self.form.id, version=self.form.version, digest=self.form.digest),
            station=self.station,
            visit=self.visit,
            arrived_at=self.arrived_at,
            departed_at=departed_at,
            answers=to_json(found.report_answers),
            comments={n: text for n, text in self.comments.items() if n in asked},
            seen_by={n: seen.value for n, seen in self.seen_by.items() if n in asked},
            reason=self.reason,
        )


def _in_words(wrong: Remark) -> str:
    return f"{wrong.question}: {in_language(wrong.message, 'en')}"
