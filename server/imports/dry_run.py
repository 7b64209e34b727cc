"""What a dry run found, as it is kept until somebody confirms it or says otherwise."""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from pydantic import BaseModel, ConfigDict

from server.imports.importer import Change, Plan
from server.tabular.row_errors import RowError

MOST_SHOWN = 50
"""Of new, changed and gone ones each; the others are counted."""
_LONGEST = 200


class ShownColumn(BaseModel):
    """A column of the file."""

    model_config = ConfigDict(frozen=True)

    name: str
    examples: list[str]


class ShownChange(BaseModel):
    """One thing that is new, changed or gone."""

    model_config = ConfigDict(frozen=True)

    key: str
    words: str
    differences: list[tuple[str, str, str]]
    """Field, before and after, of changed ones; of new ones what they have, before = ''."""


class ShownError(BaseModel):
    """As `RowError`."""

    model_config = ConfigDict(frozen=True)

    row: int
    column: str
    message: str
    cure: str


class DryRun(BaseModel):
    """Everything that the page of an import shows."""

    model_config = ConfigDict(frozen=True)

    read_as: str = ""
    """How the file was read, in words; '' = it could not be."""
    kind: str = ""
    """Of file: csv, xlsx or geojson."""
    as_before: bool = False
    """Columns are proposed as they were in the last file of this kind."""
    trouble: str = ""
    """Why nothing can be imported as it is, in a sentence."""
    encodings: dict[str, str] = {}
    """Encoding → how the text begins in it, where it has to be chosen."""
    sheets: list[str] = []
    columns: list[ShownColumn] = []
    merged: list[str] = []
    """Ranges of merged cells, where somebody has to say what they mean."""
    merged_total: int = 0
    days: list[str] = []
    """A few days whose order somebody has to say."""
    errors: list[ShownError] = []
    errors_total: int = 0
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    news: list[ShownChange] = []
    changes: list[ShownChange] = []
    gones: list[ShownChange] = []
    notices: list[str] = []
    digest: str = ""
    """Of all that the import would do; '' = it can't be imported as it is."""

    @property
    def may_be_confirmed(self) -> bool:
        """Whether the file is whole and would do something."""
        return bool(self.digest)


def planned(plan: Plan) -> dict[str, Any]:
    """Return what a dry run shows of `plan`."""
    return {
        "rows": plan.rows,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "gone": len(plan.gone),
        "news": [_shown(each) for each in plan.new[:MOST_SHOWN]],
        "changes": [_shown(each) for each in plan.changed[:MOST_SHOWN]],
        "gones": [_shown(each) for each in plan.gone[:MOST_SHOWN]],
        "notices": plan.notices,
        "digest": digest_of_plan(plan),
    }


def shown_errors(errors: Iterable[RowError]) -> list[ShownError]:
    """Return the first of `errors`, as they are shown."""
    return [ShownError(**each.as_json()) for each in islice(errors, MOST_SHOWN)]


def digest_of_plan(plan: Plan) -> str:
    """Return a hash of all that `plan` would do, and to what."""
    digest = hashlib.sha256()
    for name, changes in (("new", plan.new), ("changed", plan.changed), ("gone", plan.gone)):
        digest.update(name.encode())
        for each in changes:
            digest.update(repr((each.key, each.before, each.after)).encode("utf-8", "replace"))
    return digest.hexdigest()


def differences(change: Change) -> list[tuple[str, str, str]]:
    """Return field, before and after of what a change changes; of a new one, what it has."""
    if change.after is None:
        return []
    after = _flat(change.after)
    if change.before is None:
        had = {name: value for name, value in after.items() if value not in (None, "", [], ())}
        return [(name, "", _plain(value)) for name, value in had.items()]
    before = _flat(change.before)
    return [
        (name, _plain(before.get(name)), _plain(after.get(name)))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


def _shown(change: Change) -> ShownChange:
    return ShownChange(
        key=change.key[:_LONGEST], words=change.words[:_LONGEST], differences=differences(change)
    )


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with those of mappings within under their own names."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        flat |= value if isinstance(value, Mapping) else {name: value}
    return flat


def _plain(value: Any) -> str:  # noqa: ANN401 - any field's value
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "nothing"  # pyright: ignore[reportUnknownArgumentType]
    return str(value)[:_LONGEST]
