"""The pages of an import: handing a file in, looking at what it would do or did."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.imports.columns import LEFT_OUT, REST
from server.imports.days import ORDERS
from server.imports.dry_run import DryRun, ShownChange, ShownError
from server.imports.examining import Said
from server.imports.importer import KEEP, Ask, Importer
from server.imports.keeping import IMPORTED, MOST_MEGABYTES, WAITING
from server.imports.models import ImportedSource
from server.imports.source_pages import outcome_words, size_words
from server.missions.here import Place
from server.pages import Link, Option, Page, options
from server.tabular.csv_text import SEPARATORS
from server.tabular.decoding import ENCODINGS

_LEVELS_OFFERED = 5
_MERGED = {
    "fill": "each cell of a range has the value that is shown in it",
    "first": "only the first cell of a range has it; the others are empty",
}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the file, and what it may be."""

    name: str
    examples: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """An importer's question; without options, a text is asked for."""

    name: str
    words: str
    hint: str
    value: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class HandInPage(Page):
    """Where a file is handed in."""

    template: ClassVar[str] = "import_hand_in.html"
    many: str
    back: Link
    action: str
    most: str
    needed: str
    """The fields that there must be a column for."""
    others: str
    sources: str


@dataclass(frozen=True, slots=True)
class ImportPage(Page):
    """A file that was handed in: how it is read, what it would do or did."""

    template: ClassVar[str] = "import.html"
    name: str
    href: str
    about: tuple[tuple[str, str], ...]
    back: Link
    sources: str
    is_waiting: bool
    """It may be looked at again, and confirmed."""
    is_erased: bool
    over: str
    """What became of it, in sentences; '' = it waits."""
    found: DryRun
    trouble: str
    counts: tuple[tuple[str, str], ...]
    changed_more: str
    new_more: str
    gone_more: str
    changes: tuple[ShownChange, ...]
    news: tuple[ShownChange, ...]
    gones: tuple[ShownChange, ...]
    errors: tuple[ShownError, ...]
    errors_words: str
    does_nothing: bool
    """The register is already as the file has it."""
    deeds: tuple[Option, ...]
    """What may become of those gone, where that can be chosen."""
    gone_words: str
    """What becomes of them, where it can't."""
    was_read: tuple[tuple[str, str], ...]
    """What was said of a file that is settled."""
    columns: tuple[tuple[str, str], ...]
    """What its columns were."""
    button: str
    form: "ReadingForm"
    news_notice: str
    """What is to be said first: that something changed since it was shown."""


@dataclass(frozen=True, slots=True)
class ReadingForm:
    """What may be said of how a file is read."""

    encodings: tuple[Option, ...]
    separators: tuple[Option, ...]
    sheets: tuple[Option, ...]
    header: str
    merged: tuple[Option, ...]
    merged_ranges: str
    days: tuple[Option, ...]
    days_examples: str
    asks: tuple[Question, ...]
    columns: tuple[ColumnRow, ...]


def hand_in_page(place: Place, importer: Importer) -> HandInPage:
    """Return the page that asks for a file."""
    required = [each.words for each in importer.fields if each.required]
    others = [each.words for each in importer.fields if not each.required]
    return HandInPage(
        frame=place.frame(f"Import {importer.many}", "registers"),
        many=importer.many,
        back=Link(importer.title, place.path(importer.page)),
        action=place.path(f"/import/{importer.kind}"),
        most=f"{MOST_MEGABYTES} MiB",
        needed=", ".join(required).lower(),
        others=", ".join(others).lower(),
        sources=place.path("/sources"),
    )


