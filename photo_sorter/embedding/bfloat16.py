"""bfloat16 on a CPU: float32 with a third of its digits, for processors that multiply it twice as fast.

Since 2020 (Intel) and 2022 (AMD) server and some desktop processors do. Measured on 2 such cores, batch 8, medians of
processor time for a photo: ViT-B-32-256 73 ms instead of 142, at a cosine of at least 0.99994 (random weights, 48
household photos). `python -m tests.benchmarks engines` measures it again.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

LEAST_LIKENESS = 0.999
"""Cosine between a picture's vectors in both types from which they are one model's, and may lie in one index."""
LEAST_LIKENESS_OF_DIFFERENCES = 0.995
"""The same about the mean of the pictures, as scores are taken: chance then moves a score by 0.5 % of a vector.

A model that gives all pictures much the same vector passes the first test however little is left of what differs:
0.99999 and 0.95 were seen (random weights, made extreme).
"""
SAMPLE_DETAILS = (4, 64)
"""Patches along a side of the pictures that both types are compared on: a wash of colour, and grain."""


def computes_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 by itself. Where it has to act as if it did, it takes longer."""
    import torch

    # Private in torch 2.15; where it is missing, float32 is right too.
    asked = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return bool(asked and asked())


def light_copy(network: torch.nn.Module) -> Any:
    """The same network in bfloat16; numbers that are not floating stay as they are."""
    from torch.nn import Parameter

    # deepcopy takes from here what it would copy: no second float32 network is made on the way.
    ready: dict[int, Any] = {
        id(tensor): Parameter(tensor.bfloat16(), requires_grad=False)
        for tensor in network.parameters()
        if tensor.is_floating_point()
    }
    return copy.deepcopy(network, ready).bfloat16()


def sample_pictures(side_px: int) -> NDArray[np.uint8]:
    """(2, side, side, 3): trained weights differ in how much they lose, so each model is asked on these."""
    rng = np.random.default_rng(0)
    grids = (rng.integers(0, 256, (patches, patches, 3), np.uint8) for patches in SAMPLE_DETAILS)
    nearest = (np.arange(side_px) * patches // side_px for patches in SAMPLE_DETAILS)
    return np.stack([grid[at][:, at] for grid, at in zip(grids, nearest, strict=True)])


def are_alike(exact: NDArray[np.float32], rounded: NDArray[np.float32]) -> bool:
    """Whether (n, dimensions) rows of length 1 from both types are as good as the same. NaN is not."""
    mean = exact.mean(axis=0)
    likeness = (exact * rounded).sum(axis=1)
    differences, others = exact - mean, rounded - mean
    lengths = np.linalg.norm(differences, axis=1) * np.linalg.norm(others, axis=1)
    of_differences = (differences * others).sum(axis=1)
    return bool(likeness.min() >= LEAST_LIKENESS and (of_differences >= LEAST_LIKENESS_OF_DIFFERENCES * lengths).all())
