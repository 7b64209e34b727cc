"""What stands around the pages that belong to no mission."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from server.accounts.caller import Caller
from server.accounts.table import rule_of
from server.pages import Frame, Link, Times

TIMES = Times(ZoneInfo("UTC"), 0)
_LINKS: Mapping[str, str] = {
    "/missions": "Missions",
    "/accounts": "Accounts",
    "/trail": "Audit trail",
    "/account": "Your account",
}


def house_frame(caller: Caller, title: str, here: str = "") -> Frame:
    """Return what stands around a page of no mission; `here` is its address among the links."""
    return Frame(
        title,
        account=caller.name,
        role=caller.role,
        home="/missions",
        links=tuple(
            Link(words, path, here=path == here)
            for path, words in _LINKS.items()
            if _opens(caller, path)
        ),
        times="Times are UTC.",
    )


def moment_words(moment: datetime | None, never: str = "") -> str:
    """Return a moment as pages of no mission write it."""
    return TIMES.at(moment) if moment else never


def _opens(caller: Caller, path: str) -> bool:
    rule = rule_of("GET", path)
    everywhere = caller.standing_everywhere
    return not isinstance(rule, frozenset) or bool(everywhere and everywhere.role in rule)
