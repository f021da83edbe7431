"""A backup: the whole library and the settings in one file, read again before it gets its name."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from photo_sorter import __version__
from photo_sorter.core.errors import KeepingError, LibraryError
from photo_sorter.core.keeping import LibraryContents, Stage
from photo_sorter.language import tr
from photo_sorter.media.scan import shown
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.store.schema import SCHEMA_VERSION
from photo_sorter.work.keeping.backup_file import LIBRARY, SETTINGS, Manifest, pack, unpack
from photo_sorter.work.keeping.whole_file import whole_file

Tell = Callable[[Stage, int, int], None]
"""Takes a stage, and how many bytes of how many are done in it (0: unknown); what it raises ends the work."""


def back_up(
    home: Home,
    target: Path,
    replaces: bool = False,
    tell: Tell = lambda stage, done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Manifest:
    """Also while the window works on the library: it is saved as it is at one moment.

    Raises KeepingError, and LibraryError where there is no library or it is damaged. For a while it takes the library's
    own size on the disk of `target` as well.
    """
    with Library.open_read_only(home.library) as library, whole_file(target, replaces) as (file, unfinished):
        made_at = datetime.now().astimezone().isoformat(timespec="seconds")
        with _folder_beside(unfinished) as folder:
            tell(Stage.COPYING, 0, 0)
            library.copy_to(folder / LIBRARY, is_cancelled)
            (folder / SETTINGS).write_text(json.dumps(portable_settings(home), indent=2), encoding="utf-8")
            with Library.open_read_only(folder / LIBRARY) as copy:
                contents = contents_of(copy, made_at)
            parts = {name: folder / name for name in (LIBRARY, SETTINGS)}
            pack(file, partial(Manifest, __version__, SCHEMA_VERSION, contents), parts, partial(tell, Stage.PACKING))
        file.flush()
        os.fsync(file.fileno())
        with _folder_beside(unfinished) as folder:
            manifest = unpack(unfinished, folder, partial(tell, Stage.CHECKING))
            _check(folder / LIBRARY, target)
    return manifest


def contents_of(library: Library, changed_at: str) -> LibraryContents:
    said = library.tags.verdict_counts().values()
    return LibraryContents(
        library.photos.counts().all,
        len(library.categories.all()),
        sum(yes + no for yes, no in said),
        changed_at,
    )


@contextmanager
def _folder_beside(unfinished: Path) -> Iterator[Path]:
    """Where the backup will be: a disk with room for it, unlike perhaps the system's temporary folder. Of the same name
    each time, so that the next one clears what a power cut left."""
    folder = unfinished.with_suffix(".parts")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check(copy: Path, target: Path) -> None:
    """Raises KeepingError unless the library that was read back is sound."""
    try:
        with Library.open_read_only(copy) as library:
            damage = library.check()
    except LibraryError as error:
        damage = (str(error),)
    if damage:
        raise KeepingError(
            tr(
                "The backup {path} was not made: what was saved is damaged. `photo-sorter check` says whether the "
                "library is; else check the disk.",
                path=shown(target),
            )
        )


def portable_settings(home: Home) -> dict[str, object]:
    """Without passwords that stand in addresses."""
    settings = asdict(SettingsFile(home.settings).current)
    return settings | {name: _without_password(str(settings[name])) for name in ("proxy", "hub_endpoint")}


def _without_password(address: str) -> str:
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
    except ValueError:
        return ""
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        return address
    name = user.partition(":")[0]
    bare = urlunsplit(parts._replace(netloc=f"{name}@{host}" if name else host))
    return bare if "//" in address else bare.removeprefix("//")
