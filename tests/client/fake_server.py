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

from client.remote import GarbledAnswer, ServerProblem, Unreachable, Upload
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.sync import seal
from shared.sync.handover import BundleOut
from shared.sync.media import KINDS, sniff
from shared.sync.protocol import (
    AttachmentBody,
    AttachmentReceipt,
    Change,
    ChangesPage,
    EnrolIn,
    EnrolOut,
    EntryIn,
    MessageChange,
    MessageOut,
    Outcome,
    OutcomeChange,
    Push,
    PushOut,
    Receipt,
    UploadOut,
    Verdict,
)
from tests.client.fake_bundles import FakeBundles
from tests.client.fake_feed import FakeFeed, FakeUpload
from tests.client.samples import MissionPack, make_pack

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
        self.spent: dict[str, UUID] = {}
        self.devices: dict[UUID, Device] = {}
        self.mission_pack = pack or make_pack()
        self.judged: list[Outcome] = []
        self.messages: dict[str, MessageOut] = {}
        self.form_files: dict[str, bytes] = {}
        self.feed = FakeFeed()
        self.uploads: dict[str, FakeUpload] = {}
        self.files: dict[str, bytes] = {}
        """Whole ones, by hash."""
        self.bundles = FakeBundles(self.seed)
        self.most_bytes = 64 * 2**20
        self.reachable = True
        self.clock_ahead: int | None = None
        """By how many seconds laptops are told to be ahead."""
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

    def bodies(self, kind: str) -> list[str]:
        """Return the bodies of a kind that are held of the only device, in order."""
        (device,) = self.devices.values()
        return [each.body for each in device.entries if each.kind == kind]

    def restore_to(self, device: UUID, through: int) -> None:
        """Forget everything of a device after entry `through`, as a restored backup does."""
        self.was_heard = False
        held = self.devices[device]
        del held.chain[through:], held.entries[through:]

    def enrol(self, message: EnrolIn) -> EnrolOut:
        """Spend a code; whoever did so before with the same key may ask again."""
        device = seal.device_id_of(message.public_key)
        if self.spent.get(message.code) != device:
            if message.code not in self.codes:
                raise ServerProblem(
                    "This enrolment code was used already. Ask your coordinator for a new one.",
                    "enrolment-code-used",
                    409,
                )
            self.codes.remove(message.code)
            self.spent[message.code] = device
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

    def changes(self, cursor: str) -> ChangesPage:
        """Tell what has changed."""
        return self.feed.page(self._pieces(), cursor)

    def form(self, digest: str) -> Form:
        """Return a form that was ever offered."""
        self.feed.see_forms(self.mission_pack.forms)
        return self.feed.forms[digest]

    def _pieces(self) -> list[Change]:
        pieces = self.mission_pack.changes()
        pieces += [MessageChange(key=key, value=each) for key, each in self.messages.items()]
        reports = {str(each.report): each.report for each in self.judged}
        for key, report in reports.items():
            told = [each for each in self.judged if each.report == report]
            pieces.append(OutcomeChange(key=key, value=told))
        return pieces

    # --- Uploads -----------------------------------------------------------------------

    def begin_upload(self, token: str, sha256: str, size: int, entry: int) -> Upload:
        """Begin an upload that an entry announced."""
        device = self._device_of(token)
        announced = self._announced(device, entry)
        if announced is None or (announced.sha256, announced.size) != (sha256, size):
            raise ServerProblem("No entry names this file.", "attachment-not-announced", 409)
        if size > self.most_bytes:
            raise ServerProblem("The file is too large.", "attachment-too-large", 413)
        if announced.media_type not in KINDS:
            raise ServerProblem("Not taken.", "attachment-kind-not-taken", 415)
        name = f"{device}-{sha256}"
        upload = self.uploads.setdefault(name, FakeUpload(device, sha256, size))
        if upload.is_done and sha256 not in self.files:
            upload.is_done, upload.content = False, b""
        # There is one team here, so whatever is held is its own.
        if sha256 in self.files and not upload.is_done:
            upload.is_done, upload.content = True, self.files[sha256]
        return Upload(name, len(upload.content))

    def send_piece(self, token: str, name: str, offset: int, piece: bytes) -> int:
        """Append to an upload."""
        upload = self._upload(token, name)
        if upload.is_done or offset != len(upload.content):
            raise ServerProblem("The piece begins elsewhere.", "upload-offset-wrong", 409)
        if offset + len(piece) > upload.size:
            raise ServerProblem("More bytes came.", "upload-too-long", 413)
        upload.content += piece
        if len(upload.content) == upload.size:
            self._complete(name, upload)
        return len(upload.content)

    def upload(self, token: str, name: str) -> UploadOut:
        """Return how far an upload is."""
        upload = self._upload(token, name)
        receipt = self._attachment_receipt(upload) if upload.is_done else None
        return UploadOut(offset=len(upload.content), size=upload.size, receipt=receipt)

    def _complete(self, name: str, upload: "FakeUpload") -> None:
        if sha256_hex(upload.content) != upload.sha256:
            upload.content = b""
            raise ServerProblem("It broke on the way.", "attachment-hash-wrong", 460)
        if sniff(upload.content[:4096]) is None:
            del self.uploads[name]
            raise ServerProblem("Not taken.", "attachment-kind-not-taken", 415)
        upload.is_done = True
        self.files[upload.sha256] = upload.content

    def _attachment_receipt(self, upload: "FakeUpload") -> AttachmentReceipt:
        received_at = self.now.isoformat()
        text = seal.attachment_receipt_text(
            device=upload.device, sha256=upload.sha256, size=upload.size, received_at=received_at
        )
        return AttachmentReceipt(
            device=upload.device,
            sha256=upload.sha256,
            size=upload.size,
            received_at=received_at,
            signature=seal.sign(self.seed, text),
        )

    def _announced(self, device: UUID, entry: int) -> AttachmentBody | None:
        entries = self.devices[device].entries
        if not 0 < entry <= len(entries) or entries[entry - 1].kind != "attachment":
            return None
        return AttachmentBody.model_validate_json(entries[entry - 1].body)

    def _upload(self, token: str, name: str) -> "FakeUpload":
        upload = self.uploads.get(name)
        if upload is None or upload.device != self._device_of(token):
            raise ServerProblem("There is no such upload.", "no-such-upload", 404)
        return upload

    def _device_of(self, token: str) -> UUID:
        """Return whose token it is; a line without one is the newest laptop's."""
        if not token:
            return list(self.devices)[-1]
        for device, known in self.devices.items():
            if known.token == token:
                return device
        raise ServerProblem("No laptop has this token. Enrol again.", "unknown-device", 401)

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
        self.clock_ahead = server.clock_ahead
        self.messages = 0

    async def __aenter__(self) -> "FakeLine":
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def close(self) -> None: ...

    async def enrol(self, message: EnrolIn) -> EnrolOut:
        answer = self._carry(lambda: self._server.enrol(message))
        self._token = answer.token
        return answer

    async def push(self, message: Push) -> PushOut:
        self._answers.append(self._carry(lambda: self._server.push(message)))
        if self._last_fault is Fault.STALE_ANSWER:
            return self._answers[0]
        self._server.was_heard = True
        return self._answers[-1]

    async def changes(self, cursor: str, files_waiting: int = 0) -> ChangesPage:
        del files_waiting  # for a coordinator's eyes
        return self._carry(lambda: self._server.changes(cursor))

    async def form(self, digest: str) -> Form:
        return self._carry(lambda: self._server.form(digest))

    async def form_file(self, sha256: str) -> bytes:
        return self._carry(lambda: self._server.form_files[sha256])

    async def begin_upload(self, sha256: str, size: int, entry: int) -> Upload:
        return self._carry(lambda: self._server.begin_upload(self._token, sha256, size, entry))

    async def send_piece(self, upload: str, offset: int, piece: bytes) -> int:
        return self._carry(lambda: self._server.send_piece(self._token, upload, offset, piece))

    async def upload(self, upload: str) -> UploadOut:
        return self._carry(lambda: self._server.upload(self._token, upload))

    async def begin_bundle(self, sha256: str, size: int) -> Upload:
        return self._carry(lambda: self._server.bundles.begin(sha256, size))

    async def send_bundle_piece(self, upload: str, offset: int, piece: bytes) -> int:
        return self._carry(lambda: self._server.bundles.append(upload, offset, piece))

    async def bundle(self, upload: str) -> BundleOut:
        return self._carry(lambda: self._server.bundles.tell(upload, self._token))

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
