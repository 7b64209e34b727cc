"""The pushes of a bundle: signature, chain and journal, as for one that came over the line."""

from datetime import datetime
from uuid import UUID

from server.database import Store
from server.journal.bundles.models import CarriedPush
from server.journal.bundles.verdict import BundleVerdict, DeviceVerdict, Gap
from server.journal.bundles.waiting import Expected
from server.journal.chain import Batch, Decision, checkpoint_of, linked
from server.journal.checking import Check
from server.journal.enrolment import introduce
from server.journal.envelope import read_push
from server.journal.models import Device
from server.journal.receipts import receipted
from server.journal.writer import JournalWriter
from server.missions.models import Mission, Team
from shared.problems import Problem
from shared.sync import seal
from shared.sync.bundle import PushPart
from shared.sync.protocol import ZSTD, Verdict

MOST_REFUSED = 20
"""Pushes of one bundle. No laptop makes a second one that is refused."""


class PushTaking:
    """Takes the pushes of one bundle in, and adds to its verdict."""

    def __init__(
        self,
        store: Store,
        writer: JournalWriter,
        key: seal.Signer,
        verdict: BundleVerdict,
        mission_id: UUID,
    ) -> None:
        self._store = store
        self._writer = writer
        self._key = key
        self._verdict = verdict
        self._mission_id = mission_id
        self._public_keys: dict[UUID, str] = {}
        self.not_introduced = ""
        """Why the laptop that made the bundle could not be introduced by it; '' = all is well."""
        self._refused = 0
        self.expected: list[Expected] = []
        """Those that wait for what they follow."""

    def introduce(self, now: datetime, *, admit: bool) -> None:
        """Make a device of the laptop that made the bundle, where it says that it is new here.

        With `admit`, also where its code was used or has expired.
        """
        enrolment = self._verdict.manifest.enrolment
        if enrolment is None:
            return
        try:
            with self._store.writing() as db:
                introduce(db, enrolment, self._mission_id, key=self._key, now=now, admit=admit)
        except Problem as problem:
            self.not_introduced = problem.detail

    def take(self, part: PushPart, now: datetime) -> None:
        """Take in one push."""
        if self._refused >= MOST_REFUSED:
            return
        try:
            batch = linked(read_push(part.compressed, ZSTD))
        except Problem as problem:
            self._refuse(self._of(self._verdict.manifest.device), problem.detail)
            return
        told = self._of(batch.device)
        reason = self._why_not(batch)
        if reason:
            self._refuse(told, reason)
            return
        told.through = max(told.through, batch.head.seq)
        (outcome,) = self._writer.append([batch], now)
        if isinstance(outcome, Problem):
            self._refuse(told, outcome.detail)
        else:
            self._tell(told, batch, outcome, now)

    def _tell(self, told: DeviceVerdict, batch: Batch, outcome: Decision, now: datetime) -> None:
        answer = receipted(self._key, batch.device, outcome, now.isoformat()).message()
        if outcome.verdict is Verdict.GAP:
            expected = Expected(batch.device, batch.first, batch.head.seq, batch.previous)
            self.expected.append(expected)
            _note_gap(told.waiting, batch, outcome.receipt.seq)
            told.answer = told.answer or answer
            return
        if outcome.fresh:
            self._note_carried(batch.device, now)
        told.new += len(outcome.fresh)
        told.held += len(batch.links) - len(outcome.fresh)
        told.forked = told.forked or outcome.verdict is Verdict.FORK
        told.answer = answer

    def _note_carried(self, device: UUID, received_at: datetime) -> None:
        """Note that what the device sent at that moment came in a bundle."""
        with self._store.writing() as db:
            if db.get(CarriedPush, (device, received_at)) is None:
                db.add(CarriedPush(device_id=device, received_at=received_at))

    def _why_not(self, batch: Batch) -> str:
        """Return why a push can't be taken in; '' = it can."""
        public_key = self._public_keys.get(batch.device)
        if public_key is None and self.not_introduced:
            return (
                f"It comes from a laptop that was set up from a pack file ({batch.device}), and "
                f"the server does not take that file's code: {self.not_introduced} Nothing is "
                "lost: all of it is still on the laptop, which sends it under a new enrolment as "
                "soon as its team has a new code; and the bundle is kept here, sealed. If you "
                "know the laptop to be the team's, take it in with --admit."
            )
        if public_key is None:
            return (
                f"It was signed by a laptop that this server does not know ({batch.device}), so "
                "nobody can tell whether it is authentic. If that laptop enrolled after the "
                "backup from which this server was restored, give its team a new code: it then "
                "sends everything under the new enrolment (--take-along)."
            )
        if not Check(public_key, checkpoint_of(batch), batch.signature).is_right():
            return (
                "The signature does not fit the entries: they were changed on the way, or are not "
                "this laptop's. Have the bundle made again."
            )
        return ""

    def _of(self, device: UUID) -> DeviceVerdict:
        if device not in self._verdict.devices:
            self._verdict.devices[device] = DeviceVerdict(device, self._look_up(device))
        return self._verdict.devices[device]

    def _look_up(self, device_id: UUID) -> str:
        """Remember the device's key, where it is one of the mission's; return who has it."""
        with self._store.reading() as db:
            device = db.get(Device, device_id)
            if device is None or device.mission_id != self._mission_id:
                return "An unknown laptop"
            self._public_keys[device_id] = device.public_key
            team = db.get(Team, device.team_id) if device.team_id else None
            mission = db.get_one(Mission, device.mission_id)
            owner = f"Team {team.code}" if team else "No team"
            name = f", {device.name}" if device.name else ""
            revoked = ", enrolment withdrawn" if device.revoked_at else ""
            return f"{owner} of {mission.code}{name}{revoked}"

    def _refuse(self, told: DeviceVerdict, reason: str) -> None:
        self._refused += 1
        if reason not in told.refused:
            told.refused.append(reason)


def _note_gap(waiting: list[Gap], batch: Batch, held_through: int) -> None:
    """Add a push that waits; one that goes on where the last one ended only makes it longer."""
    if waiting and waiting[-1].through + 1 == batch.first:
        before = waiting.pop()
        waiting.append(Gap(before.first, batch.head.seq, before.lacks_from, before.lacks_through))
        return
    waiting.append(Gap(batch.first, batch.head.seq, held_through + 1, batch.first - 1))
