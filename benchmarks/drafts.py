"""Kept drafts of a mission with 40,000 reports: from the database to the page, in CPU seconds.

A save must not grow with the reports: what was drafted is kept once for each cut.
"""

import gc
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from sqlalchemy import update
from sqlmodel import col, select

from benchmarks.findings import filled_store
from benchmarks.prepared import ELECTION_DAY
from benchmarks.table import Figure, print_table
from server.__main__ import GC_THRESHOLDS
from server.database import Store
from server.missions.models import Mission
from server.missions.reading import read_mission_file
from server.missions.service import mission_document
from server.reports.models import Revision
from server.statement.drafts import deeds, keeping
from server.statement.drafts.keeping import Kept, as_content
from server.statement.drafts.manuscript import Manuscript
from server.statement.drafts.news import changes_by
from server.statement.drafts.standing import standing_of
from server.statement.service import draft

REPORTS = 40_000
DRAFT_BUDGET = 1.0
SAVE_BUDGET = 0.2
NOW = ELECTION_DAY + timedelta(days=1)
SAMPLE = Path(__file__).parents[1] / "samples" / "kazakhstan_2021" / "mission.yaml"


def measure() -> None:
    """Print what drafting from the database, saving and showing cost."""
    gc.set_threshold(*GC_THRESHOLDS)  # as the server runs
    with TemporaryDirectory() as folder:
        store = _store(Path(folder))
        figures = _figures(store)
        store.close()
    print_table(f"Kept drafts: {REPORTS:,} reports, CPU", figures)


def _store(folder: Path) -> Store:
    store = filled_store(folder, REPORTS)
    with store.writing() as db:
        mission = db.exec(select(Mission)).one()
        sample = read_mission_file(SAMPLE).model_copy(update={"code": mission.code})
        mission.document = sample.model_dump(mode="json")
        db.add(mission)
        counting = update(Revision).values(counts_from=col(Revision.received_at))
        db.connection().execute(counting)
    return store


def _figures(store: Store) -> list[Figure]:
    with store.reading() as db:
        mission = db.exec(select(Mission)).one()
        gc.collect()  # what making the reports left behind
        began = process_time()
        tree = draft(db, mission, "turkic", "en", NOW)
        drafting = process_time() - began
    with store.writing() as db:
        draft_id = keeping.begin(db, mission.id, "turkic", tree, by="bench", now=NOW).id
    key = next(each.key for each in tree.sentences() if each.evidence)

    def edit(kept: Kept) -> Manuscript:
        block = kept.block(key)
        return deeds.write(kept.manuscript, block, "In 7 of the 14.", by="bench", at=NOW)

    with store.writing() as db:
        keeping.document_of.cache_clear()
        began = process_time()
        kept = keeping.save(db, mission.id, draft_id, edit, deed="x", by="bench", now=NOW)
        saving = process_time() - began
        began = process_time()
        assert standing_of(db, kept, mission_document(mission)).demands
        standing = process_time() - began
        began = process_time()
        changes_by(kept, tree)
        comparing = process_time() - began
    return [
        Figure(
            f"draft from {REPORTS:,} reports in the database",
            f"{drafting:.2f} s",
            f"under {DRAFT_BUDGET:.0f} s",
            drafting < DRAFT_BUDGET,
        ),
        Figure(
            "save an edit",
            f"{1000 * saving:.0f} ms",
            f"under {1000 * SAVE_BUDGET:.0f} ms",
            saving < SAVE_BUDGET,
        ),
        Figure("marks and demands of the whole", f"{1000 * standing:.0f} ms"),
        Figure("difference to a new draft", f"{1000 * comparing:.0f} ms"),
        Figure("what is kept for a cut", f"{len(as_content(tree)) / 1024:,.0f} KiB"),
    ]


if __name__ == "__main__":
    measure()
