"""What is asked of a sample."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from server.bounds import PlainText
from server.sampling.drawing import LEAST_PER_STRATUM, Allocation
from server.stations.columns import KINDS


class Asked(BaseModel):
    """A sample as it is asked for, on the page or the command line."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    size: Annotated[int, Field(ge=1, le=100_000)]
    seed: Annotated[PlainText, Field(min_length=1, max_length=200)]
    by: Annotated[PlainText, Field(max_length=100)] = ""
    """What makes the strata; '' = a simple random sample."""
    allocation: Allocation = Allocation.PROPORTIONAL
    least: Annotated[int, Field(ge=0, le=1000)] = LEAST_PER_STRATUM
    """Of each stratum, or all it has."""
    within: PlainText = ""
    """A region path; '' = all of the register."""
    left_out: tuple[PlainText, ...] = ()
    """Kinds of stations that are not drawn from."""
    note: Annotated[PlainText, Field(max_length=1000)] = ""
    """As who was there when the seed was thrown."""

    @property
    def is_stratified(self) -> bool:
        """Whether each stratum is drawn from by itself."""
        return bool(self.by)


def unknown_kinds(asked: Asked) -> list[str]:
    """Return the kinds left out that no station can be of."""
    return [kind for kind in asked.left_out if kind not in KINDS]
