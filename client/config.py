"""Where the laptop keeps its files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from client.disk import disk_errors_told

HOME_VARIABLE = "EVENHAND_HOME"
PASSPHRASE_VARIABLE = "EVENHAND_PASSPHRASE"  # noqa: S105 - the variable's name, not a secret


@dataclass(frozen=True)
class Home:
    """The folder of one laptop's files. Nothing in it is readable without the passphrase."""

    folder: Path

    @property
    def vault_file(self) -> Path:
        """The stores' keys, wrapped under passphrases."""
        return self.folder / "vault.json"

    @property
    def store_files(self) -> tuple[Path, Path]:
        """The encrypted database (drafts, journal, mission pack, device key), and its cover.

        Which of the two is which, only a passphrase can tell (`client.vault.covers`).
        """
        return self.folder / "store-a.db", self.folder / "store-b.db"

    @property
    def tries_file(self) -> Path:
        """How many wrong passphrases were tried in a row."""
        return self.folder / "tries.json"

    @property
    def lock_file(self) -> Path:
        """Held by the one program that is open on this home."""
        return self.folder / "open.lock"

    @property
    def crash_file(self) -> Path:
        """The note about the last crash: where in the program, and no content."""
        return self.folder / "crash.txt"

    def prepare(self) -> None:
        """Create the folder, open to its owner only. An existing one is closed to others too.

        Raises what the disk refuses (`client.disk`).
        """
        with disk_errors_told(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)


def find_home(given: Path | None = None, environment: Mapping[str, str] = os.environ) -> Home:
    """Return the home: `given`, else EVENHAND_HOME, else the platform's place for such files."""
    if given is not None:
        return Home(given.expanduser())
    if named := environment.get(HOME_VARIABLE):
        return Home(Path(named).expanduser())
    from platformdirs import user_data_path  # noqa: PLC0415 - start-up time: only here

    return Home(user_data_path("evenhand", appauthor=False))
