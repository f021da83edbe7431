"""Settings changed from the window."""

from __future__ import annotations

from collections.abc import Callable

from photo_sorter.settings import SettingsError, SettingsFile


def keeper(settings: SettingsFile, tell: Callable[[str], object]) -> Callable[..., None]:
    """Takes fields by name. Where the file cannot be written the change holds all the same, and `tell` says so."""

    def keep(**changes: object) -> None:
        try:
            settings.change(**changes)
        except SettingsError as error:
            tell(str(error))

    return keep
