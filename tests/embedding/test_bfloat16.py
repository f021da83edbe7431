"""Models that compute in bfloat16: what stays the same, and which of them must not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photo_sorter.embedding import bfloat16, open_clip_embedder
from photo_sorter.embedding.open_clip_embedder import OpenClipEmbedder
from tests.embedding.tiny_clip import TINY_DIMENSIONS, TINY_SIDE_PX, write_tiny_clip

TEXTS = ["a photo of a dog.", "a receipt"]


@pytest.fixture(autouse=True)
def no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr(open_clip_embedder, "best_device", lambda: torch.device("cpu"))


def load(folder: Path, monkeypatch: pytest.MonkeyPatch, *, fast: bool) -> OpenClipEmbedder:
    """As it is after the first picture, on a processor that multiplies bfloat16 by itself or not.

    Only the time that it takes depends on the processor really.
    """
    with monkeypatch.context() as patch:
        patch.setattr(bfloat16, "computes_bfloat16", lambda: fast)
        embedder = OpenClipEmbedder.from_folder("tiny", folder)
        embedder.embed_pictures(noise(1, embedder.picture.side_px))
        return embedder


def both(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[OpenClipEmbedder, OpenClipEmbedder]:
    return load(folder, monkeypatch, fast=False), load(folder, monkeypatch, fast=True)


def noise(count: int, side_px: int = TINY_SIDE_PX) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (count, side_px, side_px, 3), np.uint8)


def picture_types(embedder: OpenClipEmbedder) -> set[Any]:
    return {parameter.dtype for parameter in embedder._model.visual.parameters()}


@pytest.mark.parametrize(
    "architecture",
    [
        {},
        {"vision_cfg": {"image_size": 160, "timm_model_name": "test_vit3", "timm_pool": "map"}},
        {"vision_cfg": {"image_size": TINY_SIDE_PX, "timm_model_name": "test_convnext", "timm_pool": ""}},
    ],
    ids=["ViT", "SigLIP", "ConvNeXt"],
)
def test_pictures_are_seen_almost_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, architecture: dict[str, Any]
) -> None:
    import torch

    exact, rounded = both(write_tiny_clip(tmp_path, **architecture), monkeypatch)
    pictures = noise(8, exact.picture.side_px)
    expected, found = exact.embed_pictures(pictures), rounded.embed_pictures(pictures)

    assert (picture_types(exact), picture_types(rounded)) == ({torch.float32}, {torch.bfloat16})
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
    assert not np.array_equal(found, expected)
    assert (found * expected).sum(axis=1).min() >= bfloat16.LEAST_LIKENESS


def test_texts_are_read_exactly_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exact, rounded = both(write_tiny_clip(tmp_path), monkeypatch)
    np.testing.assert_array_equal(rounded.embed_texts(TEXTS), exact.embed_texts(TEXTS))


def test_places_are_seen_almost_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    vision = {"image_size": TINY_SIDE_PX, "layers": 3, "width": 64, "head_width": 32, "patch_size": 8}
    exact, rounded = both(write_tiny_clip(tmp_path, vision_cfg=vision), monkeypatch)
    expected, found = (embedder.embed_patches(noise(1)[0]) for embedder in (exact, rounded))
    assert picture_types(rounded) == {torch.bfloat16}
    assert found.shape == (4, 4, TINY_DIMENSIONS)
    assert (found * expected).sum(axis=2).min() >= bfloat16.LEAST_LIKENESS


def write_clip_that_needs_many_digits(folder: Path) -> Path:
    """What differs between pictures is small beside what all have: bfloat16 drops it, the norm after it needs it."""
    from safetensors.torch import load_file, save_file

    weights = write_tiny_clip(folder) / "open_clip_model.safetensors"
    tensors = load_file(weights)
    tensors["visual.positional_embedding"] += 1000
    save_file(tensors, weights)
    return folder


def test_a_model_that_needs_more_digits_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    exact, asked = both(write_clip_that_needs_many_digits(tmp_path), monkeypatch)
    assert picture_types(asked) == {torch.float32}
    np.testing.assert_array_equal(asked.embed_pictures(noise(3)), exact.embed_pictures(noise(3)))


def test_a_model_to_which_all_pictures_look_alike_keeps_the_little_that_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This untrained ResNet's vectors are all but one another's: so is whatever bfloat16 makes of them."""
    import torch

    vision = {"image_size": TINY_SIDE_PX, "layers": [1, 1, 1, 1], "width": 8}
    exact, asked = both(write_tiny_clip(tmp_path, vision_cfg=vision), monkeypatch)
    first, second = exact.embed_pictures(bfloat16.sample_pictures(TINY_SIDE_PX))
    assert first @ second > bfloat16.LEAST_LIKENESS
    assert picture_types(asked) == {torch.float32}


def test_a_model_with_an_operation_that_is_missing_in_bfloat16_keeps_float32(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    class Spectral(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.rand(3 * TINY_SIDE_PX**2, TINY_DIMENSIONS))

        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            return pixels.flatten(1) @ self.weight * torch.linalg.svdvals(self.weight)

    asked = OpenClipEmbedder.from_folder("tiny", write_tiny_clip(tmp_path))
    asked._model.visual = Spectral()
    monkeypatch.setattr(bfloat16, "computes_bfloat16", lambda: True)
    assert asked.embed_pictures(noise(3)).shape == (3, TINY_DIMENSIONS)
    assert picture_types(asked) == {torch.float32}


def test_nothing_that_is_not_a_number_is_like_another() -> None:
    unit = np.eye(2, 4, dtype=np.float32)
    assert bfloat16.are_alike(unit, unit)
    assert not bfloat16.are_alike(unit, unit * np.float32("nan"))


def test_lanes_that_begin_together_all_see_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bfloat16, "computes_bfloat16", lambda: True)
    embedder = OpenClipEmbedder.from_folder("tiny", write_tiny_clip(tmp_path))
    with ThreadPoolExecutor(4) as lanes:
        first, *others = lanes.map(embedder.embed_pictures, [noise(2)] * 4)
    for rows in others:
        np.testing.assert_array_equal(rows, first)
