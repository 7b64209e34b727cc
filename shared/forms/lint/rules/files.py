"""Files that a form refers to, and those that came with it."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePosixPath

from shared.forms.lint.finding import LintFinding, error, warning
from shared.forms.lint.subject import Select, Subject
from shared.forms.syntax import Call, Text, walk

MISSING_FILE = "missing-file"
_LAST_SAVED = "__last-saved"


def check_files(subject: Subject) -> Iterator[LintFinding]:
    """Yield the files that are missing. Tables must be there; pictures only should."""
    attached = {file.name for file in subject.form.files}
    told: set[str] = set()
    used: set[str] = set()
    for name, file in _wanted_tables(subject):
        used.add(file)
        if file not in attached and file not in told:
            told.add(file)
            yield error(
                MISSING_FILE,
                subject.row(name),
                f"{name} looks things up in `{file}`, which is not attached.",
                f"Attach it with --attach {file}.",
            )
    for name, file in _wanted_media(subject):
        used.add(file)
        if file not in attached and file not in told:
            told.add(file)
            yield warning(
                "missing-media",
                subject.row(name),
                f"{name} shows `{file}`, which is not attached.",
                f"Attach it with --attach {file}.",
            )
    for file in sorted(attached - used):
        yield warning(
            "unused-file",
            None,
            f"`{file}` is attached, and nothing in the form refers to it.",
            "Leave it out, or check the name that the form refers to.",
        )
    yield from _missing_columns(subject)


def _missing_columns(subject: Subject) -> Iterator[LintFinding]:
    """Find columns that an attached table does not have."""
    columns = {file.name: file.columns for file in subject.form.files if file.columns}
    for name, file, column in _wanted_columns(subject):
        held = columns.get(file)
        if held is not None and column not in held:
            near = get_close_matches(column, held, n=1)
            yield error(
                "missing-column",
                subject.row(name),
                f"{name} needs the column `{column}`, which `{file}` does not have.",
                f"Did you mean `{near[0]}`?" if near else f"It has: {', '.join(held)}.",
            )


def _wanted_columns(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield the name of a question, the table and the column that it needs."""
    for name, question in subject.questions.items():
        if isinstance(question, Select) and question.from_file:
            yield name, question.from_file.file, question.from_file.value
            yield name, question.from_file.file, question.from_file.label
    for rule in subject.rules:
        for each in walk(rule.expression.tree):
            match each:
                case Call(name="pulldata", arguments=(Text() as table, *rest)):
                    for column in rest[:2]:
                        if isinstance(column, Text):
                            yield rule.name, _file_of(table.value, subject), column.value
                case _:
                    pass


def _wanted_tables(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield the name of a question and the table it needs, as a file name."""
    for name, question in subject.questions.items():
        if isinstance(question, Select) and question.from_file:
            yield name, question.from_file.file
    for rule in subject.rules:
        for table in sorted(rule.expression.tables):
            if table not in _own_tables(subject):
                yield rule.name, _file_of(table, subject)


def _file_of(table: str, subject: Subject) -> str:
    """Return the attached file that expressions call `table`, or what it should be called."""
    stem = table.removesuffix(".csv")
    by_stem = {PurePosixPath(file.name).stem: file.name for file in subject.form.files}
    return by_stem.get(stem, f"{stem}.csv")


def _own_tables(subject: Subject) -> set[str]:
    lists = {each.name for each in subject.lists}
    return {*lists, *subject.form.lists, _LAST_SAVED}


def _wanted_media(subject: Subject) -> Iterator[tuple[str, str]]:
    parts = [*subject.groups, *subject.questions.values()]
    for part in parts:
        for text in part.media.values():
            for file in text.values():
                yield part.name, file
    for each in subject.lists:
        for choice in each.choices:
            for text in choice.media.values():
                for file in text.values():
                    yield each.questions[0].name, file
