"""A sentence and a page say the same of a figure: share, interval and margin."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from server.findings.asked import asked_in
from server.findings.counted import CountedReport
from server.findings.finding import Sample, find
from server.findings.keys import KeyReader
from server.findings.tally import tally_of_stations
from server.sampling.design import Design
from server.statement.survey import survey_of
from shared.forms.model import Choice, Form, Section, SelectOne
from shared.ids import new_id

RAMP = SelectOne(
    name="ramp", label={}, choices=(Choice(name="yes", label={}), Choice(name="no", label={}))
)
FORM = Form(id="voting", version="1", title={}, sections=(Section(name="all", children=(RAMP,)),))
MORNING = datetime(2026, 10, 4, 7, tzinfo=UTC)
DESIGNS = (
    Design("srs", 900),
    Design("stratified", by="region", strata={"North": 200, "South": 700}),
    Design("route"),
)


def a_report(number: int, answer: str, region: str, team: str) -> CountedReport:
    return CountedReport(
        entry_id=number,
        report_id=new_id(),
        revision=1,
        version="1",
        station=f"{number % 40:03}",
        region=region,
        team=team,
        visit_id=new_id(),
        arrived_at=MORNING,
        digest=f"{number}",
        answers_json=json.dumps({"ramp": answer} if answer else {}),
        seen_by_json="{}",
    )


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["yes", "no", ""]),
        st.sampled_from(["North", "South"]),
        st.sampled_from(["07", "08", "09", "10", "11", "12", ""]),
    ),
    max_size=60,
)


@given(REPORTS, st.sampled_from(DESIGNS))
def test_a_page_and_a_sentence_make_the_same_estimate(
    told: list[tuple[str, str, str]], design: Design
) -> None:
    reports = [a_report(number, *each) for number, each in enumerate(told)]

    def part_of(_station: str, region: str, team: str) -> tuple[str, str]:
        return (region if design.is_stratified else "", team)

    tally = tally_of_stations(KeyReader([RAMP]), reports, part_of)
    counts = tally.whole.by_question().get("ramp", {})
    sample = Sample(design, tally.reached(), tally.parts)
    page = find(RAMP, counts, tally.whole.units, design, sample).options[0].estimate

    survey = survey_of(asked_in([FORM]), reports, part_of=part_of)
    so = survey.places.get("ramp", {}).get("yes", [])
    sentence = survey.estimate(RAMP, so, design)

    assert sentence == page
