"""Who belongs to a mission: its administrator gives roles, takes them back, and invites."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from server.accounts import factors, invitations, memberships
from server.accounts.models import Account, Membership, Role
from server.accounts.problems import NoSuchAccount, UnfitStanding
from server.accounts.visits import party_of
from server.deps import Now, Reading, TheSettings, TheStore, Writing
from server.missions.here import Here, Place
from server.pages import render
from server.staff.asked import AskedDemands, AskedInvitation, AskedRole
from server.staff.fitting import require_known
from server.staff.parts import demands_of, factor_words, invitation_rows, link_to
from server.staff.people_pages import (
    NOTHING_TYPED,
    Link,
    MemberRow,
    MembersPage,
    TypedInvitation,
)
from shared.problems import Problem

router = APIRouter(prefix="/m/{code}", include_in_schema=False)


@router.get("/members")
def show_members(here: Here, db: Reading, now: Now) -> Response:
    """List who belongs to the mission, and who is invited."""
    return render(_page(here, db, now))


@router.post("/members/{account_id}/role")
def give_role(
    here: Here, store: TheStore, now: Now, account_id: UUID, asked: Annotated[AskedRole, Form()]
) -> Response:
    """Make a member something else; or say why not."""
    try:
        with store.writing() as db:
            account, _ = _member(here, db, account_id)
            standing = asked.standing(here.mission.id)
            _require_admin_left(here, account, standing.role)
            require_known(db, standing)
            memberships.grant(db, account.id, standing, now=now)
            factors.settle(db, account.id)
            here.record(
                db,
                "account.given_role",
                now=now,
                subject=f"account {account.name}",
                **memberships.particulars_of(standing),
            )
    except Problem as problem:
        with store.reading() as db:
            return render(_page(here, db, now, trouble=problem.detail), problem.status)
    return _back(here)


@router.post("/members/{account_id}/removal")
def remove(here: Here, db: Writing, now: Now, account_id: UUID) -> Response:
    """Take a member's role away. What they did stays under their name."""
    account, membership = _member(here, db, account_id)
    _require_admin_left(here, account, None)
    db.delete(membership)
    db.flush()
    factors.settle(db, account.id)
    here.record(db, "account.lost_role", now=now, subject=f"account {account.name}")
    return _back(here)


@router.post("/invitations")
def invite(
    here: Here,
    store: TheStore,
    settings: TheSettings,
    request: Request,
    now: Now,
    asked: Annotated[AskedInvitation, Form()],
) -> Response:
    """Make an invitation and show its link, this once; or say why not."""
    try:
        with store.writing() as db:
            standing = asked.standing(here.mission.id)
            require_known(db, standing)
            invitation, secret = invitations.invite(
                db, standing, name=asked.name, by=here.caller, now=now
            )
            here.record(
                db,
                "invitation.made",
                now=now,
                subject=f"invitation {invitation.id}",
                **memberships.particulars_of(standing),
            )
            link = link_to(
                party_of(request, settings), secret, "The invitation", invitation.expires_at
            )
            db.flush()
            return render(_page(here, db, now, link=link))
    except Problem as problem:
        with store.reading() as db:
            typed = TypedInvitation(asked.name, asked.role.value, within=asked.within)
            page = _page(here, db, now, trouble=problem.detail, typed=typed)
            return render(page, problem.status)


@router.post("/invitations/{invitation_id}/withdrawal")
def withdraw(here: Here, db: Writing, now: Now, invitation_id: UUID) -> Response:
    """Take an invitation back."""
    if invitations.withdraw(db, invitation_id, now=now, mission_id=here.mission.id):
        here.record(db, "invitation.withdrawn", now=now, subject=f"invitation {invitation_id}")
    return _back(here)


@router.post("/demands")
def demand(here: Here, db: Writing, now: Now, asked: Annotated[AskedDemands, Form()]) -> Response:
    """Say which roles need a second factor in this mission."""
    factors.demand(db, here.mission.id, set(asked.roles))
    roles = sorted(role.value for role in set(asked.roles))
    here.record(db, "second_factor.demanded", now=now, subject="roles", roles=roles)
    return _back(here)


def _back(here: Place) -> RedirectResponse:
    return RedirectResponse(here.path("/members"), status_code=303)


def _member(here: Place, db: Session, account_id: UUID) -> tuple[Account, Membership]:
    """Return a member of this mission. Others look as if there were none."""
    membership = memberships.find_membership(db, account_id, here.mission.id)
    if membership is None:
        raise NoSuchAccount("The mission has no such member. See the list of members.")
    return db.get_one(Account, account_id), membership


def _require_admin_left(here: Place, account: Account, role: Role | None) -> None:
    """Raise UnfitStanding where administrators would shut themselves out."""
    if account.id == here.caller.account_id and role is not Role.ADMIN:
        raise UnfitStanding("Nobody takes the role of admin away from themselves. Ask another.")


def _page(
    here: Place,
    db: Session,
    now: Now,
    *,
    link: Link | None = None,
    trouble: str = "",
    typed: TypedInvitation = NOTHING_TYPED,
) -> MembersPage:
    mission = here.mission
    everywhere = memberships.list_members(db, None)
    waiting = invitations.list_waiting(db, now=now, mission_id=mission.id)
    return MembersPage(
        here.frame("Members", "registers"),
        rows=tuple(
            _row(here, db, account, membership)
            for account, membership in memberships.list_members(db, mission.id)
        ),
        everywhere=tuple(
            f"{account.name}, {Role(membership.role).words}" for account, membership in everywhere
        ),
        invitations=invitation_rows(waiting, {mission.id: mission}, here.path("/invitations")),
        demands=demands_of(db, mission.id),
        may_change=here.opens("POST /m/{code}/invitations"),
        link=link,
        trouble=trouble,
        typed=typed,
    )


def _row(here: Place, db: Session, account: Account, membership: Membership) -> MemberRow:
    return MemberRow(
        name=account.name,
        role=Role(membership.role).words,
        value=membership.role,
        within="\n".join(membership.regions) or membership.organisation,
        factor=factor_words(db, account.id),
        since=here.times.at(membership.created_at),
        href=here.path(f"/members/{account.id}"),
        is_self=account.id == here.caller.account_id,
    )
