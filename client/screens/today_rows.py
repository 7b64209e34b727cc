"""What stands on the first page, a row each: where we are, what is next, what is unfinished."""

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from client.checklist import Draft
from client.day_plan import PlannedStop, plan_of_the_day
from client.incidents import IncidentDraft
from client.language import day_and_month, grouped, later, tr, trn, weekday
from client.messages import Message
from client.reports import ReportLine, ReportState
from client.screens.desk import Desk, title_of
from client.screens.incident_words import CATEGORY_WORDS
from client.screens.outbox_rows import STATE_WORDS
from client.screens.station_words import Distances, time_there
from client.screens.sync_words import moment
from client.sync import FORKED
from client.visits import Visit
from client.widgets.rows import columns, hanging
from shared.phase import Phase, Stage, phase_at

NO_PLAN = later("No visits are planned. Press s and search for a station.")
NO_DRAFTS = later("Nothing is unfinished.")
NO_MESSAGES = later("Nothing new from headquarters.")
REPORTED = later("✓ reported")
MORE = later("%(count)s more of the plan; s lists them")
NOW, NEXT, DRAFTS = later("Now"), later("Next"), later("Drafts")
SYNC, CARRIED, MESSAGES = later("Sync"), later("Carried"), later("Messages")
_STAGES = {
    Stage.ELECTION_DAY: later("Election day"),
    Stage.COUNTING: later("Election day: the count"),
}
_MOST_PLANNED, _MOST_DRAFTS, _MOST_MESSAGES = 7, 8, 5
_GROUP, _WHEN, _FAR = 11, 15, 9
Row = tuple[str, Content]
"""What it opens, and what it shows."""


def phase_words(phase: Phase) -> str:
    """Return the mission's phase: `Election day: voting until 20:00`."""
    if phase.stage is Stage.BEFORE:
        return trn("%(days)s day to election day", "%(days)s days to election day", phase.days) % {
            "days": phase.days
        }
    if phase.stage is Stage.AFTER:
        return trn(
            "%(days)s day after election day", "%(days)s days after election day", phase.days
        ) % {"days": phase.days}
    if phase.until is None:
        return tr(_STAGES[phase.stage])
    until = {"time": f"{phase.until:%H:%M}"}
    if phase.stage is Stage.OPENING:
        return tr("Election day: stations open at %(time)s") % until
    return tr("Election day: voting until %(time)s") % until


