"""A page as a browser gets it, and as a reader has it: its words, without the markup."""

import html
import re

import httpx


async def page(browser: httpx.AsyncClient, path: str) -> str:
    """Return the page at `path`, which is there."""
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def read(browser: httpx.AsyncClient, path: str) -> str:
    """Return the words of the page at `path`, which is there."""
    return text_of(await page(browser, path))


def text_of(page: str) -> str:
    """Return the words of `page`, with single spaces between them."""
    body = page.split("<body>", 1)[-1]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
