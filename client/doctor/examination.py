"""All looks, one after the other: what fails in one never hides the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from client.alone import only_program
from client.config import Home
from client.doctor.contents import count, look_at_contents
from client.doctor.files import look_at_files
from client.doctor.finding import Finding, State, note, ok, trouble
from client.doctor.line import look_at_line, look_at_standing, skew_in_words
from client.doctor.program import terminal, versions
from client.laptop import Laptop, open_laptop
from client.store_problems import StoreDamaged
from client.vault.key_file import StoreKey
from shared.clock import Clock
from shared.problems import Problem

_BACK = timedelta(minutes=5)


@dataclass
class Examination:
    """What was found."""

    versions: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list[Finding])
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    """Empty where the store could not be opened."""

    @property
    def is_well(self) -> bool:
        """Whether there is no trouble."""
        return all(each.state is not State.TROUBLE for each in self.findings)

    @property
    def cures(self) -> Sequence[str]:
        """Return what to do next, for troubles first, each once."""
        found = sorted(self.findings, key=lambda each: each.state is not State.TROUBLE)
        return list(dict.fromkeys(each.cure for each in found if each.cure))


def begin(home: Home) -> Examination:
    """Look at what needs no passphrase."""
    return Examination(versions(), [terminal(), *look_at_files(home)])


async def look_inside(done: Examination, home: Home, key: StoreKey, clock: Clock) -> None:
    """Open the store, look through it, and ask the server that it names."""
    try:
        with only_program(home), open_laptop(home, key, clock) as laptop:
            done.findings += look_at_contents(laptop)
            done.counts = count(laptop)
            await _look_outside(done, laptop, clock)
    except StoreDamaged:
        done.findings.append(
            trouble(
                "Store",
                "It is damaged. Nothing was deleted.",
                "Recover what is whole: evenhand rescue. What headquarters holds is safe.",
            )
        )
    except Problem as problem:
        done.findings.append(trouble("Store", f"{problem.title}.", problem.detail))


async def look_at_server(done: Examination, url: str, clock: Clock, *, plain_http: bool) -> None:
    """Ask a server whose address was given."""
    done.findings += await look_at_line(url, clock, plain_http=plain_http)


async def _look_outside(done: Examination, laptop: Laptop, clock: Clock) -> None:
    identity = laptop.find_identity()
    if identity is None:
        return
    url, plain = identity.server_url, identity.plain_http
    found = await look_at_line(url, clock, plain_http=plain)
    done.findings += found
    is_there = all(each.state is not State.TROUBLE for each in found if each.about == "Server")
    if is_there and identity.is_introduced:
        done.findings.append(await look_at_standing(laptop))
    if not is_there:
        done.findings.append(_clock_by_receipts(laptop, clock))


def _clock_by_receipts(laptop: Laptop, clock: Clock) -> Finding:
    """Without a line, an earlier receipt still tells of a clock that is behind."""
    until = laptop.journal.standing().held_until
    if until is None:
        return note("Clock", "Without a line it can't be compared.", "Compare it with a phone.")
    ahead = clock() - until
    if ahead < -_BACK:
        return trouble(
            "Clock",
            f"It is at least {skew_in_words(ahead)} the time of an earlier receipt.",
            "Set the clock, then check the times of visits.",
        )
    return ok("Clock", "It is later than the newest receipt, as it should be.")
