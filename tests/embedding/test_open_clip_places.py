"""Where an open_clip tower sees what: the mathematics on tiny towers, and the towers that are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding import bfloat16
from photo_sorter.embedding.open_clip_embedder import OpenClipEmbedder
from tests.embedding.tiny_clip import TINY_DIMENSIONS, TINY_SIDE_PX, write_tiny_clip

SIGLIP = {"image_size": 160, "timm_model_name": "test_vit3", "timm_pool": "map", "timm_proj": "none"}
"""timm's own vision transformer for tests: attention pooling as SigLIP has it, and a register before the places."""


@pytest.fixture(scope="module", autouse=True)
def exact_figures() -> Iterator[None]:
    """As on a processor without bfloat16, whose figures can be compared to the last digits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bfloat16, "computes_bfloat16", lambda: False)
        yield


def load(folder: Path) -> OpenClipEmbedder:
    return OpenClipEmbedder.from_folder("tiny", folder)


def noise(side_px: int = TINY_SIDE_PX) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (side_px, side_px, 3), np.uint8)


def clip_vision(**changes: Any) -> dict[str, Any]:
    return {"image_size": TINY_SIDE_PX, "layers": 1, "width": 64, "head_width": 32, "patch_size": 8, **changes}


@pytest.mark.parametrize("layers", [1, 3])
def test_every_patch_gives_a_row_of_length_one(tmp_path: Path, layers: int) -> None:
    embedder = load(write_tiny_clip(tmp_path, vision_cfg=clip_vision(layers=layers)))
    patches = embedder.embed_patches(noise())
    assert patches.shape == (4, 4, TINY_DIMENSIONS)
    assert patches.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(patches, axis=2), 1, atol=1e-6)
    assert "MaskCLIP" in embedder.patch_method


def test_with_one_layer_a_place_speaks_of_itself_alone(tmp_path: Path) -> None:
    embedder = load(write_tiny_clip(tmp_path, vision_cfg=clip_vision()))
    picture = noise()
    other = picture.copy()
    other[8:16, 24:32] = 255 - other[8:16, 24:32]
    likeness = (embedder.embed_patches(picture) * embedder.embed_patches(other)).sum(axis=2)
    expected = np.ones((4, 4), bool)
    expected[1, 3] = False
    np.testing.assert_array_equal(likeness > 0.99999, expected)


@pytest.mark.parametrize("late_norm", [False, True])
def test_the_last_block_keeps_its_values_and_drops_queries_and_keys(tmp_path: Path, late_norm: bool) -> None:
    """MaskCLIP as published: values through the output projection, then the block's own residuals and MLP."""
    import torch
    from torch.nn.functional import linear, normalize

    vision = clip_vision(layers=2, final_ln_after_pool=late_norm, pool_type="avg" if late_norm else "tok")
    embedder = load(write_tiny_clip(tmp_path, vision_cfg=vision))
    tower = embedder._model.visual
    with torch.inference_mode():
        states = tower.transformer.resblocks[0](tower._embeds(embedder._pixels(noise()[np.newaxis])))
        last = tower.transformer.resblocks[1]
        width = states.shape[-1]
        values = linear(last.ln_1(states), last.attn.in_proj_weight[-width:], last.attn.in_proj_bias[-width:])
        states = states + linear(values, last.attn.out_proj.weight, last.attn.out_proj.bias)
        states = states + last.mlp(last.ln_2(states))
        expected = normalize(tower.ln_post(states[0, 1:]) @ tower.proj, dim=-1)
    np.testing.assert_allclose(embedder.embed_patches(noise()).reshape(16, -1), expected.cpu().numpy(), atol=2e-6)


def test_attention_pooling_keeps_its_values_and_drops_queries_and_keys(tmp_path: Path) -> None:
    import torch
    from torch.nn.functional import normalize

    embedder = load(write_tiny_clip(tmp_path, embed_dim=96, vision_cfg=SIGLIP))
    trunk = embedder._model.visual.trunk
    with torch.inference_mode():
        states = trunk.forward_features(embedder._pixels(noise(160)[np.newaxis]))[0, 1:]
        values = trunk.attn_pool.kv(states)[:, 96:]
        pooled = trunk.attn_pool.proj(values)
        pooled = pooled + trunk.attn_pool.mlp(trunk.attn_pool.norm(pooled))
        expected = normalize(pooled, dim=-1)
    patches = embedder.embed_patches(noise(160))
    assert patches.shape == (10, 10, 96)
    np.testing.assert_allclose(patches.reshape(100, -1), expected.cpu().numpy(), atol=2e-6)


@pytest.mark.parametrize(
    "vision",
    [
        {"image_size": TINY_SIDE_PX, "layers": [1, 1, 1, 1], "width": 8},
        {"image_size": 160, "timm_model_name": "test_convnext", "timm_pool": "", "timm_proj": "linear"},
        {"image_size": 160, "timm_model_name": "test_vit", "timm_pool": "token", "timm_proj": "linear"},
        clip_vision(attentional_pool=True, attn_pooler_heads=2),
    ],
    ids=["ResNet", "ConvNeXt", "timm without attention pooling", "CoCa"],
)
def test_a_tower_of_another_kind_says_that_it_cannot_tell(tmp_path: Path, vision: dict[str, Any]) -> None:
    embedder = load(write_tiny_clip(tmp_path, vision_cfg=vision))
    side_px = vision["image_size"]
    assert embedder.embed_pictures(noise(side_px)[np.newaxis]).shape == (1, TINY_DIMENSIONS)
    with pytest.raises(ModelError, match="does not tell where in a picture"):
        embedder.embed_patches(noise(side_px))


def test_looking_at_places_leaves_the_pictures_as_they_were(tmp_path: Path) -> None:
    embedder = load(write_tiny_clip(tmp_path, vision_cfg=clip_vision(layers=2)))
    before = embedder.embed_pictures(noise()[np.newaxis])
    embedder.embed_patches(noise())
    np.testing.assert_array_equal(embedder.embed_pictures(noise()[np.newaxis]), before)
