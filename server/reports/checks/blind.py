"""A mission's own checks that can't ask anything, because something that they name is not there.

Such a check comes to *ok* or *missing* for ever, and nobody would notice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session

from server.forms import service as forms
from server.missions.check_rules import CheckRules, OwnCheck
from server.reports.checks.following import read_rules
from shared.forms.evaluation import compile_expression

STATION = frozenset({"voters", "setting", "kind", "region", "code"})
VISIT = frozenset({"minutes", "arrived", "departed"})
_OF_OTHERS = frozenset({"highest", "lowest", "latest"})


def blind_checks(db: Session, mission_id: UUID) -> Sequence[str]:
    """Return a sentence for everything that a mission's own checks name and that is not there."""
    rules = read_rules(db, mission_id)
    return list(blind_in(rules, _Published(db, mission_id))) if rules.own else []


@dataclass
class _Published:
    """The questions of published forms, each form read once."""

    db: Session
    mission_id: UUID
    read: dict[str, frozenset[str] | None] = field(default_factory=dict[str, frozenset[str] | None])

    def questions(self, form_id: str) -> frozenset[str] | None:
        """Return the names of what the newest version asks; None where there is no such form."""
        if form_id not in self.read:
            held = forms.find_published(self.db, self.mission_id, form_id)
            self.read[form_id] = (
                frozenset(each.name for each in forms.form_of(held).questions()) if held else None
            )
        return self.read[form_id]


def blind_in(rules: CheckRules, published: _Published) -> Iterator[str]:
    """Yield what is not there, check by check."""
    for check in rules.own:
        asked = published.questions(check.form)
        if asked is None:
            yield _say(check, f"the form {check.form!r} is not published")
            continue
        for name in sorted(compile_expression(check.flag).dependencies):
            if trouble := _lacking(name, check.form, asked, published):
                yield _say(check, trouble)


def _lacking(name: str, form: str, asked: frozenset[str], published: _Published) -> str:
    """Say what is wrong with a name in an expression; '' = it is there."""
    first, _, rest = name.partition(".")
    if not rest:
        return "" if name in asked else f"the form {form!r} asks no ${{{name}}}"
    known: Mapping[str, frozenset[str]] = {"station": STATION, "visit": VISIT}
    if first in known and "." not in rest:
        there = ", ".join(f"{first}.{each}" for each in sorted(known[first]))
        return "" if rest in known[first] else f"there is no ${{{name}}}, only {there}"
    if first not in _OF_OTHERS | {"visit"}:
        return f"there is no ${{{name}}}"
    other, _, question = rest.partition(".")
    questions = published.questions(other)
    if questions is None:
        return f"${{{name}}} names the form {other!r}, which is not published"
    return "" if question in questions else f"the form {other!r} asks no ${{{name}}}"


def _say(check: OwnCheck, trouble: str) -> str:
    return f"checks: '{check.id}' can never ask: {trouble}."
