"""The feed and the uploads of the fake server."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shared.forms.model import Form
from shared.sync.protocol import (
    Change,
    ChangesPage,
    FormChange,
    MessageChange,
    OutcomeChange,
    StationChange,
)


@dataclass
class FakeUpload:
    """A file on its way."""

    device: UUID
    sha256: str
    size: int
    content: bytes = b""
    is_done: bool = False


class FakeFeed:
    """The feed: remembers what it has seen, and tells it in small pages."""

    def __init__(self) -> None:
        self.forms: dict[str, Form] = {}
        self.page_size = 400
        self._log: list[tuple[str, str]] = []
        self._seen: dict[tuple[str, str], Change] = {}
        self._epoch = 0

    def see_forms(self, forms: Iterable[Form]) -> None:
        """Remember forms, also those that are withdrawn later."""
        self.forms |= {form.digest: form for form in forms}

    def restore(self) -> None:
        """Begin another history, as a restored backup does."""
        self._epoch += 1

    def page(self, pieces: Iterable[Change], cursor: str) -> ChangesPage:
        """Return what follows `cursor`: `epoch/first of everything/place in the log`."""
        self._look(pieces)
        epoch, told, place = self._read(cursor)
        if told < len(self._seen) and epoch == self._epoch and told >= 0:
            return self._everything(told, place, begins=False)
        if epoch == self._epoch:
            return self._news(place)
        return self._everything(0, len(self._log), begins=True)

    def _read(self, cursor: str) -> tuple[int, int, int]:
        try:
            epoch, told, place = map(int, cursor.split("/"))
        except ValueError:
            return -1, 0, 0
        return epoch, told, place

    def _look(self, pieces: Iterable[Change]) -> None:
        now = {(each.kind, each.key): each for each in pieces}
        changed = [key for key, each in now.items() if self._seen.get(key) != each]
        gone = [key for key in self._seen if key not in now]
        self._log += [*changed, *gone]
        self._seen = now

    def _everything(self, told: int, place: int, *, begins: bool) -> ChangesPage:
        changes = list(self._seen.values())[told : told + self.page_size]
        left = len(self._seen) - told - len(changes)
        onward = told + len(changes) if left else -1
        return ChangesPage(
            cursor=f"{self._epoch}/{onward}/{place}",
            begins=begins,
            is_whole=not left,
            more=left > 0 or place < len(self._log),
            left=left,
            changes=changes,
        )

    def _news(self, place: int) -> ChangesPage:
        lines = self._log[place : place + self.page_size]
        left = len(self._log) - place - len(lines)
        changes = [self._seen.get(key) or _gone(*key) for key in dict.fromkeys(lines)]
        return ChangesPage(
            cursor=f"{self._epoch}/-1/{place + len(lines)}",
            begins=False,
            is_whole=False,
            more=left > 0,
            left=left,
            changes=[each for each in changes if each is not None],
        )


def _gone(kind: str, key: str) -> Change | None:
    """Return the tombstone of a piece; a mission and a plan have none."""
    if kind == "form":
        return FormChange(key=key, value=None)
    if kind == "station":
        return StationChange(key=key, value=None)
    if kind == "message":
        return MessageChange(key=key, value=None)
    return OutcomeChange(key=key, value=None) if kind == "outcome" else None
