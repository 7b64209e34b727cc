"""Counting reports one by one, in the plainest way: what every faster count must equal.

Written from docs/findings.md, and with nothing of `server.findings` that counts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from server.findings.finding import FormFindings, QuestionFinding
from server.findings.service import Cut, findings
from server.missions.models import Mission
from server.reports.checks.models import AnswerNote, DueCheck, Flag
from server.reports.models import Revision, State
from server.stations.models import Station
from shared.forms.model import Indicator, Question, SelectMultiple

Counts = dict[str, dict[str, dict[str, int]]]
"""Group → question → what → reports."""
Answers = dict[str, Any]
SILENT = ("not_observed", "dont_know", "not_applicable")


class Standing(NamedTuple):
    """A report that counts, with its answers as they count."""

    row: Revision
    answers: Answers


def counts_of(found: FormFindings) -> Counts:
    """Return the counts of findings, as `by_hand` counts them; '' is all reports together."""
    counts: Counts = {}
    for each in found.questions:
        for name, group in {"": each, **each.groups}.items():
            told = {f"told {value}": count for value, count in group.reported.items()}
            options = {option.value: option.count for option in group.options}
            numbers = {} if group.summary is None else {"sum": _sum(group)}
            silent = {kind: getattr(group, kind) for kind in SILENT}
            whole = {"reports": group.reports, "answered": group.answered}
            read = {} if group.negative is None else {"negative": group.negative.cases}
            counts.setdefault(name, {})[each.question.name] = {
                what: count
                for what, count in (whole | silent | options | told | numbers | read).items()
                if count
            }
    return counts


def _sum(group: QuestionFinding) -> int:
    return round(group.summary.mean * group.answered) if group.summary else 0


def by_hand(db: Session, mission: Mission, cut: Cut) -> Counts:
    """Count the reports of a mission's form `voting` one by one, in the plainest way."""
    questions = [each.question for each in findings(db, mission, "voting").questions]
    standing = [each for each in _standing(db, mission, cut) if not _is_asked(db, each.row, cut)]
    group_of = _group_of(db, mission, cut.by)
    groups: dict[str, list[Standing]] = {"": standing}
    for each in standing if cut.by else ():
        groups.setdefault(group_of(each.row), []).append(each)
    return {
        name: {each.name: _count(each, reports, cut.unit) for each in questions}
        for name, reports in groups.items()
    }


def _standing(db: Session, mission: Mission, cut: Cut) -> list[Standing]:
    """Return the reports that count at the cut, by arrival."""
    rows = db.exec(
        select(Revision).where(Revision.mission_id == mission.id, Revision.state == State.ACCEPTED)
    ).all()
    if cut.as_of is None:
        held = [each for each in rows if each.superseded_at is None and not each.duplicate]
    else:
        at = cut.as_of
        then = [each for each in rows if _counted_at(each, at)]
        held = [each for each in then if not any(_takes_place(other, each) for other in then)]
    held.sort(key=lambda each: (each.arrived_at, each.entry_id))
    counting = [(each, _as_it_counts(db, each, cut.as_of)) for each in held]
    return [Standing(each, answers) for each, answers in counting if answers is not None]


def _counted_at(row: Revision, at: datetime) -> bool:
    began = row.counts_from is not None and row.counts_from <= at
    return began and (row.superseded_at is None or row.superseded_at > at)


def _takes_place(newer: Revision, older: Revision) -> bool:
    """Say whether a team reported of the same visit again."""
    same = ("team_code", "station_code", "visit_id")
    return newer.entry_id > older.entry_id and all(
        getattr(newer, each) == getattr(older, each) for each in same
    )


def _is_asked(db: Session, row: Revision, cut: Cut) -> bool:
    """Say whether a check asks something of a report, or is still to look at it."""
    if not cut.verified:
        return False
    flagged = select(Flag).where(Flag.report_id == row.report_id, Flag.outcome == "flagged")
    due = select(DueCheck).where(DueCheck.report_id == row.report_id)
    return bool(db.exec(flagged).all() or db.exec(due).all())


