"""What must agree inside a mission file: ids that name each other, each id once."""

from collections.abc import Iterable, Iterator

from server.missions.document import MissionFile
from server.missions.faults import Fault, Path, key_of
from server.missions.umbrellas import circles_in
from server.missions.yaml_lines import Places

_Named = Iterable[tuple[Path, str]]
"""Where a name stands, and the name."""


def reference_faults(document: MissionFile, places: Places) -> list[Fault]:
    """Return a fault for each id that stands twice or that nothing in the file bears."""
    faults: list[Fault] = []
    for what, names in _definitions(document):
        faults += _doubles(what, names, places)
    for what, known, names in _mentions(document):
        faults += _strangers(what, known, names, places)
    faults += _circles(document, places)
    return faults


def _circles(document: MissionFile, places: Places) -> Iterator[Fault]:
    inside = set(circles_in(document.organisations))
    for at, organisation in enumerate(document.organisations):
        if organisation.id in inside:
            path: Path = ("organisations", at, "parent")
            message = f"'{organisation.id}' would be its own umbrella"
            yield Fault(places.line_of(path), key_of(path), message, "Name another one, or none.")


def _definitions(document: MissionFile) -> Iterator[tuple[str, _Named]]:
    yield "team", [(("teams", i, "code"), t.code) for i, t in enumerate(document.teams)]
    yield "source", [(("sources", i, "id"), s.id) for i, s in enumerate(document.sources)]
    yield "fact", [(("facts", i, "key"), f.key) for i, f in enumerate(document.facts)]
    yield "meeting", [(("meetings", i, "key"), m.key) for i, m in enumerate(document.meetings)]
    recommendations = enumerate(document.recommendations)
    yield "recommendation", [(("recommendations", i, "key"), r.key) for i, r in recommendations]
    organisations = enumerate(document.organisations)
    calendar = document.calendar
    deadlines, phases = enumerate(calendar.deadlines), enumerate(calendar.phases)
    yield "deadline", [(("calendar", "deadlines", i, "key"), each.key) for i, each in deadlines]
    yield "phase", [(("calendar", "phases", i, "key"), each.key) for i, each in phases]
    yield "organisation", [(("organisations", i, "id"), each.id) for i, each in organisations]


def _mentions(document: MissionFile) -> Iterator[tuple[str, set[str], _Named]]:
    yield "source", {each.id for each in document.sources}, _sources_named(document)
    organisations = {each.id for each in document.organisations}
    yield "organisation", organisations, _organisations_named(document)
    yield "fact", {each.key for each in document.facts}, _facts_named(document)


def _sources_named(document: MissionFile) -> _Named:
    """Find every list `sources` below the top, wherever it stands."""
    top = document.model_dump(exclude={"sources"})
    return list(_walk(top, ()))


def _walk(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from _walk(inner, (*path, str(key)))  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, tuple):
        for at, inner in enumerate(value):  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
            if path[-1:] == ("sources",):
                yield (*path, at), str(inner)  # pyright: ignore[reportUnknownArgumentType]
            else:
                yield from _walk(inner, (*path, at))  # pyright: ignore[reportUnknownArgumentType]


def _organisations_named(document: MissionFile) -> _Named:
    found: list[tuple[Path, str]] = [(("organisation",), document.organisation)]
    for at, organisation in enumerate(document.organisations):
        found.append((("organisations", at, "parent"), organisation.parent))
    for at, meeting in enumerate(document.meetings):
        found.append((("meetings", at, "organisation"), meeting.organisation))
    for at, deployment in enumerate(document.deployment):
        found.append((("deployment", at, "organisation"), deployment.organisation))
    for at, team in enumerate(document.teams):
        found.append((("teams", at, "organisation"), team.organisation))
    snapshots = document.accreditation.snapshots if document.accreditation else ()
    for at, snapshot in enumerate(snapshots):
        place: Path = ("accreditation", "snapshots", at, "organisations")
        found += [((*place, each), each) for each in snapshot.organisations]
    return found


def _facts_named(document: MissionFile) -> _Named:
    for at, fact in enumerate(document.facts):
        yield ("facts", at, "part_of"), fact.part_of
        for position, key in enumerate(fact.sum_of):
            yield ("facts", at, "sum_of", position), key


def _doubles(what: str, names: _Named, places: Places) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for path, name in names:
        line = places.line_of(path)
        if name in first:
            message = f"the {what} '{name}' stands twice (also in line {first[name]})"
            yield Fault(line, key_of(path), message, "Rename or remove one of the two.")
        first.setdefault(name, line)


def _strangers(what: str, known: set[str], names: _Named, places: Places) -> Iterator[Fault]:
    for path, name in names:
        if name and name not in known:
            message = f"no {what} '{name}' is described in this file"
            plural = {"source": "sources", "fact": "facts", "organisation": "organisations"}[what]
            cure = f"Describe it under '{plural}', or correct the name."
            yield Fault(places.line_of(path), key_of(path), message, cure)
