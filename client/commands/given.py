"""What every command is given: a home, a clock, and a way to the passphrase."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from client.commands.secrets import choose_passphrase, read_passphrase
from client.config import PASSPHRASE_VARIABLE, Home
from client.laptop import Laptop, open_laptop
from client.vault.key_file import StoreKey
from client.vault.vault import Vault
from shared.clock import Clock


@dataclass(frozen=True)
class Given:
    """Made once, in `__main__`, and handed to each command as the context's `obj`."""

    home: Home
    clock: Clock
    passphrase_file: Path | None = None

    @contextmanager
    def laptop(self, *, may_begin: bool = False) -> Generator[Laptop]:
        """Open the home with its passphrase for a block; where there is none, perhaps begin one.

        Raises NoPassphrase, what `Vault.unlock` and `open_store` raise.
        """
        with open_laptop(self.home, self._key(may_begin=may_begin), self.clock) as laptop:
            yield laptop

    def _key(self, *, may_begin: bool) -> StoreKey:
        vault = Vault(self.home)
        if may_begin and not vault.exists:
            chosen = choose_passphrase(
                self.passphrase_file, PASSPHRASE_VARIABLE, "Choose a passphrase: "
            )
            return vault.create(chosen)
        vault.check_there()
        return vault.unlock(self.passphrase())

    def passphrase(self) -> str:
        """Return the passphrase of this home."""
        return read_passphrase(self.passphrase_file, PASSPHRASE_VARIABLE, "Passphrase: ")


def given_to(context: typer.Context) -> Given:
    """Return what the command was given."""
    given = context.obj
    assert isinstance(given, Given)  # noqa: S101 - for the type checker; the callback sets it
    return given
