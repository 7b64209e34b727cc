"""What somebody typed into a form of these pages, kept as typed until it is saved."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import Depends, Request

from server.errors import InvalidRequest

LONGEST = 100_000
"""Characters of one field; a code of conduct has a fifth of it."""


class TypedForm(Mapping[str, str]):
    """The texts of a form by the names of its fields; what was left out is ''."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._texts: dict[str, str] = {}
        self._pairs = pairs
        for name, text in pairs:
            self._texts.setdefault(name, text)

    def __getitem__(self, name: str) -> str:
        return self._texts.get(name, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def every(self, name: str) -> tuple[str, ...]:
        """Return all texts of the fields called `name`, as of ticked boxes."""
        return tuple(text for each, text in self._pairs if each == name and text)

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a field, without those that are empty."""
        return tuple(line.strip() for line in self[name].splitlines() if line.strip())

    def of(self, *names: str) -> dict[str, str]:
        """Return the texts of some fields."""
        return {name: self[name] for name in names}


async def _typed(request: Request) -> TypedForm:
    form = await request.form(max_files=0, max_fields=1000)
    pairs = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    for name, text in pairs:
        if "\0" in text or "\0" in name:
            raise InvalidRequest(
                f"The field {name[:40]!r} holds the character U+0000, which can't be kept. Write "
                "it anew instead of pasting it."
            )
        if len(text) > LONGEST:
            raise InvalidRequest(
                f"The field {name[:40]!r} has {len(text):,} characters; {LONGEST:,} is the most."
            )
    return TypedForm(pairs)


Typed = Annotated[TypedForm, Depends(_typed)]
"""The form of the request."""
