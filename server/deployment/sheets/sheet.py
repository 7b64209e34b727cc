"""What stands on a deployment sheet, as data. The template decides only how it looks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetStop:
    """A line of the plan."""

    time: str
    clock: str
    """Which clock the time is by, where it is not the mission's."""
    code: str
    name: str
    address: str
    region: str


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A day of the plan."""

    title: str
    stops: tuple[SheetStop, ...]


@dataclass(frozen=True, slots=True)
class SheetContact:
    """Somebody on duty."""

    role: str
    name: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The deployment sheet of one team, in one language."""

    language: str
    words: dict[str, str]
    mission: str
    election: str
    drill: bool
    team: str
    name: str
    facts: tuple[tuple[str, str], ...]
    """Caption and words: area, observers, vehicle, languages."""
    days: tuple[SheetDay, ...]
    clock: str
    contacts: tuple[SheetContact, ...]
    reminders: tuple[str, ...]
    version: str
