"""The sampling design of a mission, and which stratum and team each report belongs to."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import sqlalchemy
from sqlmodel import Session, SQLModel, col, select

from server.deployment.samples.models import SampledStation, StationSample
from server.findings.grouping import values_of_stations
from server.findings.tally import OUTSIDE, Part, PartOf, undivided
from server.missions.document import HouseRules, Sample
from server.missions.models import Mission
from server.sampling.design import PROBABILITY_DESIGNS, Design
from server.sampling.estimates import EVERYWHERE
from server.sampling.groups import NOT_GIVEN, depth_of, name_at
from server.sampling.rules import HOUSE_RULES, Rules

_STATION = SQLModel.metadata.tables["station"]


@dataclass(frozen=True)
class Strata:
    """A mission's design, and how reports are told apart for it."""

    design: Design
    part_of: PartOf
    mark: Hashable
    """Changes when reports are to be told apart otherwise."""

    @property
    def key(self) -> Hashable:
        """Return what figures depend on, besides the reports."""
        design = self.design
        return (design.name, design.population, tuple(design.strata.items()), design.rules)


def strata_of(db: Session, mission: Mission) -> Strata:
    """Return the design of a mission as its file declares it, with the sizes of its strata.

    The sizes are those of the file, else the stations of each stratum in the register. Where the
    sample was drawn here, reports from stations that were not drawn are told apart as `OUTSIDE`.
    """
    found = _declared(db, mission)
    drawn = drawn_stations(db, mission)
    if not drawn:
        return found
    mark = (found.mark, hash(drawn))
    return replace(found, part_of=partial(_within, drawn, found.part_of), mark=mark)


def drawn_stations(db: Session, mission: Mission) -> frozenset[str]:
    """Return the stations that figures speak of: those that chance named; none = of all."""
    if mission.design not in PROBABILITY_DESIGNS:
        return frozenset()
    return frozenset(named_stations(db, mission))


def named_stations(db: Session, mission: Mission) -> Mapping[str, str]:
    """Return the stations that chance named for the mission's sample: drawn, or standing in.

    With each, why it can't be visited; '' = it is to be. None at all where no draw was adopted.
    """
    given = mission.document.get("sample")
    declared = Sample.model_validate(given).draw if given else None
    if declared is None:
        return {}
    of_draw = (
        select(SampledStation.code, SampledStation.given_up_why)
        .join(StationSample, col(StationSample.id) == col(SampledStation.sample_id))
        .where(
            StationSample.mission_id == mission.id,
            StationSample.seed == declared.seed,
            StationSample.frame_digest == declared.frame,
        )
    )
    return dict(db.exec(of_draw).all())


def _declared(db: Session, mission: Mission) -> Strata:
    given = mission.document.get("sample") or {"design": mission.design}
    sample = Sample.model_validate(given)
    rules = _rules(sample.rules)
    if mission.design != "stratified" or sample.strata is None:
        design = Design(mission.design, mission.population, rules=rules)
        return Strata(design, _by_team if design.has_margins else undivided, design.has_margins)
    by, sizes = sample.strata.by, dict(sample.strata.sizes)
    depth = depth_of(by)
    if depth is not None:
        sizes = sizes or _regions(db, mission, depth)
        part_of: PartOf = partial(_by_region, depth)
        mark: Hashable = by
    else:
        values = values_of_stations(db, mission.id, by) or {}
        sizes = sizes or dict(Counter(value or NOT_GIVEN for value in values.values()))
        part_of = partial(_by_value, values)
        mark = (by, hash(tuple(sorted(values.items()))))
    design = Design(mission.design, mission.population, by, dict(sorted(sizes.items())), rules)
    return Strata(design, part_of, mark)


def _rules(given: HouseRules | None) -> Rules:
    return Rules(**given.model_dump(exclude_none=True)) if given else HOUSE_RULES


def _within(
    drawn: frozenset[str], part_of: PartOf, station: str, region: str, team: str
) -> Part | None:
    return part_of(station, region, team) if station in drawn else OUTSIDE


def _by_team(_station: str, _region: str, team: str) -> Part:
    return (EVERYWHERE, team)


def _by_region(depth: int, _station: str, region: str, team: str) -> Part:
    return (name_at(region, depth), team)


def _by_value(values: Mapping[str, str], station: str, _region: str, team: str) -> Part:
    return (values.get(station) or NOT_GIVEN, team)


def _regions(db: Session, mission: Mission, depth: int) -> dict[str, int]:
    query = (
        sqlalchemy.select(_STATION.c.region, sqlalchemy.func.count())
        .where(_STATION.c.mission_id == mission.id)
        .group_by(_STATION.c.region)
    )
    sizes: Counter[str] = Counter()
    for region, count in db.connection().execute(query):
        sizes[name_at(region, depth)] += count
    return sizes
