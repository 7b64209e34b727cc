"""The messages between a laptop and the server, and the history of their versions.

Version 1 (November 2026): enrol, push, receipt, mission pack, outcomes.

All routes stand under `/api/v1`. Bodies are UTF-8 JSON; a push may be compressed
(`Content-Encoding: zstd`). Errors are problem documents (`shared.problems`).

    POST /enrol     EnrolIn            → EnrolOut      no token; the code is the credential
    POST /push      Push               → PushOut       Bearer token
    GET  /pack                         → MissionPack   Bearer token; ETag = its digest
    GET  /outcomes                     → Outcomes      Bearer token
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.forms.model import Form

PROTOCOL_VERSION = 1
SPOKEN_VERSIONS = (1,)
MAX_PUSH_BYTES = 16 * 1024 * 1024
"""Of one push, before compression. A longer chain goes in several."""
MAX_PUSH_ENTRIES = 1000
ZSTD = "zstd"

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Signature = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


class Wire(BaseModel):
    """A message: frozen; keys it does not know are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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
    """The device is known from now on. The token is shown this once."""

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
    first: int = Field(ge=1)
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
    visit: UUID
    """Reports of one visit share it."""
    arrived_at: datetime
    departed_at: datetime
    answers: dict[str, Any]
    """As `shared.forms.answers.to_json` writes them; hidden questions are left out."""
    comments: dict[str, str] = Field(default_factory=dict)
    seen_by: dict[str, str] = Field(default_factory=dict)
    reason: str = ""
    """Why it was revised."""


# --- Mission pack ------------------------------------------------------------------------


class StationOut(Wire):
    """A polling station, as the laptop needs it."""

    code: str
    name: str
    region: str
    """The path of regions, outermost first, joined by ` / `."""
    address: str = ""
    timezone: str


class PlannedVisit(Wire):
    """Where the team is to be, and when (local to the station)."""

    station: str
    at: datetime | None = None


class MissionOut(Wire):
    """The mission, as the laptop shows it."""

    code: str
    title: str
    election_date: date
    timezone: str
    drill: bool = False
    illustrative: str = ""
    """Shown wherever data are shown, when parts of them are illustrative."""


class MissionPack(Wire):
    """All that a team needs to work offline."""

    mission: MissionOut
    team: str
    forms: list[Form]
    stations: list[StationOut]
    plan: list[PlannedVisit]


# --- Outcomes ----------------------------------------------------------------------------


class Outcome(Wire):
    """What headquarters made of a report that this team sent."""

    report: UUID
    revision: int
    state: Literal["accepted", "quarantined", "conflict", "rejected"]
    reason: str = ""
    """A sentence for the observer; '' when accepted."""


class Outcomes(Wire):
    """The outcomes of all of the team's reports that are not simply accepted."""

    outcomes: list[Outcome]
