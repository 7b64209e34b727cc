"""Organisations and accreditation, as their templates see them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from server.accreditation.importer import AnnouncementImporter
from server.accreditation.snapshots import snapshots_of
from server.missions.deadlines import due_dates
from server.missions.document import AccreditationSnapshot, AccreditationStatus, MissionFile
from server.missions.form_fields import Form
from server.missions.here import Place
from server.missions.reconciling import (
    Match,
    newest_accredited,
    reconcile,
    states_named,
    title_of,
)
from server.missions.umbrellas import counted_once, tree_of
from server.pages import Page
from server.people.models import Permission

_CODES_SHOWN = 20
_STEPS = tuple(AccreditationStatus)
"""As they follow each other: what is of one day stands in this order."""


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation at its place in the tree."""

    depth: int
    name: str
    short: str
    id: str
    href: str
    kind: str
    spellings: str
    accredited: str
    """In the newest announcement; '' = not in it."""
    people: str
    """Of this mission's own register."""
    note: str


@dataclass(frozen=True, slots=True)
class OrganisationsPage(Page):
    """The tree of organisations."""

    template: ClassVar[str] = "organisations.html"
    rows: tuple[OrganisationRow, ...]
    newest: str
    """Which announcement the figures are from; '' = there is none."""
    together: str
    """All of them, each person once."""
    stands_apart: bool
    """Whether an umbrella is counted beside its parts."""
    questions: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class FormPage(Page):
    """One organisation, or one announcement: its form."""

    template: ClassVar[str] = "register_form.html"
    crumbs: tuple[tuple[str, str], ...]
    title: str
    form: Form
    removal: str
    """Where it is removed; '' = it is not there yet."""
    removing: str
    """What the button says."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A column of the history."""

    title: str
    by: str
    href: str
    note: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of the history: one sender, or a sum."""

    name: str
    depth: int
    counts: tuple[str, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class AccreditationPage(Page):
    """How the numbers of observers grew, and whether they add up."""

    template: ClassVar[str] = "accreditation.html"
    summary: str
    rules: tuple[str, ...]
    questions: tuple[Match, ...]
    agreements: tuple[Match, ...]
    announcements: tuple[Announcement, ...]
    rows: tuple[CountRow, ...]
    states: tuple[tuple[str, str], ...]
    """The states of the newest announcement, with their numbers where it has them."""
    own: tuple[str, ...]
    """Sentences on the mission's own people."""
    rules_form: Form | None
    may_change: bool
    may_import: bool


@dataclass(frozen=True, slots=True)
class OwnPeople:
    """What the register of observers says."""

    accredited: Mapping[str, int]
    """Organisation's id → people."""
    counts: Counter[Permission]
    late: Sequence[str]
    """Codes of those who applied after the deadline."""
    expiring: int
    """Accreditations that don't hold on election day."""


def organisations_page(
    here: Place, document: MissionFile, own: Mapping[str, int]
) -> OrganisationsPage:
    """Return the page of the tree; `own` are this mission's accredited people."""
    newest = newest_accredited(snapshots_of(document))
    counts = newest.organisations if newest else {}
    rows = tuple(
        OrganisationRow(
            depth=branch.depth,
            name=branch.organisation.name,
            short=branch.organisation.short,
            id=branch.organisation.id,
            href=here.path(f"/organisations/{branch.organisation.id}"),
            kind=branch.organisation.kind.value,
            spellings=", ".join(branch.organisation.variants),
            accredited=_count(counts.get(branch.organisation.id)),
            people=_count(own.get(branch.organisation.id)),
            note=branch.organisation.note,
        )
        for branch in tree_of(document.organisations)
    )
    once = counted_once(document.organisations, counts)
    return OrganisationsPage(
        frame=here.frame("Organisations", "registers"),
        rows=rows,
        newest=title_of(newest) if newest else "",
        together=f"{once:,}",
        stands_apart=once != sum(counts.values()),
        questions=sum(1 for each in reconcile(document, own) if not each.agrees),
        may_change=here.opens("POST /m/{code}/organisations"),
    )


