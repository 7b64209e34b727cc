from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from shared.phase import Phase, Stage, phase_at
from shared.sync.setting import VotingHours

HOURS = VotingHours(opens=time(7), closes=time(20))


def at(moment: str, hours: VotingHours | None = HOURS) -> Phase:
    local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Almaty"))
    return phase_at(date(2021, 1, 10), hours, local)


@pytest.mark.parametrize(
    ("moment", "stage", "days", "until"),
    [
        ("2021-01-07T23:59", Stage.BEFORE, 3, ""),
        ("2021-01-09T23:59", Stage.BEFORE, 1, ""),
        ("2021-01-10T00:01", Stage.OPENING, 0, "07:00"),
        ("2021-01-10T07:00", Stage.VOTING, 0, "20:00"),
        ("2021-01-10T20:00", Stage.COUNTING, 0, ""),
        ("2021-01-11T05:00", Stage.COUNTING, 0, ""),
        ("2021-01-11T10:01", Stage.AFTER, 1, ""),
        ("2021-01-13T09:00", Stage.AFTER, 3, ""),
    ],
)
def test_the_phase_follows_the_missions_calendar(moment: str, stage: Stage, days: int, until: str):
    phase = at(moment)
    assert (phase.stage, phase.days) == (stage, days)
    assert (f"{phase.until:%H:%M}" if phase.until else "") == until


def test_without_hours_the_day_is_all_that_can_be_said():
    stages = [at(f"2021-01-{day:02}T12:00", None) for day in (8, 10, 12)]
    assert stages == [Phase(Stage.BEFORE, 2), Phase(Stage.ELECTION_DAY), Phase(Stage.AFTER, 2)]


def test_voting_may_last_past_midnight():
    late = VotingHours(opens=time(14), closes=time(2))
    assert at("2021-01-11T01:30", late).stage is Stage.VOTING
    assert at("2021-01-11T02:30", late).stage is Stage.COUNTING
