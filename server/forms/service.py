"""Checklists: read from XLSForm, checked, published and frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from uuid import UUID

from sqlmodel import Session, col, select

from server.forms.models import PublishedForm
from server.forms.problems import FormNotPublishable, FormVersionUsed, UnknownForm
from shared.digest import sha256_hex
from shared.forms.lint.finding import Level, LintFinding, error
from shared.forms.lint.linter import lint
from shared.forms.model import Form
from shared.ids import new_id

LIBRARY = ("header", "opening", "voting", "counting")
"""The standard checklists that come with the program."""
LONGEST_ID = 120


@dataclass(frozen=True, slots=True)
class FormReading:
    """An XLSForm that was read: the form, the XForm for phones, and what was found about it."""

    form: Form | None
    """None where the mistakes leave no form to speak of."""
    xform: str
    findings: tuple[LintFinding, ...]
    source: bytes
    name: str
    """Of the file."""

    @property
    def errors(self) -> tuple[LintFinding, ...]:
        """The findings that refuse publishing."""
        return tuple(each for each in self.findings if each.level is Level.ERROR)


def read_form(source: bytes, name: str) -> FormReading:
    """Read the XLSForm `source` (xlsx, csv or Markdown, by the file's `name`) and check it.

    Raises FormUnreadable for a file that is no XLSForm at all; an author's mistakes are findings.
    """
    # Half of every command's start would go into pyxform; few commands read forms.
    from server.forms.conversion import convert, rows_by_name  # noqa: PLC0415
    from server.forms.workbook import read_workbook  # noqa: PLC0415
    from server.forms.xlsform import build_form  # noqa: PLC0415

    definition = read_workbook(source, name)
    conversion = convert(definition, version=sha256_hex(source)[:12])
    findings, form = conversion.findings, None
    if conversion.document is not None:
        rows = rows_by_name(definition)
        form, left_out = build_form(conversion.document, rows)
        findings = [*findings, *left_out, *lint(form, rows), *_too_long(form)]
    ordered = sorted(findings, key=lambda finding: (finding.level, finding.row or 0))
    return FormReading(form, conversion.xform, tuple(ordered), source, name)


def publish(db: Session, mission_id: UUID, reading: FormReading, *, now: datetime) -> PublishedForm:
    """Freeze the form that was read as a version of the mission's; the same again is the same.

    Raises FormNotPublishable where the reading has errors, and FormVersionUsed where the version
    was published with other content.
    """
    form = _publishable(reading)
    held = find_published(db, mission_id, form.id, form.version)
    if held is not None:
        if held.digest == form.digest:
            return held
        raise FormVersionUsed(
            f"Version {form.version} of {form.id} was published on {held.published_at:%d %B %Y} "
            "with other content, and observers may have filled it in. Write a new version on the "
            "settings sheet and publish that."
        )
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
    )
    db.add(published)
    db.flush()
    return published


def list_published(db: Session, mission_id: UUID) -> Sequence[PublishedForm]:
    """Return every published version of the mission's forms, the oldest first."""
    return db.exec(
        select(PublishedForm)
        .where(PublishedForm.mission_id == mission_id)
        .order_by(col(PublishedForm.published_at), col(PublishedForm.id))
    ).all()


def list_current(db: Session, mission_id: UUID) -> list[PublishedForm]:
    """Return the newest version of each of the mission's forms, by when the form first came."""
    newest = {published.form_id: published for published in list_published(db, mission_id)}
    return list(newest.values())


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


def _publishable(reading: FormReading) -> Form:
    errors = reading.errors
    if reading.form is None or errors:
        first = errors[0]
        place = f", row {first.row}" if first.row is not None else ""
        more = f" There are {len(errors) - 1} more." if len(errors) > 1 else ""
        raise FormNotPublishable(
            f"{reading.name}{place}: {first.message} {first.cure}{more} Nothing was published.",
            findings=[
                {
                    "level": each.level.value,
                    "code": each.code,
                    "row": each.row,
                    "message": each.message,
                    "cure": each.cure,
                }
                for each in reading.findings
            ],
        )
    return reading.form


def _too_long(form: Form) -> list[LintFinding]:
    """Return a finding for an id or version that can't be kept."""
    return [
        error(
            "too-long",
            None,
            f"The {what} has {len(value)} characters; {LONGEST_ID} is the most.",
            "Shorten it on the settings sheet.",
        )
        for what, value in (("form_id", form.id), ("version", form.version))
        if len(value) > LONGEST_ID
    ]
