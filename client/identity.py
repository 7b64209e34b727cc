"""Who this laptop is to a mission: its keys, its token, the server it belongs to."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from client.language import later, tr
from client.store import Store
from shared.problems import Problem
from shared.sync.seal import new_signing_key


class NotEnrolled(Problem):
    """The laptop belongs to no mission yet."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not-enrolled"
    title: ClassVar[str] = later("This laptop is not enrolled")


class ReportsWait(Problem):
    """A new enrolment would leave reports behind that headquarters does not hold."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "reports-wait"
    title: ClassVar[str] = later("Reports wait on this laptop")


@dataclass(frozen=True)
class Identity:
    """One enrolment. `seed` is the device's secret key; it never leaves the store."""

    device: UUID
    token: str
    seed: bytes
    server_url: str
    server_key: str
    mission: str
    team: str
    plain_http: bool = False
    """Whether this address may be used without TLS, though it is not this machine."""
    code: str = ""
    """Of a laptop that was set up from a pack file: the one-time code, to be shown to headquarters
    at the first contact; '' once that has taken place."""
    name: str = ""
    """What the team calls the laptop; headquarters is told at the first contact."""

    @property
    def is_introduced(self) -> bool:
        """Whether headquarters knows this laptop."""
        return not self.code


def find_identity(store: Store) -> Identity | None:
    """Return the newest enrolment, or None before the first."""
    row = store.row(
        "SELECT device, token, seed, server_url, server_key, mission, team, plain_http,"
        " code, name FROM journal ORDER BY id DESC LIMIT 1"
    )
    if row is None:
        return None
    device, token, seed, server_url, server_key, mission, team, plain_http, *rest = row
    return Identity(
        UUID(device), token, seed, server_url, server_key, mission, team, bool(plain_http), *rest
    )


def get_identity(store: Store) -> Identity:
    """Return the newest enrolment; raises NotEnrolled before the first."""
    identity = find_identity(store)
    if identity is None:
        raise NotEnrolled(
            tr(
                "This laptop is not enrolled with a mission yet. Ask your coordinator for an "
                "enrolment code, then: evenhand enrol URL CODE"
            )
        )
    return identity


def was_enrolled_as(store: Store, device: UUID) -> bool:
    """Tell whether this laptop is, or once was, that device."""
    return store.row("SELECT 1 FROM journal WHERE device = ?", str(device)) is not None


def signing_key_for(store: Store, code: str) -> bytes:
    """Return the secret key to enrol with under `code`: the same one at every try.

    It is kept before the code is spent, so an answer lost on the way costs no key.
    """
    with store.writing() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO enrolment (code, seed) VALUES (?, ?)",
            (code, new_signing_key()),
        )
        row = connection.execute("SELECT seed FROM enrolment WHERE code = ?", (code,)).fetchone()
    return bytes(row[0])


def keep_identity(store: Store, identity: Identity, *, now: datetime) -> None:
    """Start a new, empty journal under `identity`. Earlier journals stay readable."""
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO journal (device, token, seed, server_url, server_key, plain_http,"
            " mission, team, enrolled_at, code, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                str(identity.device),
                identity.token,
                identity.seed,
                identity.server_url,
                identity.server_key,
                identity.plain_http,
                identity.mission,
                identity.team,
                now.isoformat(),
                identity.code,
                identity.name,
            ),
        )
        connection.execute("DELETE FROM enrolment")


def keep_introduced(store: Store, token: str) -> None:
    """Note that headquarters knows this laptop now, and the token that it answered with."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE journal SET token = ?, code = '' WHERE id = (SELECT max(id) FROM journal)",
            (token,),
        )
