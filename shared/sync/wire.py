"""What all messages have in common: they are frozen, and say nothing that nobody expects."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Signature = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


class Wire(BaseModel):
    """A message: frozen; keys it does not know are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
