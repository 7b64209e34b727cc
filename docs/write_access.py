# ruff: noqa: INP001 - a script, not a package
"""Write `access.md` from the table: `python docs/write_access.py`, or with --check compare."""

import sys
from pathlib import Path

from server.accounts.models import Role
from server.accounts.table import ACCESS, Open, Rule, is_of_a_mission

PAGE = Path(__file__).with_name("access.md")
HEAD = """# Who may do what

An account has a role in a mission, or one role in all missions; in several missions it may have
several roles. A mission's own role counts before the one for all missions, except that who
administers all missions administers each. Where somebody has no role in a mission, it looks as if
there were no such mission.

| role | is for |
|---|---|
| admin | who lets people in and keeps the server; may do what coordinators do |
| head of mission | who signs the statement; reads everything, the audit trail too |
| coordinator | who judges reports, enrols laptops and writes to teams, in some regions or in all |
| analyst | who keeps registers and facts, and takes figures out |
| drafter | who writes the statement |
| viewer | who reads |
| partner organisation | sees its own observers' reports whole, others' only as findings |

A coordinator of some regions reads the whole mission and decides in these regions only.

Below, ● is a role that an address is for. Addresses with `{code}` belong to a mission; for the
others, what counts is the role in all missions. The code takes its rules from the same table: an
address that is not in it is refused, and a test goes to every address as every role.

This page is written by `python docs/write_access.py`; a test holds it to the code.
"""
OPEN = {
    Open.ANYONE: ("For anybody", "Nothing of a mission is told here."),
    Open.DEVICE: (
        "For laptops and programs with a secret of their own",
        "The address itself asks for a device's token, an enrolment code or a link's secret.",
    ),
    Open.SIGNED_IN: ("For whoever is signed in", "Each sees only what is theirs to see."),
    Open.OWN: (
        "For one's own account",
        "With a browser, not with a token; open also to who must set up a second factor first.",
    ),
}


def page() -> str:
    """Return the page."""
    ofmission = {each: rule for each, rule in ACCESS.items() if is_of_a_mission(each)}
    house = {
        each: rule
        for each, rule in ACCESS.items()
        if each not in ofmission and isinstance(rule, frozenset)
    }
    parts = [HEAD, f"## In a mission\n\n{_table(ofmission)}\n"]
    if house:
        parts.append(f"## On the whole server\n\n{_table(house)}\n")
    for openness, (title, words) in OPEN.items():
        rows = [f"| `{each}` |" for each, rule in ACCESS.items() if rule is openness]
        parts.append(f"## {title}\n\n{words}\n\n| address |\n|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _table(rules: dict[str, Rule]) -> str:
    head = ["| address | " + " | ".join(role.value for role in Role) + " |", "|---" * 8 + "|"]
    return "\n".join(head + [_row(address, rule) for address, rule in rules.items()])


def _row(address: str, rule: Rule) -> str:
    marks = ("●" if isinstance(rule, Open) or role in rule else "" for role in Role)
    return f"| `{address}` | " + " | ".join(marks) + " |"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text() == page() else "access.md is not what the code says.")
    PAGE.write_text(page())
