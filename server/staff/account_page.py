"""Builds the pages of all accounts and of one, for administrators."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from server.accounts import invitations, memberships, sessions
from server.accounts import service as accounts
from server.accounts.caller import Caller
from server.accounts.house import house_frame, moment_words
from server.accounts.models import Account
from server.accounts.sessions import Way
from server.missions.service import list_missions
from server.staff.own_page import WAYS
from server.staff.parts import demands_of, factor_words, invitation_rows
from server.staff.people_pages import (
    NOTHING_TYPED,
    AccountPage,
    AccountRow,
    AccountsPage,
    Link,
    StandingRow,
    TypedInvitation,
)
from server.staff.words import standing_words


def accounts_page(
    db: Session,
    caller: Caller,
    *,
    now: datetime,
    link: Link | None = None,
    trouble: str = "",
    typed: TypedInvitation = NOTHING_TYPED,
) -> AccountsPage:
    """Return the page of all accounts."""
    missions = {mission.id: mission for mission in list_missions(db)}
    everybody = accounts.list_accounts(db)
    held = memberships.list_memberships(db, [each.id for each in everybody])
    seen = sessions.last_seen(db)
    return AccountsPage(
        house_frame(caller, "Accounts", "/accounts"),
        rows=tuple(
            AccountRow(
                name=account.name,
                href=f"/accounts/{account.id}",
                roles=tuple(
                    standing_words(memberships.standing_of(each), missions)
                    for each in held
                    if each.account_id == account.id
                ),
                factor=factor_words(db, account.id),
                seen=moment_words(seen.get(account.id), ""),
                is_disabled=account.disabled_at is not None,
            )
            for account in everybody
        ),
        invitations=invitation_rows(
            invitations.list_waiting(db, now=now), missions, "/accounts/invitations"
        ),
        demands=demands_of(db, None),
        missions=_options(db),
        link=link,
        trouble=trouble,
        typed=typed,
    )


def account_page(
    db: Session,
    account: Account,
    caller: Caller,
    *,
    now: datetime,
    link: Link | None = None,
    trouble: str = "",
) -> AccountPage:
    """Return the page of one account."""
    missions = {mission.id: mission for mission in list_missions(db)}
    shut = account.disabled_at
    since = f"made {moment_words(account.created_at)}"
    return AccountPage(
        house_frame(caller, account.name, "/accounts"),
        name=account.name,
        href=f"/accounts/{account.id}",
        state=f"{since}, shut since {moment_words(shut)}" if shut else since,
        factor=factor_words(db, account.id),
        standings=tuple(
            StandingRow(
                standing_words(memberships.standing_of(each), missions),
                moment_words(each.created_at),
            )
            for each in memberships.list_memberships(db, [account.id])
        ),
        sessions=_session_lines(db, account, now),
        missions=_options(db),
        is_disabled=shut is not None,
        is_self=account.id == caller.account_id,
        link=link,
        trouble=trouble,
    )


def _session_lines(db: Session, account: Account, now: datetime) -> tuple[str, ...]:
    return tuple(
        f"{each.agent or 'a browser'}, by {WAYS[Way(each.way)]}, "
        f"last seen {moment_words(each.seen_at)}"
        for each in sessions.list_sessions(db, account.id, now=now)
    )


def _options(db: Session) -> tuple[tuple[str, str], ...]:
    listed: Sequence[tuple[str, str]] = [(each.code, each.title) for each in list_missions(db)]
    return tuple(listed)
