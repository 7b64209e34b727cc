"""What is let out of the evidence: hours for minutes, digests for identifiers."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from server.statement.published import hours_around, public_id
from shared.ids import new_id

DAY = datetime(2021, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "first", "last", "hours"),
    [
        ("Asia/Almaty", "01:15", "10:20", "07:00 17:00"),
        ("Asia/Kathmandu", "00:50", "00:50", "06:00 07:00"),
        ("UTC", "06:00", "06:00", "06:00 07:00"),
        ("UTC", "06:00", "09:00", "06:00 09:00"),
    ],
)
def test_moments_are_told_by_the_full_hours_around_them(
    zone: str, first: str, last: str, hours: str
) -> None:
    moments = [DAY.replace(hour=int(at[:2]), minute=int(at[3:])) for at in (first, last)]
    found = hours_around(moments[0], moments[1], zone)
    assert " ".join(f"{each.astimezone(ZoneInfo(zone)):%H:%M}" for each in found) == hours
    assert hours_around(*found, zone) == found


def test_a_report_has_one_public_name_that_holds_nothing_of_its_own() -> None:
    one, other = new_id(), new_id()
    assert public_id(one) == public_id(one) != public_id(other)
    assert public_id(one).bytes[:6] != one.bytes[:6]
