"""The picture side → two ONNX graphs: pixels to feature maps, and the features of a picture or a place to a vector.

Two, because a heat map puts the head at 64 places of a picture, and ONNX Runtime computes a graph as a whole.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import gelu, layer_norm, normalize

from network import PictureNetwork
from photo_sorter.embedding.starter import FEATURES, PICTURE, PICTURES, VECTORS

OPSET = 18
"""Every ONNX Runtime that the program allows reads it."""
MOST_ROWS = 4096


class FittedHead(nn.Module):
    """(n, 1280) features → (n, dimensions), rows of length 1.

    The vector is that of a small network plus that of the most probable classes' names: the network knows what captions
    speak of, the names (ConSE, Norouzi et al. 2013, arXiv 1312.5650) reach words that no caption held. The arrays are
    kept in float16, which is half the file; ONNX Runtime widens them once, while it loads.
    """

    def __init__(
        self, classifier: nn.Linear, arrays: dict[str, NDArray[np.float16]], names_used: int, names_weight: float
    ) -> None:
        super().__init__()
        self.classifier = classifier
        self.names_used, self.names_weight = names_used, names_weight
        for name, array in arrays.items():
            self.register_buffer(name, torch.from_numpy(array))

    def forward(self, features: Tensor) -> Tensor:
        probabilities = self.classifier(features).softmax(dim=1)
        normed = layer_norm(features, features.shape[1:])
        inner = gelu(normed @ self.inner_weight.float() + self.inner_bias.float(), approximate="tanh")
        seen = normed @ self.skip_weight.float() + self.skip_bias.float() + inner @ self.outer_weight.float()
        seen = seen + probabilities @ self.classes.float()
        least = probabilities.topk(self.names_used, dim=1).values[:, -1:]
        named = probabilities.where(probabilities >= least, 0.0) @ self.names.float()
        return normalize(normalize(seen, dim=1) + self.names_weight * normalize(named, dim=1), dim=1)


def write_network(file: Path, backbone: Any) -> None:
    pictures = torch.zeros(2, PICTURE.side_px, PICTURE.side_px, 3, dtype=torch.uint8)
    _write(file, PictureNetwork(backbone), pictures, PICTURES, FEATURES)


def write_head(file: Path, head: FittedHead) -> None:
    _write(file, head, torch.rand(2, head.classifier.in_features), FEATURES, VECTORS)


def _write(file: Path, module: nn.Module, example: Tensor, given: str, wanted: str) -> None:
    program = torch.onnx.export(
        module.eval(), (example,), input_names=[given], output_names=[wanted], opset_version=OPSET, dynamo=True,
        dynamic_shapes=({0: torch.export.Dim("rows", min=1, max=MOST_ROWS)},), verbose=False,
    )  # fmt: skip
    assert program is not None
    model = program.model_proto
    # torch writes down where in which source file of this computer each operation came from.
    del model.metadata_props[:]
    del model.graph.metadata_props[:], model.graph.value_info[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)
