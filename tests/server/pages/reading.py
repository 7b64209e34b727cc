"""A page as a reader has it: its words, without the markup."""

import html
import re


def text_of(page: str) -> str:
    """Return the words of `page`, with single spaces between them."""
    body = page.split("<body>", 1)[-1]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
