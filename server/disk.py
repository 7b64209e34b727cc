"""When the names in a folder are on the disk, and outlive a power cut."""

import os
from pathlib import Path


def fsync_folder(folder: Path) -> None:
    """Return when the names in `folder` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
