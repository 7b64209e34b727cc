"""Mission documents drawn at random from the model itself: every key that it has, or will have."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from server.missions.document import MissionFile
from server.missions.editing import InvalidChange, sound

ODD = st.sampled_from(
    [
        "0147", "NO", "null", "~", "yes", "1e3", "06:10", "2021-01-10", "- a", "# no comment",
        "a: b", "a:\n  b", "&x", "*x", "!tag", "'", '"', "{", "[1]", "%", "@", "`", "<<", "=", "?",
        "|", ">", "\\", "a\nb\n\nc", "a\n b", "a \nb", "x" * 200, "word " * 40 + "end",
        "word " * 20 + "\n\n" + "word " * 30 + "end", "two  spaces " * 12 + "end", "tab\tin",
        "\x85x\x85y", "a\u2028b", "\ufeffa", "\U0001f5f3 \u0416", "x #y", "x:", "a, b]", "\x9fx",
    ]
)  # fmt: skip
TEXTS = st.one_of(ODD, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)
MOMENTS = st.from_regex(
    r"20[0-9]{2}-0[1-9]-1[0-9][ T]1[0-9]:[0-5][0-9](:[0-5][0-9])?(Z|\+05:45|-03:00)?",
    fullmatch=True,
)
TIMES = st.times().map(lambda each: each.replace(microsecond=0))
OF_KEYS = {
    "country": st.just("KZ"),
    "timezone": st.sampled_from(["Asia/Almaty", "Europe/Paris", "UTC"]),
    "language": st.sampled_from(["en", "ru"]),
    "phone": st.from_regex(r"\+[0-9][0-9 ]{3,12}[0-9]", fullmatch=True),
    "station_key": st.sampled_from(["code", "region2+code"]),
    "rule": st.sampled_from(["E-6 18:00", "E", "E+75", "E-1 00:00"]),
    "begins": st.sampled_from(["E-60", "2026-09-01", "2026-09-01 08:00+02:00"]),
    "ends": st.sampled_from(["E-1 00:00", "2026-10-03"]),
    "flag": st.just("${V06} > 3"),
    "frame": st.just("ab" * 32),
}
"""Keys whose values have a form of their own."""
NAMING = {"sources", "parent", "organisation", "organisations", "part_of", "sum_of"}
"""Keys that name something else in the file; below the top they are left out."""


@st.composite
def documents(draw: st.DrawFn) -> MissionFile:
    """Draw a sound document."""
    drawn = _values(draw, MissionFile, top=True)
    drawn["organisation"] = ""
    try:
        return sound(MissionFile.model_validate(drawn))
    except (ValidationError, InvalidChange):
        assume(False)  # noqa: FBT003 - two entries of one name, a text of white space only
        raise


def _values(draw: st.DrawFn, model: type[BaseModel], *, top: bool = False) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, field in model.model_fields.items():
        if key in NAMING and not top:
            continue
        if not field.is_required() and not draw(st.booleans()):
            continue
        kind = field.annotation
        if field.metadata:
            kind = Annotated[(kind, *field.metadata)]  # pyright: ignore[reportInvalidTypeForm]
        values[key] = _value(draw, key, kind)
    return values


def _value(draw: st.DrawFn, key: str, kind: Any) -> Any:  # noqa: ANN401 - any annotation
    if key in OF_KEYS:
        return draw(OF_KEYS[key])
    origin, within = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _annotated(draw, key, within)
    if origin in (Union, UnionType):
        chosen = draw(st.sampled_from([each for each in within if each is not type(None)]))
        return _value(draw, key, chosen)
    if origin is tuple:
        return [_value(draw, key, within[0]) for _ in range(draw(st.integers(0, 2)))]
    if origin in (dict, Mapping):
        names = draw(st.lists(TEXTS.filter(str.strip), max_size=2))
        return {each: _value(draw, key, within[1]) for each in names}
    return _plain(draw, kind)


def _annotated(draw: st.DrawFn, key: str, within: tuple[Any, ...]) -> Any:  # noqa: ANN401
    validators = {getattr(getattr(each, "func", None), "__name__", "") for each in within}
    if "_code" in validators:
        return draw(CODES)
    if "_zone" in validators:
        return "UTC"
    bounds = [
        (getattr(each, "ge", None), getattr(each, "le", None))
        for part in within
        for each in (part, *getattr(part, "metadata", ()))
    ]
    least = max((low for low, _ in bounds if low is not None), default=None)
    most = min((high for _, high in bounds if high is not None), default=None)
    if least is not None or most is not None:
        return draw(_number(within[0], least, most))
    return _value(draw, key, within[0])


def _number(kind: Any, least: float | None, most: float | None) -> st.SearchStrategy[Any]:  # noqa: ANN401
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if kind is float:
        return st.floats(least, most)
    return st.integers(int(least or 0), int(most if most is not None else 10**9))


def _plain(draw: st.DrawFn, kind: Any) -> Any:  # noqa: ANN401 - any annotation
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _values(draw, kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return draw(st.sampled_from([cast(str, each.value) for each in kind]))
    strategies: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(3, 10**9),
        float: st.floats(-1e17, 1e17),
        str: TEXTS.filter(lambda text: bool(text.strip())),
        date: st.dates(date(1900, 1, 1), date(2900, 1, 1)),
        datetime: MOMENTS,
        time: TIMES,
    }
    return draw(strategies[kind])
