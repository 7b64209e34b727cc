"""The messages between a laptop and the server, and the history of their versions.

Version 3 (November 2026): the mission tells its emergency contacts, its code of conduct and voting
hours, the plan who is in the team and what other teams reported, stations where they are and
whether they are closed; servers leave these out for laptops that speak version 2. Entries of kind
`visit`.
Version 2 (November 2026): a feed of changes instead of mission pack and outcomes; attachments,
acknowledgements. A push is as in version 1, which servers still take: an older laptop loses
nothing, but can't pull.
Version 1 (November 2026): enrol, push, receipt, mission pack, outcomes.

All routes stand under `/api/v1`. Bodies are UTF-8 JSON; a push may be compressed
(`Content-Encoding: zstd`). Errors are problem documents (`shared.problems`).

    POST /enrol                 EnrolIn → EnrolOut     no token; the code is the credential
    POST /push                  Push    → PushOut      Bearer token, as everywhere below
    GET  /changes?protocol&cursor       → ChangesPage
    GET  /forms/{digest}                → Form
    GET  /form-files/{sha256}           → the file's bytes
    POST /uploads                       tus 1.0: begin an upload that an entry announced
    HEAD, PATCH, GET /uploads/{id}      tus 1.0: how far it is; go on; → UploadOut, the receipt
    POST /bundles                       tus 1.0: begin to hand over a bundle that was carried here
    HEAD, PATCH, GET /bundles/{id}      tus 1.0: how far it is; go on; → BundleOut, the receipt
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shared.sync.setting import MissionOut, PlanOut, StationOut
from shared.sync.visits import StationDescription
from shared.sync.wire import Hash, Signature, Wire

PROTOCOL_VERSION = 3
SPOKEN_VERSIONS = (1, 2, 3)
PULLED_VERSIONS = (2, 3)
"""Those in which a server tells its changes."""
MAX_PUSH_BYTES = 16 * 1024 * 1024
"""Of one push, before compression. A longer chain goes in several."""
MAX_PUSH_ENTRIES = 1000
MOST_SEQ = 2_000_000_000
"""No laptop lives to write so many entries."""
MAX_ATTACHMENT_BYTES = 64 * 1024 * 1024
"""Of one file. A server may take less."""
TUS_VERSION = "1.0.0"
ZSTD = "zstd"

# --- Enrolment ---------------------------------------------------------------------------


class EnrolIn(Wire):
    """A new device introduces itself with a one-time code."""

    protocol: int
    code: str = Field(max_length=64)
    public_key: Hash
    """Ed25519, hexadecimal."""
    name: str = Field(default="", max_length=80)
    """What the team calls the laptop; shown to coordinators."""


class EnrolOut(Wire):
    """The device is known from now on. Asked again with the same code and key, it is told again."""

    device: UUID
    token: str
    server_key: Hash
    """The server's Ed25519 public key: receipts are checked against it."""
    mission: str
    team: str


# --- Push --------------------------------------------------------------------------------


class EntryIn(Wire):
    """One link of a device's chain. Its predecessor's hash follows from the push."""

    made_at: str = Field(max_length=40)
    """The device's claim, ISO 8601 with its offset, as it was hashed."""
    kind: str = Field(max_length=40)
    """`report`, `incident`, `visit`, …; a kind the server does not know yet is kept too."""
    body: str
    """The entry's bytes, exactly as they were hashed (UTF-8 text)."""


class Push(Wire):
    """Entries in order, vouched for by one signature over the last one's hash."""

    protocol: int
    device: UUID
    first: int = Field(ge=1, le=MOST_SEQ)
    """The seq of the first entry; the others follow without a gap."""
    previous: Hash
    """The hash of the entry before the first; 64 zeros before seq 1."""
    entries: list[EntryIn] = Field(max_length=MAX_PUSH_ENTRIES)
    signature: Signature
    """Of `seal.checkpoint_text` for the last entry (for `previous`, where there is none)."""
    waiting: int = Field(default=0, ge=0)
    """How many more entries wait on the laptop, for the coordinator's list of devices."""


class Verdict(StrEnum):
    """What became of a push."""

    HELD = "held"
    """Everything in it is on the server's disk."""
    GAP = "gap"
    """The server lacks what comes before; send from the receipt's `through` + 1."""
    FORK = "fork"
    """All is held, but another chain of this device has the same numbers: enrol anew."""


class Receipt(Wire):
    """The server holds this device's chain up to and including `through`, on disk."""

    device: UUID
    through: int
    """0 = nothing yet."""
    head: Hash
    """The hash of entry `through` (64 zeros for 0): a receipt names a chain, not a number."""
    received_at: str
    """The server's time, ISO 8601, as it was signed."""
    signature: Signature
    """The server's, over `seal.receipt_text`."""


