"""The sentences of our own checks."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from shared.text import Text

_FILE = Path(__file__).parent / "wording.yaml"


def sentence(check: str, **values: object) -> Text:
    """Return what `check` asks, with `values` filled in, in every language that we have."""
    return {code: words.format(**values) for code, words in sentences()[check].items()}


@cache
def sentences() -> Mapping[str, Text]:
    """Return the wordings by check and language."""
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))
