"""The key file: two slots, each a store's random key wrapped under a passphrase, or noise.

    passphrase ──Argon2id(salt, cost)──▶ wrapping key ──opens──▶ slot 0 or slot 1 ──▶ store's key

Both slots always have content of the same length, and which of them is in use is drawn by lot.
So the file does not tell whether a second passphrase was set, or which is which. One salt and one
cost serve both slots: a try costs the same whatever it opens. When the program's default cost
rises, the new one is put in front; a slot that was not opened since still answers to the old one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random as random_bytes

from client.language import tr
from client.vault.passphrase import spelt
from shared.digest import digest_of

SLOTS = 2
_FORMAT = 2
_MOST_MEMORY = 4 * 1024**3
_MOST_OPERATIONS = 100
_MOST_COSTS = 16
_WRAPPED_BYTES = SecretBox.NONCE_SIZE + SecretBox.MACBYTES + SecretBox.KEY_SIZE


@dataclass(frozen=True)
class Cost:
    """What one guess of the passphrase costs: Argon2id passes and bytes of memory."""

    operations: int
    memory: int


MODERATE = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
"""256 MiB and three passes: under a second on a laptop."""


@dataclass(frozen=True)
class StoreKey:
    """The key of one of the two stores of a home."""

    slot: int
    """Which store it opens: 0 or 1."""
    secret: bytearray = field(repr=False)
    """32 bytes; zeros once they are forgotten."""

    def forget(self) -> None:
        """Overwrite the key, as far as it can be: Python may have copied it."""
        self.secret[:] = bytes(len(self.secret))


@dataclass(frozen=True)
class Lock:
    """How a passphrase becomes a wrapping key."""

    cost: Cost
    salt: bytes = field(repr=False)

    def wrapping_key(self, passphrase: str) -> bytes:
        """Return the 32 bytes that open a slot. Slow by design."""
        cost = self.cost
        return argon2id.kdf(
            SecretBox.KEY_SIZE, spelt(passphrase), self.salt, cost.operations, cost.memory
        )


@dataclass(frozen=True)
class Opened:
    """What a passphrase opened."""

    key: StoreKey
    cost: Cost
    """What the try had to pay: an old cost where the slot was not wrapped anew since."""


@dataclass(frozen=True)
class KeyFile:
    """The content of a key file."""

    locks: Sequence[Lock]
    """The one in force first, then those that a slot may still answer to."""
    slots: Sequence[bytes] = field(repr=False)

    def open(self, passphrase: str) -> Opened | None:
        """Return what `passphrase` opens, or None."""
        for lock in self.locks:
            wrapping_key = lock.wrapping_key(passphrase)
            for slot, wrapped in enumerate(self.slots):
                try:
                    secret = SecretBox(wrapping_key).decrypt(wrapped)
                except CryptoError:
                    continue
                return Opened(StoreKey(slot, bytearray(secret)), lock.cost)
        return None

    def with_slot(self, key: StoreKey, passphrase: str) -> "KeyFile":
        """Return the file with `key` in its slot, wrapped under `passphrase` at today's cost."""
        box = SecretBox(self.locks[0].wrapping_key(passphrase))
        return self._with(key.slot, bytes(box.encrypt(bytes(key.secret))))

    def with_noise(self, slot: int) -> "KeyFile":
        """Return the file with nothing but noise in `slot`."""
        return self._with(slot, random_bytes(_WRAPPED_BYTES))

    def with_cost(self, cost: Cost) -> "KeyFile":
        """Return the file with `cost` in force; the slots still answer to the former ones."""
        known = [each for each in self.locks if each.cost == cost]
        former = [each for each in self.locks if each.cost != cost]
        return replace(self, locks=[*(known or [_fresh_lock(cost)]), *former])

    def written(self) -> bytes:
        """Return the file's bytes."""
        content: dict[str, Any] = {
            "format": _FORMAT,
            "kdf": "argon2id",
            "locks": [
                {
                    "operations": lock.cost.operations,
                    "memory": lock.cost.memory,
                    "salt": lock.salt.hex(),
                }
                for lock in self.locks
            ],
            "slots": [each.hex() for each in self.slots],
        }
        # The sum tells a damaged file from a wrong passphrase; it protects nothing.
        return json.dumps(content | {"sum": digest_of(content)}, indent=1).encode() + b"\n"

    def _with(self, slot: int, wrapped: bytes) -> "KeyFile":
        slots = list(self.slots)
        slots[slot] = wrapped
        return replace(self, slots=slots)


def new_key_file(cost: Cost) -> KeyFile:
    """Return a key file with noise in all slots."""
    return KeyFile([_fresh_lock(cost)], [random_bytes(_WRAPPED_BYTES) for _ in range(SLOTS)])


def new_key(slot: int) -> StoreKey:
    """Return a fresh random key for a store."""
    return StoreKey(slot, bytearray(random_bytes(SecretBox.KEY_SIZE)))


def parse_key_file(written: bytes) -> KeyFile:
    """Read a key file's bytes. Raises ValueError, KeyError or TypeError where it is damaged."""
    content: Any = json.loads(written)
    if not isinstance(content, dict):
        raise TypeError(tr("its content is not what was written"))
    found = cast("dict[str, Any]", content)
    if found.pop("sum", None) != digest_of(found):
        raise ValueError(tr("its content is not what was written"))
    if found["format"] != _FORMAT or found["kdf"] != "argon2id":
        raise ValueError(tr("another version of Evenhand wrote it"))
    locks = [_lock(each) for each in found["locks"]]
    slots = [bytes.fromhex(str(each)) for each in found["slots"]]
    if not 1 <= len(locks) <= _MOST_COSTS or [len(each) for each in slots] != [_WRAPPED_BYTES] * 2:
        raise ValueError(tr("its content is not what was written"))
    return KeyFile(locks, slots)


def _lock(found: dict[str, Any]) -> Lock:
    cost = Cost(int(found["operations"]), int(found["memory"]))
    if cost.operations > _MOST_OPERATIONS or cost.memory > _MOST_MEMORY:
        raise ValueError(tr("it asks for more work than any laptop can do"))
    return Lock(cost, bytes.fromhex(str(found["salt"])))


def _fresh_lock(cost: Cost) -> Lock:
    return Lock(cost, random_bytes(argon2id.SALTBYTES))
