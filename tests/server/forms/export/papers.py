"""Forms made on the spot, printed, and read back as text."""

import re
from functools import cache
from io import BytesIO

from pypdf import PdfReader

from server.forms import service
from server.forms.export.composing import Edition, compose
from server.forms.export.paper import Paper, PaperQuestion
from server.forms.export.printing import print_papers
from server.forms.reading import FormReading
from shared.forms.model import Choice, Form, Node, Section, SelectOne


@cache
def standard(name: str) -> FormReading:
    """Return a standard form, read once."""
    return service.read_library(name)


def english(text: str) -> dict[str, str]:
    return {"en": text}


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(name=each, label=english(each.capitalize())) for each in names)


def yes_no(name: str, **fields: object) -> SelectOne:
    question = {"name": name, "label": english(f"{name}?"), "choices": choices("yes", "no")}
    return SelectOne.model_validate(question | fields)


def form_of(*nodes: Node) -> Form:
    section = Section(name="page", label=english("The page"), children=nodes)
    return Form(id="small", version="1", title=english("Small"), sections=(section,))


def paper_of(*nodes: Node) -> Paper:
    return compose(form_of(*nodes), "en", Edition())


def questions_on(paper: Paper) -> dict[str, PaperQuestion]:
    rows = [row for section in paper.sections for row in section.rows]
    return {row.code: row for row in rows if isinstance(row, PaperQuestion)}


def question_on_paper(*nodes: Node) -> PaperQuestion:
    """Return the last question of a form of `nodes` as it is printed."""
    return list(questions_on(paper_of(*nodes)).values())[-1]


def printed(*nodes: Node) -> PdfReader:
    return read_pdf(print_papers([paper_of(*nodes)]))


def read_pdf(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def squeezed(text: str) -> str:
    """Return `text` without what line breaks do to it."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def text_of(pdf: PdfReader) -> str:
    return squeezed("".join(page.extract_text() for page in pdf.pages))
