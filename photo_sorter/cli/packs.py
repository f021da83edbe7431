"""Categories from a file and into one."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from photo_sorter.cli.desk import Desk
from photo_sorter.cli.house import known_scheme
from photo_sorter.cli.output import Output
from photo_sorter.core.commands import SaveScheme
from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.core.sorting.pack import LARGEST_PACK_BYTES, SHIPPED_PACKS, merged, read_pack, skipped, write_pack
from photo_sorter.paths import Home, resources


def import_categories(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    """`options.file` is a file, or the name of a pack that comes with the program."""
    pack = _read(options.file, desk.at)
    before = desk.library.categories.scheme()
    left_out = skipped(before, pack)
    after = merged(before, pack)
    desk.edit(SaveScheme(before), SaveScheme(after))
    added = [category.name for category in after.categories[len(before.categories) :]]
    lines = [f"Added {len(added)}: {', '.join(added)}."] if added else ["Nothing was added."]
    lines += [f"There already, left as they are: {', '.join(left_out)}."] if left_out else []
    output.result({"added": added, "skipped": list(left_out)}, lines)
    return 0


def export_categories(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Never writes over a file."""
    path: Path = options.file
    scheme = known_scheme(home)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(write_pack(scheme))
    except FileExistsError as error:
        raise CategoryError(f"{path} is there already. Choose another name.") from error
    except OSError as error:
        raise CategoryError(f"{path} cannot be written: {error.strerror}.") from error
    count = len(scheme.categories)
    output.result({"file": str(path), "categories": count}, [f"{path} holds {count} categories."])
    return 0


def _read(path: Path, at: Callable[[Path], Path]) -> Scheme:
    shipped, given = resources() / "packs" / f"{path}.toml", at(path)
    source = shipped if str(path) in SHIPPED_PACKS and not given.exists() else given
    try:
        with source.open("rb") as file:
            return read_pack(file.read(LARGEST_PACK_BYTES + 1), source.name)
    except FileNotFoundError as error:
        raise CategoryError(
            f"There is no file {path}. Packs that come with Photo Sorter: {', '.join(SHIPPED_PACKS)}."
        ) from error
    except OSError as error:
        raise CategoryError(f"{path} cannot be read: {error.strerror}.") from error
