"""Settings, versions and handed-in files, as their templates see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.accounts.caller import Caller
from server.accounts.house import house_frame
from server.missions.differences import Difference
from server.missions.form_fields import Form
from server.missions.here import Place
from server.missions.models import MissionVersion
from server.missions.setup.handing_in import HandedIn
from server.pages import Page

MOST_DIFFERENCES = 500


@dataclass(frozen=True, slots=True)
class FormPage(Page):
    """One form: of a new mission, or of the settings."""

    template: ClassVar[str] = "mission_form.html"
    form: Form | None
    """None = it is not for this account to change them."""
    facts: tuple[tuple[str, str], ...]
    """What the settings are, in words, for who only reads."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list."""

    number: int
    href: str
    when: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class VersionsPage(Page):
    """The versions of the mission's document, the newest first."""

    template: ClassVar[str] = "mission_versions.html"
    rows: tuple[VersionRow, ...]
    older: str
    """Where older ones are; '' = there are none."""
    may_take: bool
    may_load: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Differences, as many as anybody reads."""

    differences: tuple[Difference, ...]
    more: int


@dataclass(frozen=True, slots=True)
class VersionPage(Page):
    """What one version changed."""

    template: ClassVar[str] = "mission_version.html"
    row: VersionRow
    told: Told
    is_first: bool
    file: str
    """Where its file is; '' = it is not for this account."""
    restoration: str
    """Where it becomes the newest again; '' = it is, or that is not for this account."""


@dataclass(frozen=True, slots=True)
class HandedInPage(Page):
    """A file that was handed in, and what taking it would change."""

    template: ClassVar[str] = "mission_file.html"
    handed_in: HandedIn
    told: Told


def new_mission_page(caller: Caller, form: Form) -> FormPage:
    """Return the page on which a mission is set up."""
    return FormPage(house_frame(caller, "New mission", "/missions"), form, ())


def settings_page(here: Place, form: Form) -> FormPage:
    """Return the page of the settings."""
    may_change = here.opens("POST /m/{code}/settings")
    words = tuple((each.label, each.value) for each in form.fields if each.value)
    return FormPage(
        here.frame("Settings", "registers"),
        form if may_change else None,
        () if may_change else words,
    )


def versions_page(here: Place, versions: Sequence[MissionVersion], most: int) -> VersionsPage:
    """Return the list of `versions`, of which `most` were asked for."""
    last = versions[-1].number if len(versions) == most else 1
    return VersionsPage(
        frame=here.frame("Versions", "registers"),
        rows=tuple(_row(here, each) for each in versions),
        older=here.path(f"/versions?before={last}") if last > 1 else "",
        may_take=here.opens("GET /m/{code}/mission.yaml"),
        may_load=here.opens("POST /m/{code}/mission-file"),
    )


def version_page(
    here: Place, version: MissionVersion, found: Sequence[Difference], newest: int
) -> VersionPage:
    """Return the page of a version and its differences from the one before."""
    own = here.path(f"/versions/{version.number}")
    may_restore = here.opens("POST /m/{code}/versions/{number}/restoration")
    return VersionPage(
        frame=here.frame(f"Version {version.number}", "registers"),
        row=_row(here, version),
        told=_told(found),
        is_first=version.number == 1,
        file=f"{own}/mission.yaml" if here.opens("GET /m/{code}/mission.yaml") else "",
        restoration=f"{own}/restoration" if may_restore and version.number != newest else "",
    )


def handed_in_page(here: Place, handed_in: HandedIn) -> HandedInPage:
    """Return the page of a file that was handed in."""
    frame = here.frame("A mission file", "registers")
    return HandedInPage(frame, handed_in, _told(handed_in.differences))


def _told(found: Sequence[Difference]) -> Told:
    return Told(tuple(found[:MOST_DIFFERENCES]), max(len(found) - MOST_DIFFERENCES, 0))


def _row(here: Place, version: MissionVersion) -> VersionRow:
    return VersionRow(
        number=version.number,
        href=here.path(f"/versions/{version.number}"),
        when=here.times.at(version.at),
        who=version.name,
        what=version.words,
    )
