"""The frame of a sample: the stations that it is drawn from, with their strata."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import zstandard
from sqlalchemy import select
from sqlmodel import Session, col

from server.sampling.estimates import EVERYWHERE
from server.sampling.groups import NOT_GIVEN, depth_of, name_at
from server.sampling.problems import ImpossibleSample
from server.stations.models import Station
from shared.digest import sha256_hex
from shared.regions import lies_in

Frame = Sequence[tuple[str, str]]
"""Code and stratum of each station, by code."""
MOST_BYTES = 200_000_000
_OF_STATION = ("setting", "kind")


def read_frame(
    db: Session, mission_id: UUID, *, by: str, within: str, kinds_left_out: Sequence[str]
) -> Frame:
    """Return the open stations of the register that a sample is drawn from.

    `by` is what makes strata ('' = nothing: they are one), `within` a region ('' = all of them).
    Raises ImpossibleSample where there is none, or no station has the attribute `by`.
    """
    columns = (
        col(Station.code),
        col(Station.region),
        col(Station.setting),
        col(Station.kind),
        # Reading these costs most, and few samples need them.
        *([col(Station.attributes)] if _is_column(by) else []),
    )
    query = select(*columns).where(
        col(Station.mission_id) == mission_id, col(Station.closed_at).is_(None)
    )
    rows = [
        row
        for row in db.connection().execute(query.order_by(col(Station.code)))
        if (row.kind or "ordinary") not in kinds_left_out
        and (not within or lies_in(row.region, within))
    ]
    if not rows:
        raise ImpossibleSample(
            "No open station of the register is left to draw from. Import the register, or leave "
            "fewer kinds or regions out."
        )
    strata = [_stratum(row, by) for row in rows]
    if by and set(strata) == {NOT_GIVEN}:
        raise ImpossibleSample(
            f"No station of the register has {by!r}. Strata are made by region, region:2, setting, "
            "kind or a column of the register."
        )
    return [(row.code, stratum) for row, stratum in zip(rows, strata, strict=True)]


def _is_column(by: str) -> bool:
    """Say whether `by` is a column of the register that has no field of its own."""
    return bool(by) and by not in _OF_STATION and depth_of(by) is None


def _stratum(row: Any, by: str) -> str:  # noqa: ANN401 - a row of the query above
    if not by:
        return EVERYWHERE
    depth = depth_of(by)
    if depth is not None:
        return name_at(row.region, depth)
    value = row.attributes.get(by) if _is_column(by) else getattr(row, by)
    return str(value) if value else NOT_GIVEN


def sizes_of(frame: Frame) -> Mapping[str, int]:
    """Return stratum → its stations, by name."""
    return dict(sorted(Counter(stratum for _, stratum in frame).items()))


def written(frame: Frame) -> bytes:
    """Return a frame as it is hashed: a JSON list of [code, stratum], by code, in UTF-8."""
    pairs = [list(pair) for pair in sorted(frame)]
    return json.dumps(pairs, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of_frame(frame: Frame) -> str:
    """Return the SHA-256 of a frame."""
    return sha256_hex(written(frame))


def packed(frame: Frame) -> bytes:
    """Return a frame as it is kept."""
    return zstandard.ZstdCompressor().compress(written(frame))


def unpacked(kept: bytes) -> Frame:
    """Return the frame that `packed` wrote."""
    plain = zstandard.ZstdDecompressor().decompress(kept, max_output_size=MOST_BYTES)
    return [(code, stratum) for code, stratum in json.loads(plain)]
