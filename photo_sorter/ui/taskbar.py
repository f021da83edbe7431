"""Who the program is to the Windows task bar."""

from __future__ import annotations

import sys

APPLICATION_ID = "io.github.photo_sorter.PhotoSorter"
"""The one that the installer gives to the icon in the start menu (`identifier` in packaging/product.toml)."""


def name_for_task_bar() -> None:
    """Makes the window and a pinned icon one, also when Python runs the program. Before the first window.

    Elsewhere than on Windows the desktop file and the bundle's identifier do this.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APPLICATION_ID)
