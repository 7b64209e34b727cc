"""The pages of imports: handing a file in, looking at what it would do, the kept files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.imports.columns import LEFT_OUT, REST
from server.imports.days import ORDERS
from server.imports.dry_run import DryRun, ShownChange, ShownError
from server.imports.examining import Said
from server.imports.importer import Importer
from server.imports.keeping import IMPORTED, MOST_MEGABYTES, WAITING
from server.imports.models import ImportedSource
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
    title: str
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
    title: str
    name: str
    href: str
    about: tuple[tuple[str, str], ...]
    back: Link
    sources: str
    is_waiting: bool
    over: str
    """What became of it, in a sentence; '' = it waits."""
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
    many: str
    deeds: tuple[Option, ...]
    """What may become of those gone."""
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


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A kept file."""

    name: str
    href: str
    """'' = not for this account."""
    kind: str
    kept: str
    by: str
    outcome: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SourcesPage(Page):
    """Every file that was handed in."""

    template: ClassVar[str] = "sources.html"
    rows: tuple[SourceRow, ...]
    kinds: tuple[Link, ...]
    """Where files are handed in."""
    total: str
    newer: str
    older: str


def hand_in_page(place: Place, importer: Importer) -> HandInPage:
    """Return the page that asks for a file."""
    required = [each.words for each in importer.fields if each.required]
    others = [each.words for each in importer.fields if not each.required]
    return HandInPage(
        frame=place.frame(f"Import {importer.many}", "registers"),
        title=importer.title,
        many=importer.many,
        back=Link(importer.title, place.path(importer.page)),
        action=place.path(f"/import/{importer.kind}"),
        most=f"{MOST_MEGABYTES} MiB",
        needed=", ".join(required).lower(),
        others=", ".join(others).lower(),
        sources=place.path("/sources"),
    )


def import_page(
    place: Place, importer: Importer, source: ImportedSource, found: DryRun, *, changed: bool
) -> ImportPage:
    """Return the page of a file; `changed`: something else would be done than was shown before."""
    is_waiting = source.state == WAITING
    return ImportPage(
        frame=place.frame(f"{source.name}: import", "registers"),
        title=importer.title,
        name=source.name,
        href=place.path(f"/sources/{source.id}"),
        about=_about(place, source, found),
        back=Link(importer.title, place.path(importer.page)),
        sources=place.path("/sources"),
        is_waiting=is_waiting,
        over="" if is_waiting else _over(place, importer, source),
        found=found,
        trouble=_trouble(found),
        counts=_counts(found),
        changed_more=_more(found.changed, found.changes),
        new_more=_more(found.new, found.news),
        gone_more=_more(found.gone, found.gones),
        changes=tuple(found.changes),
        news=tuple(found.news),
        gones=tuple(found.gones),
        errors=tuple(found.errors),
        errors_words=_mistakes(found.errors_total),
        many=importer.many,
        deeds=options(importer.gone_deeds, "") if found.gone else (),
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
        asks=tuple(_question(*each, said.answers) for each in importer.asks),
        columns=tuple(
            ColumnRow(
                each.name,
                " · ".join(each.examples),
                _targets(importer, source.mapping.get(each.name, LEFT_OUT)),
            )
            for each in found.columns
        ),
    )


_CHANGED = (
    "Nothing was imported: since you looked, the register has changed, so this file would now do "
    "something else. This is what it would do now."
)


def sources_page(
    place: Place, importers: Mapping[str, Importer], rows: Sequence[ImportedSource], total: int,
    page: int, most: int,
) -> SourcesPage:  # fmt: skip
    """Return the page of all kept files; `page` from 0, of `most` each."""
    role = place.standing.role
    at = place.path("/sources")
    return SourcesPage(
        frame=place.frame("Sources", "registers"),
        rows=tuple(
            SourceRow(
                name=each.name,
                href=f"{at}/{each.id}" if role in importers[each.kind].who else "",
                kind=importers[each.kind].title,
                kept=place.times.at(each.kept_at),
                by=each.kept_by,
                outcome=_outcome(importers[each.kind], each),
                size=size_words(each.size),
                sha256=each.sha256,
            )
            for each in rows
        ),
        kinds=tuple(
            Link(each.title, place.path(f"/import/{each.kind}"))
            for each in importers.values()
            if role in each.who
        ),
        total=f"{total:,} file{'' if total == 1 else 's'}" if total else "No file was imported yet",
        newer=f"{at}?page={page - 1}" if page else "",
        older=f"{at}?page={page + 1}" if (page + 1) * most < total else "",
    )


def size_words(size: int) -> str:
    """Return a number of bytes as people say it."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:,.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


def _about(place: Place, source: ImportedSource, found: DryRun) -> tuple[tuple[str, str], ...]:
    about = [("Handed in", f"{place.times.at(source.kept_at)}, by {source.kept_by}")]
    if found.read_as:
        about.append(("Read as", found.read_as))
    about += [("Size", size_words(source.size)), ("SHA-256", source.sha256)]
    return tuple(about)


def _over(place: Place, importer: Importer, source: ImportedSource) -> str:
    when = place.times.at(source.settled_at) if source.settled_at else ""
    what = "Imported" if source.state == IMPORTED else "Set aside"
    outcome = _outcome(importer, source)
    detail = f" {outcome[0].upper()}{outcome[1:]}." if source.state == IMPORTED else ""
    return f"{what} by {source.settled_by}, {when}.{detail}"


def _outcome(importer: Importer, source: ImportedSource) -> str:
    if source.state != IMPORTED:
        return "waits" if source.state == WAITING else "set aside"
    done = source.outcome
    words = f"{done['new']:,} new, {done['changed']:,} changed, {done['unchanged']:,} unchanged"
    if done["gone"]:
        became = {"keep": "kept open", "close": "closed"}.get(done["those_gone"], "listed")
        words += f"; {done['gone']:,} {importer.many} not in it, {became}"
    return words


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
    if found.sheets or found.read_as.startswith("GeoJSON"):
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


def _question(
    name: str, words: str, offered: tuple[tuple[str, str], ...], hint: str,
    answers: Mapping[str, str],
) -> Question:  # fmt: skip
    value = answers.get(name, "")
    return Question(name, words, hint, value, options(dict(offered), value))
