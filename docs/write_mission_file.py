# ruff: noqa: E501, INP001 - a script, not a package, with a page in it
"""Write `mission-file.md` from the model: `python docs/write_mission_file.py`, or with --check."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from server.missions.document import MissionFile

PAGE = Path(__file__).with_name("mission-file.md")
HEAD = """# The mission file

All that is known about a mission, in one YAML file: the election and its facts with their sources,
organisations and accreditation, teams and plans, meetings, calendar, checks.
[samples/kazakhstan_2021/mission.yaml](../samples/kazakhstan_2021/mission.yaml) is a whole one. The smallest is

```yaml
code: example-2026            # used as --mission
title: Opening observation 2026
election: {name: Parliamentary elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}
sample: {design: srs, population: 9000}     # census | srs | stratified | route | convenience
```

`evenhand-server mission load FILE` takes it in, and again when it has changed; the same file twice changes nothing. A
mistake is told with its line, its key and a cure, and nothing is loaded then. What pages change is in
`evenhand-server mission dump CODE`, so file and pages may be used in turn: dump, edit, load. Every load and every edit
is kept as a version, with who made it.

- Unknown keys are refused. Scalars are read as text and mean what their key says: `NO` is Norway, `0147` keeps its
  zero. Anchors, aliases and tags are not read.
- Days are `YYYY-MM-DD`, times `"HH:MM"` in quotation marks, moments `YYYY-MM-DD HH:MM`; without an offset they are by
  the mission's clock (`election.timezone`).
- What contradicts itself is loaded all the same, and said: sums that are off, days that do not fit.
- `sources`, wherever they stand in a group, are ids of the list `sources` at the top.

`evenhand-server mission schema -o mission.schema.json` writes a JSON Schema, with which editors complete keys and mark
mistakes while one writes (in many of them by a first line `# yaml-language-server: $schema=mission.schema.json`).

Below, ● is a key that must be there. This page is written by `python docs/write_mission_file.py` from the model; a test
holds it to the code.
"""
Schema = Mapping[str, Any]
_LAST = ("sources", "note")


def page() -> str:
    """Return the page."""
    schema = MissionFile.model_json_schema()
    parts = [HEAD, f"## At the top\n\n{_table(schema, schema)}\n"]
    parts += [
        f"## {name}\n\n{_words(each)}\n\n{_table(each, schema)}\n"
        for name, each in _in_order(schema, schema, set())
    ]
    return "\n".join(parts)


def _in_order(part: Schema, schema: Schema, told: set[str]) -> Iterator[tuple[str, Schema]]:
    """Yield the groups in the order in which the file has them, each once, after what holds it."""
    for each in part["properties"].values():
        for name in _named(each):
            group = schema["$defs"][name]
            if name not in told and "properties" in group:
                told.add(name)
                yield name, group
                yield from _in_order(group, schema, told)


def _named(value: Schema) -> Iterator[str]:
    if "$ref" in value:
        yield value["$ref"].rsplit("/", 1)[1]
    for each in (*value.get("anyOf", ()), *value.get("allOf", ())):
        yield from _named(each)
    for key in ("items", "additionalProperties"):
        if isinstance(value.get(key), Mapping):
            yield from _named(value[key])


def _table(part: Schema, schema: Schema) -> str:
    needed = part.get("required", ())
    last = _LAST if part is not schema else ()
    keys = sorted(part["properties"].items(), key=lambda each: each[0] in last)
    rows = [
        f"| `{key}` | {'●' if key in needed else ''} | {_kind(value, schema)} | "
        f"{_words(value) or _words_of_group(value, schema)} |"
        for key, value in keys
    ]
    return "\n".join(["| key | | value | |", "|---|---|---|---|", *rows])


def _kind(value: Schema, schema: Schema) -> str:
    choices = [each for each in value.get("anyOf", ()) if each.get("type") != "null"]
    if len(choices) == 1:
        return _kind(choices[0], schema)
    if "$ref" in value:
        return _kind_of_group(value["$ref"].rsplit("/", 1)[1], schema)
    if value.get("type") == "array":
        return f"list of {_kind(value['items'], schema)}"
    if isinstance(value.get("additionalProperties"), Mapping):
        return f"name → {_kind(value['additionalProperties'], schema)}"
    if choices:
        return " or ".join(dict.fromkeys(_kind(each, schema) for each in choices))
    return _kind_of_scalar(value)


def _kind_of_group(name: str, schema: Schema) -> str:
    group = schema["$defs"][name]
    if "enum" in group:
        return " \\| ".join(f"`{each}`" for each in group["enum"])
    return f"[{name}](#{name.lower()})"


def _kind_of_scalar(value: Schema) -> str:
    kind = value.get("x-kind") or {
        "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"
    }[value["type"]]  # fmt: skip
    least, most = value.get("minimum"), value.get("maxLength")
    bounds = [f"from {least}" if least else "", f"at most {most:,} characters" if most else ""]
    return ", ".join(each for each in (kind, *bounds) if each)


def _words_of_group(value: Schema, schema: Schema) -> str:
    return next((_words(schema["$defs"][name]) for name in _named(value)), "")


def _words(value: Schema) -> str:
    return " ".join(value.get("description", "").split()).replace("|", "\\|")


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text() == page() else "mission-file.md is not what the code says.")
    PAGE.write_text(page())
