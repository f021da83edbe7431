"""Tags and scores of photos in files for spreadsheets and other programs, written a photo at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from photo_sorter import __version__
from photo_sorter.core.keeping import ExportedPhoto, ExportedTag, ExportKind
from photo_sorter.store.library import Library
from photo_sorter.work.keeping.whole_file import whole_file

JSON_FORMAT = 1
"""Greater when a program that read the former one could misunderstand the new one."""

CSV_COLUMNS = (
    "path", "name", "taken_at", "size", "sha256", "camera", "latitude", "longitude", "rating", "favourite", "caption",
    "keywords", "status", "category", "answer", "probability", "source",
)  # fmt: skip

Tell = Callable[[int, int], None]
"""Takes how many photos are written, of how many; what it raises ends the work."""

_PHOTOS_BETWEEN = 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""By which a spreadsheet knows a formula, which could send what is in the table elsewhere (CWE-1236; OWASP, "CSV
Injection"; ASVS 1.2.10)."""


def export_photos(
    library: Path,
    target: Path,
    kind: ExportKind,
    photo_ids: Sequence[int] | None = None,
    replaces: bool = False,
    tell: Tell = lambda done, total: None,
) -> int:
    """Writes a file, whole or not at all; gives how many photos are in it. `photo_ids` None: all.

    Raises KeepingError, and LibraryError where there is no library.
    """
    with Library.open_read_only(library) as opened, whole_file(target, replaces) as (file, _):
        if kind is ExportKind.CSV:
            file.write("\ufeff".encode())  # by which Excel knows UTF-8
        return write_photos(opened, file, kind, photo_ids, tell)


def write_photos(
    library: Library,
    file: BinaryIO,
    kind: ExportKind,
    photo_ids: Sequence[int] | None = None,
    tell: Tell = lambda done, total: None,
) -> int:
    """Gives how many photos were written."""
    total, done = library.exports.count(photo_ids), 0

    def counted(photos: Iterable[ExportedPhoto]) -> Iterator[ExportedPhoto]:
        nonlocal done
        for photo in photos:
            if done % _PHOTOS_BETWEEN == 0:
                tell(done, total)
            yield photo
            done += 1

    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        with closing(library.exports.photos(photo_ids)) as photos:
            (_write_csv if kind is ExportKind.CSV else _write_json)(text, counted(photos))
        text.flush()
    finally:
        text.detach()  # else it would close what is not ours
    return done


def _write_csv(text: TextIO, photos: Iterable[ExportedPhoto]) -> None:
    """A row a photo and category; one without a category for a photo that has none."""
    rows = csv.writer(text)
    rows.writerow(CSV_COLUMNS)
    for photo in photos:
        own = (
            _cell(photo.path), _cell(photo.name), _cell(photo.taken_at.replace("T", " ")), photo.size_bytes,
            photo.content_hash.hex() if photo.content_hash else "", _cell(photo.camera), photo.latitude,
            photo.longitude, photo.rating, "yes" if photo.favourite else "no", _cell(photo.caption),
            _cell("; ".join(photo.keywords)), photo.status,
        )  # fmt: skip
        for tag in photo.tags:
            rows.writerow((*own, _cell(tag.category), tag.answer.value, round(tag.probability, 4), _source(tag)))
        if not photo.tags:
            rows.writerow((*own, "", "", "", ""))


def _write_json(text: TextIO, photos: Iterable[ExportedPhoto]) -> None:
    head = {
        "program": "Photo Sorter", "version": __version__, "format": JSON_FORMAT,
        "exported_at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }  # fmt: skip
    text.write(json.dumps(head)[:-1] + ', "photos": [')
    between = "\n"
    for photo in photos:
        text.write(between + json.dumps(_as_json(photo), ensure_ascii=False))
        between = ",\n"
    text.write("\n]}\n")


def _as_json(photo: ExportedPhoto) -> dict[str, Any]:
    return {
        "path": photo.path,
        "name": photo.name,
        "taken_at": photo.taken_at,
        "size": photo.size_bytes,
        "sha256": photo.content_hash.hex() if photo.content_hash else None,
        "camera": photo.camera,
        "latitude": photo.latitude,
        "longitude": photo.longitude,
        "rating": photo.rating,
        "favourite": photo.favourite,
        "caption": photo.caption,
        "keywords": photo.keywords,
        "status": photo.status,
        "categories": [
            {
                "category": tag.category,
                "answer": tag.answer.value,
                "probability": round(tag.probability, 4),
                "source": _source(tag),
            }
            for tag in photo.tags
        ],
    }


def _source(tag: ExportedTag) -> str:
    return "person" if tag.is_by_person else "machine"


def _cell(text: str | None) -> str:
    """As text that no spreadsheet computes: JSON has it as it is."""
    if text is None:
        return ""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
