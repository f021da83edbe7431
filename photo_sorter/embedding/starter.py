"""The built-in model: small, quick and at hand without a download.

Pictures go through EfficientNet-Lite2 (Tan & Le 2019, arXiv 1905.11946, without what integer hardware cannot do) and
through a small head, both of them graphs for ONNX Runtime; torch is never imported. Texts go through a table of words
(`starter_words`). `packaging/starter_model` fits and writes all of it; `MODEL_CARD.md` beside the files says on what,
and how good they are.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.errors import ModelError
from photo_sorter.core.ports import PictureSpec
from photo_sorter.embedding.device import cpu_lanes
from photo_sorter.embedding.starter_words import WordTable
from photo_sorter.language import tr
from photo_sorter.system import native

PICTURE = PictureSpec(side_px=260, crop_fraction=0.89)
PLACES = (8, 8)
PICTURES, FEATURES, VECTORS = "pictures", "features", "vectors"
"""What the graphs take and give: pictures → (n, 1280, 9, 9) features; (n, 1280) features → vectors."""
_MEMORY_OF_GRAPH = 3
"""How many times its file ONNX Runtime touches while it opens one."""
CPU_BATCH = 8
"""How many are committed together. They are looked at one by one."""
TITLE = "Built-in (basic)"
TEMPLATES = ("{}",)
"""The words are added up, and the frame of a sentence such as «a photo of a dog» is dropped: one template says all."""

MANIFEST = "model.json"
NETWORK = "network.onnx"
HEAD = "head.onnx"
WORDS = "words.npz"
WORD_LIST = "words.txt"


class StarterEmbedder:
    """The built-in model in memory: an `Embedder`. On the CPU: one thread a call, `lanes` calls side by side."""

    @classmethod
    def load(cls, folder: Path) -> StarterEmbedder:
        """The model whose files lie in `folder`. ModelError when one of them is missing or damaged.

        The graphs are loaded, and ONNX Runtime imported, with the first pictures: words alone cost neither.
        """
        manifest = _checked_manifest(folder)
        with np.load(folder / WORDS, allow_pickle=False) as arrays:
            rows, scales = arrays["rows"], arrays["scales"]
        table = WordTable((folder / WORD_LIST).read_text("utf-8").split("\n"), rows, scales)
        return cls(manifest["model_id"], folder, table, rows.shape[1])

    def __init__(self, model_id: str, folder: Path, table: WordTable, dimensions: int) -> None:
        self._model_id = model_id
        self._folder = folder
        self._tower: StarterTower | None = None
        self._loading = threading.Lock()
        self._table = table
        self._dimensions = dimensions

    @property
    def model_id(self) -> str:
        return self._model_id

    @property
    def title(self) -> str:
        """The name for people."""
        return TITLE

    @property
    def dimensions(self) -> int:
        return self._dimensions

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
        return self._loaded_tower().embed(pictures)

    def embed_patches(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(260, 260, 3) upright RGB → (8, 8, dimensions) float32, rows of length 1: what is seen at each place.

        The feature map goes through classifier and head place by place, without being averaged first: class activation
        mapping (Zhou et al. 2016, arXiv 1512.04150). In 150 mosaics of four household photos (cat, dog, flower, receipt
        or pizza) the strongest place for a word lay in its photo 92 times of 100; by chance 25.
        """
        return self._loaded_tower().embed_places(picture).reshape(*PLACES, -1)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """n texts → (n, dimensions), rows of length 1. A text without a known word stands for any photo."""
        return self._table.embed(texts)

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """The words that are not in the table, neither by themselves nor in another form, a phrase or a compound."""
        return self._table.unknown(text)

    @property
    def spellings(self) -> Sequence[str]:
        return self._table.single

    def _loaded_tower(self) -> StarterTower:
        with self._loading:
            if self._tower is None:
                self._tower = StarterTower(self._folder)
            return self._tower


class StarterTower:
    """The picture side: network and head. Safe from several threads at once, each on one core.

    float32: a photo takes 21 ms of a core, where torch takes 37. On processors with bfloat16 torch takes 17, but its
    vectors differ (cosine to float32: least 0.97 of 120 household photos; here 0.9999996).
    """

    def __init__(self, folder: Path) -> None:
        self._network, self._head = open_graph(folder / NETWORK), open_graph(folder / HEAD)

    def embed(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 260, 260, 3) upright RGB → (n, dimensions), rows of length 1."""
        # One by one, so that what is in hand fits the cache: 25 ms of a core each, and 29 four at a time [2 lanes].
        means = [self._features(picture[np.newaxis]).mean(axis=(2, 3)) for picture in pictures]
        return self._vectors(np.concatenate(means))

    def embed_places(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(260, 260, 3) upright RGB → (64, dimensions), rows of length 1: 8 × 8 places."""
        features = self._features(picture[np.newaxis])[0]
        # The 9 × 9 centres run from edge to edge (pixel 3 to 259); means of four lie amid 8 × 8 equal parts.
        pairs = features[:, :-1] + features[:, 1:]
        means = (pairs[:, :, :-1] + pairs[:, :, 1:]) / 4
        return self._vectors(np.ascontiguousarray(means.reshape(len(means), -1).T))

    def _features(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 260, 260, 3) upright RGB → (n, 1280, 9, 9)."""
        return _computed(self._network, FEATURES, {PICTURES: np.ascontiguousarray(pictures)})

    def _vectors(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 1280) → (n, dimensions). In a graph too: numpy's BLAS would wake threads of its own, which go on spinning
        beside the lanes (with torch before it 73 photos/s instead of 120)."""
        return _computed(self._head, VECTORS, {FEATURES: features})


def open_graph(graph: Path) -> Any:
    """A graph that computes in the thread that calls it, and on the processor."""
    # From 1.29 on ONNX Runtime uploads how it is used (its Privacy.md). pyproject.toml keeps it below that; this is for
    # who installs another by hand. It is read while the package is imported. The other one is Windows' own event log.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    for file in native.files_of("onnxruntime", "capi/onnxruntime_pybind11_state*"):
        native.read_through(file)
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    native.fetch_memory(_MEMORY_OF_GRAPH * native.read_through(graph))
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _computed(session: Any, wanted: str, given: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    """RuntimeError, as any engine's here, when it cannot: no memory left."""
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, RuntimeException

    try:
        computed: NDArray[np.float32] = session.run([wanted], given)[0]
    except (Fail, RuntimeException) as error:
        raise RuntimeError(str(error)) from error
    return computed


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
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != sha256:
        raise ModelError(tr("The built-in model's file {file} is damaged: install Photo Sorter again.", file=file))
