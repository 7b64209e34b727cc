"""The register's pages: the list, and the forms that add or change a station."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from server.missions.form_fields import Field, Form, options_of
from server.missions.here import Place
from server.pages import Link, Option, Page, options
from server.stations.changing import CHANGED, CODE, WrongStation, mark_of
from server.stations.columns import FIELDS, KIND_WORDS, SETTING_WORDS
from server.stations.importer import StationImporter
from server.stations.listing import CLOSED, EVERY, OPEN, Wanted
from server.stations.models import Station
from shared.problems import Problem

_STATES = {OPEN: "open", CLOSED: "closed", EVERY: "all"}
_HINTS = {
    CODE: "What observers type and plans name; it never changes.",
    "region": "The path, outermost first: North / East",
    "timezone": "Like Asia/Almaty; empty = the mission's",
    "latitude": "Degrees, such as 51.1694",
    "longitude": "Degrees, such as 71.4491",
}
_OPTIONS = {"setting": SETTING_WORDS, "kind": KIND_WORDS}
_WORDS = {each.name: each.words for each in FIELDS} | {"kind": "Kind", "setting": "Setting"}


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station in the list."""

    code: str
    href: str
    name: str
    region: str
    address: str
    about: str
    voters: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class StationsPage(Page):
    """The register."""

    template: ClassVar[str] = "stations.html"
    title: str
    rows: tuple[StationRow, ...]
    words: str
    regions: tuple[Option, ...]
    kinds: tuple[Option, ...]
    settings: tuple[Option, ...]
    states: tuple[Option, ...]
    links: tuple[Link, ...]
    """What may be done."""
    newer: str
    older: str
    nothing: str


@dataclass(frozen=True, slots=True)
class StationFormPage(Page):
    """A form for one station."""

    template: ClassVar[str] = "station_form.html"
    title: str
    about: str
    back: Link
    form: Form


def stations_page(
    place: Place, wanted: Wanted, rows: Sequence[Station], total: int,
    regions: Sequence[str], *, most: int,
) -> StationsPage:  # fmt: skip
    """Return the page of those that are `wanted`, `most` of them at a time."""
    return StationsPage(
        frame=place.frame("Polling stations", "registers"),
        title=_title(wanted, total),
        rows=tuple(_row(place, each) for each in rows),
        words=wanted.words,
        regions=tuple(Option(each, each, each == wanted.region) for each in regions),
        kinds=options(KIND_WORDS, wanted.kind),
        settings=options(SETTING_WORDS, wanted.setting),
        states=options(_STATES, wanted.state),
        links=tuple(
            Link(words, place.path(path))
            for words, path, is_open in (
                ("Import", "/import/stations", place.may_import(StationImporter.who)),
                ("Add one", "/stations/new", place.opens("POST /m/{code}/stations")),
                ("Described by teams", "/stations/described", True),
                ("As CSV", "/stations.csv", place.opens("GET /m/{code}/stations.csv")),
                ("Sources", "/sources", True),
            )
            if is_open
        ),
        newer=_address(place, wanted, wanted.page - 1) if wanted.page else "",
        older=_address(place, wanted, wanted.page + 1) if (wanted.page + 1) * most < total else "",
        nothing="No station fits." if wanted != Wanted() else "The register is empty.",
    )


def new_page(place: Place, typed: Mapping[str, str], problem: Problem | None) -> StationFormPage:
    """Return the form for a new station, filled with what is known or was typed."""
    form = Form(
        action=place.path("/stations"),
        button="Add it",
        fields=tuple(_field(name, typed.get(name, "")) for name in (CODE, *CHANGED)),
    )
    return StationFormPage(
        frame=place.frame("A new station", "registers"),
        title="A new station",
        about="Reports that wait because they name its code are judged anew, and laptops are told.",
        back=Link("Polling stations", place.path("/stations")),
        form=_refused(form, problem),
    )


def change_page(
    place: Place, station: Station, typed: Mapping[str, str] | None, problem: Problem | None
) -> StationFormPage:
    """Return the form that changes a station."""
    values = typed if typed is not None else _values(station)
    path = place.path(f"/stations/{station.id}")
    form = Form(
        action=f"{path}/particulars",
        button="Save",
        fields=tuple(_field(name, values.get(name, "")) for name in CHANGED),
        hidden=(("seen", mark_of(station)),),
    )
    return StationFormPage(
        frame=place.frame(f"Station {station.code}", "registers"),
        title=f"Change station {station.code}",
        about="The next register that has this station overwrites what it has a column for.",
        back=Link(f"Station {station.code}", path),
        form=_refused(form, problem),
    )


def _refused(form: Form, problem: Problem | None) -> Form:
    if problem is None:
        return form
    if not isinstance(problem, WrongStation):
        return replace(form, problem=problem.detail)
    fields = tuple(replace(each, problem=problem.wrong.get(each.name, "")) for each in form.fields)
    return replace(form, fields=fields)


def _field(name: str, value: str) -> Field:
    options = options_of(_OPTIONS[name], none="not known") if name in _OPTIONS else ()
    needed = name in (CODE, "name")
    return Field(name, _WORDS[name], value, _HINTS.get(name, ""), options, needed=needed)


def _values(station: Station) -> dict[str, str]:
    found = {name: getattr(station, name) for name in CHANGED}
    return {name: "" if value is None else str(value) for name, value in found.items()}


def _row(place: Place, station: Station) -> StationRow:
    about = [SETTING_WORDS.get(station.setting, ""), KIND_WORDS.get(station.kind, "")]
    return StationRow(
        code=station.code,
        href=place.path(f"/stations/{station.id}"),
        name=station.name,
        region=station.region,
        address=station.address,
        about=", ".join(each for each in about if each and each != "ordinary"),
        voters="" if station.voters is None else f"{station.voters:,}",
        is_closed=station.closed_at is not None,
    )


def _title(wanted: Wanted, total: int) -> str:
    state = "" if wanted.state == EVERY else f" {_STATES.get(wanted.state, '')}"
    return f"{total:,}{state} polling station{'' if total == 1 else 's'}"


def _address(place: Place, wanted: Wanted, page: int) -> str:
    asked = wanted.model_dump(exclude_defaults=True) | {"page": page}
    return f"{place.path('/stations')}?{urlencode(asked)}"
