"""Accuracy on labelled photos: they are looked at as if they were indexed, and sorted by their labels."""

from __future__ import annotations

import csv
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.background import BACKGROUND_WORDS
from photo_sorter.core.commands import CheckAccuracy
from photo_sorter.core.errors import FolderError, PhotoSorterError
from photo_sorter.core.events import AccuracyChecked, CheckProgressed, Event
from photo_sorter.core.photo import DecodedPhoto
from photo_sorter.core.ports import Embedder
from photo_sorter.core.scoring import Background, PhotoVectors, Space, library_mean
from photo_sorter.core.sorting.accuracy import NONE, NOT_SURE, AccuracyReport, CheckedPhoto
from photo_sorter.core.sorting.category import Category, Prompt, Scheme, sentences
from photo_sorter.core.sorting.decision import SUGGESTION, decide, is_held, verdicts_at
from photo_sorter.core.sorting.rules import Rules, rules_of
from photo_sorter.core.sorting.score_table import scores_of
from photo_sorter.language import tr
from photo_sorter.media.decode import decode
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.scan import photo_folder, scan
from photo_sorter.work.job import IsCancelled, Job
from photo_sorter.work.progress import Progress

log = logging.getLogger(__name__)

Labelled = list[tuple[Path, str]]
Texts = Mapping[str, tuple[str, ...]]
"""Words by label, to be used as they are, without the sentences around them."""


@dataclass(frozen=True, eq=False)
class SeenPhotos:
    """Content hashes and vectors (n, dimensions) of what could be read; (path, reason) of what could not."""

    paths: tuple[Path, ...]
    content_hashes: tuple[bytes, ...]
    vectors: NDArray[np.float32]
    failed: tuple[tuple[str, str], ...]


class CheckCancelledError(PhotoSorterError):
    """The person has had enough."""


# --- what is labelled ---


def labelled_photos(folder: Path, labels: Path | None) -> Labelled:
    """From a CSV with the columns path (relative to the folder) and label, or else one subfolder a class.

    Raises FolderError, and PhotoSorterError for a CSV that cannot be read.
    """
    folder = photo_folder(folder)
    if labels is not None:
        found = [(folder / path, label) for path, label in read_columns(labels, "path", "label")]
    else:
        classes = sorted(entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))
        found = [(file.path, kind.name) for kind in classes for file in scan(kind, lambda path, sentence: None)]
    if not found:
        raise FolderError(
            tr(
                "There are no labelled photos in {folder}. Give it one subfolder for each class, or a CSV of "
                "path,label.",
                folder=folder,
            )
        )
    return found


