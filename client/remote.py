"""What sync needs of a server, and what can go wrong on the way to it.

Problem
├── Unreachable      no network, no such address, no answer in time
├── UntrustedServer  the other side could not prove who it is
├── CaptivePortal    somebody else answered: a web page, a redirect
├── GarbledAnswer    half an answer, or one that is not ours
├── Busy             the server asks to come back later
├── OtherVersion     laptop and server speak different versions of the protocol
└── ServerProblem    the server refused, and says why
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from client.language import later, tr
from shared.forms.model import Form
from shared.problems import Problem
from shared.sync.handover import BundleOut
from shared.sync.protocol import (
    PROTOCOL_VERSION,
    ChangesPage,
    EnrolIn,
    EnrolOut,
    Push,
    PushOut,
    UploadOut,
)


class Unreachable(Problem):
    """The server could not be reached, or did not answer in time."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "unreachable"
    title: ClassVar[str] = later("No connection")


class UntrustedServer(Problem):
    """Whoever answered could not prove to be the mission's server."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "untrusted-server"
    title: ClassVar[str] = later("The server could not prove who it is")


class CaptivePortal(Problem):
    """The address answered with a web page, or sent us elsewhere."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "captive-portal"
    title: ClassVar[str] = later("Somebody else answered")


class GarbledAnswer(Problem):
    """The answer broke off, or is not what the mission's server says."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "garbled-answer"
    title: ClassVar[str] = later("The answer can't be read")


class Busy(Problem):
    """The server asks to be left alone for a while. `seconds` says how long."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "server-busy"
    title: ClassVar[str] = later("The server is busy")

    def __init__(self, detail: str, seconds: int) -> None:
        super().__init__(detail, retry_after=seconds)
        self.seconds = seconds


class ServerProblem(Problem):
    """The server refused. `server_code` and `detail` are its own words."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "refused-by-server"
    title: ClassVar[str] = later("The server refused")

    def __init__(self, detail: str, server_code: str, server_status: int) -> None:
        super().__init__(detail, server_code=server_code, server_status=server_status)
        self.server_code = server_code
        self.server_status = server_status


class OtherVersion(Problem):
    """The server does not speak this program's version of the protocol."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "other-version"
    title: ClassVar[str] = later("Laptop and server do not speak the same version")

    def __init__(self, spoken: Sequence[int]) -> None:
        older = "server" if all(each < PROTOCOL_VERSION for each in spoken) else "laptop"
        cure = (
            tr("Update Evenhand on this laptop.")
            if older == "laptop"
            else tr("Ask your coordinator to have the server updated.")
        )
        listed = ", ".join(map(str, spoken)) or tr("another one")
        super().__init__(
            tr(
                "This laptop speaks version %(version)s of the protocol, the "
                "mission's server %(listed)s. %(cure)s Your reports are safe on this laptop."
            )
            % {"version": PROTOCOL_VERSION, "listed": listed, "cure": cure},
            spoken=list(spoken),
        )


@dataclass(frozen=True)
class Upload:
    """An upload that was begun, or found again."""

    id: str
    offset: int
    """Bytes that the server has on its disk."""


class Teller(Protocol):
    """Tells what a laptop should know: the mission's server, or a pack file in its place."""

    async def changes(self, cursor: str, files_waiting: int = 0) -> ChangesPage:
        """Return the next changes behind `cursor`; '' begins with everything.

        Headquarters is told by the way how many files wait on this laptop.
        """
        ...

    async def form(self, digest: str) -> Form:
        """Return a checklist of the mission."""
        ...

    async def form_file(self, sha256: str) -> bytes:
        """Return a file that a checklist came with."""
        ...


class Remote(Teller, Protocol):
    """The mission's server, over whatever carries the messages.

    Every method raises one of this module's Problems when it fails; after a failure the server
    may or may not have acted, and asking again is always right.
    """

    clock_ahead: int | None
    """Seconds by which this laptop's clock was ahead of the server's at the last answer (behind:
    below 0); None where it never said."""

    async def enrol(self, message: EnrolIn) -> EnrolOut:
        """Introduce a new device. From then on this line speaks for it."""
        ...

    async def push(self, message: Push) -> PushOut:
        """Hand over entries; the answer comes after they are on the server's disk."""
        ...

    async def begin_upload(self, sha256: str, size: int, entry: int) -> Upload:
        """Begin to upload the file that entry `entry` announced, or find the upload again."""
        ...

    async def send_piece(self, upload: str, offset: int, piece: bytes) -> int:
        """Append to an upload; return how far it is then."""
        ...

    async def upload(self, upload: str) -> UploadOut:
        """Return how far an upload is, with the receipt when it is whole."""
        ...

    async def begin_bundle(self, sha256: str, size: int) -> Upload:
        """Begin to hand over a carried bundle, or find the hand-over again."""
        ...

    async def send_bundle_piece(self, upload: str, offset: int, piece: bytes) -> int:
        """Append to a hand-over; return how far it is then."""
        ...

    async def bundle(self, upload: str) -> BundleOut:
        """Return how far a hand-over is, with the receipts when it is done."""
        ...
