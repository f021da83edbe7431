"""Fitted towers → the files that the program reads."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from graphs import FittedHead, write_head, write_network
from network import load_backbone
from photo_sorter.embedding.starter import HEAD, MANIFEST, NETWORK, WORD_LIST, WORDS
from towers import Head, TextTower


def write(
    folder: Path, model_id: str, words: list[str], text_tower: TextTower, heads: list[Head], class_words: Tensor
) -> None:
    """Writes `folder`: the table as int8, picture network and heads as graphs, a manifest with the files' sha256.

    The mean of several heads is one head with all their hidden units side by side.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        table = text_tower.table().numpy()
        names = text_tower(class_words).numpy()
        arrays = _merged([_arrays(head) for head in heads])
    scales = np.maximum(np.abs(table).max(axis=1), 1e-6) / 127
    rows = np.rint(table / scales[:, None]).astype(np.int8)
    np.savez_compressed(folder / WORDS, rows=rows, scales=scales.astype(np.float32))
    (folder / WORD_LIST).write_text("\n".join(words), "utf-8")
    shape, backbone = heads[0].shape, load_backbone()
    head = FittedHead(
        backbone.classifier, {name: array.astype(np.float16) for name, array in (arrays | {"names": names}).items()},
        shape.names_used, shape.names_weight,
    )  # fmt: skip
    write_network(folder / NETWORK, backbone)
    write_head(folder / HEAD, head)
    write_manifest(folder, model_id)


def write_manifest(folder: Path, model_id: str) -> None:
    files = (NETWORK, HEAD, WORDS, WORD_LIST)
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}
    (folder / MANIFEST).write_text(json.dumps({"model_id": model_id, "sha256": sums}, indent=2) + "\n", "utf-8")


def _arrays(head: Head) -> dict[str, NDArray[np.float32]]:
    """The weights of a head in evaluation, the layer norm's own scale and shift put into the layers after it."""
    scale, shift = head.norm.weight, head.norm.bias
    return {
        "skip_weight": (head.skip.weight * scale).T.numpy(),
        "skip_bias": (head.skip.bias + head.skip.weight @ shift).numpy(),
        "inner_weight": (head.inner.weight * scale).T.numpy(),
        "inner_bias": (head.inner.bias + head.inner.weight @ shift).numpy(),
        "outer_weight": head.outer.weight.T.numpy(),
        "classes": head.from_classes.numpy(),
    }


def _merged(heads: list[dict[str, NDArray[np.float32]]]) -> dict[str, NDArray[np.float32]]:
    merged = {name: np.mean([head[name] for head in heads], axis=0) for name in ("skip_weight", "skip_bias", "classes")}
    merged["inner_weight"] = np.concatenate([head["inner_weight"] for head in heads], axis=1)
    merged["inner_bias"] = np.concatenate([head["inner_bias"] for head in heads])
    merged["outer_weight"] = np.concatenate([head["outer_weight"] for head in heads]) / len(heads)
    return merged
