"""Which passwords will do: long enough, and not one that everybody tries first."""

import re

from server.accounts.names import plain_name
from server.accounts.problems import UnfitAccount

SHORTEST = 12
LONGEST = 1000
_ADVICE = "Four random words make a good one."

# fmt: off
_COMMON = frozenset({
    "123", "1234", "12345", "abc", "abcd", "access", "admin", "administrator", "azerty",
    "changeme", "default", "demo", "dragon", "election", "elections", "evenhand", "football",
    "freedom", "google", "guest", "hello", "iloveyou", "letmein", "login", "master", "mission",
    "monday", "monkey", "observer", "observation", "pass", "passw0rd", "password", "parol",
    "qazwsx", "qwerty", "qwertyui", "qwertyuiop", "root", "secret", "server", "starwars",
    "summer", "sunshine", "test", "trustno1", "user", "welcome", "winter", "whatever", "1q2w3e4r",
    "1qaz2wsx", "zaq12wsx", "q1w2e3r4", "йцукен", "пароль", "qwertzuiop", "asdfgh", "asdfghjkl",
    "asdfghjk", "zxcvbnm", "vote", "voting", "ballot",
})
# fmt: on
"""Words of passwords that are tried first; digits and signs around them make no difference."""


def require_fit(kept_name: str, password: str) -> None:
    """Raise UnfitAccount with the reason where the password of an account won't do."""
    length = len(password)
    if length < SHORTEST:
        raise UnfitAccount(
            f"The password has {length} characters; it needs at least {SHORTEST}. {_ADVICE}"
        )
    if length > LONGEST:
        raise UnfitAccount(f"The password has {length} characters; {LONGEST} is the most.")
    if len(set(password)) < 5:
        raise UnfitAccount(
            f"The password repeats very few characters and would be guessed at once. {_ADVICE}"
        )
    if kept_name in plain_name(password) and length - len(kept_name) < SHORTEST // 2:
        raise UnfitAccount("The password is little more than the account's name. Choose another.")
    if _is_common(password):
        raise UnfitAccount(
            f"The password is one of those that are tried first, with something added. {_ADVICE}"
        )


def _is_common(password: str) -> bool:
    """Say whether nothing is left of it without common words, digits, signs and runs of keys."""
    left = password.casefold()
    for word in sorted(_COMMON, key=len, reverse=True):
        left = left.replace(word, " ")
    return not re.search(r"[^\W\d_]{3}", left)
