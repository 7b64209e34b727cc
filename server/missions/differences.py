"""What differs between two versions of a mission's document, for people.

Entries of lists are matched by what names them (`key`, `id`, `code`), so that a fact that moved is
no change of all facts below it; entries without names by what they say.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, cast

from server.missions.document import MissionFile

_NAMES = ("key", "id", "code")
_SHOWN = 600
"""Characters of a value."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which two documents differ."""

    where: str
    """As `facts › voters › value`."""
    before: str
    """'' = nothing stood there."""
    after: str
    """'' = nothing stands there any more."""


def differences(before: MissionFile, after: MissionFile) -> list[Difference]:
    """Return everything that differs, in the order of the document."""
    one, two = (each.model_dump(mode="json", exclude_defaults=True) for each in (before, after))
    return list(_between(one, two, ()))


def _between(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[Difference]:  # noqa: ANN401 - JSON
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _of_groups(cast(Mapping[str, Any], before), cast(Mapping[str, Any], after), path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(cast(list[Any], before), cast(list[Any], after), path)
    else:
        yield Difference(_where(path), _said(before), _said(after))


def _of_groups(
    before: Mapping[str, Any], after: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[Difference]:
    for key in dict.fromkeys((*after, *before)):
        held, now = before.get(key), after.get(key)
        # A list that comes or goes whole is told entry by entry, as one that grows or shrinks.
        if isinstance(held, list) or isinstance(now, list):
            held, now = cast(list[Any], held or []), cast(list[Any], now or [])
        yield from _between(held, now, (*path, key.replace("_", " ")))


def _of_lists(before: list[Any], after: list[Any], path: tuple[str, ...]) -> Iterator[Difference]:
    one, two = _by_name(before), _by_name(after)
    if one is None or two is None:
        yield from _of_unnamed(before, after, path)
        return
    yield from (
        difference
        for name in dict.fromkeys((*two, *one))
        for difference in _between(one.get(name), two.get(name), (*path, name))
    )
    shared = [name for name in two if name in one]
    if shared != [name for name in one if name in two]:
        yield Difference(_where((*path, "order")), "", ", ".join(shared)[:_SHOWN])


def _of_unnamed(
    before: Sequence[Any], after: Sequence[Any], path: tuple[str, ...]
) -> Iterator[Difference]:
    one, two = ([json.dumps(each, sort_keys=True) for each in side] for side in (before, after))
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(b - a, d - c)
        for held, now in zip(before[a : a + paired], after[c : c + paired], strict=True):
            yield from _between(held, now, (*path, str(a + 1)))
        for each in before[a + paired : b]:
            yield Difference(_where(path), _said(each), "")
        for each in after[c + paired : d]:
            yield Difference(_where(path), "", _said(each))


def _by_name(entries: Sequence[Any]) -> dict[str, Any] | None:
    """Return entries by their names; None where they have none, or one stands twice."""
    found: dict[str, Any] = {}
    for each in entries:
        name = _name_of(each)
        if name is None or name in found:
            return None
        found[name] = each
    return found


def _name_of(entry: Any) -> str | None:  # noqa: ANN401 - JSON
    if not isinstance(entry, Mapping):
        return None
    held = cast(Mapping[str, Any], entry)
    return next((str(held[each]) for each in _NAMES if each in held), None)


def _where(path: tuple[str, ...]) -> str:
    return " › ".join(path)


def _said(value: Any) -> str:  # noqa: ANN401 - JSON
    """Return a value on one line: a group by its keys, a list by its entries."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        held = cast(Mapping[str, Any], value)
        text = "; ".join(f"{key.replace('_', ' ')}: {_said(each)}" for key, each in held.items())
    elif isinstance(value, list):
        text = ", ".join(_said(each) for each in cast(list[Any], value))
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
