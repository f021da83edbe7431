"""How well searches rank, and how rightly they end, on labelled and captioned photos outside of the repository."""

from __future__ import annotations

import argparse
import csv
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import PhotoVectors
from photo_sorter.core.search.fusion import fused, written
from photo_sorter.core.search.relevance import ENOUGH, relevance
from photo_sorter.core.search.steering import Backdrop, Steering, learned, standouts, weighted
from tests.benchmarks.figures import Figure
from tests.benchmarks.label_sets import SHARED, TEN, LabelSet, captioned, held_out_classes, household, recorded
from tests.benchmarks.quality import auroc
from tests.benchmarks.search_queries import (
    ABSENT,
    AGAINST,
    BOTH_WAYS,
    CLIP_ABSENT,
    CLIP_PRESENT,
    MIXED,
    NAMES,
    PRESENT,
    SEEN,
    Truth,
)  # fmt: skip

TEMPLATES = ("{}", "a photo of {}", "a bad photo of {}", "a close-up photo of {}", "{} in a picture")
SIZES = (30, 100, 300, 600)
DRAWS = 5
RANK_CONSTANT = 60


@dataclass(frozen=True, eq=False)
class Searched:
    """A library with what is known about its photos (n each)."""

    library: LabelSet
    backdrop: Backdrop
    rows: list[dict[str, str]]

    def text(self, words: str) -> NDArray[np.float32]:
        return self.library.vectors_of((words,))[0]

    def scores(self, steering: Steering) -> NDArray[np.float32]:
        return standouts(steering, self.library.photos, self.backdrop)

    def truth(self, truth: Truth) -> NDArray[np.bool_]:
        return np.array([
            row["label"] in truth.labels
            or row["coarse_label"] in truth.labels
            or any(word in row["caption"].lower() for word in map(str.lower, truth.captions))
            or any(part in row["path"] for part in truth.paths)
            for row in self.rows
        ])  # fmt: skip


@cache
def searched() -> Searched:
    library = household("search", ())
    with (SHARED / "photos" / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if " (1)" not in row["path"]]
    return Searched(library, Backdrop.of(library.photos, library.background), rows)


