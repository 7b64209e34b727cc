"""What sync needs of a server, and what can go wrong on the way to it.

Problem
├── Unreachable      no network, no such address, no answer in time
├── UntrustedServer  the other side could not prove who it is
├── CaptivePortal    somebody else answered: a web page, a redirect
├── GarbledAnswer    half an answer, or one that is not ours
├── Busy             the server asks to come back later
└── ServerProblem    the server refused, and says why
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from shared.problems import Problem
from shared.sync.protocol import EnrolIn, EnrolOut, MissionPack, Outcomes, Push, PushOut


class Unreachable(Problem):
    """The server could not be reached, or did not answer in time."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "unreachable"
    title: ClassVar[str] = "No connection"


class UntrustedServer(Problem):
    """Whoever answered could not prove to be the mission's server."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "untrusted-server"
    title: ClassVar[str] = "The server could not prove who it is"


class CaptivePortal(Problem):
    """The address answered with a web page, or sent us elsewhere."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "captive-portal"
    title: ClassVar[str] = "Somebody else answered"


class GarbledAnswer(Problem):
    """The answer broke off, or is not what the mission's server says."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "garbled-answer"
    title: ClassVar[str] = "The answer can't be read"


class Busy(Problem):
    """The server asks to be left alone for a while. `seconds` says how long."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "server-busy"
    title: ClassVar[str] = "The server is busy"

    def __init__(self, detail: str, seconds: int) -> None:
        super().__init__(detail, retry_after=seconds)
        self.seconds = seconds


class ServerProblem(Problem):
    """The server refused. `server_code` and `detail` are its own words."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "refused-by-server"
    title: ClassVar[str] = "The server refused"

    def __init__(self, detail: str, server_code: str, server_status: int) -> None:
        super().__init__(detail, server_code=server_code, server_status=server_status)
        self.server_code = server_code
        self.server_status = server_status


@dataclass(frozen=True)
class PulledPack:
    """A mission pack and the tag that says which one it is."""

    pack: MissionPack
    etag: str


class Remote(Protocol):
    """The mission's server, over whatever carries the messages.

    Every method raises one of this module's Problems when it fails; after a failure the server
    may or may not have acted, and asking again is always right.
    """

    async def enrol(self, message: EnrolIn) -> EnrolOut:
        """Introduce a new device."""
        ...

    async def push(self, message: Push) -> PushOut:
        """Hand over entries; the answer comes after they are on the server's disk."""
        ...

    async def pack(self, etag: str) -> PulledPack | None:
        """Return the mission pack, or None where `etag` is still the newest."""
        ...

    async def outcomes(self) -> Outcomes:
        """Return what headquarters made of the team's reports."""
        ...
