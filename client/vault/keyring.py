"""The operating system's keyring, where the observer chooses to keep the store's key there too.

What lies on the disk does not change by it. But whoever is signed in to this account of the
computer then opens the store without the passphrase; so it is never used unasked.
"""

from importlib import import_module
from typing import Any, ClassVar, Protocol, cast

from client.config import Home
from client.language import later, tr
from client.vault.key_file import SLOTS, StoreKey
from shared.digest import sha256_hex
from shared.problems import Problem

_SERVICE = "evenhand"
_KEY_BYTES = 32


class NoKeyring(Problem):
    """The computer has no keyring that Evenhand could trust with a key."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no-keyring"
    title: ClassVar[str] = later("No keyring to keep the key in")


class Keyring(Protocol):
    """The three deeds of a keyring, as the `keyring` library has them."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep something."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget something that is kept."""
        ...


def find_keyring() -> Keyring:
    """Return the system's keyring; raises NoKeyring where there is none, or no safe one."""
    try:
        library: Any = import_module("keyring")  # start-up time, and an extra
    except ImportError:
        raise NoKeyring(
            tr(
                "Evenhand was installed without keyring support. Install it with pip install "
                "'evenhand[keyring]', or go on with the passphrase."
            )
        ) from None
    found = library.get_keyring()
    if getattr(found, "priority", 0) < 1:
        raise NoKeyring(
            tr(
                "This computer has no keyring that is unlocked by signing in, so the key "
                "can't be kept there. Nothing was changed; go on with the passphrase."
            )
        )
    return cast("Keyring", found)


def remember(home: Home, key: StoreKey, keyring: Keyring) -> None:
    """Keep `key` in the keyring. Raises NoKeyring where it refuses."""
    _told(lambda: keyring.set_password(_SERVICE, _name(home), f"{key.slot}:{key.secret.hex()}"))


def find_remembered(home: Home, keyring: Keyring) -> StoreKey | None:
    """Return the key that the keyring keeps for `home`, or None. Raises NoKeyring."""
    kept = _told(lambda: keyring.get_password(_SERVICE, _name(home)))
    slot, _, secret = (kept or "").partition(":")
    try:
        key = StoreKey(int(slot), bytearray.fromhex(secret))
    except ValueError:
        return None
    return key if key.slot < SLOTS and len(key.secret) == _KEY_BYTES else None


def forget(home: Home, keyring: Keyring) -> bool:
    """Remove the key from the keyring; return whether there was one. Raises NoKeyring."""
    if _told(lambda: keyring.get_password(_SERVICE, _name(home))) is None:
        return False
    _told(lambda: keyring.delete_password(_SERVICE, _name(home)))
    return True


def _name(home: Home) -> str:
    """Return the entry's name: it tells nothing but that there is a home."""
    return sha256_hex(str(home.folder.absolute()).encode())[:32]


def _told(deed: Any) -> Any:  # noqa: ANN401 - whatever the deed returns
    try:
        return deed()
    except Exception as error:
        raise NoKeyring(
            tr("The computer's keyring refused. Unlock it and try again, or use the passphrase.")
        ) from error
