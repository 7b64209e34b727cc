"""Drafting a statement: the same reports and the same mission file give the same bytes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from babel import Locale
from sqlmodel import Session

from server.fieldnotes.for_statement import quotable_meetings
from server.findings.asked import get_asked, list_forms
from server.findings.strata import strata_of
from server.missions.document import MissionFile
from server.missions.models import Mission
from server.missions.service import mission_document
from server.sampling.design import Design
from server.statement import reach
from server.statement.digests import data_digest, text_digest
from server.statement.document import Colophon, Document, Section
from server.statement.drafting import Drafter
from server.statement.field_meetings import with_meetings
from server.statement.languages.language import Language
from server.statement.mission_words import wording_of
from server.statement.own_templates import template_for
from server.statement.survey import Survey, survey
from server.statement.template import Template


def draft(
    db: Session,
    mission: Mission,
    template_id: str = "turkic",
    language: str = "en",
    as_of: datetime | None = None,
) -> Document:
    """Return the statement that the reports amount to, as of a moment where one is given.

    Raises UnknownTemplate or UnknownLanguage, which list what there is.
    """
    return draft_by(db, mission, template_for(db, mission.id, template_id, language), as_of)


def draft_by(
    db: Session, mission: Mission, template: Template, as_of: datetime | None = None
) -> Document:
    """Return the statement that a template makes of the reports, as of a moment if one is given."""
    strata = strata_of(db, mission)
    surveys = [
        survey(db, mission.id, get_asked(db, mission.id, form_id), as_of, strata.part_of)
        for form_id in list_forms(db, mission.id)
    ]
    known = with_meetings(mission_document(mission), quotable_meetings(db, mission.id, as_of))
    return draft_from(template, known, surveys, as_of, strata.design)


def draft_from(
    template: Template,
    mission: MissionFile,
    surveys: Sequence[Survey],
    as_of: datetime | None,
    design: Design | None = None,
) -> Document:
    """Return the statement that `surveys` and the mission file amount to.

    `design` has the sizes of strata that only the register knows; None = as the file says.
    """
    design = design or Design(mission.sample.design.value, mission.sample.population)
    drafter = Drafter(template, mission, surveys, design)
    sections = drafter.sections()
    language = drafter.language
    return Document(
        mission=mission.code,
        title=wording_of(mission, mission.title, language),
        subtitle=_subtitle(mission, language),
        dateline=_dateline(mission, language),
        illustrative=wording_of(mission, mission.illustrative, language)
        if mission.illustrative
        else "",
        drill=mission.drill,
        language=template.language,
        timezone=mission.election.timezone,
        sections=sections,
        gaps=tuple(drafter.ledger.gaps),
        colophon=_colophon(template, mission, surveys, design, sections, as_of),
    )


def _subtitle(mission: MissionFile, language: Language) -> str:
    names = cast(Mapping[str, str], Locale(language.code).territories)
    country = names.get(mission.election.country, mission.election.country)
    election = wording_of(mission, mission.election.name, language)
    return f"{language.capital(election)}, {country}, {language.day(mission.election.date)}"


def _dateline(mission: MissionFile, language: Language) -> str:
    given = mission.period.statement_day if mission.period else None
    return language.day(given) if given else ""


def _colophon(
    template: Template,
    mission: MissionFile,
    surveys: Sequence[Survey],
    design: Design,
    sections: tuple[Section, ...],
    as_of: datetime | None,
) -> Colophon:
    received = [survey.received for survey in surveys if survey.received]
    return Colophon(
        template=template.id,
        template_version=template.version,
        language=template.language,
        cut=as_of or max(received, default=None),
        reports=sum(len(survey.reports) for survey in surveys),
        stations=len(reach.stations_of(surveys)),
        unit="station",
        design=design.name,
        population=design.population,
        forms=reach.versions(surveys),
        data_digest=data_digest(surveys),
        text_digest=text_digest(sections),
        planned=len({stop.station for team in mission.teams for stop in team.plan}),
        outside=len(frozenset[str]().union(*(survey.outside for survey in surveys))),
        rules=design.rules,
    )
