"""The cells that groups and questions have in common: texts, rules, media, and what is left."""

from collections.abc import Iterator, Mapping
from typing import Any

from pyxform.aliases import BINDING_CONVERSIONS
from pyxform.utils import default_is_dynamic  # pyright: ignore[reportUnknownVariableType]

from server.forms.xlsform.walk import KINDS, Document, Walk, mapping

_RULES = frozenset(
    {
        "relevant",
        "required",
        "constraint",
        "calculate",
        "readonly",
        "type",
        "jr:constraintMsg",
        "jr:requiredMsg",
        "jr:preload",
        "jr:preloadParams",
    }
)
_CONTROLS = frozenset({"appearance", "jr:count", "bodyless", "tag", "type"})
_KNOWN = frozenset(
    {
        "type",
        "name",
        "label",
        "hint",
        "guidance_hint",
        "bind",
        "control",
        "media",
        "default",
        "children",
        "choices",
        "itemset",
        "list_name",
        "parameters",
        "choice_filter",
        "trigger",
        "instance",
        "actions",
        "evenhand",
        "query",
        "columns",
    }
)


def of_node(part: Document, walk: Walk) -> Document:
    """Return the fields that groups and questions share."""
    return {
        "name": str(part["name"]),
        "label": walk.text(part.get("label")),
        "hint": walk.text(part.get("hint")),
        "guidance": walk.text(part.get("guidance_hint")),
        "relevant": str(mapping(part, "bind").get("relevant", "")),
        "appearance": str(mapping(part, "control").get("appearance", "")),
        "media": media_of(part, walk),
        "extras": dict(_extras(part)),
    }


def of_question(part: Document, walk: Walk) -> Document:
    """Return the fields that all kinds of questions share, our own columns aside."""
    bind = {**_implied_bind(part), **mapping(part, "bind")}
    read_only = condition(bind.get("readonly"))
    default = str(part.get("default", ""))
    is_dynamic = _is_dynamic(default, part)
    return of_node(part, walk) | {
        "required": condition(bind.get("required")),
        "required_message": walk.text(bind.get("jr:requiredMsg")),
        "constraint": str(bind.get("constraint", "")),
        "constraint_message": walk.text(bind.get("jr:constraintMsg")),
        "default": "" if is_dynamic else default,
        "dynamic_default": default if is_dynamic else "",
        "calculation": str(bind.get("calculate", "")),
        "trigger": tuple(str(each) for each in part.get("trigger") or ()),
        "read_only": read_only == "true()",
        "read_only_when": "" if read_only == "true()" else read_only,
        "parameters": parameters_of(part),
    }


def media_of(part: Mapping[str, Any], walk: Walk) -> dict[str, dict[str, str]]:
    """Return the names of the pictures, sounds and films that go with a label."""
    return {kind: walk.text(name) for kind, name in mapping(part, "media").items() if name}


def parameters_of(part: Document) -> dict[str, str]:
    """Return the cell `parameters`, which pyxform has taken apart for some kinds only."""
    cell: Any = part.get("parameters") or {}
    if isinstance(cell, str):
        pairs = (each.partition("=") for each in cell.replace(";", " ").replace(",", " ").split())
        return {key.strip(): value.strip() for key, _, value in pairs}
    return {key: str(value) for key, value in mapping(part, "parameters").items()}


def condition(value: Any) -> str:  # noqa: ANN401 - a cell
    """Return a condition as an expression; '' where it never holds."""
    text = str(value or "")
    text = BINDING_CONVERSIONS.get(text, text)
    return "" if text == "false()" else text


def _is_dynamic(default: str, part: Document) -> bool:
    return bool(default and default_is_dynamic(default, str(part.get("type"))))


def _implied_bind(part: Document) -> Document:
    """Return the rules that some kinds bring along, such as a percentage's bounds."""
    bind = mapping(KINDS.get(str(part["type"]), {}), "bind")
    return {key: value for key, value in bind.items() if key == "constraint"}


def _extras(part: Document) -> Iterator[tuple[str, str]]:
    """Yield the columns that mean nothing to us, by their header."""
    for key, value in part.items():
        if key not in _KNOWN and not key.startswith("_"):
            yield from _flat(key, value)
    parameters = parameters_of(part)
    for prefix, known in (("bind", _RULES), ("control", _CONTROLS), ("instance", frozenset[str]())):
        for key, value in mapping(part, prefix).items():
            is_parameter = key in parameters or key.partition(":")[2] in parameters
            if key not in known and not is_parameter:
                yield from _flat(f"{_HEADERS[prefix]}::{key}", value)


_HEADERS = {"bind": "bind", "control": "body", "instance": "instance"}


def _flat(header: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a cell or cells
    if isinstance(value, dict):
        for key, inner in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from _flat(f"{header}::{key}", inner)
    elif isinstance(value, str | int | float) and value != "":
        yield header, str(value)