def read_columns(file: Path, first: str, second: str) -> list[tuple[str, str]]:
    """The two named columns of each row, rows with an empty one left out. Raises PhotoSorterError."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            lacking = [column for column in (first, second) if column not in (reader.fieldnames or ())]
            if lacking:
                raise PhotoSorterError(
                    tr(
                        "{file} has no column “{column}”. Its first line must name the columns.",
                        file=file,
                        column=lacking[0],
                    )
                )
            rows = [(row[first] or "", row[second] or "") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PhotoSorterError(tr("Cannot read {file}: {reason}.", file=file, reason=error)) from error
    return [row for row in rows if all(row)]


def scheme_of_labels(labels: Iterable[str], known: Scheme) -> Scheme:
    """An exclusive set of the labels; each is described as the known category of its name is, or else by its name."""
    categories = []
    for number, label in enumerate(labels, start=1):
        own = known.named(label)
        categories.append(Category(label, own.prompts if own is not None else (), id=number))
    return Scheme(tuple(categories), templates=known.templates)


# --- looking at them ---


def see(
    model: Embedder,
    pool: DecodePool,
    thumbnails: Path,
    photos: Sequence[Path],
    progress: Callable[[int], None],
    is_cancelled: Callable[[], bool] = lambda: False,
) -> SeenPhotos:
    """Decodes and embeds photos, several at a time. `progress` gets how many are done since its last call.

    Raises CheckCancelledError. Safe on any thread, beside an indexing worker too.
    """
    vectors: dict[Path, tuple[bytes, NDArray[np.float32]]] = {}
    failed: list[tuple[str, str]] = []
    lanes = ThreadPoolExecutor(model.lanes)
    try:
        batch: list[tuple[Path, DecodedPhoto]] = []
        embedding: deque[tuple[list[tuple[Path, DecodedPhoto]], Future[NDArray[np.float32]]]] = deque()

        def send() -> None:
            pictures = np.stack([photo.picture for _, photo in batch if photo.picture is not None])
            embedding.append((list(batch), lanes.submit(model.embed_pictures, pictures)))
            batch.clear()

        def take() -> None:
            if is_cancelled():
                raise CheckCancelledError(tr("Checking was stopped."))
            done, result = embedding.popleft()
            for (path, photo), vector in zip(done, result.result(), strict=True):
                vectors[path] = photo.content_hash, vector
            progress(len(done))

        for path, decoded in _decoded(pool, photos, model, thumbnails):
            if is_cancelled():
                raise CheckCancelledError(tr("Checking was stopped."))
            try:
                batch.append((path, decoded.result()))
            except CancelledError:
                # The program closes, and the pool before us.
                raise CheckCancelledError(tr("Checking was stopped.")) from None
            except PhotoSorterError as error:
                failed.append((str(path), str(error)))
                progress(1)
                continue
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
    seen = [path for path in dict.fromkeys(photos) if path in vectors]
    return SeenPhotos(
        tuple(seen),
        tuple(vectors[path][0] for path in seen),
        np.stack([vectors[path][1] for path in seen]) if seen else np.empty((0, model.dimensions), np.float32),
        tuple(failed),
    )


def _decoded(
    pool: DecodePool, photos: Sequence[Path], model: Embedder, thumbnails: Path
) -> Iterator[tuple[Path, Future[DecodedPhoto]]]:
    """Decoded photos in order, a few ahead of the one asked for."""
    ahead: deque[tuple[Path, Future[DecodedPhoto]]] = deque()
    for path in photos:
        ahead.append((path, pool.submit(decode, path, model.picture, thumbnails, frozenset())))
        if len(ahead) > 2 * model.batch_size:
            yield ahead.popleft()
    yield from ahead


# --- judging them ---


def report(
    model: Embedder, seen: SeenPhotos, labelled: Labelled, scheme: Scheme, texts: Texts, library: Rules | None = None
) -> AccuracyReport:
    """`scheme` as of `scheme_of_labels`. The forced choice takes the label with the highest cosine (its wordings
    averaged). The decision is that of the `library` with all that it has learned, if every label is one of its
    categories; else what a library of these photos alone would say, by the words alone."""
    truth_of = dict(labelled)

    @cache
    def vectors_of(wordings: tuple[str, ...]) -> NDArray[np.float32]:
        return _means(model, wordings, scheme.templates or model.templates, as_they_are)

    as_they_are = frozenset(text for some in texts.values() for text in some)
    worded = Scheme(
        tuple(
            Category(one.name, tuple(map(Prompt, texts.get(one.name, ()))) or one.prompts, id=one.id)
            for one in scheme.categories
        ),
        templates=scheme.templates,
    )
    labels = [category.name for category in worded.categories]
    matrix = np.stack([vectors_of(category.wordings).mean(axis=0) for category in worded.categories])
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    choices = (seen.vectors @ matrix.T).argmax(axis=1)
    background = Background.of(_means(model, BACKGROUND_WORDS, model.templates[:1], frozenset()))
    photos = background.measured(seen.vectors)
    names = {column.category.name.casefold() for column in library.columns} if library is not None else set()
    if library is None or not names.issuperset(label.casefold() for label in labels):
        library = rules_of(worded, Space(background, library_mean(photos)), vectors_of)
    decisions = _decisions(library, photos, labels)
    return AccuracyReport(
        model.model_id,
        tuple(
            CheckedPhoto(str(path), content_hash, truth_of[path], labels[choice], decision)
            for path, content_hash, choice, decision in zip(
                seen.paths, seen.content_hashes, choices.tolist(), decisions, strict=True
            )
        ),
        seen.failed,
    )


def _decisions(rules: Rules, photos: PhotoVectors, labels: Sequence[str]) -> list[str]:
    """Labels first: a photo of Dogs within Pets counts for whichever of the two is a label."""
    scores = scores_of(rules.space, rules.columns, photos)
    tags = decide(rules, scores, photos, verdicts_at(rules, {}, {}))
    label_of = {label.casefold(): label for label in labels}
    names = [column.category.name for column in rules.columns]
    decisions = np.full(len(photos), NONE, dtype=object)
    for row, name in enumerate(names):
        decisions[is_held(tags[row])] = name
    mine = [row for row, name in enumerate(names) if name.casefold() in label_of]
    decisions[(tags[mine] >= SUGGESTION).any(axis=0)] = NOT_SURE
    for row in mine:
        decisions[is_held(tags[row])] = label_of[names[row].casefold()]
    return [str(decision) for decision in decisions]


def _means(
    model: Embedder, wordings: Sequence[str], templates: tuple[str, ...], as_they_are: frozenset[str]
) -> NDArray[np.float32]:
    """(len(wordings), dimensions), rows of length 1: each the mean over its sentences."""
    if not wordings:
        return np.empty((0, model.dimensions), np.float32)
    filled = [(wording,) if wording in as_they_are else sentences(wording, templates) for wording in wordings]
    vectors = model.embed_texts([sentence for some in filled for sentence in some])
    ends = np.cumsum([len(some) for some in filled])
    means = np.stack([part.mean(axis=0) for part in np.split(vectors, ends[:-1])])
    rows: NDArray[np.float32] = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    return rows


# --- in the background of the window ---


class AccuracyChecks:
    """One check at a time, in the background."""

    def __init__(self, thumbnails: Path, notify: Callable[[Event], None]) -> None:
        self._thumbnails = thumbnails
        self._notify = notify
        self._job = Job("accuracy", notify)

    def start(
        self,
        check: CheckAccuracy,
        models: Sequence[Callable[[], Embedder]],
        pool: DecodePool,
        known: Scheme,
        library: Rules | None = None,
    ) -> None:
        """On `check.folder`, under each of the models, the first of which is that of the `library`. Raises
        PhotoSorterError while another check runs."""
        if self._job.is_running:
            raise PhotoSorterError(tr("Accuracy is being checked already. Wait until it is done, or cancel it."))

        def work(is_cancelled: IsCancelled) -> Event:
            found = self._reports(check, models, pool, known, library, is_cancelled)
            return AccuracyChecked(check.token, tuple(found))

        self._job.start(work, lambda sentence: AccuracyChecked(check.token, (), sentence))

    def cancel(self) -> None:
        self._job.cancel()

    def close(self) -> None:
        """Cancels, and waits for the thread to end."""
        self._job.close()

    def _reports(
        self,
        check: CheckAccuracy,
        models: Sequence[Callable[[], Embedder]],
        pool: DecodePool,
        known: Scheme,
        library: Rules | None,
        is_cancelled: IsCancelled,
    ) -> Iterator[AccuracyReport]:
        assert check.folder is not None
        labelled = labelled_photos(check.folder, check.labels)
        scheme = scheme_of_labels(sorted({label for _, label in labelled}), known)
        total = len(labelled) * len(models)
        progress = Progress()
        progress.start()

        def advance(photos: int) -> None:
            progress.add(photos)
            left = progress.seconds_left(total - progress.done)
            self._notify(CheckProgressed(check.token, progress.done, total, progress.photos_per_second, left))

        self._notify(CheckProgressed(check.token, 0, total, 0.0, None))
        for open_model in models:
            model = open_model()
            seen = see(model, pool, self._thumbnails, [path for path, _ in labelled], advance, is_cancelled)
            # Compared are the models by their words; only one of them has learned.
            yield report(model, seen, labelled, scheme, {}, library if len(models) == 1 else None)
