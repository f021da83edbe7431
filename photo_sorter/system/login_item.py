"""Start at login: the entry by which the desktop starts the program, hidden, when its person logs in.

The entry itself is the setting: nothing else remembers it, so that what a person changes in the system's own settings
holds.
"""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

NAME = "photo-sorter"


class LoginItem(Protocol):
    """`turn_on` and `turn_off` raise OSError."""

    @property
    def is_on(self) -> bool: ...
    def turn_on(self, command: Sequence[str]) -> None:
        """`command`: the program and its arguments, as they are, e.g. with spaces."""

    def turn_off(self) -> None: ...


def login_item() -> LoginItem:
    """That of this system."""
    if sys.platform == "win32":
        return RegistryValue()
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents")
    settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return AutostartEntry(Path(settings) / "autostart")


def own_command(*arguments: str) -> list[str]:
    """What starts this very program again: the bundle, or this Python with the package."""
    if getattr(sys, "frozen", False):
        # An AppImage runs from a place that is another one each time, and says where it lies itself.
        return [os.environ.get("APPIMAGE") or sys.executable, *arguments]
    return [sys.executable, "-m", "photo_sorter", *arguments]


class AutostartEntry:
    """Linux: a desktop entry in the folder `autostart` (freedesktop.org, Desktop Application Autostart 0.5)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{NAME}.desktop"

    @property
    def is_on(self) -> bool:
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return False
        # Desktops switch an entry off by a line of their own.
        return not {"Hidden=true", "X-GNOME-Autostart-enabled=false"} & set(lines)

    def turn_on(self, command: Sequence[str]) -> None:
        lines = (
            "[Desktop Entry]", "Type=Application", "Name=Photo Sorter", f"Icon={NAME}",
            f"Exec={' '.join(map(_quoted, command))}", "Terminal=false",
        )  # fmt: skip
        _write(self.path, os.fsencode("\n".join((*lines, ""))))

    def turn_off(self) -> None:
        self.path.unlink(missing_ok=True)


class LaunchAgent:
    """macOS: a property list that launchd reads at login (launchd.plist(5))."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{NAME}.plist"

    @property
    def is_on(self) -> bool:
        return self.path.is_file()

    def turn_on(self, command: Sequence[str]) -> None:
        agent = {
            "Label": NAME, "ProgramArguments": list(command), "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua", "ProcessType": "Interactive",
        }  # fmt: skip
        _write(self.path, plistlib.dumps(agent))

    def turn_off(self) -> None:
        self.path.unlink(missing_ok=True)


class RegistryValue:
    """Windows: a value under HKEY_CURRENT_USER's key Run. `key` is another one in tests."""

    def __init__(self, key: str = r"Software\Microsoft\Windows\CurrentVersion\Run") -> None:
        self._key = key

    if sys.platform == "win32":

        @property
        def is_on(self) -> bool:
            import winreg

            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, self._key) as key:
                    winreg.QueryValueEx(key, NAME)
            except FileNotFoundError:
                return False
            return True

        def turn_on(self, command: Sequence[str]) -> None:
            import winreg

            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, self._key) as key:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, registry_line(command))

        def turn_off(self) -> None:
            import winreg

            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, self._key) as key:
                try:
                    winreg.DeleteValue(key, NAME)
                except FileNotFoundError:
                    return

    else:
        is_on = False

        def turn_on(self, command: Sequence[str]) -> None:
            raise NotImplementedError

        def turn_off(self) -> None:
            raise NotImplementedError


def registry_line(command: Sequence[str]) -> str:
    """One line that Windows takes apart into `command` again."""
    return subprocess.list2cmdline(command)


def _quoted(argument: str) -> str:
    """For a desktop entry's Exec, whose value is unescaped twice (freedesktop.org, Desktop Entry 1.5, "Exec")."""
    for special in ("\\", '"', "`", "$"):
        argument = argument.replace(special, f"\\{special}")
    return '"' + argument.replace("\\", "\\\\").replace("\n", "\\n").replace("%", "%%") + '"'


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".tmp")
    fresh.write_bytes(content)
    fresh.replace(path)
