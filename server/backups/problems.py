"""What may keep a backup from being taken or put back."""

from shared.problems import Problem


class BackupNotHere(Problem):
    """The database is not a file that could be copied."""

    status = 409
    code = "backup-not-here"
    title = "PostgreSQL is backed up by its own tools"


class NothingToBackUp(Problem):
    """The home has no database yet."""

    status = 404
    code = "nothing-to-back-up"
    title = "There is nothing to back up"


class BackupExists(Problem):
    """A file with the backup's name is there already."""

    status = 409
    code = "backup-exists"
    title = "The file exists already"


class DatabaseDamaged(Problem):
    """The database could not be read whole."""

    status = 500
    code = "database-damaged"
    title = "The database is damaged"


class BackupUnreadable(Problem):
    """The file is no backup, or not a whole one."""

    status = 422
    code = "backup-unreadable"
    title = "The file is not a whole backup"


class BackupTooNew(Problem):
    """A later version of Evenhand wrote the backup."""

    status = 422
    code = "backup-too-new"
    title = "The backup was written by a newer Evenhand"


class HomeNotEmpty(Problem):
    """There is something in the home already, which a restore would mix with the backup."""

    status = 409
    code = "home-not-empty"
    title = "The home is not empty"
