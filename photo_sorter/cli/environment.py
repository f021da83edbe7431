"""The parts of an environment report. Each asks one thing, and says itself what it cannot find out."""

from __future__ import annotations

import json
import locale
import os
import platform
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from photo_sorter import __version__
from photo_sorter.embedding.catalogue import list_models
from photo_sorter.embedding.computing import computing
from photo_sorter.media.mounts import read_mounts
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import SQLITE_VERSION, Library
from photo_sorter.store.schema import SCHEMA_VERSION
from photo_sorter.system.child import answer_of_child
from photo_sorter.system.power import read_power
from photo_sorter.work.care.keepsake_shelf import newest_day
from photo_sorter.work.care.network_home import network_warning

Part = dict[str, Any]

PACKAGES = (
    "PySide6-Essentials", "onnxruntime", "torch", "open_clip_torch", "numpy", "pillow", "pillow-heif", "rawpy",
    "transformers", "sqlite-utils", "watchdog", "psutil",
)  # fmt: skip
CHILD_SECONDS = 60.0
"""torch takes 3 to 7 s to import on 2 cores; a slow disk or a virus scanner may make much more of that."""
WARNINGS_SHOWN = 20
_LOG_BYTES = 200_000
_LEVELS = (" WARNING ", " ERROR ", " CRITICAL ")


def parts(home: Home) -> Mapping[str, Callable[[], Part]]:
    """By title, in the order of the report."""
    return {
        "Program": program,
        "Packages": packages,
        "System": system,
        "Computing": lambda: answer_of_child(computing, CHILD_SECONDS),
        "Display": display_,
        "Power": power,
        "Disk": lambda: disk(home),
        "Library": lambda: library(home),
        "Models": lambda: models(home),
        "Watching": lambda: watching(home),
        "Settings": lambda: settings(home),
        "Log": lambda: log(home),
    }


def program() -> Part:
    return {
        "version": __version__,
        "is a bundle": bool(getattr(sys, "frozen", False)),
        "Python": platform.python_version(),
        "SQLite": SQLITE_VERSION,
    }


def packages() -> Part:
    return {name: _version(name) for name in PACKAGES}


def system() -> Part:
    memory = psutil.virtual_memory()
    return {
        "name": platform.platform(),
        "machine": platform.machine(),
        "cores": f"{psutil.cpu_count(logical=False)} ({psutil.cpu_count()} threads)",
        "usable threads": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": f"{_gigabytes(memory.total)} GB, {_gigabytes(memory.available)} GB free",
        "language": ".".join(part or "?" for part in locale.getlocale()),
        "desktop": os.environ.get("XDG_CURRENT_DESKTOP", ""),
        "session": os.environ.get("XDG_SESSION_TYPE", ""),
    }


def display_() -> Part:
    # Qt is asked only by who may be without it.
    from photo_sorter.ui.display import display

    return answer_of_child(display, CHILD_SECONDS)


def power() -> Part:
    found = read_power()
    return {
        "battery": found.has_battery,
        "on battery": found.on_battery,
        "percent": found.percent,
        "is saved": found.is_saved,
    }


def disk(home: Home) -> Part:
    there = next(folder for folder in (home.folder, *home.folder.parents) if folder.exists())
    usage = psutil.disk_usage(str(there))
    mount = read_mounts().of(there)
    return {
        "free": f"{_gigabytes(usage.free)} of {_gigabytes(usage.total)} GB",
        "writable": os.access(there, os.W_OK),
        "file system": mount.file_system if mount is not None else "unknown",
        "warning": network_warning(home),
    }


def library(home: Home) -> Part:
    if not home.library.is_file():
        return {"size": "there is none yet"}
    found: Part = {
        "size": f"{home.library.stat().st_size / 1e6:,.1f} MB",
        "schema known": SCHEMA_VERSION,
        "decisions kept": newest_day(home) or "never",
    }
    with Library.open_read_only(home.library) as opened:
        damage = opened.check()
        found["integrity"] = list(damage) or "sound"
        if not damage:
            counts, scheme = opened.photos.counts(), opened.categories.scheme()
            found |= {
                "photos": counts.all,
                "waiting": counts.waiting,
                "problems": counts.problems,
                "folders": len(opened.folders.active()),
                "categories": len(scheme.categories),
            }
    return found


def models(home: Home) -> Part:
    in_use = SettingsFile(home.settings).current.model_id
    installed = [state.entry.model_id for state in list_models(home.models) if state.is_installed]
    return {"in use": in_use, "installed": installed}


def watching(home: Home) -> Part:
    """Linux: how many folders may be watched, of all programs together."""
    limits = Path("/proc/sys/fs/inotify")
    if not limits.is_dir():
        return {"limits": "none that this system tells"}
    return {name: int((limits / name).read_text()) for name in ("max_user_watches", "max_user_instances")}


def settings(home: Home) -> Part:
    """As they are in the file, so that what is wrong with it shows."""
    if not home.settings.is_file():
        return {"file": "none: all as at first"}
    stored = json.loads(home.settings.read_text(encoding="utf-8"))
    if not isinstance(stored, dict):
        raise ValueError(f"the settings are no table but {type(stored).__name__}")
    # A proxy may hold a password.
    return {name: "set" if name == "proxy" and value else value for name, value in stored.items()}


def log(home: Home) -> Part:
    if not home.log.is_file():
        return {"warnings": "there is no log yet"}
    with home.log.open("rb") as file:
        file.seek(max(0, home.log.stat().st_size - _LOG_BYTES))
        lines = file.read().decode("utf-8", "replace").splitlines()
    warnings = [line for line in lines if any(level in line for level in _LEVELS)]
    return {"warnings": warnings[-WARNINGS_SHOWN:]}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _gigabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:.1f}"
