"""Where an invited person makes an account, and who was reset gets a new password."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from server.accounts import invitations, trail
from server.accounts.caller import Stranger
from server.accounts.link_models import Invitation
from server.accounts.pages import InvitationPage
from server.accounts.problems import LinkSpent
from server.bounds import PlainText
from server.deps import Now, Reading, TheStore
from server.middleware import SIGN_IN_PATH
from server.missions.models import Mission
from server.pages import Frame, render
from shared.problems import Problem

router = APIRouter(prefix="/invitation", include_in_schema=False)


@router.get("")
def show_invitation(db: Reading, now: Now, code: str = "") -> Response:
    """Ask for a name and a password. Raises LinkSpent."""
    return render(_page(db, invitations.get_open(db, code, now=now), code))


@router.post("")
def accept(
    store: TheStore,
    now: Now,
    code: Annotated[str, Form()],
    password: Annotated[str, Form()],
    name: Annotated[PlainText, Form()] = "",
) -> Response:
    """Make the account, or give it its new password, and lead to the sign-in; or say why not."""
    try:
        with store.writing() as db:
            invitation = invitations.get_open(db, code, now=now)
            account = invitations.accept(db, invitation, name, password, now=now)
            deed = "account.reset" if invitation.resets else "account.created"
            trail.record(
                db,
                Stranger(account.name, account.id),
                deed,
                now=now,
                mission_id=invitation.mission_id,
                subject=f"account {account.name}",
                invited_by=invitation.by,
                role=invitation.role,
            )
    except LinkSpent:
        raise
    except Problem as problem:
        with store.reading() as db:
            page = _page(db, invitations.get_open(db, code, now=now), code, problem.detail, name)
            return render(page, problem.status)
    return RedirectResponse(f"{SIGN_IN_PATH}?made=1", status_code=303)


def _page(
    db: Session, invitation: Invitation, secret: str, message: str = "", typed: str = ""
) -> InvitationPage:
    return InvitationPage(
        Frame("New password" if invitation.resets else "Invitation"),
        secret=secret,
        name=typed[:80] or invitation.name,
        name_is_fixed=invitation.resets,
        what=_what(db, invitation),
        message=message,
    )


def _what(db: Session, invitation: Invitation) -> str:
    if invitation.resets:
        return (
            f"{invitation.by} lets the account {invitation.name} have a new password. Second "
            "factors and tokens are taken away with it; set them up again after signing in."
        )
    mission = db.get(Mission, invitation.mission_id) if invitation.mission_id else None
    where = mission.title if mission else "all missions of this server"
    role = invitations.standing_of(invitation).role.words
    return f"{invitation.by} invites you as {role}: {where}."
