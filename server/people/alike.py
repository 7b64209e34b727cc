"""The same person twice: by badge, by e-mail, or by a name that two alphabets write.

Messages name rows and codes, never the person: they are read aloud and end up in mails.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.imports.importer import Reading
from server.people.identity import Identity


@dataclass(frozen=True, slots=True)
class Person:
    """One of all the people that there would be."""

    code: str
    identity: Identity
    badge: str
    row: int | None = None
    """In the list; None = only the register has them."""

    @property
    def place(self) -> str:
        """Where it stands, for the other one's message."""
        return f"{self.code} in row {self.row}" if self.row else f"{self.code} in the register"


_APART = "If they are two people, give each the day of birth or the number of the passport."


def note_alike(people: Sequence[Person], reading: Reading) -> None:
    """Note each row whose person seems to be another one too."""
    seen: dict[tuple[str, str], list[Person]] = {}
    # The register's first: a row is to be corrected, not what is kept already.
    for person in sorted(people, key=lambda each: each.row or 0):
        for field, key, message, cure in _marks(person):
            others = seen.setdefault((field, key), [])
            other = next((each for each in others if _may_be_one(field, person, each)), None)
            if other is not None and person.row is not None:
                column = reading.columns.called(field)
                reading.errors.add(person.row, column, f"{message} ({other.place})", cure)
            others.append(person)


def _marks(person: Person) -> Iterator[tuple[str, str, str, str]]:
    """Yield what tells a person from others: field, comparable value, message, cure."""
    if person.badge:
        cure = "A badge belongs to one person. Correct one of the two."
        yield "badge", person.badge.casefold(), "another observer has this badge", cure
    if person.identity.email:
        cure = "Leave it empty for who has no address of their own, or remove the double row."
        mail = person.identity.email.casefold()
        yield "email", mail, "another observer has this e-mail address", cure
    for spelling in sorted(person.identity.spellings):
        message = "this seems to be the same person as another, by a name in either alphabet"
        yield "family_name", spelling, message, f"Remove the double row. {_APART}"


def _may_be_one(field: str, one: Person, other: Person) -> bool:
    """Say whether two who share a mark may be one person: namesakes are told apart by papers."""
    if one.code == other.code:
        return False
    if field != "family_name":
        return True
    mine, theirs = one.identity, other.identity
    born_apart = mine.born_on and theirs.born_on and mine.born_on != theirs.born_on
    papers_apart = mine.document and theirs.document and mine.document != theirs.document
    return not (born_apart or papers_apart)