def import_page(
    place: Place, importer: Importer, source: ImportedSource, found: DryRun, *, changed: bool,
    is_erased: bool,
) -> ImportPage:  # fmt: skip
    """Return the page of a file; `changed`: something else would be done than was shown before."""
    is_waiting = source.state == WAITING and not is_erased
    return ImportPage(
        frame=place.frame(f"{source.name}: import", "registers"),
        name=source.name,
        href=place.path(f"/sources/{source.id}"),
        about=_about(place, source, found),
        back=Link(importer.title, place.path(importer.page)),
        sources=place.path("/sources"),
        is_waiting=is_waiting,
        is_erased=is_erased,
        over="" if is_waiting else _over(place, importer, source, is_erased=is_erased),
        found=found,
        trouble=_trouble(found),
        counts=_counts(found),
        changed_more=_more(found.changed, found.changes),
        new_more=_more(found.new, found.news),
        gone_more=_more(found.gone, found.gones),
        changes=_labelled(importer, found.changes),
        news=_labelled(importer, found.news),
        gones=tuple(found.gones),
        errors=tuple(found.errors),
        errors_words=_mistakes(found.errors_total),
        does_nothing=not (found.new or found.changed or (found.gone and _decides(importer))),
        deeds=options(importer.gone_deeds, "") if found.gone and _may_choose(importer) else (),
        gone_words=_gone_words(importer, found),
        was_read=() if is_waiting else tuple(_was_read(importer, source)),
        columns=() if is_waiting else tuple(_were(importer, source)),
        button=_button(importer, found),
        form=_form(importer, source, found),
        news_notice=_CHANGED if changed else "",
    )


def _form(importer: Importer, source: ImportedSource, found: DryRun) -> ReadingForm:
    said = Said.from_json(source.how, source.mapping)
    return ReadingForm(
        encodings=_encodings(found, said),
        separators=_separators(found, said),
        sheets=_sheets(found, said),
        header=str(said.how.header or ""),
        merged=options(_MERGED, said.how.merged) if found.merged or said.how.merged else (),
        merged_ranges=_ranges(found),
        days=options(ORDERS, said.order) if found.days or said.order else (),
        days_examples=", ".join(found.days),
        asks=tuple(_question(each, said.answers) for each in importer.asks),
        columns=tuple(
            ColumnRow(
                each.name,
                " · ".join(each.examples),
                _targets(importer, source.mapping.get(each.name, LEFT_OUT)),
            )
            for each in found.columns
        ),
    )


_ERASED = (
    "Its bytes were erased, with all others that name observers. By its SHA-256, whoever has a "
    "copy can prove that it is the same."
)
_CHANGED = (
    "Nothing was imported: since you looked, the register has changed, so this file would now do "
    "something else. This is what it would do now."
)


def _labelled(importer: Importer, rows: Sequence[ShownChange]) -> tuple[ShownChange, ...]:
    """Return `rows` with their fields called as people call them."""
    called = {each.name: each.words for each in importer.fields}
    return tuple(
        row.model_copy(
            update={"differences": [(called.get(name, name), *of) for name, *of in row.differences]}
        )
        for row in rows
    )


def _may_choose(importer: Importer) -> bool:
    return len(importer.gone_deeds) > 1


def _decides(importer: Importer) -> bool:
    """Say whether an import may do something to those that the file has not."""
    return any(deed != KEEP for deed in importer.gone_deeds)


def _gone_words(importer: Importer, found: DryRun) -> str:
    if not found.gone or _may_choose(importer):
        return ""
    return "".join(
        f"Not in the file: {found.gone:,}. {each}." for each in importer.gone_deeds.values()
    )


def _was_read(importer: Importer, source: ImportedSource) -> Iterator[tuple[str, str]]:
    """Yield what people said of a file, and where its columns' names stood."""
    said = Said.from_json(source.how, source.mapping)
    header = str(said.how.header or "")
    told = {
        "Encoding": ENCODINGS.get(said.how.encoding, said.how.encoding),
        "Columns separated by": SEPARATORS.get(said.how.separator, said.how.separator),
        "Sheet": said.how.sheet,
        "Columns' names in row": header,
        "Merged cells": _MERGED.get(said.how.merged, ""),
        "Order of days": ORDERS.get(said.order, ""),
        **{each.words: said.answers.get(each.name, "") for each in importer.asks},
    }
    yield from ((name, words) for name, words in told.items() if words)


def _were(importer: Importer, source: ImportedSource) -> Iterator[tuple[str, str]]:
    """Yield the columns of a file with what each was."""
    for column, target in source.mapping.items():
        words = next((each.words for each in _targets(importer, target) if each.chosen), target)
        yield column, words


