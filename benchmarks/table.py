"""Rows of figures, each beside its budget and what it is a ratio of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured thing. `value` and `budget` are sentences, so that units never get lost."""

    what: str
    value: str
    budget: str = ""
    kept: bool | None = None
    """Whether the budget was kept; None where there is none."""


def print_table(title: str, figures: list[Figure]) -> None:
    """Print the figures under `title`, aligned."""
    wide = max(len(each.what) for each in figures)
    long = max(len(each.value) for each in figures)
    print(f"\n{title}")
    for each in figures:
        mark = {True: "kept  ", False: "MISSED", None: "      "}[each.kept]
        print(f"  {each.what:<{wide}}  {each.value:<{long}}  {mark}  {each.budget}".rstrip())
