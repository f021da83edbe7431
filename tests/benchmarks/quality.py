"""How far categories can be trusted: none of these, corrections, expected precision, on labelled photos outside of the
repository (shared/). Every figure comes out of the functions that sort the library."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.sorting.category import USUAL_THRESHOLD
from photo_sorter.core.sorting.decision import Verdicts, least_for_suggestion, none_weight, probabilities
from photo_sorter.core.sorting.learning import taught
from photo_sorter.core.sorting.rules import Rules
from photo_sorter.core.sorting.score_table import scores_of
from tests.benchmarks.figures import Figure
from tests.benchmarks.label_sets import FLOWERS, TEN, LabelSet, held_out_classes, household, recorded

DRAWS = 60
SHOTS = (1, 3, 5, 10)
POSITIONS = (0.3, 0.5, 0.7, 0.9)
FEW_PHOTOS = (10, 20, 40, 80)
CLIP_SCALE = 100.0


@dataclass(frozen=True)
class Mean:
    """A mean over draws and the half width of its 95 % interval."""

    mean: float
    half: float

    @classmethod
    def of(cls, values: list[float]) -> Mean:
        array = np.array(values)
        return cls(float(array.mean()), float(1.96 * array.std(ddof=1) / np.sqrt(len(array))))

    def __str__(self) -> str:
        return f"{100 * self.mean:5.1f} ± {100 * self.half:.1f}"


def chances(labelled: LabelSet, rules: Rules) -> NDArray[np.float32]:
    """(labels, n) probabilities."""
    (group,) = rules.groups
    scores = scores_of(rules.space, rules.columns, labelled.photos)
    return probabilities(rules, group, [scores[row] for row in group.rows], none_weight(labelled.photos, group))


# --- none of these ---


def auroc(positive: NDArray[np.floating], negative: NDArray[np.floating]) -> float:
    """The chance that a positive has the higher score; ties count half."""
    greater = (positive[:, np.newaxis] > negative).mean()
    return float(greater + 0.5 * (positive[:, np.newaxis] == negative).mean())


def none_of_these(labelled: LabelSet) -> tuple[float, float]:
    """Areas under ROC for “belongs to one of the labels”: ours, and of the highest softmax over cosines x 100."""
    rules = labelled.rules
    inside = labelled.truth >= 0
    ours = chances(labelled, rules).max(axis=0)
    cosines = np.concatenate([column.wordings for column in rules.columns]) @ labelled.photos.vectors.T * CLIP_SCALE
    softmax = np.exp(cosines - cosines.max(axis=0))
    baseline = (softmax / softmax.sum(axis=0)).max(axis=0)
    return auroc(ours[inside], ours[~inside]), auroc(baseline[inside], baseline[~inside])


def run_none(options: argparse.Namespace) -> Iterator[Figure]:
    clip, own = recorded("clip"), recorded("built-in")
    sets = [clip, own, *(clip.without(label) for label in clip.labels)]
    sets += [household(name, labels) for name, labels in (
        ("cat and dog", ("cat", "dog")), ("flowers", FLOWERS), ("ten labels", TEN),
        ("receipt, meme, screenshot", ("receipt", "meme", "screenshot")),
    )]  # fmt: skip
    for labelled in sets:
        ours, baseline = none_of_these(labelled)
        yield Figure(f"none of these, AUROC: {labelled.name}", ours, "", f"> {baseline:.3f}, maximum softmax")


# --- corrections ---


def corrections(labelled: LabelSet, shots: int, draws: int = DRAWS) -> tuple[list[float], list[float]]:
    """Accuracy of the forced choice on held-out photos, by words alone and with `shots` examples a class, by draw."""
    before, after = [], []
    alone = chances(labelled, labelled.rules)
    for draw in range(draws):
        examples, held_out = _drawn(labelled, shots, np.random.default_rng(draw))
        rules, _ = taught(labelled.rules, labelled.photos, _said_yes(labelled, examples))
        truth = labelled.truth[held_out]
        before.append(float((alone[:, held_out].argmax(axis=0) == truth).mean()))
        after.append(float((chances(labelled, rules)[:, held_out].argmax(axis=0) == truth).mean()))
    return before, after


def _drawn(labelled: LabelSet, shots: int, rng: np.random.Generator) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Examples out of one half of each class; the other half is held out."""
    examples, held_out = [], []
    for label in range(len(labelled.labels)):
        photos = rng.permutation(np.flatnonzero(labelled.truth == label))
        half = len(photos) // 2
        examples.append(photos[:half][:shots])
        held_out.append(photos[half:])
    return np.concatenate(examples), np.concatenate(held_out)


def _said_yes(labelled: LabelSet, photos: NDArray[np.intp]) -> Verdicts:
    yes = np.ones(len(photos), np.bool_)
    return Verdicts(labelled.truth[photos], photos, yes, ~yes)


def correction_sets() -> list[LabelSet]:
    return [household("flowers, built-in", FLOWERS), recorded("clip"), held_out_classes()]


