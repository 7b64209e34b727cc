"""Carrying recommendations over from a past mission's document. Pure.

What that mission recommended itself comes with its title as the report; what it reviewed of older
reports comes unless it was followed in full. Nothing that this mission has already comes again, and
no assessment is taken over: the old one stands in the note.
"""

from dataclasses import dataclass
from datetime import date

from server.missions.document import MissionFile
from server.missions.recommendations import Followed, Recommendation
from server.recommendations.words import STATUSES
from shared.digest import digest_of

_KEY_LENGTH = 27
_MARK_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Report:
    """What the past mission's own recommendations are cited as."""

    title: str
    day: date | None = None


def carried(past: MissionFile, into: MissionFile, report: Report) -> tuple[Recommendation, ...]:
    """Return the recommendations of `past` that `into` lacks, as it would keep them."""
    held = {each.key for each in into.recommendations}
    coming = (_as_carried(past, each, report) for each in past.recommendations)
    return tuple(each for each in coming if each is not None and each.key not in held)


def report_of(past: MissionFile) -> Report:
    """Return what the recommendations of `past` are cited as, unless somebody says otherwise."""
    return Report(past.title, past.period.statement_day if past.period else None)


def _as_carried(past: MissionFile, each: Recommendation, report: Report) -> Recommendation | None:
    if each.status is Followed.FULLY:
        return None
    known = [past.source(name) for name in each.sources]
    notes = [each.note, *(f"{source.publisher}: {source.title}" for source in known if source)]
    if each.status is not Followed.NOT_ASSESSED:
        notes.append(f"{past.title} assessed it as {STATUSES[each.status]}: {each.reason}")
    return Recommendation(
        key=f"{each.key[:_KEY_LENGTH]}.{digest_of([past.code, each.key])[:_MARK_LENGTH]}",
        text=each.text,
        addressee=each.addressee,
        priority=each.priority,
        report=each.report or report.title,
        number=each.number,
        made_on=each.made_on if each.is_prior else report.day,
        carried_from=past.code,
        note=" · ".join(note for note in notes if note),
    )
