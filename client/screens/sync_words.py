"""What is said about sync, in one place, so that every screen tells the same truth."""

from datetime import datetime, tzinfo

from client.journal import Standing
from client.remote import Unreachable
from client.screens.courier import CourierState
from client.sync import Progress

_STAGES = {"push": "sending", "pull": "fetching news", "attachments": "sending files"}


def plural(count: int, one: str, many: str) -> str:
    """Return `1 report` or `3 reports`."""
    return f"{count:,} {one if count == 1 else many}"


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return the time of day, with the day where it is another."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b %H:%M}"


def badge(standing: Standing | None) -> str:
    """Return the shortest truth: `● 3 wait`, `✓ all held`."""
    if standing is None or standing.made == 0:
        return ""
    if standing.waiting:
        return f"● {standing.waiting} {'waits' if standing.waiting == 1 else 'wait'}"
    return "✓ all held"


def sentence(standing: Standing, state: CourierState, now: datetime, zone: tzinfo) -> str:
    """Return the one line that says what waits, what is held, and how the line is."""
    parts = [_what_waits(standing), _what_is_held(standing, now, zone), _line(state, now, zone)]
    if standing.is_forked:
        parts[-1] = "enrol this laptop anew"
    return " · ".join(part for part in parts if part)


def _under_way(progress: Progress) -> str:
    """Return what sync does, and how much of it is left where that is worth a word."""
    left = f", {progress.left:,} to go" if progress.left else ""
    return f"{_STAGES[progress.stage]}{left} …"


def _what_waits(standing: Standing) -> str:
    if standing.waiting == 0:
        return "nothing waits"
    if standing.waiting == 1:
        return "1 report waits"
    return f"{standing.waiting:,} reports wait"


def _what_is_held(standing: Standing, now: datetime, zone: tzinfo) -> str:
    if standing.held == 0 or standing.held_until is None:
        return "headquarters holds none yet" if standing.made else ""
    if standing.waiting == 0:
        return (
            f"headquarters holds all {standing.held:,} ({moment(standing.held_until, now, zone)})"
        )
    return f"held by headquarters up to {moment(standing.held_until, now, zone)}"


def _line(state: CourierState, now: datetime, zone: tzinfo) -> str:
    if state.is_running:
        return _under_way(state.progress) if state.progress else "connecting …"
    if state.is_stopped:
        return "sync is stopped"
    if state.problem is None or state.failing_since is None:
        return ""
    since = moment(state.failing_since, now, zone)
    if isinstance(state.problem, Unreachable):
        return f"no connection since {since}"
    return f"no sync since {since}: {state.problem.title.lower()}"
