"""Texts that repeat answers, such as `You said ${booths}`."""

import re
from collections.abc import Callable

from shared.text import Text

_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}\s]+)\s*\}")


def text_with(text: Text, answer_to: Callable[[str], str]) -> Text:
    """Return `text` with each `${name}` replaced by `answer_to(name)`, in all languages."""
    if not any("${" in wording for wording in text.values()):
        return text
    return {
        language: _REFERENCE.sub(lambda match: answer_to(match[1]), wording)
        for language, wording in text.items()
    }