def average_precision(scores: NDArray[np.floating], truth: NDArray[np.bool_]) -> float:
    hits = truth[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


# --- the order ---


def recall(best: int, change: str = "") -> float:
    """The share of held-out captions whose photo is among the best: by our order, or with one change to it."""
    library, captions, right = captioned()
    photos, texts = library.photos, library.vectors_of(captions)
    backdrop = Backdrop.of(photos, library.background)
    if change == "templates":
        texts = sum(library.vectors_of(tuple(one.format(text) for text in captions)) for one in TEMPLATES)  # type: ignore[assignment]
    if change == "own standard scores":
        scores = backdrop.space.scores(photos, texts)
    else:
        scores = np.stack([standouts(Steering(text), photos, backdrop) for text in map(weighted, texts)])
    own = scores[np.arange(len(scores)), right][:, np.newaxis]
    return float(((scores > own).sum(axis=1) < best).mean())


def against(how: str) -> float:
    """Mean average precision of searches such as “pet -dog”."""
    home, found = searched(), []
    for (wanted, unwanted), truth in AGAINST.items():
        text, other = home.text(wanted), home.text(unwanted)
        steering = Steering(text, other[np.newaxis])
        if how == "ignored":
            steering = Steering(text)
        elif how == "subtracted":
            steering = Steering(weighted(text, [(other, 0.5)]))
        found.append(average_precision(home.scores(steering), home.truth(truth)))
    return float(np.mean(found))


def after_verdicts(verdicts: int, how: str) -> float:
    """Mean average precision of the other photos once the first ones were judged: household and held-out classes."""
    found = []
    for library in (household("verdicts", TEN), held_out_classes()):
        backdrop = Backdrop.of(library.photos, library.background)
        centred = backdrop.space.centred(library.photos)
        for label, words in enumerate(library.labels):
            text, truth = library.vectors_of((words,))[0], library.truth == label
            scores = standouts(Steering(text), library.photos, backdrop)
            judged = np.argsort(-scores, kind="stable")[:verdicts]
            right, rest = truth[judged], np.setdiff1d(np.arange(len(truth)), judged)
            if how == "ridge":
                lesson = learned(Steering(text), library.photos.part(judged), right, backdrop)
                scores = standouts(Steering(text, lesson=lesson), library.photos, backdrop)
            elif how == "Rocchio":
                for part, weight in ((judged[right], 6), (judged[~right], -3)):
                    scores = scores + weight * centred @ centred[part].mean(axis=0) if len(part) else scores
            found.append(average_precision(scores[rest], truth[rest]))
    return float(np.mean(found))


# --- the end ---


@dataclass(frozen=True, eq=False)
class Ends:
    """Of searches with an answer and of searches without: the highest log odds and the highest cosine."""

    present: NDArray[np.float64]
    absent: NDArray[np.float64]

    def of(self, column: int, least: float) -> tuple[float, float]:
        """The share of answers that are found, and of “nothing” said where there is nothing."""
        return float((self.present[:, column] >= least).mean()), float((self.absent[:, column] < least).mean())

    def areas(self) -> tuple[float, float]:
        ours, cosine = (auroc(self.present[:, column], self.absent[:, column]) for column in (0, 1))
        return ours, cosine

    @classmethod
    def together(cls, several: Iterable[Ends]) -> Ends:
        """Each of them counts the same."""
        rng, several = np.random.default_rng(2), list(several)
        drawn = [(rng.choice(one.present, 400), rng.choice(one.absent, 400)) for one in several]
        return cls(*(np.concatenate(part) for part in zip(*drawn, strict=True)))

    @property
    def best_cosine(self) -> float:
        """Chosen with hindsight."""
        cosines = np.unique(np.concatenate([self.present, self.absent])[:, 1])
        return float(max(cosines, key=lambda least: sum(self.of(1, least))))


def ends(size: int | None = None) -> Ends:
    """All 100 searches of the whole library, or of random parts of it with one answer or none."""
    home, rng = searched(), np.random.default_rng(1)
    photos = home.library.photos
    found: tuple[list[tuple[float, float]], list[tuple[float, float]]] = [], []
    for words in (*PRESENT, *ABSENT):
        holds = home.truth(PRESENT.get(words, Truth()))
        for _ in range(DRAWS if size else 1):
            rows = np.arange(len(photos))
            if size:
                rows = rng.permutation(np.flatnonzero(~holds))[: size - holds.any()]
                rows = np.append(rows, rng.permutation(np.flatnonzero(holds))[:1])
            found[words in ABSENT].append(_highest(photos.part(rows), home.text(words), home.library))
    return Ends(np.array(found[0]), np.array(found[1]))


def clip_ends() -> Ends:
    """The same with recorded-clip under ViT-B/32; its photos of the class looked for are left out for the absent."""
    library = recorded("clip")
    with (SHARED / "recorded-clip" / "labels.csv").open(encoding="utf-8", newline="") as file:
        label_of = {row["path"]: row["label"] for row in csv.DictReader(file)}
    paths = np.load(SHARED / "recorded-clip" / "vectors.npz")["photo_paths"]
    labels = np.array([label_of[str(path)] for path in paths])
    absent = [_highest(library.photos, library.vectors_of((words,))[0], library) for words in CLIP_ABSENT]
    present = []
    for words, label in CLIP_PRESENT.items():
        text, rest = library.vectors_of((words,))[0], np.flatnonzero(labels != label)
        for one in np.flatnonzero(labels == label):
            present.append(_highest(library.photos.part(np.append(rest, one)), text, library))
        if label not in ("car", "rider"):
            absent.append(_highest(library.photos.part(rest), text, library))
    return Ends(np.array(present), np.array(absent))


def _highest(photos: PhotoVectors, text: NDArray[np.float32], library: LabelSet) -> tuple[float, float]:
    odds = relevance(standouts(Steering(text), photos, Backdrop.of(photos, library.background)))
    return float(odds.max()), float((photos.vectors @ text).max())


@cache
def libraries() -> dict[str, Ends]:
    parts = {f"{size} of them, one answer": ends(size) for size in SIZES}
    return {"shared/photos": ends(), **parts, "recorded-clip, ViT-B/32": clip_ends()}


def lists() -> tuple[float, float]:
    """Mean precision and recall of the lists of the searches with an answer, where the list is not empty."""
    home, found = searched(), []
    for words, truth in PRESENT.items():
        listed, holds = relevance(home.scores(Steering(home.text(words)))) >= ENOUGH, home.truth(truth)
        if listed.any():
            found.append(((listed & holds).sum() / listed.sum(), (listed & holds).sum() / holds.sum()))
    precision, share = np.mean(found, axis=0)
    return float(precision), float(share)


# --- words and meaning ---

KINDS = ("names", "things seen", "both ways", "a name and a thing")
WAYS = ("joined", "written", "seen", "rank fusion")


def searches(kind: str) -> dict[str, NDArray[np.bool_]]:
    home = searched()
    if kind == "names":
        return {words: home.truth(Truth(paths=(part,))) for words, part in NAMES.items()}
    if kind == "things seen":
        return {words: home.truth(truth) for words, truth in SEEN.items()}
    if kind == "both ways":
        return {words: home.truth(truth) for words, truth in BOTH_WAYS.items()}
    return {words: home.truth(Truth(paths=(part,))) & home.truth(truth) for words, (part, truth) in MIXED.items()}


def joined(kind: str, way: str) -> float:
    """Mean average precision of one kind of searches."""
    home, rows_of = searched(), _names_of([row["path"] for row in searched().rows])
    found = []
    for words, truth in searches(kind).items():
        seen = home.scores(Steering(home.text(words)))
        beside = written([rows_of(word) for word in re.findall(r"\w+", words)], len(seen))
        if way == "rank fusion":
            values = np.where(beside > 0, 1 / (RANK_CONSTANT + _ranks(beside)), 0) + 1 / (RANK_CONSTANT + _ranks(seen))
        else:
            meaning = {"joined": 0.5, "written": 0.0, "seen": 1.0}[way]
            values = fused(relevance(seen), beside, meaning).values
        found.append(average_precision(values, truth))
    return float(np.mean(found))


def _ranks(values: NDArray[np.floating]) -> NDArray[np.intp]:
    ranks = np.empty(len(values), np.intp)
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return ranks


def _names_of(paths: list[str]) -> Callable[[str], NDArray[np.intp]]:
    table = sqlite3.connect(":memory:")
    tokenize = "porter unicode61 remove_diacritics 2"
    table.execute(f"CREATE VIRTUAL TABLE names USING fts5 (name, folder, tokenize = '{tokenize}')")
    rows = ((n, PurePosixPath(path).stem, str(PurePosixPath(path).parent)) for n, path in enumerate(paths))
    table.executemany("INSERT INTO names (rowid, name, folder) VALUES (?, ?, ?)", rows)
    found = "SELECT rowid FROM names WHERE names MATCH ?"
    return lambda word: np.array([row for (row,) in table.execute(found, (f'"{word}"',))], np.intp)


def run_search_quality(options: argparse.Namespace) -> Iterator[Figure]:
    for best in (1, 5, 10):
        for change in ("", "templates", "own standard scores"):
            yield Figure(f"caption → photo, R@{best}{change and f' with {change}'}", 100 * recall(best, change), "%")
    for how in ("penalty", "ignored", "subtracted"):
        yield Figure(f"“pet -dog” and the like, mean average precision: {how}", 100 * against(how), "%")
    for verdicts in (1, 3, 5):
        for how in ("ridge", "Rocchio", "none"):
            yield Figure(f"the rest after {verdicts} verdicts: {how}", 100 * after_verdicts(verdicts, how), "%")
    yield from _figures_of_the_end()
    precision, share = lists()
    yield Figure("lists: precision", 100 * precision, "%")
    yield Figure("lists: recall", 100 * share, "%")
    for kind in KINDS:
        for way in WAYS:
            yield Figure(f"{kind}: {way}, mean average precision", 100 * joined(kind, way), "%")


def _figures_of_the_end() -> Iterator[Figure]:
    together = Ends.together(libraries().values())
    for name, found in (libraries() | {"mean of these": together}).items():
        ours, cosine = found.areas()
        yield Figure(f"nothing, area under ROC: {name}", 100 * ours, "%", f"{100 * cosine:.2f} by cosine")
        yield Figure(f"nothing, rightly decided: {name}", *_decided(found.of(0, ENOUGH)))
        for whose, least in (("its own", found.best_cosine), ("of all", together.best_cosine)):
            yield Figure(f"  by the best cosine, {whose} ({least:.2f})", *_decided(found.of(1, least)))


def _decided(found: tuple[float, float]) -> tuple[float, str, str]:
    return 50 * sum(found), "%", f"{found[0]:.2f} found where there is, {found[1]:.2f} “nothing” where not"
