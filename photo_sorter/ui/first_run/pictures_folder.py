"""The folder in which the desktop keeps pictures."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths


def pictures_folder() -> Path | None:
    """None where there is none, it is empty, or it is the whole home folder."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    folder = Path(place)
    if not place or folder == Path.home():
        return None
    try:
        with os.scandir(folder) as entries:
            return folder if any(not entry.name.startswith(".") for entry in entries) else None
    except OSError:
        return None
