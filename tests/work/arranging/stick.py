"""A disk that is plugged in, out, and in somewhere else: always the same file system, mounted here or there."""

from __future__ import annotations

import subprocess
from pathlib import Path


class Stick:
    """It is mounted at `place`; `drawer` is an empty folder, in which it lies while it is out."""

    def __init__(self, place: Path, drawer: Path) -> None:
        self.place, self.drawer = place, drawer

    def plug_out(self, *, vanish: bool = False) -> None:
        """`vanish`: its mount point goes, too, as under /media."""
        mount("--move", self.place, self.drawer)
        if vanish:
            self.place.rmdir()

    def plug_in(self, place: Path | None = None) -> None:
        """Where it was, or there."""
        self.place = place or self.place
        self.place.mkdir(exist_ok=True)
        mount("--move", self.drawer, self.place)

    def put_another_in_its_place(self) -> None:
        mount("-t", "tmpfs", "none", self.place)

    def take_the_other_away(self) -> None:
        subprocess.run(["umount", str(self.place)], check=True)

    def close(self) -> None:
        for place in (self.drawer, self.place):
            subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


def mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True, capture_output=True)
