"""The server's settings: read once in `__main__`, passed down, never changed."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.sync.protocol import MAX_ATTACHMENT_BYTES


class Settings(BaseSettings):
    """What the server is told from outside.

    Each field may be set by the environment as `EVENHAND_<FIELD>`. `docs/operations.md`
    describes every one; a test holds the two to each other.
    """

    model_config = SettingsConfigDict(env_prefix="EVENHAND_", frozen=True)

    home: Path = Field(default_factory=lambda: Path.home() / ".evenhand-server")
    """Where the server keeps its database, keys and files."""
    database_url: str = ""
    """`sqlite:///…` or `postgresql+psycopg://…`; '' = SQLite in the home."""
    secure_cookies: bool = True
    """Send the session cookie over HTTPS only. Browsers make an exception for localhost."""
    address: str = ""
    """How browsers reach the server, as `https://evenhand.example.org`; '' = as each one says."""
    session_hours: int = 12
    """How long a sign-in lasts."""
    enrolment_hours: int = 72
    """How long an enrolment code may be used."""
    intake_queue: int = 2000
    """Pushes that may wait for the disk; beyond it, devices are told to come back later."""
    intake_helper: bool = True
    """Let a second process check signatures while many devices push at once."""
    attachment_megabytes: int = Field(default=64, ge=1, le=MAX_ATTACHMENT_BYTES // 2**20)
    """Size of the largest photograph, recording or file that is taken, in MiB."""
    bundle_megabytes: int = Field(default=2048, ge=1)
    """Size of the largest bundle that is taken from couriers and by the page, in MiB."""
    people_url: str = ""
    """The database of observers' names, as `database_url`; '' = SQLite in the home, of its own."""
    people_key: SecretStr = SecretStr("")
    """The key to these names, 64 hexadecimal digits; '' = in a file."""
    people_key_file: Path | None = None
    """The file that holds the key; None = `people.key` in the home."""
    log_level: str = "info"

    @property
    def resolved_database_url(self) -> str:
        """The database's address, SQLite in the home unless another was set."""
        return self.database_url or f"sqlite:///{self.home / 'evenhand.db'}"

    @property
    def resolved_people_url(self) -> str:
        """The address of the store of names, SQLite in the home unless another was set."""
        return self.people_url or f"sqlite:///{self.home / 'people.db'}"

    @property
    def names_key_file(self) -> Path:
        """Where the key to the store of names lies, unless the environment holds it."""
        return self.people_key_file or self.home / "people.key"

    @property
    def next_names_key_file(self) -> Path:
        """Where the next key to the names lies, beside the present one, while it is changed."""
        file = self.names_key_file
        return file.with_name(f"{file.stem}-next.key")

    @property
    def attachments(self) -> Path:
        """The folder of photographs, recordings and files."""
        return self.home / "attachments"

    @property
    def session_length(self) -> timedelta:
        """How long a sign-in lasts."""
        return timedelta(hours=self.session_hours)

    @property
    def enrolment_length(self) -> timedelta:
        """How long an enrolment code may be used."""
        return timedelta(hours=self.enrolment_hours)
