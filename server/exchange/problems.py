"""What can go wrong when reports are taken out."""

from server.errors import NotFound
from shared.problems import Problem


class UnknownExportFormat(Problem):
    """Reports can't be written as that."""

    status = 422
    code = "unknown-export-format"
    title = "Reports can't be written in this format"


class ExportRefused(Problem):
    """What was asked for does not go together, or does not fit the format."""

    status = 422
    code = "export-refused"
    title = "This can't be exported"


class ExportNotGranted(Problem):
    """The account may take reports out, and not with all that it asked for."""

    status = 403
    code = "export-not-granted"
    title = "Only coordinators may take this out"


class NothingToExport(NotFound):
    """There is no report that was asked for."""

    code = "nothing-to-export"
    title = "There is nothing to export"


class ExportRunning(Problem):
    """Another export is being made."""

    status = 503
    code = "export-running"
    title = "Another export is being made"
