"""What every screen of an open store is handed: the laptop's rooms, the courier, the time."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from client.journal import Standing
from client.language import later, tr
from client.laptop import Laptop
from client.pack import PackHeader
from client.preferences import FORM_LANGUAGE
from client.screens.courier import Courier
from client.screens.sync_words import badge, sentence
from shared.forms.model import Form
from shared.problems import Problem
from shared.sync.setting import StationOut
from shared.text import in_language

DRAFT_MARK = "-draft-"
"""In the version of a form that was published to be tried out (see docs/forms.md)."""
_STATION, _CLOSED = later("station %(code)s"), later("station %(code)s (closed)")
FOR_TRYING = later("draft – for trying only")


def place_of(station: StationOut) -> list[str]:
    """Return the station's name and its innermost region, unless the name says it already."""
    region = station.region.rsplit(" / ", 1)[-1]
    parts = [station.name] if region in station.name else [station.name, region]
    return [part for part in parts if part]


def title_of(form: Form, language: str = "") -> str:
    """Return what a checklist is called; of a draft of it, that it is one."""
    title = in_language(form.title, language, form.default_language) or form.id
    return f"{title} ({tr(FOR_TRYING)})" if DRAFT_MARK in form.version else title


@dataclass
class LastFolder:
    """The folder that a file was attached from last. In memory only."""

    folder: Path = field(default_factory=Path.home)


@dataclass(frozen=True)
class Desk:
    """One open store and what goes with it."""

    laptop: Laptop
    courier: Courier
    files: LastFolder = field(default_factory=LastFolder)
    """Where the observer attached a file from, until the store is closed."""

    def find_header(self) -> PackHeader | None:
        """Return mission and team, or None before the first pack."""
        return self.laptop.pack.find_header()

    def zone(self) -> tzinfo:
        """Return the mission's time zone; the laptop's own before the first pack."""
        header = self.find_header()
        try:
            return ZoneInfo(header.mission.timezone) if header else self._own_zone()
        except (KeyError, ValueError):
            return self._own_zone()

    def now(self) -> datetime:
        """Return the time by the mission's clock."""
        return self.laptop.clock().astimezone(self.zone())

    async def read_tables(self, form: Form) -> None:
        """Read the tables that `form` looks things up in, beside the screen."""
        surroundings = self.laptop.drafts.surroundings
        if not surroundings.has_tables(form):
            await asyncio.to_thread(surroundings.read_tables, form)

    def standing(self) -> Standing | None:
        """Return how much headquarters holds; None before enrolment."""
        try:
            return self.laptop.journal.standing()
        except Problem:
            return None

    def badge(self) -> str:
        """Return the shortest truth about sync."""
        return badge(self.standing())

    def sync_sentence(self) -> str:
        """Return the whole truth about sync, in one line."""
        standing = self.standing()
        if standing is None:
            return tr("This laptop is not enrolled")
        words = sentence(standing, self.courier.state, self.laptop.clock(), self.zone())
        return words[:1].upper() + words[1:]

    def station_title(self, code: str) -> str:
        """Return `station 42, school No. 12, Nur-Sultan` as far as register or team know it."""
        station = self.laptop.pack.find_station(code)
        if station is not None:
            words = _CLOSED if station.closed else _STATION
            return ", ".join((tr(words) % {"code": code}, *place_of(station)))
        known = (each.described for each in self.laptop.visits.list_at(code))
        described = next((each for each in known if each is not None), None)
        words = tr("station %(code)s (not in the register)") % {"code": code}
        return words if described is None or not described.name else f"{described.name} · {words}"

    def form_language(self, form: Form) -> str:
        """Return the language that `form` is shown in: the one chosen, where it has it."""
        chosen = self.laptop.preferences.find(FORM_LANGUAGE)
        return chosen if chosen in form.languages else form.default_language

    def form_title(self, form_id: str) -> str:
        """Return the title of a checklist of the pack; its id where it was withdrawn."""
        for form in self.laptop.pack.list_forms():
            if form.id == form_id:
                return title_of(form, self.form_language(form))
        return form_id

    def mark(self) -> str:
        """Return the word that must stand on every screen: of a drill, of illustrative data."""
        header = self.find_header()
        if header is None:
            return ""
        if header.mission.drill:
            return later("DRILL")
        return later("SAMPLE") if header.mission.illustrative else ""

    def _own_zone(self) -> tzinfo:
        zone = self.laptop.clock().astimezone().tzinfo
        assert zone is not None  # noqa: S101 - astimezone always gives one
        return zone
