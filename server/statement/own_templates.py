"""A mission's own templates: copied from another, changed, kept version by version."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.statement.drafts.models import OwnTemplate
from server.statement.library import (
    get_template,
    languages_in,
    list_templates,
    read_template_text,
    source_of,
)
from server.statement.problems import TemplateChanged, TemplateUnreadable, UnknownTemplate
from server.statement.template import Template

_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")


def list_own(db: Session, mission_id: UUID) -> Sequence[OwnTemplate]:
    """Return the newest version of each of a mission's own templates, by name."""
    newest = (
        select(OwnTemplate.name, func.max(OwnTemplate.version).label("version"))
        .where(OwnTemplate.mission_id == mission_id)
        .group_by(OwnTemplate.name)
        .subquery()
    )
    query = (
        select(OwnTemplate)
        .join(
            newest,
            (col(OwnTemplate.name) == newest.c.name)
            & (col(OwnTemplate.version) == newest.c.version),
        )
        .where(OwnTemplate.mission_id == mission_id)
    )
    return db.exec(query.order_by(OwnTemplate.name)).all()


def list_versions(db: Session, mission_id: UUID, name: str) -> Sequence[OwnTemplate]:
    """Return every version of a template of a mission's own, the newest first."""
    query = select(OwnTemplate).where(
        OwnTemplate.mission_id == mission_id, OwnTemplate.name == name
    )
    return db.exec(query.order_by(col(OwnTemplate.version).desc())).all()


def find_own(db: Session, mission_id: UUID, name: str) -> OwnTemplate | None:
    """Return the newest version of a template of a mission's own."""
    return next(iter(list_versions(db, mission_id, name)), None)


def template_for(db: Session, mission_id: UUID, name: str, language: str) -> Template:
    """Return a template by its name: one of a mission's own, or one that all have.

    Raises UnknownTemplate or UnknownLanguage, which list what there is.
    """
    if name in list_templates():
        return get_template(name, language)
    held = find_own(db, mission_id, name)
    if held is None:
        own = [each.name for each in list_own(db, mission_id)]
        raise UnknownTemplate(
            f"There is no template {name[:60]!r}. There are: "
            f"{', '.join([*list_templates(), *own])}. A template of your own is made under "
            "“Statement”, or named by its file."
        )
    template = read_template_text(held.source, language, f"The template {held.name}")
    return template.model_copy(update={"id": held.name, "version": str(held.version)})


def source_for(db: Session, mission_id: UUID, name: str) -> str:
    """Return a template as it is written. Raises UnknownTemplate."""
    held = None if name in list_templates() else find_own(db, mission_id, name)
    return held.source if held else source_of(name)


def keep(  # noqa: PLR0913 - what a template is
    db: Session, mission_id: UUID, name: str, source: str, *, seen: int, by: str, now: datetime
) -> OwnTemplate:
    """Keep another version of a mission's own template; the same text again is no new version.

    `seen` is the newest version that its writer saw; 0 = none. Raises TemplateUnreadable with the
    place of the first mistake, or TemplateChanged where somebody else kept one meanwhile.
    """
    _require_name(name)
    source = source.replace("\r\n", "\n")
    for language in languages_in(source, f"The template {name}"):
        read_template_text(source, language, f"The template {name}")
    held = find_own(db, mission_id, name)
    newest = held.version if held else 0
    if newest != seen:
        raise TemplateChanged(
            f"There is a version {newest} of the template {name} that you have not seen"
            f"{f', by {held.by}' if held else ''}. Your text was not kept: copy it, open the "
            "newest version, and put in what is yours."
        )
    if held is not None and held.source == source:
        return held
    kept = OwnTemplate(
        mission_id=mission_id, name=name, version=newest + 1, source=source, by=by, at=now
    )
    db.add(kept)
    db.flush()
    return kept


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name) or name in list_templates():
        raise TemplateUnreadable(
            f"{name[:60]!r} can't be the name of a template of your own: use small letters, digits "
            f"and hyphens, such as our-mission, and none of {', '.join(list_templates())}."
        )
