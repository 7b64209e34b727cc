"""Every kind of register that can be imported: rooms add their importers here."""

from server.accreditation.importer import AnnouncementImporter
from server.config import Settings
from server.deployment.importer import PlanImporter
from server.fieldnotes.importer import note_importers
from server.imports.importer import Importer
from server.people.importer import PeopleImporter
from server.people.names import Names
from server.recommendations.importer import RecommendationImporter
from server.stations.importer import StationImporter


def importers(settings: Settings) -> dict[str, Importer]:
    """Return the importers by their kinds, in the order in which pages name them."""
    every: tuple[Importer, ...] = (
        StationImporter(),
        PeopleImporter(Names(settings)),
        AnnouncementImporter(),
        RecommendationImporter(),
        PlanImporter(),
        *note_importers(),
    )
    return {each.kind: each for each in every}
