"""A field into which things are pasted from a message: line breaks and spaces do no harm."""

import re

from textual.events import Paste
from textual.message import Message
from textual.widgets import Input

_ADDRESS = re.compile(r"https?://\S+")
_CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}(?:[\s-]*[2-9A-HJ-NP-Z]{4}){3}\b")
"""Four groups of four signs, as coordinators' pages show an enrolment code."""
_PLACE = re.compile(r"\s*['\"]?(?:/|~|file://|[A-Za-z]:[\\/])")
"""How the place of a file begins: there, spaces belong to names."""


class PastedInput(Input):
    """Takes a pasted text in one piece. One with address and code in it is sent as `BothPasted`."""

    class BothPasted(Message):
        """An address and an enrolment code stood in one text."""

        def __init__(self, address: str, code: str) -> None:
            super().__init__()
            self.address = address
            self.code = code

    def on_paste(self, event: Paste) -> None:
        """Take what was pasted, without white space."""
        event.prevent_default()
        event.stop()
        address, code = _ADDRESS.search(event.text), _CODE.search(event.text)
        if address and code:
            self.post_message(self.BothPasted(address[0], "".join(code[0].split())))
        elif _PLACE.match(event.text):  # a file that was dropped on the terminal
            self.insert_text_at_cursor(event.text.strip())
        else:
            self.insert_text_at_cursor("".join(event.text.split()))
