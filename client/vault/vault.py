"""The vault of one home: what a passphrase opens, and how passphrases are set and changed.

Each of the two stores has a random key of its own, which never changes; passphrases only wrap it
(`client.vault.key_file`). So a passphrase changes without rewriting a store, and without one
everything is noise. There is no way back in for a forgotten passphrase; what headquarters holds
is not affected by that.
"""

import secrets
from collections.abc import Sequence
from json import JSONDecodeError
from typing import ClassVar

from client.config import Home
from client.disk import disk_errors_told
from client.language import later, tr
from client.store_files import remove_store
from client.vault.covers import lay_cover
from client.vault.key_file import (
    MODERATE,
    SLOTS,
    Cost,
    KeyFile,
    Opened,
    StoreKey,
    new_key,
    new_key_file,
    parse_key_file,
)
from client.vault.passphrase import check_passphrase
from client.vault.tries import Tries, in_words
from client.whole_files import write_new, write_whole
from shared.clock import Clock, system_clock
from shared.problems import Problem

DEFAULT_COSTS: Sequence[Cost] = (MODERATE,)
"""The program's default costs through its versions; the last is in force. A slot that was wrapped
at a former default is wrapped anew when it is next opened."""


class WrongPassphrase(Problem):
    """The passphrase does not open this laptop's store."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "wrong-passphrase"
    title: ClassVar[str] = later("Wrong passphrase")

    def __init__(self, seconds: int = 0) -> None:
        words = tr(
            "This passphrase does not open the store. Check the keyboard's language and Caps "
            "Lock, then try again; nothing was changed."
        )
        wait = tr("Before the next try, wait %(time)s.") % {"time": in_words(seconds)}
        super().__init__(f"{words} {wait}" if seconds else words)
        self.seconds = seconds


class PassphraseTaken(Problem):
    """The new passphrase can't be told apart from one that is in use."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "passphrase-taken"
    title: ClassVar[str] = later("Choose another passphrase")


class VaultDamaged(Problem):
    """The key file is there, but can't be read."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "vault-damaged"
    title: ClassVar[str] = later("The key file is damaged")


class VaultMissing(Problem):
    """There is no key file: nothing was set up, or it was lost."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "vault-missing"
    title: ClassVar[str] = later("There is no key file")


