"""The key of the encrypted store, wrapped under the observer's passphrase.

A random 256-bit master key encrypts the store. `vault.json` beside it holds that key, sealed
(XSalsa20-Poly1305) under a key that Argon2id derives from the passphrase. So the passphrase can
change without rewriting the store, and without it both files are noise. There is no way back in
for a forgotten passphrase; what headquarters holds is not affected by that.
"""

import json
import unicodedata
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any, ClassVar

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random as random_bytes

from client.config import Home
from client.disk import disk_errors_told
from client.letters import clean
from client.whole_files import write_new, write_whole
from shared.digest import digest_of
from shared.problems import Problem

MINIMUM_PASSPHRASE = 10
"""Characters. A stolen laptop can be tried offline for years; ten slow guesses a second can't
get through ten characters that are not a dictionary word."""
_FORMAT = 1
_MOST_MEMORY = 4 * 1024**3
_MOST_OPERATIONS = 100


class WrongPassphrase(Problem):
    """The passphrase does not open this laptop's store."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "wrong-passphrase"
    title: ClassVar[str] = "Wrong passphrase"


class PassphraseTooShort(Problem):
    """The passphrase that was chosen can be guessed."""

    code: ClassVar[str] = "passphrase-too-short"
    title: ClassVar[str] = "The passphrase is too short"


class VaultDamaged(Problem):
    """The key file is there, but can't be read."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "vault-damaged"
    title: ClassVar[str] = "The key file is damaged"


class VaultMissing(Problem):
    """There is no key file: nothing was set up, or it was lost."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "vault-missing"
    title: ClassVar[str] = "There is no key file"


class VaultExists(Problem):
    """A store is already there; a second key would lose it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "vault-exists"
    title: ClassVar[str] = "This laptop is already set up"


@dataclass(frozen=True)
class Cost:
    """What one guess of the passphrase costs: Argon2id passes and bytes of memory."""

    operations: int
    memory: int


MODERATE = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
"""256 MiB and three passes: under a second on a laptop."""


class Vault:
    """The key file of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    @property
    def exists(self) -> bool:
        """Whether a passphrase has been set here."""
        return self._home.vault_file.exists()

    def check_there(self) -> None:
        """Raise VaultMissing where there is no key file."""
        if not self.exists:
            raise VaultMissing(_what_is_missing(self._home))

    def create(self, passphrase: str, cost: Cost = MODERATE) -> bytes:
        """Set up a fresh key under `passphrase` and return it (32 bytes, for `open_store`).

        Raises PassphraseTooShort; VaultExists where a key or a store is already there.
        """
        check_passphrase(passphrase)
        home = self._home
        if self.exists or home.store_file.exists():
            raise VaultExists(
                f"{home.folder} already holds an encrypted store. Open it with its passphrase, "
                "or choose another folder with --home."
            )
        home.prepare()
        key = random_bytes(SecretBox.KEY_SIZE)
        with disk_errors_told(home.folder):
            is_ours = write_new(home.vault_file, _wrap(key, passphrase, cost))
        if not is_ours:
            raise VaultExists(f"Another Evenhand is setting up {home.folder} just now. Try again.")
        return key

    def unlock(self, passphrase: str) -> bytes:
        """Return the store's key. Takes about a second by design; call it off the screen's loop.

        Raises WrongPassphrase, VaultMissing or VaultDamaged. Nothing is ever deleted.
        """
        sealed = self._read()
        try:
            return SecretBox(sealed.derive(passphrase)).decrypt(sealed.wrapped_key)
        except CryptoError:
            raise WrongPassphrase(
                "This passphrase does not open the store. Check the keyboard's language and "
                "Caps Lock, then try again; nothing was changed."
            ) from None

    def change_passphrase(self, old: str, new: str, cost: Cost = MODERATE) -> None:
        """Wrap the same key under `new`. The store is not rewritten.

        Until the last moment `old` stays valid, from then on only `new` is.
        Raises as `unlock` does; PassphraseTooShort for `new`.
        """
        check_passphrase(new)
        key = self.unlock(old)
        with disk_errors_told(self._home.folder):
            write_whole(self._home.vault_file, _wrap(key, new, cost))

    def _read(self) -> "_Sealed":
        file = self._home.vault_file
        try:
            with disk_errors_told(self._home.folder):
                return _parse(file.read_bytes())
        except FileNotFoundError:
            raise VaultMissing(_what_is_missing(self._home)) from None
        except (JSONDecodeError, ValueError, KeyError, TypeError) as error:
            raise VaultDamaged(
                f"The key file {file} is damaged ({error}), so the store can't be opened. "
                "Nothing was deleted. Put the file back from a copy of this folder; if there is "
                "none, ask headquarters to enrol this laptop anew in another folder (--home)."
            ) from None


def check_passphrase(passphrase: str) -> None:
    """Raise PassphraseTooShort for a passphrase that protects nothing."""
    if len(_normal(passphrase)) < MINIMUM_PASSPHRASE:
        raise PassphraseTooShort(
            f"A passphrase needs at least {MINIMUM_PASSPHRASE} characters: whoever takes the "
            "laptop can try short ones one after the other. Three or four plain words do well."
        )


@dataclass(frozen=True)
class _Sealed:
    """What the key file says."""

    cost: Cost
    salt: bytes
    wrapped_key: bytes

    def derive(self, passphrase: str) -> bytes:
        """Return the key that wraps the store's key."""
        return argon2id.kdf(
            SecretBox.KEY_SIZE,
            _normal(passphrase).encode(),
            self.salt,
            self.cost.operations,
            self.cost.memory,
        )


