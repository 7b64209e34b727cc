"""Every table of the server, gathered so that migrations can see them all."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from server.accounts import factor_models, link_models
from server.accounts import models as accounts
from server.changes import models as changes
from server.deployment import models as deployment
from server.deployment.samples import models as samples
from server.fieldnotes import models as fieldnotes
from server.forms import models as forms
from server.imports import models as imports
from server.journal import models as journal
from server.journal.attachments import models as attachments
from server.journal.bundles import models as bundles
from server.messages import models as messages
from server.missions import models as missions
from server.people import models as people
from server.reports import models as reports
from server.reports.checks import models as checks
from server.reports.incidents import models as incidents
from server.statement.drafts import models as statement_drafts
from server.stations import models as stations

ROOMS = (
    accounts,
    attachments,
    bundles,
    changes,
    checks,
    deployment,
    factor_models,
    fieldnotes,
    forms,
    imports,
    incidents,
    journal,
    link_models,
    messages,
    missions,
    people,
    reports,
    samples,
    stations,
    statement_drafts,
)
"""The modules whose import has filled the metadata."""


def all_tables() -> MetaData:
    """Return the metadata that the models describe."""
    return SQLModel.metadata
