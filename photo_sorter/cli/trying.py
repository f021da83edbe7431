"""`categories try`: wordings side by side, each alone, and how right each would be. Changes nothing."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from photo_sorter.cli.house import absolute, count_photos, named, settled, sorted_for_reading
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import CategoryError, PhotoSorterError
from photo_sorter.core.sorting.category import Category, Prompt
from photo_sorter.core.sorting.preview import WordingTrial
from photo_sorter.paths import Home
from photo_sorter.work.advisor import Advisor
from photo_sorter.work.evaluation import read_columns
from photo_sorter.work.sorter import Sorter

_UNNAMED = "the wording that is tried"
_LABELS_NAMED = 12


def try_wordings(home: Home, options: argparse.Namespace, output: Output) -> int:
    wordings = tuple(dict.fromkeys(" ".join(text.split()) for text in options.prompt))
    if "" in wordings:
        raise CategoryError("A wording to try is empty. Type words that describe the photos.")
    label = options.label or options.category
    if options.labels is not None and label is None:
        output.message("Say whose label the wordings are for: --label NAME (or --category NAME).")
        return 2
    with sorted_for_reading(home) as sorter:
        category = Category(_UNNAMED)
        if options.category is not None:
            category = named(sorter.revision.scheme, options.category)
        truths = _truths(sorter, category, options.labels, label, output) if options.labels is not None else None
        advisor = Advisor(sorter)
        trials = advisor.trials(category, wordings)
        against = tuple(prompt for prompt in category.prompts if prompt.against)
        paths = sorter.library.photos.paths([id for trial in trials for id in trial.photo_ids])
        rows = [_row(trial, paths, options.n) for trial in trials]
        if truths is not None:
            for row in rows:
                tried = replace(category, prompts=(Prompt(row["prompt"]), *against))
                row["labels"] = _measured(set(advisor.taken(tried).tolist()), truths)
    output.result(rows, _lines(rows))
    return 0


def _row(trial: WordingTrial, paths: dict[int, Path], limit: int) -> dict[str, Any]:
    return {
        "prompt": trial.wording,
        "photos": trial.count,
        "paths": [str(paths[id]) for id in trial.photo_ids[:limit] if id in paths],
        "judged": trial.judged,
        "right": trial.right,
        "accuracy": round(trial.right / trial.judged, 4) if trial.judged else None,
        "remark": trial.remark,
    }


def _truths(sorter: Sorter, category: Category, labels: Path, label: str, output: Output) -> dict[int, bool]:
    """Photo id → whether it bears the label, of the labelled photos that nobody judged for the category."""
    rows = read_columns(labels, "path", "label")
    wanted = label.strip().casefold()
    known = Counter(own.strip() for _, own in rows)
    if wanted not in {own.casefold() for own in known}:
        some = ", ".join(own for own, _ in known.most_common(_LABELS_NAMED))
        raise PhotoSorterError(f"No photo in {labels} has the label “{label}”. Labels there: {some or 'none'}.")
    folders = (absolute(labels.parent), *(folder.path for folder in sorter.library.folders.active()))
    truths: dict[int, bool] = {}
    labelled = settled(((Path(path), own) for path, own in rows), output)
    for path, own in labelled.items():
        found = (sorter.library.photos.at(absolute(folder / path)) for folder in folders)
        photo = next((photo for photo in found if photo is not None and photo.id in sorter.index), None)
        if photo is not None:
            truths[photo.id] = own.strip().casefold() == wanted
    if not truths:
        raise PhotoSorterError(
            f"None of the photos in {labels} is in the library. `photo-sorter index FOLDER` adds their folder."
        )
    if len(truths) < len(labelled):
        output.message(
            f"{len(labelled) - len(truths):,} of {count_photos(len(labelled))} in {labels} are not in the library."
        )
    said = sorter.revision.said
    judged = {id for id in truths if category.id in said.get(id, {})}
    if judged:
        output.message(f"You judged {count_photos(len(judged))} of them yourself, which is not counted.")
    return {id: truth for id, truth in truths.items() if id not in judged}


def _measured(taken: set[int], truths: dict[int, bool]) -> dict[str, Any]:
    held = sum(truth for id, truth in truths.items() if id in taken)
    took = sum(id in taken for id in truths)
    there = sum(truths.values())
    right = len(truths) - took - there + 2 * held
    return {
        "photos": len(truths),
        "accuracy": round(right / len(truths), 4) if truths else None,
        "precision": round(held / took, 4) if took else None,
        "recall": round(held / there, 4) if there else None,
    }


def _lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        facts = [count_photos(row["photos"])]
        if row["judged"]:
            facts.append(f"{row['right']} of {row['judged']} judged right")
        if "labels" in row:
            shares = ((name, row["labels"][name]) for name in ("precision", "recall", "accuracy"))
            facts += [f"{name} {'–' if share is None else f'{share:.1%}'}" for name, share in shares]
        yield f"{row['prompt']}: {', '.join(facts)}"
        yield from (f"  {path}" for path in row["paths"])
        if row["remark"]:
            yield f"  {row['remark']}"
