"""Days and times: today, now, date, format-date, decimal-time."""

from collections.abc import Callable, Sequence
from datetime import datetime

from shared.forms import dates
from shared.forms.functions.signature import Argument, Build, Function, eager_in
from shared.forms.scope import Closure, Scope
from shared.forms.values import Value


def _today(_: Sequence[Argument]) -> Closure:
    return lambda scope: scope.now.date()


def _now(_: Sequence[Argument]) -> Closure:
    return lambda scope: scope.now


def _at(implementation: Callable[..., Value]) -> Build:
    """Compile a function that needs to know what zone's days are meant."""

    def in_scope(scope: Scope, *values: Value) -> Value:
        now: datetime = scope.now
        return implementation(now, *values)

    return eager_in(in_scope)


MOMENTS: dict[str, Function] = {
    "today": Function(0, 0, _today),
    "now": Function(0, 0, _now),
    "date": Function(1, 1, _at(dates.day_of)),
    "date-time": Function(1, 1, _at(dates.moment_of)),
    "format-date": Function(2, 2, _at(dates.formatted)),
    "format-date-time": Function(2, 2, _at(dates.formatted)),
    "decimal-date-time": Function(1, 1, _at(dates.days_of)),
    "decimal-time": Function(1, 1, _at(dates.share_of)),
}
