"""Labelled photos as vectors: what the quality of sorting is measured on. They lie outside of the repository."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.background import BACKGROUND_WORDS
from photo_sorter.core.ports import Embedder
from photo_sorter.core.scoring import Background, PhotoVectors, Space, library_mean
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.rules import Rules, rules_of
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.paths import resources
from photo_sorter.settings import BUILT_IN_MODEL
from photo_sorter.work.evaluation import see

SHARED = Path(__file__).parents[3] / "shared"
HAVE_SHARED = (SHARED / "recorded-clip").is_dir()
FLOWERS = ("daisy", "dandelion", "rose", "sunflower", "tulip")
TEN = ("cat", "dog", *FLOWERS, "receipt", "meme", "screenshot")
FIVE = ("cat", "dog", "bicycle", "car", "horse")


@dataclass(frozen=True, eq=False)
class LabelSet:
    """A library of n photos under a model, and the labels that are sorted into. `truth` (n,): a label's position, or -1
    for a photo that belongs to none of them."""

    name: str
    labels: tuple[str, ...]
    photos: PhotoVectors
    truth: NDArray[np.intp]
    background: Background
    vectors_of: Callable[[tuple[str, ...]], NDArray[np.float32]]

    @property
    def rules(self) -> Rules:
        scheme = Scheme(tuple(Category(label, id=number) for number, label in enumerate(self.labels, start=1)))
        return rules_of(scheme, Space(self.background, library_mean(self.photos)), self.vectors_of)

    def without(self, label: str) -> LabelSet:
        """The same photos; those of this label belong to none now."""
        labels = tuple(one for one in self.labels if one != label)
        truth = np.array(
            [labels.index(self.labels[t]) if t >= 0 and self.labels[t] != label else -1 for t in self.truth]
        )
        return replace(self, name=f"{self.name} without {label}", labels=labels, truth=truth)


def household(name: str, labels: Sequence[str]) -> LabelSet:
    """shared/photos under the built-in model; exact copies are left out."""
    rows = _rows(SHARED / "photos" / "labels.csv")
    rows = [row for row in rows if " (1)" not in row["path"]]
    return _built_in(name, tuple(labels), [SHARED / "photos" / row["path"] for row in rows], [r["label"] for r in rows])


def named(word: str) -> NDArray[np.bool_]:
    """(n,) the photos of `household` whose caption holds this word."""
    rows = [row for row in _rows(SHARED / "photos" / "labels.csv") if " (1)" not in row["path"]]
    return np.array([word in row["caption"].lower().split() for row in rows], np.bool_)


def held_out_classes() -> LabelSet:
    """The Caltech classes that the built-in model was never fitted on (packaging/starter_model/splits.csv)."""
    rows = _rows(Path(__file__).parents[2] / "packaging" / "starter_model" / "splits.csv")
    rows = [row for row in rows if row["part"] == "held-out" and row["kind"] == "caltech"]
    labels = [row["label"] for row in rows]
    paths = [SHARED / "starter-training" / row["file"] for row in rows]
    return _built_in("held-out classes, built-in", tuple(sorted(set(labels))), paths, labels)


def captioned() -> tuple[LabelSet, tuple[str, ...], NDArray[np.intp]]:
    """The captioned photographs that the built-in model was never fitted on; captions (c,), and the row of the photo of
    each."""
    rows = _rows(Path(__file__).parents[2] / "packaging" / "starter_model" / "splits.csv")
    files = [row["file"] for row in rows if row["part"] == "held-out" and row["kind"] == "captions"]
    place = {file: row for row, file in enumerate(files)}
    captions = [row for row in _rows(SHARED / "starter-training" / "captions.csv") if row["image"] in place]
    library = _built_in("captions", (), [SHARED / "starter-training" / file for file in files], [""] * len(files))
    return library, tuple(row["caption"] for row in captions), np.array([place[row["image"]] for row in captions])


def recorded(model: str) -> LabelSet:
    """shared/recorded-clip in its five classes (riders are horses, flowers none of them), under the recorded CLIP
    vectors or under the built-in model."""
    rows = {row["path"]: row for row in _rows(SHARED / "recorded-clip" / "labels.csv")}
    data = np.load(SHARED / "recorded-clip" / "vectors.npz")
    paths = [str(path) for path in data["photo_paths"]]
    labels = [rows[path]["five_way"] for path in paths]
    if model == "built-in":
        files = [SHARED / "recorded-clip" / path for path in paths]
        return _built_in("recorded-clip, built-in", FIVE, files, labels)
    names = [str(name) for name in data["class_names"]]
    vectors = dict(zip(names, data["class_vectors"].astype(np.float32), strict=True))
    everyday = sorted(set(names))
    chosen = [everyday[n] for n in np.linspace(0, len(everyday) - 1, len(BACKGROUND_WORDS)).astype(int)]
    background = Background.of(np.stack([vectors[name] for name in chosen]))
    return LabelSet(
        "recorded-clip, CLIP ViT-B/32",
        FIVE,
        background.measured(data["photo_vectors"].astype(np.float32)),
        _truth(FIVE, labels),
        background,
        lambda wordings: np.stack([vectors[one] for one in wordings]) if wordings else np.empty((0, 512), np.float32),
    )


def _built_in(name: str, labels: tuple[str, ...], files: list[Path], truths: list[str]) -> LabelSet:
    model = _model()
    seen = _seen(tuple(files))
    background = Background.of(model.embed_texts(BACKGROUND_WORDS))

    def vectors_of(wordings: tuple[str, ...]) -> NDArray[np.float32]:
        return model.embed_texts(wordings) if wordings else np.empty((0, model.dimensions), np.float32)

    return LabelSet(name, labels, background.measured(seen), _truth(labels, truths), background, vectors_of)


@cache
def _model() -> Embedder:
    return open_embedder(BUILT_IN_MODEL, Path("none"), resources() / "starter")


@cache
def _seen(files: tuple[Path, ...]) -> NDArray[np.float32]:
    pool = DecodePool(2)
    try:
        with tempfile.TemporaryDirectory() as thumbnails:
            seen = see(_model(), pool, Path(thumbnails), files, lambda photos: None)
    finally:
        pool.close()
    assert len(seen.paths) == len(files), json.dumps(seen.failed)
    return seen.vectors


def _truth(labels: tuple[str, ...], truths: Sequence[str]) -> NDArray[np.intp]:
    return np.array([labels.index(truth) if truth in labels else -1 for truth in truths], np.intp)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
