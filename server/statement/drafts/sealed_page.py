"""A sealed statement as everybody sees it: its text, its seal, and how to verify it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup

from server.accounts.caller import Caller
from server.accounts.models import Role
from server.accounts.table import DRAFTERS, HEADS
from server.missions.models import Mission
from server.pages import Frame, Link, Page, Times
from server.statement.document import Document
from server.statement.drafts.models import SealedStatement, StatementDraft
from server.statement.drafts.sealing import document_in, is_embargoed
from server.statement.formats import FORMATS, Format
from server.statement.render_html import InFile, fragment

_DRILL = "This is a drill. Nothing in it was observed."


@dataclass(frozen=True)
class Sealed:
    """A sealed statement with what stands around it."""

    statement: SealedStatement
    draft: StatementDraft
    mission: Mission
    files: Sequence[tuple[str, str]]
    """(format, SHA-256)"""
    successor: SealedStatement | None
    """The edition that corrects it, if the reader may read it."""


@dataclass(frozen=True, slots=True)
class SealedPage(Page):
    """A sealed statement."""

    template: ClassVar[str] = "statement_sealed.html"
    state: str
    embargo: str
    """'' = everybody may read it."""
    embargo_at: str
    """Where the head of mission moves the embargo; '' for everybody else."""
    draft_at: str
    reason: str
    successor_at: str
    seal: str
    seal_at: str
    text_digest: str
    data_digest: str
    cut: str
    files: tuple[tuple[Link, str], ...]
    text: Markup


def _frame(shown: Sealed, caller: Caller | None) -> Frame:
    """Return what stands around the page; a stranger is led nowhere else."""
    mission, document = shown.mission, document_in(shown.statement)
    standing = caller.standing_in(mission.id) if caller else None
    return Frame(
        title="Statement",
        account=caller.name if caller else "",
        role=standing.role.words if standing else "",
        mission=mission.title,
        home=f"/m/{quote(mission.code, safe='')}"
        if standing
        else f"/statements/{shown.statement.id}",
        notices=_notices(document),
        times=f"Times are by the clock of {mission.timezone}.",
    )


def sealed_page(shown: Sealed, caller: Caller | None, now: datetime) -> SealedPage:
    """Return the page of a sealed statement."""
    statement, mission, draft = shown.statement, shown.mission, shown.draft
    times = Times(ZoneInfo(mission.timezone), mission.election_date.year)
    at = f"/statements/{statement.id}"
    home = f"/m/{quote(mission.code, safe='')}"
    standing = caller.standing_in(mission.id) if caller else None
    role: Role | None = standing.role if standing else None
    hidden = is_embargoed(statement, now)
    document = document_in(statement)
    edition = f"Edition {draft.edition}. " if draft.edition > 1 else ""
    return SealedPage(
        frame=_frame(shown, caller),
        state=f"{edition}Signed off by the head of mission and sealed on "
        f"{times.at(statement.signed_at)}.",
        embargo=_embargo(statement, times, now),
        embargo_at=f"{home}/statement/sealed/{statement.id}/embargo"
        if hidden and role in HEADS
        else "",
        draft_at=f"{home}/statement/drafts/{draft.id}" if role in DRAFTERS else "",
        reason=draft.reason,
        successor_at=f"/statements/{shown.successor.id}" if shown.successor else "",
        seal=statement.digest,
        seal_at=f"{at}/seal.json",
        text_digest=statement.text_digest,
        data_digest=statement.data_digest,
        cut=times.at(statement.drafted_at),
        files=tuple(
            (Link(FORMATS[Format(kind)].name, f"{at}/statement.{kind}"), digest)
            for kind, digest in shown.files
        ),
        text=fragment(document, InFile()),
    )


def _notices(document: Document) -> tuple[str, ...]:
    drill = _DRILL if document.drill else ""
    return tuple(each for each in (drill, document.illustrative) if each)


def _embargo(statement: SealedStatement, times: Times, now: datetime) -> str:
    if statement.embargo_until is None or not is_embargoed(statement, now):
        return ""
    return (
        f"Under embargo until {times.at(statement.embargo_until)}: until then it can be read by "
        "the mission's drafters and its head alone."
    )
