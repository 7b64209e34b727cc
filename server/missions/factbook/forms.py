"""The forms of facts and claims: from the document to fields, and from what was typed back."""

from typing import Any

from server.missions.document import MissionFile
from server.missions.editing import Edit, built, mark_of
from server.missions.entries import NoSuchEntry, entry_of, put
from server.missions.facts import Claim, Fact
from server.missions.form_fields import Field, Form, Options
from server.missions.here import Place
from server.missions.typed import TypedForm

YES_NO: Options = (("", "no, as it stands"), ("yes", "yes: “some”, “about”, “over”"))


def fact_form(here: Place, document: MissionFile, key: str, typed: TypedForm) -> Form:
    """Return the form of the fact `key` ('' = of a new one), filled with what was typed."""
    others = tuple((each.key, each.label) for each in document.facts if each.key != key)
    named = () if key else (Field("key", "Key", typed["key"], KEY_HINT, needed=True),)
    return Form(
        action=here.path(f"/facts/{key}" if key else "/facts"),
        button="Save" if key else "Add this fact",
        hidden=(("seen", typed["seen"] or mark_of(document, entry_of("facts", key))),),
        fields=(
            *named,
            Field("label", "What it is", typed["label"], "As a table names it.", needed=True),
            Field("value", "Value", typed["value"], VALUE_HINT, needed=True),
            Field("unit", "Unit", typed["unit"], "What is counted: voters, states, per cent."),
            Field("as_of", "As of", typed["as_of"], "The day it holds for, as 2021-01-10."),
            Field("rounded", "Rounded by its source", typed["rounded"], options=YES_NO),
            Field("part_of", "Part of", typed["part_of"], options=(("", "nothing"), *others)),
            Field(
                "sum_of", "Sum of", typed["sum_of"], "Keys of facts, one a line; they must add up "
                "to it.", lines=3,
            ),
            sources_field(document, typed),
            Field("quote", "The source's own words", typed["quote"], lines=2),
            Field("note", "Note", typed["note"], lines=2),
        ),
    )  # fmt: skip


KEY_HINT = "Short and lasting: letters, digits, '-' and '_'. Statement templates use it."
VALUE_HINT = "A number in digits only, a day as 2021-01-10, or words."


def typed_from(fact: Fact | Claim | None) -> TypedForm:
    """Return what a form of `fact` shows before anybody has typed."""
    if fact is None:
        return TypedForm([])
    texts = [
        ("value", str(fact.value)),
        ("unit", fact.unit),
        ("as_of", str(fact.as_of or "")),
        ("rounded", "yes" if fact.rounded else ""),
        ("quote", fact.quote),
        ("note", fact.note),
        *(("sources", each) for each in fact.sources),
    ]
    if isinstance(fact, Fact):
        texts += [("key", fact.key), ("label", fact.label), ("part_of", fact.part_of)]
        texts += [("sum_of", "\n".join(fact.sum_of))]
    return TypedForm(texts)


def claim_form(here: Place, document: MissionFile, key: str, typed: TypedForm) -> Form:
    """Return the form that adds a claim to the fact `key`."""
    return Form(
        action=here.path(f"/facts/{key}/claims"),
        button="Add this claim",
        fields=(
            Field("value", "Value", typed["value"], VALUE_HINT, needed=True),
            Field("unit", "Unit", typed["unit"], "Only where the source gives another."),
            Field("as_of", "As of", typed["as_of"], "A claim about another day is no conflict."),
            Field("rounded", "Rounded by its source", typed["rounded"], options=YES_NO),
            sources_field(document, typed),
            Field("quote", "The source's own words", typed["quote"], lines=2),
            Field("note", "Note", typed["note"], lines=2),
        ),
    )


def fact_edit(key: str, typed: TypedForm, by: str) -> Edit:
    """Return the edit that saves a fact as it was typed; `key` '' = a new one."""

    def change(document: MissionFile) -> MissionFile:
        held = document.fact(key) if key else None
        if key and held is None:
            raise NoSuchEntry(f"There is no fact '{key}' any more. It was removed meanwhile.")
        values = _common(typed) | typed.of("label", "part_of")
        values |= {"key": key or typed["key"], "sum_of": typed.lines("sum_of")}
        fact = built(Fact, values)
        return put(document, "facts", _kept(fact, held, by), instead_of=key)

    words = f"fact '{key}' changed" if key else f"fact '{typed['key'].strip()}' added"
    return Edit(change, words, entry_of("facts", key), typed["seen"] if key else "")


def claim_edit(key: str, typed: TypedForm, by: str) -> Edit:
    """Return the edit that adds the claim that was typed to the fact `key`."""
    claim = built(Claim, _common(typed) | {"entered_by": by})

    def change(document: MissionFile) -> MissionFile:
        fact = get_fact(document, key)
        added = fact.model_copy(update={"claims": (*fact.claims, claim), "choice": None})
        return put(document, "facts", added, instead_of=key)

    return Edit(change, f"fact '{key}': claim {claim.value} added")


def get_fact(document: MissionFile, key: str) -> Fact:
    """Return the fact called `key`. Raises NoSuchEntry."""
    fact = document.fact(key)
    if fact is None:
        raise NoSuchEntry(f"The mission has no fact '{key}'. It may have been removed.")
    return fact


def _common(typed: TypedForm) -> dict[str, Any]:
    values: dict[str, Any] = typed.of("value", "unit", "as_of", "quote", "note")
    return values | {"rounded": bool(typed["rounded"]), "sources": typed.every("sources")}


def _kept(fact: Fact, held: Fact | None, by: str) -> Fact:
    """Return `fact` with the claims that are held; another value was chosen by nobody yet."""
    if held is None:
        return fact.model_copy(update={"entered_by": by})
    same = (held.value, held.unit, held.as_of) == (fact.value, fact.unit, fact.as_of)
    return fact.model_copy(
        update={
            "claims": held.claims,
            "choice": held.choice if same else None,
            "entered_by": held.entered_by if same else by,
        }
    )


def sources_field(document: MissionFile, typed: TypedForm) -> Field:
    """Return the field in which the mission's sources are ticked."""
    options = tuple((each.id, f"{each.publisher}: {each.title}") for each in document.sources)
    if not options:
        return Field("sources", "Sources", hint="The mission's document lists none yet.")
    return Field("sources", "Sources", options=options, ticked=typed.every("sources"))
