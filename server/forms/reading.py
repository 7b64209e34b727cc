"""An XLSForm as it was read: the form, the XForm for phones, and what was found about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.forms.problems import FormNotPublishable
from shared.digest import sha256_hex
from shared.forms.lint.finding import CHOICES, SETTINGS, SURVEY, Level, LintFinding, error
from shared.forms.lint.linter import lint
from shared.forms.lint.rules.files import MISSING_FILE
from shared.forms.model import Form

LONGEST_ID = 120
_SHEETS = (SURVEY, CHOICES, SETTINGS)
_NO_FILES: Mapping[str, bytes] = {}


@dataclass(frozen=True, slots=True)
class FormReading:
    """An XLSForm that was read, and what was found about it."""

    form: Form | None
    """None where the mistakes leave no form to speak of."""
    xform: str
    findings: tuple[LintFinding, ...]
    source: bytes
    name: str
    """Of the file."""
    attached: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """Contents of the files that came with it, by name."""
    draft: bool = False
    """Read as a draft: for drills only, its version made from its content."""

    @property
    def errors(self) -> tuple[LintFinding, ...]:
        """The findings that refuse publishing."""
        return tuple(each for each in self.findings if each.level is Level.ERROR)


def read_form(
    source: bytes, name: str, attached: Mapping[str, bytes] = _NO_FILES, *, draft: bool = False
) -> FormReading:
    """Read the XLSForm `source` (xlsx, csv or Markdown, by the file's `name`) and check it.

    `attached` are the files that came with it, by name. A draft's version gets a suffix from its
    content, so that every attempt has a version of its own. Raises FormUnreadable for a file that
    is no XLSForm at all; an author's mistakes are findings.
    """
    # Half of every command's start would go into pyxform; few commands read forms.
    from server.forms.xlsform.building import build_form  # noqa: PLC0415
    from server.forms.xlsform.conversion import (  # noqa: PLC0415
        convert,
        rows_by_choice,
        rows_by_name,
    )
    from server.forms.xlsform.workbook import read_workbook  # noqa: PLC0415

    definition = read_workbook(source, name)
    mark = _mark_of(source, attached)
    conversion = convert(definition, version=mark, draft=f"-draft-{mark}" if draft else "")
    findings, form = conversion.findings, None
    if conversion.document is not None:
        rows = rows_by_name(definition)
        form, left_out = build_form(
            conversion.document, rows, attached, definition.external_choices or ()
        )
        linted = lint(form, rows, rows_by_choice(definition))
        findings += [*left_out, *_not_told(linted, left_out), *_too_long(form)]
    return FormReading(
        form, conversion.xform, tuple(sorted(findings, key=_order)), source, name, attached, draft
    )


def _not_told(linted: Iterable[LintFinding], told: Iterable[LintFinding]) -> list[LintFinding]:
    """Return what was found, but for files whose lack was told already, at a row of their own."""
    missing = " ".join(each.message for each in told if each.code == MISSING_FILE)
    return [
        each for each in linted if each.code != MISSING_FILE or _quoted(each.message) not in missing
    ]


def _quoted(message: str) -> str:
    return message.split("`")[1]


def publishable(reading: FormReading) -> Form:
    """Return the form that was read. Raises FormNotPublishable where there are errors."""
    if reading.form is not None and not reading.errors:
        return reading.form
    raise _not_publishable(reading, "Nothing was published.")


def form_in(reading: FormReading) -> Form:
    """Return the form that was read, mistakes and all.

    Raises FormNotPublishable where the mistakes leave no form to speak of.
    """
    if reading.form is not None:
        return reading.form
    raise _not_publishable(reading, "")


def _not_publishable(reading: FormReading, end: str) -> FormNotPublishable:
    first, *others = reading.errors
    sheet = "" if first.sheet == SURVEY else f", {first.sheet}"
    place = f"{sheet}, row {first.row}" if first.row is not None else sheet
    more = "" if not others else f" There {_are(len(others))} more."
    return FormNotPublishable(
        f"{reading.name}{place}: {first.message} {first.cure}{more} {end}".rstrip(),
        findings=[as_json(each) for each in reading.findings],
    )


def _are(number: int) -> str:
    return f"is {number}" if number == 1 else f"are {number}"


def as_json(finding: LintFinding) -> dict[str, str | int | None]:
    """Return a finding as plain JSON values."""
    return {
        "level": finding.level.value,
        "code": finding.code,
        "sheet": finding.sheet,
        "row": finding.row,
        "message": finding.message,
        "cure": finding.cure,
    }


def _mark_of(source: bytes, attached: Mapping[str, bytes]) -> str:
    """Return a short mark of a form's content, files included."""
    if not attached:
        return sha256_hex(source)[:12]
    parts = [
        sha256_hex(source),
        *(f"{each} {sha256_hex(attached[each])}" for each in sorted(attached)),
    ]
    return sha256_hex("\n".join(parts).encode())[:12]


def _order(finding: LintFinding) -> tuple[Level, int, int]:
    """Sort errors first, then what is about the whole form, then by sheet and row."""
    sheet = 0 if finding.row is None else 1 + _SHEETS.index(finding.sheet)
    return finding.level, sheet, finding.row or 0


def _too_long(form: Form) -> list[LintFinding]:
    """Return a finding for an id or version that can't be kept."""
    return [
        error(
            "too-long",
            None,
            f"The {what} has {len(value)} characters; {LONGEST_ID} is the most.",
            "Shorten it on the settings sheet.",
            sheet=SETTINGS,
        )
        for what, value in (("form_id", form.id), ("version", form.version))
        if len(value) > LONGEST_ID
    ]
