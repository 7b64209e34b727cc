"""The two pages of the program in a browser. Nothing in them comes from any other address."""

from html import escape
from pathlib import Path
from string import Template

_HERE = Path(__file__).parent
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def terminal_page(websocket: str, assets: str) -> str:
    """Return the page with the terminal; `websocket` is where its letters come from."""
    return _page("terminal.html", websocket=websocket, assets=assets)


def notice_page(words: str) -> str:
    """Return a page with a sentence."""
    return _page("notice.html", words=words)


def content_policy(websocket: str) -> str:
    """Return what the browser may load: our own files, and the one line."""
    return (
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        f"font-src 'self'; img-src 'self' data:; connect-src 'self' {websocket}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _page(name: str, **values: str) -> str:
    text = (_HERE / name).read_text("utf-8")
    return Template(text).substitute({key: escape(value) for key, value in values.items()})
