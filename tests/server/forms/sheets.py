"""The same small form in the notations that authors use."""

import csv
from io import BytesIO, StringIO

from openpyxl import Workbook

Sheets = dict[str, list[list[str]]]

SURVEY = [
    ["type", "name", "label", "relevant"],
    ["select_one yes_no", "ramp", "Is there a ramp?", ""],
    ["integer", "steps", "How many steps?", "${ramp} = 'no'"],
]
CHOICES = [["list_name", "name", "label"], ["yes_no", "yes", "Yes"], ["yes_no", "no", "No"]]
SETTINGS = [["form_title", "form_id", "version"], ["Entrance", "entrance", "1"]]


def sheets(*rows: list[str], version: str = "1", survey: list[list[str]] | None = None) -> Sheets:
    """Return the small form with more `rows` in its survey, or with another survey."""
    settings = [SETTINGS[0], ["Entrance", "entrance", version]]
    return {
        "survey": [*(survey or SURVEY), *rows],
        "choices": CHOICES,
        "settings": settings,
    }


def markdown(content: Sheets) -> bytes:
    lines: list[str] = []
    for name, rows in content.items():
        lines.append(f"| {name} |")
        lines += ["| | " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines).encode()


def comma_separated(content: Sheets, encoding: str = "utf-8") -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    for name, rows in content.items():
        writer.writerow([name])
        writer.writerows(["", *row] for row in rows)
    return text.getvalue().encode(encoding)


def workbook(content: Sheets) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in content.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()
