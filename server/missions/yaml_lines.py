"""Reading YAML into plain values, with the line of each.

Only what a mission file needs is read: mappings, lists and scalars. Anchors, aliases, tags and
deep nesting are refused, so that a small file can't grow into a big one or build anything.
Scalars stay text; the model of the file decides what they mean. YAML's own guesses are traps
here: it reads `NO` (Norway) as false, `0147` as the number 103 and `06:10` as 370.
"""

import re
from dataclasses import dataclass, field
from typing import Any, cast

import yaml

from server.missions.faults import Fault, Path, key_of, refusal

MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 30
UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What databases and JSON refuse, as YAML's escapes can write it."""
NULLS = ("", "~", "null", "Null", "NULL")


@dataclass
class Places:
    """The line of every value of a file."""

    lines: dict[Path, int] = field(default_factory=dict[Path, int])

    def line_of(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest thing around it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Refused(Exception):  # noqa: N818 - it never leaves this file
    def __init__(self, mark: yaml.Mark, message: str, cure: str) -> None:
        super().__init__(message)
        self.line, self.message, self.cure = mark.line + 1, message, cure


class _CarefulLoader(yaml.SafeLoader):
    """Composes nodes; refuses what this house does not read."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = cast(Any, self.peek_event())  # pyright: ignore[reportUnknownMemberType]
        if name := getattr(event, "anchor", None):
            raise _Refused(
                event.start_mark,
                f"the anchor or alias '{name}' is not read here",
                "Write the value out where it is needed; put text that begins with & or * in "
                "quotation marks.",
            )
        if tag := getattr(event, "tag", None):
            raise _Refused(
                event.start_mark,
                f"the tag '{tag}' is not read here",
                "Leave it out; put text that begins with ! in quotation marks.",
            )
        if self.depth >= MAX_DEPTH:
            raise _Refused(
                event.start_mark,
                f"values are nested more than {MAX_DEPTH} deep",
                "No mission file needs that: check the brackets and the indentation.",
            )
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def read_yaml(text: str, name: str) -> tuple[Any, Places]:
    """Return the one document in `text` as dicts, lists, strings and None, and its lines.

    Raises InvalidMissionFile for what is not YAML, or is more than is read here; `name` is how
    the file is called in the message.
    """
    if len(text) > MAX_CHARACTERS:
        cure = "Stations belong in a stations file of their own."
        message = f"the file is longer than {MAX_CHARACTERS:,} characters"
        raise refusal(name, [Fault(1, "", message, cure)])
    reading = _Reading()
    value = reading.value_of(_composed(text, name), ())
    if reading.faults:
        raise refusal(name, reading.faults)
    return value, reading.places


def _composed(text: str, name: str) -> yaml.Node | None:
    try:
        return _CarefulLoader(text).get_single_node()
    except _Refused as refused:
        fault = Fault(refused.line, "", refused.message, refused.cure)
    except yaml.MarkedYAMLError as error:
        fault = _syntax_fault(error)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"it holds a character that YAML does not allow ({error.character!r})"
        fault = Fault(line, "", message, "Delete it.")
    except (ValueError, OverflowError):  # the scanner's reading of an absurd escape
        fault = Fault(1, "", "it is not YAML", "Check the escapes in quoted texts.")
    raise refusal(name, [fault])


def _syntax_fault(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    problem = error.problem or "it is not YAML"
    if "\\t" in problem:
        return Fault(line, "", "a tab stands where spaces are needed", "Indent with spaces.")
    if "mapping values are not allowed" in problem:
        cure = "Put a text with ': ' in quotation marks, or check the indentation."
        return Fault(line, "", "a second ':' stands in the line", cure)
    if "single document" in problem or "another document" in problem:
        cure = "A mission file holds one mission: take out the '---'."
        return Fault(line, "", "a second document begins here", cure)
    cure = "Check the indentation, the colons, the quotation marks and the brackets there."
    return Fault(line, "", f"it is not YAML: {problem}", cure)


class _Reading:
    """One walk over the nodes, gathering lines and faults."""

    def __init__(self) -> None:
        self.places = Places()
        self.faults: list[Fault] = []

    def value_of(self, node: yaml.Node | None, path: Path) -> Any:  # noqa: ANN401 - plain values
        """Return the plain value of `node`, which stands at `path`."""
        if node is not None:
            self.places.lines.setdefault(path, node.start_mark.line + 1)
        match node:
            case yaml.MappingNode():
                return self._mapping(node, path)
            case yaml.SequenceNode():
                return [self.value_of(each, (*path, at)) for at, each in enumerate(node.value)]
            case yaml.ScalarNode():
                return self._scalar(node, path)
            case _:
                return None

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> str | None:
        if UNSTORABLE.search(node.value):
            line = node.start_mark.line + 1
            message = "the text holds a control character or half a character"
            self.faults.append(Fault(line, key_of(path), message, "Delete it."))
        return None if node.style is None and node.value in NULLS else node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                fault = Fault(line, key_of(path), "a key is not plain text", "Write 'key: value'.")
                self.faults.append(fault)
                continue
            key = key_node.value
            if key in found:
                first = self.places.line_of((*path, key))
                message = f"this key stands twice (also in line {first})"
                fault = Fault(line, key_of((*path, key)), message, "Keep one of the two.")
                self.faults.append(fault)
                continue
            self.places.lines[(*path, key)] = line
            found[key] = self.value_of(value_node, (*path, key))
        return found
