"""A real open_clip model with one layer in each tower and random weights, written when a test needs it (3 MB)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TINY_SIDE_PX = 32
TINY_DIMENSIONS = 16


def tiny_config(**changes: Any) -> dict[str, Any]:
    """The `model_cfg` of the tiny model; CLIP's own tokenizer, so its whole vocabulary."""
    return {
        "embed_dim": TINY_DIMENSIONS,
        "vision_cfg": {"image_size": TINY_SIDE_PX, "layers": 1, "width": 64, "head_width": 32, "patch_size": 16},
        "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 1},
        **changes,
    }


def write_tiny_clip(
    folder: Path, *, seed: int = 0, squash: bool = False, custom_text: bool = False, **changes: Any
) -> Path:
    """Writes config and safetensors into `folder`, as open_clip's `local-dir:` wants them; gives `folder` back.

    With `squash` the preprocessing is SigLIP's, else CLIP's; with `custom_text` the text tower is loaded as a module of
    its own, as newer models have it.
    """
    import torch
    from open_clip.model import CLIP
    from safetensors.torch import save_file

    architecture = tiny_config(**changes)
    config = {**architecture, "custom_text": custom_text}
    preprocessing = {"resize_mode": "squash", "mean": [0.5] * 3, "std": [0.5] * 3} if squash else {}
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        weights = CLIP(**architecture).state_dict()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": preprocessing}))
    save_file({name: tensor.contiguous() for name, tensor in weights.items()}, folder / "open_clip_model.safetensors")
    return folder
