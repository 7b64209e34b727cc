"""`evenhand-server verify`: nothing in the journal changes unnoticed."""

from typing import Any

import httpx
import pytest

from server.database import Store
from server.journal.verification import MOST_FAULTS, Verification
from server.journal.verification import verify as verify_journal
from shared.forms.model import Form
from shared.sync import seal
from tests.server.commands.running import Run, as_json
from tests.server.journal.device import FakeDevice, a_report


def tamper(store: Store, statement: str) -> None:
    """Do what someone with the database file could do."""
    with store.writing() as db:
        changed = db.connection().exec_driver_sql(statement)
        assert changed.rowcount > 0


def broken(run: Run) -> list[tuple[str, int]]:
    """Return what `verify` finds, as (fault, seq)."""
    result = run("verify", "--json")
    found = as_json(result)
    assert result.exit_code == (0 if found["ok"] else 1)
    return [(each["fault"], each["seq"]) for each in found["broken"]]


def test_an_empty_journal_is_whole(run: Run):
    result = run("verify")

    assert result.exit_code == 0
    assert result.stdout == "0 devices, 0 entries, 0 signatures: every chain is whole.\n"


@pytest.mark.usefixtures("filled")
async def test_what_came_in_is_whole_and_counted(run: Run):
    result = run("verify")

    assert result.stdout == "1 device, 6 entries, 2 signatures: every chain is whole.\n"
    told = as_json(run("verify", "--json"))
    assert told.pop("marks") <= 6  # made now and then, of an entry at the most once
    assert told.pop("trail")["broken"] == []
    assert told == {
        "ok": True,
        "devices": 1,
        "entries": 6,
        "signatures": 2,
        "attachments": {"checked": 0, "not_arrived": 0, "extra": []},
        "broken": [],
        "broken_unlisted": 0,
        "names": {"opened": 0, "broken": [], "strangers": 0, "locked": False},
        "statements": {"sealed": 0, "files": 0, "broken": []},
        "notes": {"files": 0, "broken": []},
        "missions": {"versions": 0, "broken": []},
    }


async def test_both_sides_of_a_fork_are_whole(
    run: Run, client: httpx.AsyncClient, filled: FakeDevice, form: Form
):
    """Copied at entry 4, and the copy was copied again; entry 5 stands there three times."""
    other = filled.clone()
    del other.entries[4:], other.hashes[5:]
    third = other.clone()
    for laptop, count in ((other, 3), (third, 1)):
        for _ in range(count):
            laptop.write(a_report(form))
        assert (await laptop.sync(client, 5)).verdict == "fork"

    assert run("verify").stdout == "1 device, 10 entries, 4 signatures: every chain is whole.\n"


async def test_a_break_in_a_forked_branch_is_found_too(
    run: Run, client: httpx.AsyncClient, store: Store, filled: FakeDevice, form: Form
):
    other = filled.clone()
    del other.entries[4:], other.hashes[5:]
    for _ in range(3):
        other.write(a_report(form))
    await other.sync(client, 5)

    tamper(store, "DELETE FROM journal_entry WHERE forked AND seq = 6")

    assert set(broken(run)) == {("chain-broken", 7), ("not-vouched-for", 5)}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE journal_entry SET body = replace(body, 'yes', 'no') WHERE seq = 2",
            [("hash-wrong", 2)],
        ),
        (
            "UPDATE journal_entry SET body = replace(body, 'yes', 'no') WHERE seq = 6",
            [("hash-wrong", 6)],
        ),
        (
            "UPDATE journal_entry SET made_at = '2026-10-05T09:00:00+00:00' WHERE seq = 3",
            [("hash-wrong", 3)],
        ),
        (f"UPDATE journal_entry SET hash = '{'a' * 64}' WHERE seq = 2", [("hash-wrong", 2)]),
        (f"UPDATE journal_entry SET hash = '{'a' * 64}' WHERE seq = 6", [("hash-wrong", 6)]),
        (
            f"UPDATE journal_entry SET signature = '{'0' * 128}' WHERE seq = 3",
            [("signature-wrong", 3)],
        ),
        (
            "UPDATE journal_entry SET signature = 'not hexadecimal' WHERE seq = 6",
            [("signature-wrong", 6)],
        ),
        ("UPDATE journal_entry SET signature = NULL WHERE seq = 6", [("not-vouched-for", 6)]),
        ("DELETE FROM journal_entry WHERE seq = 1", [("entry-missing", 1)]),
        ("DELETE FROM journal_entry WHERE seq IN (3, 4)", [("entry-missing", 3)]),
        ("DELETE FROM journal_entry WHERE seq = 6", [("not-vouched-for", 5)]),
    ],
)
async def test_what_was_tampered_with_is_named(
    run: Run, store: Store, statement: str, found: list[tuple[str, int]]
):
    tamper(store, statement)

    assert broken(run) == found


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_postgresql_is_checked_alike(run: Run, store: Store, filled: FakeDevice):
    assert run("verify").stdout == "1 device, 6 entries, 2 signatures: every chain is whole.\n"

    tamper(store, "UPDATE journal_entry SET body = 'no' WHERE seq = 2")
    tamper(store, f"UPDATE journal_entry SET signature = '{'0' * 128}' WHERE seq = 3")
    tamper(store, "DELETE FROM journal_entry WHERE seq = 5")

    assert broken(run) == [("hash-wrong", 2), ("signature-wrong", 3), ("entry-missing", 5)]
    assert f"Device {filled.id} (team 07 of example-2026), entry 5" in run("verify").stderr


