"""The forms of organisations and of accreditation: from the document to fields, and back."""

from typing import Any

from server.accreditation.snapshots import (
    Senders,
    find_snapshot,
    get_snapshot,
    organisations_in,
    states_in,
    with_rules,
    with_snapshot,
)
from server.missions.document import (
    Accreditation,
    AccreditationSnapshot,
    AccreditationStatus,
    MissionFile,
    Organisation,
    OrganisationKind,
)
from server.missions.editing import Edit, Part, built, mark_of
from server.missions.entries import NoSuchEntry, entry_of, find_entry, put
from server.missions.factbook.forms import sources_field
from server.missions.form_fields import Field, Form
from server.missions.here import Place
from server.missions.reconciling import states_named
from server.missions.typed import TypedForm

_KINDS = tuple((each.value, each.value) for each in OrganisationKind)
_STATUSES = tuple((each.value, each.value) for each in AccreditationStatus)
_ID_HINT = "Short and lasting: letters, digits, '-' and '_'. Teams and observers refer to it."


# --- Organisations -------------------------------------------------------------------------


def get_organisation(document: MissionFile, name: str) -> Organisation:
    """Return the organisation with this id. Raises NoSuchEntry."""
    found = find_entry(document, "organisations", name)
    if not isinstance(found, Organisation):
        raise NoSuchEntry(f"The mission has no organisation '{name}'. It may have been removed.")
    return found


def organisation_form(here: Place, document: MissionFile, name: str, typed: TypedForm) -> Form:
    """Return the form of an organisation ('' = of a new one), filled with what was typed."""
    others = ((each.id, each.name) for each in document.organisations if each.id != name)
    named = () if name else (Field("id", "Id", typed["id"], _ID_HINT, needed=True),)
    return Form(
        action=here.path(f"/organisations/{name}" if name else "/organisations"),
        button="Save" if name else "Add this organisation",
        hidden=(("seen", typed["seen"] or mark_of(document, entry_of("organisations", name))),),
        fields=(
            *named,
            Field("name", "Name", typed["name"], needed=True),
            Field("short", "Short form", typed["short"], "As tables and sentences call it."),
            Field("kind", "Kind", typed["kind"] or "other", options=_KINDS),
            Field("parent", "Umbrella", typed["parent"], options=(("", "none"), *others)),
            Field(
                "variants", "Other spellings", typed["variants"],
                "One a line, in any script; lists that are imported are read by them.", lines=3,
            ),
            Field("note", "Note", typed["note"], lines=2),
        ),
    )  # fmt: skip


def typed_organisation(held: Organisation) -> TypedForm:
    """Return what the form shows before anybody has typed."""
    texts = [(name, str(getattr(held, name))) for name in ("name", "short", "parent", "note")]
    return TypedForm([*texts, ("kind", held.kind.value), ("variants", "\n".join(held.variants))])


def organisation_edit(name: str, typed: TypedForm) -> Edit:
    """Return the edit that saves an organisation as it was typed; `name` '' = a new one."""

    def change(document: MissionFile) -> MissionFile:
        if name:
            get_organisation(document, name)
        values: dict[str, Any] = typed.of("name", "short", "kind", "parent", "note")
        values |= {"id": name or typed["id"].strip(), "variants": typed.lines("variants")}
        return put(document, "organisations", built(Organisation, values), instead_of=name)

    words = f"'{name}' changed" if name else f"'{typed['id'].strip()}' added"
    part = entry_of("organisations", name)
    return Edit(change, f"organisation {words}", part, typed["seen"] if name else "")


# --- Snapshots -----------------------------------------------------------------------------


def snapshot_form(here: Place, document: MissionFile, number: int, typed: TypedForm) -> Form:
    """Return the form of an announcement (0 = of a new one), filled with what was typed."""
    return Form(
        action=here.path(f"/accreditation/{number}" if number else "/accreditation"),
        button="Save" if number else "Add this announcement",
        hidden=(("seen", typed["seen"] or mark_of(document, _snapshot_part(number))),),
        fields=(
            Field("as_of", "As of", typed["as_of"], "The day, as 2021-01-04.", needed=True),
            Field("status", "What it counts", typed["status"] or "accredited", options=_STATUSES),
            Field(
                "organisations", "Organisations", typed["organisations"],
                "One a line, name or id and number: OSCE/ODIHR: 42.", lines=8,
            ),
            Field(
                "states", "States", typed["states"],
                "One a line; with a number where the source has one: Jordan: 3.", lines=8,
            ),
            Field("organisations_total", "Stated for organisations", typed["organisations_total"]),
            Field("states_total", "Stated for states", typed["states_total"]),
            Field("total", "Stated in all", typed["total"]),
            sources_field(document, typed),
            Field("note", "Note", typed["note"], lines=2),
        ),
    )  # fmt: skip


