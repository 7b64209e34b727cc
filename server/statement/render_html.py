"""A statement as HTML: a page of the server, or a file of its own that prints well.

Each figure is a link: in the server's page to the reports behind it, in a file to the annex.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Protocol
from urllib.parse import quote, urlencode
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from server.statement.annex import Annex, annex_of, runs
from server.statement.document import Document, Evidence, Paragraph, Sentence, Slot, Ways
from server.statement.foreign import foreign_texts, stretches
from server.statement.languages.phrases import phrase
from server.statement.languages.registry import language_or_english
from server.statement.printed.charts import charts_of
from server.statement.render_markdown import notice


class Links(Protocol):
    """Where the links of a statement lead."""

    def figure(self, evidence: Evidence, figure: int) -> str:
        """Return where the reports behind a figure are."""
        ...

    def silence(self, evidence: Evidence, kind: str) -> str:
        """Return where the reports with a non-answer are."""
        ...

    def evidence(self, evidence_id: str) -> str:
        """Return where the evidence of a sentence is."""
        ...

    def report(self, report: UUID) -> str:
        """Return where a report is; '' = nowhere to go."""
        ...


class InFile:
    """Links of a file of its own: all of them lead to its annex."""

    def figure(self, evidence: Evidence, figure: int) -> str:  # noqa: ARG002 - the note has all figures
        """Return the place of the evidence in the annex."""
        return f"#{evidence.id}"

    def silence(self, evidence: Evidence, kind: str) -> str:  # noqa: ARG002
        """Return the place of the evidence in the annex."""
        return f"#{evidence.id}"

    def evidence(self, evidence_id: str) -> str:
        """Return the place of the evidence in the annex."""
        return f"#{evidence_id}"

    def report(self, report: UUID) -> str:  # noqa: ARG002
        """Return nothing: a file can't lead to the server."""
        return ""


@dataclass(frozen=True)
class OnServer:
    """Links of the server's page: figures lead to the reports behind them."""

    mission: str
    """The mission's code."""

    def figure(self, evidence: Evidence, figure: int) -> str:
        """Return the address of the reports that a figure counts."""
        if not evidence.question:  # the stations visited, by the reports of all forms
            return f"{self._home}/reports?state=accepted"
        counted = evidence.figures[figure]
        which = [("value", value) for value in counted.values] or [("reading", "answered")]
        which += [("together", "1")] if counted.together else []
        which += [("but", each) for each in _told_before(evidence.figures[:figure])]
        return self._reports(evidence, which)

    def silence(self, evidence: Evidence, kind: str) -> str:
        """Return the address of the reports with a non-answer."""
        return self._reports(evidence, [("reading", kind)])

    def _reports(self, evidence: Evidence, which: list[tuple[str, str]]) -> str:
        wanted = [
            ("form", evidence.form),
            ("question", evidence.question),
            ("unit", evidence.unit),
            *which,
        ]
        if evidence.as_of:
            wanted.append(("as_of", evidence.as_of.isoformat()))
        return f"{self._home}/evidence?{urlencode(wanted)}"

    def evidence(self, evidence_id: str) -> str:
        """Return the place of the evidence in the annex of the same page."""
        return f"#{evidence_id}"

    def report(self, report: UUID) -> str:
        """Return the address of a report."""
        return f"{self._home}/reports/{report}"

    @property
    def _home(self) -> str:
        return f"/m/{quote(self.mission, safe='')}"


def _told_before(figures: Sequence[Ways]) -> Iterator[str]:
    """Yield the answers that earlier figures have counted, joined where they had to be together."""
    for each in figures:
        if each.together:
            yield " ".join(each.values)
        else:
            yield from each.values


@dataclass(frozen=True)
class _Block:
    """Sentences that run together, or one slot."""

    sentences: tuple[tuple[Sentence, str], ...] = ()
    slot: Slot | None = None


def render(document: Document) -> str:
    """Return the document as a file of its own."""
    template = _environment().get_template("page.html")
    return template.render(
        language=document.language, title=document.title, text=fragment(document, InFile())
    )


def fragment(document: Document, links: Links) -> Markup:
    """Return the document as an `<article>`, to be put into a page."""
    annex = annex_of(document)
    slots = len(list(document.slots()))
    language = language_or_english(document.language)
    template = _environment().get_template("statement.html")
    return Markup(  # noqa: S704 - the template escapes all that it is given
        template.render(
            document=document,
            sections=_sections(document, annex),
            annex=annex,
            charts={chart.id: chart for chart in charts_of(document, annex)},
            links=links,
            runs=runs,
            slots=slots,
            notice=notice(slots, language),
            say=partial(phrase, language),
            capital=language.capital,
            spoken=partial(stretches, foreign=foreign_texts(document)),
        )
    )


def _sections(document: Document, annex: Annex) -> list[dict[str, Any]]:
    """Return the sections with their sentences in blocks, each with the number of its source."""
    sources = {
        id(sentence): annex.of_sentence.get(place, "")
        for place, sentence in enumerate(document.sentences())
    }
    return [
        {
            "title": section.title,
            "paragraphs": [
                {"id": paragraph.id, "blocks": _blocks(paragraph, sources)}
                for paragraph in section.paragraphs
            ],
        }
        for section in document.sections
    ]


def _blocks(paragraph: Paragraph, sources: dict[int, str]) -> list[_Block]:
    blocks: list[_Block] = []
    running: list[tuple[Sentence, str]] = []
    for part in paragraph.parts:
        if isinstance(part, Sentence):
            running.append((part, sources[id(part)]))
            continue
        if running:
            blocks.append(_Block(tuple(running)))
            running = []
        blocks.append(_Block(slot=part))
    return [*blocks, _Block(tuple(running))] if running else blocks


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("server.statement", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