def _normal(passphrase: str) -> str:
    """One spelling for what different keyboards send for the same letters."""
    return unicodedata.normalize("NFC", clean(passphrase))


def _wrap(key: bytes, passphrase: str, cost: Cost) -> bytes:
    sealed = _Sealed(cost, random_bytes(argon2id.SALTBYTES), b"")
    wrapped = SecretBox(sealed.derive(passphrase)).encrypt(key)
    content: dict[str, Any] = {
        "format": _FORMAT,
        "kdf": "argon2id",
        "operations": cost.operations,
        "memory": cost.memory,
        "salt": sealed.salt.hex(),
        "wrapped_key": bytes(wrapped).hex(),
    }
    # The sum tells a damaged file from a wrong passphrase; it protects nothing.
    return json.dumps(content | {"sum": digest_of(content)}, indent=1).encode() + b"\n"


def _parse(written: bytes) -> _Sealed:
    content = json.loads(written)
    if not isinstance(content, dict) or content.pop("sum", None) != digest_of(content):  # pyright: ignore[reportUnknownMemberType]
        raise ValueError("its content is not what was written")
    if content["format"] != _FORMAT or content["kdf"] != "argon2id":
        raise ValueError("it was written by a newer version of Evenhand")
    cost = Cost(int(content["operations"]), int(content["memory"]))  # pyright: ignore[reportUnknownArgumentType]
    if cost.operations > _MOST_OPERATIONS or cost.memory > _MOST_MEMORY:
        raise ValueError("it asks for more work than any laptop can do")
    return _Sealed(
        cost,
        bytes.fromhex(str(content["salt"])),  # pyright: ignore[reportUnknownArgumentType]
        bytes.fromhex(str(content["wrapped_key"])),  # pyright: ignore[reportUnknownArgumentType]
    )


def _what_is_missing(home: Home) -> str:
    if home.store_file.exists():
        return (
            f"The store in {home.folder} is there, but its key file {home.vault_file.name} is "
            "missing, and nothing opens the store without it. Nothing was deleted. Put the file "
            "back from a copy of this folder."
        )
    return f"Nothing is set up in {home.folder} yet. Start with: evenhand enrol URL CODE"
