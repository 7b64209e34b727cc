"""Names of accounts, as they are kept and compared."""

import re
import unicodedata

from server.accounts.problems import UnfitAccount

LONGEST = 80


def plain_name(name: str) -> str:
    """Return `name` as it is kept and compared: `Aigul ` and `aigul` are one account."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def require_fit(kept_name: str) -> None:
    """Raise UnfitAccount with the reason where nobody can be called so."""
    if not re.fullmatch(r"[\w.@+-]+", kept_name) or len(kept_name) > LONGEST:
        raise UnfitAccount(
            f"{kept_name!r} can't be an account's name. Use up to {LONGEST} letters, digits "
            "and the signs . _ - + @, without spaces."
        )
