"""What the screen of an incident says: its fields, their choices, its keys."""

from collections.abc import Mapping, Sequence

from client.language import later
from client.widgets.bars import KeyHint

TITLE = later("Incident")
CORRECTING = later("Incident, correction")
CATEGORY_WORDS: Mapping[str, str] = {
    "access": later("Observers refused, removed or hindered"),
    "pressure": later("Pressure on voters or officials, intimidation"),
    "violence": later("Violence or unrest"),
    "secrecy": later("Secrecy of the vote not kept"),
    "ballots": later("Ballots or boxes: added, taken out, destroyed"),
    "voting_for_others": later("Voting for others, or more than once"),
    "campaigning": later("Campaigning in or near the station"),
    "unauthorised": later("Unauthorised persons take part or direct"),
    "count": later("Count or protocol: steps left out, figures changed"),
    "procedure": later("Opened late, closed early, interrupted, short of material"),
    "team": later("Our own team: accident, illness, threat, detention"),
    "other": later("Something else"),
}
SEVERITY_WORDS: Mapping[str, str] = {
    "critical": later("critical: people in danger, or voting or counting stopped"),
    "serious": later("serious: may change what can be said of this station"),
    "moderate": later("moderate: a rule was broken, the process goes on"),
    "minor": later("minor: worth knowing"),
}
SOURCE_WORDS: Mapping[str, str] = {
    "seen": later("seen: we saw it ourselves"),
    "heard": later("heard: we heard it ourselves"),
    "reported": later("reported: somebody told us"),
}
LABELS: Mapping[str, str] = {
    "category": later("What is it?"),
    "severity": later("How serious?"),
    "source": later("How do you know?"),
    "text": later("What happened?"),
    "station": later("Where?"),
    "files": later("Photographs"),
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "category": CATEGORY_WORDS,
    "severity": SEVERITY_WORDS,
    "source": SOURCE_WORDS,
}
NOWHERE = later("at no station")
NO_FILES = later("none")
NO_TEXT = later("–")
GO_ON = later("Begun at %(time)s and not sent yet. ^N begins another one.")
MISSING = later("! Not sent yet. Still to be chosen: %(fields)s")
SENT = later("Sealed. It goes to headquarters now, before everything else.")
KEPT = later("Kept on this laptop, not sent. ^N opens it again.")
THROW_AWAY = later("Throw this incident away for good? y does it; any other key keeps it.")
NOT_SAVED = later("! Not saved: %(detail)s")
ATTACH_FOR = later("Which file belongs to this incident?")
AT_STATION = later("Enter: it is here · s: another station · 0: at no station")
AT_FILES = later("a: attach one · Backspace: take the last one away · Enter: seal and send")

_SEND = KeyHint("^F", later("seal and send"), "screen.send")
_LATER = KeyHint("Esc", later("later"), "screen.back")
_HELP = KeyHint("F1", later("help"), "screen.help")
CHOICE_KEYS: Sequence[KeyHint] = (
    KeyHint("1 2 3 …", later("choose")),
    KeyHint("↑↓", later("field")),
    _SEND,
    _LATER,
    _HELP,
)
TEXT_KEYS: Sequence[KeyHint] = (
    KeyHint(later("type"), later("what happened")),
    KeyHint("Enter", later("next")),
    _SEND,
    _LATER,
    _HELP,
)
STATION_KEYS: Sequence[KeyHint] = (
    KeyHint("Enter", later("next")),
    KeyHint("s", later("another station"), "screen.choose_station"),
    KeyHint("0", later("no station")),
    _SEND,
    _LATER,
)
FILE_KEYS: Sequence[KeyHint] = (
    KeyHint("a", later("attach"), "screen.attach"),
    KeyHint("Backspace", later("take away")),
    KeyHint("Enter", later("seal and send"), "screen.send"),
    _LATER,
    _HELP,
)
HELP: Sequence[tuple[str, str]] = (
    ("1 2 3 … a b c", later("choose the answer with this sign; the cursor goes on")),
    ("↑ ↓  Tab", later("another field")),
    ("Enter", later("next field; on the last one, seal and send")),
    ("^F", later("seal and send, from every field")),
    ("s  0", later("at “Where?”: search another station; at no station")),
    ("a", later("at “Photographs”: attach one")),
    ("Esc", later("back to where you were; what is written stays on this laptop")),
    ("^N", later("begin another incident; this one stays")),
    ("^R", later("throw this incident away")),
    (
        later("sent"),
        later(
            "an incident is sent at once, before everything else that waits. It can be corrected "
            "later from the outbox (r)"
        ),
    ),
)
