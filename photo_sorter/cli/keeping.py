"""The library as a whole: export, backup, restore. The first two work while the window is open."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from photo_sorter.cli.choosing import finder_alone, photos_from
from photo_sorter.cli.house import absolute, count_photos
from photo_sorter.cli.output import Output
from photo_sorter.core.keeping import ExportKind, Stage
from photo_sorter.door import kept_shut
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.keeping.backup import back_up
from photo_sorter.work.keeping.export import export_photos, write_photos
from photo_sorter.work.keeping.restore import Restored, finish, prepare

STDOUT = Path("-")

_SILENT_SECONDS = 1.0


def export(home: Home, options: argparse.Namespace, output: Output) -> int:
    files = [(kind, getattr(options, f"{kind}_file", None)) for kind in ExportKind]
    wanted = [(kind, path) for kind, path in files if path is not None]
    if len(wanted) != 1:
        output.message("Name one file: --csv FILE or --json FILE (“-” for stdout).")
        return 2
    ((kind, path),) = wanted
    if path == STDOUT and output.as_json:
        output.message("Stdout holds either the photos or what is said of them: name a file, or leave out --json.")
        return 2
    ids = None if options.query is None else photos_from(finder_alone(home), options.query, output)
    tell = _Later(output)
    told = partial(tell, "Exporting")
    if path == STDOUT:
        with Library.open_read_only(home.library) as library:
            write_photos(library, sys.stdout.buffer, kind, ids, told)
        return 0
    count = export_photos(home.library, absolute(path), kind, ids, options.overwrite, told)
    output.result({"file": str(path), "photos": count}, [f"{path} holds {count_photos(count)}."])
    return 0


def backup(home: Home, options: argparse.Namespace, output: Output) -> int:
    path = absolute(options.file)
    contents = back_up(home, path, options.overwrite, staged(output)).contents
    size_bytes = path.stat().st_size
    output.result(
        {
            "file": str(path), "bytes": size_bytes, "photos": contents.photos, "categories": contents.categories,
            "verdicts": contents.verdicts,
        },
        [
            f"{path} holds the library with {count_photos(contents.photos)} ({size_bytes / 1e6:,.1f} MB), and was read "
            "again. Photos, thumbnails and models are not in it: thumbnails are made again, models downloaded again."
        ],
    )  # fmt: skip
    return 0


def restore(home: Home, options: argparse.Namespace, output: Output) -> int:
    with kept_shut(home.folder):
        prepared = prepare(home, absolute(options.file), staged(output))
        restored = finish(home, SettingsFile(home.settings), prepared)
    value = {
        "photos": restored.contents.photos,
        "categories": restored.contents.categories,
        "verdicts": restored.contents.verdicts,
        "made": restored.contents.changed_at,
        "kept": None if restored.kept is None else str(restored.kept),
        "absent_folders": list(map(str, restored.absent_folders)),
        "absent_model": restored.absent_model or None,
    }
    output.result(value, _said(restored))
    return 0


def add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument(
        "--csv", dest="csv_file", metavar="FILE", type=Path, help="a row a photo and category, for spreadsheets"
    )
    export.add_argument(
        "--json", action=_JsonFile, nargs="?", metavar="FILE", help="one document, for programs; “-” is stdout"
    )
    export.add_argument("--from", dest="query", metavar="QUERY", help="only the photos that a search finds")
    _add_overwrite(export)


def add_backup(backup: argparse.ArgumentParser) -> None:
    backup.add_argument("file", metavar="FILE", type=Path)
    _add_overwrite(backup)


class _JsonFile(argparse.Action):
    """With FILE where to export to; without, as everywhere: what is said on stdout is JSON."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        options: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        if values is None:
            options.json = True
        else:
            options.json_file = Path(str(values))


def _add_overwrite(command: argparse.ArgumentParser) -> None:
    command.add_argument("--overwrite", action="store_true", help="also over a file that is there already")


class _Later:
    """Shows progress of what takes longer than a second."""

    def __init__(self, output: Output) -> None:
        self._output, self._began = output, time.monotonic()

    def __call__(self, activity: str, done: int, total: int) -> None:
        if time.monotonic() - self._began > _SILENT_SECONDS:
            self._output.progress(activity, done, total)


def staged(output: Output) -> Callable[[Stage, int, int], None]:
    """Shows stages of work on the whole library. In kB, which the bar counts as it counts photos."""
    tell = _Later(output)
    return lambda stage, done, total: tell(f"{stage.value.capitalize()} (kB)", done // 1000, total // 1000)


def _said(restored: Restored) -> list[str]:
    lines = [
        f"The library with {count_photos(restored.contents.photos)} of {restored.contents.changed_at} is restored."
    ]
    if restored.kept is not None:
        lines.append(f"The one that was there is kept as {restored.kept}.")
    if restored.absent_folders:
        names = ", ".join(map(str, restored.absent_folders))
        lines.append(
            f"Not on this computer: {names}. Connect the disk, or `photo-sorter index` the folders where they are now: "
            "what was said of their photos comes back with them."
        )
    if restored.absent_model:
        lines.append(
            f"It was sorted by {restored.absent_model}, which is not on this computer: "
            f"`photo-sorter models download {restored.absent_model}`."
        )
    lines.append("Thumbnails that are not here are made by the next `photo-sorter index`, or by the window.")
    return lines