async def test_an_entry_that_was_written_by_someone_else_is_found(
    run: Run, store: Store, filled: FakeDevice
):
    """Its hash fits, but the entries around it know another one, and no key vouches for it."""
    forged = seal.entry_hash(
        device=filled.id,
        seq=6,
        previous=filled.hashes[5],
        made_at=filled.entries[5].made_at,
        kind="report",
        body=b"{}",
    )
    tamper(store, f"UPDATE journal_entry SET body = x'7b7d', hash = '{forged}' WHERE seq = 6")

    assert broken(run) == [("signature-wrong", 6)]


async def test_entries_of_a_device_that_was_removed_are_named(
    run: Run, store: Store, filled: FakeDevice
):
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DELETE FROM device")

    assert broken(run) == [("device-unknown", 1)]
    said = run("verify").stderr
    assert "0 devices, 6 entries, 2 signatures" in said
    assert f"Device {filled.id}, entry 1: no device with this id is enrolled" in said


async def test_a_person_reads_which_device_which_entry_and_what_to_do(
    run: Run, store: Store, filled: FakeDevice
):
    tamper(store, "DELETE FROM journal_entry WHERE seq = 2")
    tamper(store, "UPDATE journal_entry SET body = x'7b7d' WHERE seq = 5")

    result = run("verify")

    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    laptop = f"- Device {filled.id} (team 07 of example-2026)"
    assert lines[0] == "1 device, 5 entries, 2 signatures. The journal is broken:"
    assert lines[1] == f"{laptop}, entry 2: it is missing; the next one that is there is entry 3."
    assert lines[2].startswith(f"{laptop}, entry 5: it was kept with the hash {filled.hashes[5]}")
    assert lines[3].startswith("Keep this home as it is")
    assert "restore the newest backup that verifies" in lines[3]
    assert len(lines) == 4


async def test_programs_read_what_was_expected(run: Run, store: Store, filled: FakeDevice):
    tamper(store, f"UPDATE journal_entry SET hash = '{'a' * 64}' WHERE seq = 2")

    (fault,) = as_json(run("verify", "--json"))["broken"]

    expected: dict[str, Any] = {
        "device": str(filled.id),
        "seq": 2,
        "fault": "hash-wrong",
        "expected": "a" * 64,
        "found": filled.hashes[2],
    }
    assert {name: fault[name] for name in expected} == expected


async def test_a_journal_that_is_broken_all_over_is_not_listed_whole(
    client: httpx.AsyncClient, store: Store, device: FakeDevice, run: Run
):
    for number in range(MOST_FAULTS):
        device.write(str(number), "note")
    await device.sync(client)
    device.write("the last", "note")
    await device.sync(client, MOST_FAULTS + 1)
    tamper(store, "UPDATE journal_entry SET body = x'00'")

    with store.reading() as db:
        found: Verification = verify_journal(db)

    assert (len(found.broken), found.unlisted) == (MOST_FAULTS, 1)
    assert "- and 1 more like these." in run("verify").stderr


@pytest.mark.usefixtures("filled")
async def test_devices_are_checked_each_by_itself(run: Run, store: Store):
    """A device without entries breaks nothing, and the next one begins at entry 1 again."""
    tamper(
        store,
        "INSERT INTO device (id, mission_id, name, channel, public_key, token_hash, enrolled_at,"
        " waiting) SELECT substr(id, 2) || substr(id, 1, 1), mission_id, 'spare', channel,"
        " public_key, 'other', enrolled_at, 0 FROM device",
    )

    assert run("verify").stdout == "2 devices, 6 entries, 2 signatures: every chain is whole.\n"
