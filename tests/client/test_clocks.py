"""Whatever the laptop's clock says, reports keep the order in which they were made."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client.laptop import Laptop
from shared.sync import seal
from tests.client.conftest import StoppedClock

JUMPS = st.lists(
    st.integers(-400 * 86_400, 400 * 86_400), min_size=1, max_size=6
)  # seconds: a year to either side, midnights and summer times between
OFFSETS = st.lists(st.integers(-14 * 4, 14 * 4), min_size=6, max_size=6)  # quarters of an hour


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(jumps=JUMPS, offsets=OFFSETS)
async def test_entries_are_in_the_order_of_their_making(
    enrolled: Laptop, clock: StoppedClock, jumps: list[int], offsets: list[int]
):
    clock.now = datetime(2021, 1, 10, 2, 47, tzinfo=UTC)
    before = enrolled.journal.head().seq
    for number, (jump, offset) in enumerate(zip(jumps, offsets, strict=False)):
        clock.move(seconds=jump)
        zone = timezone(timedelta(minutes=15 * offset))
        enrolled.journal.append("report", f'{{"n":{number}}}'.encode(), clock().astimezone(zone))

    entries = enrolled.journal.entries(before + 1, 100)
    assert [each.body for each in entries] == [f'{{"n":{n}}}'.encode() for n in range(len(jumps))]
    assert all(after.previous == one.hash for one, after in pairwise(entries))
    for each in entries:
        assert each.hash == seal.entry_hash(
            device=enrolled.journal.identity.device,
            seq=each.seq,
            previous=each.previous,
            made_at=each.made_at,
            kind=each.kind,
            body=each.body,
        )
        assert datetime.fromisoformat(each.made_at).utcoffset() is not None


async def test_a_correction_made_after_the_clock_was_set_back_is_still_the_newest(
    enrolled: Laptop, clock: StoppedClock
):
    drafts = enrolled.drafts
    report = drafts.finish(drafts.open(enrolled.pack.form_called("voting"), "42").id)
    clock.move(days=-3)
    draft = drafts.revise(report, "The number was wrong.")
    drafts.finish(draft.id, draft.arrived_at)

    assert enrolled.reports.get_report(report).body.revision == 2
    assert [entry.seq for entry in enrolled.journal.entries(1, 10)] == [1, 2]


def test_a_departure_before_the_arrival_is_told_and_can_be_corrected(
    enrolled: Laptop, clock: StoppedClock
):
    draft = enrolled.drafts.open(enrolled.pack.form_called("voting"), "42")
    clock.move(hours=-2)

    enrolled.drafts.set_arrived_at(draft.id, clock())
    enrolled.drafts.finish(draft.id)
    assert enrolled.journal.head().seq == 1
