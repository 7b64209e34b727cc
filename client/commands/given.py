"""What every command is given: a home, a clock, and a way to the passphrase."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from client.alone import only_program
from client.commands.secrets import choose_passphrase, given_passphrase, read_passphrase
from client.config import PASSPHRASE_VARIABLE, Home
from client.laptop import Laptop, open_laptop
from client.vault.key_file import StoreKey
from client.vault.keyring import NoKeyring, find_keyring, find_remembered
from client.vault.vault import Vault
from shared.clock import Clock

PATIENCE = 10
"""Seconds that a command waits for the one before it to end."""


@dataclass(frozen=True)
class Given:
    """Made once, in `__main__`, and handed to each command as the context's `obj`."""

    home: Home
    clock: Clock
    passphrase_file: Path | None = None

    @contextmanager
    def laptop(self, *, may_begin: bool = False) -> Generator[Laptop]:
        """Open the home with its passphrase for a block; where there is none, perhaps begin one.

        Raises AlreadyOpen, NoPassphrase, what `Vault.unlock` and `open_store` raise.
        """
        if not may_begin:
            self.vault().check_there()
        with only_program(self.home, PATIENCE):
            key = self._key(may_begin=may_begin)
            with open_laptop(self.home, key, self.clock) as laptop:
                key.forget()
                yield laptop

    @contextmanager
    def alone(self) -> Generator[Vault]:
        """Hold the home for a block that needs no open store. Raises AlreadyOpen, VaultMissing."""
        vault = self.vault()
        vault.check_there()
        with only_program(self.home, PATIENCE):
            yield vault

    def vault(self) -> Vault:
        """Return the vault of this home."""
        return Vault(self.home, clock=self.clock)

    def passphrase(self) -> str:
        """Return the passphrase of this home."""
        return read_passphrase(self.passphrase_file, PASSPHRASE_VARIABLE, "Passphrase: ")

    def _key(self, *, may_begin: bool) -> StoreKey:
        vault = self.vault()
        if may_begin and not vault.exists:
            chosen = choose_passphrase(
                self.passphrase_file, PASSPHRASE_VARIABLE, "Choose a passphrase: "
            )
            return vault.create(chosen)
        return self.remembered() or vault.unlock(self.passphrase())

    def remembered(self) -> StoreKey | None:
        """Return what the system's keyring keeps, unless a passphrase was given."""
        if given_passphrase(self.passphrase_file, PASSPHRASE_VARIABLE):
            return None
        try:
            return find_remembered(self.home, find_keyring())
        except NoKeyring:
            return None


def given_to(context: typer.Context) -> Given:
    """Return what the command was given."""
    given = context.obj
    assert isinstance(given, Given)  # noqa: S101 - for the type checker; the callback sets it
    return given
