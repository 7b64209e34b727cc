"""What observers send beside reports: incidents, visits, and word that they are safe.

Every deed returns what is to be said of it.
"""

import random
from dataclasses import replace
from datetime import timedelta

from shared.sync.check_ins import Wellbeing
from shared.sync.incidents import CATEGORIES, SEVERITIES, SOURCES
from tests.soak.laptops import Laptop


def note_incident(laptop: Laptop, dice: random.Random) -> str:
    """Seal a new incident, or correct one that was sealed here."""
    book = laptop.core.incidents
    sealed = book.list_sealed()
    if sealed and dice.random() < 0.4:
        draft = book.revise(dice.choice(sealed).body.incident, "a second look")
    else:
        draft = book.begin(dice.choice(["0001", "0004", ""]))
    book.save(
        replace(
            draft,
            category=dice.choice([*CATEGORIES]),
            severity=dice.choice([*SEVERITIES]),
            source=dice.choice([*SOURCES]),
            text=f"incident {dice.random()}",
        )
    )
    body = book.seal(draft.id)
    return f"{laptop.name} seals revision {body.revision} of an incident"


def visit(laptop: Laptop, dice: random.Random) -> str:
    """Arrive and leave, or correct the end of a visit that was."""
    book, now = laptop.core.visits, laptop.core.clock()
    past = [each for each in book.list_latest() if not each.is_open]
    if past and dice.random() < 0.4:
        begun = dice.choice(past)
    else:
        begun = book.begin(dice.choice(["0001", "0005"]), now)
    left = book.leave(begun.id, begun.arrived_at + timedelta(minutes=dice.randint(1, 50)))
    return f"{laptop.name} seals revision {left.revision} of a visit"


def check_in(laptop: Laptop, dice: random.Random) -> str:
    """Say how the team is."""
    laptop.core.check_ins.check_in(dice.choice([*Wellbeing]), "0001", f"word {dice.random()}")
    return laptop.name