def typed_snapshot(document: MissionFile, number: int) -> TypedForm:
    """Return what the form of snapshot `number` (from 1) shows. Raises NoSuchEntry."""
    held = get_snapshot(document, number)
    organisations = [f"{each}: {count}" for each, count in held.organisations.items()]
    by_state = held.by_state
    states = [
        f"{each}: {by_state[each]}" if each in by_state else each for each in states_named(held)
    ]
    numbers = ("organisations_total", "states_total", "total")
    return TypedForm(
        [
            ("as_of", held.as_of.isoformat()),
            ("status", held.status.value),
            ("organisations", "\n".join(organisations)),
            ("states", "\n".join(states)),
            *((name, _plain(getattr(held, name))) for name in numbers),
            *(("sources", each) for each in held.sources),
            ("note", held.note),
        ]
    )


def snapshot_edit(number: int, typed: TypedForm) -> Edit:
    """Return the edit that saves an announcement as it was typed; 0 = a new one."""

    def change(document: MissionFile) -> MissionFile:
        values: dict[str, Any] = typed.of("as_of", "status", "note")
        values |= typed.of("organisations_total", "states_total", "total")
        senders = Senders(document.organisations)
        values["organisations"] = organisations_in(typed.lines("organisations"), senders)
        values |= states_in(typed.lines("states"))
        values["sources"] = typed.every("sources")
        snapshot = built(AccreditationSnapshot, values)
        return with_snapshot(document, snapshot, number or None)

    what = "changed" if number else "added"
    words = f"accreditation: {typed['status']} on {typed['as_of'].strip()} {what}"
    return Edit(change, words, _snapshot_part(number), typed["seen"] if number else "")


def _snapshot_part(number: int) -> Part:
    return lambda document: find_snapshot(document, number)


# --- Rules ---------------------------------------------------------------------------------


def rules_form(here: Place, document: MissionFile, typed: TypedForm) -> Form:
    """Return the form of who accredits and until when, filled with what was typed."""
    return Form(
        action=here.path("/accreditation-rules"),
        button="Save",
        hidden=(("seen", typed["seen"] or mark_of(document, _rules)),),
        fields=(
            Field("authority", "Who accredits", typed["authority"]),
            Field("deadline", "Until when", typed["deadline"], "As 2021-01-04 18:00, local time."),
            Field(
                "days_before", "By rule: days before election day", typed["days_before"],
                "“Five days before” often means five clear days: then it is 6.",
            ),
            sources_field(document, typed),
            Field("note", "Note", typed["note"], lines=2),
        ),
    )  # fmt: skip


def typed_rules(document: MissionFile) -> TypedForm:
    """Return what the form of the rules shows before anybody has typed."""
    held = document.accreditation or Accreditation()
    deadline = held.deadline.isoformat(" ", "minutes") if held.deadline else ""
    return TypedForm(
        [
            ("authority", held.authority),
            ("deadline", deadline),
            ("days_before", _plain(held.days_before)),
            *(("sources", each) for each in held.sources),
            ("note", held.note),
        ]
    )


def rules_edit(typed: TypedForm) -> Edit:
    """Return the edit that saves the rules as they were typed."""

    def change(document: MissionFile) -> MissionFile:
        values: dict[str, Any] = typed.of("authority", "deadline", "days_before", "note")
        read = built(Accreditation, values | {"sources": typed.every("sources")})
        names = ("authority", "deadline", "days_before", "note", "sources")
        return with_rules(document, {name: getattr(read, name) for name in names})

    return Edit(change, "accreditation: rules changed", _rules, typed["seen"])


def _rules(document: MissionFile) -> object:
    held = document.accreditation or Accreditation()
    return held.model_copy(update={"snapshots": ()})


def _plain(number: int | None) -> str:
    return "" if number is None else str(number)
