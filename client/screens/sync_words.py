"""What is said about sync, in one place, so that every screen tells the same truth.

What is counted are reports. Visits, confirmations and the announcements of files travel in the
same journal; they are called notes, and are named only where no report waits with them.
"""

from datetime import datetime, tzinfo

from client.journal import Standing
from client.language import day_and_month, grouped, later, tr, trn
from client.remote import Unreachable
from client.screens.courier import CourierState
from client.sync import Progress
from client.widgets.answer_rows import size_in_words
from client.widgets.plain import is_plain

_STAGES = {
    "push": (later("sending …"), later("sending, %(left)s to go …")),
    "pull": (later("fetching news …"), later("fetching news, %(left)s to go …")),
    "attachments": (later("sending files …"), later("sending files, %(left)s to go …")),
    "bundles": (later("handing over bundles …"), later("handing over bundles …")),
}


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return the time of day, with the day where it is another."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{day_and_month(local.date())} {local:%H:%M}"


def badge(standing: Standing | None) -> str:
    """Return the shortest truth: `● 3 wait`, `✓ all held`."""
    if standing is None or standing.made == 0:
        return ""
    if standing.urgent_waiting:
        words = trn("! %(count)s urgent waits", "! %(count)s urgent wait", standing.urgent_waiting)
        return words % {"count": grouped(standing.urgent_waiting)}
    if standing.reports_waiting:
        words = trn("● %(count)s waits", "● %(count)s wait", standing.reports_waiting)
        return words % {"count": grouped(standing.reports_waiting)}
    if standing.waiting:
        words = trn("● %(count)s note waits", "● %(count)s notes wait", standing.waiting)
        return words % {"count": grouped(standing.waiting)}
    return tr("✓ all held")


def sentence(standing: Standing, state: CourierState, now: datetime, zone: tzinfo) -> str:
    """Return the one line that says what waits, what is held, and how the line is."""
    parts = [
        _what_is_urgent(standing),
        _what_waits(standing),
        _what_is_held(standing, now, zone),
        _line(state, now, zone),
    ]
    if standing.is_forked:
        parts[-1] = tr("enrol this laptop anew")
    return " · ".join(part for part in parts if part)


_CELLS = 24
"""Of a progress bar."""
_CLOCK_MATTERS = 120
"""Seconds. Below that, nobody needs to do anything about it."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_ROUGHLY = (_MINUTE, 10 * _MINUTE)
"""Seconds. Chance moves the tries, so that no closer word would be true for long."""


def progress_line(state: CourierState) -> str:
    """Return how far long work has come, how fast, and how long it will take; '' for none."""
    progress = state.progress
    if progress is None or not progress.total:
        return ""
    share = min(progress.done / progress.total, 1)
    full = round(share * _CELLS)
    parts = [tr("%(share)s per cent") % {"share": f"{share:.0%}".rstrip("%")}]
    if not is_plain():
        parts[0] = f"{'█' * full}{'░' * (_CELLS - full)} {parts[0]}"
    if progress.in_bytes:
        sizes = {"done": size_in_words(progress.done), "total": size_in_words(progress.total)}
        parts.append(tr("%(done)s of %(total)s") % sizes)
    if state.speed:
        parts.append(tr("%(size)s a second") % {"size": size_in_words(round(state.speed))})
        left = (progress.total - progress.done) / state.speed
        parts.append(tr("about %(time)s left") % {"time": duration(left)})
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """Return a length of time in its largest unit, as `3 min`."""
    for unit, words in (
        (_DAY, later("%(n)s days")),
        (_HOUR, later("%(n)s h")),
        (_MINUTE, later("%(n)s min")),
    ):
        if seconds >= unit * (2 if unit == _DAY else 1):
            return tr(words) % {"n": grouped(round(seconds / unit))}
    return tr("%(n)s s") % {"n": max(round(seconds), 1)}


def next_try(pause: float | None) -> str:
    """Return when the next try comes by itself, roughly; '' while none is planned."""
    if pause is None:
        return ""
    roughly = next((each for each in _ROUGHLY if pause <= each), pause)
    return tr("The next try comes by itself within %(time)s; y tries now.") % {
        "time": duration(roughly)
    }


def clock_words(state: CourierState) -> str:
    """Return that this laptop's clock is wrong, and what to do; '' while it is right."""
    ahead = state.outcome.clock_ahead if state.outcome else None
    if ahead is None or abs(ahead) < _CLOCK_MATTERS:
        return ""
    words = (
        tr(
            "This laptop's clock is %(time)s fast. Set it, then check the times of arrival and "
            "departure on your visits: reports keep their order all the same."
        )
        if ahead > 0
        else tr(
            "This laptop's clock is %(time)s slow. Set it, then check the times of arrival and "
            "departure on your visits: reports keep their order all the same."
        )
    )
    return words % {"time": duration(abs(ahead))}


def _under_way(progress: Progress) -> str:
    """Return what sync does, and how much of it is left where that is worth a word."""
    plain, counted = _STAGES[progress.stage]
    return tr(counted) % {"left": grouped(progress.left)} if progress.left else tr(plain)


def _what_is_urgent(standing: Standing) -> str:
    count = standing.urgent_waiting
    words = trn(
        "%(count)s incident or check-in waits", "%(count)s incidents or check-ins wait", count
    )
    return words % {"count": grouped(count)} if count else ""


def _what_waits(standing: Standing) -> str:
    if standing.reports_waiting:
        count = standing.reports_waiting
        words = trn("%(count)s report waits", "%(count)s reports wait", count)
    elif standing.waiting > standing.urgent_waiting:
        count = standing.waiting - standing.urgent_waiting
        words = trn("%(count)s note waits", "%(count)s notes wait", count)
    else:
        return "" if standing.waiting else tr("nothing waits")
    return words % {"count": grouped(count)}


def _what_is_held(standing: Standing, now: datetime, zone: tzinfo) -> str:
    if standing.held == 0 or standing.held_until is None:
        return tr("headquarters holds none yet") if standing.made else ""
    until = {"time": moment(standing.held_until, now, zone)}
    if standing.waiting:
        return tr("held by headquarters up to %(time)s") % until
    if standing.reports == 0:
        return tr("headquarters holds everything (%(time)s)") % until
    words = trn(
        "headquarters holds the report (%(time)s)",
        "headquarters holds all %(count)s reports (%(time)s)",
        standing.reports,
    )
    return words % {"count": grouped(standing.reports), **until}


def _line(state: CourierState, now: datetime, zone: tzinfo) -> str:
    if state.is_running:
        return _under_way(state.progress) if state.progress else tr("connecting …")
    if state.is_stopped:
        return tr("sync is stopped")
    if state.problem is None or state.failing_since is None:
        return ""
    since = moment(state.failing_since, now, zone)
    if isinstance(state.problem, Unreachable):
        return tr("no connection since %(time)s") % {"time": since}
    words = tr("no sync since %(time)s: %(why)s")
    return words % {"time": since, "why": tr(state.problem.title).lower()}
