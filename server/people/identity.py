"""Who an observer is. Only the sealed store of names and the pages of its readers have this."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.folding import fold

_Line = Annotated[str, Field(max_length=200)]


class Identity(BaseModel):
    """Names, papers and contacts of one person. Never logged, never sent to a laptop."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    family_name: _Line = ""
    given_name: _Line = ""
    other_script: _Line = ""
    """The whole name in another alphabet, as on a card."""
    born_on: date | None = None
    document: _Line = ""
    """Kind and number of the paper, as `passport N 1234567`."""
    document_until: date | None = None
    email: _Line = ""
    phone: _Line = ""
    emergency_name: _Line = ""
    """Whom to call when something has happened to them."""
    emergency_phone: _Line = ""

    @property
    def full_name(self) -> str:
        """The name as it is called."""
        return f"{self.given_name} {self.family_name}".strip() or self.other_script

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        return self == NOBODY

    @property
    def spellings(self) -> frozenset[str]:
        """What the name is compared by: the same in each alphabet and order."""
        whole = f"{self.given_name} {self.family_name}"
        keys = (" ".join(sorted(fold(each).split())) for each in (whole, self.other_script))
        return frozenset(key for key in keys if key)

    def is_found_by(self, folded: str) -> bool:
        """Say whether name or e-mail hold the text whose folding is `folded`."""
        words = fold(f"{self.given_name} {self.family_name} {self.other_script} {self.email}")
        return all(part in words for part in folded.split())


NOBODY = Identity()
