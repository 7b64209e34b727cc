"""Memory sticks: bundles that are sealed, carried, damaged and imported; receipts on the way back.

Every deed returns what is to be said of it.
"""

import random
from pathlib import Path

from client.steps.bundle import make_bundle
from client.steps.receipts_file import take_receipts
from shared.problems import Problem
from shared.sync.handover import ReceiptsFile
from tests.soak.headquarters import Headquarters
from tests.soak.laptops import Laptop
from tests.soak.promise import PromiseBrokenError


class Sticks:
    """All memory sticks of a world; nobody ever clears one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sticks: list[Path] = []
        self._receipts: list[ReceiptsFile] = []

    def make(self, laptop: Laptop, dice: random.Random) -> str:
        """Seal what waits on a laptop, or all that it has."""
        stick = self._folder / f"stick-{len(self._sticks)}"
        try:
            made = make_bundle(laptop.core, stick, everything=dice.random() < 0.3)
        except Problem as problem:
            return f"{laptop.name}: {problem.code}"
        self._sticks.append(stick)
        return f"{laptop.name}: {stick.name}, {made.first} to {made.through}"

    def carry(self, laptop: Laptop, dice: random.Random) -> str:
        """Let a courier's laptop take a stick along; it is handed over at the next sync."""
        if not self._sticks:
            return ""
        stick = dice.choice(self._sticks)
        laptop.core.carried.take(stick)
        return f"{laptop.name} carries {stick.name}"

    def bring(self, headquarters: Headquarters, dice: random.Random) -> str:
        """Import a stick at headquarters, whole or damaged."""
        if not self._sticks:
            return ""
        stick = dice.choice(self._sticks)
        damage = dice.choice(["", "", "", "cut", "flipped"])
        bundle = self._damaged(stick, damage, dice) if damage else stick
        try:
            self._receipts.append(headquarters.take_bundle(bundle))
        except Problem as problem:
            if not damage:
                raise PromiseBrokenError(f"A whole bundle was refused: {problem.detail}") from None
        return f"{stick.name} {damage}"

    def take_receipts(self, laptop: Laptop, dice: random.Random) -> str:
        """Bring a laptop the receipts that some import has written."""
        if not self._receipts:
            return ""
        try:
            read = take_receipts(laptop.core, dice.choice(self._receipts))
        except Problem as problem:
            return f"{laptop.name}: {problem.code}"
        return f"{laptop.name}: {read.entries} held"

    def _damaged(self, stick: Path, damage: str, dice: random.Random) -> Path:
        content = bytearray(stick.read_bytes())
        place = dice.randrange(len(content))
        if damage == "cut":
            del content[place:]
        else:
            content[place] ^= 1 << dice.randrange(8)
        damaged = self._folder / "damaged"
        damaged.write_bytes(content)
        return damaged