class Day:
    """All rows of the first page, read from the laptop when it is made."""

    def __init__(self, desk: Desk, width: int) -> None:
        """`width` is that of a row, in cells."""
        self._desk = desk
        self._width = width
        self._lines = desk.laptop.reports.list_reports()
        self.open_visits = desk.laptop.visits.list_open()

    def date_and_phase(self) -> str:
        """Return the day and the mission's phase, by its clock."""
        header, now = self._desk.find_header(), self._desk.now()
        day = f"{weekday(now.date())}, {day_and_month(now.date())}"
        if header is None:
            return day
        mission = header.mission
        return f"{day} · {phase_words(phase_at(mission.election_date, mission.voting, now))}"

    def rows(self) -> Iterator[Option | None]:
        """Yield the rows, with a rule between groups."""
        if self.open_visits:
            yield from self._grouped(NOW, [self._visit(each) for each in self.open_visits])
            yield None
        yield from self._grouped(NEXT, self._planned(), NO_PLAN)
        yield None
        yield from self._grouped(DRAFTS, self._drafts(), NO_DRAFTS)
        yield None
        yield from self._grouped(SYNC, [("sync", self._wrapped(self._desk.sync_sentence()))])
        carried = self._carried()
        if carried:
            yield from self._grouped(CARRIED, [("carried", self._wrapped(carried))])
        yield None
        yield from self._grouped(MESSAGES, self._messages(), NO_MESSAGES)

    def next_station(self) -> str:
        """Return the next planned station that we did not report from; '' where there is none."""
        return next((each.planned.station for each in self._plan() if not each.is_done), "")

    # --- Where we are and go ----------------------------------------------------------

    def _visit(self, visit: Visit) -> Row:
        zone = self._desk.laptop.pack.timezone_of(visit.station)
        at = time_there(visit.arrived_at, self._desk.laptop.clock(), zone, self._desk.zone())
        since = tr("since %(time)s") % {"time": at}
        title = self._desk.station_title(visit.station)
        return f"visit {visit.station}", columns((since, _WHEN, "$accent"), (title, 0, "bold"))

    def _plan(self) -> Sequence[PlannedStop]:
        return plan_of_the_day(self._desk.laptop.pack.plan(), self._lines)

    def _planned(self) -> list[Row]:
        here = {each.station for each in self.open_visits}
        plan = [each for each in self._plan() if each.planned.station not in here]
        shown, left = plan[:_MOST_PLANNED], sum(not each.is_done for each in plan[_MOST_PLANNED:])
        times = [self._time_of(each) for each in shown]
        wide = max([_WHEN, *(Content(at).cell_length + 1 for at in times)])
        distances = Distances(self._desk.laptop)
        rows = [
            (
                f"station {number} {each.planned.station}",
                self._planned_row(each, (at, wide, "$accent" if each.is_done else ""), distances),
            )
            for number, (each, at) in enumerate(zip(shown, times, strict=True))
        ]
        if left:
            rows.append(("plan", Content.styled(tr(MORE) % {"count": grouped(left)}, "$muted")))
        return rows

    def _time_of(self, stop: PlannedStop) -> str:
        """Return the time of a stop by the station's clock, or that it is done."""
        if stop.is_done:
            return tr(REPORTED)
        there = self._desk.laptop.pack.timezone_of(stop.planned.station)
        at, now = stop.planned.at, self._desk.laptop.clock()
        return time_there(at, now, there, self._desk.zone()) if at else ""

    def _planned_row(
        self, stop: PlannedStop, when: tuple[str, int, str], distances: Distances
    ) -> Content:
        station = self._desk.laptop.pack.find_station(stop.planned.station)
        far = distances.to(station) if station else ""
        title = Content(self._desk.station_title(stop.planned.station))
        room = self._width - _GROUP - when[1] - (_FAR if far else 0)
        title = title.truncate(max(room, 0), ellipsis=True)
        if not far:
            return columns(when) + title
        gap = " " * max(room - title.cell_length, 0)
        return columns(when) + title + Content.styled(gap + far.rjust(_FAR), "$muted")

    def _drafts(self) -> list[Row]:
        drafts = self._desk.laptop.drafts.list_drafts()
        begun = self._desk.laptop.incidents.list_drafts()
        rows = [(f"incident {each.id}", self._incident_row(each)) for each in begun]
        rows += [(f"draft {draft.id}", self._draft_row(draft)) for draft in drafts]
        return rows[:_MOST_DRAFTS]

    def _incident_row(self, begun: IncidentDraft) -> Content:
        what = tr(CATEGORY_WORDS.get(begun.category, ""))
        title = tr("Incident · %(what)s") % {"what": what} if what else tr("Incident")
        return columns((tr("not sent"), _WHEN, "$warning bold"), (title, 0, ""))

    def _draft_row(self, draft: Draft) -> Content:
        found = self._desk.laptop.drafts.glance_at(draft)
        counted = {"answered": len(found.answered), "asked": len(found.asked)}
        progress = tr("%(answered)s of %(asked)s") % counted
        title = title_of(draft.form, self._desk.form_language(draft.form))
        words = f"{title} · {self._desk.station_title(draft.station)}"
        return columns((progress, _WHEN, ""), (words, 0, ""))

    # --- To and from headquarters --------------------------------------------------------

    def _carried(self) -> str:
        """Return what is carried for other teams; '' where nothing is."""
        bundles = self._desk.laptop.carried.list_all()
        if not bundles:
            return ""
        waiting = sum(not each.handed_at and not each.refusal for each in bundles)
        refused = sum(bool(each.refusal) for each in bundles)
        parts = [
            trn(
                "%(count)s bundle of another team", "%(count)s bundles of other teams", len(bundles)
            ),
            trn("%(waiting)s waits", "%(waiting)s wait", waiting) if waiting else "",
            trn("%(refused)s not taken", "%(refused)s not taken", refused) if refused else "",
            tr("headquarters has all of it") if not waiting and not refused else "",
        ]
        counted = {
            "count": grouped(len(bundles)),
            "waiting": grouped(waiting),
            "refused": grouped(refused),
        }
        return " · ".join(part for part in parts if part) % counted

    def _messages(self) -> list[Row]:
        """Return what wants attention: a fork, unread messages, then what became of reports."""
        rows: list[Row] = []
        standing = self._desk.standing()
        if standing is not None and standing.is_forked:
            rows.append(("forked", self._attention(tr(FORKED))))
        unread = self._desk.laptop.messages.list_unread()
        rows += [(f"message {each.id}", self._message(each)) for each in unread[:_MOST_MESSAGES]]
        apart = {ReportState.QUARANTINED, ReportState.CONFLICT, ReportState.REJECTED}
        rows += [
            (f"report {line.report}", self._attention(self._said_of(line)))
            for line in self._lines
            if line.state in apart
        ]
        return rows

    def _message(self, message: Message) -> Content:
        at = moment(message.sent_at, self._desk.laptop.clock(), self._desk.zone())
        first = message.text.strip().split("\n", 1)[0]
        words = tr("new, %(time)s, %(sender)s: %(text)s")
        said = words % {"time": at, "sender": message.sender, "text": first}
        cell = Content.styled(said, "bold")
        return cell.truncate(max(self._width - _GROUP, 0), ellipsis=True)

    def _said_of(self, line: ReportLine) -> str:
        words = tr("%(form)s at %(station)s is %(state)s: %(why)s")
        return words % {
            "form": self._desk.form_title(line.form_id),
            "station": line.station,
            "state": tr(STATE_WORDS[line.state]),
            "why": line.reason,
        }

    def _attention(self, words: str) -> Content:
        return hanging(columns(("!", 2, "$warning bold")), Content(words), self._width - _GROUP)

    def _wrapped(self, words: str) -> Content:
        return hanging(Content(""), Content(words), self._width - _GROUP)

    def _grouped(self, name: str, rows: Sequence[Row], nothing: str = "") -> Iterator[Option]:
        """Yield the rows with the group's name before the first one, or what stands for none."""
        if not rows:
            words = columns((tr(name), _GROUP, "$muted"), (tr(nothing), 0, "$muted"))
            yield Option(words, f"none {name}", disabled=True)
        for number, (key, row) in enumerate(rows):
            first, *others = row.split("\n")
            group = columns((tr(name) if number == 0 else "", _GROUP, "$muted"))
            indented = [Content(" " * _GROUP) + line for line in others]
            yield Option(Content("\n").join([group + first, *indented]), key)
