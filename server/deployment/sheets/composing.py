"""From a published plan to the sheets of its teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import yaml
from babel.dates import format_date

from server.deployment.questions.question import Setting, Visit
from server.deployment.sheets.sheet import Sheet, SheetContact, SheetDay, SheetStop
from server.forms.export.phrases import fill_in
from server.forms.export.wording import printable
from server.missions.document import MissionFile, TeamPlan

Phrases = Mapping[str, str]
_LOCALES = {"en": "en_GB"}
"""Where dates are written otherwise than in the language's largest country."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What all sheets of one printing share."""

    document: MissionFile
    setting: Setting
    members: Mapping[str, Sequence[str]]
    """Team code → codes of its observers."""
    version: int
    """Of the mission's document."""
    language: str


@cache
def all_phrases() -> Mapping[str, Phrases]:
    """Return the sheet's own words in every language that they are written in."""
    text = (resources.files("server.deployment.sheets") / "phrases.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def compose(team: TeamPlan, issue: Issue) -> Sheet:
    """Return the sheet of a team. Raises KeyError for a language without phrases."""
    document, words = issue.document, all_phrases()[issue.language]
    day = format_date(document.election.date, "long", locale=_locale(issue.language))
    return Sheet(
        language=issue.language,
        words=dict(words),
        mission=printable(document.title),
        election=printable(f"{document.election.name}, {day}"),
        drill=document.drill,
        team=team.code,
        name=printable(team.name),
        facts=tuple(_facts(team, issue, words)),
        days=tuple(_days(team, issue, words)),
        clock=fill_in(words["clock"], zone=issue.setting.clocks.mission.key),
        contacts=tuple(
            SheetContact(*map(printable, (each.role, each.name, each.phone, each.hours)))
            for each in document.contacts
        ),
        reminders=tuple(printable(each) for each in document.reminders),
        version=fill_in(words["version"], number=str(issue.version)),
    )


def _facts(team: TeamPlan, issue: Issue, words: Phrases) -> list[tuple[str, str]]:
    facts = (
        (words["area"], "; ".join(team.regions) or words["everywhere"]),
        (words["members"], ", ".join(issue.members.get(team.code, ()))),
        (words["vehicle"], team.vehicle),
        (words["languages"], ", ".join(team.languages)),
    )
    return [(caption, printable(text)) for caption, text in facts if text]


def _days(team: TeamPlan, issue: Issue, words: Phrases) -> list[SheetDay]:
    by_day: dict[date | None, list[SheetStop]] = {}
    for visit in issue.setting.visits(team):
        day = visit.at.date() if visit.at else None
        by_day.setdefault(day, []).append(_stop(visit, issue.setting, words))
    days = sorted(by_day, key=lambda day: (day is None, str(day)))
    return [
        SheetDay(
            format_date(day, "full", locale=_locale(issue.language)) if day else words["no_time"],
            tuple(by_day[day]),
        )
        for day in days
    ]


def _stop(visit: Visit, setting: Setting, words: Phrases) -> SheetStop:
    place = visit.place
    time = f"{visit.at:%H:%M}" if visit.at else ""
    if place is None:
        return SheetStop(time, "", printable(visit.stop.station), words["unknown"], "", "")
    is_other = bool(time) and place.zone != setting.clocks.mission
    closed = f" ({words['closed']})" if place.is_closed else ""
    return SheetStop(
        time=time,
        clock=fill_in(words["other_zone"], zone=place.zone.key) if is_other else "",
        code=printable(place.code),
        name=printable(place.name) + closed,
        address=printable(place.address),
        region=printable(place.region),
    )


def _locale(language: str) -> str:
    return _LOCALES.get(language, language)
