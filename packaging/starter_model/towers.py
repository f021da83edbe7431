"""The two towers while they are fitted (torch). `write.py` turns them into the files that the program reads."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize


@dataclass(frozen=True)
class Shape:
    """Settings chosen on the `tune` part."""

    dimensions: int = 256
    hidden: int = 512
    dropout: float = 0.5
    names_weight: float = 0.7
    """How much of the ConSE vector is added to the head's (both of length 1)."""
    names_used: int = 10


class TextTower(nn.Module):
    """Weighted sum of fixed teacher vectors, a linear layer, and for each word of `fitted` a small correction.

    `vectors` (n, 384) and `weights` (n,) are those of the whole vocabulary, `fitted` holds rows of it.
    """

    def __init__(self, vectors: Tensor, weights: Tensor, fitted: Tensor, dimensions: int) -> None:
        super().__init__()
        self.register_buffer("vectors", vectors - vectors[fitted].mean(dim=0))
        self.register_buffer("first_log_weights", weights.log())
        slots = torch.zeros(len(vectors), dtype=torch.long)
        slots[fitted] = torch.arange(1, len(fitted) + 1)
        self.register_buffer("slots", slots)
        self.weight_changes = _zeros(len(fitted) + 1, 1)
        self.corrections = _zeros(len(fitted) + 1, dimensions)
        _, _, axes = torch.linalg.svd(self.vectors[fitted], full_matrices=False)
        self.register_buffer("first_linear", axes[:dimensions].T.contiguous())
        self.linear = nn.Parameter(self.first_linear.clone())

    def forward(self, words: Tensor) -> Tensor:
        """(n, longest) rows, -1 for padding → (n, dimensions), rows of length 1."""
        rows = words.clamp(min=0)
        slots = self.slots[rows]
        weights = (self.first_log_weights[rows] + self.weight_changes(slots).squeeze(-1)).exp() * (words >= 0)
        sums = torch.einsum("nw,nwd->nd", weights, self.vectors[rows])
        corrections = torch.einsum("nw,nwd->nd", weights, self.corrections(slots))
        return normalize(sums @ self.linear + corrections, dim=1)

    def table(self) -> Tensor:
        """(n, dimensions): every word's vector, its weight included."""
        weights = (self.first_log_weights[:, None] + self.weight_changes(self.slots)).exp()
        return (self.vectors @ self.linear + self.corrections(self.slots)) * weights


def _zeros(count: int, dimensions: int) -> nn.Embedding:
    """Rows that start at 0; row 0 stays there."""
    embedding = nn.Embedding(count, dimensions, padding_idx=0)
    nn.init.zeros_(embedding.weight)
    return embedding


class Head(nn.Module):
    """Features and class probabilities → the joint space."""

    def __init__(self, shape: Shape, class_vectors: Tensor, features: int = 1280) -> None:
        super().__init__()
        self.shape = shape
        self.norm = nn.LayerNorm(features)
        self.skip = nn.Linear(features, shape.dimensions)
        self.inner = nn.Linear(features, shape.hidden)
        self.outer = nn.Linear(shape.hidden, shape.dimensions, bias=False)
        self.from_classes = nn.Parameter(class_vectors.clone())
        self.drop = nn.Dropout(shape.dropout)
        nn.init.normal_(self.skip.weight, std=0.2 / features**0.5)
        nn.init.normal_(self.outer.weight, std=0.2 / shape.hidden**0.5)

    def forward(self, features: Tensor, probabilities: Tensor, class_vectors: Tensor) -> Tensor:
        """(n, 1280), (n, 1000), and the 1000 names' vectors → (n, dimensions), rows of length 1."""
        normed = self.norm(features)
        inner = nn.functional.gelu(self.inner(self.drop(normed)), approximate="tanh")
        head = self.skip(self.drop(normed)) + self.outer(self.drop(inner)) + probabilities @ self.from_classes
        names = self.conse(probabilities, class_vectors)
        return normalize(normalize(head, dim=1) + self.shape.names_weight * names, dim=1)

    def conse(self, probabilities: Tensor, class_vectors: Tensor) -> Tensor:
        """The most probable classes' names, averaged by probability (Norouzi et al. 2013, arXiv 1312.5650)."""
        best, classes = probabilities.topk(self.shape.names_used, dim=1)
        return normalize(torch.einsum("nk,nkd->nd", best, class_vectors[classes]), dim=1)
