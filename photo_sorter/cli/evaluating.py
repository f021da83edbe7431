"""`evaluate`: the forced choice among labels on a labelled folder. Reads and changes no category of the library."""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from photo_sorter.cli.house import embedder
from photo_sorter.cli.output import Output
from photo_sorter.core.accuracy import Accuracy
from photo_sorter.core.category import sentences
from photo_sorter.core.errors import FolderError, PhotoSorterError
from photo_sorter.core.photo import DecodedPhoto
from photo_sorter.core.ports import Embedder
from photo_sorter.media.decode import decode
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.scan import photo_folder, scan
from photo_sorter.paths import Home


def evaluate(home: Home, options: argparse.Namespace, output: Output) -> int:
    folder = photo_folder(options.folder)
    labelled = _from_csv(folder, options.labels) if options.labels else _from_folders(folder)
    texts: dict[str, tuple[str, ...]] = {}
    for label, text in _read_columns(options.texts, "label", "text") if options.texts else ():
        texts[label] = (*texts.get(label, ()), text)
    labels = sorted({label for _, label in labelled} | set(texts))
    if not labelled or len(labels) < 2:
        raise FolderError(f"There is nothing to choose in {folder}: at least two labels with photos are needed.")
    model = embedder(home)
    photos = [path for path, _ in labelled]
    vectors, failed = _vectors(model, photos, output)
    # Texts that were given for a label go without the templates.
    matrix = np.stack([_mean(model, texts.get(label) or sentences(label, model.templates)) for label in labels])
    chosen = {path: labels[int(np.argmax(matrix @ vector))] for path, vector in vectors.items()}
    seen = [(path, label) for path, label in labelled if path in vectors]
    accuracy = Accuracy.of([label for _, label in seen], [chosen[path] for path, _ in seen])
    report = {
        "model": model.model_id,
        "photos": accuracy.photos,
        "failed": failed,
        "accuracy": round(accuracy.overall, 4),
        "per_class": {label: round(accuracy.of_class(label), 4) for label in accuracy.confusion},
        "confusion": accuracy.confusion,
    }
    output.result(report, _table(accuracy))
    return 0


def _from_folders(folder: Path) -> list[tuple[Path, str]]:
    classes = sorted(entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    return [(file.path, kind.name) for kind in classes for file in scan(kind, lambda path, sentence: None)]


def _from_csv(folder: Path, labels: Path) -> list[tuple[Path, str]]:
    return [(folder / path, label) for path, label in _read_columns(labels, "path", "label")]


def _read_columns(file: Path, first: str, second: str) -> list[tuple[str, str]]:
    """The two named columns of each row, rows with an empty one left out. Raises PhotoSorterError."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            lacking = [column for column in (first, second) if column not in (reader.fieldnames or ())]
            if lacking:
                raise PhotoSorterError(f"{file} has no column “{lacking[0]}”. Its first line must name the columns.")
            rows = [(row[first] or "", row[second] or "") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PhotoSorterError(f"Cannot read {file}: {error}.") from error
    return [row for row in rows if all(row)]


def _vectors(
    model: Embedder, photos: list[Path], output: Output
) -> tuple[dict[Path, NDArray[np.float32]], list[dict[str, str]]]:
    """Vectors by path, and the photos that cannot be read, with the reason."""
    vectors: dict[Path, NDArray[np.float32]] = {}
    failed: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as scratch, tqdm(total=len(photos), unit=" photos", disable=None) as bar:
        pool = DecodePool(os.cpu_count() or 1)
        lanes = ThreadPoolExecutor(model.lanes)
        try:
            batch: list[tuple[Path, NDArray[np.uint8]]] = []
            embedding: deque[tuple[list[Path], Future[NDArray[np.float32]]]] = deque()

            def send() -> None:
                paths, pictures = [path for path, _ in batch], np.stack([picture for _, picture in batch])
                embedding.append((paths, lanes.submit(model.embed_pictures, pictures)))
                batch.clear()

            def take() -> None:
                paths, result = embedding.popleft()
                vectors.update(zip(paths, result.result(), strict=True))
                bar.update(len(paths))

            for path, result in _decoded(pool, photos, model, Path(scratch)):
                try:
                    picture = result.result().picture
                except PhotoSorterError as error:
                    output.message(str(error))
                    failed.append({"path": str(path), "reason": str(error)})
                    continue
                assert picture is not None
                batch.append((path, picture))
                if len(batch) == model.batch_size:
                    send()
                while len(embedding) > model.lanes:
                    take()
            if batch:
                send()
            while embedding:
                take()
        finally:
            lanes.shutdown(cancel_futures=True)
            pool.close()
    return vectors, failed


def _decoded(
    pool: DecodePool, photos: list[Path], model: Embedder, scratch: Path
) -> Iterator[tuple[Path, Future[DecodedPhoto]]]:
    """Decoded photos in order, a few ahead of the one asked for."""
    ahead: deque[tuple[Path, Future[DecodedPhoto]]] = deque()
    for path in photos:
        ahead.append((path, pool.submit(decode, path, model.picture, scratch, frozenset())))
        if len(ahead) > 2 * model.batch_size:
            yield ahead.popleft()
    yield from ahead


def _mean(model: Embedder, texts: tuple[str, ...]) -> NDArray[np.float32]:
    """(dimensions,), of length 1."""
    vector: NDArray[np.float32] = model.embed_texts(texts).mean(axis=0)
    return vector / np.float32(max(float(np.linalg.norm(vector)), 1e-12))


def _table(accuracy: Accuracy) -> Iterator[str]:
    yield f"{accuracy.overall:.1%} of {accuracy.photos} photos"
    for label, answers in accuracy.confusion.items():
        others = sorted(((n, answer) for answer, n in answers.items() if answer != label), reverse=True)[:3]
        taken = "   taken for " + ", ".join(f"{answer} {n}" for n, answer in others) if others else ""
        yield f"  {label:<24} {accuracy.of_class(label):>6.1%} of {sum(answers.values()):>4}{taken}"
