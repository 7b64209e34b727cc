"""Packs: what a laptop without a network is handed, instead of enrolling and pulling by itself."""

from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session

from server.forms import service as forms
from server.journal.feed.pages import Feed
from server.journal.feed.source import Reader
from shared.forms.model import Form
from shared.sync.pack_file import Pack, PackHeader
from shared.sync.protocol import ChangesPage, FormChange


def pack_for(db: Session, feed: Feed, reader: Reader, header: PackHeader) -> Pack:
    """Return all that the reader's team is told before its first report, as the feed tells it.

    The laptop goes on from the last page's cursor when it has a line.
    """
    pages = list(_pages(db, feed, reader))
    offered = _forms(db, reader, pages)
    files = {
        file.sha256: content
        for form in offered.values()
        for file in form.files
        if (content := forms.find_file(db, reader.mission.id, file.sha256)) is not None
    }
    return Pack(header, pages, offered, files)


def _pages(db: Session, feed: Feed, reader: Reader) -> Iterator[ChangesPage]:
    cursor, more = "", True
    while more:
        page = feed.page(db, reader, cursor)
        yield page
        cursor, more = page.cursor, page.more


def _forms(db: Session, reader: Reader, pages: Sequence[ChangesPage]) -> Mapping[str, Form]:
    """Return the checklists that the pages offer, by digest."""
    named = [
        change.value.digest
        for page in pages
        for change in page.changes
        if isinstance(change, FormChange) and change.value is not None
    ]
    published = {digest: forms.find_by_digest(db, reader.mission.id, digest) for digest in named}
    return {digest: forms.form_of(each) for digest, each in published.items() if each is not None}
