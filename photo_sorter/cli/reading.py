"""Commands that only read. They work while the window is open."""

from __future__ import annotations

import argparse
from pathlib import Path

from photo_sorter.cli.house import absolute
from photo_sorter.cli.output import Output
from photo_sorter.paths import Home
from photo_sorter.store.keepsakes import FOLDER
from photo_sorter.store.library import Library
from photo_sorter.work.care.keepsake_shelf import newest_day


def tags(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Tags, or with `options.not_sure` suggestions instead."""
    places = [absolute(path) for path in options.paths]
    with Library.open_read_only(home.library) as library:
        rows = [
            {"path": path, "category": category, "score": score, "source": source, "sure": not options.not_sure}
            for path, category, score, source in library.tags.listing(sure=not options.not_sure)
            if not places or any(Path(path).is_relative_to(place) for place in places)
        ]
    output.result(rows, (f"{row['path']}\t{row['category']}\t{row['score']:.2f}\t{row['source']}" for row in rows))
    return 0


def check(home: Home, options: argparse.Namespace, output: Output) -> int:
    with Library.open_read_only(home.library) as library:
        damage = library.check()
        problems = [] if damage else library.photos.problems()
    kept = newest_day(home)
    report = {
        "ok": not damage,
        "decisions_kept": kept or None,
        "damage": list(damage),
        "problems": [{"path": str(path), "reason": reason} for path, reason in problems],
    }
    lines = [*damage] or ["The library is sound."]
    lines += [f"What you decided was last kept on {kept}, in {home.folder / FOLDER}."] if kept else []
    lines += [f"{len(problems)} photos among Problems:"] if problems else []
    lines += [f"{path}: {reason}" for path, reason in problems]
    output.result(report, lines)
    return 1 if damage else 0


def list_folders(home: Home, options: argparse.Namespace, output: Output) -> int:
    rows = []
    if home.library.is_file():
        with Library.open_read_only(home.library) as library:
            counts = library.photos.counts().by_folder
            rows = [
                {"path": str(folder.path), "photos": counts.get(folder.id, 0)} for folder in library.folders.active()
            ]
    output.result(rows, (f"{row['path']}\t{row['photos']} photos" for row in rows))
    return 0
