"""Every file of ../shared/odd-files: no crash, no hang, and the outcome that expected.csv says."""

from __future__ import annotations

import csv
from concurrent.futures import Future
from pathlib import Path

import numpy as np

from photo_sorter.core.errors import PhotoUnreadableError
from photo_sorter.core.photo import DecodedPhoto
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media.decode import decode
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.scan import is_skipped, scan


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def complaint(row: dict[str, str], future: Future[DecodedPhoto]) -> str | None:
    """What is not as it should be."""
    try:
        picture = future.result().picture
    except PhotoUnreadableError as error:
        sentence = str(error)
        if not (sentence.startswith("Cannot read ") and sentence.endswith(".")):
            return f"not a sentence: {sentence}"
        return f"should decode: {sentence}" if row["should_decode"] == "yes" else None
    if picture is None or picture.shape != (260, 260, 3) or picture.dtype != np.uint8:
        return "not a picture"
    return "should not decode" if row["should_decode"] == "no" else None


def test_odd_files_end_as_expected(shared: Path, tmp_path: Path) -> None:
    folder = shared / "odd-files"
    rows = rows_of(folder)
    pool = DecodePool(2)
    spec = PictureSpec(260, 0.89)
    futures = [pool.submit(decode, folder / row["path"], spec, tmp_path, frozenset()) for row in rows]
    complaints = {row["path"]: complaint(row, future) for row, future in zip(rows, futures, strict=True)}
    pool.close()
    assert {path: said for path, said in complaints.items() if said} == {}


def test_every_readable_odd_file_is_found(shared: Path) -> None:
    folder = shared / "odd-files"
    problems: list[str] = []
    found = {file.path for file in scan(folder, lambda path, sentence: problems.append(sentence))}
    readable = {folder / row["path"] for row in rows_of(folder) if row["should_decode"] == "yes"}
    assert {path.name for path in readable - found} == {".hidden.jpg"}
    assert is_skipped(".hidden.jpg")
    assert problems == []
    assert not any(path.is_dir() or path.name == "expected.csv" for path in found)
