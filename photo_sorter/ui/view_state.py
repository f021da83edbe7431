"""How the window looked when it was closed, in an ini file in the home folder."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings

_E = TypeVar("_E", bound=StrEnum)


class ViewState:
    """Plain values by name; damaged ones give the default."""

    def __init__(self, folder: Path) -> None:
        self._file = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    def flag(self, name: str, default: bool) -> bool:
        return str(self._file.value(name, default)).lower() == "true"

    def word(self, name: str, default: str) -> str:
        return str(self._file.value(name, default))

    def choice(self, name: str, default: _E) -> _E:
        word = self.word(name, default.value)
        return next((one for one in type(default) if one.value == word), default)

    def blob(self, name: str) -> QByteArray:
        value = self._file.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep(self, **values: object) -> None:
        for name, value in values.items():
            self._file.setValue(name, str(value).lower() if isinstance(value, bool) else value)

    def write(self) -> None:
        self._file.sync()
