"""One's own account: password, second factors, sessions, tokens for machines.

Whatever changes who may sign in asks for the password again: a browser that was left open is not
enough.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from server.accounts import (
    authenticators,
    factors,
    passkeys,
    passwords,
    recovery,
    sessions,
    sign_in,
    tokens,
    trail,
)
from server.accounts.access import TheCaller
from server.accounts.caller import Caller
from server.accounts.house import house_frame
from server.accounts.models import Account
from server.accounts.passkeys import Party
from server.accounts.problems import WrongCode
from server.accounts.sealing import SecretSeal
from server.accounts.secrets import hash_password
from server.accounts.tokens import Scope
from server.accounts.trail import Particular
from server.accounts.visits import party_of, seal_of
from server.bounds import PlainText
from server.database import Store
from server.deps import Now, TheSettings, TheStore
from server.missions.visibility import get_visible_mission
from server.pages import render
from server.staff.own_page import Said, own_page
from server.staff.own_pages import AppPage, Shown
from shared.problems import Problem

router = APIRouter(prefix="/account", include_in_schema=False)

_DONE = {
    "password": "The password is changed. Your other browsers are signed out.",
    "app": "The authenticator app is taken away.",
    "passkey": "The passkey is kept. You can sign in with it from now on.",
    "passkey-gone": "The passkey is taken away.",
    "session": "That browser is signed out.",
    "sessions": "All your other browsers are signed out.",
    "token": "The token is revoked.",
}
_CODES = "Print them or write them down, and keep them away from your telephone. Each works once."
_Outcome = Shown | str
"""What is shown this once, or a key of `_DONE`."""


@dataclass(frozen=True, slots=True)
class Own:
    """A request about one's own account."""

    caller: Caller
    store: Store
    party: Party
    seal: SecretSeal
    now: datetime

    def do(
        self,
        deed: Callable[[Session], _Outcome],
        password: str | None = None,
        refused: Callable[[Problem], Response] | None = None,
    ) -> Response:
        """Do something in one unit of work, where a password is given only if it is right.

        `refused` makes the answer where it is not done; otherwise it is the account's page.
        """
        try:
            if password is not None:
                sign_in.prove(self.store, self.caller.name, password, now=self.now)
            with self.store.writing() as db:
                outcome = deed(db)
        except Problem as problem:
            return refused(problem) if refused else self.refused(problem)
        if isinstance(outcome, str):
            return RedirectResponse(f"/account?done={outcome}", status_code=303)
        return self.page(Said(shown=outcome))

    def refused(self, problem: Problem) -> Response:
        """Return the account's page with what was refused."""
        return self.page(Said(trouble=problem.detail), problem.status)

    def page(self, said: Said, status: int = 200) -> Response:
        """Return the account's page."""
        with self.store.reading() as db:
            caller = self.caller
            if caller.owes_factor:
                caller = replace(caller, owes_factor=factors.owes(db, caller.account_id))
            return render(own_page(db, caller, said, now=self.now), status)

    def account(self, db: Session) -> Account:
        """Return the account itself."""
        return db.get_one(Account, self.caller.account_id)

    def record(self, db: Session, deed: str, **particulars: Particular) -> None:
        """Have it written to the audit trail that the account did `deed` to itself."""
        subject = f"account {self.caller.name}"
        now = self.now
        trail.record(
            db, self.caller, deed, now=now, mission_id=None, subject=subject, **particulars
        )

    def lose_factor(self, db: Session) -> None:
        """Settle what follows when a factor was taken away: without one, no recovery codes."""
        account_id = self.caller.account_id
        if not factors.has_factor(db, account_id):
            recovery.remove(db, account_id)
        factors.settle(db, account_id)

    def codes_if_first(self, db: Session) -> tuple[str, ...]:
        """Return new recovery codes where the account has none left."""
        account_id = self.caller.account_id
        if recovery.count_left(db, account_id):
            return ()
        return recovery.make_codes(db, account_id)


def _own(
    request: Request,
    caller: TheCaller,
    store: TheStore,
    settings: TheSettings,
    now: Now,
) -> Own:
    return Own(caller, store, party_of(request, settings), seal_of(request), now)


Mine = Annotated[Own, Depends(_own)]
Password = Annotated[str, Form()]


@router.get("")
def show_account(mine: Mine, done: str = "") -> Response:
    """Show the account."""
    return mine.page(Said(done=_DONE.get(done, "")))


@router.post("/password")
def change_password(mine: Mine, password: Password, new: Annotated[str, Form()]) -> Response:
    """Change the password; other browsers are signed out."""

    def change(db: Session) -> _Outcome:
        account = mine.account(db)
        account.password_hash = hashed
        db.add(account)
        sessions.end_others(db, account.id, mine.caller.session)
        mine.record(db, "account.password_changed")
        return "password"

    try:
        passwords.require_fit(mine.caller.name, new)
    except Problem as problem:
        return mine.refused(problem)
    hashed = hash_password(new)
    return mine.do(change, password)


@router.get("/app")
def show_app(mine: Mine) -> Response:
    """Show the picture that an authenticator app scans."""
    return _app_page(mine)


