"""What may be wrong with a kept journal, in words for whoever has to put it right."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class FaultKind(StrEnum):
    """What is wrong with an entry."""

    DEVICE_UNKNOWN = "device-unknown"
    MISSING = "entry-missing"
    HASH = "hash-wrong"
    CHAIN = "chain-broken"
    SIGNATURE = "signature-wrong"
    NOT_VOUCHED_FOR = "not-vouched-for"
    CUT_OFF = "cut-off"
    MARK = "mark-wrong"
    MARKS_CUT = "marks-cut-off"
    FILE_MISSING = "file-missing"
    FILE_CHANGED = "file-changed"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, where, and what should have been there."""

    kind: FaultKind
    device: UUID
    seq: int
    """The entry's number; of several that are missing, the first."""
    expected: str
    """A hash, a public key, or a sentence's end."""
    found: str

    @property
    def sentence(self) -> str:
        """What is wrong, as a person reads it."""
        return _SENTENCES[self.kind].format(fault=self)

    @property
    def advice(self) -> str:
        """What to do about it."""
        return _ADVICE.get(self.kind, _RESTORE)


_SENTENCES = {
    FaultKind.DEVICE_UNKNOWN: (
        "no device with this id is enrolled, so nobody's key can vouch for its entries"
    ),
    FaultKind.MISSING: "it is missing; the next one that is there is entry {fault.found}",
    FaultKind.HASH: (
        "it was kept with the hash {fault.expected}, but what is kept gives {fault.found}: it "
        "was changed after it came"
    ),
    FaultKind.CHAIN: (
        "it follows an entry {fault.expected} that is not there, or not at the number before it"
    ),
    FaultKind.SIGNATURE: "the signature is not that of the device's key {fault.expected}",
    FaultKind.NOT_VOUCHED_FOR: (
        "the chain ends here, and no signature of the device vouches for its end"
    ),
    FaultKind.CUT_OFF: (
        "the server had it at {fault.found}, with the hash {fault.expected}, and it is gone: the "
        "end of the journal was cut off"
    ),
    FaultKind.MARK: (
        "the server's own mark of how far the journals reached was changed, or one before it was "
        "removed"
    ),
    FaultKind.MARKS_CUT: (
        "at {fault.expected} the server noted, beside the database, that the journals reached so "
        "far; in the database the marks end with entry {fault.found}: their end was cut off"
    ),
    FaultKind.FILE_MISSING: (
        "it names the file {fault.expected}, which the server has receipted, and which is gone"
    ),
    FaultKind.FILE_CHANGED: (
        "it names the file {fault.expected}; what is kept under this name gives {fault.found}"
    ),
}
_RESTORE = (
    "Keep this home as it is for whoever looks into it, and restore the newest backup that "
    "verifies into another one. Laptops then send again what that backup lacks."
)
_KEY = (
    "Its row was removed from the table of devices. Restore the newest backup that verifies "
    "into an empty home."
)
_FILES = (
    "Put the file back from a backup; its name is its SHA-256. Else the team's laptop may have it "
    "still: evenhand bundle --all."
)
_ADVICE = {
    FaultKind.DEVICE_UNKNOWN: _KEY,
    FaultKind.FILE_MISSING: _FILES,
    FaultKind.FILE_CHANGED: _FILES,
}
