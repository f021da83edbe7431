"""The machine on which something is measured: figures of two machines, or of two hours, are not to be compared."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

_PACKAGES = ("PySide6-Essentials", "numpy", "pillow", "onnxruntime", "torch", "open_clip_torch")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Machine:
    """`packages`: their versions by name, without those that are not installed."""

    processor: str
    cores: int
    memory_gb: int
    accelerator: str
    system: str
    packages: dict[str, str]

    def __str__(self) -> str:
        cores = f"{self.cores} cores" if self.cores != 1 else "1 core"
        return f"{cores} of {self.processor}, {self.memory_gb} GB of memory, {self.accelerator}, {self.system}"


def this_machine() -> Machine:
    return Machine(
        _processor(),
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        round(psutil.virtual_memory().total / 1e9),
        _accelerator(),
        f"{platform.system()} {platform.release().partition('-')[0]}",
        dict(_versions()),
    )


def load() -> float:
    """How many programs wanted a processor in the last minute, the mean: what disturbs whom measures now."""
    return round(float(psutil.getloadavg()[0]), 2)


def commit() -> str:
    """What the checkout was made from, “+” where it has changed since; empty where that cannot be told."""
    try:
        number = _git("rev-parse", "--short", "HEAD")
        return number + "+" * bool(_git("status", "--porcelain"))
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=_ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", known.read_text(), re.MULTILINE) if known.is_file() else None
    return found.group(1) if found else platform.processor() or platform.machine()


def _accelerator() -> str:
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return "its own GPU"
    command = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    try:
        return ", ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())
    except (OSError, subprocess.CalledProcessError):
        return "no GPU"


def _versions() -> Iterator[tuple[str, str]]:
    yield "Python", platform.python_version()
    yield "SQLite", sqlite3.sqlite_version
    for name in _PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue
