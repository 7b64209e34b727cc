"""Facts, as their templates see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from server.missions.consistency import inconsistencies
from server.missions.document import MissionFile
from server.missions.facts import Claim, Fact
from server.missions.form_fields import Field, Form
from server.missions.here import Place
from server.missions.text_checks import Doubt, doubts_in
from server.pages import Page
from shared.folding import fold


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact in the list."""

    href: str
    label: str
    key: str
    value: str
    unit: str
    as_of: str
    sources: str
    mark: str
    """`sources differ`, `chosen`, or ''."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where sources contradict each other, and what is done about it."""

    says: str
    sources: str
    handling: str


@dataclass(frozen=True, slots=True)
class FactsPage(Page):
    """All facts, and what does not add up among them."""

    template: ClassVar[str] = "facts.html"
    rows: tuple[FactRow, ...]
    q: str
    total: int
    asked: tuple[str, ...]
    """What does not add up."""
    contradictions: tuple[Contradiction, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What is said of a fact, by one source or another."""

    number: int
    """0 = the fact's own value; claims from 1."""
    value: str
    as_of: str
    quote: str
    doubts: tuple[str, ...]
    sources: str
    note: str
    entered_by: str
    standing: str
    """What it is to the statement: cited, differs, of another day, the same."""


@dataclass(frozen=True, slots=True)
class FactPage(Page):
    """One fact with all that is claimed of it."""

    template: ClassVar[str] = "fact.html"
    fact: Fact | None
    claims: tuple[ClaimRow, ...]
    verdict: str
    """What a statement does with it."""
    chosen_by: str
    reason: str
    form: Form | None
    claim_form: Form | None
    choice_form: Form | None
    may_change: bool
    home: str
    """The fact's own address; '' = it is not kept yet."""


@dataclass(frozen=True, slots=True)
class CheckedPage(Page):
    """A text, with what does not agree with the mission."""

    template: ClassVar[str] = "text_check.html"
    text: str
    doubts: tuple[Doubt, ...]
    was_checked: bool


def facts_page(here: Place, document: MissionFile, q: str) -> FactsPage:
    """Return the list of facts that have `q` in label, key, value or note; '' = of all."""
    sought = fold(q)
    shown = [each for each in document.facts if sought in _searched(each)]
    about = ("fact ", "facts ")
    return FactsPage(
        frame=here.frame("Election facts", "registers"),
        rows=tuple(_row(here, document, each) for each in shown),
        q=q,
        total=len(document.facts),
        asked=tuple(
            _sentence(each) for each in inconsistencies(document) if each.startswith(about)
        ),
        contradictions=tuple(
            Contradiction(each.says, _sources(document, each.sources), each.handling)
            for each in document.discrepancies
        ),
        may_change=here.opens("POST /m/{code}/facts"),
    )


def fact_page(
    here: Place, document: MissionFile, key: str, form: Form, claim_form: Form | None
) -> FactPage:
    """Return the page of the fact `key`, or of a new one; `form` as it was typed so far."""
    fact = document.fact(key) if key else None
    may_change = here.opens("POST /m/{code}/facts")
    return FactPage(
        frame=here.frame(fact.label if fact else "New fact", "registers"),
        fact=fact,
        claims=_claims(document, fact) if fact else (),
        verdict=_verdict(fact) if fact else "",
        chosen_by=fact.choice.by if fact and fact.choice else "",
        reason=fact.choice.reason if fact and fact.choice else "",
        form=form if may_change else None,
        claim_form=claim_form if may_change else None,
        choice_form=_choice_form(here, fact) if may_change and fact and fact.claims else None,
        may_change=may_change,
        home=here.path(f"/facts/{key}") if key else "",
    )


def _choice_form(here: Place, fact: Fact) -> Form:
    options = tuple(
        (str(number), _with_unit(each, each.unit or fact.unit))
        for number, each in enumerate((fact, *fact.claims))
    )
    return Form(
        action=here.path(f"/facts/{fact.key}/choice"),
        button="Cite this one",
        fields=(
            Field("number", "Which", options=options),
            Field("reason", "Why", hint="Kept with the choice.", lines=2, needed=True),
        ),
    )


def checked_page(here: Place, document: MissionFile, text: str | None) -> CheckedPage:
    """Return the page on which a text is checked; None = nothing was handed in yet."""
    doubts = doubts_in(document, text) if text else []
    frame = here.frame("Check a text", "registers")
    return CheckedPage(frame, text or "", tuple(doubts), was_checked=text is not None)


def figure_words(fact: Fact | Claim) -> str:
    """Return a value without its unit: `about 11,900,000`, `10 January 2021`."""
    value = fact.value
    figure = f"{value:,}" if isinstance(value, int | float) else _day_words(value)
    return f"about {figure}" if fact.rounded else figure


def _with_unit(fact: Fact | Claim, unit: str) -> str:
    return f"{figure_words(fact)} {'' if unit == 'date' else unit}".strip()


def _day_words(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"


def _row(here: Place, document: MissionFile, fact: Fact) -> FactRow:
    return FactRow(
        href=here.path(f"/facts/{fact.key}"),
        label=fact.label,
        key=fact.key,
        value=figure_words(fact),
        unit="" if fact.unit == "date" else fact.unit,
        as_of=_day_words(str(fact.as_of or "")),
        sources="; ".join(each.publisher for each in document.sources if each.id in fact.sources),
        mark="sources differ" if fact.is_disputed else "chosen" if fact.differing else "",
    )


def _searched(fact: Fact) -> str:
    claimed = " ".join(f"{each.value} {each.quote}" for each in fact.claims)
    return fold(f"{fact.label} {fact.key} {fact.value} {fact.unit} {fact.note} {claimed}")


def _claims(document: MissionFile, fact: Fact) -> tuple[ClaimRow, ...]:
    return tuple(
        _claim(document, fact, each, number)
        for number, each in enumerate((fact, *fact.claims))
    )  # fmt: skip


def _claim(document: MissionFile, fact: Fact, held: Fact | Claim, number: int) -> ClaimRow:
    return ClaimRow(
        number=number,
        value=_with_unit(held, held.unit or fact.unit),
        as_of=_day_words(str(held.as_of or "")),
        quote=held.quote,
        doubts=tuple(each.says for each in doubts_in(document, held.quote)),
        sources=_sources(document, held.sources),
        note=held.note,
        entered_by=held.entered_by,
        standing=_standing(fact, held),
    )


def _standing(fact: Fact, held: Fact | Claim) -> str:
    if isinstance(held, Fact):
        return "cited" if not fact.is_disputed else "differs"
    if held in fact.differing:
        return "differs"
    same_day = None in (held.as_of, fact.as_of) or held.as_of == fact.as_of
    return "the same" if same_day else "of another day"


def _verdict(fact: Fact) -> str:
    if fact.is_disputed:
        return (
            "Sources differ, and nobody has chosen: a statement cites no figure. Choose one and "
            "say why."
        )
    if fact.differing:
        return "Sources differ; one is cited."
    return "A statement may cite this."


def _sources(document: MissionFile, ids: Sequence[str]) -> str:
    """Return who published the texts, with their days."""
    found = [each for name in ids if (each := document.source(name)) is not None]
    return "; ".join(
        f"{each.publisher}{f', {_day_words(each.date.isoformat())}' if each.date else ''}"
        for each in found
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
