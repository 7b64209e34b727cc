"""What an importer is: one kind of register, as the framework of imports needs to know it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlmodel import Session

from server.accounts.caller import Doer
from server.accounts.table import Who
from server.imports.cells import text
from server.imports.columns import Columns
from server.missions.models import Mission
from server.tabular.row_errors import RowErrors


@dataclass(frozen=True)
class Field:
    """What a column may be."""

    name: str
    words: str
    """What people read, as `Registered voters`."""
    aliases: tuple[str, ...] = ()
    """What else a file may call it; case, accents, script and punctuation don't matter."""
    read: Callable[[str], object] = text
    """From a cell, which may be empty, to its value. Raises Wrong."""
    required: bool = False
    """A column must be it."""
    exact: bool = False
    """White space within the cell counts: codes. Else a line break is a space."""
    is_day: bool = False
    """Its cells are days: `read` is not asked; people are, where the order is in doubt."""
    levels: int = 0
    """Several columns may be it, outermost first, called `name1`, `name2`, … up to so many. The
    cells that are not empty are joined by ` / ` before they are read."""
    level_aliases: Mapping[str, int] = field(default_factory=dict[str, int])
    """What files call its levels → level, from 1."""


class Ask(NamedTuple):
    """A question beside the columns, such as the day that an announcement is of."""

    name: str
    words: str
    options: tuple[tuple[str, str], ...] = ()
    """Value and words; () = a text is written."""
    hint: str = ""
    needed: bool = False
    """Nothing is compared before it is answered."""


KEEP = "keep"
"""What `gone_deeds` calls it to leave those not in the file as they are."""


class TakenRow(NamedTuple):
    """A row, as far as its cells are right."""

    number: int
    """As spreadsheet programs count; of GeoJSON, the feature's."""
    values: dict[str, Any]
    """By field. Fields that no column is are not there, and those whose cell is wrong: ask by
    `.get`. Nothing is imported then, but the other mistakes of the file are to be found too."""
    rest: dict[str, str]
    """By column: what has no field and is kept, where it is not empty."""


@dataclass
class Reading:
    """A file while it is compared. The rows are walked once; mistakes are added on the way."""

    columns: Columns
    rows: Iterable[TakenRow]
    """All of the file, those with a wrong cell too."""
    errors: RowErrors
    """What an importer adds to: row number, `columns.called(field)`, a clause, a cure."""
    answers: Mapping[str, str]
    """By the names of `asks`; unanswered = ''."""


class Change(NamedTuple):
    """What the import would do to one thing."""

    key: str
    """What people know it by."""
    words: str
    """Its name."""
    before: Mapping[str, Any] | None
    """Field → value; None = it is new."""
    after: Mapping[str, Any] | None
    """None = it is not in the file."""
    row: Any = None
    """What `apply` needs; not compared and not shown."""


@dataclass
class Plan:
    """All that an import would do."""

    new: list[Change] = field(default_factory=list[Change])
    changed: list[Change] = field(default_factory=list[Change])
    gone: list[Change] = field(default_factory=list[Change])
    """Those that the register has and the file has not."""
    unchanged: int = 0
    notices: list[str] = field(default_factory=list[str])
    """Sentences on what people should look at before they confirm."""
    counts: dict[str, int] = field(default_factory=dict[str, int])
    """Further counts, for programs."""

    @property
    def rows(self) -> int:
        """How many the file has."""
        return len(self.new) + len(self.changed) + self.unchanged


class Deed(NamedTuple):
    """Who applies a plan, when, and what they chose."""

    by: Doer
    now: datetime
    gone: str
    """What becomes of those not in the file: one of `gone_deeds`, '' where there are none."""
    answers: Mapping[str, str]
    source: str
    """The kept file, for a history: its name and the first digits of its hash."""


class Seal(Protocol):
    """How the bytes of kept files are closed up before the database has them."""

    def seal(self, content: bytes) -> bytes:
        """Return `content` closed up."""
        ...

    def open(self, sealed: bytes) -> bytes:
        """Return what was closed up. Raises a Problem where the key is not there."""
        ...


class _AsItIs:
    """No seal, for what holds nothing personal."""

    def seal(self, content: bytes) -> bytes:
        """Return `content`."""
        return content

    def open(self, sealed: bytes) -> bytes:
        """Return `sealed`."""
        return sealed


AS_IT_IS: Seal = _AsItIs()


def is_sealed(importer: "Importer") -> bool:
    """Say whether the files of an importer name people, and are kept sealed."""
    return importer.seal is not AS_IT_IS


class Importer(Protocol):
    """One kind of register that can be imported. See `server.stations.importer` for the first."""

    @property
    def kind(self) -> str:
        """Its name in addresses, commands and the audit trail, as `stations`."""
        ...

    @property
    def title(self) -> str:
        """What pages call it, as `Polling stations`."""
        ...

    @property
    def one(self) -> str:
        """Singular, as `station`."""
        ...

    @property
    def many(self) -> str:
        """Plural, as `stations`."""
        ...

    @property
    def page(self) -> str:
        """The register's page below the mission's, as `/stations`."""
        ...

    @property
    def fields(self) -> Sequence[Field]:
        """What its columns may be."""
        ...

    @property
    def keeps_rest(self) -> bool:
        """Whether columns that are no field are kept in `TakenRow.rest`, unless told otherwise."""
        ...

    @property
    def who(self) -> Who:
        """The roles that may import it and read its files."""
        ...

    @property
    def asks(self) -> Sequence[Ask]:
        """Questions beside the columns."""
        ...

    @property
    def gone_deeds(self) -> Mapping[str, str]:
        """What may become of those not in the file: value → words; {} = there never are any.

        The first is for commands that don't say; a single one is not asked about, but told.
        """
        ...

    @property
    def seal(self) -> Seal:
        """How its files are kept."""
        ...

    def compare(self, db: Session, mission: Mission, reading: Reading) -> Plan:
        """Check the rows against each other and the register, and plan. Changes nothing."""
        ...

    def apply(self, db: Session, mission: Mission, plan: Plan, deed: Deed) -> None:
        """Do what `plan` says, within the unit of work. The framework writes the audit trail."""
        ...
