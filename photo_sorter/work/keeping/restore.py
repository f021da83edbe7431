"""A backup becomes the library: it is checked and made ready beside it first, and takes its place in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from photo_sorter.core.errors import KeepingError, LibraryError, PhotoSorterError
from photo_sorter.core.keeping import LibraryContents, Stage
from photo_sorter.core.photo import Status
from photo_sorter.embedding.model_files import is_installed
from photo_sorter.language import tr
from photo_sorter.media.scan import shown
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.copying import put_in_place
from photo_sorter.store.library import Library
from photo_sorter.system.durability import sync_folder
from photo_sorter.work.keeping.backup import Tell, contents_of
from photo_sorter.work.keeping.backup_file import LIBRARY, SETTINGS, Manifest, damaged, read_manifest, unpack

_TASTES = ("starter_offer_answered", "thumbnail_side_px", "battery_rule", "waits_for_person", "closes_to_tray")
"""Settings that are the person's, on any computer. Its network, its speed and what was under way on it are not."""


@dataclass(frozen=True)
class PreparedRestore:
    """Checked, up to date, and not in place yet. `absent_folders` are not on this computer: what was said of their
    photos waits for them, wherever they are added."""

    backup: Path
    folder: Path
    manifest: Manifest
    absent_folders: tuple[Path, ...]


@dataclass(frozen=True)
class Restored:
    """`kept`: the library that was there, under another name. `absent_model`: by which the restored one was sorted, if
    it is not on this computer; else ""."""

    contents: LibraryContents
    kept: Path | None
    absent_folders: tuple[Path, ...]
    absent_model: str


def staging_folder(home: Home) -> Path:
    """Where a backup is made ready: on the library's own disk."""
    return home.folder / "restoring"


def prepare(
    home: Home,
    backup: Path,
    tell: Tell = lambda stage, done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> PreparedRestore:
    """Changes nothing of the library, which may be in use. Raises KeepingError."""
    manifest = read_manifest(backup)
    folder = staging_folder(home)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        manifest = unpack(backup, folder, partial(tell, Stage.UNPACKING))
        tell(Stage.CHECKING, 0, 0)
        absent = _made_ready(folder / LIBRARY, backup)
        sync_folder(folder)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise KeepingError(
            tr(
                "The backup {path} cannot be laid beside the library in {folder} ({reason}). Nothing was changed.",
                path=shown(backup),
                folder=home.folder,
                reason=error.strerror or error,
            )
        ) from error
    except PhotoSorterError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return PreparedRestore(backup, folder, manifest, absent)


def finish(home: Home, settings: SettingsFile, prepared: PreparedRestore) -> Restored:
    """Puts it in place, where nobody else has the library open. Whenever this is interrupted there is a whole library,
    the old one or the new one. Raises KeepingError, and nothing has changed then; SettingsError when all but the
    settings is done."""
    now = f"{datetime.now():%Y-%m-%d-%H%M%S}"
    try:
        kept = put_in_place(prepared.folder / LIBRARY, home.library, now)
        stored = SettingsFile(prepared.folder / SETTINGS).current
        is_here = is_installed(home.models, stored.model_id)
        wanted = {name: value for name, value in asdict(stored).items() if name in _TASTES}
        settings.change(**wanted | ({"model_id": stored.model_id} if is_here else {}))
    finally:
        shutil.rmtree(prepared.folder, ignore_errors=True)
    return Restored(prepared.manifest.contents, kept, prepared.absent_folders, "" if is_here else stored.model_id)


def own_contents(home: Home) -> LibraryContents | None:
    """Of the library as it is now; None where there is none, or none that can be read."""
    try:
        with Library.open_read_only(home.library) as library:
            return contents_of(library, _changed_at(home.library))
    except LibraryError:
        return None


def _made_ready(library: Path, backup: Path) -> tuple[Path, ...]:
    """Up to date and sound; gives the folders that are not on this computer. Closed, it has no journal beside it."""
    try:
        with Library.open(library) as opened:
            damage = opened.check()
            if damage:
                raise KeepingError(damaged(backup, damage[0]))
            return _without_absent_folders(opened)
    except LibraryError as error:
        raise KeepingError(damaged(backup, error)) from error


def _without_absent_folders(library: Library) -> tuple[Path, ...]:
    """Their photos are missing: they come back with their disk, or by their content where they are now."""
    absent = tuple(
        folder.path
        for folder in library.folders.active()
        if not os.path.isdir(folder.path)  # noqa: PTH112 - never raises, unlike Path's
    )
    with library.atomic():
        for path in absent:
            known = library.photos.known_under(path).values()
            library.photos.mark_missing([file.id for file in known if file.status is not Status.MISSING])
    return absent


def _changed_at(library: Path) -> str:
    times = [path.stat().st_mtime for path in (library, library.with_name(f"{library.name}-wal")) if path.exists()]
    return datetime.fromtimestamp(max(times)).isoformat(timespec="seconds")
