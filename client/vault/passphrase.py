"""What a passphrase must be, and one spelling for all keyboards."""

import unicodedata
from typing import ClassVar

from client.language import later, tr
from client.letters import clean
from shared.problems import Problem

MINIMUM_PASSPHRASE = 10
"""Characters. A stolen laptop can be tried offline for years; ten slow guesses a second can't
get through ten characters that are not a dictionary word."""


class PassphraseTooShort(Problem):
    """The passphrase that was chosen can be guessed."""

    code: ClassVar[str] = "passphrase-too-short"
    title: ClassVar[str] = later("The passphrase is too short")


def check_passphrase(passphrase: str) -> None:
    """Raise PassphraseTooShort for a passphrase that protects nothing."""
    if len(_normal(passphrase)) < MINIMUM_PASSPHRASE:
        raise PassphraseTooShort(
            tr(
                "A passphrase needs at least %(least)s characters: whoever takes "
                "the laptop can try short ones one after the other. Three or four plain words "
                "do well."
            )
            % {"least": MINIMUM_PASSPHRASE}
        )


def spelt(passphrase: str) -> bytes:
    """Return the bytes that a key is derived from: the same for the same letters."""
    return _normal(passphrase).encode()


def _normal(passphrase: str) -> str:
    return unicodedata.normalize("NFC", clean(passphrase))
