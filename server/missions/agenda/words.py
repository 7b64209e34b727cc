"""Where a mission stands in time, in words."""

from shared.phase import Phase, Stage


def phase_words(phase: Phase) -> str:
    """Return the phase as laptops show it: `Election day: voting until 20:00`."""
    days = f"{phase.days} day{'' if phase.days == 1 else 's'}"
    match phase.stage:
        case Stage.BEFORE:
            return f"{days} to election day"
        case Stage.AFTER:
            return f"{days} after election day"
        case Stage.ELECTION_DAY:
            return "Election day"
        case Stage.COUNTING:
            return "Election day: the count"
        case Stage.OPENING:
            return f"Election day: stations open at {phase.until:%H:%M}"
        case Stage.VOTING:
            return f"Election day: voting until {phase.until:%H:%M}"


def distance_words(days_before: int) -> str:
    """Return how far a day is from election day: `6 days before`, `election day`, `75 after`."""
    if days_before == 0:
        return "election day"
    count = abs(days_before)
    side = "before" if days_before > 0 else "after"
    clear = f", {count - 1} clear" if days_before > 1 else ""
    return f"{count} day{'' if count == 1 else 's'} {side}{clear}"
