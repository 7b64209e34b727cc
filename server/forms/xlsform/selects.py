"""Questions with choices, wherever these come from: a list, a file, a repeat, another sheet."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, Literal

from server.forms.xlsform.cells import media_of, parameters_of
from server.forms.xlsform.walk import Document, Walk, mapping
from shared.forms.grammar import parse
from shared.forms.model import (
    Choice,
    FileList,
    Note,
    Question,
    Rank,
    SelectMultiple,
    SelectOne,
    Unsupported,
)
from shared.forms.syntax import Call, ExpressionError, Reference, Text, Tree

READABLE = (".csv", ".geojson")
"""Endings of the files from which laptops read choices."""
EXTERNAL = "select one external"
_RANK = "rank"
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}\s]+)\s*\}")
_CHOICE = frozenset({"name", "label", "media", "list_name", "list name"})
_SEARCH = re.compile(r"\bsearch\s*\(")
_WAYS = {
    "matches": "{column} = {value}",
    "contains": "contains({column}, {value})",
    "startswith": "starts-with({column}, {value})",
    "endswith": "ends-with({column}, {value})",
}

Scale = Literal["", "assessment", "frequency"]


def select_of(part: Document, fields: Document, scale: Scale, walk: Walk) -> Question:
    """Return the question of `part`, whose other `fields` are read already."""
    kind = str(part["type"])
    if "label" in str(fields["appearance"]).split():
        return Note(**fields)  # a head line of a table: choices to be read, not to be made
    source = _source(part, fields, walk)
    if source is None:
        return Unsupported(kind=f"{kind} from {part.get('itemset', 'elsewhere')}", **fields)
    if kind == "select all that apply":
        return SelectMultiple(**source, **fields)
    if kind == _RANK:
        return Rank(**source, **fields)
    return SelectOne(scale=scale, **source, **fields)


def choices_from(listed: Iterable[Mapping[str, Any]], walk: Walk) -> tuple[Choice, ...]:
    """Return a list of choices of pyxform's document."""
    return tuple(
        Choice(
            name=str(each["name"]),
            label=walk.text(each.get("label")),
            media=media_of(each, walk),
            columns={
                key: str(value)
                for key, value in each.items()
                if key not in _CHOICE and isinstance(value, str | int | float) and value != ""
            },
        )
        for each in listed
        if each.get("name")
    )


def _source(part: Document, fields: Document, walk: Walk) -> Document | None:
    """Return the fields that say where the choices come from; None where laptops can't go."""
    itemset = str(part.get("itemset") or part.get("list_name") or "")
    own = {"list_name": itemset, "choice_filter": str(part.get("choice_filter") or "")}
    reference = _REFERENCE.fullmatch(itemset)
    if reference:
        return own | {"choices": (), "from_repeat": reference[1], "list_name": ""}
    if PurePath(itemset).suffix.lower() in READABLE:
        return own | {"choices": (), "from_file": _file_list(itemset, part)}
    if part["type"] == EXTERNAL:
        return own | {"choices": _external(itemset, walk)}
    listed = part.get("choices") or walk.choices.get(itemset)
    if not listed:
        return None
    if _SEARCH.search(fields["appearance"]):
        return _searched(fields["appearance"], listed[0])
    return own | {"choices": choices_from(listed, walk)}


def _file_list(name: str, part: Document) -> FileList:
    is_geojson = name.lower().endswith(".geojson")
    standard = {"value": "id", "label": "title"} if is_geojson else {}
    named = parameters_of(part)
    columns = {key: named[key] for key in ("value", "label") if named.get(key)}
    return FileList(file=name, **{**standard, **columns})


def _external(list_name: str, walk: Walk) -> tuple[Choice, ...]:
    rows = [
        {str(header).strip(): cell for header, cell in row.items()}
        for row in walk.external
        if list_name in (row.get("list_name"), row.get("list name"))
    ]
    return choices_from((_with_label(row) for row in rows), walk)


def _with_label(row: Mapping[str, str]) -> Document:
    """Return `row` with the columns `label::…` as one mapping, as pyxform has them elsewhere."""
    labels = {
        header.partition("::")[2]: cell for header, cell in row.items() if "label::" in header
    }
    rest = {header: cell for header, cell in row.items() if "label::" not in header}
    return {**rest, "label": labels} if labels else rest


def _searched(appearance: str, columns: Document) -> Document | None:
    """Return what `search('file', 'matches', 'column', value)` asks for, if we can do it.

    The list's only choice names the columns: of the values as `name`, of the labels as `label`.
    """
    call = _search_call(appearance)
    arguments = [] if call is None else [_written(each) for each in call.arguments]
    if not arguments or None in arguments or call is None:
        return None
    file, *filters = (str(each) for each in arguments)
    label = columns.get("label")
    shown = next(iter(label.values()), "") if isinstance(label, dict) else label  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    choice_filter = _filter(call, filters)
    if choice_filter is None or not isinstance(shown, str):
        return None
    source = FileList(file=f"{file[1:-1]}.csv", value=str(columns["name"]), label=shown)
    return {"choices": (), "from_file": source, "choice_filter": choice_filter}


def _search_call(appearance: str) -> Call | None:
    match = _SEARCH.search(appearance)
    if match is None:
        return None
    end = appearance.rfind(")") + 1
    try:
        tree = parse(appearance[match.start() : end])
    except ExpressionError:
        return None
    is_file = isinstance(tree, Call) and tree.arguments and isinstance(tree.arguments[0], Text)
    return tree if is_file and isinstance(tree, Call) else None


def _written(tree: Tree) -> str | None:
    """Return an argument as an expression: a text or a reference; None for anything else."""
    if isinstance(tree, Text) and "'" not in tree.value:
        return f"'{tree.value}'"
    return f"${{{tree.name}}}" if isinstance(tree, Reference) else None


def _filter(call: Call, arguments: list[str]) -> str | None:
    """Return the choice_filter that does the same; None where there is none."""
    if not arguments:
        return ""
    parts: list[str] = []
    way = arguments[0][1:-1]
    pairs = arguments[1:]
    if way not in _WAYS or len(pairs) not in (2, 4):
        return None
    for position in range(0, len(pairs), 2):
        column = call.arguments[2 + position]
        if not isinstance(column, Text) or not re.fullmatch(r"[\w.-]+", column.value):
            return None
        pattern = _WAYS[way] if position == 0 else _WAYS["matches"]
        parts.append(pattern.format(column=column.value, value=pairs[position + 1]))
    return " and ".join(parts)


def is_select(part: Document) -> bool:
    """Say whether the kind of `part` has choices."""
    return part["type"] in ("select one", "select all that apply", _RANK, EXTERNAL) and (
        not mapping(part, "bind").get("jr:preload")
    )
