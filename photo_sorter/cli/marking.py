"""Ratings, favourites and captions on the command line: a person's word, which no machine changes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from photo_sorter.cli.desk import Desk
from photo_sorter.cli.output import Output
from photo_sorter.core.commands import SetMarks
from photo_sorter.core.marks import GREATEST_RATING, Marks

AS_THE_FILE_SAYS = "none"


def rate(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    if (options.rating, options.favourite, options.caption) == (None, None, None):
        output.message(f"Give a rating from 0 to {GREATEST_RATING}, --favourite, --no-favourite or --caption TEXT.")
        return 2
    photo = desk.photo_at(options.path)
    library = desk.library
    file = library.marks.of_files([photo.id]).get(photo.id, Marks())
    former = library.marks.of_photos([photo.id]).get(photo.id, Marks())
    now = _changed(former, options)
    desk.edit(SetMarks(((photo.id, former),)), SetMarks(((photo.id, now),)))
    row = {"path": str(photo.path)} | _row(now.over(file)) | {"former": _row(former.over(file))}
    output.result(row, _said(row))
    return 0


def rating(text: str) -> int | str:
    """A number of stars, or AS_THE_FILE_SAYS. Raises ArgumentTypeError."""
    if text == AS_THE_FILE_SAYS:
        return text
    if len(text) == 1 and "0" <= text <= str(GREATEST_RATING):
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is neither a number from 0 to {GREATEST_RATING} nor {AS_THE_FILE_SAYS}")


def _changed(marks: Marks, options: argparse.Namespace) -> Marks:
    if options.rating is not None:
        marks = replace(marks, rating=None if options.rating == AS_THE_FILE_SAYS else options.rating)
    if options.favourite is not None:
        marks = replace(marks, favourite=options.favourite)
    if options.caption is not None:
        marks = replace(marks, caption=options.caption.strip())
    return marks


def _row(marks: Marks) -> dict[str, Any]:
    return {"rating": marks.rating, "favourite": marks.favourite, "caption": marks.caption or None}


def _said(row: dict[str, Any]) -> Iterator[str]:
    parts = ["★" * row["rating"] if row["rating"] else "no stars"]
    if row["favourite"]:
        parts.append("favourite")
    if row["caption"]:
        parts.append(f"“{row['caption']}”")
    yield f"{row['path']}: {', '.join(parts)}."
