"""Homes of a server in which the deeds of `deeds` begin."""

import random
from datetime import timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlmodel import select

from server.database import Store
from server.journal.bundles.keys import BundleKeys
from server.journal.enrolment import enrol, issue_code
from server.journal.keys import server_key
from server.migrations import upgrade as migrations
from server.missions.models import Mission
from shared.digest import sha256_hex
from shared.sync.bundle import AttachmentPart, Manifest, PushPart, write_bundle
from shared.sync.protocol import PROTOCOL_VERSION, AttachmentBody, EnrolIn
from shared.sync.seal import new_signing_key, public_key_of
from tests.server.builders import START, a_form, a_mission, a_published_form, a_station, a_team
from tests.server.journal.device import FakeDevice, a_report, compressed
from tests.system.deeds import DEEDS, PUSHES, beside, store_of

PHOTO = b"\xff\xd8\xff" + random.Random(1).randbytes(100_000)  # noqa: S311
REPORTS = 4
_OLD = "0003"
"""The schema of an early version, from before the log of changes."""


def prepared(home: Path) -> FakeDevice:
    """Make a home with a mission and a laptop, which has reports and a photograph of one."""
    home.mkdir(mode=0o700)
    store = store_of(home)
    migrations.upgrade(store)
    mission = a_mission(store)
    a_team(store, mission)
    a_station(store, mission)
    form = a_form()
    a_published_form(store, mission, form)
    device = _enrolled(store, home, mission.code)
    for _ in range(REPORTS):
        device.write(a_report(form))
    about = AttachmentBody(
        report=a_report(form).report,
        revision=1,
        sha256=sha256_hex(PHOTO),
        size=len(PHOTO),
        media_type="image/jpeg",
    )
    device.write(about.model_dump_json(), kind="attachment")
    pushes = [device.push(seq, seq) for seq in range(1, len(device.entries) + 1)]
    beside(home, "pushes.json").write_bytes(PUSHES.dump_json(pushes))
    beside(home, "photo.jpg").write_bytes(PHOTO)
    store.close()
    return device


def _enrolled(store: Store, home: Path, mission: str) -> FakeDevice:
    seed = new_signing_key()
    with store.writing() as db:
        code = issue_code(db, mission, "07", length=timedelta(days=1), now=START).code
        db.flush()
        message = EnrolIn(protocol=PROTOCOL_VERSION, code=code, public_key=public_key_of(seed))
        told = enrol(db, message, key=server_key(home), now=START)
    return FakeDevice(told.device, told.token, seed, told.server_key)


def with_reports(home: Path) -> FakeDevice:
    """Do as `prepared`; the reports have come."""
    return _after("take_pushes", home, prepared(home))


def with_everything(home: Path) -> FakeDevice:
    """Do as `prepared`; the reports and the photograph have come."""
    return _after("take_photo", home, with_reports(home))


def with_backup(home: Path) -> FakeDevice:
    """Do as `with_everything`, and take a backup."""
    return _after("take_backup", home, with_everything(home))


def _after(deed: str, home: Path, device: FakeDevice) -> FakeDevice:
    DEEDS[deed](home, lambda _: None)
    return device


def with_stick(home: Path) -> FakeDevice:
    """Do as `prepared`; all that the laptop has is on a memory stick."""
    device = prepared(home)
    store = store_of(home)
    with store.reading() as db:
        mission = db.exec(select(Mission)).one()
        recipient = BundleKeys(home).recipient_of(mission.id)
    store.close()
    manifest = Manifest(
        bundle=1,
        mission=mission.code,
        device=device.id,
        first=1,
        through=len(device.entries),
        attachments=1,
        made_at=START.isoformat(),
    )
    photo = AttachmentPart(sha256_hex(PHOTO), len(PHOTO), iter([PHOTO]))
    with beside(home, "stick").open("wb") as out:
        write_bundle(manifest, [PushPart(compressed(device.push())), photo], recipient, out)
    return device


def of_an_old_version(home: Path) -> FakeDevice:
    """Make a home as an early version left it, with the reports of a laptop."""
    today = home.with_name("today")
    device = with_reports(today)
    home.mkdir(mode=0o700)
    store = store_of(home)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, _OLD)
    with store.engine.connect() as connection:
        connection.exec_driver_sql(f"ATTACH '{today}/evenhand.db' AS today")
        for table in ("mission", "team", "device", "journal_entry"):
            rows = connection.exec_driver_sql(f"PRAGMA table_info({table})").all()
            columns = ", ".join(row[1] for row in rows)
            connection.exec_driver_sql(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM today.{table}"
            )
        connection.commit()
    store.close()
    return device
