"""A mission's server in memory: the real chain check, and a line that can fail at any message.

server = FakeServer()
line = server.line()                      # a client.remote.Remote
line = server.line(token, [Fault.LOST_ANSWER, Fault.NONE])
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TypeVar
from uuid import UUID

from client.remote import GarbledAnswer, PulledPack, ServerProblem, Unreachable
from shared.digest import digest_of
from shared.ids import new_id
from shared.sync import seal
from shared.sync.protocol import (
    EnrolIn,
    EnrolOut,
    EntryIn,
    MissionPack,
    Outcome,
    Outcomes,
    Push,
    PushOut,
    Receipt,
    Verdict,
)
from tests.client.samples import make_pack

Answer = TypeVar("Answer")


class Fault(Enum):
    """What the line does to one message."""

    NONE = "none"
    LOST_REQUEST = "the message never arrives"
    LOST_ANSWER = "the server acts, its answer is lost"
    GARBLED_ANSWER = "the server acts, half of its answer arrives"
    STALE_ANSWER = "the server acts, its answer to an earlier push comes back"
    TWICE = "the message arrives twice, the second answer comes back"


@dataclass
class Device:
    """One enrolled laptop, as the server sees it."""

    public_key: str
    token: str
    chain: list[str] = field(default_factory=list[str])
    entries: list[EntryIn] = field(default_factory=list[EntryIn])
    aside_hashes: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    """The other side of a fork: seq and hash."""
    aside: list[EntryIn] = field(default_factory=list[EntryIn])

    def take(self, push: Push, hashes: list[str]) -> Verdict:
        """Keep what is new of a push that follows something held."""
        is_aside = push.previous in {each for _, each in self.aside_hashes}
        for seq, (each, entry) in enumerate(zip(hashes, push.entries, strict=True), push.first):
            if each in self.chain:
                continue
            if not is_aside and seq == len(self.chain) + 1:
                self.chain.append(each)
                self.entries.append(entry)
                continue
            is_aside = True
            if (seq, each) not in self.aside_hashes:
                self.aside_hashes.add((seq, each))
                self.aside.append(entry)
        return Verdict.FORK if is_aside else Verdict.HELD


class FakeServer:
    """Holds devices and their chains; `codes` are the enrolment codes that still work."""

    def __init__(self, pack: MissionPack | None = None) -> None:
        self.seed = seal.new_signing_key()
        self.codes = {"CODE-1", "CODE-2", "CODE-3"}
        self.devices: dict[UUID, Device] = {}
        self.mission_pack = pack or make_pack()
        self.judged: list[Outcome] = []
        self.reachable = True
        self.pushes: list[Push] = []
        self.answers: list[PushOut] = []
        """Those that reached a laptop, over any line."""
        self.was_heard = True
        """Whether an answer to a push arrived since `restore_to`."""
        self.now = datetime(2021, 1, 10, 9, 0, tzinfo=UTC)

    def line(self, token: str = "", faults: Iterable[Fault] = ()) -> "FakeLine":
        """Return a remote that speaks with `token`."""
        return FakeLine(self, token, iter(faults))

    def held(self, device: UUID) -> list[str]:
        """Return the bodies that are held of a device, in order."""
        return [each.body for each in self.devices[device].entries]

    def restore_to(self, device: UUID, through: int) -> None:
        """Forget everything of a device after entry `through`, as a restored backup does."""
        self.was_heard = False
        held = self.devices[device]
        del held.chain[through:], held.entries[through:]

    def enrol(self, message: EnrolIn) -> EnrolOut:
        """Spend a code."""
        if message.code not in self.codes:
            raise ServerProblem(
                "This enrolment code was used already. Ask your coordinator for a new one.",
                "code_used",
                410,
            )
        self.codes.remove(message.code)
        device = new_id()
        self.devices[device] = Device(message.public_key, f"token-{device}")
        return EnrolOut(
            device=device,
            token=self.devices[device].token,
            server_key=seal.public_key_of(self.seed),
            mission=self.mission_pack.mission.code,
            team=self.mission_pack.team,
        )

    def push(self, message: Push) -> PushOut:
        """Check the chain and keep what is new."""
        device = self.devices[message.device]
        self.pushes.append(message)
        new = _hashes(message)
        last = message.first + len(new) - 1
        head = new[-1] if new else message.previous
        text = seal.checkpoint_text(device=message.device, seq=last, head=head)
        if not seal.is_signed_by(device.public_key, text, message.signature):
            raise ServerProblem("The signature is not this laptop's.", "bad_signature", 403)
        known = {seal.GENESIS: 0} | {each: seq for seq, each in enumerate(device.chain, 1)}
        known |= {each: seq for seq, each in device.aside_hashes}
        if known.get(message.previous) != message.first - 1:
            chain = [seal.GENESIS, *device.chain]
            return self._answer(message.device, Verdict.GAP, len(chain) - 1, chain[-1])
        return self._answer(message.device, device.take(message, new), last, head)

    def _answer(self, device: UUID, verdict: Verdict, through: int, head: str) -> PushOut:
        return PushOut(verdict=verdict, receipt=self.sign_receipt(device, through, head))

    def sign_receipt(self, device: UUID, through: int, head: str) -> Receipt:
        self.now += timedelta(seconds=1)
        received_at = self.now.isoformat()
        text = seal.receipt_text(device=device, through=through, head=head, received_at=received_at)
        return Receipt(
            device=device,
            through=through,
            head=head,
            received_at=received_at,
            signature=seal.sign(self.seed, text),
        )


class FakeLine:
    """A `client.remote.Remote` to a FakeServer; each message takes the next fault."""

    def __init__(self, server: FakeServer, token: str, faults: Iterator[Fault]) -> None:
        self._server = server
        self._token = token
        self._faults = faults
        self._last_fault = Fault.NONE
        self._answers = server.answers
        self.messages = 0

    async def __aenter__(self) -> "FakeLine":
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def close(self) -> None: ...

    async def enrol(self, message: EnrolIn) -> EnrolOut:
        return self._carry(lambda: self._server.enrol(message))

    async def push(self, message: Push) -> PushOut:
        self._answers.append(self._carry(lambda: self._server.push(message)))
        if self._last_fault is Fault.STALE_ANSWER:
            return self._answers[0]
        self._server.was_heard = True
        return self._answers[-1]

    async def pack(self, etag: str) -> PulledPack | None:
        return self._carry(lambda: self._pack(etag))

    async def outcomes(self) -> Outcomes:
        return self._carry(lambda: Outcomes(outcomes=self._server.judged))

    def _pack(self, etag: str) -> PulledPack | None:
        pack = self._server.mission_pack
        newest = digest_of(pack.model_dump(mode="json"))
        return None if etag == newest else PulledPack(pack, newest)

    def _carry(self, deed: Callable[[], Answer]) -> Answer:
        self.messages += 1
        fault = self._last_fault = next(self._faults, Fault.NONE)
        if not self._server.reachable or fault is Fault.LOST_REQUEST:
            raise Unreachable("No connection. Your reports are safe on this laptop.")
        answer = deed()
        if fault is Fault.TWICE:
            answer = deed()
        if fault is Fault.LOST_ANSWER:
            raise Unreachable("No connection. Your reports are safe on this laptop.")
        if fault is Fault.GARBLED_ANSWER:
            raise GarbledAnswer("The server's answer broke off.")
        return answer


def _hashes(push: Push) -> list[str]:
    hashes: list[str] = []
    previous = push.previous
    for seq, entry in enumerate(push.entries, start=push.first):
        previous = seal.entry_hash(
            device=push.device,
            seq=seq,
            previous=previous,
            made_at=entry.made_at,
            kind=entry.kind,
            body=entry.body.encode(),
        )
        hashes.append(previous)
    return hashes
