"""Drawing samples, proving them, and giving up stations that can't be visited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.deployment.samples.asking import Asked, unknown_kinds
from server.deployment.samples.frame import (
    Frame,
    digest_of_frame,
    packed,
    read_frame,
    sizes_of,
    unpacked,
)
from server.deployment.samples.models import SampledStation, StationSample
from server.errors import NotFound
from server.missions.models import Mission
from server.missions.service import lock_mission
from server.sampling.drawing import Draw, allocate, draw_sample
from server.sampling.problems import ImpossibleSample
from shared.ids import new_id
from shared.problems import Problem


class NoSuchSample(NotFound):
    """The mission has drawn no sample of this number."""

    code = "no-such-sample"
    title = "There is no such sample"


class NotInSample(Problem):
    """The station is not one of the sample that is still to be visited."""

    status = 422
    code = "not-in-sample"
    title = "The station is not in the sample"


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a sample is what its seed and its frame give."""

    draws_again: bool
    """The same seed and the kept frame give the stations that are kept as drawn."""
    frame_is_whole: bool
    """The kept frame has the digest that was kept with it."""
    register_is_same: bool
    """The register, asked in the same way today, gives that frame."""


def draw(db: Session, mission: Mission, asked: Asked, *, by: str, now: datetime) -> StationSample:
    """Draw a sample and keep it. Raises ImpossibleSample."""
    if unknown := unknown_kinds(asked):
        raise ImpossibleSample(f"No station is of the kind {unknown[0]!r}. Leave it away.")
    frame = _frame(db, mission, asked)
    strata = sizes_of(frame)
    sizes = {"": asked.size}
    if asked.is_stratified:
        sizes = allocate(asked.size, strata, asked.allocation, asked.least)
    drawn = draw_sample(frame, sizes, asked.seed)
    lock_mission(db, mission.code)  # one number after the other
    newest = select(func.max(StationSample.number)).where(StationSample.mission_id == mission.id)
    sample = StationSample(
        id=new_id(now),
        mission_id=mission.id,
        number=(db.exec(newest).one() or 0) + 1,
        seed=asked.seed,
        asked=asked.model_dump(mode="json", exclude={"seed"}),
        frame=packed(frame),
        frame_digest=digest_of_frame(frame),
        strata=dict(strata),
        sizes=dict(drawn.sizes),
        by=by,
        at=now,
    )
    db.add(sample)
    db.flush()
    db.add_all(
        SampledStation(sample_id=sample.id, code=code, stratum=stratum, place=place)
        for stratum, size in drawn.sizes.items()
        for place, code in enumerate(drawn.order[stratum][:size], start=1)
    )
    db.flush()
    return sample


def asked_of(sample: StationSample) -> Asked:
    """Return what was asked of a sample."""
    return Asked.model_validate({**sample.asked, "seed": sample.seed})


def list_samples(db: Session, mission_id: UUID) -> Sequence[StationSample]:
    """Return all samples of a mission, the newest first."""
    query = select(StationSample).where(StationSample.mission_id == mission_id)
    return db.exec(query.order_by(col(StationSample.number).desc())).all()


def count_samples(db: Session, mission_id: UUID) -> int:
    """Return how many samples a mission has drawn."""
    query = select(func.count()).select_from(StationSample)
    return db.exec(query.where(StationSample.mission_id == mission_id)).one()


def get_sample(db: Session, mission_id: UUID, number: int) -> StationSample:
    """Return the sample `number` of a mission. Raises NoSuchSample."""
    query = select(StationSample).where(
        StationSample.mission_id == mission_id, StationSample.number == number
    )
    sample = db.exec(query).one_or_none()
    if sample is None:
        raise NoSuchSample(f"No sample {number} was drawn. Look in the list of samples.")
    return sample


def stations_of(db: Session, sample: StationSample) -> Sequence[SampledStation]:
    """Return the stations of a sample, also those given up, by stratum and place."""
    query = select(SampledStation).where(SampledStation.sample_id == sample.id)
    return db.exec(query.order_by(SampledStation.stratum, col(SampledStation.place))).all()


def prove(db: Session, mission: Mission, sample: StationSample) -> Proof:
    """Draw a sample again, and say whether it comes out the same."""
    frame = unpacked(sample.frame)
    kept = [each.code for each in stations_of(db, sample) if not each.stands_in_for]
    try:
        today = digest_of_frame(_frame(db, mission, asked_of(sample)))
    except ImpossibleSample:
        today = ""
    return Proof(
        draws_again=sorted(_again(sample).chosen) == sorted(kept),
        frame_is_whole=digest_of_frame(frame) == sample.frame_digest,
        register_is_same=today == sample.frame_digest,
    )


def give_up(
    db: Session, sample: StationSample, code: str, why: str, *, by: str, now: datetime
) -> SampledStation | None:
    """Note that a station can't be visited; return the one that stands in for it.

    It is the next of its stratum in the order of the draw, and nobody's choice; None where the
    stratum has no station left. Raises NotInSample.
    """
    stations = {each.code: each for each in stations_of(db, sample)}
    given_up = stations.get(code)
    if given_up is None or given_up.given_up_why:
        what = "was given up already" if given_up else f"is not in sample {sample.number}"
        raise NotInSample(f"Station {code} {what}. Nothing was changed.")
    if not why.strip():
        raise NotInSample(f"Say why station {code} can't be visited. Nothing was changed.")
    given_up.given_up_why, given_up.given_up_by, given_up.given_up_at = why.strip(), by, now
    db.add(given_up)
    order = _again(sample).order[given_up.stratum]
    for place, candidate in enumerate(order, start=1):
        if candidate not in stations:
            stand_in = SampledStation(
                sample_id=sample.id,
                code=candidate,
                stratum=given_up.stratum,
                place=place,
                stands_in_for=code,
            )
            db.add(stand_in)
            db.flush()
            return stand_in
    db.flush()
    return None


def _frame(db: Session, mission: Mission, asked: Asked) -> Frame:
    return read_frame(
        db, mission.id, by=asked.by, within=asked.within, kinds_left_out=asked.left_out
    )


def _again(sample: StationSample) -> Draw:
    return draw_sample(unpacked(sample.frame), sample.sizes, sample.seed)
