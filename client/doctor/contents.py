"""What the open store holds: whether all of it is as it was written, and what waits."""

from collections.abc import Iterator, Mapping

from client.doctor.finding import Finding, note, ok, trouble
from client.laptop import Laptop
from client.store import look_through
from client.sync import FORKED
from shared.problems import Problem
from shared.sync import seal

_AT_ONCE = 500
_RESCUE = "Recover what is whole: evenhand rescue"


def look_at_contents(laptop: Laptop) -> Iterator[Finding]:
    """Look through the open store."""
    yield _store(laptop)
    identity = laptop.find_identity()
    if identity is None:
        yield note("Enrolment", "This laptop belongs to no mission yet.", _ENROL)
        return
    yield _enrolment(laptop)
    yield _journal(laptop)
    yield _waiting(laptop)


_ENROL = "Ask your coordinator for a code, then: evenhand enrol URL CODE"


def count(laptop: Laptop) -> Mapping[str, int]:
    """Return how much there is of what a coordinator asks for."""
    standing = laptop.journal.standing() if laptop.find_identity() else None
    files = laptop.attachments.standing()
    return {
        "drafts": laptop.drafts.count(),
        "waiting": standing.waiting if standing else 0,
        "held": standing.held if standing else 0,
        "files_waiting": files.waiting,
        "files_held": files.held,
        "carried_waiting": len(laptop.carried.list_waiting()),
        "unread_messages": laptop.messages.count_unread(),
        "quarantined": len(laptop.reports.list_quarantined()),
    }


def _store(laptop: Laptop) -> Finding:
    try:
        look_through(laptop.store)
    except Problem as problem:
        return trouble("Store", problem.title + ".", _RESCUE)
    return ok("Store", "Every page of it is as it was written.")


def _enrolment(laptop: Laptop) -> Finding:
    identity = laptop.journal.identity
    known = f"device {str(identity.device)[-12:]}"
    if laptop.journal.standing().is_forked:
        return trouble("Enrolment", f"Known as {known}. {FORKED}", _ENROL)
    if laptop.journal.is_unknown():
        return trouble("Enrolment", f"Headquarters does not know this laptop ({known}).", _ENROL)
    if not identity.is_introduced:
        return note(
            "Enrolment",
            f"Set up from a pack file ({known}); headquarters has not met this laptop yet.",
            "Sync when there is a line, or hand in a bundle.",
        )
    return ok("Enrolment", f"Known to headquarters as {known}.")


def _journal(laptop: Laptop) -> Finding:
    """Prove the chain again, from its first entry."""
    device, before, first = laptop.journal.identity.device, seal.GENESIS, 1
    while entries := laptop.journal.entries(first, _AT_ONCE):
        for seq, entry in enumerate(entries, first):
            proven = seal.entry_hash(
                device=device,
                seq=seq,
                previous=before,
                made_at=entry.made_at,
                kind=entry.kind,
                body=entry.body,
            )
            if (entry.seq, entry.hash) != (seq, proven):
                said = f"It does not follow from entry {seq - 1} to entry {seq}."
                return trouble("Journal", said, _RESCUE)
            before = proven
        first += len(entries)
    return ok("Journal", f"{first - 1} entries, each follows from the one before.")


def _waiting(laptop: Laptop) -> Finding:
    standing, counts = laptop.journal.standing(), count(laptop)
    until = f" up to {standing.held_until:%Y-%m-%d %H:%M} UTC" if standing.held_until else ""
    said = (
        f"Drafts {counts['drafts']}. Waiting {counts['waiting']}, held by headquarters "
        f"{counts['held']}{until}. Files waiting {counts['files_waiting']}, held "
        f"{counts['files_held']}. Bundles carried {counts['carried_waiting']}. Messages unread "
        f"{counts['unread_messages']}. In quarantine {counts['quarantined']}."
    )
    if counts["waiting"] or counts["files_waiting"] or counts["carried_waiting"]:
        return note("Waiting", said, "Sync when there is a line, or make a bundle.")
    return ok("Waiting", said)