def _about(place: Place, source: ImportedSource, found: DryRun) -> tuple[tuple[str, str], ...]:
    about = [("Handed in", f"{place.times.at(source.kept_at)}, by {source.kept_by}")]
    if found.read_as:
        about.append(("Read as", found.read_as))
    about += [("Size", size_words(source.size)), ("SHA-256", source.sha256)]
    return tuple(about)


def _over(place: Place, importer: Importer, source: ImportedSource, *, is_erased: bool) -> str:
    erased = _ERASED if is_erased else ""
    if source.state == WAITING:
        return erased
    when = place.times.at(source.settled_at) if source.settled_at else ""
    what = "Imported" if source.state == IMPORTED else "Set aside"
    outcome = outcome_words(importer, source)
    detail = f" {outcome[0].upper()}{outcome[1:]}." if source.state == IMPORTED else ""
    return f"{what} by {source.settled_by}, {when}.{detail} {erased}".rstrip()


def _trouble(found: DryRun) -> str:
    if found.encodings:
        return (
            "The file is not in UTF-8, and which encoding it is in can't be known for sure. Choose "
            "below the one in which the names read right."
        )
    return found.trouble


def _counts(found: DryRun) -> tuple[tuple[str, str], ...]:
    if not found.may_be_confirmed:
        return ()
    return (
        ("New", f"{found.new:,}"),
        ("Changed", f"{found.changed:,}"),
        ("Unchanged", f"{found.unchanged:,}"),
        ("Not in the file", f"{found.gone:,}"),
    )


def _more(count: int, shown: Sequence[object]) -> str:
    left = count - len(shown)
    return f"and {left:,} more" if left else ""


def _mistakes(total: int) -> str:
    return "One mistake" if total == 1 else f"{total:,} mistakes"


def _button(importer: Importer, found: DryRun) -> str:
    parts = [
        f"{count:,} {words}"
        for count, words in ((found.new, "new"), (found.changed, "changed"))
        if count
    ]
    return f"Import {' and '.join(parts)}" if parts else f"Decide on the {importer.many} not in it"


def _encodings(found: DryRun, said: Said) -> tuple[Option, ...]:
    if found.encodings:
        return tuple(
            Option(each, ENCODINGS[each], each == said.how.encoding, example)
            for each, example in found.encodings.items()
        )
    if said.how.encoding:
        return options(ENCODINGS, said.how.encoding)
    return ()


def _separators(found: DryRun, said: Said) -> tuple[Option, ...]:
    if found.kind != "csv":
        return ()
    return (Option("", "found out from the file"), *options(SEPARATORS, said.how.separator))


def _sheets(found: DryRun, said: Said) -> tuple[Option, ...]:
    if len(found.sheets) < 2:
        return ()
    first = Option("", "the first that is visible")
    return (first, *(Option(each, each, each == said.how.sheet) for each in found.sheets))


def _ranges(found: DryRun) -> str:
    left = found.merged_total - len(found.merged)
    return ", ".join(found.merged) + (f" and {left:,} more" if found.merged and left else "")


def _targets(importer: Importer, chosen: str) -> tuple[Option, ...]:
    """Return what a column may be; deep levels of a path only where one is chosen."""
    offered = [Option(LEFT_OUT, "not imported", chosen == LEFT_OUT)]
    if importer.keeps_rest:
        offered.append(Option(REST, "kept under its own name", chosen == REST))
    for field in importer.fields:
        offered.append(Option(field.name, field.words, chosen == field.name))
        for level in range(1, field.levels + 1):
            target = f"{field.name}{level}"
            if level <= _LEVELS_OFFERED or chosen == target:
                offered.append(Option(target, f"{field.words}, level {level}", chosen == target))
    return tuple(offered)


def _question(ask: Ask, answers: Mapping[str, str]) -> Question:
    value = answers.get(ask.name, "")
    return Question(ask.name, ask.words, ask.hint, value, options(dict(ask.options), value))
