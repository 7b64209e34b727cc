"""Where the laptop keeps its files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from client.disk import disk_errors_told
from client.language import later, tr
from shared.problems import Problem

HOME_VARIABLE = "EVENHAND_HOME"
PASSPHRASE_VARIABLE = "EVENHAND_PASSPHRASE"  # noqa: S105 - the variable's name, not a secret

LOCK_VARIABLE = "EVENHAND_LOCK_MINUTES"
LOCK_MINUTES = 10
"""Minutes without a touch of the keyboard after which the program locks itself."""


class BadSetting(Problem):
    """A variable of the environment says what can't be."""

    code: ClassVar[str] = "bad-setting"
    title: ClassVar[str] = later("A setting can't be understood")


@dataclass(frozen=True)
class Home:
    """The folder of one laptop's files. No content in it is readable without the passphrase."""

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
    def looks_file(self) -> Path:
        """Language and look of the program: no content, and no secret."""
        return self.folder / "looks.json"

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


def lock_after(environment: Mapping[str, str] = os.environ) -> timedelta | None:
    """Return how long the keyboard may rest before the program locks; None = for ever.

    EVENHAND_LOCK_MINUTES says so, 0 for never. Raises BadSetting.
    """
    given = environment.get(LOCK_VARIABLE, str(LOCK_MINUTES))
    try:
        minutes = float(given)
    except ValueError:
        minutes = -1
    if not 0 <= minutes <= 24 * 60:
        raise BadSetting(
            tr(
                "%(variable)s is %(given)s, but it is a number of minutes, at most a "
                "day; 0 means that the laptop never locks itself."
            )
            % {"variable": LOCK_VARIABLE, "given": repr(given)}
        )
    return timedelta(minutes=minutes) if minutes else None
