"""A mission's document as a mission file: what `mission load` reads back to the same document.

Written for people to go on with: keys in the order in which the model has them, what is as it
would be anyway left out, texts of several lines as blocks, short groups on one line, the wordings
in other languages last.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, cast

import yaml

from server.missions.document import MissionFile

WIDTH = 100
_ONE_LINE = 88
"""A group or list of short values stands on one line up to this many characters."""
_LAST = ("sources", "note")
"""Keys that stand last in their group: first what is so, then where it is from."""
_ODD = re.compile("[\x7f-\xa0\u2028\u2029\ufeff]")
"""What YAML takes for the end of a line, or readers don't see: written as an escape."""
_BOOL, _INT, _FLOAT, _DAY, _TEXT = (
    f"tag:yaml.org,2002:{each}" for each in ("bool", "int", "float", "timestamp", "str")
)


def mission_yaml(document: MissionFile) -> str:
    """Return `document` as YAML."""
    values = document.model_dump(exclude_defaults=True)
    if "wordings" in values:
        values["wordings"] = values.pop("wordings")
    parts = (_part_of_file(key, value) for key, value in values.items())
    return "".join(
        f"\n{part}" if part.count("\n") > 1 and at else part for at, part in enumerate(parts)
    )


class _Dumper(yaml.SafeDumper):
    """Begins lists below their key, and never points to a value that stood elsewhere."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's own signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - PyYAML's own signature
        return True


def _part_of_file(key: str, value: object) -> str:
    node = yaml.MappingNode("tag:yaml.org,2002:map", [(_text(key), _node(value))], flow_style=False)
    return yaml.serialize(node, Dumper=_Dumper, width=WIDTH, allow_unicode=True)  # pyright: ignore[reportUnknownMemberType]


def _node(value: object) -> yaml.Node:
    match value:
        case Mapping():
            return _mapping(cast(Mapping[str, object], value))
        case list() | tuple():
            return _sequence(cast(Sequence[object], value))
        case _:
            return _scalar(value)


def _mapping(value: Mapping[str, object]) -> yaml.Node:
    keys = sorted(value, key=lambda key: _LAST.index(key) if key in _LAST else -1)
    pairs = [(_text(key), _node(value[key])) for key in keys]
    flow = _fits(each for pair in pairs for each in pair)
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow)


def _sequence(value: Sequence[object]) -> yaml.Node:
    nodes = [_node(each) for each in value]
    return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, flow_style=_fits(nodes))


def _fits(nodes: Any) -> bool:  # noqa: ANN401 - any iterable of nodes
    """Say whether plain short values are all there is, few enough for one line."""
    length = 0
    for each in nodes:
        if not isinstance(each, yaml.ScalarNode) or each.style is not None:
            return False
        length += len(each.value) + 2
    return length <= _ONE_LINE


def _scalar(value: object) -> yaml.ScalarNode:
    match value:
        case bool():
            return yaml.ScalarNode(_BOOL, "true" if value else "false")
        case int():
            return yaml.ScalarNode(_INT, str(value))
        case float():
            return yaml.ScalarNode(_FLOAT, _decimal(value))
        case date() if not isinstance(value, datetime):
            return yaml.ScalarNode(_DAY, value.isoformat())
        case _:
            return _text(_words(value))


def _words(value: object) -> str:
    match value:
        case datetime():
            return f"{value:%Y-%m-%d} {_clock(value.time())}{_offset(value)}"
        case time():
            return _clock(value)
        case Enum():
            return str(value.value)
        case _:
            return str(value)


def _text(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode(_TEXT, text, style=_style(text))


def _style(text: str) -> str | None:
    """Return how a text is best read: lines as lines, a long line folded, the rest as it comes."""
    if _ODD.search(text):
        return '"'
    if "\n" in text:
        return "|"
    single_spaces = "  " not in text and not text.startswith(" ") and "\t" not in text
    return ">" if len(text) > _ONE_LINE and single_spaces else None


def _decimal(number: float) -> str:
    """Return a number without an exponent and with a point: digits alone are read as whole."""
    plain = format(Decimal(repr(number)), "f")
    return plain if "." in plain else f"{plain}.0"


def _clock(at: time) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _offset(moment: datetime) -> str:
    return moment.isoformat()[-6:] if moment.tzinfo else ""
