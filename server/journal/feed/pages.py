"""The pages of the feed.

    no cursor, or one that leads nowhere ─▶ everything, source by source ─▶ the log from where
    it ended when that began ─▶ … ─▶ nothing new

A cursor leads nowhere when it is another team's, when the database was restored from an older
backup, or when so much has changed that telling everything is as cheap.
"""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from server.changes import log
from server.changes.log import Noted, Position
from server.journal.feed.cursor import Cursor, read_cursor, write_cursor
from server.journal.feed.source import Reader, Source
from shared.sync.protocol import Change, ChangesPage

PAGE_BYTES = 512 * 1024
"""Of one page's pieces, before compression; the last piece may exceed it."""
MOST_PIECES = 1000
MOST_BEHIND = 5000
"""Lines of the log that are still told one by one."""


class Feed:
    """Tells laptops what they should know."""

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        page_bytes: int = PAGE_BYTES,
        most_behind: int = MOST_BEHIND,
    ) -> None:
        self.sources = tuple(sources)
        self._sources = {source.kind: source for source in sources}
        self._kinds = [source.kind for source in sources]
        self._page_bytes = page_bytes
        self._most_behind = most_behind

    def page(self, db: Session, reader: Reader, cursor_text: str) -> ChangesPage:
        """Return the page behind a cursor; '' begins with everything."""
        end = log.newest(db)
        cursor = self._found(db, reader, cursor_text)
        if cursor is not None and cursor.kind is not None:
            return self._everything(db, reader, cursor, begins=False)
        if cursor is not None:
            lines = self._lines(db, reader, cursor.position, end)
            if len(lines) <= self._most_behind and all(
                each.key != log.EVERYTHING for each in lines
            ):
                return self._news(db, reader, lines, end)
        begin = Cursor(team=reader.team.id, seq=end.seq, mark=end.mark, kind=self._kinds[0])
        return self._everything(db, reader, begin, begins=True)

    def _found(self, db: Session, reader: Reader, text: str) -> Cursor | None:
        """Return the reader's cursor, when it still leads somewhere."""
        cursor = read_cursor(text)
        if cursor is None or cursor.team != reader.team.id:
            return None
        if cursor.kind is not None and cursor.kind not in self._kinds:
            return None
        return cursor if log.is_known(db, cursor.position) else None

    def _lines(
        self, db: Session, reader: Reader, after: Position, end: Position
    ) -> Sequence[Noted]:
        return log.list_between(
            db, reader.mission.id, reader.team.id, after.seq, end.seq, self._most_behind + 1
        )

    # --- Everything ----------------------------------------------------------------------

    def _everything(
        self, db: Session, reader: Reader, cursor: Cursor, *, begins: bool
    ) -> ChangesPage:
        """Go on telling everything; after the last source, follow the log."""
        draft = _Draft(self._page_bytes)
        first = self._kinds.index(cursor.kind)  # pyright: ignore[reportArgumentType]
        place = cursor.place
        for kind in self._kinds[first:]:
            source = self._sources[kind]
            for piece in source.after(db, reader, place, MOST_PIECES - len(draft.changes)):
                place = piece.place
                if not draft.add(piece.change):
                    break
            if draft.is_full:
                onward = cursor.model_copy(update={"kind": kind, "place": place})
                left = source.count_after(db, reader, place)
                return draft.page(onward, begins=begins, more=True, left=left)
            place = ""
        onward = cursor.model_copy(update={"kind": None, "place": ""})
        follows = self._lines(db, reader, cursor.position, log.newest(db))
        return draft.page(onward, begins=begins, more=bool(follows), is_whole=True)

    # --- News ----------------------------------------------------------------------------

    def _news(
        self, db: Session, reader: Reader, lines: Sequence[Noted], end: Position
    ) -> ChangesPage:
        """Tell what the log's lines name, as it is now; each piece once."""
        draft, told = _Draft(self._page_bytes), 0
        at_hand = lines[:MOST_PIECES]
        changes = self._named(db, reader, at_hand)
        for line in at_hand:
            change = changes.pop((line.kind, line.key), None)
            if draft.is_full:
                break
            told += 1
            if change is not None:
                draft.add(change)
        left = len(lines) - told
        position = lines[told - 1].position if left else end
        cursor = Cursor(team=reader.team.id, seq=position.seq, mark=position.mark)
        return draft.page(cursor, more=left > 0, left=left)

    def _named(
        self, db: Session, reader: Reader, lines: Iterable[Noted]
    ) -> dict[tuple[str, str], Change]:
        keys: dict[str, set[str]] = {}
        for line in lines:
            keys.setdefault(line.kind, set()).add(line.key)
        return {
            (kind, key): change
            for kind, wanted in keys.items()
            if kind in self._sources
            for key, change in self._sources[kind].named(db, reader, wanted).items()
        }


class _Draft:
    """A page as it fills."""

    def __init__(self, page_bytes: int) -> None:
        self._room = page_bytes
        self.changes: list[Change] = []

    @property
    def is_full(self) -> bool:
        """Whether nothing more goes in."""
        return self._room <= 0 or len(self.changes) >= MOST_PIECES

    def add(self, change: Change) -> bool:
        """Add a piece; return whether there is room for another one."""
        self.changes.append(change)
        self._room -= len(change.model_dump_json())
        return not self.is_full

    def page(
        self,
        cursor: Cursor,
        *,
        begins: bool = False,
        is_whole: bool = False,
        more: bool,
        left: int = 0,
    ) -> ChangesPage:
        """Return the page, and the cursor behind it."""
        return ChangesPage(
            cursor=write_cursor(cursor),
            begins=begins,
            is_whole=is_whole,
            more=more,
            left=left,
            changes=self.changes,
        )
