"""What the built-in model is sure of before any verdict: cats and dogs of a household, in libraries of all kinds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import Space, library_mean
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.core.sorting.decision import Verdicts, decide, is_held
from photo_sorter.core.sorting.pack import read_pack
from photo_sorter.core.sorting.rules import rules_of
from photo_sorter.core.sorting.score_table import scores_of
from photo_sorter.paths import resources
from tests.benchmarks.figures import Figure
from tests.benchmarks.label_sets import household, named

LIBRARIES = (
    "among all photos", "cats and dogs alone", "one kind alone", "20 photos", "60 photos", "20 cats and dogs",
    "60 cats and dogs",
)  # fmt: skip
DRAWS = 40
NAMES = {"cat": ("cat", "mèo"), "dog": ("dog", "chó")}
"""Of two labels of the household: the label, and what captions of photos that show it say."""


@dataclass(frozen=True)
class Sure:
    """What categories of cats and dogs are sure of without a verdict: `found` of the photos that are labelled so,
    `right` of those that are taken. A photo is right also where its caption names the animal."""

    found: float
    right: float


def sure_at_once(scheme: Scheme, shows: Mapping[str, Sequence[str]], draws: Sequence[NDArray[np.intp]]) -> Sure:
    """In libraries of some photos of the household each, together. `shows`: the labels that each category is for."""
    labelled = household("cats and dogs", tuple(NAMES))
    scheme = replace(scheme, categories=tuple(replace(one, id=n) for n, one in enumerate(scheme.categories, start=1)))
    shown = np.stack([(labelled.truth == n) | named(NAMES[label][1]) for n, label in enumerate(labelled.labels)])
    vectors_of = cache(labelled.vectors_of)
    nothing = np.empty(0, np.intp)
    unjudged = Verdicts(nothing, nothing, nothing.astype(np.bool_), nothing.astype(np.bool_))
    found = there = right = taken = 0
    for photos in draws:
        seen = labelled.photos.part(photos)
        rules = rules_of(scheme, Space(labelled.background, library_mean(seen)), vectors_of)
        tags = decide(rules, scores_of(rules.space, rules.columns, seen), seen, unjudged)
        for row, column in enumerate(rules.columns):
            labels = [labelled.labels.index(label) for label in shows.get(column.category.name, ())]
            if labels:
                held, own = is_held(tags[row]), np.isin(labelled.truth[photos], labels)
                found, there = found + int((held & own).sum()), there + int(own.sum())
                right, taken = right + int((held & shown[labels][:, photos].any(axis=0)).sum()), taken + int(held.sum())
    return Sure(found / there, right / taken)


def pet_libraries() -> dict[str, list[NDArray[np.intp]]]:
    """Photos of the household, by one of LIBRARIES: of the small ones so many draws."""
    truth = household("cats and dogs", tuple(NAMES)).truth
    everything, pets = np.arange(len(truth)), np.flatnonzero(truth >= 0)

    def drawn(photos: NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
        return [np.random.default_rng(draw).permutation(photos)[:count] for draw in range(DRAWS)]

    return {
        "among all photos": [everything],
        "cats and dogs alone": [pets],
        "one kind alone": [np.flatnonzero(truth == 0), np.flatnonzero(truth == 1)],
        "20 photos": drawn(everything, 20),
        "60 photos": drawn(everything, 60),
        "20 cats and dogs": drawn(pets, 20),
        "60 cats and dogs": drawn(pets, 60),
    }


def run_sure(options: argparse.Namespace) -> Iterator[Figure]:
    for wording, (scheme, shows) in SCHEMES.items():
        for library, draws in pet_libraries().items():
            sure = sure_at_once(scheme, shows, draws)
            name = f"sure at once: {wording}, {library} (right {100 * sure.right:.0f} %)"
            yield Figure(name, 100 * sure.found, "%", "≥ 75")


def _two(cats: str, dogs: str, *wordings: tuple[str, str]) -> tuple[Scheme, Mapping[str, Sequence[str]]]:
    prompts = [tuple(Prompt(pair[place]) for pair in wordings) for place in (0, 1)]
    return Scheme((Category(cats, prompts[0]), Category(dogs, prompts[1]))), {cats: ("cat",), dogs: ("dog",)}


def _everyday(within: bool) -> tuple[Scheme, Mapping[str, Sequence[str]]]:
    pack = read_pack((resources() / "packs" / "everyday.toml").read_bytes(), "everyday")
    shows: dict[str, Sequence[str]] = {"Pets": ("cat", "dog")}
    if within:
        kinds = tuple(Category(label, set_name="Kinds", parent_name="Pets") for label in NAMES)
        pack = replace(pack, categories=(*pack.categories, *kinds))
        shows |= {label: (label,) for label in NAMES}
    return pack, shows


SCHEMES = {
    "cat and dog": _two("cat", "dog"),
    "Cats and Dogs": _two("Cats", "Dogs"),
    "a photo of a cat, of a dog": _two("Cats", "Dogs", ("a photo of a cat", "a photo of a dog")),
    "two wordings": _two("Cats", "Dogs", ("a cat", "a dog"), ("a kitten", "a puppy")),
    "the Everyday pack": _everyday(within=False),
    "cat and dog within its Pets": _everyday(within=True),
}
"""Categories, and the labels that each is for."""
