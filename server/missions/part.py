"""What all pieces of a mission file share."""

from pydantic import BaseModel, ConfigDict

from server.missions.scalars import Words


class Part(BaseModel):
    """A piece of the file: it can't change, and refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True
    )


class Sourced(Part):
    """A piece that is taken from published texts."""

    sources: tuple[Words, ...] = ()
    """Ids of `sources`."""
    note: str = ""
