"""Choosing which of several claims a statement cites: a person's decision, with a reason."""

from server.missions.document import MissionFile
from server.missions.editing import Edit, InvalidChange, built
from server.missions.entries import NoSuchEntry, entry_of, put
from server.missions.factbook.forms import get_fact
from server.missions.facts import Choice, Claim, Fact
from server.missions.faults import Fault

_SHARED = ("value", "as_of", "rounded", "quote", "sources", "note", "entered_by")


def choice(key: str, number: str, reason: str, by: str) -> Edit:
    """Return the edit that has the fact `key` cited as claim `number` (0 = as it stands) says.

    What was the fact's value becomes a claim beside the others; nothing is lost.
    """
    if not reason.strip():
        cure = "Say why this one: the next reader has the same sources before them."
        raise InvalidChange([Fault(0, "reason", "a choice needs its reason", cure)])
    decided = built(Choice, {"reason": reason, "by": by})

    def change(document: MissionFile) -> MissionFile:
        fact = get_fact(document, key)
        at = _place(fact, number)
        chosen = fact if at == 0 else _exchanged(fact, at - 1)
        return put(document, "facts", chosen.model_copy(update={"choice": decided}), instead_of=key)

    return Edit(
        change, f"fact '{key}': chosen what is cited: {reason.strip()}", entry_of("facts", key)
    )


def removal(key: str, number: int) -> Edit:
    """Return the edit that removes claim `number` (from 1) of the fact `key`."""

    def change(document: MissionFile) -> MissionFile:
        fact = get_fact(document, key)
        at = _place(fact, str(number))
        if at == 0:
            raise NoSuchEntry("Claims are numbered from 1.")
        left = (*fact.claims[: at - 1], *fact.claims[at:])
        return put(document, "facts", fact.model_copy(update={"claims": left}), instead_of=key)

    return Edit(change, f"fact '{key}': claim removed")


def _place(fact: Fact, number: str) -> int:
    if not number.isdecimal() or len(number) > 6 or int(number) > len(fact.claims):
        raise NoSuchEntry(f"The fact '{fact.key}' has no such claim any more. Open its page anew.")
    return int(number)


def _exchanged(fact: Fact, at: int) -> Fact:
    """Return `fact` with its claim at `at` as its value, and its own value as a claim there."""
    claim = fact.claims[at]
    own = Claim(**{name: getattr(fact, name) for name in _SHARED}, unit=fact.unit)
    claims = (*fact.claims[:at], own, *fact.claims[at + 1 :])
    taken = {name: getattr(claim, name) for name in _SHARED}
    return fact.model_copy(update={**taken, "unit": claim.unit or fact.unit, "claims": claims})
