"""Undoing and doing again, at the place where it was done."""

from collections.abc import Callable
from typing import Protocol

from client.language import tr
from client.screens import checklist_words as words
from client.screens.open_draft import OpenDraft


class Steps(Protocol):
    """Whoever shows a draft whose steps are gone back and forth."""

    @property
    def open_draft(self) -> OpenDraft:
        """The draft that is being filled."""
        ...

    def say(self, sentence: str) -> None:
        """Say something above the keys; '' takes it away."""
        ...

    def kept(self, write: Callable[[], None]) -> bool:
        """Write something, and show what became of it; return whether it is on the disk."""
        ...

    async def go_to(self, path: str) -> None:
        """Put the cursor on the question, instance or repeat at `path`."""
        ...


async def undo(steps: Steps) -> None:
    """Take the last change back, go to where it was made, and say what it was."""
    await _turn(steps, steps.open_draft.undo, words.UNDONE, words.NOTHING_TO_UNDO)


async def redo(steps: Steps) -> None:
    """Do again what was undone last, go there, and say what it was."""
    await _turn(steps, steps.open_draft.redo, words.REDONE, words.NOTHING_TO_REDO)


async def _turn(steps: Steps, turn: Callable[[], str | None], done: str, nothing: str) -> None:
    found: list[str | None] = []
    if not steps.kept(lambda: found.append(turn())):
        return
    (path,) = found
    if path is None:
        steps.say(tr(nothing))
        return
    await steps.go_to(path)
    steps.say(tr(done) % {"what": steps.open_draft.name_of(path)})
