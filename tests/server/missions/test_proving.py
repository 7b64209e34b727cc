"""`verify` and the versions of missions' documents."""

from collections.abc import Callable

import pytest
import zstandard
from sqlmodel import Session, select

from server.accounts.caller import operator
from server.database import Store
from server.missions import erasing, service
from server.missions.models import Mission, MissionVersion
from server.missions.proving import prove_versions
from tests.samples.kazakhstan import SAMPLE
from tests.server.builders import START


@pytest.fixture
def kept(store: Store) -> Store:
    """A mission with two versions."""
    first = (SAMPLE / "mission.yaml").read_text()
    for source in (first, first.replace("value: 232", "value: 233")):
        with store.writing() as db:
            service.load_mission(db, source, now=START)
    return store


def test_what_was_kept_is_whole_also_after_its_personal_data_were_erased(kept: Store):
    with kept.writing() as db:
        before = prove_versions(db)
        erasing.erase_phones(db, db.exec(select(Mission)).one(), operator(), START)
        after = prove_versions(db)

    assert (before.count, before.broken) == (2, [])
    assert (after.count, after.broken) == (2, [])


def change_text(db: Session) -> None:
    version = db.exec(select(MissionVersion).where(MissionVersion.number == 1)).one()
    plain = zstandard.ZstdDecompressor().decompress(version.packed, max_output_size=10**7)
    version.packed = zstandard.ZstdCompressor().compress(plain.replace(b"232", b"231"))
    db.add(version)


def spoil(db: Session) -> None:
    version = db.exec(select(MissionVersion).where(MissionVersion.number == 1)).one()
    version.packed = b"nothing"
    db.add(version)


def change_document(db: Session) -> None:
    mission = db.exec(select(Mission)).one()
    mission.document = {**mission.document, "title": ""}
    db.add(mission)


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (change_text, "kazakhstan-2021: version 1 of its document does not give"),
        (spoil, "kazakhstan-2021: version 1 of its document does not give"),
        (change_document, "kazakhstan-2021: its document is not its newest version"),
    ],
)
def test_what_was_changed_by_hand_is_named(kept: Store, deed: Callable[[Session], None], said: str):
    with kept.writing() as db:
        deed(db)
        db.flush()
        found = prove_versions(db)

    assert len(found.broken) == 1
    assert said in found.words
