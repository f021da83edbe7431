"""The display as Qt sees it, for a bug report."""

from __future__ import annotations

from typing import Any

from PySide6 import __version__
from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QSystemTrayIcon


def display() -> dict[str, Any]:
    """Opens the display, which ends the process where there is none. In a process of its own."""
    app = QApplication([])
    return {
        "PySide6": __version__,
        "Qt": qVersion(),
        "platform": app.platformName(),
        "screens": [
            f"{screen.size().width()} × {screen.size().height()} at {screen.devicePixelRatio():g}"
            for screen in app.screens()
        ],
        "colours": app.styleHints().colorScheme().name.lower(),
        "tray": QSystemTrayIcon.isSystemTrayAvailable(),
    }
