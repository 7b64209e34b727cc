"""Builds the page of one's own account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from server.accounts import authenticators, passkeys, recovery, sessions, tokens
from server.accounts.caller import Caller
from server.accounts.factor_models import Passkey
from server.accounts.house import house_frame, moment_words
from server.accounts.link_models import ApiToken
from server.accounts.models import SignIn
from server.accounts.sessions import Way
from server.missions.models import Mission
from server.missions.visibility import list_visible_missions
from server.staff.own_pages import OwnPage, PasskeyRow, SessionRow, Shown, TokenRow
from server.staff.words import standing_words

WAYS = {
    Way.PASSWORD: "password alone",
    Way.APP: "password and app",
    Way.RECOVERY: "password and recovery code",
    Way.PASSKEY: "passkey",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says of what was just done, or was not."""

    done: str = ""
    trouble: str = ""
    shown: Shown | None = None


def own_page(db: Session, caller: Caller, said: Said, *, now: datetime) -> OwnPage:
    """Return the page of the caller's own account."""
    missions = {each.id: each for each in list_visible_missions(db, caller)}
    account_id = caller.account_id
    return OwnPage(
        house_frame(caller, "Your account", "/account"),
        roles=tuple(standing_words(each, missions) for each in caller.standings),
        owes=caller.owes_factor,
        has_app=authenticators.has_one(db, account_id),
        codes_left=recovery.count_left(db, account_id),
        passkeys=tuple(map(_passkey, passkeys.list_passkeys(db, account_id))),
        sessions=tuple(
            _session(each, caller) for each in sessions.list_sessions(db, account_id, now=now)
        ),
        tokens=tuple(
            _token(each, missions) for each in tokens.list_tokens(db, account_id, now=now)
        ),
        missions=tuple((each.code, each.title) for each in missions.values()),
        shown=said.shown,
        done=said.done,
        trouble=said.trouble,
    )


def _passkey(passkey: Passkey) -> PasskeyRow:
    return PasskeyRow(
        id=str(passkey.id),
        name=passkey.name,
        since=moment_words(passkey.created_at),
        used=moment_words(passkey.used_at, "never"),
    )


def _session(session: SignIn, caller: Caller) -> SessionRow:
    return SessionRow(
        id=str(session.id),
        browser=session.agent,
        way=WAYS[Way(session.way)],
        since=moment_words(session.created_at),
        seen=moment_words(session.seen_at),
        is_this=session.id == caller.session,
    )


def _token(token: ApiToken, missions: Mapping[UUID, Mission]) -> TokenRow:
    mission = missions.get(token.mission_id) if token.mission_id else None
    where = "all your missions" if token.mission_id is None else mission.code if mission else "none"
    return TokenRow(
        id=str(token.id),
        name=token.name,
        reach=f"{where}, {'reads and changes' if token.writes else 'only reads'}",
        since=moment_words(token.created_at),
        until=moment_words(token.expires_at),
        used=moment_words(token.used_at, "never"),
    )
