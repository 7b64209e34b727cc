"""All tables of one export, in the order in which they are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from server.exchange import beside_tables, review_tables
from server.exchange.asked import AskedForm, asked_form
from server.exchange.dictionary import dictionary
from server.exchange.form_tables import FormTables, table_name
from server.exchange.ground import Ground
from server.exchange.problems import NothingToExport
from server.exchange.selection import Selection, count_apart, select_reports
from server.exchange.table import Table
from server.forms import service as forms
from server.forms.problems import UnknownForm

OURS = ("reports", "stations", "visits", "incidents", "checks", "corrections", "questions",
        "choices", "attachments")  # fmt: skip
"""Names of tables that no form's gets."""


@dataclass(frozen=True)
class Resources:
    """What goes out."""

    ground: Ground
    selection: Selection

    @cached_property
    def forms(self) -> Sequence[AskedForm]:
        """The forms that there are reports on and that the mission published."""
        wanted = self.ground.wanted
        published = forms.list_published(self.ground.db, self.ground.mission.id)
        return [
            asked_form(
                [forms.form_of(each) for each in reversed(published) if each.form_id == form_id],
                people=wanted.people,
                exact_times=wanted.exact_times,
            )
            for form_id in dict.fromkeys(each.form_id for each in published)
            if form_id in self.selection.forms
        ]

    @cached_property
    def unpublished(self) -> int:
        """How many reports name a form that the mission never published: they have no table."""
        known = {each.form_id for each in self.forms}
        glances = self.selection.forms.items()
        return sum(glance.rows for name, glance in glances if name not in known)

    @cached_property
    def form_tables(self) -> Sequence[FormTables]:
        """The forms' tables, each with a name of its own."""
        taken: set[str] = set(OURS)
        found: list[FormTables] = []
        for asked in self.forms:
            name = table_name(asked.form_id)
            while name in taken or any(each.startswith(f"{name}-") for each in taken):
                name = f"{name}-form"
            taken.add(name)
            glance = self.selection.forms[asked.form_id]
            found.append(FormTables(self.selection, asked, glance, name))
        return found

    def tables(self) -> Iterator[Table]:
        """Yield every table; of a drill each row says so.

        The list of all reports is only there beside several forms.
        """
        drill = self.ground.mission.drill
        yield from (each.marked_as_drill() if drill else each for each in self._tables())

    def _tables(self) -> Iterator[Table]:
        if len(self.form_tables) != 1 or self.unpublished:
            yield beside_tables.reports_table(self.selection)
        for each in self.form_tables:
            yield from each.tables()
        yield beside_tables.stations_table(self.ground, self.station_codes())
        yield beside_tables.visits_table(self.ground)
        yield beside_tables.incidents_table(self.ground)
        yield review_tables.checks_table(self.selection)
        yield review_tables.corrections_table(self.selection)
        yield from dictionary(self.forms, ("questions", "choices"))

    def station_codes(self) -> set[str]:
        """Return the codes that reports, visits and incidents name."""
        codes = {code for each in self.selection.forms.values() for code in each.stations}
        teams = beside_tables.team_codes(self.ground)
        codes |= {each["station_code"] for each in beside_tables.newest_visits(self.ground, teams)}
        incidents = beside_tables.standing_incidents(self.ground)
        codes |= {each["station_code"] for each in incidents}
        return codes - {""}


def resources(ground: Ground) -> Resources:
    """Return what goes out. Raises UnknownForm or NothingToExport, which says why."""
    known = dict.fromkeys(
        each.form_id for each in forms.list_published(ground.db, ground.mission.id)
    )
    for name in ground.wanted.forms:
        if name not in known:
            raise UnknownForm(
                f"The mission has no form {name[:80]!r}. "
                + (f"It has: {', '.join(known)}." if known else "None is published yet.")
            )
    selection = select_reports(ground)
    if not selection.rows:
        raise NothingToExport(_nothing(ground))
    return Resources(ground, selection)


def _nothing(ground: Ground) -> str:
    wanted = ground.wanted
    of_forms = f" on {', '.join(wanted.forms)}" if wanted.forms else ""
    until = f" up to {ground.disguise.moment(wanted.as_of)}" if wanted.as_of else ""
    text = f"No report{of_forms} counted{until}, so nothing was written."
    apart = 0 if wanted.quarantine else count_apart(ground)
    if apart and ground.reach.unveils:
        stands = "report stands" if apart == 1 else "reports stand"
        return f"{text} {apart:,} {stands} in quarantine or conflict; ask for these expressly."
    return text
