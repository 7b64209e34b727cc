"""Whether the store of names is whole, and fits the register of observers."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from server.config import Settings
from server.people.models import Observer
from server.people.names import Names
from server.people.problems import NamesLocked

LISTED = 20


@dataclass(frozen=True, slots=True)
class NamesFound:
    """What `verify` says of the names."""

    words: str
    """A sentence or two; '' where there are no names and none are expected."""
    broken: tuple[str, ...]
    """Codes of observers whose record does not open though the key is right."""
    opened: int
    """Records that were opened."""
    strangers: int
    locked: bool

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "opened": self.opened,
            "broken": list(self.broken),
            "strangers": self.strangers,
            "locked": self.locked,
        }


def prove_names(db: Session, settings: Settings) -> NamesFound:
    """Open every record of the store of names. Without store or key that is said, and no fault."""
    names = Names(settings)
    try:
        return _proven(db, names)
    except NamesLocked as problem:
        words = f"Names of observers were not checked. {problem.detail}"
        return NamesFound(words, (), 0, 0, locked=True)
    finally:
        names.close()


def _proven(db: Session, names: Names) -> NamesFound:
    codes = dict(db.exec(select(Observer.id, Observer.code)).all())
    named = set(db.exec(select(Observer.id).where(col(Observer.is_named))).all())
    proof = names.prove(codes.keys())
    broken = tuple(sorted(codes.get(each, str(each)) for each in proof.broken))
    said: list[str] = []
    if broken:
        listed = ", ".join(broken[:LISTED]) + (" …" if len(broken) > LISTED else "")
        said.append(
            f"Names of observers: {len(broken):,} of {proof.people:,} records do not open "
            f"({listed}). Somebody changed them. Put people.db back from a backup, or enter these "
            "people anew."
        )
    elif proof.people:
        said.append(f"Names of observers: {proof.people:,}, each opened.")
    if missing := len(named - proof.held):
        several = f"{missing:,} observers are known by their codes"
        who = "1 observer is known by the code" if missing == 1 else several
        said.append(
            f"{who} only: the names were left out of the backup, or people.db lies elsewhere."
        )
    if proof.strangers:
        said.append(f"Records that belong to no observer of this database: {proof.strangers:,}.")
    return NamesFound(" ".join(said), broken, proof.people, proof.strangers, locked=False)
