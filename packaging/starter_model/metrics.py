"""The figures a fit is judged by. Pictures and texts are rows of length 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
EmbedTexts = Callable[[Sequence[str]], Rows]


def recall_of_photos(pictures: Rows, captions: Rows, right: NDArray[np.int64]) -> dict[str, float]:
    """Text → photo: the share of captions whose picture is among the best 1, 5 and 10."""
    scores = captions @ pictures.T
    own = scores[np.arange(len(scores)), right]
    ranks = (scores > own[:, None]).sum(axis=1)
    return {f"R@{best}": float((ranks < best).mean()) for best in (1, 5, 10)}


def accuracy(pictures: Rows, labels: Sequence[str], among: Sequence[str], embed: EmbedTexts) -> float:
    """The forced choice among names: the share of pictures that get their own."""
    chosen = choices(pictures, among, embed)
    return float(np.mean([choice == label for choice, label in zip(chosen, labels, strict=True)]))


def choices(pictures: Rows, among: Sequence[str], embed: EmbedTexts) -> list[str]:
    """The best name for each picture."""
    return [among[best] for best in (pictures @ embed(among).T).argmax(axis=1)]
