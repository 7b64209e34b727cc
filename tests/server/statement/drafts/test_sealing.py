"""A sealed statement: final, complete, the same byte for byte, and proven."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Delete, Update
from sqlmodel import col, delete, select, update

from server.accounts.models import Role
from server.database import Store
from server.missions.service import mission_document
from server.statement.annex import annex_of
from server.statement.digests import text_digest
from server.statement.drafts import keeping, sealing
from server.statement.drafts.models import SealedFile, SealedStatement
from server.statement.drafts.news import news_since
from server.statement.drafts.problems import (
    DraftChanged,
    DraftExists,
    DraftSealed,
    InvalidDeed,
    StatementIncomplete,
)
from server.statement.drafts.standing import standing_of
from server.statement.drafts.verification import verify_seals
from server.statement.formats import FORMATS, Format
from server.statement.published import public_id
from shared.digest import sha256_hex
from tests.server.commands.running import on
from tests.server.statement.drafts.conftest import RAMP, VERDICT, Desk

Done = tuple[Desk, SealedStatement]


def files_of(store: Store, statement: SealedStatement) -> dict[Format, bytes]:
    with store.reading() as db:
        return {kind: sealing.get_file(db, statement.id, kind) for kind in Format}


def test_what_is_not_complete_is_not_signed(desk: Desk) -> None:
    with pytest.raises(StatementIncomplete, match="Nothing was signed"):
        sealing.prepare(desk.standing(), now=desk.now)


def test_what_is_missing_by_the_last_moment_stops_the_seal(ready: Desk) -> None:
    prepared = sealing.prepare(ready.standing(), now=ready.now)
    ready.write(VERDICT, "Another verdict.", basis="x")
    with ready.store.writing() as db:
        draft = keeping.get_draft(db, ready.mission.id, ready.id)
        standing = standing_of(db, keeping.read(db, draft), mission_document(ready.mission))
        sealing_it = partial(
            sealing.seal,
            db,
            draft,
            standing,
            prepared,
            by="head",
            embargo_until=None,
            now=ready.now,
        )
        with pytest.raises(DraftChanged):
            sealing_it()


def test_a_sealed_statement_reproduces_byte_for_byte_in_every_format(done: Done) -> None:
    ready, sealed = done
    before = files_of(ready.store, sealed)
    for _ in range(3):
        ready.keep(answers={"V06": "missing"}, received_at=ready.now + timedelta(hours=1))
    assert files_of(ready.store, sealed) == before
    with ready.store.reading() as db:
        kept = sealing.document_in(sealing.get_statement(db, sealed.id))
    assert {kind: written.write(kept) for kind, written in FORMATS.items()} == before


def test_the_seal_is_the_digest_of_text_evidence_and_cut(done: Done) -> None:
    ready, sealed = done
    assert sha256_hex(sealed.content.encode()) == sealed.digest
    document = sealing.document_in(sealed)
    assert text_digest(document.sections) == sealed.text_digest
    assert document.colophon.data_digest == sealed.data_digest
    assert document.colophon.cut == ready.kept().drafted_at
    for kind, content in files_of(ready.store, sealed).items():
        if kind in (Format.HTML, Format.MARKDOWN, Format.JSON):
            assert sealed.digest.encode() in content
            assert b"What this draft does not say" not in content


def test_nothing_that_is_let_out_tells_when_a_report_was_begun(done: Done) -> None:
    ready, sealed = done
    drafted = ready.standing().document
    reports = [each for one in drafted.evidence() for way in one.figures for each in way.reports]
    assert len(set(reports)) == 14
    sent = [sealed.content.encode(), *files_of(ready.store, sealed).values()]
    assert not [each for each in reports for content in sent if str(each).encode() in content]
    public = annex_of(sealing.document_in(sealed)).public
    assert public == annex_of(drafted).public
    assert set(public.values()) == {public_id(each) for each in reports}
    assert all(each.version == 8 for each in public.values())
    for one in sealing.document_in(sealed).evidence():
        assert one.first_visit
        assert one.first_visit.minute == 0


def test_once_sealed_nothing_of_it_changes(done: Done) -> None:
    ready, sealed = done
    with pytest.raises(DraftSealed):
        ready.write(RAMP, "Another.")
    with pytest.raises(DraftSealed):
        ready.draft_again()
    with pytest.raises(DraftSealed):
        ready.seal()
    assert sealed.revision == ready.kept().number


def test_a_correction_is_another_edition_that_says_why(done: Done) -> None:
    ready, sealed = done
    with ready.store.writing() as db, pytest.raises(InvalidDeed):
        keeping.correct(db, ready.mission.id, ready.id, " ", by="aigul", now=ready.now)
    with ready.store.writing() as db:
        begun = keeping.correct(
            db, ready.mission.id, ready.id, "A ramp was there", by="aigul", now=ready.now
        ).id
    with ready.store.writing() as db, pytest.raises(DraftExists):
        keeping.correct(db, ready.mission.id, ready.id, "Again", by="serik", now=ready.now)
    second = replace(ready, id=begun)
    assert second.kept().block(VERDICT).text == "The Mission thanks everybody."
    second.write(RAMP, "In 2 of the 14, there was no ramp.")
    second.approve_all()
    corrected = second.seal()
    document = sealing.document_in(corrected)
    assert document.seal
    assert (document.seal.edition, document.seal.reason) == (2, "A ramp was there")
    assert b"A ramp was there" in files_of(ready.store, corrected)[Format.MARKDOWN]
    with ready.store.reading() as db:
        successor = sealing.find_successor(db, sealing.get_statement(db, sealed.id))
        assert successor
        assert successor.id == corrected.id
        assert sealing.find_successor(db, corrected) is None


def test_late_reports_are_counted_and_never_merged_in(done: Done) -> None:
    ready, sealed = done
    with ready.store.reading() as db:
        assert news_since(db, ready.mission.id, sealed.drafted_at).reports == 0
    ready.keep(answers={"V06": "missing"}, received_at=ready.now + timedelta(hours=1))
    with ready.store.reading() as db:
        assert news_since(db, ready.mission.id, sealed.drafted_at).reports == 1
        assert "2 of the 14" in sealing.get_statement(db, sealed.id).content


def test_under_embargo_drafters_and_the_head_alone_may_read_it(done: Done) -> None:
    ready, sealed = done
    until = ready.now + timedelta(hours=3)
    held = sealed.model_copy(update={"embargo_until": until})
    for role in (None, *Role):
        may = role in (Role.ADMIN, Role.HEAD, Role.ANALYST, Role.DRAFTER)
        assert sealing.may_read(held, ready.mission, role, ready.now) is may
        assert sealing.may_read(held, ready.mission, role, until)
    drill = ready.mission.model_copy(update={"drill": True})
    assert not sealing.may_read(held, drill, None, until)
    assert not sealing.may_read(held, drill, Role.PARTNER, until)
    assert sealing.may_read(held, drill, Role.VIEWER, until)


def test_verifying_finds_every_seal_whole(done: Done) -> None:
    ready, sealed = done
    with ready.store.reading() as db:
        found = verify_seals(db)
    assert (found.statements, found.files, found.broken) == (1, len(Format), [])
    assert sealed.digest


def tampered(store: Store, *changes: Update | Delete) -> list[str]:
    with store.writing() as db:
        for change in changes:
            db.connection().execute(change)
    with store.reading() as db:
        return verify_seals(db).broken


def test_verifying_finds_whatever_was_changed_and_what_is_missing(
    done: Done,
) -> None:
    ready, sealed = done
    store = ready.store
    content = sealed.content.replace("2 of the 14", "3 of the 14")
    [text] = tampered(store, update(SealedStatement).values(content=content))
    assert "its text, evidence or cut was changed" in text
    digest = sha256_hex(content.encode())
    found = tampered(store, update(SealedStatement).values(digest=digest))
    assert any("the audit trail has another seal" in each for each in found)
    assert any("its text does not have the digest" in each for each in found)
    tampered(
        store,
        update(SealedStatement).values(content=sealed.content, digest=sealed.digest),
    )
    is_pdf = col(SealedFile.format) == "pdf"
    [file] = tampered(store, update(SealedFile).where(is_pdf).values(content=b"%PDF"))
    assert "the kept pdf is not what was sealed" in file
    [gone] = tampered(store, delete(SealedFile), delete(SealedStatement))
    assert "is not kept any more" in gone
    with store.reading() as db:
        assert db.exec(select(SealedStatement)).all() == []


def test_the_command_proves_the_seals_and_fails_for_a_broken_one(
    done: Done, tmp_path: Path
) -> None:
    desk, _ = done
    (tmp_path / "home").mkdir()
    run = on(tmp_path / "home")
    shutil.copy(desk.store.url.removeprefix("sqlite:///"), tmp_path / "home" / "evenhand.db")
    whole = json.loads(run("verify", "--json").stdout)["statements"]
    assert whole == {"sealed": 1, "files": len(Format), "broken": []}
    store = Store(f"sqlite:///{tmp_path / 'home' / 'evenhand.db'}")
    tampered(store, update(SealedStatement).values(content="{}"))
    store.close()
    broken = run("verify")
    assert broken.exit_code == 1
    assert "its text, evidence or cut was changed" in broken.stderr


def test_the_command_lists_what_is_sealed_and_writes_its_files(done: Done, tmp_path: Path) -> None:
    desk, sealed = done
    (tmp_path / "home").mkdir()
    run = on(tmp_path / "home")
    shutil.copy(desk.store.url.removeprefix("sqlite:///"), tmp_path / "home" / "evenhand.db")
    [listed] = json.loads(run("sealed", "list", "--mission", "sample-2026", "--json").stdout)
    assert (listed["id"], listed["seal"]) == (str(sealed.id), sealed.digest)
    assert sealed.digest in run("sealed", "list", "--mission", "sample-2026").stdout
    for kind, digest in [*listed["files"].items(), ("seal", sealed.digest)]:
        file = tmp_path / f"statement.{kind}"
        taken = run("sealed", "take", str(sealed.id), "--format", kind, "-o", file)
        assert taken.exit_code == 0, taken.output
        assert sha256_hex(file.read_bytes()) == digest
    missing = run("sealed", "take", str(sealed.draft_id), "-o", "-")
    assert missing.exit_code == 1
    assert "There is no such statement" in missing.stderr
