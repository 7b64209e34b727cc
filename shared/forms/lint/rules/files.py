"""Files that a form refers to, and those that came with it."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from shared.forms.lint.finding import LintFinding, error, warning
from shared.forms.lint.subject import Select, Subject

_LAST_SAVED = "__last-saved"


def check_files(subject: Subject) -> Iterator[LintFinding]:
    """Yield the files that are missing. Tables must be there; pictures only should."""
    attached = {file.name for file in subject.form.files}
    told: set[str] = set()
    for name, file in _wanted_tables(subject):
        if file not in attached and file not in told:
            told.add(file)
            yield error(
                "missing-file",
                subject.row(name),
                f"{name} looks things up in `{file}`, which is not attached.",
                f"Attach it: --attach {file}",
            )
    for name, file in _wanted_media(subject):
        if file not in attached and file not in told:
            told.add(file)
            yield warning(
                "missing-media",
                subject.row(name),
                f"{name} shows `{file}`, which is not attached.",
                f"Attach it: --attach {file}",
            )


def _wanted_tables(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield the name of a question and the table it needs, as a file name."""
    for name, question in subject.questions.items():
        if isinstance(question, Select) and question.from_file:
            yield name, question.from_file.file
    by_stem = {PurePosixPath(file.name).stem: file.name for file in subject.form.files}
    for rule in subject.rules:
        for table in sorted(rule.expression.tables):
            if table not in _own_tables(subject):
                stem = table.removesuffix(".csv")
                yield rule.name, by_stem.get(stem, f"{stem}.csv")


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
