"""The importer of announcements: a table of senders and their observers, as authorities print it.

A row is an organisation of the mission, a state, or one of the table's own totals, which is not
counted as a sender but kept as what the source states.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError
from sqlmodel import Session

from server.accounts.table import ANALYSTS, Who
from server.accreditation.snapshots import Senders, snapshots_of, with_snapshot
from server.imports.cells import needed, whole_number
from server.imports.importer import (
    AS_IT_IS,
    Ask,
    Change,
    Deed,
    Field,
    Plan,
    Reading,
    Seal,
    TakenRow,
)
from server.missions import editing
from server.missions.document import AccreditationSnapshot, AccreditationStatus, MissionFile
from server.missions.editing import Edit
from server.missions.models import Mission
from server.missions.reconciling import questions_about, title_of
from server.missions.service import mission_document
from server.people.countries import find_country
from shared.folding import fold

_MOST = 1_000_000
_IN_ALL = (
    "total",
    "in total",
    "in all",
    "grand total",
    "overall",
    "итого",
    "всего",
    "барлығы",
    "toplam",
)
_OF_ORGANISATIONS = (
    "organisations", "organizations", "international organisations", "international organizations",
    "total organisations", "organisations total", "международные организации",
    "халықаралық ұйымдар", "uluslararası kuruluşlar",
)  # fmt: skip
_OF_STATES = (
    "states",
    "foreign states",
    "countries",
    "foreign countries",
    "states total",
    "total states",
    "иностранные государства",
    "государства",
    "шет мемлекеттер",
    "yabancı devletler",
)
_TOTALS = {
    **{fold(each): "total" for each in _IN_ALL},
    **{fold(each): "organisations_total" for each in _OF_ORGANISATIONS},
    **{fold(each): "states_total" for each in _OF_STATES},
}
_TOTAL_WORDS = {
    "total": "stated in all",
    "organisations_total": "stated for organisations",
    "states_total": "stated for states",
}


@dataclass
class _Read:
    """What the rows of a file say."""

    organisations: dict[str, int] = field(default_factory=dict[str, int])
    states: list[str] = field(default_factory=list[str])
    by_state: dict[str, int] = field(default_factory=dict[str, int])
    totals: dict[str, int] = field(default_factory=dict[str, int])
    rows: dict[str, int] = field(default_factory=dict[str, int])
    """What was read already → its row."""


class AnnouncementImporter:
    """Tables of accredited observers: CSV, XLSX."""

    kind = "accreditation"
    title = "Accreditation"
    one = "sender"
    many = "senders"
    page = "/accreditation"
    fields: Sequence[Field] = (
        Field(
            "sender", "Organisation or state",
            ("organisation", "organization", "name", "state", "country", "delegation",
             "organisation or country", "организация", "государство", "страна", "ұйым", "kuruluş"),
            needed("the organisation or state", "Write who sends these observers."), required=True,
        ),
        Field(
            "count", "Observers",
            ("observers", "n", "number", "number of observers", "accredited",
             "accredited observers", "total",
             "количество", "число наблюдателей", "наблюдателей", "саны", "sayı"),
            whole_number("observers", _MOST), required=True,
        ),
    )  # fmt: skip
    keeps_rest = False
    who: Who = ANALYSTS
    asks: Sequence[Ask] = (
        Ask("as_of", "The day that it is of", hint="As 2021-01-04.", needed=True),
        Ask(
            "status",
            "What it counts",
            tuple((each.value, each.value) for each in AccreditationStatus),
            needed=True,
        ),
        Ask("source", "Its source", hint="Id of one of the mission's sources; may be left open."),
    )
    gone_deeds: Mapping[str, str] = {
        "remove": "They are taken out: the file is then all that this announcement says"
    }
    seal: Seal = AS_IT_IS

    def compare(self, db: Session, mission: Mission, reading: Reading) -> Plan:
        """Read the table as one announcement, and say what would not add up."""
        del db  # all that is needed stands in the document
        document = mission_document(mission)
        read = _rows(document, reading)
        plan = Plan()
        snapshot = _snapshot(document, read, reading)
        if snapshot is None:
            return plan
        held = _same_announcement(document, snapshot)
        before = _shown(document, held) if held else {}
        after = _shown(document, snapshot)
        for name, count in after.items():
            was = before.pop(name, None)
            if was == count:
                plan.unchanged += 1
                continue
            change = Change(
                name, "", {"observers": was} if was is not None else None, {"observers": count},
                snapshot,
            )  # fmt: skip
            (plan.changed if was is not None else plan.new).append(change)
        plan.gone = [
            Change(name, "", {"observers": was}, None, snapshot) for name, was in before.items()
        ]
        plan.notices = _notices(document, snapshot, held)
        return plan

    def apply(self, db: Session, mission: Mission, plan: Plan, deed: Deed) -> None:
        """Keep the announcement in the mission's document, in place of one that it corrects."""
        changes = (*plan.new, *plan.changed, *plan.gone)
        if not changes:
            return
        snapshot: AccreditationSnapshot = changes[0].row

        def change(document: MissionFile) -> MissionFile:
            held = _same_announcement(document, snapshot)
            number = snapshots_of(document).index(held) + 1 if held else None
            return with_snapshot(document, snapshot, number)

        words = f"accreditation: {title_of(snapshot)} imported from {deed.source}"
        editing.apply(db, mission.id, Edit(change, words), by=deed.by, now=deed.now)


