"""Checklists: read from XLSForm, checked, published and frozen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from server.changes import log
from server.forms.models import FrozenFile, PublishedForm
from server.forms.problems import DraftOutsideDrill, FormVersionUsed, UnknownForm
from server.forms.reading import FormReading, publishable, read_form
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.ids import new_id

LIBRARY = ("header", "opening", "voting", "counting", "tabulation", "flash", "accessibility")
"""The standard checklists that come with the program."""


def publish(
    db: Session, mission_id: UUID, reading: FormReading, *, now: datetime, drill: bool = False
) -> PublishedForm:
    """Freeze the form that was read as a version of the mission's; the same again is the same.

    A version that was withdrawn is offered again. `drill` says that the mission is one: only
    there may a draft go. Raises FormNotPublishable
    where the reading has errors, FormVersionUsed where the version was published with other
    content, and DraftOutsideDrill.
    """
    form = publishable(reading)
    if reading.draft and not drill:
        raise _outside_drill(reading)
    files = {name: sha256_hex(content) for name, content in sorted(reading.attached.items())}
    held = find_published(db, mission_id, form.id, form.version)
    if held is not None:
        if not _is_same(held, form, reading, files):
            raise _version_used(held)
        _offer_again(db, held)
        return held
    for content in reading.attached.values():
        _keep(db, content, now)
    published = PublishedForm(
        id=new_id(now),
        mission_id=mission_id,
        form_id=form.id,
        version=form.version,
        digest=form.digest,
        document=form.model_dump(mode="json"),
        xform=reading.xform,
        source_name=reading.name,
        source_sha256=sha256_hex(reading.source),
        source=reading.source,
        published_at=now,
        draft=reading.draft,
        files=files,
    )
    db.add(published)
    db.flush()
    log.note(db, mission_id, "form", [form.id])
    return published


def _outside_drill(reading: FormReading) -> DraftOutsideDrill:
    return DraftOutsideDrill(
        f"{reading.name} is a draft, and this mission observes a real election: observers would "
        "fill it in at polling stations. Try it in a mission whose file says drill: true, or "
        "publish it without --draft."
    )


def _version_used(held: PublishedForm) -> FormVersionUsed:
    return FormVersionUsed(
        f"Version {held.version} of {held.form_id} was published on {held.published_at:%d %B %Y} "
        "with other content, and observers may have filled it in. Write a new version on the "
        "settings sheet and publish that; `form diff` tells what differs."
    )


def withdraw(
    db: Session, mission_id: UUID, form_id: str, version: str | None = None, *, now: datetime
) -> list[PublishedForm]:
    """Take a form off the laptops: a version, or without one all of them; return those it was.

    The newest version that is left is offered again. Drafts go on, and reports filled in with it
    are judged as ever. Raises UnknownForm.
    """
    get_published(db, mission_id, form_id, version)
    offered = [
        each
        for each in list_published(db, mission_id)
        if each.form_id == form_id and each.withdrawn_at is None and version in {None, each.version}
    ]
    for each in offered:
        each.withdrawn_at = now
        db.add(each)
    if offered:
        db.flush()
        log.note(db, mission_id, "form", [form_id])
    return offered


def _offer_again(db: Session, held: PublishedForm) -> None:
    if held.withdrawn_at is not None:
        held.withdrawn_at = None
        db.add(held)
        db.flush()
        log.note(db, held.mission_id, "form", [held.form_id])


def _is_same(
    held: PublishedForm, form: Form, reading: FormReading, files: Mapping[str, str]
) -> bool:
    """Tell whether what was read is what is held, for laptops and for phones.

    The same file is the same form, even if a newer program reads more in it.
    """
    if held.files != files:
        return False
    if held.source_sha256 == sha256_hex(reading.source):
        return True
    return held.digest == form.digest and held.xform == reading.xform


def _keep(db: Session, content: bytes, now: datetime) -> None:
    sha256 = sha256_hex(content)
    if db.get(FrozenFile, sha256) is None:
        db.add(FrozenFile(sha256=sha256, content=content, size=len(content), kept_at=now))
        db.flush()


def find_file(db: Session, mission_id: UUID, sha256: str) -> bytes | None:
    """Return the file of that SHA-256 if one of the mission's forms was published with it."""
    used = (sha256 in published.values() for published in db.exec(_files_of(mission_id)))
    if not any(used):
        return None
    held = db.get(FrozenFile, sha256)
    return held.content if held else None


def _files_of(mission_id: UUID) -> SelectOfScalar[dict[str, str]]:
    """Select the files of each published form, without reading the forms themselves."""
    files: Any = PublishedForm.files  # a column here, though its type says otherwise
    return select(files).where(PublishedForm.mission_id == mission_id)


def list_published(db: Session, mission_id: UUID) -> Sequence[PublishedForm]:
    """Return every published version of the mission's forms, the oldest first."""
    return db.exec(
        select(PublishedForm)
        .where(PublishedForm.mission_id == mission_id)
        .order_by(col(PublishedForm.published_at), col(PublishedForm.id))
    ).all()


def list_current(db: Session, mission_id: UUID) -> list[PublishedForm]:
    """Return the newest version of each of the mission's forms, by when the form first came.

    A version that was withdrawn is not offered any more.
    """
    newest = {
        published.form_id: published
        for published in list_published(db, mission_id)
        if published.withdrawn_at is None
    }
    return list(newest.values())


def find_by_digest(db: Session, mission_id: UUID, digest: str) -> PublishedForm | None:
    """Return the mission's form that has this digest, or None."""
    same = select(PublishedForm).where(
        PublishedForm.mission_id == mission_id, PublishedForm.digest == digest
    )
    return db.exec(same.limit(1)).first()


def find_published(
    db: Session, mission_id: UUID, form_id: str, version: str | None = None
) -> PublishedForm | None:
    """Return that version of the form, or without one the newest; None if there is none."""
    query = (
        select(PublishedForm)
        .where(PublishedForm.mission_id == mission_id, PublishedForm.form_id == form_id)
        .order_by(col(PublishedForm.published_at).desc(), col(PublishedForm.id).desc())
    )
    if version is not None:
        query = query.where(PublishedForm.version == version)
    return db.exec(query.limit(1)).first()


def get_published(
    db: Session, mission_id: UUID, form_id: str, version: str | None = None
) -> PublishedForm:
    """Return that version of the form, or without one the newest; raises UnknownForm."""
    published = find_published(db, mission_id, form_id, version)
    if published is None:
        known = sorted({each.form_id for each in list_published(db, mission_id)})
        wanted = f"form {form_id}" + (f", version {version}" if version else "")
        raise UnknownForm(
            f"The mission has no {wanted}. "
            + (f"It has: {', '.join(known)}." if known else "Import one first.")
        )
    return published


def form_of(published: PublishedForm) -> Form:
    """Return the form as it was published."""
    return Form.model_validate(published.document)


def library_path(name: str) -> Traversable:
    """Return the file of the standard checklist `name`; raises UnknownForm."""
    if name not in LIBRARY:
        raise UnknownForm(f"There is no standard form {name}. There are: {', '.join(LIBRARY)}.")
    return resources.files("server.forms") / "library" / f"{name}.md"


def read_library(name: str) -> FormReading:
    """Read the standard checklist `name`; raises UnknownForm."""
    path = library_path(name)
    return read_form(path.read_bytes(), path.name)


def list_library() -> list[FormReading]:
    """Read all standard checklists."""
    return [read_library(name) for name in LIBRARY]
