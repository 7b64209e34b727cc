"""Access refused: why, and whom the team asked. It ends the visit and still makes a report."""

from collections.abc import Mapping
from typing import ClassVar, Literal, cast

from client.language import later, tr
from client.refusals import find_question, refuse
from client.screens.desk import Desk, title_of
from client.screens.fields import Field, FieldsPage
from client.visits import Visit, nearest
from client.widgets.typed import Unreadable, read_time
from shared.problems import Problem
from shared.sync.visits import Refusal
from shared.text import in_language

TITLE = later("Access refused · %(station)s")
ABOUT = later(
    "Go to a safe place first. This ends the visit and seals a report on it, so that the refusal "
    "is counted. Write no names."
)
KIND = later("Were you not let in (1), or made to leave (2)?")
REASON = later("What were you told, or what happened?")
ASKED = later("Whom did you ask? By office, as: the chair of the commission")
TIME = later("When did you go? By the station's clock")
KINDS = {"1": "not_let_in", "2": "made_to_leave"}
HELP = (
    ("1  2", later("not let in; made to leave after you had been inside")),
    ("Enter", later("the next line; from the last one, seal")),
    ("^F", later("end the visit and seal the report on the refusal")),
    ("Esc", later("back, nothing is changed")),
)
SEALED_IN = later("Sealed: %(form)s · %(question)s – %(answer)s.")
NOT_ASKED = later(
    "No checklist of this mission asks about it. The visit itself tells headquarters."
)


class RefusalUnclear(Problem):
    """What makes a refusal a finding is missing: which kind, and why."""

    code: ClassVar[str] = "refusal-unclear"
    title: ClassVar[str] = later("The refusal is not clear yet")


class RefusalScreen(FieldsPage[Visit]):
    """Ends a visit with a refusal; the result is that visit, None if it was left."""

    HELP_ROWS = HELP

    def __init__(self, desk: Desk, station: str, visit: Visit | None) -> None:
        """`visit` is the one under way, None where it begins with this."""
        self._station = station
        self._visit = visit
        self._now = desk.laptop.drafts.now_at(station)
        place = desk.station_title(station)
        kind = "1" if not self._was_inside(desk) else "2"
        super().__init__(
            desk,
            tr(TITLE) % {"station": place},
            ABOUT,
            (
                Field("kind", KIND, value=kind, restrict="[12]?"),
                Field("reason", REASON, most=1000),
                Field("asked", ASKED),
                Field("time", TIME, value=f"{self._now:%H:%M}", restrict=r"[\d:.]*"),
            ),
        )

    def take(self, values: Mapping[str, str]) -> None:
        """End the visit, seal the report, and say which."""
        if values["kind"] not in KINDS or not values["reason"]:
            raise RefusalUnclear(
                tr("Write 1 or 2 in the first line, and in a few words what happened.")
            )
        try:
            time = read_time(values["time"])
        except Unreadable as error:
            raise RefusalUnclear(str(error)) from None
        kind = cast(Literal["not_let_in", "made_to_leave"], KINDS[values["kind"]])
        refusal = Refusal(kind=kind, reason=values["reason"], asked=values["asked"])
        left = nearest(time, self._now)
        visits = self._desk.laptop.visits
        visit = self._visit or visits.begin(self._station, min(left, self._now))
        refuse(self._desk.laptop, visit.id, left, refusal)
        self.notify(self._outcome(refusal), markup=False)
        self._desk.courier.send()
        self.dismiss(visits.get(visit.id))

    def _outcome(self, refusal: Refusal) -> str:
        found = find_question(self._desk.laptop.pack.list_forms(), refusal)
        if found is None:
            return tr(NOT_ASKED)
        language = self._desk.form_language(found.form)
        question = found.form.question(found.question)
        choices = {each.name: each.label for each in found.choices}
        return tr(SEALED_IN) % {
            "form": title_of(found.form, language),
            "question": in_language(question.label if question else {}, language),
            "answer": in_language(choices[found.choice], language),
        }

    def _was_inside(self, desk: Desk) -> bool:
        """Tell whether a checklist was begun in this visit."""
        drafts = desk.laptop.drafts.list_drafts()
        return self._visit is not None and any(each.visit == self._visit.id for each in drafts)
