"""Accounts for tests, and browsers in which they are signed in."""

from datetime import timedelta

import httpx

from server.accounts.models import Account, Role, SignIn
from server.accounts.secrets import new_token, token_hash
from server.database import Store
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.builders import START

PAGE = {"accept": "text/html"}
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def an_account(
    store: Store,
    name: str = "aigul",
    role: Role = Role.COORDINATOR,
    *,
    mission: Mission | None = None,
    password_hash: str = "",
) -> Account:
    """Keep an account and return it; without a password, as most tests need none."""
    account = Account(
        id=new_id(),
        name=name,
        role=role.value,
        mission_id=mission.id if mission else None,
        password_hash=password_hash,
        created_at=START,
    )
    with store.writing() as db:
        db.add(account)
        db.flush()
        db.refresh(account)
        db.expunge(account)
    return account


def signed_in(store: Store, client: httpx.AsyncClient, account: Account) -> httpx.AsyncClient:
    """Give `client` the cookie of a session of `account`, without the work of hashing."""
    token = new_token()
    with store.writing() as db:
        db.add(
            SignIn(
                token_hash=token_hash(token),
                account_id=account.id,
                created_at=START,
                expires_at=START + timedelta(hours=12),
            )
        )
    client.cookies.set("evenhand", token)
    return client
