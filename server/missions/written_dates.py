"""Days as texts write them, in the languages of statements: `10 January 2021`, `Jan. 1`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "en short": "jan feb mar apr may jun jul aug sep oct nov dec",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
}
_NUMBER_OF = {
    name: number for names in _MONTHS.values() for number, name in enumerate(names.split(), start=1)
} | {"sept": 9}
_NAMES = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_MONTH = rf"(?P<month>{_NAMES})(?![^\W\d_])\.?"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)"
_YEAR = r"(?:,?\s+(?:жылғы\s+)?(?P<year>[12]\d{3}))?"
_FORMS = (
    re.compile(rf"{_DAY}\.?\s+{_MONTH}{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s*(?P<day>[0-3]?\d)(?!\d){_YEAR}", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<year>[12]\d{3})-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)"),
    re.compile(rf"{_DAY}[./](?P<month>[01]?\d)[./](?P<year>[12]\d{{3}})(?!\d)"),
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day in a text."""

    start: int
    end: int
    """Where it stands in the text, as a slice."""
    day: int
    month: int
    year: int | None
    """None = the text leaves it out."""
    swapped: tuple[int, int, int] | None = None
    """Month, day and year where it can be read month first too: `1/10/2021`."""


def written_dates(text: str) -> Iterator[WrittenDate]:
    """Yield the days in `text`, each once, form by form."""
    taken: set[int] = set()
    for form in _FORMS:
        for found in form.finditer(text):
            span = range(found.start(), found.end())
            if taken.isdisjoint(span):
                taken.update(span)
                yield _date(found)


def _date(found: re.Match[str]) -> WrittenDate:
    month, year = found["month"].lower(), found["year"]
    number = int(month) if month.isdecimal() else _NUMBER_OF[month]
    day = int(found["day"])
    return WrittenDate(
        found.start(),
        found.end(),
        day,
        number,
        int(year) if year else None,
        (day, number, int(year)) if "/" in found[0] else None,
    )
