"""The page that leads to a mission's registers, in groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from server.missions.here import Place
from server.pages import Page

Counting = Callable[[Session, UUID], int]
"""Returns how many there are in a mission. Asked at every look: it must be quick."""


class Group(StrEnum):
    """What a register is about, as the page's headings say it."""

    MISSION = "The mission"
    ELECTION = "The election"
    PEOPLE = "People and organisations"
    PLACES = "Places and deployment"
    OBSERVATION = "Long-term observation"
    ACCESS = "Access"


@dataclass(frozen=True, slots=True)
class Register:
    """A register's line on the page."""

    group: Group
    label: str
    path: str
    """Below the mission's address, as `/stations`."""
    about: str
    """One line on what it holds."""
    count: Counting | None = None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register, as it is shown."""

    label: str
    href: str
    about: str
    count: str
    """'' where it is not counted."""


@dataclass(frozen=True, slots=True)
class RegistersPage(Page):
    """All registers that an account may open."""

    template: ClassVar[str] = "registers.html"
    groups: tuple[tuple[str, tuple[RegisterRow, ...]], ...]


def registers_page(db: Session, here: Place, registers: Sequence[Register]) -> RegistersPage:
    """Return the page of those of `registers` that the account may open."""
    open_to_it = [each for each in registers if here.opens(f"GET /m/{{code}}{each.path}")]
    groups = ((group, [each for each in open_to_it if each.group is group]) for group in Group)
    return RegistersPage(
        frame=here.frame("Registers", "registers"),
        groups=tuple(
            (group.value, tuple(_row(db, here, each) for each in its_own))
            for group, its_own in groups
            if its_own
        ),
    )


def _row(db: Session, here: Place, register: Register) -> RegisterRow:
    count = register.count(db, here.mission.id) if register.count else None
    return RegisterRow(
        label=register.label,
        href=here.path(register.path),
        about=register.about,
        count="" if count is None else f"{count:,}",
    )
