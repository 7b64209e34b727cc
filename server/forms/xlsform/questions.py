"""From a question of pyxform's document to one of ours."""

from typing import Any

from server.forms.xlsform.cells import of_question
from server.forms.xlsform.columns import read_columns
from server.forms.xlsform.selects import is_select, select_of
from server.forms.xlsform.walk import KINDS, Document, Walk, mapping
from shared.forms.model import (
    Acknowledge,
    Barcode,
    Calculate,
    Date,
    DateTime,
    Decimal,
    Geopoint,
    Hidden,
    Integer,
    Media,
    Metadata,
    Note,
    Question,
    Range,
    Shape,
    TextQuestion,
    Time,
    Unsupported,
)

_TYPED: dict[str, type[Question]] = {
    "string": TextQuestion,
    "barcode": Barcode,
    "int": Integer,
    "decimal": Decimal,
    "date": Date,
    "time": Time,
    "dateTime": DateTime,
    "geopoint": Geopoint,
}
_VALUES = {
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
}
_SHAPES = ("geotrace", "geoshape")
_FILES = {"image/*": "image", "audio/*": "audio", "video/*": "video", "application/*": "file"}
_ACTIONS = ("start-geopoint", "background-audio", "background-geopoint", "audit")


def question_of(part: Document, walk: Walk) -> Question:
    """Return the question that `part` describes."""
    columns, findings = read_columns(part, walk.row(part), walk.languages)
    walk.findings += findings
    fields = {**of_question(part, walk), **columns.of_question()}
    if _is_unseen_calculation(part):
        bound = mapping(KINDS.get(str(part["type"]), {}), "bind").get("type")
        return Calculate.model_validate({"kind": _VALUES.get(str(bound), ""), **fields})
    if is_select(part):
        return select_of(part, fields, columns.scale, walk)
    return _plain(str(part["type"]), part, fields)


def _is_unseen_calculation(part: Document) -> bool:
    """Say whether a question is computed and has no words: phones don't show it either."""
    is_set = bool(mapping(part, "bind").get("calculate") or part.get("trigger"))
    has_words = part.get("label") or part.get("hint")
    return is_set and not has_words and part["type"] != "hidden"


def _plain(kind: str, part: Document, fields: Document) -> Question:
    facts = KINDS.get(kind, {})
    bind, control = mapping(facts, "bind"), mapping(facts, "control")
    if kind in _ACTIONS or bind.get("jr:preload"):
        return Metadata(kind=str(bind.get("jr:preloadParams", kind)), **fields)
    match control.get("tag"):
        case None:
            return _unseen(kind, bind, fields)
        case "input":
            return _input(kind, bind, fields)
        case "range":
            return Range(**_ladder(part), **fields)
        case "trigger":
            return Acknowledge(**fields)
        case _:
            return _upload(kind, str(control.get("mediatype")), fields)


def _upload(kind: str, medium: str, fields: Document) -> Question:
    if medium not in _FILES:
        return Unsupported(kind=kind, **fields)
    return Media.model_validate({"kind": _FILES[medium], **fields})


def _unseen(kind: str, bind: Document, fields: Document) -> Question:
    if kind == "hidden":
        return Hidden(**fields)
    if bind.get("type") == "string":
        return Calculate(**fields)
    return Unsupported(kind=kind, **fields)


def _input(kind: str, bind: Document, fields: Document) -> Question:
    if bind.get("readonly"):
        return Note(**fields)
    bound = str(bind.get("type"))
    if bound in _SHAPES:
        return Shape.model_validate({"kind": bound, **fields})
    model = _TYPED.get(bound)
    return Unsupported(kind=kind, **fields) if model is None else model(**fields)


def _ladder(part: Document) -> dict[str, float]:
    steps = {**mapping(part, "parameters"), **mapping(part, "control")}
    return {key: _number(steps[key]) for key in ("start", "end", "step") if key in steps}


def _number(value: Any) -> float:  # noqa: ANN401 - a cell that pyxform has checked
    return float(value)