def run_corrections(options: argparse.Namespace) -> Iterator[Figure]:
    for labelled in correction_sets():
        before, _ = corrections(labelled, 0)
        yield Figure(f"corrections: {labelled.name}, words alone", 100 * float(np.mean(before)), "%")
        for shots in SHOTS:
            before, after = corrections(labelled, shots)
            gain = Mean.of([new - old for old, new in zip(before, after, strict=True)])
            name = f"corrections: {labelled.name}, {shots} a class (gain {gain})"
            yield Figure(name, 100 * float(np.mean(after)), "%", "gain + half > -0.5; > 0 at 5")


# --- expected precision ---


def judged_rules(
    labelled: LabelSet, rng: np.random.Generator, photos: int | None = None
) -> tuple[Rules, NDArray[np.intp]]:
    """Rules that learned from a person who went through one half, or so many photos of it, tags and suggestions: yes
    where the machine is right, no and the right one where it is not, no where a photo belongs nowhere but was put
    somewhere. And the other half."""
    order = rng.permutation(len(labelled.truth))
    judged, rest = np.sort(order[: len(order) // 2][:photos]), order[len(order) // 2 :]
    plain = labelled.rules
    found = chances(labelled, plain)
    best, offered = found.argmax(axis=0), found.max(axis=0) >= least_for_suggestion(USUAL_THRESHOLD)
    rows, columns, holds = [], [], []
    for photo in judged.tolist():
        truth = labelled.truth[photo]
        if truth >= 0:
            rows, columns, holds = [*rows, truth], [*columns, photo], [*holds, True]
        if offered[photo] and best[photo] != truth:
            rows, columns, holds = [*rows, best[photo]], [*columns, photo], [*holds, False]
    verdicts = Verdicts(
        np.array(rows, np.intp), np.array(columns, np.intp), np.array(holds, np.bool_), np.zeros(len(rows), np.bool_)
    )
    return taught(plain, labelled.photos, verdicts)[0], rest


@dataclass(frozen=True)
class Taken:
    """What a slider position takes in one half: how many, how many of them are expected and really right."""

    count: int
    expected: float
    right: int

    @property
    def difference(self) -> float:
        return self.expected / self.count - self.right / self.count


def taken(labelled: LabelSet, found: NDArray[np.float32], photos: NDArray[np.intp], position: float) -> Taken:
    best, highest = found[:, photos].argmax(axis=0), found[:, photos].max(axis=0)
    inside = highest >= position
    right = best[inside] == labelled.truth[photos][inside]
    return Taken(int(inside.sum()), float(highest[inside].sum()), int(right.sum()))


def slider_differences(
    labelled: LabelSet, position: float, draws: int = DRAWS, photos: int | None = None
) -> tuple[list[float], list[float], float]:
    """Expected less real precision by random half: by words alone, and after the other half was judged; and the mean
    share of the labels' photos that are taken rightly after."""
    before, after, recalls = [], [], []
    alone = chances(labelled, labelled.rules)
    for draw in range(draws):
        rules, rest = judged_rules(labelled, np.random.default_rng(draw), photos)
        before.append(taken(labelled, alone, rest, position).difference)
        now = taken(labelled, chances(labelled, rules), rest, position)
        after.append(now.difference)
        recalls.append(now.right / int((labelled.truth[rest] >= 0).sum()))
    return before, after, float(np.mean(recalls))


def run_slider(options: argparse.Namespace) -> Iterator[Figure]:
    for labelled in (recorded("clip"), recorded("built-in"), household("ten labels, built-in", TEN)):
        for position in POSITIONS:
            before, after, _ = slider_differences(labelled, position)
            name = f"slider at {position}: {labelled.name}, expected − real (words alone {Mean.of(before)})"
            yield Figure(f"{name}, judged {Mean.of(after)}", 100 * float(np.mean(after)), "points", "≤ 5 either way")
        for photos in FEW_PHOTOS:
            _, after, _ = slider_differences(labelled, 0.5, DRAWS, photos)
            name = f"slider at 0.5: {labelled.name}, {photos} photos judged {Mean.of(after)}"
            yield Figure(name, 100 * float(np.mean(after)), "points")


def run_calibration(options: argparse.Namespace) -> Iterator[Figure]:
    """Precision and recall of each category at the usual position, by words alone and after a half was judged."""
    for labelled in (recorded("clip"), household("ten labels, built-in", TEN)):
        before, after = (np.zeros((len(labelled.labels), 3)) for _ in range(2))
        alone = chances(labelled, labelled.rules)
        for draw in range(DRAWS):
            rules, rest = judged_rules(labelled, np.random.default_rng(draw))
            for table, found in ((before, alone), (after, chances(labelled, rules))):
                best, sure = found[:, rest].argmax(axis=0), found[:, rest].max(axis=0) >= 0.5
                for label in range(len(labelled.labels)):
                    mine, truly = sure & (best == label), labelled.truth[rest] == label
                    table[label] += (mine & truly).sum(), mine.sum(), truly.sum()
        for label, name in enumerate(labelled.labels):
            for what, table in (("words alone", before), ("judged", after)):
                right, said, there = table[label]
                precision = f"precision {100 * right / said:.1f} %" if said else "never said"
                yield Figure(f"{labelled.name}: {name}, {what}, {precision}, recall", 100 * right / there, "%")
