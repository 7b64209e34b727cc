"""What the categories of incidents are called, in every language of statements."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from shared.sync.incidents import CATEGORIES
from shared.text import Text

_FILE = Path(__file__).parent / "categories.yaml"


def category_in(category: str, language: str) -> str | None:
    """Return what a category is called in `language`; None where nobody has worded it.

    One that a newer laptop knows and we don't is called by its name, in English.
    """
    if language == "en":
        return CATEGORIES.get(category, category)
    return wordings().get(category, {}).get(language)


@cache
def wordings() -> Mapping[str, Text]:
    """Return category → language → words, English left out."""
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))
