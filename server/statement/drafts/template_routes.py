"""A mission's own templates: copied, changed, kept in versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from server.bounds import EntryNumber, PlainText
from server.deps import Now, Reading, TheStore
from server.missions.here import Here, Place
from server.pages import Page, render
from server.statement import own_templates
from server.statement.drafts.models import OwnTemplate
from server.statement.library import list_languages, list_templates
from server.statement.problems import TemplateChanged, TemplateUnreadable

router = APIRouter(prefix="/m/{code}/statement/templates", include_in_schema=False)


class Wanted(BaseModel):
    """Which template is opened, or copied as which new one."""

    name: PlainText = ""
    copy_of: PlainText = ""
    version: EntryNumber = 0


class Written(BaseModel):
    """A template as it is written."""

    name: PlainText = Field(max_length=60)
    source: PlainText = Field(max_length=400_000)
    seen: EntryNumber = 0


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template."""

    name: str
    about: str
    href: str
    copy_at: str


@dataclass(frozen=True, slots=True)
class TemplatesPage(Page):
    """The templates that a mission can use."""

    template: ClassVar[str] = "statement_templates.html"
    back: str
    rows: tuple[TemplateRow, ...]


@dataclass(frozen=True, slots=True)
class TemplatePage(Page):
    """One of a mission's own templates, to be changed; or a copy, to be named."""

    template: ClassVar[str] = "statement_template.html"
    back: str
    save_at: str
    name: str
    is_new: bool
    source: str
    seen: int
    mistake: str
    """What is wrong with it, and where; '' = nothing."""
    versions: tuple[tuple[int, str, str, str], ...]
    """(number, who, when, address)"""


@router.get("")
def list_all(here: Here, db: Reading) -> HTMLResponse:
    """List the templates that the mission can use."""
    own = own_templates.list_own(db, here.mission.id)
    rows = [
        TemplateRow(
            name, f"for every mission: {', '.join(list_languages(name))}", "", _copy(here, name)
        )
        for name in list_templates()
    ]
    rows += [
        TemplateRow(
            each.name,
            f"version {each.version}, {each.by}, {here.times.brief(each.at)}",
            _path(here, f"/own?{urlencode({'name': each.name})}"),
            _copy(here, each.name),
        )
        for each in own
    ]
    frame = here.frame("Templates of statements", "statement")
    return render(TemplatesPage(frame, here.path("/statement/drafts"), tuple(rows)))


@router.get("/own")
def open_one(here: Here, db: Reading, wanted: Annotated[Wanted, Query()]) -> HTMLResponse:
    """Open one of the mission's own templates, an older version, or a copy to be named."""
    if wanted.copy_of:
        source = own_templates.source_for(db, here.mission.id, wanted.copy_of)
        return render(_page(here, Written(name="", source=source)))
    versions = own_templates.list_versions(db, here.mission.id, wanted.name)
    source = own_templates.source_for(db, here.mission.id, wanted.name)
    older = next((each for each in versions if each.version == wanted.version), None)
    newest = versions[0].version if versions else 0
    shown = Written(name=wanted.name, source=older.source if older else source, seen=newest)
    return render(_page(here, shown, versions=versions))


@router.post("/own")
def keep(here: Here, store: TheStore, now: Now, written: Annotated[Written, Form()]) -> Response:
    """Keep another version; where it can't be used, show the text again with its first mistake."""
    try:
        with store.writing() as db:
            kept = own_templates.keep(
                db,
                here.mission.id,
                written.name,
                written.source,
                seen=written.seen,
                by=here.caller.name,
                now=now,
            )
            subject = f"statement template {kept.name}"
            here.record(
                db, "statement.template_kept", now=now, subject=subject, version=kept.version
            )
    except (TemplateUnreadable, TemplateChanged) as problem:
        return render(_page(here, written, problem.detail), problem.status)
    query = urlencode({"name": written.name})
    return RedirectResponse(_path(here, f"/own?{query}"), status_code=303)


def _page(
    here: Place,
    written: Written,
    mistake: str = "",
    versions: Sequence[OwnTemplate] = (),
) -> TemplatePage:
    return TemplatePage(
        frame=here.frame("A template of our own", "statement"),
        back=_path(here),
        save_at=_path(here, "/own"),
        name=written.name,
        is_new=not written.seen,
        source=written.source,
        seen=written.seen,
        mistake=mistake,
        versions=tuple(
            (
                each.version,
                each.by,
                here.times.brief(each.at),
                _path(here, f"/own?{urlencode({'name': each.name, 'version': each.version})}"),
            )
            for each in versions[:50]
        ),
    )


def _path(here: Place, rest: str = "") -> str:
    return here.path(f"/statement/templates{rest}")


def _copy(here: Place, name: str) -> str:
    return _path(here, f"/own?copy_of={quote(name)}")
