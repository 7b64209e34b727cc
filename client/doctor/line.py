"""The line: name, encryption, who answers, what is spoken there, and whose clock is right."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from client.doctor.finding import Finding, note, ok, trouble
from client.http import HttpRemote
from client.laptop import Laptop
from client.remote import CaptivePortal, ServerProblem, Unreachable, UntrustedServer
from client.steps.push import push_from
from shared.clock import Clock
from shared.problems import Problem
from shared.sync.protocol import PROTOCOL_VERSION

_PATIENCE = 10
"""Seconds to find an address by its name."""
_NOTABLE, _WRONG = timedelta(minutes=1), timedelta(minutes=5)
_QUARTER = 900
_CURES: Sequence[tuple[type[Problem], str]] = (
    (CaptivePortal, "Open a browser, log in to this network, then try again."),
    (UntrustedServer, "Set the clock; try another network. Then tell your coordinator."),
    (Unreachable, "Try another network. Or make a bundle and have it carried."),
)


@dataclass(frozen=True)
class Greeting:
    """What a server says to a stranger."""

    spoken: Sequence[int]
    """The protocol versions that it speaks."""
    at: datetime | None
    """Its clock, to the second; None where it does not say."""


async def look_at_line(url: str, clock: Clock, *, plain_http: bool) -> Sequence[Finding]:
    """Ask the server at `url` what it speaks; on the way, everything else shows."""
    host = urlsplit(url).hostname or ""
    asked = clock()
    try:
        async with HttpRemote(url, plain_http=plain_http) as remote:
            greeting = Greeting(*await remote.greet())
    except Problem as problem:
        return [await _failed(host, problem)]
    answered = clock()
    middle = asked + (answered - asked) / 2
    return [_spoken(host, greeting), *_clock(greeting, middle)]


async def look_at_standing(laptop: Laptop) -> Finding:
    """Ask what headquarters holds of this laptop. Nothing is marked by the answer."""
    journal, identity = laptop.journal, laptop.journal.identity
    try:
        async with HttpRemote(
            identity.server_url, identity.token, plain_http=identity.plain_http
        ) as remote:
            answer = await remote.push(push_from(journal, journal.head().seq + 1))
        journal.verify(answer.receipt)
    except ServerProblem as problem:
        return trouble("At headquarters", problem.detail, "Ask your coordinator.")
    except Problem as problem:
        return trouble("At headquarters", f"{problem.title}.", _cure(problem))
    held, ours = answer.receipt.through, journal.held_through()
    if held < ours:
        return note(
            "At headquarters",
            f"It holds this laptop's entries up to {held}, and once held up to {ours}: it was "
            "restored from a backup.",
            "Sync: this laptop sends again what is missing.",
        )
    return ok("At headquarters", f"It knows this laptop and holds its entries up to {held}.")


async def _failed(host: str, problem: Problem) -> Finding:
    if isinstance(problem, Unreachable) and not await _has_address(host):
        return trouble(
            "Server",
            f"The name {host} leads nowhere (DNS): there is no network, or the name is wrong.",
            "Open any page in a browser. If none opens, there is no network: make a bundle.",
        )
    return trouble("Server", problem.detail, _cure(problem))


async def _has_address(host: str) -> bool:
    """Tell whether a name is known to this network."""
    try:
        looked_up = asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return bool(await asyncio.wait_for(looked_up, _PATIENCE))
    except (OSError, TimeoutError, UnicodeError):
        return False


def _cure(problem: Problem) -> str:
    for kind, cure in _CURES:
        if isinstance(problem, kind):
            return cure
    return "Is the address right? Tell your coordinator what this says."


def _spoken(host: str, greeting: Greeting) -> Finding:
    listed = ", ".join(map(str, greeting.spoken))
    if PROTOCOL_VERSION in greeting.spoken:
        return ok("Server", f"{host} answers and speaks protocol {listed}; so does this program.")
    older = max(greeting.spoken, default=0) < PROTOCOL_VERSION
    return trouble(
        "Server",
        f"{host} answers and speaks protocol {listed}; this program speaks {PROTOCOL_VERSION}.",
        "Ask your coordinator to have the server updated." if older else "Update this program.",
    )


def _clock(greeting: Greeting, here: datetime) -> Iterator[Finding]:
    if greeting.at is None:
        yield note("Clock", "The server did not say what time it is.")
        return
    ahead = here - greeting.at
    said = f"This laptop's clock is {skew_in_words(ahead)} the server's."
    if abs(ahead) < _NOTABLE:
        yield ok("Clock", "This laptop's clock and the server's agree.")
    elif abs(ahead) < _WRONG:
        yield note("Clock", said, "Set the clock when there is time.")
    else:
        yield trouble("Clock", said + _zone(ahead), "Set the clock, then check times of visits.")


def skew_in_words(ahead: timedelta) -> str:
    """Return how far a clock is off: `3 minutes ahead of`, `2 hours 5 minutes behind`."""
    minutes = round(abs(ahead).total_seconds() / 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        f"{number} {name}{'' if number == 1 else 's'}"
        for number, name in ((days, "day"), (hours, "hour"), (minutes, "minute"))
        if number
    ]
    return f"{' '.join(parts[:2])} {'ahead of' if ahead > timedelta() else 'behind'}"


def _zone(ahead: timedelta) -> str:
    """Guess at a wrong time zone: whole quarters of an hour."""
    seconds = abs(ahead).total_seconds()
    off = min(seconds % _QUARTER, _QUARTER - seconds % _QUARTER)
    is_zone = off < _NOTABLE.total_seconds() and seconds <= 14 * 3600 and seconds >= _QUARTER
    return " Is the time zone set wrong?" if is_zone else ""
