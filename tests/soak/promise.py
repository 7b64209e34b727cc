"""The promise, as five lines, and what else follows from it.

held = made - still on a laptop        each entry by its hash, at every moment
nothing is held twice, and nothing that nobody made
a receipt is true, and only a receipt marks anything as held
what stands in quarantine is seen on both sides
what is shown is what the journal says: projections = rebuild
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import SQLModel, select

from server.journal.verification import verify
from server.reports import beside
from server.reports.incidents.models import Incident
from server.reports.models import Revision, UnreadableEntry
from server.reports.projection import catch_up, rebuild
from shared.digest import sha256_hex
from shared.sync.seal import GENESIS
from tests.soak.headquarters import Headquarters, Held
from tests.soak.laptops import Kept, Laptop

PROJECTIONS: tuple[type[SQLModel], ...] = (Revision, UnreadableEntry, Incident, *beside.TABLES)
_Rows = list[list[dict[str, object]]]
"""By table."""


class PromiseBrokenError(AssertionError):
    """Something observed was lost, doubled, altered or hidden. Says what."""


class Promise:
    """Remembers what was made and what was ever held, and compares."""

    def __init__(self) -> None:
        self._made: dict[tuple[UUID, str], bytes] = {}
        self._ever_held: set[tuple[UUID, int, str]] = set()
        self._held: set[tuple[UUID, int, str]] = set()
        self._ever_kept_files: set[str] = set()

    def note_restored(self) -> None:
        """Take note that the server has lost what came after a backup."""
        self._held.clear()

    def look(self, headquarters: Headquarters, laptops: Iterable[Laptop]) -> None:
        """Compare both sides, at any moment."""
        kept = {laptop.name: laptop.kept() for laptop in laptops}
        for entries in kept.values():
            self._made |= {(each.device, each.hash): each.body for each in entries}
        self._look_at_server(headquarters.held())
        for laptop in laptops:
            self._look_at_receipts(laptop)
            self._look_at_entries(laptop.name, kept[laptop.name])
            self._look_at_files(headquarters, laptop)

    def look_after_sync(self, headquarters: Headquarters, laptop: Laptop) -> None:
        """Compare after a sync that nothing disturbed: what is said to be held is there now."""
        bodies = {each.body for each in headquarters.held()}
        for each in laptop.kept():
            if each.body not in bodies:
                raise PromiseBrokenError(
                    f"After a good sync headquarters lacks entry {each.seq} of {laptop.name}"
                    f" ({_told(each)})."
                )
        for file in laptop.files():
            if not _has_file(headquarters, file.sha256) or not file.is_held:
                raise PromiseBrokenError(
                    f"After a good sync headquarters lacks file {file.sha256[:8]} of {laptop.name},"
                    f" which shows it as {'held' if file.is_held else 'waiting'}."
                )

    def look_at_the_end(self, headquarters: Headquarters, laptops: Sequence[Laptop]) -> None:
        """Compare when every laptop has synced over a good line."""
        store = headquarters.store
        catch_up(store)
        with store.reading() as db:
            found = verify(db)
        if not found.ok:
            raise PromiseBrokenError(f"The journal is broken: {found.broken[0].sentence}")
        _look_at_reports(headquarters)
        for laptop in laptops:
            _look_at_told(headquarters, laptop)
        shown = _projections(headquarters)
        rebuild(store)
        changed = _changed(shown, _projections(headquarters))
        if changed:
            raise PromiseBrokenError(
                f"Rebuilt from the journal, the reports are others: {sorted(changed)}"
            )

    # --- The lines -----------------------------------------------------------------------

    def _look_at_server(self, journal: Sequence[Held]) -> None:
        now = {(each.device, each.seq, each.hash) for each in journal}
        if len(now) != len(journal):
            raise PromiseBrokenError("An entry is in the server's journal twice.")
        for each in journal:
            if self._made.get((each.device, each.hash)) != each.body:
                raise PromiseBrokenError(f"Nobody made entry {each.seq} of {each.device}.")
        if gone := self._held - now:
            raise PromiseBrokenError(f"{len(gone)} entries have gone from the server's journal.")
        self._held = now
        self._ever_held |= now

    def _look_at_receipts(self, laptop: Laptop) -> None:
        through: dict[UUID, set[int]] = {}
        for receipt in laptop.receipts():
            through.setdefault(receipt.device, set()).add(receipt.through)
            named = (receipt.device, receipt.through, receipt.head)
            if named not in self._ever_held and named[1:] != (0, GENESIS):
                raise PromiseBrokenError(f"{laptop.name} has a receipt for what was never held.")
        for device, seq in laptop.held_through().items():
            if seq and seq not in through.get(device, ()):
                raise PromiseBrokenError(f"{laptop.name} takes {seq} for held without a receipt.")

    def _look_at_entries(self, name: str, entries: Sequence[Kept]) -> None:
        on_their_way = {each.body for each in entries if each.is_held or each.is_newest}
        for each in entries:
            if each.is_held and (each.device, each.seq, each.hash) not in self._ever_held:
                raise PromiseBrokenError(
                    f"{name} takes entry {each.seq} for held, which headquarters never had."
                )
            if each.body not in on_their_way:
                raise PromiseBrokenError(
                    f"Entry {each.seq} of {name} ({_told(each)}) is not held and never will be:"
                    " no journal that is sent has it."
                )

    def _look_at_files(self, headquarters: Headquarters, laptop: Laptop) -> None:
        for file in laptop.files():
            if not file.is_held or file.sha256 in self._ever_kept_files:
                continue
            if not _has_file(headquarters, file.sha256):
                raise PromiseBrokenError(
                    f"{laptop.name} takes file {file.sha256[:8]} for held, which never came whole."
                )
            self._ever_kept_files.add(file.sha256)


def _has_file(headquarters: Headquarters, sha256: str) -> bool:
    content = headquarters.find_file(sha256)
    if content is not None and sha256_hex(content) != sha256:
        raise PromiseBrokenError(f"File {sha256[:8]} has changed at headquarters.")
    return content is not None


def _look_at_reports(headquarters: Headquarters) -> None:
    """Each body of a report is one revision, and of a report at most one revision counts."""
    with headquarters.store.reading() as db:
        rows = db.exec(select(Revision)).all()
        strange = db.exec(select(UnreadableEntry)).all()
    bodies = {each.body for each in headquarters.held() if each.kind == "report"}
    if len(rows) + len(strange) != len(bodies):
        raise PromiseBrokenError(
            f"{len(bodies)} revisions are in the journal, {len(rows)} are shown."
        )
    counting = Counter(
        row.report_id
        for row in rows
        if row.counts_from and not row.superseded_at and row.state == "accepted"
    )
    if twice := [report for report, count in counting.items() if count > 1]:
        raise PromiseBrokenError(f"Report {twice[0]} counts twice.")


def _look_at_told(headquarters: Headquarters, laptop: Laptop) -> None:
    """What headquarters thinks of a team's reports, and what it offers, is on the laptop."""
    with headquarters.store.reading() as db:
        revisions = db.exec(select(Revision).where(Revision.team_code == laptop.team)).all()
        incidents = db.exec(select(Incident).where(Incident.team_code == laptop.team)).all()
    rows = [(row.report_id, row) for row in revisions] + [
        (row.incident_id, row) for row in incidents
    ]
    told = {
        (key, row.revision, row.state, row.judgement)
        for key, row in rows
        if row.state != "accepted" and not row.superseded_at
    }
    # Of two bodies that call themselves the same revision, a laptop shows one.
    known, wanted = ({each[:2] for each in side} for side in (laptop.outcomes(), told))
    if known != wanted or not laptop.outcomes() <= told:
        raise PromiseBrokenError(
            f"{laptop.name} shows {len(known)} reports apart, headquarters {len(wanted)}."
        )
    if laptop.forms() != headquarters.list_forms():
        raise PromiseBrokenError(f"{laptop.name} offers other checklists than headquarters.")
    if laptop.stations() != headquarters.list_stations():
        raise PromiseBrokenError(f"{laptop.name} has another register than headquarters.")


def _projections(headquarters: Headquarters) -> _Rows:
    with headquarters.store.reading() as db:
        tables = [db.exec(select(table)).all() for table in PROJECTIONS]
    return [
        sorted((row.model_dump() for row in rows), key=lambda row: row["entry_id"])
        for rows in tables
    ]


def _changed(before: _Rows, after: _Rows) -> set[str]:
    """Return which columns are not the same in two states of the projections."""
    if [*map(len, before)] != [*map(len, after)]:
        return {"some are missing, or new"}
    tables = zip(before, after, strict=True)
    pairs = [pair for one, other in tables for pair in zip(one, other, strict=True)]
    return {name for one, other in pairs for name in one if one[name] != other[name]}


def _told(entry: Kept) -> str:
    return f"{entry.kind}, {'held' if entry.is_held else 'not held'} by its own reckoning"
