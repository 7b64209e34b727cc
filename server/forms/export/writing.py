"""A form in each of the formats that it is handed on in."""

import json

from server.forms.export.composing import Edition, compose
from server.forms.export.printing import print_papers
from server.forms.export.problems import FormLacksLanguage
from server.forms.problems import FormNotPublishable
from server.forms.reading import FormReading
from shared.forms.model import Form


def as_xform(reading: FormReading) -> bytes:
    """Return the XForm for phones, byte for byte as it is kept. Raises FormNotPublishable."""
    form_without_errors(reading)
    return reading.xform.encode()


def as_json(reading: FormReading) -> bytes:
    """Return the form's document, as laptops get it. Raises FormNotPublishable."""
    document = form_without_errors(reading).model_dump(mode="json")
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def as_paper(reading: FormReading, edition: Edition) -> bytes:
    """Return the paper twin as one PDF: the form once in each language of `edition`.

    Raises FormNotPublishable, FormLacksLanguage and FormUnprintable.
    """
    form = form_without_errors(reading)
    missing = [language for language in edition.languages if language not in form.languages]
    if missing:
        raise FormLacksLanguage(
            f"{form.id} is not written in {missing[0]!r}. It is written in: "
            f"{', '.join(form.languages)}. Name one of these, or add the columns of that language "
            "to the form."
        )
    wanted = dict.fromkeys(edition.languages or form.languages)
    return print_papers([compose(form, each, edition) for each in wanted], edition.fonts)


def form_without_errors(reading: FormReading) -> Form:
    """Return the form. Raises FormNotPublishable where it has mistakes that would mislead."""
    errors = reading.errors
    if reading.form is not None and not errors:
        return reading.form
    first = errors[0]
    place = f", {first.sheet} row {first.row}" if first.row is not None else ""
    raise FormNotPublishable(
        f"{reading.name}{place}: {first.message} {first.cure} Nothing was written. "
        f"`evenhand-server form lint {reading.name}` tells all that is wrong."
    )
