"""The forms of deadlines and phases, and the edits that they ask for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from server.missions.calendar import Calendar, DateKind, Deadline, Done, Phase
from server.missions.deadlines import with_done
from server.missions.document import MissionFile
from server.missions.editing import Edit, InvalidChange, Part, built, mark_of
from server.missions.entries import NoSuchEntry
from server.missions.faults import Fault
from server.missions.form_fields import Field, Form
from server.missions.here import Place
from server.missions.typed import TypedForm

DEADLINES, PHASES = "deadlines", "phases"
KINDS = tuple((each.value, each.value) for each in DateKind)
_RULE_HINT = "From election day: E-6 18:00, E+75, or E for the day itself."


def deadline_form(here: Place, document: MissionFile, key: str, typed: TypedForm) -> Form:
    """Return the form of the deadline `key` ('' = of a new one), filled with what was typed."""
    return _form(
        here, document, DEADLINES, key, typed,
        Field("at", "Stated for", typed["at"], "A day, or a day and a time: 2021-01-04 18:00."),
        Field("rule", "By rule", typed["rule"], _RULE_HINT),
        Field("owner", "Seen to by", typed["owner"], "An office, not a name."),
    )  # fmt: skip


def phase_form(here: Place, document: MissionFile, key: str, typed: TypedForm) -> Form:
    """Return the form of the phase `key` ('' = of a new one), filled with what was typed."""
    hint = "A day, a day and a time, or a rule."
    return _form(
        here, document, PHASES, key, typed,
        Field("begins", "Begins", typed["begins"], hint, needed=True),
        Field("ends", "Ends", typed["ends"], f"{hint} A day belongs to it.", needed=True),
    )  # fmt: skip


def _form(
    here: Place, document: MissionFile, listed: str, key: str, typed: TypedForm, *when: Field
) -> Form:
    named = () if key else (Field("key", "Key", typed["key"], "Short: final-report", needed=True),)
    sources = tuple((each.id, f"{each.publisher}: {each.title}") for each in document.sources)
    cited = Field("sources", "Sources", options=sources, ticked=typed.every("sources"))
    return Form(
        action=here.path(f"/calendar/{listed}/{key}" if key else f"/calendar/{listed}"),
        button="Save" if key else "Add",
        hidden=(("seen", typed["seen"] or mark_of(document, part_of(listed, key))),),
        fields=(
            *named,
            Field("label", "What", typed["label"], needed=True),
            Field("kind", "Kind", typed["kind"] or DateKind.OTHER.value, options=KINDS),
            *when,
            *((cited,) if sources else ()),
            Field("note", "Note", typed["note"], lines=2),
        ),
    )


def typed_from(entry: Deadline | Phase | None) -> TypedForm:
    """Return what the form of an entry shows before anybody has typed."""
    if entry is None:
        return TypedForm([])
    texts = [("label", entry.label), ("kind", entry.kind.value), ("note", entry.note)]
    texts += [("sources", each) for each in entry.sources]
    if isinstance(entry, Deadline):
        texts += [("at", _written(entry.at)), ("rule", entry.rule or ""), ("owner", entry.owner)]
    else:
        texts += [("begins", _written(entry.begins)), ("ends", _written(entry.ends))]
    return TypedForm(texts)


def part_of(listed: str, key: str) -> Part:
    """Return the part of a document that is one deadline or phase."""
    return lambda document: find(document, listed, key)


def find(document: MissionFile, listed: str, key: str) -> Deadline | Phase | None:
    """Return the deadline or phase called `key`, or None."""
    entries: tuple[Deadline | Phase, ...] = getattr(document.calendar, listed)
    return next((each for each in entries if each.key == key), None)


def entry_edit(listed: str, key: str, typed: TypedForm) -> Edit:
    """Return the edit that saves a deadline or phase as it was typed; `key` '' = a new one."""

    def change(document: MissionFile) -> MissionFile:
        held = find(document, listed, key) if key else None
        if key and held is None:
            raise _gone(key)
        values: dict[str, Any] = typed.of("label", "kind", "note")
        values |= {"key": key or typed["key"], "sources": typed.every("sources")}
        if listed == PHASES:
            return _put(document, listed, built(Phase, values | typed.of("begins", "ends")), key)
        deadline = built(Deadline, values | typed.of("at", "rule", "owner"))
        if deadline.at is None and deadline.rule is None:
            cure = "Write the day that is stated, the rule, or both."
            raise InvalidChange([Fault(0, "at", "a deadline needs its day", cure)])
        done = held.done if isinstance(held, Deadline) else None
        return _put(document, listed, deadline.model_copy(update={"done": done}), key)

    what = "deadline" if listed == DEADLINES else "phase"
    words = f"{what} '{key}' changed" if key else f"{what} '{typed['key'].strip()}' added"
    return Edit(change, words, part_of(listed, key), typed["seen"] if key else "")


def removal(listed: str, key: str) -> Edit:
    """Return the edit that removes a deadline or phase."""

    def change(document: MissionFile) -> MissionFile:
        if find(document, listed, key) is None:
            raise _gone(key)
        kept = tuple(each for each in getattr(document.calendar, listed) if each.key != key)
        return _with(document, {listed: kept})

    return Edit(change, f"{listed.removesuffix('s')} '{key}' removed")


def doing(key: str, by: str, now: datetime, *, undo: bool) -> Edit:
    """Return the edit that marks a deadline as done by `by`, or takes that back."""

    def change(document: MissionFile) -> MissionFile:
        done = None if undo else Done(at=now.replace(microsecond=0), by=by)
        marked = with_done(document, key, done)
        if marked is None:
            raise _gone(key)
        return marked

    return Edit(change, f"deadline '{key}' {'is open again' if undo else 'done'}")


def _put(
    document: MissionFile, listed: str, entry: Deadline | Phase, instead_of: str
) -> MissionFile:
    entries: tuple[Deadline | Phase, ...] = getattr(document.calendar, listed)
    if not instead_of:
        if find(document, listed, entry.key) is not None:
            fault = Fault(0, "key", f"'{entry.key}' is in the calendar already", "Choose another.")
            raise InvalidChange([fault])
        return _with(document, {listed: (*entries, entry)})
    replaced = tuple(entry if each.key == instead_of else each for each in entries)
    return _with(document, {listed: replaced})


def _with(document: MissionFile, changed: dict[str, Any]) -> MissionFile:
    calendar: Calendar = document.calendar.model_copy(update=changed)
    return document.model_copy(update={"calendar": calendar})


def _gone(key: str) -> NoSuchEntry:
    return NoSuchEntry(f"The calendar has no '{key}' any more. Open its page anew.")


def _written(when: object) -> str:
    if isinstance(when, datetime):
        return when.isoformat(sep=" ", timespec="minutes")
    return str(when or "")


Shown = Callable[[Place, MissionFile, str, TypedForm], Form]
"""A function that returns the form of an entry."""
FORMS: dict[str, Shown] = {DEADLINES: deadline_form, PHASES: phase_form}
