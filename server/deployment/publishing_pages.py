"""What is not published yet, and what was published when, as their templates see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.deployment.checking import Planning
from server.deployment.models import PlanPublication
from server.deployment.pages import team_path
from server.deployment.publishing import mark_of_drafts
from server.missions.here import Place
from server.pages import Page


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What changes for a team."""

    code: str
    href: str
    by: str
    at: str
    changes: tuple[str, ...]
    moved_on: bool
    """The published plan changed after the draft was begun: it can't be published so."""
    may_publish: bool


@dataclass(frozen=True, slots=True)
class ChangesPage(Page):
    """All that is drafted, before it is published."""

    template: ClassVar[str] = "plan_changes.html"
    title: str
    rows: tuple[ChangeRow, ...]
    questions: int
    seen: str
    may_publish: bool


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """A publishing."""

    at: str
    by: str
    note: str
    version: str
    questions: str
    teams: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class HistoryPage(Page):
    """When plans were published, by whom, and what changed for whom."""

    template: ClassVar[str] = "plan_history.html"
    rows: tuple[PublicationRow, ...]
    older: str


@dataclass(frozen=True, slots=True)
class SettingsPage(Page):
    """What a day can hold, and what every deployment sheet reminds of."""

    template: ClassVar[str] = "plan_settings.html"
    pace: Mapping[str, str]
    reminders: str
    """One a line."""
    seen: str
    mistakes: tuple[str, ...]


def changes_page(here: Place, planning: Planning, in_reach: frozenset[str]) -> ChangesPage:
    """Return the page of what is drafted; `in_reach` are the teams the account may publish."""
    plans = planning.plans
    rows = tuple(
        ChangeRow(
            code=code,
            href=team_path(here, code),
            by=draft.by,
            at=here.times.at(draft.at),
            changes=tuple(planning.changes[code]),
            moved_on=plans.has_moved_on(code),
            may_publish=code in in_reach and not plans.has_moved_on(code),
        )
        for code, draft in sorted(plans.drafts.items())
    )
    count = len(rows)
    words = "1 team has" if count == 1 else f"{count:,} teams have" if count else "No team has"
    return ChangesPage(
        frame=here.frame("Unpublished plans", "registers"),
        title=f"{words} unpublished changes",
        rows=rows,
        questions=len(planning.questions),
        seen=mark_of_drafts(plans),
        may_publish=any(row.may_publish for row in rows),
    )


def history_page(here: Place, published: Sequence[PlanPublication], most: int) -> HistoryPage:
    """Return the page of past publishings; where there are `most`, more may follow."""
    older = here.path(f"/plan/history?before={published[-1].id}") if len(published) == most else ""
    return HistoryPage(
        frame=here.frame("Published plans", "registers"),
        rows=tuple(
            PublicationRow(
                at=here.times.at(each.at),
                by=each.by,
                note=each.note,
                version=str(each.version),
                questions=str(each.questions or ""),
                teams=tuple((code, tuple(words)) for code, words in each.teams.items()),
            )
            for each in published
        ),
        older=older,
    )


def settings_page(
    here: Place, pace: Mapping[str, object], reminders: str, seen: str, mistakes: Sequence[str] = ()
) -> SettingsPage:
    """Return the page of what holds for all plans."""
    return SettingsPage(
        frame=here.frame("What holds for all plans", "registers"),
        pace={key: str(value) for key, value in pace.items()},
        reminders=reminders,
        seen=seen,
        mistakes=tuple(mistakes),
    )
