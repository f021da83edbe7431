"""Repair of a damaged library. The window has to be closed: nobody else may have it open."""

from __future__ import annotations

import argparse

from photo_sorter.cli.keeping import staged
from photo_sorter.cli.output import Output
from photo_sorter.core.keeping import Stage
from photo_sorter.core.repairing import repaired_words
from photo_sorter.door import kept_shut
from photo_sorter.paths import Home
from photo_sorter.work.care.repair import is_damaged
from photo_sorter.work.care.repair import repair as repair_library


def repair(home: Home, options: argparse.Namespace, output: Output) -> int:
    tell = staged(output)
    with kept_shut(home.folder):
        tell(Stage.CHECKING, 0, 0)
        if not is_damaged(home):
            output.result({"damaged": False}, ["The library is sound. Nothing was changed."])
            return 0
        repaired = repair_library(home, tell)
    saved = repaired.saved
    value = {
        "damaged": True,
        "photos": saved.photos,
        "photos_lost": saved.photos_lost,
        "answers": saved.answers,
        "answers_lost": saved.answers_lost,
        "categories": saved.categories,
        "from_keepsake": saved.from_keepsake,
        "rules_off": saved.rules_off,
        "kept": None if repaired.kept is None else str(repaired.kept),
    }
    lines = [*repaired_words(repaired), "Tags are made again by the next `photo-sorter index`, or by the window."]
    output.result(value, lines)
    return 0
