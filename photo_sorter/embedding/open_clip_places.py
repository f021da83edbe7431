"""What an open_clip image tower sees at each place of a picture, in the space of the texts.

A tower gathers one vector from all places, by attention. Left to itself, each place gives a vector of its own in the
same space: so found by Zhou, Loy & Dai 2022, "Extract Free Dense Labels from CLIP" (MaskCLIP, arXiv 2112.01071), where
the last attention keeps its values and drops its queries and keys. Attention in which a place may look only at itself
is exactly that. Blurred and noisy beside a network trained for it, but nothing is trained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from photo_sorter.core.errors import ModelError
from photo_sorter.language import tr

if TYPE_CHECKING:
    import torch


def embed_places(model_id: str, tower: Any, pixels: torch.Tensor) -> torch.Tensor:
    """(1, 3, side, side) as the tower wants them → (rows, columns, dimensions), not of length 1.

    Two kinds of towers are known: the vision transformers of open_clip (CLIP), and those of timm with attention pooling
    (SigLIP). ModelError for any other.
    """
    if _is_clip(tower):
        places = _clip_places(tower, pixels)
        rows, columns = tower.grid_size
    elif _is_siglip(tower):
        places = _siglip_places(tower, pixels)
        rows, columns = tower.trunk.patch_embed.grid_size
    else:
        raise ModelError(
            tr("“{model}” is built in a way that does not tell where in a picture it sees something.", model=model_id)
        )
    return places.reshape(rows, columns, -1)


def _is_clip(tower: Any) -> bool:
    """Without CoCa's pooling, and with places in the second dimension throughout."""
    from open_clip.transformer import VisionTransformer

    return isinstance(tower, VisionTransformer) and tower.attn_pool is None and tower.transformer.batch_first


def _is_siglip(tower: Any) -> bool:
    from open_clip.timm_model import TimmModel
    from timm.models.vision_transformer import VisionTransformer

    trunk = tower.trunk if isinstance(tower, TimmModel) else None
    return isinstance(trunk, VisionTransformer) and trunk.attn_pool is not None


def _clip_places(tower: Any, pixels: torch.Tensor) -> torch.Tensor:
    """The last block without looking around, then the norm and the projection that the class token would go through."""
    import torch

    states = tower._embeds(pixels)
    *blocks, last = tower.transformer.resblocks
    for block in blocks:
        states = block(states)
    count = states.shape[1]
    only_itself = torch.full((count, count), -torch.inf, dtype=states.dtype, device=states.device).fill_diagonal_(0)
    places: torch.Tensor = tower.ln_post(last(states, attn_mask=only_itself)[:, 1:]) @ tower.proj
    return places


def _siglip_places(tower: Any, pixels: torch.Tensor) -> torch.Tensor:
    """Each place goes through the pooling as if it were the whole picture: the last attention is there."""
    trunk = tower.trunk
    states = trunk.forward_features(pixels)[0, trunk.num_prefix_tokens :]
    pooled = trunk.attn_pool(states[:, None])
    places: torch.Tensor = tower.head(trunk.head(trunk.fc_norm(pooled)))
    return places