class PushOut(Wire):
    """The answer to a push. It is sent after the commit has reached the disk."""

    verdict: Verdict
    receipt: Receipt


# --- What entries hold -------------------------------------------------------------------


class FormReference(Wire):
    """Which published form a report was filled in with."""

    id: str
    version: str
    digest: str


class ReportBody(Wire):
    """A whole revision of one report: the body of an entry of kind `report`."""

    report: UUID
    revision: int = Field(ge=1)
    base: int | None = None
    """The revision this one was edited from; None for the first."""
    form: FormReference
    station: str
    """The code in the register, or what the observer wrote where it is not there."""
    described: StationDescription | None = None
    """What the observers say of a station that is not in the register."""
    visit: UUID
    """Reports of one visit share it; an entry of kind `visit` may tell more of it."""
    arrived_at: datetime
    departed_at: datetime
    answers: dict[str, Any]
    """As `shared.forms.answers.to_json` writes them; hidden questions are left out."""
    comments: dict[str, str] = Field(default_factory=dict)
    seen_by: dict[str, str] = Field(default_factory=dict)
    reason: str = ""
    """Why it was revised."""


class AttachmentBody(Wire):
    """A file of a report or incident: the body of an entry of kind `attachment`; it follows."""

    report: UUID
    """The report's id, or the incident's."""
    revision: int = Field(ge=1)
    question: str = ""
    """The path of the question that it answers or supports; '' = the report as a whole."""
    sha256: Hash
    size: int = Field(ge=1, le=2**53)
    """Bytes."""
    media_type: str = Field(max_length=100)
    """What its first bytes say it is (`shared.sync.media`)."""
    name: str = Field(default="", max_length=200)
    """Of the file on the laptop."""


class AcknowledgementBody(Wire):
    """A message was read on the laptop: the body of an entry of kind `acknowledgement`."""

    message: UUID


# --- The feed of changes -----------------------------------------------------------------


class FormOut(Wire):
    """Which version of a checklist is to be used. The `Form` is fetched by its digest."""

    version: str
    digest: Hash
    place: int
    """Its place in the mission's list of checklists, from 0."""


class MessageOut(Wire):
    """What headquarters tells the team."""

    text: str
    by: str
    """Who sent it."""
    at: datetime


class Outcome(Wire):
    """What headquarters made of a report that this team sent."""

    report: UUID
    revision: int
    state: Literal["accepted", "quarantined", "conflict", "rejected"]
    reason: str = ""
    """A sentence for the observer; '' when accepted."""


class _Change(Wire):
    key: str
    """Names the piece among those of its kind."""


class MissionChange(_Change):
    """The mission; its key is its code."""

    kind: Literal["mission"] = "mission"
    value: MissionOut


class PlanChange(_Change):
    """The team's plan; its key is the team's code."""

    kind: Literal["plan"] = "plan"
    value: PlanOut


class FormChange(_Change):
    """A checklist, by its id. None: it was withdrawn. Drafts begun in it are not touched."""

    kind: Literal["form"] = "form"
    value: FormOut | None


class StationChange(_Change):
    """A station, by its code. None: it is no longer in the register."""

    kind: Literal["station"] = "station"
    value: StationOut | None


class MessageChange(_Change):
    """A message, by its id. None: it was taken back."""

    kind: Literal["message"] = "message"
    value: MessageOut | None


class OutcomeChange(_Change):
    """The outcomes of a report, by its id. None: there is nothing (more) to say of it."""

    kind: Literal["outcome"] = "outcome"
    value: list[Outcome] | None


Change = Annotated[
    MissionChange | PlanChange | FormChange | StationChange | MessageChange | OutcomeChange,
    Field(discriminator="kind"),
]
"""A piece as it is now. `value` None is a tombstone."""


class ChangesPage(Wire):
    """The next pieces of what a laptop should know, at most one for each kind and key."""

    cursor: str
    """Opaque: ask with it for what follows."""
    begins: bool
    """Everything is told anew from here on, because the cursor leads nowhere (any more)."""
    is_whole: bool
    """Everything has been told that there was when it began: what was not named since is gone."""
    more: bool
    """Whether something follows at once."""
    left: int
    """About how many pieces follow, for the eyes."""
    changes: list[Change]


# --- Attachments -------------------------------------------------------------------------


class AttachmentReceipt(Wire):
    """The server holds a file whole, on disk, under its hash."""

    device: UUID
    sha256: Hash
    size: int
    received_at: str
    """The server's time, ISO 8601, as it was signed."""
    signature: Signature
    """The server's, over `seal.attachment_receipt_text`."""


class UploadOut(Wire):
    """How far an upload is."""

    offset: int
    size: int
    receipt: AttachmentReceipt | None = None
    """None until all of it is there and its hash has been verified."""