@router.post("/app")
def confirm_app(mine: Mine, password: Password, code: Annotated[str, Form()]) -> Response:
    """Let the app count, once it has shown the right digits."""

    def confirm(db: Session) -> _Outcome:
        authenticators.confirm(db, mine.caller.account_id, code, mine.seal, now=mine.now)
        db.flush()
        factors.settle(db, mine.caller.account_id)
        mine.record(db, "account.app_added")
        return _with_codes("The app is set up.", mine.codes_if_first(db))

    return mine.do(confirm, password, refused=lambda problem: _app_page(mine, problem))


@router.post("/app/removal")
def remove_app(mine: Mine, password: Password) -> Response:
    """Take the app away."""

    def remove(db: Session) -> _Outcome:
        authenticators.remove(db, mine.caller.account_id)
        mine.lose_factor(db)
        mine.record(db, "account.app_removed")
        return "app"

    return mine.do(remove, password)


@router.post("/recovery-codes")
def renew_codes(mine: Mine, password: Password) -> Response:
    """Make new recovery codes; the old ones end."""

    def renew(db: Session) -> _Outcome:
        codes = recovery.make_codes(db, mine.caller.account_id)
        mine.record(db, "account.recovery_codes_renewed")
        return Shown("Your new recovery codes; the old ones are worth nothing now:", codes, _CODES)

    return mine.do(renew, password)


@router.post("/passkeys/challenge")
def challenge_passkey(mine: Mine) -> Response:
    """Give the browser what it needs to make a passkey, as JSON."""
    with mine.store.writing() as db:
        options = passkeys.ask_for_new(db, mine.account(db), mine.party, now=mine.now)
    return Response(options, media_type="application/json")


@router.post("/passkeys")
def keep_passkey(
    mine: Mine,
    password: Password,
    credential: Annotated[str, Form(max_length=20_000)],
    name: Annotated[PlainText, Form()] = "",
) -> Response:
    """Keep the passkey that the browser made."""

    def keep(db: Session) -> _Outcome:
        account = mine.account(db)
        kept = passkeys.keep_new(db, account, mine.party, credential, name=name, now=mine.now)
        factors.settle(db, account.id)
        mine.record(db, "account.passkey_added", passkey=kept.name)
        codes = mine.codes_if_first(db)
        return _with_codes("The passkey is kept.", codes) if codes else "passkey"

    return mine.do(keep, password)


@router.post("/passkeys/{passkey_id}/removal")
def remove_passkey(mine: Mine, passkey_id: UUID, password: Password) -> Response:
    """Take a passkey away."""

    def remove(db: Session) -> _Outcome:
        passkeys.remove(db, mine.caller.account_id, passkey_id)
        mine.lose_factor(db)
        mine.record(db, "account.passkey_removed")
        return "passkey-gone"

    return mine.do(remove, password)


@router.post("/sessions/end")
def end_sessions(mine: Mine) -> Response:
    """Sign out everywhere else."""

    def end(db: Session) -> _Outcome:
        sessions.end_others(db, mine.caller.account_id, mine.caller.session)
        mine.record(db, "sign_in.others_ended")
        return "sessions"

    return mine.do(end)


@router.post("/sessions/{session_id}/end")
def end_session(mine: Mine, session_id: UUID) -> Response:
    """Sign one browser out."""

    def end(db: Session) -> _Outcome:
        sessions.end_session(db, mine.caller.account_id, session_id)
        mine.record(db, "sign_in.ended")
        return "session"

    return mine.do(end)


class NewToken(BaseModel):
    """A token as it is asked for on the page."""

    name: PlainText
    days: int = 90
    mission: PlainText = ""
    writes: bool = False


@router.post("/tokens")
def make_token(mine: Mine, password: Password, asked: Annotated[NewToken, Form()]) -> Response:
    """Make a token for a machine, and show it, this once."""

    def make(db: Session) -> _Outcome:
        mission = get_visible_mission(db, mine.caller, asked.mission) if asked.mission else None
        scope = Scope(asked.name, asked.days, mission.id if mission else None, asked.writes)
        token, secret = tokens.make_token(db, mine.caller.account_id, scope, now=mine.now)
        mine.record(db, "token.made", token=token.name, writes=token.writes, days=asked.days)
        return Shown(
            f"The token {token.name}:",
            (secret,),
            "Put it where the program keeps its secrets. It is not shown again. "
            "It goes into the header Authorization, as Bearer TOKEN.",
        )

    return mine.do(make, password)


@router.post("/tokens/{token_id}/revocation")
def revoke_token(mine: Mine, token_id: UUID) -> Response:
    """Revoke a token."""

    def revoke(db: Session) -> _Outcome:
        tokens.revoke(db, mine.caller.account_id, token_id, now=mine.now)
        mine.record(db, "token.revoked")
        return "token"

    return mine.do(revoke)


def _with_codes(done: str, codes: tuple[str, ...]) -> Shown:
    return Shown(f"{done} Your recovery codes:" if codes else done, codes, _CODES if codes else "")


def _app_page(mine: Own, problem: Problem | None = None) -> Response:
    try:
        with mine.store.writing() as db:
            account = mine.account(db)
            secret = authenticators.begin(db, account, mine.seal, now=mine.now)
            picture = authenticators.picture(account, secret)
    except WrongCode as there_already:
        return mine.refused(there_already)
    page = AppPage(
        house_frame(mine.caller, "Authenticator app", "/account"),
        picture=picture,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        trouble=problem.detail if problem else "",
    )
    return render(page, problem.status if problem else 200)
