"""`why`: the reason for a photo and a category, and where in the picture. Changes nothing."""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from photo_sorter.cli.house import absolute, named, photo_at, sorted_for_reading
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import CategoryError, FolderError, PhotoSorterError
from photo_sorter.core.photo import Photo
from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.heat import HeatMap
from photo_sorter.core.sorting.why import Why, percent, sentence
from photo_sorter.media.decode import load_upright
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.heat_overlay import heat_overlay
from photo_sorter.paths import Home
from photo_sorter.work import reasons
from photo_sorter.work.heat_maps import heat_map
from photo_sorter.work.sorter import Sorter

LONGEST_SIDE_PX = 2048
"""Of the picture with the heat map."""


def why(home: Home, options: argparse.Namespace, output: Output) -> int:
    if options.heatmap is not None:
        _check_free(options.heatmap)
    with sorted_for_reading(home) as sorter:
        scheme = sorter.revision.scheme
        category, photo = named(scheme, options.category), photo_at(sorter.library, absolute(options.path))
        found = _why(sorter, photo, category)
        answer = _told(sorter, photo, category, found)
        if options.heatmap is not None:
            heat = _write_heat_map(sorter, photo.path, found.category_id, options.heatmap)
            answer["heatmap"] = {
                "file": str(absolute(options.heatmap)),
                "region": [round(edge, 4) for edge in heat.region],
                "strongest": round(float(heat.values.max()), 4),
                "method": heat.method,
            }
    output.result(answer, _lines(answer))
    return 0


def _why(sorter: Sorter, photo: Photo, category: Category) -> Why:
    if not category.enabled:
        raise CategoryError(f"“{category.name}” is switched off, so no photo is sorted into it.")
    found = reasons.why(sorter, photo.id, category.id or 0)
    if found is None:
        raise FolderError(f"{photo.path} has not been looked at yet. `photo-sorter index FOLDER` does.")
    return found


def _told(sorter: Sorter, photo: Photo, category: Category, why: Why) -> dict[str, Any]:
    rules = sorter.revision.rules
    row = rules.row(why.category_id)
    assert row is not None
    above = rules.group_of(row).parent
    parent = rules.columns[above].category.name if above is not None else None
    names = {column.id: column.category.name for column in rules.columns}
    paths = sorter.library.photos.paths([example.photo_id for example in why.examples])
    return {
        "path": str(photo.path),
        "category": category.name,
        "answer": str(why.answer),
        "sentence": sentence(why, names, parent),
        "probability": round(why.probability, 4),
        "by_words": round(why.by_words, 4),
        "threshold": round(why.threshold, 4),
        "verdict": None if why.verdict is None else _word(why.verdict),
        "judged": why.judged,
        "prompts": [
            {"text": voice.text, "against": voice.against, "strength": round(voice.strength, 4)}
            for voice in why.prompts
        ],
        "examples": [
            {"path": str(paths[one.photo_id]), "verdict": _word(one.holds), "likeness": round(one.likeness, 4)}
            for one in why.examples
            if one.photo_id in paths
        ],
        "rival": None
        if why.rival is None
        else {"category": names[why.rival[0]], "probability": round(why.rival[1], 4)},
        "parent": parent,
        "outside_parent": why.is_outside_parent,
    }


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    yield answer["sentence"]
    if answer["judged"]:
        yield f"By words alone: {percent(answer['by_words'])}."
    yield "Wordings, by how strongly they speak (50 % just stands out):"
    for voice in answer["prompts"]:
        yield f"  {'against' if voice['against'] else 'for':<8} {percent(voice['strength']):>9}  {voice['text']}"
    if answer["examples"]:
        yield "Judged photos, the nearest first:"
        yield from (f"  {one['verdict']:<4} {one['path']}" for one in answer["examples"])
    if "heatmap" in answer:
        heat = answer["heatmap"]
        nothing = " Nothing of it is seen in any place." if heat["strongest"] == 0 else ""
        yield f"Where it is seen: {heat['file']} ({heat['method']}).{nothing}"


def _check_free(file: Path) -> None:
    if file.suffix.lower() != ".png":
        raise FolderError(f"The heat map is a PNG picture. Give it a name that ends in .png, not “{file.name}”.")
    if file.exists():
        raise FolderError(f"{file} is there already. Choose another name.")


def _write_heat_map(sorter: Sorter, photo: Path, category_id: int, file: Path) -> HeatMap:
    rules = sorter.revision.rules
    row = rules.row(category_id)
    assert row is not None
    column = rules.columns[row]
    pool = DecodePool(1)
    try:
        with TemporaryDirectory() as scratch:
            heat = heat_map(
                photo, pool, Path(scratch), sorter.embedder, column.wordings, column.against, rules.space.background
            )
        picture = Image.fromarray(pool.submit(load_upright, photo, LONGEST_SIDE_PX).result())
    finally:
        pool.close()
    drawn = io.BytesIO()
    heat_overlay(picture, heat).save(drawn, "PNG")
    try:
        with file.open("xb") as opened:
            opened.write(drawn.getvalue())
    except FileExistsError as error:
        raise FolderError(f"{file} is there already. Choose another name.") from error
    except OSError as error:
        raise PhotoSorterError(f"{file} cannot be written: {error.strerror}.") from error
    return heat


def _word(holds: bool) -> str:
    return "yes" if holds else "no"
