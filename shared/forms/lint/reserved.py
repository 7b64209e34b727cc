"""Names that mean something already, where answers meet tables, databases and other tools."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_REPORT_TABLES = _words("station report revision visit team arrived_at departed_at received_at")
"""Columns of our own in tables of reports, beside the questions'."""
_PHONES = _words(
    "meta instanceid instancename deprecatedid key parent_key submissiondate submitterid "
    "submittername attachmentspresent attachmentsexpected status reviewstate deviceid edits "
    "formversion __id __system _id _uuid _submission_time _validation_status _notes _status "
    "_submitted_by __version__ _tags _index _parent_index"
)
"""Columns that phones and their servers add to exports, in small letters."""
_SQL = _words(
    "all alter and any as asc between by case check column constraint create cross current date "
    "default delete desc distinct drop else end except exists false for foreign from full grant "
    "group having in index inner insert intersect into is join key left like limit natural not "
    "null offset on or order outer primary references right select set table then time to trigger "
    "true union unique update user using values view when where with"
)
"""Words that a database can't take as a column's name without quotation marks."""
_PREFIXES = re.compile(r"(comment_|seen_by_)", re.IGNORECASE)


def find_owner(name: str) -> str:
    """Return what `name` means already, as the end of a sentence; '' if it is free."""
    plain = name.casefold()
    if plain in _REPORT_TABLES:
        return "a column of its own in tables of reports"
    if plain in _PHONES:
        return "a column that phones and their servers add themselves"
    if plain in _SQL:
        return "a word of the language of databases, which can't take it as a column"
    if _PREFIXES.match(name):
        return "read as another question's comment, or how it was seen, in tables of reports"
    if plain.startswith("xml"):
        return "kept back by XML, as all names that begin with xml"
    return ""
