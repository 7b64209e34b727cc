"""Changing the key to the names: every record, and every kept list of observers, sealed anew.

The next key lies in a file of its own (`people-next.key`) before anything is sealed by it, and the
present one is forgotten after everything was: in between, both are read, and either opens. So a
change that broke off at any step loses nothing; done again, it goes on where it was.
"""

from dataclasses import dataclass

from server.config import Settings
from server.database import Store
from server.disk import fsync_folder
from server.imports import keeping
from server.people.importer import FileSeal, PeopleImporter
from server.people.names import Names
from server.people.names_key import is_told, names_key, next_names_key
from server.people.problems import KeyNotOurs
from server.people.sealing import Seal


@dataclass(frozen=True, slots=True)
class Resealed:
    """What was sealed anew."""

    records: int
    files: int


def change_key(store: Store, settings: Settings) -> Resealed:
    """Seal all names anew by a new key, and forget the old one.

    Raises KeyNotOurs, NamesLocked, and NamesDamaged where something opens by neither key: then the
    old key stays beside the new one, and both open what they sealed.
    """
    names = Names(settings)
    try:
        if is_told(settings) or not names.is_there:
            raise KeyNotOurs(_why_not(settings))
        old = names_key(settings, may_make=False)
        names.seal()  # the present key fits, or nothing is begun
        following = next_names_key(settings, may_make=True)
        assert following is not None  # noqa: S101 - it was made
        new = Seal(following)
        with store.writing() as db:
            names.settle(db)
        records = names.seal_anew(new)
        with store.writing() as db:
            either = FileSeal(lambda: Seal(following, old))
            files = keeping.seal_anew(db, PeopleImporter.kind, either, FileSeal(lambda: new))
        settings.next_names_key_file.replace(settings.names_key_file)
        fsync_folder(settings.names_key_file.absolute().parent)
    finally:
        names.close()
    return Resealed(records, files)


def _why_not(settings: Settings) -> str:
    if is_told(settings):
        return (
            "The key comes from EVENHAND_PEOPLE_KEY, where this server can't change it. Write it "
            f"into {settings.names_key_file} (readable by the server only), unset "
            "EVENHAND_PEOPLE_KEY, change the key, and take the new one from that file."
        )
    return "No name was ever kept here, so there is no key to change."
