"""The files that SQLite keeps for one store, and how a rescued store takes its place."""

from pathlib import Path

RESCUED = "rescued"


def parts_of(store_file: Path) -> list[Path]:
    """Return the files that one store may consist of: log and index first, then the store."""
    name = store_file.name
    return [store_file.with_name(name + end) for end in ("-wal", "-shm", "-journal", "")]


def remove_store(store_file: Path) -> None:
    """Remove a store, its log included. Raises OSError."""
    for part in parts_of(store_file):
        part.unlink(missing_ok=True)


def beside(store_file: Path, ending: str) -> Path:
    """Return the file that is `store_file` with another ending."""
    return store_file.with_name(f"{store_file.name}.{ending}")


def finish_rescue(store_file: Path) -> None:
    """Put a store that was rescued into its place; without one, do nothing. Raises OSError."""
    rescued = beside(store_file, RESCUED)
    if not rescued.exists():
        return
    for part in parts_of(store_file)[:-1]:  # an old log must never be applied to the new store
        part.unlink(missing_ok=True)
    rescued.replace(store_file)
