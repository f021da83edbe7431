"""Which links to files count as photos. A link that somebody put into a folder may lead anywhere: to another person's
pictures, to a disk that sleeps, out of an unpacked archive. What is not of the watched folders is left alone."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


class LinkRule:
    """Links to files inside of `folders` count, wherever among them; links to folders never do. The disks of folders
    are asked where they really are when the first link is come upon."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._inside: tuple[str, ...] | None = None

    def allows(self, link: Path) -> bool:
        """Asks the disk where the link leads. One that leads nowhere, or in a circle, leads out of the folders."""
        if self._inside is None:
            self._inside = tuple(f"{os.path.realpath(folder).rstrip(os.sep)}{os.sep}" for folder in self._folders)
        return os.path.realpath(link).startswith(self._inside)


class EveryLink(LinkRule):
    """As a person told: links to files count, wherever they lead."""

    def __init__(self) -> None:
        super().__init__(())

    def allows(self, link: Path) -> bool:
        return True