def accreditation_page(
    here: Place, document: MissionFile, own: OwnPeople, form: Form | None, now: datetime
) -> AccreditationPage:
    """Return the page of the history; `form` changes who accredits and until when."""
    snapshots = snapshots_of(document)
    matches = reconcile(document, own.accredited)
    by_day = sorted(
        enumerate(snapshots, start=1),
        key=lambda each: (each[1].as_of, _STEPS.index(each[1].status)),
    )
    newest = newest_accredited(snapshots)
    return AccreditationPage(
        frame=here.frame("Accreditation", "registers"),
        summary=_summary(document, newest),
        rules=tuple(_rules(document)),
        questions=tuple(each for each in matches if not each.agrees),
        agreements=tuple(each for each in matches if each.agrees),
        announcements=tuple(
            Announcement(
                title=title_of(each),
                by=", ".join(each.sources),
                href=here.path(f"/accreditation/{number}"),
                note=each.note,
            )
            for number, each in by_day
        ),
        rows=_rows(document, [each for _, each in by_day]),
        states=_states(newest),
        own=tuple(_own_words(document, own, now)),
        rules_form=form,
        may_change=form is not None,
        may_import=here.may_import(AnnouncementImporter.who),
    )


def _summary(document: MissionFile, newest: AccreditationSnapshot | None) -> str:
    if newest is None:
        return "No observers have been announced yet"
    total = newest.total
    if total is None:
        total = counted_once(document.organisations, newest.organisations)
        total += newest.states_total or sum(newest.by_state.values())
    return f"{total:,} observers {title_of(newest)}"


def _rules(document: MissionFile) -> list[str]:
    held = document.accreditation
    due = next((each for each in due_dates(document) if each.key == "accreditation"), None)
    said: list[str] = []
    if held and held.authority:
        said.append(f"Granted by: {held.authority}.")
    if due:
        rule = f" (rule {due.rule})" if due.rule else ""
        said.append(f"It ends {due.when.words}{rule}.")
        if due.disagreement:
            said.append(due.disagreement)
    if held and held.note:
        said.append(held.note)
    return said


def _rows(
    document: MissionFile, snapshots: Sequence[AccreditationSnapshot]
) -> tuple[CountRow, ...]:
    """Return the table: each sender in the tree, then what the rows make and what is stated."""
    named = {each for snapshot in snapshots for each in snapshot.organisations}
    rows = [
        CountRow(
            branch.organisation.short or branch.organisation.name,
            branch.depth,
            tuple(_count(each.organisations.get(branch.organisation.id)) for each in snapshots),
        )
        for branch in tree_of(document.organisations)
        if branch.organisation.id in named or _holds(document, branch.organisation.id, named)
    ]
    once = [
        _count(counted_once(document.organisations, each.organisations) or None)
        for each in snapshots
    ]
    sums = (
        ("Organisations, each person once", once),
        ("Organisations, as stated", [_count(each.organisations_total) for each in snapshots]),
        ("States named", [_count(len(states_named(each)) or None) for each in snapshots]),
        ("Observers of states, as stated", [_count(each.states_total) for each in snapshots]),
        ("In all, as stated", [_count(each.total) for each in snapshots]),
    )  # fmt: skip
    rows += [CountRow(name, 0, tuple(counts), is_sum=True) for name, counts in sums if any(counts)]
    return tuple(rows)


def _holds(document: MissionFile, organisation: str, named: set[str]) -> bool:
    """Say whether one below this organisation has a row: the umbrella then heads it."""
    below = [each.id for each in document.organisations if each.parent == organisation]
    return any(each in named or _holds(document, each, named) for each in below)


def _states(newest: AccreditationSnapshot | None) -> tuple[tuple[str, str], ...]:
    if newest is None:
        return ()
    return tuple((each, _count(newest.by_state.get(each))) for each in states_named(newest))


def _own_words(document: MissionFile, own: OwnPeople, now: datetime) -> list[str]:
    if not own.counts:
        return []
    counted = ", ".join(f"{count:,} {each.words}" for each, count in sorted(own.counts.items()))
    said = [f"{sum(own.counts.values()):,} are registered: {counted}."]
    due = next((each for each in due_dates(document) if each.key == "accreditation"), None)
    open_ones = own.counts[Permission.APPLIED]
    if due and now >= due.when.end and open_ones:
        said.append(
            f"Waiting for a decision, though accreditation ended {due.when.words}: {open_ones:,}."
        )
    if own.late:
        codes = ", ".join(own.late[:_CODES_SHOWN]) + (" …" if own.late[_CODES_SHOWN:] else "")
        said.append(f"Applied after the deadline: {codes}.")
    if own.expiring:
        said.append(f"Accreditations that do not hold on election day: {own.expiring:,}.")
    return said


def _count(count: int | None) -> str:
    return "" if count is None else f"{count:,}"
