"""What a review comes to, and a ledger that keeps it while single spots change."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shared.forms.answers import Answer
from shared.forms.filled import Key
from shared.forms.remarks import Code, Remark, remark

Entry = TypeVar("Entry")


@dataclass(slots=True)
class Review:
    """A checklist, looked at. Paths of questions stand in the order of the form.

    Outside repeats a path is the question's name, see `shared.forms.paths`.
    """

    asked: list[str] = field(default_factory=list[str])
    """Questions that want an answer now: relevant, in a relevant section, of a kind that asks."""
    shown: list[str] = field(default_factory=list[str])
    """Sections, repeats, their instances (`incidents[2]`), notes and questions to be put on the
    screen: `asked` and what stands around."""
    answered: list[str] = field(default_factory=list[str])
    """Asked, and answered: with a value, right or wrong, or with a non-answer."""
    missing: list[str] = field(default_factory=list[str])
    """Asked, and not answered at all."""
    missing_required: list[str] = field(default_factory=list[str])
    """Those of `missing` without which the checklist can't be finished."""
    read_only: list[str] = field(default_factory=list[str])
    """Questions that are shown, and whose answer the observer can't change now."""
    wrong: list[Remark] = field(default_factory=list[Remark])
    """Answers that the form does not admit."""
    flagged: list[Remark] = field(default_factory=list[Remark])
    """Answers that are admitted, and about which something is to be asked."""
    alerts: list[str] = field(default_factory=list[str])
    """Questions whose answer is to reach headquarters at once."""
    hidden: list[str] = field(default_factory=list[str])
    """Answers held to questions that are not asked: they stay in the draft."""
    calculated: dict[str, Answer] = field(default_factory=dict[str, Answer])
    """Values that the form works out itself; those without a value are left out."""
    instances: dict[str, int] = field(default_factory=dict[str, int])
    """How many instances each repeat has that is shown."""
    report_answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    """What goes into a report: answers to what is asked, what was calculated, and how many
    instances there are."""

    @property
    def can_finish(self) -> bool:
        """Whether nothing is wrong and nothing required is missing."""
        return not self.wrong and not self.missing_required


LISTS = (
    "asked",
    "shown",
    "answered",
    "missing",
    "missing_required",
    "read_only",
    "alerts",
    "hidden",
)
"""The lists of paths of a `Review`."""


@dataclass(slots=True)
class Verdict:
    """What one spot adds to a review. Not changed once it is made."""

    lists: frozenset[str] = frozenset()
    """Those of `LISTS` that its path stands in."""
    wrong: Remark | None = None
    flagged: tuple[Remark, ...] = ()
    calculated: Answer | None = None
    instances: int | None = None
    report: Answer | None = None


NOTHING = Verdict()


class Ledger:
    """A review whose parts can be put in and taken out one by one, at a cost of their own."""

    def __init__(self, faulty: list[str]) -> None:
        """`faulty` are the questions of which some expression can't be used."""
        self._lists = {name: _Ordered[str]() for name in LISTS}
        self._wrong = _Ordered[Remark]()
        self._flagged = _Ordered[tuple[Remark, ...]]()
        self._calculated: dict[str, Answer] = {}
        self._instances: dict[str, int] = {}
        self._report: dict[str, Answer] = {}
        self._faults = [remark(name, Code.NOT_CHECKED) for name in faulty]

    def put(self, key: Key, path: str, old: Verdict, new: Verdict) -> None:
        """Replace what the spot at `key` had added by what it adds now."""
        if old.lists is not new.lists:
            for name in old.lists - new.lists:
                self._lists[name].drop(key)
            for name in new.lists - old.lists:
                self._lists[name].put(key, path)
        if old.wrong != new.wrong:
            self._wrong.put(key, new.wrong)
        if old.flagged != new.flagged:
            self._flagged.put(key, new.flagged or None)
        _replace(self._calculated, path, old.calculated, new.calculated)
        _replace(self._instances, path, old.instances, new.instances)
        _replace(self._report, path, old.report, new.report)

    def review(self) -> Review:
        """Return the review as it is now."""
        flagged = [each for some in self._flagged.entries for each in some]
        return Review(
            **{name: list(entries.entries) for name, entries in self._lists.items()},
            wrong=list(self._wrong.entries),
            flagged=flagged + self._faults,
            calculated=dict(self._calculated),
            instances=dict(self._instances),
            report_answers=dict(self._report),
        )


def _replace(known: dict[str, Entry], path: str, old: Entry | None, new: Entry | None) -> None:
    if new is not None:
        known[path] = new
    elif old is not None:
        known.pop(path, None)


class _Ordered(Generic[Entry]):
    """Entries in the order of their keys."""

    __slots__ = ("_keys", "entries")

    def __init__(self) -> None:
        self._keys: list[Key] = []
        self.entries: list[Entry] = []

    def put(self, key: Key, entry: Entry | None) -> None:
        """Set the entry at `key`; None takes it away."""
        if entry is None:
            self.drop(key)
            return
        if not self._keys or key > self._keys[-1]:
            self._keys.append(key)
            self.entries.append(entry)
            return
        at = bisect_left(self._keys, key)
        if at < len(self._keys) and self._keys[at] == key:
            self.entries[at] = entry
        else:
            self._keys.insert(at, key)
            self.entries.insert(at, entry)

    def drop(self, key: Key) -> None:
        """Take the entry at `key` away, if there is one."""
        at = bisect_left(self._keys, key)
        if at < len(self._keys) and self._keys[at] == key:
            del self._keys[at], self.entries[at]
