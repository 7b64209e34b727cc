"""What the expressions of the golden table look at: two small forms, filled in.

One description makes both the form that JavaRosa reads and the scope that our engine reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Question:
    """A question: its type as a form has it, and its answer as a form holds it."""

    name: str
    type: str
    answer: str = ""
    relevant: str = ""
    choices: str = ""
    constraint: str = ""


@dataclass(frozen=True)
class Group:
    """Questions under one name."""

    name: str
    parts: "tuple[Part, ...]"
    relevant: str = ""


@dataclass(frozen=True)
class Repeat:
    """Instances of the same questions; each instance is the list of its parts."""

    name: str
    instances: "tuple[tuple[Part, ...], ...]"


Part = Question | Group | Repeat
Table = tuple[dict[str, str], ...]


@dataclass(frozen=True)
class World:
    """A form that is filled in."""

    parts: tuple[Part, ...]
    tables: dict[str, Table] = field(default_factory=dict[str, Table])
    choices: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    version: str = "2026100401"


def parts_below(parts: tuple[Part, ...], path: str) -> Iterator[tuple[str, Part]]:
    """Yield each part once, with its path; of a repeat, those of its first instance."""
    for part in parts:
        here = f"{path}/{part.name}"
        yield here, part
        if isinstance(part, Group):
            yield from parts_below(part.parts, here)
        elif isinstance(part, Repeat):
            yield from parts_below(part.instances[0], here)


STATIONS: Table = (
    {"name": "0001", "label": "School 1", "region": "north", "voters": "1200"},
    {"name": "0002", "label": "Library", "region": "north", "voters": "850"},
    {"name": "0003", "label": "Клуб", "region": "south", "voters": ""},
    {"name": "0004", "label": "Theatre", "region": "south", "voters": "0850"},
    {"name": "0005", "label": "Hall", "region": "west", "voters": "2000.5"},
    {"name": "0006", "label": "", "region": "", "voters": "x"},
)
REGIONS: Table = (
    {"name": "north", "label": "The North"},
    {"name": "south", "label": "The South"},
)
ANSWERS = {"yes": "Yes", "no": "No", "dk": "Don't know"}
MATERIALS = {"box": "Ballot box", "seal": "Seal", "list": "Voter list", "none": "None"}

VISIT = World(
    parts=(
        Question("a", "int", "5"),
        Question("zero", "int", "0"),
        Question("minus", "int", "-3"),
        Question("big", "int", "2147483647"),
        Question("b", "decimal", "2.5"),
        Question("c", "decimal", "-0.125"),
        Question("e", "int"),
        Question("e_text", "string"),
        Question("e_date", "date"),
        Question("e_one", "string", choices="answers"),
        Question("s", "string", "Ramp at the door"),
        Question("digits", "string", "42"),
        Question("padded", "string", "007"),
        Question("word", "string", "yes"),
        Question("kz", "string", "Сайлау учаскесі №12"),
        Question("d", "date", "2026-10-04"),
        Question("leap", "date", "2024-02-29"),
        Question("old", "date", "1969-12-31"),
        Question("dt", "dateTime", "2026-10-04T12:34:56.789+05:00"),
        Question("utc", "dateTime", "2026-10-03T21:00:00.000Z"),
        Question("t1", "time", "07:00:00.000+05:00"),
        Question("t2", "time", "20:30:00.000+05:00"),
        Question("one", "string", "yes", choices="answers"),
        Question("many", "string", "box seal", choices="materials"),
        Question("single", "string", "list", choices="materials"),
        Question("hidden", "int", "9", relevant="false()"),
        Question("shown", "int", "8", relevant="/data/a > 3"),
        Group("g", (Question("inner", "int", "11"), Question("e_inner", "string"))),
        Group("away", (Question("gone", "int", "12"),), relevant="/data/zero = 1"),
        Question("point", "geopoint", "51.12 71.43 340 5"),
        Question("fence", "geoshape", "51 71 0 0; 52 71 0 0; 52 72 0 0; 51 72 0 0; 51 71 0 0"),
        Question("line", "geotrace", "51 71 0 0; 52 71 0 0; 52 72 0 0"),
        Question("e_point", "geopoint"),
        Question("seed", "string", "team 7"),
    ),
    tables={"stations": STATIONS, "regions": REGIONS},
    choices={"answers": ANSWERS, "materials": MATERIALS},
    texts={"hello": "Good evening", "empty": ""},
)

INCIDENTS = World(
    parts=(
        Question("total", "int", "6"),
        Question("region", "string", "north"),
        Repeat(
            "inc",
            (
                (
                    Question("n", "int", "1", relevant="../skip != 'yes'"),
                    Question("t", "string", "one"),
                    Question("skip", "string", "no"),
                    Question("day", "date", "2026-10-01"),
                    Question("what", "string", "box seal", choices="materials"),
                    Question("at", "geopoint", "51 71 0 0"),
                    Group("more", (Question("deep", "int", "10"),)),
                    Repeat(
                        "who",
                        (
                            (Question("age", "int", "20"), Question("role", "string", "chair")),
                            (Question("age", "int", "30"), Question("role", "string", "agent")),
                        ),
                    ),
                    Question("after", "string", "x"),
                ),
                (
                    Question("n", "int", "2", relevant="../skip != 'yes'"),
                    Question("t", "string", "two"),
                    Question("skip", "string", "no"),
                    Question("day", "date", "2026-10-04"),
                    Question("what", "string", "list"),
                    Question("at", "geopoint", "52 71 0 0"),
                    Group("more", (Question("deep", "int", "20"),)),
                    Repeat(
                        "who",
                        ((Question("age", "int", "40"), Question("role", "string", "police")),),
                    ),
                    Question("after", "string", "y"),
                ),
                (
                    Question("n", "int", "3", relevant="../skip != 'yes'"),
                    Question("t", "string", ""),
                    Question("skip", "string", "yes"),
                    Question("day", "date", ""),
                    Question("what", "string", ""),
                    Question("at", "geopoint", "52 72 0 0"),
                    Group("more", (Question("deep", "int", "30"),)),
                    Repeat(
                        "who",
                        (
                            (Question("age", "int", "50"), Question("role", "string", "")),
                            (Question("age", "int", ""), Question("role", "string", "chair")),
                            (Question("age", "int", "70"), Question("role", "string", "chair")),
                        ),
                    ),
                    Question("after", "string", "z"),
                ),
            ),
        ),
        Question("end", "string", "end"),
    ),
    tables={"stations": STATIONS, "regions": REGIONS},
    choices={"materials": MATERIALS},
)

WORLDS = {"visit": VISIT, "incidents": INCIDENTS}


def xform(world: World) -> str:
    """Return the form that JavaRosa reads."""
    questions = list(parts_below(world.parts, "/data"))
    lists = "".join(_list(name, rows) for name, rows in world.tables.items())
    uses = " + ".join(f"count(instance('{name}')/root/item)" for name in world.tables) or "0"
    texts = "".join(
        f'<text id="{name}"><value>{escape(text)}</value></text>'
        for name, text in world.texts.items()
    )
    itext = f'<itext><translation lang="en" default="true()">{texts}</translation></itext>'
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
        ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>oracle</h:title><model>'
        f"{itext if texts else ''}"
        f'<instance><data id="oracle" version="{world.version}">{_filled(world.parts)}<uses/>'
        f"</data></instance>{lists}{''.join(_bind(path, part) for path, part in questions)}"
        f'<bind nodeset="/data/uses" calculate="{uses}"/>'
        f"</model></h:head><h:body>{_controls(world, world.parts, '/data')}</h:body></h:html>"
    )


def _list(name: str, rows: Table) -> str:
    items = "".join(
        f"<item>{''.join(_tagged(key, cell) for key, cell in row.items())}</item>" for row in rows
    )
    return f'<instance id="{name}"><root>{items}</root></instance>'


def _tagged(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _filled(parts: tuple[Part, ...]) -> str:
    return "".join(map(_element, parts))


def _element(part: Part) -> str:
    if isinstance(part, Question):
        return _tagged(part.name, part.answer)
    if isinstance(part, Group):
        return f"<{part.name}>{_filled(part.parts)}</{part.name}>"
    return "".join(f"<{part.name}>{_filled(each)}</{part.name}>" for each in part.instances)


def _bind(path: str, part: Part) -> str:
    if isinstance(part, Repeat):
        return ""
    relevant = f' relevant="{escape(part.relevant)}"' if part.relevant else ""
    if isinstance(part, Group):
        return f'<bind nodeset="{path}"{relevant}/>'
    constraint = f' constraint="{escape(part.constraint)}"' if part.constraint else ""
    return f'<bind nodeset="{path}" type="{part.type}"{relevant}{constraint}/>'


def _controls(world: World, parts: tuple[Part, ...], path: str) -> str:
    return "".join(_control(world, part, f"{path}/{part.name}") for part in parts)


def _control(world: World, part: Part, path: str) -> str:
    if isinstance(part, Group):
        inside = _controls(world, part.parts, path)
        return f'<group ref="{path}"><label>x</label>{inside}</group>'
    if isinstance(part, Repeat):
        inside = _controls(world, part.instances[0], path)
        repeat = f'<repeat nodeset="{path}">{inside}</repeat>'
        return f'<group ref="{path}"><label>x</label>{repeat}</group>'
    if not part.choices:
        return f'<input ref="{path}"><label>x</label></input>'
    items = "".join(
        f"<item><label>{escape(label)}</label><value>{name}</value></item>"
        for name, label in world.choices[part.choices].items()
    )
    kind = "select1" if part.choices == "answers" else "select"
    return f'<{kind} ref="{path}"><label>x</label>{items}</{kind}>'
