"""What pydantic found in a mission file, in words for the person who wrote the file."""

from collections.abc import Callable
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from server.missions.faults import Fault, Path, key_of
from server.missions.yaml_lines import Places

Explained = tuple[str, str]
"""What is wrong, and the cure."""


def faults_in(errors: list[ErrorDetails], places: Places, model: type[BaseModel]) -> list[Fault]:
    """Return a fault for each of pydantic's `errors` about a file read as `model`."""
    return [_fault(error, places, model) for error in errors]


def explained(error: ErrorDetails) -> Explained:
    """Return what is wrong with one value, as a clause without its full stop, and the cure."""
    if error["type"] == "missing":
        return "nothing is written here", "Fill it in."
    explain = _EXPLANATIONS.get(error["type"])
    if explain is not None:
        return explain(error)
    return f"{_shown(error)} does not fit: {error['msg']}", "Correct the value."


def _fault(error: ErrorDetails, places: Places, model: type[BaseModel]) -> Fault:
    path = _as_written(error["loc"], places)
    if error["type"] in ("extra_forbidden", "missing"):
        message, cure = _about_key(error, path, model, places)
    else:
        message, cure = explained(error)
    return Fault(places.line_of(path), key_of(path), message, cure)


def _as_written(loc: Path, places: Places) -> Path:
    """Return `loc` without the names that pydantic adds for members of a union."""
    path: Path = ()
    for at, part in enumerate(loc):
        last = at == len(loc) - 1
        if (*path, part) in places.lines or (last and part not in ("int", "float", "str")):
            path = (*path, part)
    return path


def _about_field(error: ErrorDetails, key: str) -> Explained:
    if error["type"] == "missing":
        return explained(error)
    return f"'{key}' is not known here", "Reload the page; it may be from an older version."


def _about_key(
    error: ErrorDetails, path: Path, model: type[BaseModel], places: Places
) -> Explained:
    key = str(path[-1])
    if places.line_of(()) == 0 and len(path) == 1:
        return _about_field(error, key)
    where = f"in '{key_of(path[:-1])}'" if path[:-1] else "at the top of the file"
    if error["type"] == "missing":
        return f"the key '{key}' is missing {where}", f"Add '{key}: …'."
    known = sorted(_keys_at(model, path[:-1]))
    near = get_close_matches(key, known, n=1, cutoff=0.6)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    return f"the key '{key}' is not known {where}", f"{hint}Known here: {', '.join(known)}."


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that `model` knows at `path`."""
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            inner = _model_in(model.model_fields[part].annotation)
            model = inner or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType):
        found = (_model_in(each) for each in get_args(annotation))
        return next((each for each in found if each is not None), None)
    return None


def _shown(error: ErrorDetails) -> str:
    """Return the offending value, short enough for a message."""
    match cast(object, error["input"]):
        case None:
            return "nothing"
        case dict():
            return "a group of keys"
        case list():
            return "a list"
        case value:
            text = str(value)
            return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"


def _is_empty(error: ErrorDetails) -> bool:
    return error["input"] in (None, "")


def _text(error: ErrorDetails) -> Explained:
    if _is_empty(error):
        return "the value is empty", "Write it, or leave the key out if it is optional."
    return f"{_shown(error)} stands where text is expected", "Write the text in one line."


def _ours(error: ErrorDetails) -> Explained:
    context = error.get("ctx", {})
    return str(context.get("message", error["msg"])), str(context.get("cure", ""))


def _number(error: ErrorDetails) -> Explained:
    return f"{_shown(error)} is not a whole number", "Write digits only, for example 10061."


def _too_small(error: ErrorDetails) -> Explained:
    least = error.get("ctx", {}).get("ge", 0)
    return f"{_shown(error)} is too small", f"Write {least} or more."


def _too_great(error: ErrorDetails) -> Explained:
    most = error.get("ctx", {}).get("le", 0)
    return f"{_shown(error)} is too great", f"Write {most} or less."


def _too_few(error: ErrorDetails) -> Explained:
    del error
    return "nothing is written here", "Write one at least."


def _too_long(error: ErrorDetails) -> Explained:
    most = error.get("ctx", {}).get("max_length", 0)
    if isinstance(error["input"], str):
        return f"it is longer than {most} characters", "Shorten it."
    return f"there are more than {most}", "Leave some out."


def _said(error: ErrorDetails) -> Explained:
    """Return what a validator says in sentences: the last one is the cure."""
    *message, cure = str(error.get("ctx", {}).get("error", "")).rstrip(".").split(". ")
    return (". ".join(message), f"{cure}.") if message else (cure, "Correct the value.")


def _unknown(error: ErrorDetails) -> Explained:
    del error
    return "it is not known here", "Leave it out."


def _decimal(error: ErrorDetails) -> Explained:
    return f"{_shown(error)} is not a number", "Write it as 12.5 or 12,5."


def _too_exact(error: ErrorDetails) -> Explained:
    places = error.get("ctx", {}).get("decimal_places", 0)
    return f"{_shown(error)} is more exact than is kept", f"Write {places} decimals at most."


def _one_of(error: ErrorDetails) -> Explained:
    expected = str(error.get("ctx", {}).get("expected", ""))
    if _is_empty(error):
        return "the value is empty", f"Write {expected}."
    return f"{_shown(error)} is not one of the words known here", f"Write {expected}."


def _yes_or_no(error: ErrorDetails) -> Explained:
    return f"{_shown(error)} is neither yes nor no", "Write true or false."


def _group(error: ErrorDetails) -> Explained:
    return f"{_shown(error)} stands where keys are expected", "Write 'key: value' lines below it."


def _list(error: ErrorDetails) -> Explained:
    return f"{_shown(error)} stands where a list is expected", "Begin each member with '- '."


def _day(error: ErrorDetails) -> Explained:
    return f"{_shown(error)} is not a day", "Write the day as YYYY-MM-DD."


def _moment(error: ErrorDetails) -> Explained:
    return f"{_shown(error)} is not a time", "Write it as YYYY-MM-DD HH:MM."


_EXPLANATIONS: dict[str, Callable[[ErrorDetails], Explained]] = {
    "evenhand": _ours,
    "string_type": _text,
    "string_too_short": _text,
    "int_parsing": _number,
    "int_type": _number,
    "int_from_float": _number,
    "int_parsing_size": _number,
    "float_type": _number,
    "float_parsing": _number,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_great,
    "string_too_long": _too_long,
    "too_long": _too_long,
    "value_error": _said,
    "extra_forbidden": _unknown,
    "finite_number": _decimal,
    "too_short": _too_few,
    "decimal_parsing": _decimal,
    "decimal_type": _decimal,
    "decimal_max_places": _too_exact,
    "enum": _one_of,
    "bool_parsing": _yes_or_no,
    "bool_type": _yes_or_no,
    "model_type": _group,
    "dict_type": _group,
    "tuple_type": _list,
    "date_type": _day,
    "date_from_datetime_parsing": _day,
    "datetime_type": _moment,
    "time_type": _moment,
}
