"""The statement of a mission with 40,000 reports: drafting it, and each of its formats.

Drafting reads every report; a format is drawn from the finished draft, and should cost the same
whether the mission was large or small.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

from benchmarks.table import Figure, print_table
from server.findings.asked import Asked, asked_in
from server.findings.counted import CountedReport
from server.forms import service as forms
from server.missions.reading import read_mission_file
from server.statement.document import Document
from server.statement.formats import FORMATS, Format
from server.statement.library import get_template
from server.statement.service import draft_from
from server.statement.survey import survey_of
from shared.forms.model import SelectMultiple, SelectOne
from shared.ids import new_id

REPORTS = 40_000
FEW = 40
SAMPLE = Path(__file__).parents[1] / "samples" / "kazakhstan_2021" / "mission.yaml"
START = datetime(2021, 1, 10, 2, tzinfo=UTC)
BUDGETS = {Format.PDF: 2.0, Format.DOCX: 2.0}
"""CPU seconds for the whole file of the large mission."""
DRAFT_BUDGET = 1.0
"""CPU seconds, on a machine that does nothing else."""


def reports_of(asked: Asked, many: int) -> Iterator[CountedReport]:
    """Yield reports with an answer to every question that offers choices."""
    chance = random.Random(7)  # noqa: S311 - the same reports at every run
    closed = [each for each in asked.questions if isinstance(each, SelectOne | SelectMultiple)]
    for place in range(many):
        arrived = START + timedelta(seconds=place % 36_000)
        answers = {each.name: chance.choice(each.choices).name for each in closed if each.choices}
        yield CountedReport(
            entry_id=place,
            report_id=new_id(arrived),
            revision=1,
            version="2026.1",
            station=f"S{place:05}",
            region=f"Region {place % 17}",
            team=f"T{place % 500}",
            visit_id=new_id(arrived),
            arrived_at=arrived,
            digest=f"{place:064x}",
            answers_json=json.dumps(
                {
                    each.name: [answers[each.name]]
                    if isinstance(each, SelectMultiple)
                    else answers[each.name]
                    for each in closed
                    if each.name in answers
                }
            ),
            seen_by_json="{}",
        )


def draft_of(asked: Asked, reports: list[CountedReport]) -> Document:
    """Return the draft that the reports of the voting checklist amount to."""
    mission = read_mission_file(SAMPLE)
    return draft_from(
        get_template("turkic", "en"), mission, [survey_of(asked, reports)], as_of=None
    )


def measure() -> None:
    """Print what drafting and each format cost, in CPU seconds."""
    form = forms.read_library("voting").form
    assert form is not None
    asked = asked_in([form])
    few = draft_of(asked, list(reports_of(asked, FEW)))
    many = list(reports_of(asked, REPORTS))
    began = process_time()
    large = draft_of(asked, many)
    drafted = process_time() - began
    figures = [
        Figure(
            f"draft from {REPORTS:,} reports",
            f"{drafted:.2f} s",
            f"under {DRAFT_BUDGET:.0f} s",
            kept=drafted < DRAFT_BUDGET,
        )
    ]
    for kind, written in FORMATS.items():
        written.write(few)
        costs = [_cost(kind, document) for document in (few, large)]
        budget = BUDGETS.get(kind)
        figures.append(
            Figure(
                f"{kind.value} of {FEW} and of {REPORTS:,} reports",
                f"{costs[0]:.2f} s, {costs[1]:.2f} s",
                f"under {budget:.0f} s" if budget else "",
                costs[1] < budget if budget else None,
            )
        )
    print_table("Statement: drafting and drawing, CPU", figures)


def _cost(kind: Format, document: Document) -> float:
    began = process_time()
    FORMATS[kind].write(document)
    return process_time() - began


if __name__ == "__main__":
    measure()
