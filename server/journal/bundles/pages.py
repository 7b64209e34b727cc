"""The page on which a bundle is handed in, and told what became of it."""

from dataclasses import dataclass
from typing import ClassVar

from server.journal.bundles.verdict import BundleVerdict
from server.missions.here import Place
from server.pages import Link, Page


@dataclass(frozen=True, slots=True)
class BundlesPage(Page):
    """A form for a file; behind it, the verdict."""

    template: ClassVar[str] = "bundles.html"
    most: str
    """How large a bundle may be."""
    lines: tuple[str, ...]
    """The verdict on the bundle that was just handed in; () = none was."""
    trouble: str
    """Why nothing of it could be read."""
    receipts: tuple[Link, ...]
    """Where the receipts of the laptops in it are."""


def bundles_page(
    place: Place, megabytes: int, verdict: BundleVerdict | None = None, trouble: str = ""
) -> BundlesPage:
    """Return the page, with what became of a bundle."""
    owners = {
        each.device: each.owner
        for one in (verdict.all() if verdict else ())
        for each in one.devices.values()
        if each.answer
    }
    return BundlesPage(
        frame=place.frame("Bundles", "devices"),
        most=f"{megabytes:,} MiB",
        lines=tuple(line.strip() for line in (verdict.lines() if verdict else ())),
        trouble=trouble,
        receipts=tuple(
            Link(owner, place.path(f"/devices/{device}/receipts.json"))
            for device, owner in owners.items()
        ),
    )
