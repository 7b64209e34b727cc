"""From papers to a PDF: A4, black on white, tagged for screen readers (PDF/UA-1)."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import Path

from server.forms.export.paper import Paper
from server.forms.export.problems import FormUnprintable
from server.typesetting import NotTypeset, typeset


def print_papers(papers: Sequence[Paper], fonts: Path | None = None) -> bytes:
    """Return one PDF with all `papers`, each with its own page numbers.

    `fonts` is a folder with further fonts, for scripts that ours do not have. Raises
    FormUnprintable where typst can't set the papers.
    """
    template = (resources.files("server.forms.export") / "paper.typ").read_bytes()
    try:
        return typeset(template, {"papers": json.dumps([asdict(paper) for paper in papers])}, fonts)
    except NotTypeset as error:
        raise FormUnprintable(_sentence(papers[0].form, error)) from error


def _sentence(form: str, error: NotTypeset) -> str:
    if error.without_shape:
        return (
            f"{form} can't be printed: no font has a shape for “{error.without_shape}”. Name a "
            "folder with a font that has it with --fonts, or take the sign out of the form."
        )
    return (
        f"{form} can't be printed: {error.message}. Send the form and this sentence to those who "
        "maintain the program."
    )
