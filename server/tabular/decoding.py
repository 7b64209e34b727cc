"""From the bytes of a file to its text, or to the line that can't be read."""

import codecs
from dataclasses import dataclass

from shared.problems import Problem

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSES = ("cp1251", "cp1254", "cp1252")
"""Shown to the reader when a file is not UTF-8: the old encodings of where missions go."""


ENCODINGS = {
    "cp1251": "Windows-1251, Cyrillic",
    "cp1252": "Windows-1252 (as Latin-1), Western European",
    "cp1254": "Windows-1254, Turkish",
    "cp1250": "Windows-1250, Central European",
    "cp1253": "Windows-1253, Greek",
    "cp1256": "Windows-1256, Arabic",
    "cp1257": "Windows-1257, Baltic",
    "koi8-r": "KOI8-R, Cyrillic",
    "cp866": "DOS 866, Cyrillic",
    "utf-8": "UTF-8",
}
"""What people may choose, with its name."""

SAVE_AS_UTF_8 = "Save it as UTF-8."
SAY_THE_ENCODING = (
    "Save it as UTF-8, or say its encoding: on the page, or for example with --encoding cp1251."
)


class UnreadableText(Problem):
    """The file is not text in the encoding it should have."""

    status = 422
    code = "unreadable-text"
    title = "The file's encoding is not understood"


@dataclass(frozen=True)
class Decoded:
    """A text, and how it was encoded."""

    text: str
    encoding: str


def decode(
    content: bytes, name: str, encoding: str = "", *, cure: str = SAY_THE_ENCODING
) -> Decoded:
    """Return the text in `content`, which is called `name` in messages; `cure` ends them.

    Without `encoding`: UTF-8 with or without a byte order mark, or UTF-16. Another encoding is
    never guessed, since a wrong guess garbles names silently; the message proposes one.
    Raises UnreadableText, with the line.
    """
    if encoding:
        return _decode_as_told(content, name, encoding)
    detected = next((each for mark, each in BYTE_ORDER_MARKS if content.startswith(mark)), "")
    detected = detected or _bare_utf16(content) or "utf-8"
    try:
        return Decoded(content.decode(detected), detected.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableText(_complaint(content, name, detected, error, cure)) from None


def readings_of(content: bytes) -> dict[str, str]:
    """Return, by encoding, how a text that is not UTF-8 begins where it is not ASCII.

    For people to see which one is right: the first lines with other letters, from each of
    ENCODINGS that reads them all.
    """
    lines = [line for line in content[:400_000].splitlines() if not line.isascii()]
    sample = b"\n".join(line[:120] for line in lines[:4])
    read = {encoding: _try(sample, encoding) for encoding in ENCODINGS}
    return {encoding: text for encoding, text in read.items() if text}


def _decode_as_told(content: bytes, name: str, encoding: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except LookupError:
        raise UnreadableText(
            f"'{encoding}' is no encoding that is known here. Write one like utf-8, cp1251 or "
            "utf-16."
        ) from None
    except UnicodeError as error:
        line = _line_at(content, getattr(error, "start", 0))
        raise UnreadableText(
            f"{name}, line {line}: the file is not in {encoding} either. Save it as UTF-8 in the "
            "program it comes from."
        ) from None
    return Decoded(text.removeprefix("\ufeff"), codecs.lookup(encoding).name)


def _bare_utf16(content: bytes) -> str:
    """Name UTF-16 without a mark: every second byte of mostly Latin text is zero."""
    sample = content[:2000]
    if len(sample) < 4 or len(content) % 2:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.4 and sample[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if sample[0::2].count(0) > half * 0.4 and sample[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _line_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _complaint(
    content: bytes, name: str, encoding: str, error: UnicodeDecodeError, cure: str
) -> str:
    shown = encoding.removesuffix("-sig").upper()
    line = _line_at(content, error.start)
    message = (
        f"{name}, line {line}: the file is not in {shown} (byte 0x{content[error.start]:02X}). "
        f"{cure}"
    )
    if encoding != "utf-8":
        return message
    start = content.rfind(b"\n", 0, error.start) + 1
    end = content.find(b"\n", error.start)
    broken = content[start : end if end >= 0 else None][:60]
    readings = [
        f"{guess} reads it as “{text}”" for guess in GUESSES if (text := _try(broken, guess))
    ]
    return f"{message} That line: {'; '.join(readings)}." if readings else message


def _try(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).strip()
    except UnicodeDecodeError:
        return ""
