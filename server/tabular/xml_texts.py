"""Reading the texts out of a workbook's XML as it streams by, on expat.

Workbooks come from many programs: with a prefix before every element's name or without one.
"""

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

_PIECE = 256 * 1024
_SPOKEN = "rPh"
"""How a Japanese text is pronounced: no part of it."""

Attributes = dict[str, str]
Handlers = tuple[Callable[[str, Attributes], None], Callable[[str], None]]
"""What is done where an element begins, and where it ends."""


class TextReader:
    """Reads a part; what it does with elements, its heirs say. One object a part."""

    starts: Mapping[str, Callable[[Attributes], None]]
    """By the names of elements without their prefix."""
    ends: Mapping[str, Callable[[], None]]

    def __init__(self) -> None:
        self.texts: list[str] = []
        """What stood in `t` and `v` elements since it was last taken, in pieces."""

    def read(self, part: IO[bytes]) -> None:
        """Read a part, a piece at a time. Raises ExpatError where it is no XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def begin(root: str, _: Attributes) -> None:
            prefix = root[: root.rfind(":") + 1]
            parser.StartElementHandler, parser.EndElementHandler = self.handlers(parser, prefix)

        parser.StartElementHandler = begin
        while piece := part.read(_PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003 - that was the last piece

    def take(self) -> str:
        """Return what was read since it was last taken."""
        texts = self.texts
        taken = texts[0] if len(texts) == 1 else "".join(texts)
        texts.clear()
        return taken

    def handlers(self, parser: expat.XMLParserType, prefix: str) -> Handlers:
        """Return what the parser calls. Closures: nothing is looked up on this hot path."""
        started = {prefix + tag: each for tag, each in self.starts.items()}
        ended = {prefix + tag: each for tag, each in self.ends.items()}
        text, value, spoken = f"{prefix}t", f"{prefix}v", f"{prefix}{_SPOKEN}"
        texts, keep = frozenset({text, value}), self.texts.append
        started[spoken] = lambda _: readable.discard(text)
        ended[spoken] = lambda: readable.add(text)
        readable = set(texts)

        def start(tag: str, attributes: Attributes) -> None:
            if tag in readable:
                parser.CharacterDataHandler = keep
            elif tag in started:
                started[tag](attributes)

        def end(tag: str) -> None:
            if tag in texts:
                parser.CharacterDataHandler = None
            elif tag in ended:
                ended[tag]()

        return start, end
