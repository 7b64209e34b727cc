"""All accounts of the server, for who administers all missions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from server.accounts import factors, invitations, memberships, trail
from server.accounts import service as accounts
from server.accounts.access import TheCaller
from server.accounts.caller import Caller, Standing
from server.accounts.models import Account
from server.accounts.problems import UnfitStanding
from server.accounts.trail import Particular
from server.accounts.visits import party_of
from server.deps import Now, Reading, TheSettings, TheStore, Writing
from server.missions import service as missions
from server.pages import render
from server.staff.account_page import account_page, accounts_page
from server.staff.asked import AskedDemands, HouseInvitation, HouseRole
from server.staff.fitting import require_known
from server.staff.parts import link_to
from server.staff.people_pages import TypedInvitation
from shared.problems import Problem

router = APIRouter(prefix="/accounts", include_in_schema=False)


@router.get("")
def show_accounts(caller: TheCaller, db: Reading, now: Now) -> Response:
    """List the accounts, and who is invited."""
    return render(accounts_page(db, caller, now=now))


@router.post("/invitations")
def invite(
    caller: TheCaller,
    store: TheStore,
    settings: TheSettings,
    request: Request,
    now: Now,
    asked: Annotated[HouseInvitation, Form()],
) -> Response:
    """Make an invitation and show its link, this once; or say why not."""
    try:
        with store.writing() as db:
            standing = asked.standing(_mission_id(db, asked.mission))
            require_known(db, standing)
            made, secret = invitations.invite(db, standing, name=asked.name, by=caller, now=now)
            subject = f"invitation {made.id}"
            _record(db, caller, "invitation.made", now, subject, standing)
            party = party_of(request, settings)
            link = link_to(party, secret, "The invitation", made.expires_at)
            return render(accounts_page(db, caller, now=now, link=link))
    except Problem as problem:
        with store.reading() as db:
            typed = TypedInvitation(asked.name, asked.role.value, asked.mission, asked.within)
            page = accounts_page(db, caller, now=now, trouble=problem.detail, typed=typed)
            return render(page, problem.status)


@router.post("/invitations/{invitation_id}/withdrawal")
def withdraw(caller: TheCaller, db: Writing, now: Now, invitation_id: UUID) -> Response:
    """Take an invitation back."""
    if invitations.withdraw(db, invitation_id, now=now):
        _record(db, caller, "invitation.withdrawn", now, f"invitation {invitation_id}")
    return RedirectResponse("/accounts", status_code=303)


@router.post("/demands")
def demand(
    caller: TheCaller, db: Writing, now: Now, asked: Annotated[AskedDemands, Form()]
) -> Response:
    """Say which roles need a second factor in every mission."""
    factors.demand(db, None, set(asked.roles))
    roles = sorted(role.value for role in set(asked.roles))
    _record(db, caller, "second_factor.demanded", now, "roles", roles=roles)
    return RedirectResponse("/accounts", status_code=303)


def _account(account_id: UUID, caller: TheCaller, store: TheStore) -> Account:  # noqa: ARG001 - asked first
    """Return the account of the address. Raises NoSuchAccount."""
    with store.reading() as db:
        account = accounts.get_by_id(db, account_id)
        db.expunge(account)
        return account


Other = Annotated[Account, Depends(_account)]


@router.get("/{account_id}")
def show_account(account: Other, caller: TheCaller, db: Reading, now: Now) -> Response:
    """Show one account."""
    return render(account_page(db, account, caller, now=now))


@router.post("/{account_id}/role")
def give_role(
    account: Other,
    caller: TheCaller,
    store: TheStore,
    now: Now,
    asked: Annotated[HouseRole, Form()],
) -> Response:
    """Say what the account is in a mission, or in all; or say why not."""
    try:
        with store.writing() as db:
            standing = asked.standing(_mission_id(db, asked.mission))
            require_known(db, standing)
            if account.id == caller.account_id:
                raise UnfitStanding("Nobody changes their own role. Ask another administrator.")
            memberships.grant(db, account.id, standing, now=now)
            factors.settle(db, account.id)
            subject = f"account {account.name}"
            _record(db, caller, "account.given_role", now, subject, standing)
    except Problem as problem:
        with store.reading() as db:
            page = account_page(db, account, caller, now=now, trouble=problem.detail)
            return render(page, problem.status)
    return _back(account)


@router.post("/{account_id}/reset")
def reset(
    account: Other,
    caller: TheCaller,
    db: Writing,
    settings: TheSettings,
    request: Request,
    now: Now,
) -> Response:
    """Make a link by which the account gets a new password, and show it, this once."""
    made, secret = invitations.reset(db, account, by=caller, now=now)
    _record(db, caller, "account.reset_offered", now, f"account {account.name}")
    link = link_to(
        party_of(request, settings), secret, "The link for a new password", made.expires_at
    )
    return render(account_page(db, account, caller, now=now, link=link))


@router.post("/{account_id}/disabling")
def disable(account: Other, caller: TheCaller, db: Writing, now: Now) -> Response:
    """Shut the account: its sign-ins and tokens end."""
    if account.id == caller.account_id:
        raise UnfitStanding("Nobody shuts their own account. Ask another administrator.")
    accounts.disable(db, account.name, now=now)
    _record(db, caller, "account.disabled", now, f"account {account.name}")
    return _back(account)


@router.post("/{account_id}/enabling")
def enable(account: Other, caller: TheCaller, db: Writing, now: Now) -> Response:
    """Open a shut account again."""
    accounts.enable(db, accounts.get_by_id(db, account.id))
    _record(db, caller, "account.enabled", now, f"account {account.name}")
    return _back(account)


def _back(account: Account) -> RedirectResponse:
    return RedirectResponse(f"/accounts/{account.id}", status_code=303)


def _mission_id(db: Session, code: str) -> UUID | None:
    return missions.get_mission(db, code).id if code else None


def _record(
    db: Session,
    caller: Caller,
    deed: str,
    now: Now,
    subject: str,
    standing: Standing | None = None,
    **particulars: Particular,
) -> None:
    said = memberships.particulars_of(standing) if standing else {}
    mission_id = standing.mission_id if standing else None
    trail.record(
        db, caller, deed, now=now, mission_id=mission_id, subject=subject, **said, **particulars
    )