def _as_it_counts(db: Session, row: Revision, at: datetime | None) -> Answers | None:
    """Return the answers that count of a report; None where it does not count."""
    answers = dict(row.answers)
    notes = select(AnswerNote).where(AnswerNote.report_id == row.report_id)
    for note in db.exec(notes.order_by(col(AnswerNote.at), col(AnswerNote.id))).all():
        if at is not None and note.at > at:
            continue
        if note.undone_at is not None and (at is None or note.undone_at <= at):
            continue
        if note.question == "":
            return None
        if row.answers.get(note.question) == note.was:
            answers.pop(note.question, None)
            if note.deed == "correct":
                answers[note.question] = note.value
    return answers


def _group_of(db: Session, mission: Mission, by: str | None) -> Callable[[Revision], str]:
    register = {
        each.code: each
        for each in db.exec(select(Station).where(Station.mission_id == mission.id)).all()
    }

    def group(row: Revision) -> str:
        station = register.get(row.station_code)
        match by:
            case "region":
                name = row.region.split(" / ")[0]
            case "region:2":
                name = " / ".join(row.region.split(" / ")[:2])
            case "team":
                name = row.team_code
            case "version":
                name = row.form_version
            case "hour":
                zone = (station.timezone if station else "") or mission.timezone
                hour = f"{row.arrived_at.astimezone(ZoneInfo(zone)).hour:02}"
                name = f"{hour}:00–{hour}:59"
            case "setting":
                name = station.setting if station else ""
            case _:
                name = str(station.attributes.get(str(by), "")) if station else ""
        return name or "not given"

    return group


def _count(question: Question, reports: Sequence[Standing], unit: str) -> dict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for visits in [[each] for each in reports] if unit == "report" else _by_station(reports):
        for what, number in _what(question, _together(question, visits)):
            counts[what] += number
    return {what: count for what, count in counts.items() if count}


def _by_station(reports: Iterable[Standing]) -> list[list[Standing]]:
    stations: dict[str, list[Standing]] = {}
    for each in reports:
        stations.setdefault(each.row.station_code, []).append(each)
    return list(stations.values())


def _together(question: Question, visits: Sequence[Standing]) -> tuple[Any, bool]:
    """Return what visits to one station say together, and whether observers were only told it.

    What was once seen to be bad was seen; else the last answer counts, and one before none.
    """
    name = question.name
    given = [
        (each.answers[name], question.seen_by and each.row.seen_by.get(name) == "reported")
        for each in visits
        if each.answers.get(name) is not None
    ]
    vouched = [answer for answer, told in given if not told and not isinstance(answer, dict)]
    bad = [answer for answer in vouched if _is_bad(question, answer)]
    if bad and isinstance(question, SelectMultiple) and len(visits) > 1:
        return [*dict.fromkeys(value for answer in bad for value in answer)], False
    if bad:
        return bad[-1], False
    if vouched:
        return vouched[-1], False
    return given[-1] if given else (None, False)


def _is_bad(question: Question, answer: Any) -> bool:  # noqa: ANN401 - JSON
    indicator = question.indicator or Indicator(id="")
    return any(each in indicator.negative for each in _chosen(answer))


def _what(question: Question, said: tuple[Any, bool]) -> list[tuple[str, int]]:
    """Return what one answer adds to the counts of its question."""
    answer, told = said
    if answer is None:
        return [("reports", 1)]
    if isinstance(answer, dict):
        return [("reports", 1), (str(answer["non_answer"]), 1)]  # pyright: ignore[reportUnknownArgumentType]
    chosen = _chosen(answer)
    if told:
        return [("reports", 1), ("not_observed", 1), *((f"told {each}", 1) for each in chosen)]
    counted = [("reports", 1), ("answered", 1)]
    if _is_bad(question, answer):
        counted.append(("negative", 1))
    if isinstance(answer, int):
        return [*counted, ("sum", answer)]
    return [*counted, *((str(each), 1) for each in chosen)]


def _chosen(answer: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return cast(list[Any], answer) if isinstance(answer, list) else [answer]
