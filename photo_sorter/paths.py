"""Where the program keeps its files, and where its own resources lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True)
class Home:
    """All state of one user, under one folder (`--home`)."""

    folder: Path

    @property
    def library(self) -> Path:
        return self.folder / "library.db"

    @property
    def thumbnails(self) -> Path:
        return self.folder / "thumbnails"

    @property
    def pasted(self) -> Path:
        """Pictures that were sought by and have no file of their own."""
        return self.folder / "pasted"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def settings(self) -> Path:
        return self.folder / "settings.json"

    @property
    def care(self) -> Path:
        return self.folder / "care.json"

    @property
    def log(self) -> Path:
        return self.folder / "photo-sorter.log"


def default_home() -> Path:
    """The platform's place for a program's data, e.g. ~/.local/share/photo-sorter on Linux."""
    return user_data_path("photo-sorter", appauthor=False)


def resources() -> Path:
    """The folder `resources`: inside an installed package, or beside the package in a checkout."""
    inside = Path(__file__).parent / "resources"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "resources"
