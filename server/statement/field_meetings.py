"""Quotable meetings of long-term observers, told like those of the mission file. Pure."""

from collections.abc import Sequence

from server.missions.document import Meeting, MissionFile


def with_meetings(mission: MissionFile, meetings: Sequence[Meeting]) -> MissionFile:
    """Return the mission file with `meetings` beside its own.

    A day on which the file has a meeting with the same bodies is told once, as the file has it.
    """
    held = {_what(each) for each in mission.meetings}
    fresh = [each for each in meetings if _what(each) not in held]
    return mission.model_copy(update={"meetings": (*mission.meetings, *fresh)})


def _what(meeting: Meeting) -> tuple[object, ...]:
    bodies = sorted(each.body for each in meeting.counterparts)
    return meeting.kind, meeting.first_day, tuple(bodies)
