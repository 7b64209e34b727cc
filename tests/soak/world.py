"""What happens in a schedule: observers, coordinators, couriers and bad luck, each as a deed."""

import random
import shutil
from datetime import timedelta
from pathlib import Path

from client.remote import ServerProblem
from client.vault.key_file import StoreKey
from server.reports.projection import catch_up
from server.reports.resolving import Deed
from shared.forms.answers import Answers
from shared.problems import Problem
from tests.soak import beside
from tests.soak.headquarters import TEAMS, Headquarters
from tests.soak.laptops import Laptop
from tests.soak.line import FAULTS, Fault, Line
from tests.soak.promise import Promise, PromiseBrokenError
from tests.soak.sticks import Sticks

MOST_LAPTOPS = 3
_STATIONS = ("0001", "0002", "0003", "0004", "0005")
_ENROL_ANEW = {"unknown-device", "device-revoked"}
"""What headquarters says to a laptop that needs a new code."""
_OTHER_CODE = {"enrolment-code-used", "enrolment-code-unknown", "enrolment-code-expired"}
_NEEDS_CODE = _ENROL_ANEW | _OTHER_CODE | {"forked", "not-enrolled"}


class World:
    """Headquarters, laptops, the line between them, memory sticks; and the promise."""

    def __init__(
        self,
        headquarters: Headquarters,
        blank: Path,
        key: StoreKey,
        seed: int,
        told: list[str] | None = None,
    ) -> None:
        self._folder = headquarters.home.parent
        self._blank = blank
        self._key = key
        self.headquarters = headquarters
        self.line = Line(lambda: self.headquarters.app, seed, self._before)
        self.laptops: list[Laptop] = []
        self.promise = Promise()
        self.told = [] if told is None else told
        """What has happened so far, for people."""
        self._sticks = Sticks(self._folder)
        self._copies = 0

    def begin_with(self, team: str, folder: Path) -> None:
        """Give a team a laptop that is enrolled: a copy of `folder`."""
        clock = self.headquarters.clock
        self.laptops.append(Laptop(f"laptop {team}", team, self._copied(folder), self._key, clock))

    def add_laptop(self, team: str) -> Laptop:
        """Give a team a laptop that is enrolled nowhere, and a code for it."""
        folder = self._copied(self._blank)
        clock = self.headquarters.clock
        laptop = Laptop(f"laptop {self._copies}", team, folder, self._key, clock)
        laptop.code = self.headquarters.issue_code(team)
        self.laptops.append(laptop)
        return laptop

    async def do(self, deed: str, dice: random.Random) -> None:
        """Let a deed happen, a little later than the last; then look whether the promise holds."""
        self.headquarters.clock.forward(minutes=dice.randint(1, 20))
        self.told.append(f"{deed}:")
        await getattr(self, f"_{deed}")(dice)
        self.promise.look(self.headquarters, self.laptops)

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.close()

    # --- Laptops -------------------------------------------------------------------------

    async def _join(self, dice: random.Random) -> None:
        if len(self.laptops) < MOST_LAPTOPS:
            await self._new_laptop(dice.choice(TEAMS), dice)

    async def _new_laptop(self, team: str, dice: random.Random) -> None:
        laptop = self.add_laptop(team)
        self._say(f"{laptop.name} of team {team}")
        await self._enrol(laptop, dice)

    async def _enrol(self, laptop: Laptop, dice: random.Random) -> None:
        self._plan(dice)
        try:
            await laptop.enrol(self.line)
            outcome = await laptop.sync(self.line)
            self._say(f"enrolled; {outcome.trouble.code if outcome.trouble else 'has its pack'}")
        except Problem as problem:
            self._say(f"{problem.code}: {problem.detail[:60]}")
        self._unplan()

    async def _fill(self, dice: random.Random) -> None:
        """Fill in one to three checklists, and finish them."""
        laptop = self._one(dice)
        for _ in range(dice.randint(1, 3) if laptop else 0):
            await self._begin(dice, laptop)
            await self._finish(dice, laptop)

    async def _begin(self, dice: random.Random, laptop: Laptop | None = None) -> None:
        laptop = laptop or self._one(dice)
        if laptop is None:
            return
        booths = -1 if dice.random() < 0.1 else dice.randint(0, 9)
        answers: Answers = {"ramp": "yes", "booths": booths, "remarks": f"remark {dice.random()}"}
        draft = laptop.begin(dice.choice(_STATIONS), answers)
        if draft is not None and dice.random() < 0.35:
            size = 300_000 if dice.random() < 0.15 else 2_000
            photo = b"\xff\xd8\xff" + random.Random(dice.randint(0, 5)).randbytes(size)  # noqa: S311
            laptop.attach(draft, dice.choice(["door", ""]), photo)
        self._say(f"{laptop.name} opens a draft" if draft else f"{laptop.name} has no checklist")

    async def _finish(self, dice: random.Random, laptop: Laptop | None = None) -> None:
        laptop = laptop or self._one(dice)
        drafts = laptop.core.drafts.list_drafts() if laptop else ()
        if laptop and drafts:
            draft = dice.choice(sorted(drafts, key=lambda each: str(each.answers["remarks"])))
            departed = draft.arrived_at + timedelta(minutes=30)
            laptop.core.drafts.finish(draft.id, departed, as_it_is=True)
            self._say(f"{laptop.name} finishes revision {draft.revision} at {draft.station}")

    async def _revise(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        sealed = laptop.list_sealed() if laptop else ()
        if laptop and sealed:
            draft = laptop.core.drafts.revise(dice.choice(sealed), "a slip of the pen")
            laptop.core.drafts.set_answer(draft.id, "remarks", f"better {dice.random()}")
            self._say(f"{laptop.name} revises a report")
            if dice.random() < 0.8:
                await self._finish(dice, laptop)

    async def _sync(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop is None:
            return
        disturbed = self._plan(dice)
        self._say(laptop.name)
        try:
            outcome = await laptop.sync(self.line)
        except Problem as problem:
            self._judge_trouble(problem, disturbed=disturbed)
        else:
            if outcome.trouble:
                self._judge_trouble(outcome.trouble, disturbed=disturbed)
            elif not outcome.is_forked:
                self._say(f"{outcome.sent} sent, {outcome.waiting} wait")
                self.promise.look(self.headquarters, self.laptops)
                if not outcome.waiting and not outcome.attachments_waiting:
                    self.promise.look_after_sync(self.headquarters, laptop)
            else:
                self._say("forked")
        self._unplan()

    async def _clone(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop and len(self.laptops) < MOST_LAPTOPS:
            self._copies += 1
            into = self._folder / f"copy-{self._copies}"
            self.laptops.append(laptop.clone(f"copy {self._copies} of {laptop.name}", into))
            self._say(f"of {laptop.name}")

    async def _crash(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            before = {each.id: each.answers for each in laptop.core.drafts.list_drafts()}
            self._copies += 1
            laptop.crash(self._folder / f"copy-{self._copies}")
            if before != {each.id: each.answers for each in laptop.core.drafts.list_drafts()}:
                raise PromiseBrokenError(f"{laptop.name} has lost answers in a crash.")
            self._say(laptop.name)

    async def _reopen(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            laptop.reopen()

    async def _replace(self, dice: random.Random) -> None:
        """A laptop falls into a river; its team gets another one."""
        laptop = self._one(dice)
        if laptop:
            laptop.close()
            self.laptops.remove(laptop)
            self._say(f"{laptop.name} is gone")
            await self._new_laptop(laptop.team, dice)

    async def _enrol_again(self, dice: random.Random) -> None:
        laptop = self._one(dice, enrolled=False)
        if laptop:
            laptop.code = laptop.code or self.headquarters.issue_code(laptop.team)
            self._say(laptop.name)
            await self._enrol(laptop, dice)

    async def _jump_clock(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            laptop.skew = timedelta(hours=dice.choice([-8760, -2, 0, 1, 30]))
            self._say(f"{laptop.name} is {laptop.skew} off")

    async def _read_messages(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        for message in laptop.core.messages.list_messages() if laptop else ():
            assert laptop
            laptop.core.messages.acknowledge(message.id)

    async def _note_incident(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            self._say(beside.note_incident(laptop, dice))

    async def _visit(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            self._say(beside.visit(laptop, dice))

    async def _check_in(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            self._say(beside.check_in(laptop, dice))

    # --- Headquarters ----------------------------------------------------------------------

    async def _revoke(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            self.headquarters.revoke(laptop.device)
            self._say(laptop.name)

    async def _publish(self, dice: random.Random) -> None:
        del dice
        self.headquarters.publish()

    async def _withdraw(self, dice: random.Random) -> None:
        del dice
        self.headquarters.withdraw()

    async def _import_register(self, dice: random.Random) -> None:
        codes = dice.sample(_STATIONS, dice.randint(1, len(_STATIONS)))
        self.headquarters.import_register(codes, f"Hall {dice.randint(1, 99)}")

    async def _resolve(self, dice: random.Random) -> None:
        self.headquarters.resolve(dice.randint(0, 99), dice.choice(list(Deed)))

    async def _say_something(self, dice: random.Random) -> None:
        self.headquarters.say(f"message {dice.random()}")

    async def _restart(self, dice: random.Random) -> None:
        del dice
        await self.headquarters.stop()
        await self.headquarters.start()

    async def _back_up(self, dice: random.Random) -> None:
        del dice
        self.headquarters.back_up()

    async def _restore(self, dice: random.Random) -> None:
        if self.headquarters.backups:
            which = dice.randrange(len(self.headquarters.backups))
            await self.headquarters.restore(which)
            self.promise.note_restored()
            self.line.forget()
            self._say(f"backup {which}")

    async def _arrive_late(self, dice: random.Random) -> None:
        del dice
        await self.line.deliver_late()

    # --- Memory sticks ---------------------------------------------------------------------

    async def _make_bundle(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            self._say(self._sticks.make(laptop, dice))

    async def _import_bundle(self, dice: random.Random) -> None:
        self._say(self._sticks.bring(self.headquarters, dice))

    async def _carry(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            self._say(self._sticks.carry(laptop, dice))

    async def _take_receipts(self, dice: random.Random) -> None:
        laptop = self._one(dice)
        if laptop:
            self._say(self._sticks.take_receipts(laptop, dice))

    # --- The end ---------------------------------------------------------------------------

    async def calm(self) -> None:
        """Mend everything, let everyone sync until nothing waits, and compare for good."""
        self.told.append("The line is good from here on:")
        await self.line.deliver_late()
        told: dict[str, object] = {}
        for laptop in [*self.laptops, *self.laptops]:
            if told.get(laptop.name) == self.headquarters.news():
                continue
            await self._settle(laptop)
            self.promise.look(self.headquarters, self.laptops)
            self.promise.look_after_sync(self.headquarters, laptop)
            told[laptop.name] = self.headquarters.news()
        self.promise.look_at_the_end(self.headquarters, self.laptops)

    async def _settle(self, laptop: Laptop) -> None:
        """Sync, with a new code where one is needed, until nothing waits."""
        for _ in range(6):
            trouble = await self.try_to_settle(laptop)
            self._say(f"{laptop.name}: {trouble or 'in order'}")
            if not trouble:
                return
            if trouble not in _NEEDS_CODE:
                raise PromiseBrokenError(f"{laptop.name} can't sync over a good line: {trouble}")
        raise PromiseBrokenError(f"{laptop.name} does not come to rest.")

    async def try_to_settle(self, laptop: Laptop) -> str:
        """Sync, or enrol where that is needed; return what is in the way of all being done."""
        trouble = await self._try_to_sync(laptop)
        if trouble not in _NEEDS_CODE:
            return trouble
        laptop.code = laptop.code or self.headquarters.issue_code(laptop.team)
        try:
            await laptop.enrol(self.line)
        except ServerProblem as problem:
            if problem.server_code in _OTHER_CODE:
                laptop.code = ""
            return problem.server_code
        except Problem as problem:
            return problem.code
        return trouble

    async def _try_to_sync(self, laptop: Laptop) -> str:
        """Return the code of what is in the way, '' when nothing is."""
        if not laptop.is_enrolled:
            return "not-enrolled"
        try:
            outcome = await laptop.sync(self.line)
        except Problem as problem:
            return _code_of(problem)
        if outcome.trouble:
            return _code_of(outcome.trouble)
        if outcome.is_forked:
            return "forked"
        waits = outcome.waiting or outcome.attachments_waiting or outcome.bundles_waiting
        return "something-waits" if waits else ""

    # --- Inside ----------------------------------------------------------------------------

    def _judge_trouble(self, problem: Problem, *, disturbed: bool) -> None:
        code = _code_of(problem)
        self._say(f"{code}: {problem.detail[:60]}")
        if not disturbed and code not in _ENROL_ANEW:
            raise PromiseBrokenError(f"A sync over a good line failed: {code}, {problem.detail}")

    def _one(self, dice: random.Random, *, enrolled: bool = True) -> Laptop | None:
        able = [each for each in self.laptops if each.is_enrolled or not enrolled]
        return dice.choice(able) if able else None

    def _plan(self, dice: random.Random) -> bool:
        """Plan what the line does to the next messages; return whether that is anything."""
        if dice.random() < 0.4:
            return False
        if dice.random() < 0.5:
            self.line.planned = [Fault.NONE] * dice.randint(0, 8) + [dice.choice(FAULTS)]
        else:
            chances = (dice.random() < 0.3 for _ in range(30))
            self.line.planned = [dice.choice(FAULTS) if bad else Fault.NONE for bad in chances]
        self.line.carried.clear()
        return True

    def _unplan(self) -> None:
        self.line.planned.clear()
        met = [f"{what} {how.value}" for what, how in self.line.carried if how is not Fault.NONE]
        self.line.carried.clear()
        if met:
            self._say("; ".join(met))

    def _before(self, path: str) -> None:
        if path.endswith("/changes"):
            catch_up(self.headquarters.store)  # so that a schedule goes the same way each time

    def _copied(self, folder: Path) -> Path:
        self._copies += 1
        return shutil.copytree(folder, self._folder / f"copy-{self._copies}")

    def _say(self, text: str) -> None:
        self.told[-1] += f" {text};"


def _code_of(problem: Problem) -> str:
    return problem.server_code if isinstance(problem, ServerProblem) else problem.code
