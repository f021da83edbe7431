"""Other programs: the file manager and whatever opens a file by default."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

from photo_sorter.ui.path_questions import exists, is_file, is_folder


def open_file(path: Path) -> bool:
    """With the desktop's default program. False if there is none."""
    return exists(path) and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_page(address: str) -> bool:
    """In the browser, which is what then uses the network. False if there is none."""
    return QDesktopServices.openUrl(QUrl(address))


def show_in_folder(path: Path) -> bool:
    """Opens the file manager on the folder, with the file selected where the desktop can do that."""
    if is_file(path):
        if sys.platform == "darwin":
            return QProcess.startDetached("open", ["-R", str(path)])[0]
        if sys.platform == "win32":
            return QProcess.startDetached("explorer", [f"/select,{path}"])[0]
    folder = path if is_folder(path) else path.parent
    return is_folder(folder) and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
