"""The descriptor of a Frictionless data package: every table with its schema, labels and digest."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.exchange.parts import Part
from server.exchange.resources import Resources
from server.exchange.table import Field, Reference, Table
from server.forms.export.phrases import all_phrases
from shared.forms.answers import NonAnswer

MISSING = ("", *NonAnswer)
"""What is no value: nothing, and the three non-answers, which stay apart by their words."""
FOLDER = "data"


def descriptor(resources: Resources, parts: Sequence[Part]) -> dict[str, Any]:
    """Return what stands in `datapackage.json`."""
    mission = resources.ground.mission
    written = {each.table.name for each in parts if each.table}
    return {
        "profile": "tabular-data-package",
        "name": _name(mission.code),
        "title": mission.title,
        "created": resources.ground.cut.isoformat(),
        "missing": _meanings(),
        "resources": [_resource(each, each.table, written) for each in parts if each.table],
    }


def path_of(table: Table) -> str:
    """Return where a table lies in the package."""
    return f"{FOLDER}/{table.name}.csv"


def _resource(part: Part, table: Table, written: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(each) for each in table.fields],
        "missingValues": list(MISSING) if _has_answers(table) else [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    references = [_reference(each) for each in table.references if each.table in written]
    if references:
        schema["foreignKeys"] = references
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": part.path,
        "title": table.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
        "bytes": part.size,
        "hash": f"sha256:{part.sha256}",
        "rows": part.rows,
        "schema": schema,
    }


def _has_answers(table: Table) -> bool:
    return any(each.labels for each in table.fields)


def _field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"name": field.name, "type": field.kind}
    if field.kind == "datetime":
        told["format"] = "any"
    if field.words:
        told["title"] = field.words
    if field.labels:
        told["labels"] = dict(field.labels)
    if field.choices:
        told["constraints"] = {"enum": list(field.choices)}
    return told


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "fields": list(reference.fields),
        "reference": {"resource": reference.table, "fields": list(reference.there)},
    }


def _meanings() -> Mapping[str, Mapping[str, str]]:
    """Return what each non-answer means, by language."""
    phrases = all_phrases()
    return {
        each.value: {language: str(said[each.value]) for language, said in phrases.items()}
        for each in NonAnswer
    }


def _name(code: str) -> str:
    """Return a name as packages have it: lower case, digits, and . _ - between."""
    return "".join(each if each.isascii() and (each.isalnum() or each in "-_.") else "-"
                   for each in code.lower())  # fmt: skip
