"""What the mission's server refuses, in the interface's language.

The server speaks English, with particulars; that is shown as it is to those who read English. The
others read what the code stands for, as far as a laptop can meet it.
"""

from client.language import ENGLISH, later, spoken, tr

_WORDS = {
    "enrolment-code-unknown": later(
        "No such code was given out. Check it sign by sign (there is no 0, 1, I or O in it), or "
        "ask your coordinator for a new one."
    ),
    "enrolment-code-expired": later(
        "This code was given out too long ago. Ask your coordinator for a new one."
    ),
    "enrolment-code-used": later(
        "This code has enrolled a laptop already. Ask your coordinator for a new one."
    ),
    "too-many-attempts": later(
        "Too many wrong codes came from this network. Wait a few minutes, then try again."
    ),
    "unknown-device": later(
        "The mission's server does not know this laptop any more. Everything is kept here; ask "
        "your coordinator for a new enrolment code."
    ),
    "device-revoked": later(
        "Headquarters has withdrawn this laptop's enrolment. What it sends is kept all the same; "
        "ask your coordinator for a new enrolment code to receive anything."
    ),
    "mission-closed": later(
        "Headquarters has closed this mission: it enrols no more laptops. Ask your coordinator."
    ),
    "storage-full": later(
        "The disk of the mission's server is full. Nothing was kept there; your reports stay on "
        "this laptop. Tell your coordinator."
    ),
}


def refusal_in_words(code: str, detail: str) -> str:
    """Return what the observer reads: `detail` in English, else what `code` stands for."""
    if spoken() == ENGLISH or code not in _WORDS:
        return detail
    return tr(_WORDS[code])