class VaultExists(Problem):
    """A store is already there; a second key would lose it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "vault-exists"
    title: ClassVar[str] = later("This laptop is already set up")


class Vault:
    """The key file of one home."""

    def __init__(
        self, home: Home, *, clock: Clock = system_clock, costs: Sequence[Cost] = DEFAULT_COSTS
    ) -> None:
        self._home = home
        self._costs = costs
        self.tries = Tries(home, clock)

    @property
    def exists(self) -> bool:
        """Whether a passphrase has been set here."""
        return self._home.vault_file.exists()

    def check_there(self) -> None:
        """Raise VaultMissing where there is no key file."""
        if not self.exists:
            raise VaultMissing(_what_is_missing(self._home))

    def create(self, passphrase: str, cost: Cost = MODERATE) -> StoreKey:
        """Set up a fresh key under `passphrase` and return it, for `open_store`.

        Raises PassphraseTooShort; VaultExists where a key or a store is already there.
        """
        check_passphrase(passphrase)
        home = self._home
        if self.exists or any(each.exists() for each in home.store_files):
            raise VaultExists(
                tr(
                    "%(folder)s already holds an encrypted store. Open it with its passphrase, or "
                    "choose another folder with --home."
                )
                % {"folder": home.folder}
            )
        home.prepare()
        key = new_key(secrets.randbelow(SLOTS))
        content = new_key_file(cost).with_slot(key, passphrase).written()
        with disk_errors_told(home.folder):
            is_ours = write_new(home.vault_file, content)
            if is_ours:
                lay_cover(home, 1 - key.slot)
        if not is_ours:
            raise VaultExists(
                tr("Another Evenhand is setting up %(folder)s just now. Try again.")
                % {"folder": home.folder}
            )
        return key

    def unlock(self, passphrase: str) -> StoreKey:
        """Return the store's key. Takes about a second by design; call it off the screen's loop.

        Raises TooManyTries, WrongPassphrase, VaultMissing or VaultDamaged. Nothing is deleted.
        """
        content = self._read()
        opened = self._try(content, passphrase)
        if opened.cost in self._costs[:-1]:
            self._wrap_anew(content, opened.key, passphrase)
        return opened.key

    def change_passphrase(self, old: str, new: str, cost: Cost = MODERATE) -> None:
        """Wrap the same key under `new`. The store is not rewritten.

        Until the last moment `old` stays valid, from then on only `new` is.
        Raises as `unlock` does; PassphraseTooShort or PassphraseTaken for `new`.
        """
        check_passphrase(new)
        content = self._read()
        key = self._try(content, old).key
        other = content.open(new)
        if other is not None and other.key.slot != key.slot:
            raise _taken()
        self._write(_at(content, cost).with_slot(key, new))

    def set_second(self, passphrase: str, second: str) -> StoreKey:
        """Let `second` open a store of its own, empty as yet; return its key.

        Whatever any other passphrase than `passphrase` opened until now is lost for good: the
        file does not tell whether there was anything. Raises as `change_passphrase` does.
        """
        check_passphrase(second)
        content = self._read()
        key = self._try(content, passphrase).key
        opened = content.open(second)
        if opened is not None and opened.key.slot == key.slot:
            raise _taken()
        other = new_key(1 - key.slot)
        with disk_errors_told(self._home.folder):
            remove_store(self._home.store_files[other.slot])
        self._write(content.with_slot(other, second))
        return other

    def drop_second(self, passphrase: str) -> None:
        """Leave `passphrase` as the only one. What another opened is lost for good."""
        content = self._read()
        other = 1 - self._try(content, passphrase).key.slot
        self._write(content.with_noise(other))
        with disk_errors_told(self._home.folder):
            lay_cover(self._home, other)

    def _try(self, content: KeyFile, passphrase: str) -> Opened:
        self.tries.check()
        self.tries.begin()
        opened = content.open(passphrase)
        if opened is None:
            raise WrongPassphrase(self.tries.seconds_to_wait())
        self.tries.succeeded()
        return opened

    def _wrap_anew(self, content: KeyFile, key: StoreKey, passphrase: str) -> None:
        try:
            self._write(_at(content, self._costs[-1]).with_slot(key, passphrase))
        except Problem:  # on a full disk the observer must get in all the same
            return

    def _read(self) -> KeyFile:
        file = self._home.vault_file
        try:
            with disk_errors_told(self._home.folder):
                return parse_key_file(file.read_bytes())
        except FileNotFoundError:
            raise VaultMissing(_what_is_missing(self._home)) from None
        except (JSONDecodeError, ValueError, KeyError, TypeError) as error:
            raise VaultDamaged(
                tr(
                    "The key file %(file)s is damaged (%(error)s), so the store can't be opened. "
                    "Nothing was deleted. Put the file back from a copy of this folder; if there "
                    "is none, ask headquarters to enrol this laptop anew in another folder "
                    "(--home)."
                )
                % {"file": file, "error": error}
            ) from None

    def _write(self, content: KeyFile) -> None:
        with disk_errors_told(self._home.folder):
            write_whole(self._home.vault_file, content.written())


def _at(content: KeyFile, cost: Cost) -> KeyFile:
    return content if content.locks[0].cost == cost else content.with_cost(cost)


def _taken() -> PassphraseTaken:
    return PassphraseTaken(tr("Choose another passphrase: this one is not new to this laptop."))


def _what_is_missing(home: Home) -> str:
    if any(each.exists() for each in home.store_files):
        return tr(
            "The store in %(folder)s is there, but its key file %(file)s is missing, and nothing "
            "opens the store without it. Nothing was deleted. Put the file back from a copy of "
            "this folder."
        ) % {"folder": home.folder, "file": home.vault_file.name}
    return tr("Nothing is set up in %(folder)s yet. Start with: evenhand enrol URL CODE") % {
        "folder": home.folder
    }
