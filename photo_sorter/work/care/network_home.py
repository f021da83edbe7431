"""A library on a network drive: SQLite's locks and its shared memory do not hold between computers.

sqlite.org, "Write-Ahead Logging", section 2.1: "All processes using a database must be on the same host computer; WAL
does not work over a network filesystem."
"""

from __future__ import annotations

from photo_sorter.language import tr
from photo_sorter.media.mounts import read_mounts
from photo_sorter.paths import Home


def network_warning(home: Home) -> str:
    """A sentence; "" where the home is on a disk of this computer, or that cannot be said."""
    mount = read_mounts().of(home.folder)
    if mount is None or not mount.is_network:
        return ""
    return tr(
        "Photo Sorter's own folder {folder} lies on a network drive ({kind}): if the connection breaks, or another "
        "computer opens it, the library may be damaged. Move the folder to a disk of this computer, and start with "
        "photo-sorter --home FOLDER. Your photos may stay where they are.",
        folder=home.folder,
        kind=mount.file_system,
    )
