"""Generated XLSForms: random expressions over a small form, filled with random answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree import ElementTree

from hypothesis import strategies as st
from pyxform.xls2xform import convert  # pyright: ignore[reportUnknownVariableType] - a plain dict

from tests.oracle.worlds import Group, Part, Question, Repeat, World
from tests.server.forms.sheets import Sheets

XFORMS = "{http://www.w3.org/2002/xforms}"
CHOICES = ("masks", "seals", "lists")

Text = st.SearchStrategy[str]

_small = st.integers(-3, 12).map(str)
_decimals = st.sampled_from(["0.5", "-1.25", "2.345", "100", "0.1", "3"])
_words = st.sampled_from(["", "yes", "no", "42", "007", "1,5", "Сайлау", "a b", "ramp-1"])
_days = st.sampled_from(["2026-10-04", "2024-02-29", "1969-12-31", "2026-10-05"])
_several = st.lists(st.sampled_from(CHOICES), unique=True).map(" ".join)

TYPES: Mapping[str, tuple[str, Text]] = {
    "n": ("int", _small),
    "b": ("decimal", _decimals),
    "w": ("string", _words),
    "d": ("date", _days),
    "m": ("string", _several),
}
"""The questions of a form by the first letter of their names: type, and strategy of answers."""
SHEET_TYPES = {"n": "integer", "b": "decimal", "w": "text", "d": "date", "m": "select_multiple c"}


@dataclass(frozen=True)
class Generated:
    """A form that was made up: its world, the XForm with the answers, and the expressions."""

    world: World
    xform: str
    calculations: dict[str, tuple[str, str]]
    """By path of the calculation: as the author wrote it, as the phone reads it."""
    constraints: dict[str, str]
    """By name of the question: as the author wrote it."""
    survey: list[dict[str, str]]
    """The rows of its sheet."""


@dataclass(frozen=True)
class _Around:
    """What an expression may refer to: names of questions, and names that are repeated."""

    names: tuple[str, ...]
    repeated: tuple[str, ...] = ()
    in_repeat: bool = False

    def of(self, letter: str) -> list[str]:
        return [f"${{{name}}}" for name in self.names if name[0] == letter]


@cache
def numbers(around: _Around, depth: int) -> Text:
    """Return expressions whose value is a number, most of the time."""
    leaves = st.sampled_from(["0", "1", "2.5", "10", *around.of("n"), *around.of("b")])
    if depth == 0:
        return leaves
    number, text, truth = (each(around, depth - 1) for each in (numbers, texts, truths))
    found = [
        leaves,
        _binary(number, ("+", "-", "*", "div", "mod")),
        _call("round", number, st.sampled_from(["0", "1", "2", "-1"])),
        st.builds("{}({})".format, st.sampled_from(["int", "abs", "number"]), number),
        _call("min", number, number),
        _call("if", truth, number, number),
        _call("coalesce", number, number),
        _call("string-length", text),
        _call("number", text),
        st.builds("- {}".format, leaves),
    ]
    if around.of("m"):
        found.append(_call("count-selected", st.sampled_from(around.of("m"))))
    if around.of("d"):
        found.append(_binary(st.sampled_from([*around.of("d"), "date('2026-10-01')"]), ("-",)))
    if around.in_repeat:
        found.append(st.just("position(..)"))
    if around.repeated:
        all_of = st.sampled_from([f"${{{each}}}" for each in around.repeated])
        call = st.sampled_from(["sum", "count", "count-non-empty", "min"])
        found += [st.builds("{}({})".format, call, all_of), st.just("count(${visits})")]
    return st.one_of(found)


@cache
def texts(around: _Around, depth: int) -> Text:
    """Return expressions whose value is a text."""
    leaves = st.sampled_from(["''", "'yes'", "'4'", *around.of("w"), *around.of("m")])
    if depth == 0:
        return leaves
    number, text, truth = (each(around, depth - 1) for each in (numbers, texts, truths))
    found = [
        leaves,
        _call("concat", text, text),
        _call("concat", number, text),
        _call("string", truth),
        _call("substr", text, st.sampled_from(["0", "1", "-2"]), st.sampled_from(["2", "-1"])),
        _call("if", truth, text, text),
        _call("translate", text, st.just("'ays'"), st.just("'A'")),
        _call("substring-after", text, st.just("'e'")),
        _call("normalize-space", text),
    ]
    if around.of("d"):
        day = st.sampled_from(around.of("d"))
        found.append(_call("format-date", day, st.sampled_from(["'%e %b %Y'", "'%Y-%m'"])))
    if around.of("m"):
        found.append(_call("selected-at", st.sampled_from(around.of("m")), st.just("1")))
    if around.repeated:
        all_of = st.sampled_from([f"${{{each}}}" for each in around.repeated])
        found.append(_call("join", st.just("'-'"), all_of))
        found.append(_call("indexed-repeat", all_of, st.just("${visits}"), number))
    return st.one_of(found)


@cache
def truths(around: _Around, depth: int) -> Text:
    """Return expressions that are true or false."""
    if depth == 0:
        return st.sampled_from(["true()", "false()", *(f"{each} = ''" for each in around.of("w"))])
    number, text, truth = (each(around, depth - 1) for each in (numbers, texts, truths))
    found = [
        _binary(number, ("=", "!=", "<", "<=", ">", ">=")),
        _binary(text, ("=", "!=")),
        _binary(truth, ("and", "or")),
        _call("not", truth),
        _call("boolean", text),
        _call("contains", text, text),
        _call("regex", text, st.sampled_from(["'[0-9]+'", "'.*s'", "'[а-я]+'"])),
    ]
    if around.of("m"):
        found.append(_call("selected", st.sampled_from(around.of("m")), st.just("'seals'")))
    if around.of("d"):
        found.append(
            _binary(st.sampled_from([*around.of("d"), "date('2026-10-04')"]), ("<", ">=", "="))
        )
    return st.one_of(found)


def anything(around: _Around, depth: int) -> Text:
    """Return expressions of any kind."""
    return st.one_of([each(around, depth) for each in (numbers, texts, truths)])


def _binary(side: Text, operators: tuple[str, ...]) -> Text:
    return st.builds("({} {} {})".format, side, st.sampled_from(operators), side)


def _call(name: str, *arguments: Text) -> Text:
    return st.tuples(*arguments).map(lambda each: f"{name}({', '.join(each)})")


OUTSIDE = ("n1", "w1", "m1", "b1", "d1", "n2", "w2")
INSIDE = ("n3", "w3", "d3", "m3")
CALCULATED_OUTSIDE = ("c1", "c2", "c3", "c4")
CALCULATED_INSIDE = ("c5", "c6")


@st.composite
def forms(draw: st.DrawFn) -> Generated:
    """Make up a form, fill it, and write calculations, a few conditions and a constraint."""
    relevant = {
        name: draw(truths(_Around(OUTSIDE[:at]), 2))
        for at, name in enumerate(OUTSIDE)
        if at > 1 and draw(st.integers(0, 3)) == 0
    }
    for at, name in enumerate(INSIDE):
        if at and draw(st.integers(0, 3)) == 0:
            relevant[name] = draw(truths(_Around((*OUTSIDE, *INSIDE[:at]), in_repeat=True), 1))
    constraints = {"n2": f". > {draw(_small)} and {draw(truths(_Around(OUTSIDE[:5]), 1))}"}
    outside, inside = _Around(OUTSIDE, INSIDE), _Around((*OUTSIDE, *INSIDE), in_repeat=True)
    written = {name: draw(anything(outside, 3)) for name in CALCULATED_OUTSIDE}
    written |= {name: draw(anything(inside, 3)) for name in CALCULATED_INSIDE}
    top = tuple(_filled(draw, name, relevant, constraints) for name in OUTSIDE)
    instances = tuple(
        (*(_filled(draw, name, relevant, {}) for name in INSIDE), *_empty(CALCULATED_INSIDE))
        for _ in range(draw(st.integers(1, 3)))
    )
    visits = Repeat("visits", instances)
    world = World((*top, visits, *_empty(CALCULATED_OUTSIDE)))
    sheet = list(_sheet(relevant, constraints, written))
    form = convert({"survey": sheet, "choices": _choices(), "settings": [{"name": "data"}]}).xform
    return Generated(world, *_with_answers(form, world, written), constraints, sheet)


def _empty(names: tuple[str, ...]) -> Iterator[Question]:
    return (Question(name, "string") for name in names)


def _filled(
    draw: st.DrawFn, name: str, relevant: Mapping[str, str], constraints: Mapping[str, str]
) -> Question:
    kind, answers = TYPES[name[0]]
    answer = draw(answers) if draw(st.integers(0, 3)) else ""
    own, limit = relevant.get(name, ""), constraints.get(name, "")
    return Question(name, kind, answer, relevant=own, constraint=limit)


def _sheet(
    relevant: Mapping[str, str], constraints: Mapping[str, str], written: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    for name in (*OUTSIDE, "visits", *INSIDE, *CALCULATED_INSIDE, "", *CALCULATED_OUTSIDE):
        row = {"name": name, "label": name, "relevant": relevant.get(name, "")}
        if name == "visits":
            row["type"] = "begin_repeat"
        elif not name:
            row = {"type": "end_repeat"}
        elif name in written:
            row = {"type": "calculate", "name": name, "calculation": written[name]}
        else:
            row |= {"type": SHEET_TYPES[name[0]], "constraint": constraints.get(name, "")}
        yield {key: cell for key, cell in row.items() if cell}


def _choices() -> list[dict[str, str]]:
    return [{"list_name": "c", "name": name, "label": name} for name in CHOICES]


def _with_answers(
    form: str, world: World, written: Mapping[str, str]
) -> tuple[str, dict[str, tuple[str, str]]]:
    """Put the answers into the XForm; return it with the calculations as phones read them."""
    tree = ElementTree.fromstring(form)  # noqa: S314 - of pyxform's making
    model = _get(tree, f".//{XFORMS}model")
    data = _get(model, f"{XFORMS}instance/*")
    for each in data.findall(f"{XFORMS}visits"):
        data.remove(each)
    for part in world.parts:
        _fill(data, part)
    read: dict[str, tuple[str, str]] = {}
    for bind in model.findall(f"{XFORMS}bind"):
        name = bind.get("nodeset", "").rsplit("/", 1)[-1]
        if name in written:
            read[bind.get("nodeset", "")] = (written[name], bind.get("calculate", ""))
            del bind.attrib["calculate"]
    return ElementTree.tostring(tree, encoding="unicode"), read


def _fill(parent: ElementTree.Element, part: Part) -> None:
    if isinstance(part, Question):
        _get(parent, f"{XFORMS}{part.name}").text = part.answer
        return
    bodies = part.instances if isinstance(part, Repeat) else (part.parts,)
    for body in bodies:
        element = ElementTree.SubElement(parent, f"{XFORMS}{part.name}")
        for each in body:
            ElementTree.SubElement(element, f"{XFORMS}{each.name}")
            _fill(element, each)


def _get(element: ElementTree.Element, path: str) -> Any:  # noqa: ANN401 - ElementTree's own
    found = element.find(path)
    if found is None:
        raise LookupError(path)
    return found


def sheets_of(made: Generated) -> Sheets:
    """Return the sheets of the form, as its author would hand them in."""
    columns = ("type", "name", "label", "relevant", "constraint", "calculation")
    survey = [[row.get(column, "") for column in columns] for row in made.survey]
    choices = [list(row.values()) for row in _choices()]
    return {
        "survey": [list(columns), *survey],
        "choices": [["list_name", "name", "label"], *choices],
        "settings": [["form_title", "form_id", "version", "name"], ["Made", "made", "1", "data"]],
    }


def answers_of(world: World) -> dict[str, str | int | float | list[str]]:
    """Return the answers by path, as a draft holds them."""
    found: dict[str, str | int | float | list[str]] = {}
    for part in world.parts:
        if isinstance(part, Repeat):
            found[part.name] = len(part.instances)
            for number, body in enumerate(part.instances, 1):
                for each in body:
                    _note_answer(each, f"{part.name}[{number}]/{each.name}", found)
        else:
            _note_answer(part, part.name, found)
    return found


def _note_answer(part: Part, path: str, found: dict[str, str | int | float | list[str]]) -> None:
    if not isinstance(part, Question) or not part.answer:
        return
    match part.name[0]:
        case "n":
            found[path] = int(part.answer)
        case "b":
            found[path] = float(part.answer)
        case "m":
            found[path] = part.answer.split()
        case _:
            found[path] = part.answer


def paths_of(world: World) -> Iterator[str]:
    """Yield the path of every question, of every instance."""
    for part in world.parts:
        if isinstance(part, Repeat):
            for number, body in enumerate(part.instances, 1):
                yield from (f"/data/{part.name}[{number}]/{each.name}" for each in body)
        elif not isinstance(part, Group):
            yield f"/data/{part.name}"