def _rows(document: MissionFile, reading: Reading) -> _Read:
    read, senders = _Read(), Senders(document.organisations)
    for row in reading.rows:
        name, count = row.values.get("sender"), row.values.get("count")
        if name is not None:
            _take(read, row, (name, count), senders, reading)
    return read


def _take(
    read: _Read, row: TakenRow, said: tuple[str, int | None], senders: Senders, reading: Reading
) -> None:
    name, count = said
    organisation, total = senders.find(name), _TOTALS.get(fold(name.rstrip(":")))
    known = organisation or (total and f"={total}") or find_country(name)
    if not known:
        near = senders.nearest(name)
        cure = "Add the organisation first, or write its name, or the state's, as it is known here."
        cure = f"Did you mean {near}? {cure}" if near else cure
        column = reading.columns.called("sender")
        message = f"'{name[:80]}' is neither an organisation of the mission nor a state"
        reading.errors.add(row.number, column, message, cure)
        return
    if known in read.rows:
        message = f"'{name[:80]}' stands twice (also row {read.rows[known]})"
        column = reading.columns.called("sender")
        reading.errors.add(row.number, column, message, "Remove one of the two rows.")
        return
    read.rows[known] = row.number
    if count is None and not find_country(name) and "count" in row.values:
        column = reading.columns.called("count")
        reading.errors.add(row.number, column, "the number is missing", "Write it in digits.")
    elif organisation:
        read.organisations[organisation] = count or 0
    elif total:
        read.totals[total] = count or 0
    else:
        read.states.append(name)
        if count is not None:
            read.by_state[name] = count


def _snapshot(document: MissionFile, read: _Read, reading: Reading) -> AccreditationSnapshot | None:
    """Return the announcement that the file is; None where a question is not answered soundly."""
    answers = {name: answer.strip() for name, answer in reading.answers.items()}
    source, day = answers.get("source", ""), answers.get("as_of", "")
    if source and document.source(source) is None:
        known = ", ".join(each.id for each in document.sources) or "none"
        cure = f"Choose one of the mission's sources ({known}), or leave it open."
        reading.errors.add(1, "", f"there is no source '{source}'", cure)
        return None
    try:
        return AccreditationSnapshot.model_validate(
            {
                "as_of": date.fromisoformat(day),
                "status": answers.get("status", ""),
                "sources": [source] if source else [],
                "organisations": read.organisations,
                "states": read.states,
                "by_state": read.by_state,
                **read.totals,
            }
        )
    except (ValidationError, ValueError):
        reading.errors.add(
            1, "", "it is not said of which day the numbers are, and what they count",
            "Write the day as 2021-01-04, and choose what is counted.",
        )  # fmt: skip
        return None


def _same_announcement(
    document: MissionFile, snapshot: AccreditationSnapshot
) -> AccreditationSnapshot | None:
    """Return the announcement of the same day, status and source that is held, or None."""
    same = (
        each
        for each in snapshots_of(document)
        if (each.as_of, each.status) == (snapshot.as_of, snapshot.status)
        and set(each.sources) == set(snapshot.sources)
    )
    return next(same, None)


def _shown(document: MissionFile, snapshot: AccreditationSnapshot) -> dict[str, int | str]:
    """Return an announcement as rows that people know again: what, and how many."""
    names = {each.id: each.name for each in document.organisations}
    shown: dict[str, int | str] = {
        names.get(each, each): count for each, count in snapshot.organisations.items()
    }
    shown |= {each: snapshot.by_state.get(each, "named") for each in snapshot.states}
    shown |= {
        words: getattr(snapshot, name)
        for name, words in _TOTAL_WORDS.items()
        if getattr(snapshot, name) is not None
    }
    return shown


def _notices(
    document: MissionFile, snapshot: AccreditationSnapshot, held: AccreditationSnapshot | None
) -> list[str]:
    """Return what would not add up with this announcement, and does not already."""
    number = snapshots_of(document).index(held) + 1 if held else None
    asked = {each.words for each in questions_about(document)}
    then = questions_about(with_snapshot(document, snapshot, number))
    return [each.words for each in then if each.words not in asked]
