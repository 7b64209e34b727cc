"""The statements of a mission: drafts that people work on, and those that are sealed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from server.missions.here import Place
from server.pages import Page
from server.statement.drafts.models import OwnTemplate, SealedStatement, StatementDraft
from server.statement.drafts.parts import draft_path, drafts_path, name_of
from server.statement.drafts.sealing import is_embargoed
from server.statement.languages.registry import NAMES
from server.statement.library import STYLES, list_languages, list_templates

_PLACES = {name: place for place, name in enumerate(STYLES)}


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One statement."""

    name: str
    href: str
    state: str
    saved: str
    public: str
    """Address of the sealed statement; '' = it is not sealed."""


@dataclass(frozen=True, slots=True)
class DraftsPage(Page):
    """All statements of a mission."""

    template: ClassVar[str] = "statement_drafts.html"
    rows: tuple[DraftRow, ...]
    begin_at: str
    """'' = none can be begun."""
    templates: tuple[tuple[str, str], ...]
    """(name, name and languages)"""
    languages: tuple[tuple[str, str], ...]
    templates_at: str


def drafts_page(
    place: Place,
    drafts: Sequence[StatementDraft],
    statements: Sequence[SealedStatement],
    own: Sequence[OwnTemplate],
    now: datetime,
) -> DraftsPage:
    """Return the page of a mission's statements."""
    sealed = {each.draft_id: each for each in statements}
    return DraftsPage(
        frame=place.frame("Statements", "statement"),
        rows=tuple(_row(place, each, sealed.get(each.id), now) for each in drafts),
        begin_at=drafts_path(place) if place.opens("POST /m/{code}/statement/drafts") else "",
        templates=tuple(_offered(drafts, own)),
        languages=tuple(NAMES.items()),
        templates_at=place.path("/statement/templates"),
    )


def _offered(
    drafts: Sequence[StatementDraft], own: Sequence[OwnTemplate]
) -> Iterator[tuple[str, str]]:
    """Yield the templates: the mission's own first, then those that it uses already."""
    yield from ((each.name, f"{each.name} (our own)") for each in own)
    used = {each.template for each in drafts}
    for name in sorted(list_templates(), key=lambda name: (name not in used, _PLACES[name])):
        yield name, f"{STYLES[name]} ({', '.join(list_languages(name))})"


def _row(
    place: Place, draft: StatementDraft, sealed: SealedStatement | None, now: datetime
) -> DraftRow:
    state = "draft"
    if sealed is not None:
        state = f"sealed {place.times.brief(sealed.signed_at)}"
        if is_embargoed(sealed, now) and sealed.embargo_until:
            state += f", under embargo until {place.times.brief(sealed.embargo_until)}"
    return DraftRow(
        name=name_of(draft),
        href=draft_path(place, draft.id),
        state=state,
        saved=f"revision {draft.revision}",
        public=f"/statements/{sealed.id}" if sealed else "",
    )
