"""Accounts for tests, and browsers in which they are signed in."""

from datetime import timedelta

import httpx

from server.accounts import memberships
from server.accounts.caller import Caller, Standing
from server.accounts.models import Account, Role
from server.accounts.sealing import SecretSeal
from server.accounts.sessions import open_session
from server.database import Store
from server.missions.here import Place
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.builders import START

SEAL = SecretSeal(b"k" * 32)
PAGE = {"accept": "text/html"}
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def an_account(
    store: Store,
    name: str = "aigul",
    role: Role = Role.COORDINATOR,
    *,
    mission: Mission | None = None,
    regions: tuple[str, ...] = (),
    password_hash: str = "",
) -> Account:
    """Keep an account and return it; without a password, as most tests need none."""
    account = Account(
        id=new_id(),
        name=name,
        password_hash=password_hash,
        created_at=START,
    )
    organisation = "osce" if role is Role.PARTNER else ""
    standing = Standing(role, mission.id if mission else None, regions, organisation)
    with store.writing() as db:
        db.add(account)
        db.flush()
        memberships.grant(db, account.id, standing, now=START)
        db.refresh(account)
        db.expunge(account)
    return account


def signed_in(store: Store, client: httpx.AsyncClient, account: Account) -> httpx.AsyncClient:
    """Give `client` the cookie of a session of `account`, without the work of hashing."""
    with store.writing() as db:
        opened = open_session(db, account.id, lasting=timedelta(hours=12), now=START)
    client.cookies.set("evenhand", opened.token)
    return client


def a_place(
    mission: Mission, role: Role = Role.COORDINATOR, *, regions: tuple[str, ...] = ()
) -> Place:
    """Return a mission as an account of `role` sees it."""
    organisation = "osce" if role is Role.PARTNER else ""
    standing = Standing(role, mission.id, regions, organisation)
    return Place(mission, Caller(new_id(), "aigul", (standing,)), standing)
