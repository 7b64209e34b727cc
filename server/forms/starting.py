"""A spreadsheet to start from: a standard checklist, or a small one that shows every column."""

import re
from collections.abc import Iterator
from importlib import resources
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING

from server.forms import service
from server.forms.problems import BadFormName
from server.forms.reading import read_form

if TYPE_CHECKING:
    from openpyxl import Workbook

BLANK = "blank"
"""The small checklist that shows the columns."""
EXTENSIONS = (".xlsx", ".md")
FIRST_VERSION = "1"
SHEET = "evenhand columns"
"""The sheet of a workbook that explains our columns; tools that read forms pass over it."""

COLUMNS: tuple[tuple[str, str, str], ...] = (
    (
        "evenhand::indicator",
        "secrecy.unseen",
        "What statements call this question. Each question its own; without it, no statement "
        "speaks of the answers.",
    ),
    ("evenhand::positive", "always mostly", "Choices that are good news, with spaces between."),
    ("evenhand::negative", "sometimes never", "Choices that are bad news, with spaces between."),
    ("evenhand::section", "secrecy", "The part of a statement where it is used."),
    (
        "evenhand::core",
        "yes",
        "Belongs to the short form of the checklist: asked and sent first. 40 questions at most.",
    ),
    (
        "evenhand::seen_by",
        "yes",
        "After a negative answer, ask whether the team saw it or was told. Only what was seen is "
        "counted.",
    ),
    (
        "evenhand::alert",
        "never",
        "Choices that raise an alert at headquarters; *negative means all negative ones.",
    ),
    (
        "evenhand::non_answers",
        "not_observed dont_know",
        "Which of not_observed, dont_know and not_applicable are offered; none for none of them. "
        "An empty cell offers all three.",
    ),
    (
        "evenhand::comment_on",
        "*negative",
        "Choices that ask for a comment; *negative means all negative ones.",
    ),
    (
        "evenhand::scale",
        "frequency",
        "assessment (very good … very bad) or frequency (always … never). A list of that name "
        "needs no such cell.",
    ),
    (
        "evenhand::sum",
        "yes",
        "The numbers of all reports may be added up, as of incidents seen. Never so for votes or "
        "voters: figures of the protocol are not added up, whatever stands here.",
    ),
    (
        "evenhand::warning",
        ". <= ${booths}",
        "What is expected to be true. Otherwise the observer is asked again and the answer is "
        "flagged, never refused.",
    ),
    (
        "evenhand::warning_message::English (en)",
        "More booths are in use than there are. Read both again?",
        "What the observer is asked then.",
    ),
    (
        "evenhand::title::Русский (ru)",
        "Голосование",
        "On the settings sheet: the form's title in further languages.",
    ),
)
"""Each of our columns: header, an example, and what it does."""

_FORM_ID = re.compile(r"[^\w.-]+")
_PIPE = re.compile(r"(?<!\\)\|")


def start(file_name: str, source: str = BLANK) -> bytes:
    """Return the content of a new form file called `file_name`, after the form `source`.

    Raises BadFormName for a name without use, and UnknownForm for a source that is not there.
    """
    path = PurePath(file_name)
    if path.suffix.lower() not in EXTENSIONS:
        raise BadFormName(
            f"A form can be started as .xlsx or .md, not as {path.suffix or 'a file without end'}. "
            f"Call it {path.stem or 'checklist'}.xlsx."
        )
    form_id = _FORM_ID.sub("_", path.stem).strip("_.-")
    if not form_id:
        raise BadFormName(f"{path.stem!r} has no letters or figures. Name it like the checklist.")
    settings = {"form_id": form_id, "version": FIRST_VERSION}
    if source == BLANK:
        settings["form_title"] = path.stem.replace("_", " ").strip().capitalize()
    text = "\n".join(_with_settings(_read(source), settings)) + "\n"
    return text.encode() if path.suffix.lower() == ".md" else _workbook(text, file_name)


def _read(source: str) -> str:
    if source == BLANK:
        return (resources.files("server.forms") / "starters" / f"{BLANK}.md").read_text("utf-8")
    return service.library_path(source).read_text("utf-8")


def _with_settings(text: str, settings: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a form in Markdown, with `settings` in its settings sheet."""
    header: list[str] | None = None
    within = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in _PIPE.split(line)[1:-1]]
        if cells and cells[0]:
            within, header = cells[0] == "settings", None
        elif within and cells and header is None:
            header = cells
        elif within and cells and header is not None:
            filled = [settings.get(name, cell) for name, cell in zip(header, cells, strict=False)]
            yield f"|        | {' | '.join(filled[1:])} |"
            continue
        yield line


def _workbook(text: str, file_name: str) -> bytes:
    # Spreadsheets are heavy; no other command's start should pay for them.
    from openpyxl import load_workbook  # noqa: PLC0415

    from server.forms.export.spreadsheet import as_workbook  # noqa: PLC0415

    reading = read_form(text.encode(), f"{PurePath(file_name).stem}.md")
    book = load_workbook(BytesIO(as_workbook(reading)))
    _explain(book)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _explain(book: "Workbook") -> None:
    """Add a sheet that says what our columns mean."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - heavy, see above

    sheet = book.create_sheet(SHEET)
    for row in (("column", "for example", "what it does"), *COLUMNS):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in (("A", 40), ("B", 28), ("C", 90)):
        sheet.column_dimensions[column].width = width
        for cell in sheet[column]:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
